"""What a history gives as the reason of a version, in each language."""

import pytest
from django.utils import translation

from portal.history.reasons import (
    CHECKED,
    IMPORTED,
    LOADED,
    MERGED,
    MERGED_INTO,
    RESTORED,
    is_system_reason,
    translate_reason,
    with_comment,
)

OWN = [
    (LOADED, "登録データの読み込み"),
    (CHECKED, "翻訳を確認"),
    (with_comment(CHECKED, "read with the ministry"), "翻訳を確認：read with the ministry"),
    (IMPORTED % "loaddata.xlsx", "loaddata.xlsxの取り込み"),
    (with_comment(MERGED % "rosneft", "as its site says"), "rosneft を統合：as its site says"),
    (MERGED_INTO % "rosneft", "rosneft に統合"),
]


@pytest.mark.parametrize(("reason", "japanese"), OWN)
def test_own_reasons_are_shown_in_the_readers_language(reason, japanese):
    assert is_system_reason(reason)
    assert translate_reason(reason) == reason
    with translation.override("ja"):
        assert translate_reason(reason) == japanese


def test_moment_of_a_restoration_is_shown_as_the_reader_writes_it():
    reason = with_comment(RESTORED % "2026-11-01 10:00", "as before")

    assert translate_reason(reason) == "restored as of 1 November 2026, 10:00 UTC: as before"
    with translation.override("ja"):
        assert translate_reason(reason) == "2026年11月1日 10:00 UTCの状態に復元：as before"


@pytest.mark.parametrize("reason", ["Name", "", "title: corrected", "90 % of it", "%s"])
def test_what_people_typed_is_left_as_it_is(reason):
    assert not is_system_reason(reason)
    with translation.override("ja"):
        assert translate_reason(reason) == reason
