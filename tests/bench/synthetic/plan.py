"""A synthetic plan: areas, occasions, documents, and what became of them."""

from datetime import date, timedelta
from random import Random

from django.utils.text import slugify

from cooperation.choices import (
    RUNGS,
    SETBACKS,
    Counted,
    Level,
    MemorandumKind,
    OccasionKind,
    OutcomeKind,
    RelationKind,
    TotalMeasure,
)
from cooperation.models import (
    Area,
    AreaAssignment,
    Memorandum,
    Occasion,
    Outcome,
    OutcomeLink,
    Plan,
    RelatedDocument,
    ReportedTotal,
    Signatory,
    Statement,
    Step,
)
from portal.choices import Language, Qualifier, Standing
from tests.bench.synthetic.base import (
    FIRST_YEAR,
    PREFIX,
    SUBJECTS,
    LongTail,
    RowMaker,
    exact_date,
    random_date,
    sample,
    translations,
)

AREAS = ("health", "cities", "smes", "energy", "industry", "far-east", "technology", "people")
SIDES = ("JP", "RU")


def make_plan(maker: RowMaker) -> None:
    maker.create_all(Plan, plans(maker))
    maker.create_and_keep("area", Area, areas(maker))
    maker.create_and_keep("occasion", Occasion, occasions(maker))
    maker.create_all(ReportedTotal, totals(maker))
    maker.create_and_keep("memorandum", Memorandum, memoranda(maker))
    maker.create_all(Memorandum.more_sources.through, further_sources(maker))
    maker.create_all(AreaAssignment, assignments(maker))
    maker.create_all(Signatory, signatories(maker))
    maker.create_all(RelatedDocument, related_documents(maker))
    maker.create_and_keep("outcome", Outcome, outcomes(maker))
    maker.create_all(Outcome.areas.through, outcome_areas(maker))
    maker.create_all(OutcomeLink, links(maker))
    maker.create_all(Step, steps(maker))
    maker.create_all(Statement, statements(maker))


def plans(maker: RowMaker):
    yield Plan(
        slug=f"{PREFIX}plan",
        title_en="Synthetic plan",
        official_title="Synthetic plan",
        official_title_language=Language.JA,
        **maker.publication(1, maker.random("plan")),
    )


def areas(maker: RowMaker):
    """The slugs are those of the real areas: styles and icons of pages go by them."""
    rng = maker.random("area")
    for number, slug in enumerate(AREAS, 1):
        yield Area(
            slug=slug,
            number=number,
            official_title=f"Synthetic area {number}",
            official_title_language=Language.EN,
            **translations("title", f"Synthetic {slug}", f"合成分野{number}", f"Синтетика: {slug}", rng),
            aim_en=f"A synthetic aim of {slug}.",
            **maker.publication(number, rng),
        )


