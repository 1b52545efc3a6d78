"""Which names match, in which way, and which do not."""

import re

import pytest

from portal.duplicates.names import (
    MatchKind,
    Name,
    NameMatch,
    all_names,
    best_match,
    match_kind,
    sound_pattern,
)
from portal.text.folding import fold
from tests.duplicates.conftest import pairs_of

SAME, SOUND, INITIALS, TYPO, NONE = *MatchKind, None

PAIRS = [
    # legal forms are ignored
    (SAME, "Synthetic Works", "Synthetic Works Co., Ltd."),
    (SAME, "Rosneft", "PJSC Rosneft"),
    (SAME, "Роснефть", "ПАО «НК „Роснефть“»"),
    (SAME, "ООО «Газпром нефть»", "Газпром нефть"),
    (SAME, "Публичное акционерное общество «Газпром»", "ПАО Газпром"),
    (SAME, "三菱商事株式会社", "三菱商事"),
    (SAME, "㈱日立製作所", "日立製作所"),
    (SAME, "Prysmian S.p.A.", "Prysmian"),
    (SAME, "Joint Stock Company Sinara", "Sinara JSC"),
    (SAME, "Société anonyme Alstom", "Alstom S.A."),
    (SAME, "特定非営利活動法人日ロ協会", "（特非）日ロ協会"),
    (SAME, "Акционерное общество «Петров и партнёры»", "АО «Петров, партнеры»"),
    (SAME, "Федеральное государственное унитарное предприятие «Маяк»", "ФГУП «Маяк»"),
    (SAME, "Группа компаний «Маяк»", "ГК «Маяк»"),
    # case, width, kana and the order of a name
    (SAME, "ＴＯＴＯ", "toto"),
    (SAME, "いすず", "イスズ"),
    (SAME, "Shinzo Abe", "Abe Shinzō"),
    (SAME, "Сечин Игорь Иванович", "Игорь Сечин"),
    (SAME, "Gazprom Neft", "Gazpromneft"),
    # the same in another script
    (SOUND, "Rosneft", "Роснефть"),
    (SOUND, "Rosneft", "ロスネフチ"),
    (SOUND, "ロスネフチ", "Роснефть"),
    (SOUND, "Kawasaki", "Кавасаки"),
    (SOUND, "Kawasaki", "カワサキ"),
    (SOUND, "ヒタチ", "Хитачи"),
    (SOUND, "ヒタチ", "Хитати"),
    (SOUND, "Тойота", "トヨタ"),
    (SOUND, "Fujitsu", "Фудзицу"),
    (SOUND, "Gazprom", "ガスプロム"),
    (SOUND, "Kaspersky", "カスペルスキー"),
    (SOUND, "Shinzo Abe", "アベ シンゾウ"),
    (SOUND, "Abe Shinzo", "Синдзо Абэ"),
    (SOUND, "Igor Sechin", "Сечин Игорь Иванович"),
    (SOUND, "Yevgeny Kuyvashev", "Евгений Куйвашев"),
    (SOUND, "Toba", "Тоба"),
    # the same in another transcription
    (SOUND, "Alexander Novak", "Aleksandr Novak"),
    (SOUND, "Dmitry Medvedev", "Dmitri Medvedyev"),
    (SOUND, "Фёдоров Пётр", "Fedorov Pyotr"),
    (SOUND, "Юрий Кузнецов", "Jurij Kuznetsov"),
    # a surname with initials
    (INITIALS, "И. Трунин", "Игорь Трунин"),
    (INITIALS, "Trunin I.", "Игорь Петрович Трунин"),
    (INITIALS, "И. П. Трунин", "Igor Petrovich Trunin"),
    (NONE, "И. И. Иванов", "С. П. Иванов"),
    (NONE, "И. П. Трунин", "Сергей Трунин"),
    (NONE, "И. Ли", "Игорь Ли"),
    # a typing error
    (TYPO, "Synthetic Machinery", "Synthetic Machinecy"),
    (TYPO, "Росгеология Восток", "Росгеолония Восток"),
    # similar names of different organisations and people
    (NONE, "Ministry of Energy", "Ministry of Economy"),
    (NONE, "Ministry of Health of Japan", "Ministry of Health of Russia"),
    (NONE, "Министерство энергетики", "Министерство экономики"),
    (NONE, "経済産業省", "厚生労働省"),
    (NONE, "Omsk Region", "Tomsk Region"),
    (NONE, "Омская область", "Томская область"),
    (NONE, "山口県", "山梨県"),
    (NONE, "Mitsubishi Electric", "Mitsubishi Heavy Industries"),
    (NONE, "Oita University", "Osaka University"),
    (NONE, "Synthetic Works 000123", "Synthetic Works 000124"),
    (NONE, "第11工場", "第12工場"),
    (NONE, "Natalia Ivanova", "Natalia Ivanov"),
    (NONE, "Петров Александр", "Петрова Александра"),
    (NONE, "И. Трунин", "И. Такасиро"),
    (NONE, "Co., Ltd.", "Inc."),
    (NONE, "ООО «Завод»", "АО «Завод»"),
    (NONE, "株式会社", "有限会社"),
    (NONE, "Trading Company", "Trading Ltd"),
    (NONE, "...", "!!!"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "one", "other"), PAIRS)
def test_names_match_or_not_in_either_order(kind, one, other):
    assert [match_kind(Name(one), Name(other)), match_kind(Name(other), Name(one))] == [kind, kind]


@pytest.mark.parametrize(("one", "other"), pairs_of("names-same-missed.txt"))
def test_two_spellings_of_a_name_match(one, other):
    assert match_kind(Name(one), Name(other)) in (SAME, SOUND, INITIALS)


@pytest.mark.parametrize(("one", "other"), pairs_of("names-different-matched.txt"))
def test_names_that_share_common_words_do_not_match(one, other):
    assert match_kind(Name(one), Name(other)) is NONE


def test_reading_matches_by_sound_alone():
    reading = Name("カワサキ", is_reading=True)

    assert match_kind(reading, Name("Kawasaki")) == SOUND
    assert match_kind(reading, Name("カワサキ", is_reading=True)) == NONE  # 川崎 and 河崎


def test_best_match_is_the_surest_of_any_two_names():
    ones = all_names(["Kawasaki Heavy Industries", "川崎重工業", ""], "KHI\n\nカワサキ", "")
    others = all_names(["Kawasaki", "", "Кавасаки"], "khi", "")

    assert best_match(ones, others) == NameMatch(SAME, "KHI", "khi")
    assert best_match(ones, all_names(["Synthetic"], "", "")) is None


def test_every_name_is_listed_once():
    assert [name.text for name in all_names(["TOTO", "TOTO", ""], " TOTO \nトートー", "トートー")] == [
        "TOTO", "トートー", "トートー",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["Роснефть", "ロスネフチ", "PJSC Rosneft"])
def test_sound_pattern_finds_the_name_in_any_script(text):
    pattern = sound_pattern(Name("Rosneft"))

    assert re.search(pattern, fold(text))
    assert not re.search(pattern, fold("Rosatom\nneft"))


def test_kanji_and_short_names_have_no_pattern():
    assert [sound_pattern(Name(text)) for text in ("川崎重工業", "Toba")] == ["", ""]
