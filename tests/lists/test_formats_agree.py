"""Whatever is asked of a list: page, CSV and JSON hold the same rows in order, and each count is right."""

from functools import cache
from html import unescape
from urllib.parse import urlencode

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cooperation.choices import Level, MemorandumKind, OutcomeKind, Stage, State, TookPart
from cooperation.models import Area, Memorandum, Occasion, Outcome, Signatory, Step
from events.choices import ExhibitorRole, ForumKind
from events.models import Edition, Exhibitor, Fair, Forum, Pavilion, Sector
from portal.choices import OrganizationKind, Standing
from portal.lists.parameters import reverse_ordering
from portal.lists.views import RecordList
from portal.models import Organization, Source
from tests.lists.conftest import COUNT, LISTS, VIEWS, asked, csv_rows, json_of, json_rows, page_rows

COUNTRIES = ["JP", "RU", "CN", "DE", "ZW"]
DATES = ["2016", "2016-12", "2017-04", "2017-04-30", "2018", "2019-06-15", "2025", "0001-01-01"]
WORDS = ["synthetic", "SYNTHETIC works", "合成", "синтет", "0001", "1", "no such word", "%", "_"]
# What may be typed for each parameter that repeats, and the lookup that finds it without any index.
SEVERAL = {
    "exhibitors": {
        "role": (ExhibitorRole.values, "role"),
        "country": (COUNTRIES, "organization__country"),
        "fair": (Fair, "edition__fair__slug"),
        "edition": (Edition, "edition__slug"),
        "pavilion": (Pavilion, "pavilion__slug"),
        "sector": (Sector, "sectors__slug"),
    },
    "forums": {"kind": (ForumKind.values, "kind"), "edition": (Edition, "edition__slug")},
    "memoranda": {
        "area": (Area, "areas__slug"),
        "occasion": (Occasion, "occasion__slug"),
        "organization": (Organization, "signatories__organization__slug"),
        "country": (COUNTRIES, "signatories__side"),
        "progress": (State.values, "progress"),
        "level": (Level.values, "level"),
        "kind": (MemorandumKind.values, "kind"),
        "standing": (Standing.values, "standing"),
    },
    "outcomes": {
        "area": (Area, "areas__slug"),
        "kind": (OutcomeKind.values, "kind"),
        "stage": (Stage.values, "last_stage"),
    },
    "organizations": {
        "country": (COUNTRIES, "country"),
        "kind": (OrganizationKind.values, "kind"),
        "took_part": (TookPart.values, "pk"),  # told by `took_part`
    },
}
ONCE = {
    "memoranda": {"signed_after": DATES, "signed_before": DATES, "as_of": DATES},
    "outcomes": {"as_of": DATES},
}
MODELS = {"exhibitors": Exhibitor, "forums": Forum, "memoranda": Memorandum, "outcomes": Outcome,
          "organizations": Organization}  # fmt: skip

pytestmark = pytest.mark.django_db


@cache
def values_of(name: str, parameter: str) -> list[str]:
    values = SEVERAL[name][parameter][0]
    if isinstance(values, list):
        return values
    return sorted(values.objects.published().values_list("slug", flat=True))


def questions(name: str):
    """Any parameters of the list, each with values that it knows."""
    orders = [
        order for given in VIEWS[name].filterset_class.orderings for order in (given, reverse_ordering(given))
    ]
    several = {
        parameter: st.lists(st.sampled_from(values_of(name, parameter)), max_size=2)
        for parameter in SEVERAL.get(name, {})
    }
    once = {parameter: st.sampled_from(["", *values]) for parameter, values in ONCE.get(name, {}).items()}
    words, ordering = st.sampled_from(["", "", *WORDS]), st.sampled_from(["", *orders])
    every = st.fixed_dictionaries({**several, **once, "q": words, "ordering": ordering})
    return st.tuples(every, st.sets(st.sampled_from([*several, *once, "q", "ordering"]), max_size=3)).map(
        lambda pair: {parameter: value for parameter, value in pair[0].items() if parameter in pair[1]}
    )


def took_part(values: list[str]) -> set[int]:
    """The organisations of which one of these things is recorded, row by row."""
    exhibited, signed = (
        {row.organization_id for row in rows.published()}
        for rows in (Exhibitor.objects.filter(role="exhibitor"), Signatory.objects)
    )
    every = set(Organization.objects.values_list("pk", flat=True))
    found = {
        "exhibited-and-signed": exhibited & signed,
        "exhibited": exhibited - signed,
        "signed": signed - exhibited,
        "neither": every - exhibited - signed,
    }
    return set().union(*(found[value] for value in values))


