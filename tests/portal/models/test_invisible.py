"""Characters that nobody sees are left out of texts, and named where they make a code wrong."""

import pytest
from django.core.exceptions import ValidationError

from tests import factories
from tests.admin.conftest import admin_url_of, submit
from tests.lists.conftest import errors_of

pytestmark = pytest.mark.django_db

NAMED = "It contains an invisible character ({}): delete it, or type the value again."


def test_names_are_saved_without_invisible_characters():
    row = factories.organization(name_en="Ural\u200b Pla\u00adnt\u200e", aliases="\ufeffUP \u200b\nUralPlant")

    row.refresh_from_db()

    assert (row.name_en, row.aliases) == ("Ural Plant", "UP \nUralPlant")


def test_name_of_invisible_characters_is_empty():
    row = factories.organization()
    row.name_en = "\u200b \u200b"

    with pytest.raises(ValidationError) as refused:
        row.full_clean()

    assert list(refused.value.message_dict) == ["name_en"]


def test_variation_of_a_kanji_is_kept():
    row = factories.organization(name_ja="葛\U000e0100飾")

    row.refresh_from_db()

    assert row.name_ja == "葛\U000e0100飾"


@pytest.mark.parametrize(("field", "value", "codes"), [
    ("slug", "ural\u200b", "U+200B"), ("kind", "company\u00ad", "U+00AD"),
    ("country", "RU\u200e", "U+200E"),
])  # fmt: skip
def test_code_with_an_invisible_character_is_refused_with_its_name(field, value, codes):
    row = factories.organization()
    setattr(row, field, value)

    with pytest.raises(ValidationError) as refused:
        row.full_clean()

    assert refused.value.message_dict == {field: [NAMED.format(codes)]}


def test_form_names_what_is_wrong_with_a_code(editor_client):
    row = factories.organization(published_at=None)

    answer = submit(editor_client, admin_url_of(row), slug="ural\u200b", country="RU\u200b")

    errors = answer.context["adminform"].form.errors
    named = NAMED.format("U+200B")
    assert [named in errors[name] for name in ("slug", "country")] == [True, True]


def test_list_names_what_is_wrong_with_a_value(client):
    assert errors_of(client, "memoranda", "area=energy%E2%80%8B") == {
        "area": ["“energy[U+200B]” is not a known value."]
    }
