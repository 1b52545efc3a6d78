"""Files as people really have them, one for each kind of trouble: what is read of them, or what is said."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from portal.sheets.reading import parse

CASES = Path(__file__).parents[1] / "cases"
UNCERTAIN = {
    "en": "The encoding of the file cannot be determined reliably",
    "ja": "ファイルの文字コードを確定できず",
    "ru": "Кодировку файла нельзя определить наверняка",
}


def read_case(name: str, encoding: str = ""):
    return parse((CASES / name).read_bytes(), encoding)


def column(name: str, header: str, encoding: str = "") -> list[str]:
    return [line.cells.get(header, "") for line in read_case(name, encoding).lines]


def refusal(name: str, encoding: str = "") -> str:
    with pytest.raises(ValidationError) as refused:
        read_case(name, encoding)
    return refused.value.messages[0]


# Encodings

RECOGNISED = {
    "enc-cp932-halfkana.csv": ("Shift_JIS (cp932)", "name_ja", ["新潟製作所"]),
    "enc-cp932-nec.csv": ("Shift_JIS (cp932)", "name_ja", ["㈱髙橋製作所Ⅲ号"]),
    "enc-utf16-nobom.csv": ("UTF-16", "name_ru", ["Уральский завод"]),
}
CHOSEN = {
    "enc-1252.csv": ("cp1252", "name_en", ["Société Générale d’Électricité"]),
    "enc-cp850-german.csv": ("cp850", "name_en", ["Müller Maschinenbau GmbH", "Köln Größe AG"]),
    "enc-cp1251-abbr.csv": ("cp1251", "name_ru", ["РФПИ"]),
    "enc-cp1251-caps.csv": ("cp1251", "name_ru", ["УРАЛЬСКИЙ ЗАВОД", "ПЕРМСКИЕ МОТОРЫ"]),
    "enc-cp1251-mixed.csv": ("cp1251", "name_ru", ["Уральский завод «Sокол»"]),
    "enc-cp932-halfkana.csv": ("cp932", "sort_key", ["ﾆｲｶﾞﾀｾｲｻｸｼﾞｮ"]),
    "enc-eucjp.csv": ("euc_jp", "name_ja", ["新潟製作所"]),
    "enc-koi8.csv": ("koi8_r", "name_ru", ["Уральский завод"]),
    "enc-kz1048-kazakh.csv": ("kz1048", "name_ru", ["Қазақстан Республикасының министрлігі"]),
    "enc-utf16-nobom.csv": ("utf-16", "name_ru", ["Уральский завод"]),
}


@pytest.mark.parametrize("name", RECOGNISED)
def test_encoding_is_recognised_where_only_one_gives_a_text(name):
    label, header, cells = RECOGNISED[name]

    assert (read_case(name).encoding, column(name, header)) == (label, cells)


@pytest.mark.parametrize("name", CHOSEN)
def test_encoding_may_be_chosen(name):
    codec, header, cells = CHOSEN[name]

    assert column(name, header, codec) == cells


@pytest.mark.parametrize("language", UNCERTAIN)
@pytest.mark.parametrize("name", sorted(CHOSEN.keys() - RECOGNISED.keys()))
def test_no_wrong_letter_is_read_where_the_encoding_is_not_certain(name, language):
    with translation.override(language):
        assert refusal(name).startswith(UNCERTAIN[language])


@pytest.mark.parametrize("name", ["enc-truncated-utf8.csv", "enc-utf8-onebad.csv"])
def test_line_that_is_not_in_the_encoding_of_the_others_is_named(name):
    assert refusal(name).startswith("The file is in UTF-8, but line 3 is not")
    assert refusal(name, "utf-8").startswith("Line 3 is not in UTF-8")


def test_choice_that_the_bytes_contradict_is_refused():
    assert refusal("nfd.csv", "cp1251") == "The file is in UTF-8, not in Windows-1251 (cp1251)."
    assert refusal("enc-utf16-nobom.csv", "cp932") == "The file is in UTF-16, not in Shift_JIS (cp932)."
    assert refusal("enc-cp1251-caps.csv", "euc_jp").startswith("Line 2 is not in EUC-JP")


def test_file_of_ascii_may_be_read_as_anything_but_utf_16():
    assert column("cr-only.csv", "name_en", "cp932") == ["Ural Plant"]
    assert refusal("cr-only.csv", "utf-16") == "The file is in UTF-8, not in UTF-16."


# Characters


@pytest.mark.parametrize(
    ("name", "header", "cell"),
    [
        ("backslash-quote.csv", "name_en", None),
        ("unquoted-quote.csv", "name_ru", "ООО \"Ромашка\""),
        ("leading-quote.csv", "name_ru", None),
        ("cr-only.csv", "name_en", "Ural Plant"),
        ("nbsp.csv", "slug", "hunt-nb1"),
        ("nbsp.csv", "source", "jiji-2016-12-16"),
        ("nfd.csv", "name_ja", "ガラス工業"),
        ("nfd.csv", "name_ru", "Найти"),
        ("bidi-softhyphen.csv", "name_en", "Ural Plant"),
        ("zero-width.csv", "slug", "hunt-zw1"),
        ("zero-width.csv", "name_en", "Ural Plant"),
        ("zero-width.csv", "country", "RU"),
    ],
)  # fmt: skip
def test_character_that_is_not_seen_is_not_read(name, header, cell):
    if cell is None:
        assert refusal(name).startswith("Line 2 cannot be read: a quotation mark")
    else:
        assert column(name, header) == [cell]


# Workbooks


@pytest.mark.parametrize(
    ("name", "header", "cells"),
    [
        ("merged-update.xlsx", "country", ["JP", "JP", "JP"]),
        ("merged-country.xlsx", "country", ["JP", "JP", "JP"]),
        ("hidden-first-sheet.xlsx", "name_en", ["Hunt Hidden Sheet Works"]),
        ("filtered-row.xlsx", "name_en", ["Hunt Shown", "Hunt Filtered Away"]),
        ("x000d.xlsx", "name_en", ["Hunt Line\nBreak"]),
        ("x000d.xlsx", "city_en", ["Osaka City"]),
        ("strict.xlsx", "name_ja", ["東京商会"]),
        ("furigana.xlsx", "name_ja", ["東京商会"]),
        ("day-with-time.xlsx", "signed", ["2016-12-16"]),
        ("iso-date-cell.xlsx", "signed", ["2016-12-16"]),
        ("mac1904.xlsx", "signed", ["2016-12-16"]),
        ("date-formats.xlsx", "signed", [
            "2016-12-16", "2016-12-16", "2016-12", "2016-12", "2016-12", "2016", "2016-12-16", "2016-12",
            "2016-12", "2016-12", "42720", "2016-12-16", "2016-12-16", "2016-12-16", "42720", "42720",
        ]),
    ],
)  # fmt: skip
def test_workbook_is_read_as_it_is_seen(name, header, cells):
    assert column(name, header) == cells


NOTES = {
    "merged-update.xlsx": {
        "en": "Merged cells have their value in each of their rows: B2:B4.",
        "ja": "結合セルの値は、範囲内の各行の値として読み込みます：B2:B4",
        "ru": "Значение объединенных ячеек относится к каждой их строке: B2:B4.",
    },
    "hidden-first-sheet.xlsx": {
        "en": "Only the first visible sheet is read: “exhibitors”.",
        "ja": "表示されている最初のシート「exhibitors」だけを読み込みます。",
        "ru": "Читается только первый видимый лист: «exhibitors».",
    },
    "filtered-row.xlsx": {
        "en": "Rows that a filter hides are imported too: 3.",
        "ja": "フィルターで隠れている行も取り込みます：3",
        "ru": "Строки, скрытые фильтром, тоже импортируются: 3.",
    },
}


@pytest.mark.parametrize("language", ["en", "ja", "ru"])
@pytest.mark.parametrize("name", NOTES)
def test_what_is_read_otherwise_than_expected_is_said(name, language):
    with translation.override(language):
        assert read_case(name).notes == [NOTES[name][language]]
