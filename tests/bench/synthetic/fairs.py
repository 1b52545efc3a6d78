"""Synthetic fairs, their editions and exhibitors, and forums."""

from datetime import date, timedelta
from random import Random

from events.choices import AppearanceRole, EditionMeasure, EditionState, ExhibitorRole, ForumKind
from events.models import Appearance, Edition, EditionFigure, Exhibitor, Fair, Forum, Pavilion, Sector
from portal.choices import Qualifier
from tests.bench.synthetic.base import (
    COUNTRIES,
    FIRST_YEAR,
    PREFIX,
    SUBJECTS,
    SUBJECTS_JA,
    SUBJECTS_RU,
    YEARS,
    LongTail,
    MadeRow,
    RowMaker,
    exact_date,
    random_date,
    sample,
    split_by_weight,
    translations,
)

ROLES = [*[ExhibitorRole.EXHIBITOR] * 90, *[ExhibitorRole.BUYER] * 5, *[ExhibitorRole.PARTNER] * 3,
         *[ExhibitorRole.ORGANISER] * 2]  # fmt: skip


def make_fairs(maker: RowMaker) -> None:
    maker.create_and_keep("sector", Sector, sectors(maker))
    maker.create_and_keep("fair", Fair, fairs(maker))
    maker.create_and_keep("edition", Edition, editions(maker))
    maker.create_all(Edition.sectors.through, edition_sectors(maker))
    maker.create_and_keep("pavilion", Pavilion, pavilions(maker))
    maker.create_all(EditionFigure, figures(maker))
    maker.create_all(Exhibitor.sectors.through, exhibitor_sectors(maker))
    maker.create_and_keep("forum", Forum, forums(maker))
    maker.create_and_keep("session", Forum, sessions(maker))
    maker.create_all(Appearance, appearances(maker))


def sectors(maker: RowMaker):
    rng = maker.random("sector")
    for subject in SUBJECTS[:16]:
        name = subject.capitalize()
        yield Sector(
            slug=f"{PREFIX}{subject}",
            **translations("name", f"Synthetic {name}", f"合成 {name}", f"Синтетика: {name}", rng),
        )


