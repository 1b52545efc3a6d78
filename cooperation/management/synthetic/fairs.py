"""Made-up fairs, their editions and exhibitors, and forums."""

from datetime import date, timedelta
from random import Random

from cooperation.management.synthetic.base import (
    COUNTRIES,
    FIRST_YEAR,
    PREFIX,
    SUBJECTS,
    SUBJECTS_JA,
    SUBJECTS_RU,
    YEARS,
    Kept,
    Maker,
    Tail,
    dated,
    on_day,
    shares,
    some,
    translated,
)
from events.choices import AppearanceRole, EditionMeasure, EditionState, ExhibitorRole, ForumKind
from events.models import Appearance, Edition, EditionFigure, Exhibitor, Fair, Forum, Pavilion, Sector
from portal.choices import Qualifier

ROLES = [*[ExhibitorRole.EXHIBITOR] * 90, *[ExhibitorRole.BUYER] * 5, *[ExhibitorRole.PARTNER] * 3,
         *[ExhibitorRole.ORGANISER] * 2]  # fmt: skip


def make_fairs(maker: Maker) -> None:
    maker.keep("sector", Sector, sectors(maker))
    maker.keep("fair", Fair, fairs(maker))
    maker.keep("edition", Edition, editions(maker))
    maker.write(Edition.sectors.through, edition_sectors(maker))
    maker.keep("pavilion", Pavilion, pavilions(maker))
    maker.write(EditionFigure, figures(maker))
    maker.write(Exhibitor.sectors.through, exhibitor_sectors(maker))
    maker.keep("forum", Forum, forums(maker))
    maker.keep("session", Forum, sessions(maker))
    maker.write(Appearance, appearances(maker))


def sectors(maker: Maker):
    rng = maker.chance("sector")
    for subject in SUBJECTS[:16]:
        name = subject.capitalize()
        yield Sector(
            slug=f"{PREFIX}{subject}",
            **translated("name", f"Synthetic {name}", f"合成 {name}", f"Синтетика: {name}", rng),
        )


