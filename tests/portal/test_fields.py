"""Folding: the same in Python, on SQLite and on PostgreSQL, whichever path wrote the row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.models import Organization, Source
from portal.text.folding import fold
from portal.text.words import AROUND_WORDS, JAPANESE, stem, words
from tests import factories

SCRIPTS = ["ИННОПРОМ", "Ёлка", "ｶﾜｻｷ", "川崎重工業", "ＡＢＣ", "Straße", "ﬁrm", "極東", "é", "Å"]


@pytest.mark.django_db
@pytest.mark.parametrize("text", SCRIPTS)
def test_folded_column_holds_what_fold_makes(text):
    source = factories.source(title=text, publisher_en="P", slug="s")

    source.refresh_from_db()

    assert source.folded == "\n".join([fold(text), "", "", "", "p", "", "", "", "s"])


@pytest.mark.django_db
def test_folded_column_follows_update_and_bulk_create():
    one = factories.organization(name_en="First")
    Organization.objects.filter(pk=one.pk).update(name_ru="Кавасаки")
    Organization.objects.bulk_create([Organization(slug="bulk", name_en="BULK", kind="company")])

    assert [row.slug for row in Organization.objects.search("КАВАСАКИ")] == [one.slug]
    assert [row.slug for row in Organization.objects.search("bulk")] == ["bulk"]


@given(st.text())
def test_words_are_folded_and_never_empty(text):
    found = words(text)

    assert len(set(found)) == len(found)
    if not JAPANESE.search(folded := fold(text.replace("\0", " "))):
        spoken = [word.strip(AROUND_WORDS) for word in folded.split() if any(map(str.isalnum, word))]
        assert found == list(dict.fromkeys(spoken or folded.split()))
    assert all(word and not any(letter.isspace() or letter == "\0" for letter in word) for word in found)


@pytest.mark.parametrize(("text", "found"), [
    ("極東の空港", ["極東", "空港"]),
    ("ヤマルLNGへの融資", ["ヤマル", "lng", "融資"]),
    ("高橋はるみ", ["高橋", "ハルミ"]),
    ("川崎重工業", ["川崎重工業"]),
    ("の", ["ノ"]),
    ("R-Pharm r-pharm", ["r-pharm"]),
    ("«Газпром нефть», (JBIC)", ["газпром", "нефть", "jbic"]),
    ("（株）日立", ["株", "日立"]),
    ("Mitsui - Gazprom", ["mitsui", "gazprom"]),
    ("*", ["*"]),
])  # fmt: skip
def test_words_of_japanese_end_where_the_script_changes(text, found):
    assert words(text) == found


@pytest.mark.parametrize(("word", "other"), [
    ("выставки", "выставка"), ("выставок", "выставка"), ("выставка", "выставок"), ("хабаровске", "хабаровск"),
    ("memoranda", "memorandum"), ("memorandum", "memoranda"), ("companies", "company"), ("fairs", "fair"),
])  # fmt: skip
def test_stem_is_the_beginning_that_endings_share(word, other):
    assert word.startswith(stem(word))
    assert other.startswith(stem(word))


@pytest.mark.parametrize("word", ["lng", "ai", "極東", "カワサキ", "5g", "r-pharm"])
def test_short_and_other_words_are_their_own_stem(word):
    assert stem(word) == word


@pytest.mark.parametrize("query", ["極東", "東の", "хабаровск", "ХАБАРОВСК", "ｋｈａｂａｒｏｖｓｋ"])
@pytest.mark.django_db
def test_search_finds_two_kanji_any_case_any_width(query):
    factories.organization(slug="found", name_en="Khabarovsk", name_ja="極東の会社", name_ru="Хабаровск")
    factories.organization(slug="other")

    assert [row.slug for row in Organization.objects.search(query)] == ["found"]


@pytest.mark.django_db
def test_source_search_reads_publisher_and_address():
    found = factories.source(publisher_en="Synthetic Times", url="https://times.example/1")
    factories.source()

    assert list(Source.objects.search("TIMES.example synthetic")) == [found]