def fairs(maker: RowMaker):
    rng = maker.random("fair")
    for number in range(-(-maker.scaled(200) // YEARS)):
        yield Fair(
            slug=f"{PREFIX}fair-{number:02}",
            **translations(
                "name",
                f"Synthetic Fair {number:02}",
                f"合成見本市{number:02}",
                f"Синтетическая выставка {number:02}",
                rng,
            ),
            city_en=f"Synthetic City {number:03}",
            country=maker.countries.pick(rng),
            **maker.publication(number, rng),
        )


def editions(maker: RowMaker):
    """Ten years of each fair; with fewer fairs an edition would need more organisations than there are."""
    rng = maker.random("edition")
    for number in range(maker.scaled(200)):
        fair, year = maker.made["fair"][number // YEARS], FIRST_YEAR + number % YEARS
        opens = date(year, 3, 1) + timedelta(days=rng.randrange(200))
        yield Edition(
            slug=f"{fair.slug}-{year}",
            fair_id=fair.pk,
            year=year,
            ordinal=number % YEARS + 1,
            state=EditionState.CANCELLED if number % 40 == 4 else EditionState.HELD,
            partner_country=maker.countries.pick(rng) if rng.random() < 0.5 else "",
            theme_en=f"Synthetic theme of {rng.choice(SUBJECTS)}",
            **exact_date("starts", opens),
            **exact_date("ends", opens + timedelta(days=3)),
            **maker.publication(number, rng),
        )


def edition_sectors(maker: RowMaker):
    rng = maker.random("edition sectors")
    for edition in maker.made["edition"]:
        for sector in sample(rng, maker.made["sector"], 4):
            yield Edition.sectors.through(edition_id=edition.pk, sector_id=sector.pk)


def pavilions(maker: RowMaker):
    rng, number = maker.random("pavilion"), 0
    for edition in maker.made["edition"]:
        for country in sample(rng, COUNTRIES[:12], 8, 3):
            yield Pavilion(
                slug=f"{edition.slug}-pavilion-{country.lower()}",
                edition_id=edition.pk,
                **translations(
                    "name",
                    f"Synthetic Pavilion {country}",
                    f"合成パビリオン{country}",
                    f"Синтетический павильон {country}",
                    rng,
                ),
                country=country,
                **maker.publication(number, rng),
            )
            number += 1


def figures(maker: RowMaker):
    """Three measures of each edition; a rival figure beside some of them."""
    rng, number = maker.random("figure"), 0
    measures, qualifiers = [*EditionMeasure], [*Qualifier]
    for edition in maker.made["edition"]:
        for measure in rng.sample(measures, 3):
            for rival in range(1 + (rng.random() < 0.25)):
                yield EditionFigure(
                    slug=f"{edition.slug}-{measure}-{rival}",
                    edition_id=edition.pk,
                    measure=measure,
                    value=rng.randrange(10, 50_000),
                    qualifier=rng.choice(qualifiers),
                    unit_en="synthetic units",
                    reported_by_en="Synthetic Press",
                    headline=not rival,
                    **random_date("as_of", rng, date(edition.year, 1, 1), 300),
                    **maker.publication(number, rng),
                )
                number += 1


def exhibitors(maker: RowMaker):
    """Large fairs and small ones; a few organisations that come every year, and most of them seldom."""
    rng, number = maker.random("exhibitor"), 0
    editions, pavilions = maker.made["edition"], pavilions_by_country(maker)
    sizes = split_by_weight(
        maker.scaled(300_000), [1 / (place // YEARS + 1) ** 0.5 for place in range(len(editions))]
    )
    for edition, size in zip(editions, sizes, strict=True):
        there: set[tuple] = set()
        while len(there) < size:
            organization = maker.made["organization"][frequent_index(rng, len(maker.made["organization"]))]
            role = rng.choice(ROLES)
            if (organization, role) in there:
                continue
            there.add((organization, role))
            suffix = "" if role == ExhibitorRole.EXHIBITOR else f"-{role}"
            shown, kind = rng.randrange(2 * len(SUBJECTS_JA)), rng.randrange(500)
            yield Exhibitor(
                slug=f"{edition.slug}-{organization.slug}{suffix}",
                edition_id=edition.pk,
                organization_id=organization.pk,
                role=role,
                pavilion_id=pavilions.get((edition.slug, organization.country)) if shown % 3 else None,
                stand=f"S{rng.randrange(40)}-{rng.randrange(100):02}",
                **shown_texts(shown, kind, rng),
                **maker.publication(number, rng),
            )
            number += 1


def frequent_index(rng: Random, organizations: int) -> int:
    return int(organizations * rng.random() ** 2)


def pavilions_by_country(maker: RowMaker) -> dict[tuple[str, str], int]:
    return {
        (pavilion.slug.rsplit("-pavilion-")[0], pavilion.country): pavilion.pk
        for pavilion in maker.made["pavilion"]
    }


def shown_texts(place: int, kind: int, rng: Random) -> dict[str, str]:
    if place >= len(SUBJECTS_JA):
        return {}
    return translations(
        "shown",
        f"Synthetic {SUBJECTS[place]}, model {kind}",
        f"合成{SUBJECTS_JA[place]} {kind}型",
        f"Синтетика: {SUBJECTS_RU[place]}, модель {kind}",
        rng,
    )


def exhibitor_sectors(maker: RowMaker):
    """Written together with the exhibitors, which therefore need not be kept in memory."""
    rng, sectors = maker.random("exhibitor sectors"), LongTail(sector.pk for sector in maker.made["sector"])
    for exhibitor in maker.create(Exhibitor, exhibitors(maker)):
        for sector in dict.fromkeys(sectors.pick(rng) for _ in range(rng.choice((0, 1, 1, 1, 1, 2, 2, 3)))):
            yield Exhibitor.sectors.through(exhibitor_id=exhibitor.pk, sector_id=sector)


def forum(
    maker: RowMaker, number: int, kind: str, edition: MadeRow | None, parent: MadeRow | None, rng: Random
):
    subject, first = rng.choice(SUBJECTS), date(edition.year if edition else FIRST_YEAR, 3, 1)
    return Forum(
        slug=f"{PREFIX}{kind}-{number:05}",
        kind=kind,
        edition_id=edition.pk if edition else None,
        parent_id=parent.pk if parent else None,
        **translations(
            "title",
            f"Synthetic {kind} {number:05} on {subject}",
            f"合成フォーラム{number:05}",
            f"Синтетический форум {number:05}",
            rng,
        ),
        place_en=f"Synthetic Hall {rng.randrange(20):02}",
        **random_date("starts", rng, first, 300),
        **maker.publication(number, rng),
    )


def forums(maker: RowMaker):
    """Six of ten forums are no session of another; most are at an edition."""
    rng, kinds = maker.random("forum"), LongTail(kind for kind in ForumKind if kind != ForumKind.PANEL)
    for number in range(maker.scaled(2000) * 6 // 10):
        edition = rng.choice(maker.made["edition"]) if rng.random() < 0.8 else None
        yield forum(maker, number, kinds.pick(rng), edition, None, rng)


def sessions(maker: RowMaker):
    """The other forums are panels of those."""
    rng = maker.random("session")
    for number in range(len(maker.made["forum"]), maker.scaled(2000)):
        yield forum(maker, number, ForumKind.PANEL, None, rng.choice(maker.made["forum"]), rng)


def appearances(maker: RowMaker):
    rng, roles = maker.random("appearance"), LongTail(AppearanceRole)
    for held in (*maker.made["forum"], *maker.made["session"]):
        for person in sample(rng, maker.made["person"], 5):
            yield Appearance(
                forum_id=held.pk,
                person_id=person.pk,
                role=roles.pick(rng),
                **translations("office", "Synthetic Chair", "合成会長", "Синтетический председатель", rng),
                organization_id=rng.choice(maker.made["organization"]).pk if rng.random() < 0.6 else None,
            )
