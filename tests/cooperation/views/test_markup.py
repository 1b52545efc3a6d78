"""What staff typed is text, never markup."""

import pytest

from tests import factories
from tests.markup import body_of

SCRIPT = "<script>alert(1)</script>"

pytestmark = pytest.mark.django_db


def test_texts_are_shown_escaped(client):
    """What staff type is text, never markup: in lists, pages and titles."""
    source = factories.source(slug="synthetic", title=SCRIPT, publisher_en=SCRIPT)
    organization = factories.organization(slug="synthetic", name_en=SCRIPT, aliases=SCRIPT, source=source)
    memorandum = factories.memorandum(slug="synthetic", title_en=SCRIPT, summary_en=SCRIPT, source=source)
    factories.signatory(memorandum=memorandum, organization=organization)

    for address in ("/", "/organizations/", "/organizations/synthetic/", "/memoranda/",
                    "/memoranda/synthetic/", "/sources/", "/sources/synthetic/"):  # fmt: skip
        body = body_of(client, address)
        assert "<script>" not in body, address
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body, address