def plainly(name: str, question: dict) -> set[str]:
    """The ids that the question finds, by the ORM alone: one condition after the other, drafts left out."""
    from portal.fields.dates import PartialDate

    rows, day = MODELS[name].objects.published(), None
    if question.get("as_of"):
        day = PartialDate.fromisoformat(question["as_of"]).last
    if name in ("memoranda", "outcomes"):
        rows = rows.as_of(day).with_progress(day)
    for parameter, (_values, lookup) in SEVERAL[name].items():
        if question.get(parameter):
            asked = took_part(question[parameter]) if parameter == "took_part" else question[parameter]
            rows = rows.filter(**{f"{lookup}__in": asked})
    for parameter, lookup, end in (("signed_after", "signed_on__gte", "first"),
                                   ("signed_before", "signed_ends__lte", "last")):  # fmt: skip
        if question.get(parameter):
            rows = rows.filter(**{lookup: getattr(PartialDate.fromisoformat(question[parameter]), end)})
    for word in question.get("q", "").casefold().split():
        found = Q(folded__contains=word)
        if name == "exhibitors":
            found |= Q(organization__folded__contains=word) | Q(edition__folded__contains=word)
            found |= Q(edition__fair__folded__contains=word)
        if name == "forums":
            found |= Q(edition__folded__contains=word) | Q(edition__fair__folded__contains=word)
        if name == "outcomes":
            steps = Step.objects.published().filter(folded__contains=word)
            found |= Q(pk__in=steps.values("outcome"))
        if name == "memoranda":
            parties = Signatory.objects.filter(
                organization__in=Organization.objects.published(), organization__folded__contains=word
            )
            found |= Q(pk__in=parties.values("memorandum"))
        rows = rows.filter(found)
    return set(rows.values_list("slug", flat=True))


@pytest.fixture(autouse=True)
def short_pages(monkeypatch, request):
    """A few pages for each list."""
    name = request.node.callspec.params["name"] if hasattr(request.node, "callspec") else ""
    monkeypatch.setattr(RecordList, "paginate_by", {"exhibitors": 250, "organizations": 90}.get(name, 9))


@pytest.fixture(autouse=True)
def fresh_values():
    values_of.cache_clear()


many = settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.mark.slow
@pytest.mark.parametrize("name", LISTS)
def test_page_csv_and_json_hold_the_same_rows_in_the_same_order(client, synthetic, name):
    @many
    @given(questions(name))
    def agree(question):
        query = urlencode(question, doseq=True)

        count, results = json_rows(client, name, query)
        ids = [row["id"] for row in results]

        assert [row["id"] for row in csv_rows(client, name, query)] == ids
        assert page_rows(client, name, query) == ids
        assert count == len(ids) == len(set(ids))
        if name in MODELS:
            assert set(ids) == plainly(name, question)

    agree()


@pytest.mark.slow
@pytest.mark.parametrize("name", SEVERAL)
def test_each_count_is_the_length_of_the_list_it_leads_to(client, synthetic, name):
    @many
    @given(questions(name), st.randoms(use_true_random=False))
    def right(question, chance):
        counts = COUNT.findall(asked(client, name, "/", urlencode(question, doseq=True)))

        for address, shown in chance.sample(counts, min(6, len(counts))):
            query = unescape(address).partition("?")[2]
            assert int(shown.replace(",", "")) == json_of(client, name, query)["count"], address

    right()


@pytest.mark.parametrize("name", LISTS)
def test_an_order_and_its_opposite_are_exact_reverses(client, synthetic, name):
    for order in VIEWS[name].filterset_class.orderings:
        ids = [row["id"] for row in csv_rows(client, name, f"ordering={order}")]

        reverse = csv_rows(client, name, f"ordering={reverse_ordering(order)}")
        assert [row["id"] for row in reverse] == ids[::-1]
        assert len(ids) == VIEWS[name].model.objects.published().count() > 0


def test_there_are_drafts_and_several_pages_to_get_wrong(synthetic):
    counted = {model: (model.objects.count(), model.objects.published().count()) for model in MODELS.values()}

    assert all(public < rows for rows, public in counted.values() if rows > 100), counted
    assert counted[Exhibitor][1] > 3 * 250
    assert counted[Memorandum][1] > 3 * 9
    assert Source.objects.exists()
