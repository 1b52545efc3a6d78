"""The addresses that are measured: for each target many, all different where there are enough."""

from itertools import product
from random import Random
from urllib.parse import urlencode

# The combinations of parameters that the report's lines "facets" take in turn.
EXHIBITOR_PARAMETERS = (
    "country", "edition", "sector role", "fair country", "edition sector", "pavilion", "country sector page",
    "edition country", "fair sector role", "country role page", "fair page",
)  # fmt: skip
MEMORANDUM_PARAMETERS = (
    "area kind", "occasion", "level standing", "area country", "signed_after area", "organization",
    "kind signed_before", "area level standing", "country kind", "signed_after signed_before", "area page",
)  # fmt: skip
ORGANIZATION_PARAMETERS = ("country", "country kind", "took_part country", "kind page", "country page")
OUTCOME_PARAMETERS = ("area kind", "stage", "area stage", "kind page")


def address(path: str, **parameters) -> str:
    return f"{path}?{urlencode(parameters, doseq=True)}" if parameters else path


def filtered(path: str, values: dict[str, list], combinations: tuple[str, ...], rng: Random):
    """Endless addresses, each with one of `combinations`."""
    while True:
        for names in combinations:
            yield address(path, **{name: rng.choice(values[name]) for name in names.split()})


def pages(path: str, published: int, page_size: int = 50, deep: bool = False):
    last = max(1, published // page_size - 1)
    first = max(1, last // 2) if deep else 1
    for step in range(1, last - first + 2):
        yield address(path, page=last + 1 - step if deep else step)


def slugs(queryset, rng: Random, limit: int = 400) -> list[str]:
    found = list(queryset.order_by("slug").values_list("slug", flat=True))
    return rng.sample(found, min(limit, len(found)))


def parameters(rng: Random) -> dict[str, dict[str, list]]:
    """The values of each parameter of a list, from the published rows."""
    from cooperation.choices import Level, MemorandumKind, OutcomeKind, Stage, State, TookPart
    from cooperation.models import Area, Occasion
    from events.choices import ExhibitorRole
    from events.models import Edition, Fair, Pavilion, Sector
    from portal.choices import OrganizationKind, Standing
    from portal.models import Organization
    from tests.bench.synthetic.base import COUNTRIES

    months = [f"{year}-{month:02}-01" for year, month in product(range(2017, 2025), range(1, 13))]
    stems = ("works ", "合成工業0", "машины ", "bank 0")
    names = [f"{stem}{number:02}" for stem, number in product(stems, range(99))]
    area, organization = slugs(Area.objects.published(), rng), slugs(Organization.objects.published(), rng)
    common = {"country": [*COUNTRIES[:25]], "page": [1, 2, 3, 4], "q": names}
    return {
        "exhibitors": {
            **common,
            "sector": slugs(Sector.objects.all(), rng),
            "fair": slugs(Fair.objects.published(), rng),
            "edition": slugs(Edition.objects.published(), rng),
            "pavilion": slugs(Pavilion.objects.published(), rng),
            "role": ExhibitorRole.values,
        },
        "memoranda": {
            **common,
            "area": area,
            "occasion": slugs(Occasion.objects.published(), rng),
            "kind": MemorandumKind.values[:8],
            "level": Level.values,
            "standing": Standing.values,
            "organization": organization,
            "progress": State.values,
            "signed_after": months[: len(months) // 2],
            "signed_before": months[len(months) // 2 :],
            "q": [f"memorandum {number:04}" for number in range(999)],
        },
        "outcomes": {**common, "area": area, "kind": OutcomeKind.values, "stage": Stage.values},
        "organizations": {**common, "kind": OrganizationKind.values, "took_part": TookPart.values},
    }


def targets() -> dict:
    """The addresses by their name in the report. (Models are imported once Django is set up.)"""
    from cooperation.models import Area, Memorandum, Outcome
    from events.models import Edition, Exhibitor
    from portal.models import Organization

    rng = Random("bench")
    values = parameters(rng)
    rows = {model: model.objects.published().count() for model in (Exhibitor, Memorandum, Organization)}
    editions = Edition.objects.published().order_by("slug").values_list("fair__slug", "year")

    def facets(name: str, combinations: tuple[str, ...], ending: str = "/"):
        return filtered(f"/{name}{ending}", values[name], combinations, rng)

    def searches(*texts: str):
        """Searches of everything, for one text after the other, each with another number."""
        return (address("/search/", q=f"{texts[n % len(texts)]}{n % 97:02}") for n in range(10**6))

    def details(model, name: str):
        return (f"/{name}/{slug}/" for slug in slugs(model.objects.published(), rng))

    return {
        "exhibitors: list": pages("/exhibitors/", rows[Exhibitor]),
        "exhibitors: facets": facets("exhibitors", EXHIBITOR_PARAMETERS),
        "exhibitors: facets, JSON": facets("exhibitors", EXHIBITOR_PARAMETERS, ".json"),
        "exhibitors: search": facets("exhibitors", ("q",)),
        "exhibitors: deep pages": pages("/exhibitors/", rows[Exhibitor], deep=True),
        "exhibitors: same page again": iter(lambda: "/exhibitors/", ""),
        "memoranda: list": pages("/memoranda/", rows[Memorandum]),
        "memoranda: facets": facets("memoranda", MEMORANDUM_PARAMETERS),
        "memoranda: progress": facets("memoranda", ("progress", "progress area")),
        "memoranda: search": facets("memoranda", ("q",)),
        "memoranda: deep pages": pages("/memoranda/", rows[Memorandum], deep=True),
        "memorandum": details(Memorandum, "memoranda"),
        "organizations: facets": facets("organizations", ORGANIZATION_PARAMETERS),
        "organizations: deep pages": pages("/organizations/", rows[Organization], deep=True),
        "organization": details(Organization, "organizations"),
        "outcomes: facets": facets("outcomes", OUTCOME_PARAMETERS),
        "outcome": details(Outcome, "outcomes"),
        "edition": (f"/fairs/{fair}/{year}/" for fair, year in editions),
        "area": details(Area, "areas"),
        "follow-through": iter(lambda: "/follow-through/", ""),
        "search: a name": searches("works 0", "合成工業0", "машины 0", "bank 0"),
        "search: two words": searches("synthetic works 0", "синтетические машины 0"),
        "search: two letters": searches("wo ", "ba ", "合成 "),
        "search: nothing found": searches("nowhere", "どこにもない"),
        "bare view": (f"/bench-bare/?page={number}" for number in range(10**6)),
    }
