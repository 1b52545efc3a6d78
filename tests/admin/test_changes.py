"""The history displays each change in the words of the form."""

import re
from datetime import date

import pytest
from django.utils import translation

from portal.history.display import EllipsisDiffDisplay, diff_pieces
from portal.history.reasons import CHECKED, LOADED
from portal.history.states import RecordState
from portal.history.versions import VersionHistory
from tests import factories

pytestmark = pytest.mark.django_db


def changed(row):
    """The old and the new value of each field in the last change of a row, as its history displays them."""
    new, old = row.history.order_by("-history_id")[:2]
    history = VersionHistory([row.history.all()], ["id"])
    (difference,) = history.compare(*(RecordState([(version.history_id, 1)]) for version in (old, new)))
    return {field.label: (field.before, field.after) for field in difference.changed}


def change(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


@pytest.mark.parametrize(("language", "changes"), [
    ("en", {"Kind": ("treaty", "loan or other financing"), "Named as an example": ("no", "yes")}),
    ("ja", {"種類": ("条約", "融資・その他の資金供与"), "例示": ("いいえ", "はい")}),
    ("ru", {"Вид": ("международный договор", "кредит или иное финансирование"),
            "Приведено как пример": ("нет", "да")}),
])  # fmt: skip
def test_choices_are_displayed_by_their_labels(language, changes):
    row = change(factories.outcome(), kind="loan", named_as_example=True)

    with translation.override(language):
        assert changed(row) == changes


def test_dates_are_displayed_in_the_active_language():
    row = change(factories.step(), happened_on=date(2017, 9, 8), reviewed_on=date(2026, 1, 2))

    with translation.override("ja"):
        assert sorted(changed(row).values()) == [
            ("-", "2026年1月2日"),
            ("2017年9月7日", "2017年9月8日"),
        ]


def test_related_row_is_displayed_by_name_or_as_deleted():
    first, second = factories.memorandum(), factories.memorandum(title_en="Synthetic second")
    row = change(factories.step(memorandum=first), memorandum=second)
    number, name = first.pk, first.title_en
    assert [*changed(row).values()] == [(name, "Synthetic second")]

    first.delete()

    assert [*changed(row).values()] == [(f"Memorandum no. {number} (since deleted)", "Synthetic second")]
    with translation.override("ja"):
        assert [*changed(row).values()] == [(f"合意文書 {number}番（その後削除）", "Synthetic second")]


def test_related_rows_are_displayed_by_name():
    row = factories.outcome()
    sources = [factories.source(), factories.source()]

    row.more_sources.add(*sources)

    with translation.override("ja"):
        assert [*changed(row).values()] == [("-", "、".join(sorted(map(str, sources))))]


def test_reasons_are_displayed_in_the_active_language(publisher_client):
    row = factories.outcome()
    for reason in (CHECKED, LOADED, "90 % of <it>"):
        row._change_reason = reason
        row.save()

    page = publisher_client.get(f"/ja/admin/cooperation/outcome/{row.pk}/history/").content.decode()

    reasons = re.findall(r"</th>\s*<td></td>\s*<td>(.+?)</td>", page)
    assert reasons == ["90 % of &lt;it&gt;", "登録データの読み込み", "翻訳を確認"]


def test_long_text_is_cut_with_an_ellipsis():
    old, new = EllipsisDiffDisplay(max_length=100).common_shorten_repr(
        "x" * 300 + "old end", "x" * 300 + "new end"
    )

    assert ("…" in old, old.endswith("old end")) == (True, True)
    assert ("…" in new, new.endswith("new end")) == (True, True)
    assert max(len(old), len(new)) < 150
    assert "chars" not in old + new


@pytest.mark.parametrize(("before", "after", "gone", "come"), [
    ("Signed in Tokyo", "Signed in Moscow", ["Tokyo"], ["Moscow"]),
    ("東京で署名", "東京で交換", ["署名"], ["交換"]),
    ("подписан", "подписан позднее", [], [" позднее"]),
    ("", "new", [], ["new"]),
    ("same", "same", [], []),
    ("word " * 2000, "words " * 2000, [], []),  # too long to be compared
])  # fmt: skip
def test_differences_are_marked_by_word_or_japanese_letter(before, after, gone, come):
    old, new = diff_pieces(before, after)

    assert ("".join(text for text, _ in old), "".join(text for text, _ in new)) == (before, after)
    assert [text for text, alone in old if alone] == gone
    assert [text for text, alone in new if alone] == come
