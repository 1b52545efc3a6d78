"""The home page."""

import pytest

from tests import factories
from tests.markup import tight

pytestmark = pytest.mark.django_db


def test_newest_record_without_a_name_in_this_language_is_marked(anonymous):
    factories.person(name_en="Synthetic Name", name_ja="")

    page = tight(anonymous.get("/ja/").content.decode())

    assert '<span lang="en">Synthetic Name</span>' in page
