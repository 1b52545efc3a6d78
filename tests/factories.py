"""Rows for tests: valid, published, visibly synthetic, with no more relations than they need."""

from datetime import UTC, date, datetime
from itertools import count

from cooperation.choices import (
    Level,
    MemorandumKind,
    OccasionKind,
    OutcomeKind,
    Stage,
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
from events.choices import AppearanceRole, EditionMeasure, EditionState, ForumKind
from events.models import Appearance, Edition, EditionFigure, Exhibitor, Fair, Forum, Pavilion, Photo, Sector
from portal.choices import OrganizationKind, Precision, SourceKind, Standing
from portal.models import Organization, Person, Source

PUBLISHED = datetime(2020, 1, 1, tzinfo=UTC)
numbers = count(1)


def make(model, defaults, given):
    return model.objects.create(**{**defaults, **given})


def record(model, defaults, given):
    """A published record with a source of its own; `published_at=None` makes it a draft."""
    number = next(numbers)
    defaults = {"slug": f"{model._meta.model_name}-{number}", "published_at": PUBLISHED, **defaults}
    if "source" not in given:
        defaults["source"] = source()
    return make(model, defaults, given)


def source(**given):
    number = next(numbers)
    defaults = {
        "slug": f"source-{number}",
        "title": f"Synthetic source {number}",
        "publisher_en": f"Synthetic publisher {number}",
        "kind": SourceKind.PRESS,
    }
    return make(Source, defaults, given)


def organization(**given):
    defaults = {
        "name_en": f"Synthetic Works {next(numbers)}",
        "kind": OrganizationKind.COMPANY,
        "country": "JP",
    }
    return record(Organization, defaults, given)


def person(**given):
    return record(Person, {"name_en": f"Synthetic Person {next(numbers)}"}, given)


def sector(**given):
    number = next(numbers)
    return make(Sector, {"slug": f"sector-{number}", "name_en": f"Synthetic sector {number}"}, given)


def fair(**given):
    return record(Fair, {"name_en": f"Synthetic Fair {next(numbers)}", "country": "RU"}, given)


def edition(**given):
    defaults = {"year": 2017, "state": EditionState.HELD}
    if "fair" not in given:
        defaults["fair"] = fair()
    return record(Edition, defaults, given)


def edition_figure(**given):
    defaults = {"measure": EditionMeasure.EXHIBITORS, "value": 600, "unit_en": "synthetic companies"}
    if "edition" not in given:
        defaults["edition"] = edition()
    return record(EditionFigure, defaults, given)


def pavilion(**given):
    defaults = {"name_en": f"Synthetic Pavilion {next(numbers)}"}
    if "edition" not in given:
        defaults["edition"] = edition()
    return record(Pavilion, defaults, given)


def exhibitor(**given):
    defaults = {}
    if "edition" not in given:
        defaults["edition"] = edition()
    if "organization" not in given:
        defaults["organization"] = organization()
    return record(Exhibitor, defaults, given)


def forum(**given):
    return record(Forum, {"title_en": f"Synthetic Forum {next(numbers)}", "kind": ForumKind.FORUM}, given)


def appearance(**given):
    defaults = {"role": AppearanceRole.SPEAKER, "office_en": "Synthetic Chair"}
    if "forum" not in given:
        defaults["forum"] = forum()
    if "person" not in given:
        defaults["person"] = person()
    return make(Appearance, defaults, given)


def photo(**given):
    defaults = {
        "slug": f"photo-{next(numbers)}",
        "image": "photos/synthetic.png",
        "alt_en": "A synthetic picture",
        "credit": "Synthetic Agency",
    }
    if "edition" not in given and "forum" not in given:
        defaults["edition"] = edition()
    return make(Photo, defaults, given)


def area(**given):
    number = next(numbers)
    defaults = {
        "number": number,
        "official_title": f"合成分野{number}",
        "official_title_language": "ja",
        "title_en": f"Synthetic area {number}",
    }
    return record(Area, defaults, given)


def plan(**given):
    defaults = {
        "title_en": f"Synthetic plan {next(numbers)}",
        "official_title": "合成計画",
        "official_title_language": "ja",
    }
    return record(Plan, defaults, given)


def occasion(**given):
    return record(
        Occasion, {"title_en": f"Synthetic Occasion {next(numbers)}", "kind": OccasionKind.VISIT}, given
    )


def reported_total(**given):
    defaults = {
        "measure": TotalMeasure.DOCUMENTS,
        "value": 80,
        "unit_en": "synthetic documents",
        "headline": True,
    }
    return record(ReportedTotal, defaults, given)


def statement(**given):
    defaults = {"text_en": f"Synthetic statement {next(numbers)}"}
    if "speaker" not in given:
        defaults["speaker"] = person()
    return record(Statement, defaults, given)


def memorandum(**given):
    defaults = {
        "title_en": f"Synthetic memorandum {next(numbers)}",
        "kind": MemorandumKind.MEMORANDUM,
        "level": Level.BUSINESS,
        "standing": Standing.CONFIRMED,
        "signed_on": date(2016, 12, 16),
        "signed_precision": Precision.DAY,
    }
    return record(Memorandum, defaults, given)


def signatory(**given):
    defaults = {"side": "JP"}
    if "memorandum" not in given:
        defaults["memorandum"] = memorandum()
    if "organization" not in given:
        defaults["organization"] = organization()
    return make(Signatory, defaults, given)


def area_assignment(**given):
    defaults = {}
    if "memorandum" not in given:
        defaults["memorandum"] = memorandum()
    if "area" not in given:
        defaults["area"] = area()
    return make(AreaAssignment, defaults, given)


def related_document(**given):
    defaults = {"kind": "follows-up"}
    if "memorandum" not in given:
        defaults["memorandum"] = memorandum()
    if "earlier" not in given:
        defaults["earlier"] = memorandum()
    return make(RelatedDocument, defaults, given)


def outcome(**given):
    return record(
        Outcome, {"title_en": f"Synthetic outcome {next(numbers)}", "kind": OutcomeKind.TREATY}, given
    )


def outcome_link(**given):
    defaults = {"stated": True}
    if "outcome" not in given:
        defaults["outcome"] = outcome()
    if "memorandum" not in given:
        defaults["memorandum"] = memorandum()
    return make(OutcomeLink, defaults, given)


def step(**given):
    defaults = {"stage": Stage.SIGNED, "happened_on": date(2017, 9, 7), "happened_precision": Precision.DAY}
    if "outcome" not in given:
        defaults["outcome"] = outcome()
    return record(Step, defaults, given)


FACTORIES = {
    Appearance: appearance,
    Area: area,
    AreaAssignment: area_assignment,
    Edition: edition,
    EditionFigure: edition_figure,
    Exhibitor: exhibitor,
    Fair: fair,
    Forum: forum,
    Memorandum: memorandum,
    Occasion: occasion,
    Organization: organization,
    Outcome: outcome,
    OutcomeLink: outcome_link,
    Pavilion: pavilion,
    Person: person,
    Plan: plan,
    Photo: photo,
    RelatedDocument: related_document,
    ReportedTotal: reported_total,
    Sector: sector,
    Signatory: signatory,
    Source: source,
    Statement: statement,
    Step: step,
}
