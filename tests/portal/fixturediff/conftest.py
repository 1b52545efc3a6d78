"""What the tests of fixturediff share: asking for a difference, which writes nothing."""

from io import StringIO

from django.core.management import CommandError, call_command

from portal.models import Change
from tests.portal.loaddata.conftest import MODELS, here, load

__all__ = ["diff", "here", "loaded", "stored"]


def stored():
    """Every row of the record, of its history and of the marks of its changes."""
    rows = {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in MODELS}
    return rows, Change.state()


def diff(*labels, **options):
    """The exit code, what was said on stdout, and what for on stderr; whatever it is, nothing was written."""
    before = stored()
    out, err = StringIO(), StringIO()
    code, refused = 0, ""
    try:
        call_command("fixturediff", *labels, stdout=out, stderr=err, **options)
    except CommandError as error:
        code, refused = error.returncode, str(error)

    assert stored() == before
    assert err.getvalue() == ""
    return code, out.getvalue().splitlines(), refused.splitlines()


def loaded(file):
    load(file)
    return file
