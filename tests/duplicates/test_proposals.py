"""Which records are proposed as duplicates, and which ones match a record that is being added."""

from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.choices import OrganizationKind
from portal.duplicates.models import Distinction
from portal.duplicates.names import MatchKind
from portal.duplicates.proposals import (
    Candidate,
    count_related_rows,
    find_pairs,
    likely_pairs,
    similar_records,
)
from portal.models import Organization, Person
from tests import factories
from tests.duplicates.conftest import pairs_of

pytestmark = pytest.mark.django_db


def proposed(model=Organization):
    """The pairs by their slugs, each with how their names match."""
    slugs = dict(model.objects.values_list("pk", "slug"))
    return [(slugs[pair.one], slugs[pair.other], pair.match.kind) for pair in likely_pairs(model)]


def test_pairs_are_found_by_any_name_in_any_script():
    factories.organization(slug="rosneft", name_en="Rosneft", country="RU")
    factories.organization(slug="rosneft-oil", name_en="NK Oil", name_ru="ПАО «Роснефть»", country="RU")
    factories.organization(slug="ros", name_en="Synthetic oil", name_ja="ロスネフチ", country="")
    factories.organization(slug="khi", name_en="Kawasaki Heavy Industries", aliases="KHI\nКавасаки")
    factories.organization(slug="kawasaki", name_en="Synthetic ships", sort_key="カワサキ")
    factories.organization(slug="khi-again", name_en="Synthetic cycles", aliases="K.H.I.")

    assert proposed() == [
        ("khi", "khi-again", MatchKind.SAME),
        ("rosneft-oil", "ros", MatchKind.SOUND),
        ("khi", "kawasaki", MatchKind.SOUND),
        ("rosneft", "rosneft-oil", MatchKind.SOUND),
        ("rosneft", "ros", MatchKind.SOUND),
    ]


def test_people_are_found_in_either_order_and_without_patronymic():
    factories.person(slug="sechin", name_en="Igor Sechin")
    factories.person(slug="sechin-igor", name_en="Igor I. Synthetic", name_ru="Сечин Игорь Иванович")
    factories.person(slug="abe", name_en="Shinzo Abe", name_ja="安倍晋三")
    factories.person(slug="abe-shinzo", name_en="Synthetic Premier", name_ja="安倍 晋三")

    assert proposed(Person) == [
        ("abe", "abe-shinzo", MatchKind.SAME),
        ("sechin", "sechin-igor", MatchKind.SOUND),
    ]


def test_country_and_kind_rule_out_weak_matches():
    factories.organization(slug="moe-jp", name_en="Synthetic environment", aliases="MOE", kind="ministry")
    factories.organization(
        slug="moe-ru", name_en="Synthetic energy", aliases="MOE", kind="ministry", country="RU"
    )
    factories.organization(slug="moe", name_en="Synthetic motors", aliases="MOE")
    factories.organization(slug="renova-jp", name_en="Renovamotors")
    factories.organization(slug="renova-ru", name_en="Synthetic trade", name_ru="Реновамоторс", country="RU")
    factories.organization(slug="toho-bank", name_en="Toho University", country="JP", kind="university")
    factories.organization(slug="toho", name_en="Toho University", country="RU", kind="university")

    assert proposed() == [("toho-bank", "toho", MatchKind.SAME)]


def test_governments_and_ministries_are_not_duplicates():
    for place in ("Omsk", "Tomsk", "Kursk", "Kurgan", "Perm", "Penza", "Samara", "Saratov", "Tula", "Tver"):
        factories.organization(name_en=f"Government of {place} Region", country="RU", kind="government")
    for matter in ("Energy", "Economy", "Education", "Environment", "Finance", "Defence", "Health"):
        factories.organization(name_en=f"Ministry of {matter}", country="RU", kind="ministry")
    for place in ("山口", "山梨", "山形", "福島", "福岡", "福井"):
        factories.organization(name_en=f"Prefecture {place}", name_ja=f"{place}県", kind="region")

    assert proposed() == []


def test_distinguished_pair_is_not_proposed_until_that_is_undone(publisher):
    rows = [factories.organization(name_en="Synthetic Twin") for _ in range(3)]
    one, other, third = (row.pk for row in rows)

    Distinction.note(Organization, [other, one], publisher)
    left = [(pair.one, pair.other) for pair in likely_pairs(Organization)]
    Distinction.between(Organization, [one, other]).delete()

    assert left == [(one, third), (other, third)]
    assert len(likely_pairs(Organization)) == 3


def test_distinctions_are_deleted_with_their_row():
    one, other = (factories.organization(name_en="Synthetic Twin") for _ in range(2))
    Distinction.note(Organization, [one.pk, other.pk], None)

    other.delete()

    assert not Distinction.objects.exists()