def occasions(maker: RowMaker):
    rng, kinds = maker.random("occasion"), [*OccasionKind]
    for number in range(maker.scaled(60, 5)):
        starts = date(FIRST_YEAR, 5, 1) + timedelta(days=number * 3500 // maker.scaled(60, 5))
        kind = rng.choice(kinds)
        yield Occasion(
            slug=f"{PREFIX}{kind}-{number:03}",
            kind=kind,
            **translations(
                "title",
                f"Synthetic {kind} {number:03}",
                f"合成会合{number:03}",
                f"Синтетическая встреча {number:03}",
                rng,
            ),
            place_en=f"Synthetic City {rng.randrange(300):03}",
            edition_id=rng.choice(maker.made["edition"]).pk if rng.random() < 0.3 else None,
            **exact_date("starts", starts),
            **exact_date("ends", starts + timedelta(days=rng.randrange(4))),
            **maker.publication(number, rng),
        )


def totals(maker: RowMaker):
    """Totals of each occasion, of each area and of the whole plan; a rival beside some of them."""
    rng, number = maker.random("total"), 0
    subjects = [
        *((occasion.slug, {"occasion_id": occasion.pk}) for occasion in maker.made["occasion"]),
        *((f"{PREFIX}{area.slug}", {"area_id": area.pk}) for area in maker.made["area"]),
        (f"{PREFIX}plan", {}),
    ]
    for slug, subject in subjects:
        for measure in rng.sample([*TotalMeasure], 2):
            for rival in range(1 + (rng.random() < 0.3)):
                yield ReportedTotal(
                    slug=f"{slug}-{measure}-{rival}",
                    measure=measure,
                    value=rng.randrange(10, 300),
                    qualifier=rng.choice([*Qualifier]),
                    unit_en="synthetic documents",
                    reported_by_en="Synthetic Press",
                    headline=not rival,
                    **subject,
                    **random_date("as_of", rng, date(FIRST_YEAR, 5, 1), 3500),
                    **maker.publication(number, rng),
                )
                number += 1


def memoranda(maker: RowMaker):
    rng, kinds, standings = maker.random("memorandum"), LongTail(MemorandumKind), LongTail(Standing)
    levels = LongTail((Level.BUSINESS, Level.GOVERNMENT, Level.MIXED))
    for number in range(maker.scaled(10_000)):
        occasion = rng.choice(maker.made["occasion"]) if rng.random() < 0.7 else None
        subject, titled = rng.choice(SUBJECTS), rng.random() < 0.5
        kind = kinds.pick(rng)
        event = "announced" if rng.random() < 0.05 else "signed"
        yield Memorandum(
            slug=f"{PREFIX}{slugify(kind)}-{number:06}",
            official_title=f"Synthetic Memorandum No. {number:06}" if titled else "",
            official_title_language=Language.EN if titled else "",
            **translations(
                "title",
                f"Synthetic memorandum {number:06} on {subject}",
                f"合成覚書{number:06}",
                f"Синтетический меморандум {number:06}",
                rng,
            ),
            kind=kind,
            level=levels.pick(rng),
            occasion_id=occasion.pk if occasion else None,
            counted=rng.choice([*Counted]) if occasion else Counted.UNKNOWN,
            standing=standings.pick(rng),
            place_en=f"Synthetic City {rng.randrange(300):03}",
            summary_en=f"What a synthetic document about {subject} would say.",
            **random_date(event, rng, date(FIRST_YEAR, 5, 1), 3500),
            **maker.publication(number, rng),
        )


def further_sources(maker: RowMaker):
    rng = maker.random("further sources")
    for memorandum in maker.made["memorandum"]:
        if rng.random() < 0.2:
            source = rng.choice(maker.made["source"])
            yield Memorandum.more_sources.through(memorandum_id=memorandum.pk, source_id=source.pk)


def assignments(maker: RowMaker):
    rng = maker.random("assignment")
    for memorandum in maker.made["memorandum"]:
        for area in sample(rng, maker.made["area"], 2):
            source = rng.choice(maker.made["source"]) if rng.random() < 0.3 else None
            yield AreaAssignment(
                memorandum_id=memorandum.pk, area_id=area.pk, source_id=source.pk if source else None
            )


def signatories(maker: RowMaker):
    """Two to four parties, three on average, at least one on each of the plan's two sides."""
    rng = maker.random("signatory")
    for number, memorandum in enumerate(maker.made["memorandum"]):
        for place, organization in enumerate(rng.sample(maker.made["organization"], (3, 2, 4)[number % 3])):
            person = rng.choice(maker.made["person"]) if rng.random() < 0.3 else None
            yield Signatory(
                memorandum_id=memorandum.pk,
                organization_id=organization.pk,
                side=SIDES[place] if place < 2 else organization.country or rng.choice(SIDES),
                person_id=person.pk if person else None,
                office_en="Synthetic President" if person else "",
            )


def related_documents(maker: RowMaker):
    """A twentieth of the documents refer to an earlier one."""
    rng, kept = maker.random("related document"), maker.made["memorandum"]
    for place in range(5, len(kept), 20):
        yield RelatedDocument(
            memorandum_id=kept[place].pk,
            earlier_id=kept[rng.randrange(place)].pk,
            kind=rng.choice([*RelationKind]),
        )


def outcomes(maker: RowMaker):
    rng = maker.random("outcome")
    for number in range(maker.scaled(20_000)):
        kind = rng.choice([*OutcomeKind])
        amount = rng.random() < 0.3
        yield Outcome(
            slug=f"{PREFIX}{kind}-{number:06}",
            kind=kind,
            **translations(
                "title",
                f"Synthetic {kind} {number:06} for {rng.choice(SUBJECTS)}",
                f"合成成果{number:06}",
                f"Синтетический итог {number:06}",
                rng,
            ),
            amount=rng.randrange(1, 5000) * 100_000 if amount else None,
            amount_currency=rng.choice(("JPY", "RUB", "USD")) if amount else "",
            amount_qualifier=rng.choice([*Qualifier]) if amount else "",
            named_as_example=rng.random() < 0.1,
            **maker.publication(number, rng),
        )


def outcome_areas(maker: RowMaker):
    rng = maker.random("outcome area")
    for outcome in maker.made["outcome"]:
        for area in sample(rng, maker.made["area"], 2):
            yield Outcome.areas.through(outcome_id=outcome.pk, area_id=area.pk)


def links(maker: RowMaker):
    """One to three outcomes of every second document; of the others nothing is recorded."""
    rng = maker.random("link")
    for memorandum in maker.made["memorandum"]:
        if rng.random() < 0.5:
            for outcome in sample(rng, maker.made["outcome"], 3):
                yield OutcomeLink(
                    memorandum_id=memorandum.pk, outcome_id=outcome.pk, stated=rng.random() < 0.6
                )


def random_stages(kind: str, rng: Random) -> list:
    """One to three stages upwards, sometimes a setback; a tenth of the outcomes have no step."""
    if rng.random() < 0.1:
        return []
    rungs = RUNGS[OutcomeKind(kind)]
    places = sorted(rng.sample(range(len(rungs)), rng.randint(1, 3)))
    return [*(rungs[place] for place in places), *([rng.choice(SETBACKS)] if rng.random() < 0.1 else [])]


def steps(maker: RowMaker):
    """Some are in the future."""
    rng, number = maker.random("step"), 0
    for outcome in maker.made["outcome"]:
        day = date(FIRST_YEAR, 5, 1) + timedelta(days=rng.randrange(2500))
        for rung, stage in enumerate(random_stages(outcome.kind, rng)):
            yield Step(
                slug=f"{outcome.slug}-step-{rung}",
                outcome_id=outcome.pk,
                stage=stage,
                note_en=f"Synthetic note on {rng.choice(SUBJECTS)}" if rng.random() < 0.5 else "",
                memorandum_id=rng.choice(maker.made["memorandum"]).pk if rng.random() < 0.2 else None,
                **random_date("happened", rng, day, 200),
                **maker.publication(number, rng),
            )
            day += timedelta(days=rng.randrange(200, 900))
            number += 1


def statements(maker: RowMaker):
    rng = maker.random("statement")
    for number in range(maker.scaled(1000)):
        yield Statement(
            slug=f"{PREFIX}statement-{number:05}",
            speaker_id=rng.choice(maker.made["person"]).pk,
            office_en="Synthetic Minister",
            text_en=f"Synthetic words about {rng.choice(SUBJECTS)}.",
            **random_date("made", rng, date(FIRST_YEAR, 5, 1), 3500),
            **maker.publication(number, rng),
        )