def fairs(maker: Maker):
    rng = maker.chance("fair")
    for number in range(-(-maker.many(200) // YEARS)):
        yield Fair(
            slug=f"{PREFIX}fair-{number:02}",
            **translated(
                "name",
                f"Synthetic Fair {number:02}",
                f"合成見本市{number:02}",
                f"Синтетическая выставка {number:02}",
                rng,
            ),
            city_en=f"Synthetic City {number:03}",
            country=maker.countries.pick(rng),
            **maker.record(number, rng),
        )


def editions(maker: Maker):
    """Ten years of each fair: that is the least, else too few organisations would fill an edition."""
    rng = maker.chance("edition")
    for number in range(maker.many(200)):
        fair, year = maker.kept["fair"][number // YEARS], FIRST_YEAR + number % YEARS
        opens = date(year, 3, 1) + timedelta(days=rng.randrange(200))
        yield Edition(
            slug=f"{fair.slug}-{year}",
            fair_id=fair.pk,
            year=year,
            ordinal=number % YEARS + 1,
            state=EditionState.CANCELLED if number % 40 == 4 else EditionState.HELD,
            partner_country=maker.countries.pick(rng) if rng.random() < 0.5 else "",
            theme_en=f"Synthetic theme of {rng.choice(SUBJECTS)}",
            **on_day("starts", opens),
            **on_day("ends", opens + timedelta(days=3)),
            **maker.record(number, rng),
        )


def edition_sectors(maker: Maker):
    rng = maker.chance("edition sectors")
    for edition in maker.kept["edition"]:
        for sector in some(rng, maker.kept["sector"], 4):
            yield Edition.sectors.through(edition_id=edition.pk, sector_id=sector.pk)


def pavilions(maker: Maker):
    rng, number = maker.chance("pavilion"), 0
    for edition in maker.kept["edition"]:
        for country in some(rng, COUNTRIES[:12], 8, 3):
            yield Pavilion(
                slug=f"{edition.slug}-pavilion-{country.lower()}",
                edition_id=edition.pk,
                **translated(
                    "name",
                    f"Synthetic Pavilion {country}",
                    f"合成パビリオン{country}",
                    f"Синтетический павильон {country}",
                    rng,
                ),
                country=country,
                **maker.record(number, rng),
            )
            number += 1


def figures(maker: Maker):
    """Three measures of each edition; a rival figure beside some of them."""
    rng, number = maker.chance("figure"), 0
    measures, qualifiers = [*EditionMeasure], [*Qualifier]
    for edition in maker.kept["edition"]:
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
                    **dated("as_of", rng, date(edition.year, 1, 1), 300),
                    **maker.record(number, rng),
                )
                number += 1


def exhibitors(maker: Maker):
    """Large fairs and small ones; a few organisations that come every year, and most of them seldom."""
    rng, number = maker.chance("exhibitor"), 0
    editions, pavilions = maker.kept["edition"], pavilions_by_country(maker)
    sizes = shares(maker.many(300_000), [1 / (place // YEARS + 1) ** 0.5 for place in range(len(editions))])
    for edition, size in zip(editions, sizes, strict=True):
        there: set[tuple] = set()
        while len(there) < size:
            organization = maker.kept["organization"][regular(rng, len(maker.kept["organization"]))]
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
                **what_it_showed(shown, kind, rng),
                **maker.record(number, rng),
            )
            number += 1


def regular(rng: Random, organizations: int) -> int:
    return int(organizations * rng.random() ** 2)


def pavilions_by_country(maker: Maker) -> dict[tuple[str, str], int]:
    return {
        (pavilion.slug.rsplit("-pavilion-")[0], pavilion.country): pavilion.pk
        for pavilion in maker.kept["pavilion"]
    }


def what_it_showed(place: int, kind: int, rng: Random) -> dict[str, str]:
    if place >= len(SUBJECTS_JA):
        return {}
    return translated(
        "shown",
        f"Synthetic {SUBJECTS[place]}, model {kind}",
        f"合成{SUBJECTS_JA[place]} {kind}型",
        f"Синтетика: {SUBJECTS_RU[place]}, модель {kind}",
        rng,
    )


def exhibitor_sectors(maker: Maker):
    """Written while the exhibitors are, so that they need not be kept."""
    rng, sectors = maker.chance("exhibitor sectors"), Tail(sector.pk for sector in maker.kept["sector"])
    for exhibitor in maker.written(Exhibitor, exhibitors(maker)):
        for sector in dict.fromkeys(sectors.pick(rng) for _ in range(rng.choice((0, 1, 1, 1, 1, 2, 2, 3)))):
            yield Exhibitor.sectors.through(exhibitor_id=exhibitor.pk, sector_id=sector)


def forum(maker: Maker, number: int, kind: str, edition: Kept | None, parent: Kept | None, rng: Random):
    subject, first = rng.choice(SUBJECTS), date(edition.year if edition else FIRST_YEAR, 3, 1)
    return Forum(
        slug=f"{PREFIX}{kind}-{number:05}",
        kind=kind,
        edition_id=edition.pk if edition else None,
        parent_id=parent.pk if parent else None,
        **translated(
            "title",
            f"Synthetic {kind} {number:05} on {subject}",
            f"合成フォーラム{number:05}",
            f"Синтетический форум {number:05}",
            rng,
        ),
        place_en=f"Synthetic Hall {rng.randrange(20):02}",
        **dated("starts", rng, first, 300),
        **maker.record(number, rng),
    )


def forums(maker: Maker):
    """Six of ten forums stand on their own: at an edition, most of them."""
    rng, kinds = maker.chance("forum"), Tail(kind for kind in ForumKind if kind != ForumKind.PANEL)
    for number in range(maker.many(2000) * 6 // 10):
        edition = rng.choice(maker.kept["edition"]) if rng.random() < 0.8 else None
        yield forum(maker, number, kinds.pick(rng), edition, None, rng)


def sessions(maker: Maker):
    """The others are panels of those."""
    rng = maker.chance("session")
    for number in range(len(maker.kept["forum"]), maker.many(2000)):
        yield forum(maker, number, ForumKind.PANEL, None, rng.choice(maker.kept["forum"]), rng)


def appearances(maker: Maker):
    rng, roles = maker.chance("appearance"), Tail(AppearanceRole)
    for held in (*maker.kept["forum"], *maker.kept["session"]):
        for person in some(rng, maker.kept["person"], 5):
            yield Appearance(
                forum_id=held.pk,
                person_id=person.pk,
                role=roles.pick(rng),
                **translated("office", "Synthetic Chair", "合成会長", "Синтетический председатель", rng),
                organization_id=rng.choice(maker.kept["organization"]).pk if rng.random() < 0.6 else None,
            )
