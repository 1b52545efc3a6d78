"""Folding: the same in Python and in the database, one spelling for what readers take as the same."""

import hashlib
import unicodedata

import pytest
from django.db.models import TextField, Value
from hypothesis import given
from hypothesis import strategies as st

from portal.fields import Fold
from portal.models import Source
from portal.text.folding import FOLD_VERSION, KANJI, fold
from portal.text.words import match_spans, words
from tests import factories

ALIKE = [
    # dashes, apostrophes, quotation marks
    ("Sakhalin‑2", "Sakhalin-2"), ("Сахалин–2", "сахалин-2"), ("A−B", "a-b"), ("O’Neill", "O'Neill"),
    ("Oʼneill", "O`Neill"), ("d´Or", "d'or"), ("«Газпром»", '"газпром"'),
    # what nobody sees
    ("за\u00adвод", "завод"), ("Ural\u200b Plant\u200e", "ural plant"), ("\ufeffJETRO", "jetro"),
    ("葛\U000e0100飾", "葛飾"),
    # marks on letters
    ("Škoda", "Skoda"), ("Société", "societe"), ("Müller", "muller"), ("Kōzuki", "kozuki"), ("Łódź", "lodz"),
    ("Ørsted", "orsted"), ("Straße", "strasse"), ("Ærø", "aero"), ("e\u0301t", "ét"), ("Ёлка", "елка"),
    ("за\u0301вод", "завод"), ("İzmir", "izmir"),
    # Japanese
    ("髙橋", "高橋"), ("國際銀行", "国際銀行"), ("濵田", "浜田"), ("𠮷野", "吉野"), ("佐々木", "佐佐木"),
    ("いすゞ", "イスズ"), ("グロ－バル", "グローバル"), ("グロ―バル", "ｸﾞﾛｰﾊﾞﾙ"), ("らｰめん", "ラーメン"),
    ("茅ヶ崎", "茅ケ崎"), ("ウラジーミル・プーチン", "ウラジーミル プーチン"), ("㈱日立", "(株)日立"),
    # words
    ("Hunt & Co", "hunt and co"), ("R&D", "r and d"),
]  # fmt: skip
DIFFERENT = [("й", "и"), ("カ", "ガ"), ("は", "ぱ"), ("高-2", "高ー2"), ("ロ-2", "ロー2")]
EVERY_LETTER = [
    chr(letter)
    for first, last in ((0x01, 0x24F), (0x400, 0x45F), (0x1E00, 0x1EFF), (0x2010, 0x2060), (0x3001, 0x30FF))
    for letter in range(first, last + 1)
    if unicodedata.category(chr(letter)) != "Cn"
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_spellings_of_a_name_fold_alike(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_letters_stay_different(one, other):
    assert fold(one) != fold(other)


@given(st.text())
def test_what_is_folded_stays_as_it_is(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.django_db
def test_database_folds_as_python_does():
    texts = [text for pair in (*ALIKE, *DIFFERENT) for text in pair]
    texts += [f"a{letter}a ィ{letter} 高{letter}" for letter in (*EVERY_LETTER, *KANJI)]
    texts += EVERY_LETTER
    source, folded = factories.source(), []
    for start in range(0, len(texts), 200):
        some = texts[start : start + 200]
        columns = {f"f{n}": Fold(Value(text, TextField())) for n, text in enumerate(some)}
        folded += Source.objects.filter(pk=source.pk).values_list(*columns.values()).get()

    expected = [fold(text) for text in texts]

    assert [pair for pair in zip(folded, expected, strict=True) if pair[0] != pair[1]] == []


def test_folding_that_changes_has_another_version():
    """Else the databases keep what they have stored: raise FOLD_VERSION and run `makemigrations`."""
    folded = "\n".join(map(fold, [*EVERY_LETTER, *KANJI, *(text for pair in ALIKE for text in pair)]))

    assert (FOLD_VERSION, hashlib.sha256(folded.encode()).hexdigest()[:12]) == (2, "82d6cff1c0fc")


@pytest.mark.parametrize(("text", "query", "marked"), [
    ("Хант за\u00adвод", "завод", ["за\u00adвод"]),
    ("株式会社 佐々木製作所", "佐佐木", ["佐々木"]),
    ("Hunt グロ－バル", "グローバル", ["グロ－バル"]),
    ("Müller & Söhne", "sohne and", ["&", "Söhne"]),
    ("いすゞ自動車", "いすず", ["いすゞ"]),
])  # fmt: skip
def test_spelling_that_was_found_is_marked(text, query, marked):
    assert [text[start:end] for start, end in match_spans(text, words(query))] == marked
