"""What the tests of loaddata share: fixture files, objects to put into them, and loading them."""

import json
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from tests.conftest import APPS

MODELS = [model for model in apps.get_models() if model._meta.app_label in APPS]
NOTHING = "Nothing was written."


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Fixture files of a test stand in the working directory, so that messages name them shortly."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def fixture(here, *objects, name="synthetic.json"):
    (here / name).write_text(json.dumps(objects, ensure_ascii=False), encoding="utf-8")
    return str(here / name)


def load(*labels, **options):
    """Load fixtures; what was said on stdout and on stderr."""
    out, err = StringIO(), StringIO()
    call_command("loaddata", *labels, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def refused(*labels, **options):
    """Load fixtures that must not load; the lines of the error."""
    with pytest.raises(CommandError) as caught:
        load(*labels, **options)
    return str(caught.value).splitlines()


def rows():
    """How many rows each table of the record and of its history has."""
    return {model._meta.label: model._base_manager.count() for model in MODELS}


def source(slug="synthetic", **fields):
    stated = {"slug": slug, "title": "Synthetic source", "publisher_en": "Synthetic Press", "kind": "press"}
    return {"model": "portal.source", "fields": {**stated, **fields}}


def organization(slug="works", **fields):
    stated = {"slug": slug, "name_en": "Synthetic Works", "kind": "company"}
    return {"model": "portal.organization", "fields": {**stated, **fields}}


def without(obj, *names):
    return {**obj, "fields": {name: value for name, value in obj["fields"].items() if name not in names}}