def test_crowd_of_one_name_is_not_compared_pairwise():
    rows = [Candidate(pk, ("Synthetic Crowd", "", ""), "", "", "company", "JP") for pk in range(1, 501)]

    assert len(find_pairs(rows)) == 499


def test_typo_is_found_among_many_names_with_the_same_beginning():
    random = Random(1)
    letters = "abdefgiklmnoprstu"
    words = ["".join(random.choices(letters, k=9)) for _ in range(2000)]
    rows = [
        Candidate(pk, (f"Synthetic {word}", "", ""), "", "", "company", "JP") for pk, word in enumerate(words)
    ]
    rows += [Candidate(9001, ("Synthetic Machinery", "", ""), "", "", "company", "JP"),
             Candidate(9002, ("Synthetic Machinecy", "", ""), "", "", "company", "JP")]  # fmt: skip

    assert [(pair.one, pair.other, pair.match.kind) for pair in find_pairs(rows)] == [
        (9001, 9002, MatchKind.TYPO)
    ]


def test_related_rows_are_counted_by_kind_in_a_query_each():
    row, other = factories.organization(), factories.organization()
    factories.signatory(organization=row)
    factories.exhibitor(organization=row)
    factories.exhibitor(organization=row)

    with CaptureQueriesContext(connection) as queries:
        found = count_related_rows(Organization, [row.pk, other.pk])

    assert found == {row.pk: {"exhibitors": 2, "signatories": 1}, other.pk: {}}
    assert len(queries) == 3


@pytest.mark.parametrize("model", [Organization, Person])
@pytest.mark.parametrize(("one", "other"), pairs_of("names-same-missed.txt"))
def test_two_spellings_are_proposed_in_the_list_and_when_the_second_is_added(model, one, other):
    make = factories.FACTORIES[model]
    first = make(slug="first", name_en=one)
    second = make(slug="second", name_en=other)

    assert [pair[:2] for pair in proposed(model)] == [("first", "second")]
    assert [row.pk for row in similar_records(first)] == [second.pk]
    assert [row.pk for row in similar_records(second)] == [first.pk]


@pytest.mark.parametrize("model", [Organization, Person])
@pytest.mark.parametrize(("one", "other"), pairs_of("names-different-matched.txt"))
def test_names_that_share_common_words_are_not_proposed(model, one, other):
    make = factories.FACTORIES[model]
    rows = make(name_en=one), make(name_en=other)

    assert proposed(model) == []
    assert [similar_records(row) for row in rows] == [[], []]


def names_of_similar(**given):
    new = Organization(pk=10**9, kind=OrganizationKind.COMPANY, country="RU", slug="new", **given)
    with CaptureQueriesContext(connection) as queries:
        found = [other.name for other in similar_records(new)]
    assert len(queries) == 1
    return found


def test_similar_records_are_found_in_one_query():
    factories.organization(name_en="Synthetic oil", name_ja="ロスネフチ", country="RU")
    factories.organization(name_en="Synthetic Works", name_ja="合成製作所", country="RU")
    factories.organization(name_en="Synthetic Anything", summary_en="Sells to Rosneft.", country="RU")

    assert names_of_similar(name_en="Rosneft PJSC") == ["Synthetic oil"]
    assert names_of_similar(name_en="New", name_ru="Роснефть") == ["Synthetic oil"]
    assert names_of_similar(name_en="New", name_ja="株式会社合成製作所") == ["Synthetic Works"]
    assert names_of_similar(name_en="Works (Synthetic)") == ["Synthetic Works"]
    assert names_of_similar(name_en="Entirely new") == []


@pytest.mark.parametrize("typed", [
    "Synthetic Machinecy", "Synthetic Machiery", "Synthetic Machhinery", "Synthetic Mahcinery",
    "Synthetic Machnieyr Machinery", "Synthetic Machniery", "Sinthetic Machinery", "Syntetic Machinery",
])  # fmt: skip
def test_name_that_differs_by_one_letter_is_similar(typed):
    factories.organization(name_en="Synthetic Machinery", country="RU")
    factories.organization(name_en="Synthetic Machine", country="RU")

    expected = [] if "Machnieyr" in typed else ["Synthetic Machinery"]
    assert names_of_similar(name_en=typed) == expected


def test_word_of_one_name_that_differs_by_one_letter_is_similar():
    factories.organization(name_en="Uralvagonzavod", country="RU")

    assert names_of_similar(name_en="Uralvagonzovod") == ["Uralvagonzavod"]
    assert names_of_similar(name_en="JSC Uralvagonzvaod") == ["Uralvagonzavod"]
