"""Synthetic sources, organisations and people."""

from datetime import date

from portal.choices import Language, OrganizationKind, SourceKind
from portal.models import Organization, Person, Source
from tests.bench.synthetic.base import PREFIX, LongTail, RowMaker, random_date, translations

# The word in the name of each kind of organisation, in three languages.
NOUNS = {
    OrganizationKind.COMPANY: (
        ("Works", "工業", "завод"),
        ("Trading", "商事", "торговля"),
        ("Machinery", "機械", "машины"),
        ("Foods", "食品", "продукты"),
        ("Energy", "電力", "энергия"),
    ),
    OrganizationKind.UNIVERSITY: (("University", "大学", "университет"),),
    OrganizationKind.ASSOCIATION: (("Association", "協会", "ассоциация"),),
    OrganizationKind.REGION: (("Region", "県", "область"),),
    OrganizationKind.HOSPITAL: (("Hospital", "病院", "больница"),),
    OrganizationKind.FUND: (("Bank", "銀行", "банк"),),
    OrganizationKind.AGENCY: (("Agency", "庁", "агентство"),),
    OrganizationKind.MINISTRY: (("Ministry", "省", "министерство"),),
    OrganizationKind.STATE_CORPORATION: (("Corporation", "公社", "корпорация"),),
    OrganizationKind.GOVERNMENT: (("Government", "政府", "правительство"),),
}


def make_kernel(maker: RowMaker) -> None:
    maker.create_and_keep("source", Source, sources(maker))
    maker.create_and_keep("organization", Organization, organizations(maker))
    maker.create_and_keep("person", Person, people(maker))


def sources(maker: RowMaker):
    rng, kinds, languages = maker.random("source"), LongTail(SourceKind), LongTail(Language)
    for number in range(maker.scaled(1000)):
        yield Source(
            slug=f"{PREFIX}source-{number:05}",
            title=f"[Synthetic source {number:05}]",
            publisher_en=f"Synthetic Press {rng.randrange(40):02}",
            url=f"https://synthetic.example/source/{number}",
            language=languages.pick(rng),
            kind=kinds.pick(rng),
            accessed_on=date(2026, 1, 1),
            **random_date("published", rng, date(2016, 1, 1), 3600),
        )


def organizations(maker: RowMaker):
    rng, kinds = maker.random("organization"), LongTail(NOUNS, 1.5)
    for number in range(maker.scaled(100_000)):
        kind = kinds.pick(rng)
        noun, noun_ja, noun_ru = rng.choice(NOUNS[kind])
        yield Organization(
            slug=f"{PREFIX}{noun.lower()}-{number:06}",
            **translations(
                "name",
                f"Synthetic {noun} {number:06}",
                f"合成{noun_ja}{number:06}",
                f"Синтетический {noun_ru} {number:06}",
                rng,
            ),
            aliases=f"Syn{noun} {number:06}\nFormer Synthetic {noun} {number:06}" if number % 10 == 0 else "",
            kind=kind,
            country="" if number % 50 == 7 else maker.countries.pick(rng),
            city_en=f"Synthetic City {rng.randrange(300):03}",
            website=f"https://synthetic.example/{number}" if number % 3 == 0 else "",
            **maker.publication(number, rng),
        )


def people(maker: RowMaker):
    rng = maker.random("person")
    for number in range(maker.scaled(5000)):
        yield Person(
            slug=f"{PREFIX}person-{number:05}",
            **translations(
                "name",
                f"Synthetic Person {number:05}",
                f"合成人物{number:05}",
                f"Синтетическое лицо {number:05}",
                rng,
            ),
            **maker.publication(number, rng),
        )
