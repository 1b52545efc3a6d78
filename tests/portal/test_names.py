"""Which names are told to be alike, in which way, and which are not."""

import re

import pytest

from portal.names import Likeness, Name, how_alike, likeness, names_of, sound_pattern
from portal.text.words import fold

SAME, HEARD, NEAR, NOT = *Likeness.HOW, ""

PAIRS = [
    # legal forms are left aside
    (SAME, "Synthetic Works", "Synthetic Works Co., Ltd."),
    (SAME, "Rosneft", "PJSC Rosneft"),
    (SAME, "Роснефть", "ПАО «НК „Роснефть“»"),
    (SAME, "ООО «Газпром нефть»", "Газпром нефть"),
    (SAME, "Публичное акционерное общество «Газпром»", "ПАО Газпром"),
    (SAME, "三菱商事株式会社", "三菱商事"),
    (SAME, "㈱日立製作所", "日立製作所"),
    (SAME, "Prysmian S.p.A.", "Prysmian"),
    (SAME, "Joint Stock Company Sinara", "Sinara JSC"),
    # case, width, kana and the order of a name
    (SAME, "ＴＯＴＯ", "toto"),
    (SAME, "いすず", "イスズ"),
    (SAME, "Shinzo Abe", "Abe Shinzō"),
    (SAME, "Сечин Игорь Иванович", "Игорь Сечин"),
    (SAME, "Gazprom Neft", "Gazpromneft"),
    # the same in another script
    (HEARD, "Rosneft", "Роснефть"),
    (HEARD, "Rosneft", "ロスネフチ"),
    (HEARD, "ロスネフチ", "Роснефть"),
    (HEARD, "Kawasaki", "Кавасаки"),
    (HEARD, "Kawasaki", "カワサキ"),
    (HEARD, "ヒタチ", "Хитачи"),
    (HEARD, "ヒタチ", "Хитати"),
    (HEARD, "Тойота", "トヨタ"),
    (HEARD, "Fujitsu", "Фудзицу"),
    (HEARD, "Gazprom", "ガスプロム"),
    (HEARD, "Kaspersky", "カスペルスキー"),
    (HEARD, "Shinzo Abe", "アベ シンゾウ"),
    (HEARD, "Abe Shinzo", "Синдзо Абэ"),
    (HEARD, "Igor Sechin", "Сечин Игорь Иванович"),
    (HEARD, "Yevgeny Kuyvashev", "Евгений Куйвашев"),
    (HEARD, "Toba", "Тоба"),
    # the same in another transcription
    (HEARD, "Alexander Novak", "Aleksandr Novak"),
    (HEARD, "Dmitry Medvedev", "Dmitri Medvedyev"),
    # a slip
    (NEAR, "Synthetic Machinery", "Synthetic Machinecy"),
    (NEAR, "Росгеология Восток", "Росгеолония Восток"),
    # what only looks alike
    (NOT, "Ministry of Energy", "Ministry of Economy"),
    (NOT, "Ministry of Health of Japan", "Ministry of Health of Russia"),
    (NOT, "Министерство энергетики", "Министерство экономики"),
    (NOT, "経済産業省", "厚生労働省"),
    (NOT, "Omsk Region", "Tomsk Region"),
    (NOT, "Омская область", "Томская область"),
    (NOT, "山口県", "山梨県"),
    (NOT, "Mitsubishi Electric", "Mitsubishi Heavy Industries"),
    (NOT, "Oita University", "Osaka University"),
    (NOT, "Synthetic Works 000123", "Synthetic Works 000124"),
    (NOT, "第11工場", "第12工場"),
    (NOT, "Natalia Ivanova", "Natalia Ivanov"),
    (NOT, "Петров Александр", "Петрова Александра"),
    (NOT, "И. Трунин", "И. Такасиро"),
    (NOT, "Co., Ltd.", "Inc."),
    (NOT, "...", "!!!"),
]  # fmt: skip


@pytest.mark.parametrize(("how", "one", "other"), PAIRS)
def test_names_are_alike_or_not_whichever_comes_first(how, one, other):
    assert [how_alike(Name(one), Name(other)), how_alike(Name(other), Name(one))] == [how, how]


def test_reading_is_heard_but_is_no_name():
    reading = Name("カワサキ", is_reading=True)

    assert how_alike(reading, Name("Kawasaki")) == HEARD
    assert how_alike(reading, Name("カワサキ", is_reading=True)) == NOT  # 川崎 and 河崎


def test_likeness_is_the_closest_of_any_two_names():
    ones = names_of(["Kawasaki Heavy Industries", "川崎重工業", ""], "KHI\n\nカワサキ", "")
    others = names_of(["Kawasaki", "", "Кавасаки"], "khi", "")

    assert likeness(ones, others) == Likeness(SAME, "KHI", "khi")
    assert likeness(ones, names_of(["Synthetic"], "", "")) is None


def test_names_are_there_once():
    assert [name.text for name in names_of(["TOTO", "TOTO", ""], " TOTO \nトートー", "トートー")] == [
        "TOTO", "トートー", "トートー",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["Роснефть", "ロスネフチ", "PJSC Rosneft"])
def test_what_sounds_alike_holds_to_the_pattern(text):
    pattern = sound_pattern(Name("Rosneft"))

    assert re.search(pattern, fold(text))
    assert not re.search(pattern, fold("Rosatom\nneft"))


def test_kanji_and_short_names_have_no_pattern():
    assert [sound_pattern(Name(text)) for text in ("川崎重工業", "Toba")] == ["", ""]
