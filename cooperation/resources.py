"""Sheets of documents with their parties, of outcomes with their steps, and of reported totals."""

from django.utils.translation import gettext_lazy as _

from cooperation.models import Memorandum, Outcome, ReportedTotal, Signatory, Step
from portal.sheets.columns import Column, Country, Day, Links, Number, Reference, References, YesNo, words
from portal.sheets.resources import FIGURE, Part, RecordPart, RecordResource

STATED = _("Documents that it came from, as a source states")
INFERRED = _("Documents that it came from, as we infer")


class SignatoryPart(Part):
    model = Signatory
    owner = "memorandum"
    stated = (
        Reference("organization", "party"),
        Country("side", "party_side"),
        Reference("person", "party_person"),
        *words("office", "party_office"),
    )


class MemorandumResource(RecordResource):
    model = Memorandum
    part = SignatoryPart
    stated = (
        *words("title"),
        Column("official_title"),
        Column("official_title_language"),
        Column("kind"),
        Column("level"),
        Reference("occasion"),
        Column("counted"),
        Column("standing"),
        Day("signed"),
        Day("exchanged"),
        Day("announced"),
        *words("place"),
        Links("assignments", "areas", "area", _("Areas of the plan")),
        *words("summary"),
    )


class StepPart(RecordPart):
    model = Step
    owner = "outcome"
    prefix = "step"
    stated = (
        Column("slug", "step"),
        Column("stage", "step_stage"),
        Day("happened", "step_happened"),
        Column("standing", "step_standing"),
        Reference("memorandum", "step_document"),
        *words("note", "step_note"),
    )


class OutcomeResource(RecordResource):
    model = Outcome
    part = StepPart
    stated = (
        *words("title"),
        Column("kind"),
        References("areas"),
        YesNo("named_as_example"),
        Column("amount_qualifier"),
        Number("amount"),
        Column("amount_currency"),
        Links("links", "documents_stated", "memorandum", STATED, stated=True),
        Links("links", "documents_inferred", "memorandum", INFERRED, stated=False),
        *words("summary"),
    )


class ReportedTotalResource(RecordResource):
    model = ReportedTotal
    stated = (Reference("occasion"), Reference("area"), Column("measure"), *FIGURE)
