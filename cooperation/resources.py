"""Sheets of documents with their parties, of outcomes with their steps, and of reported totals."""

from django.utils.translation import gettext_lazy as _

from cooperation.models import Memorandum, Outcome, ReportedTotal, Signatory, Step
from portal.sheets.columns import (
    ApproximateDateColumn,
    CountryColumn,
    CurrencyColumn,
    NumberColumn,
    SheetColumn,
    YesNoColumn,
    translated_columns,
)
from portal.sheets.references import LinkColumn, ReferenceColumn, ReferenceListColumn
from portal.sheets.resources import FIGURE_COLUMNS, PartResource, RecordPartResource, RecordResource

STATED = _("Documents it resulted from, according to a source")
INFERRED = _("Documents it resulted from, by our own inference")


class SignatoryResource(PartResource):
    model = Signatory
    owner = "memorandum"
    own_columns = (
        ReferenceColumn("organization", "party"),
        CountryColumn("side", "party_side"),
        ReferenceColumn("person", "party_person"),
        *translated_columns("office", "party_office"),
    )


class MemorandumResource(RecordResource):
    model = Memorandum
    part_class = SignatoryResource
    own_columns = (
        *translated_columns("title"),
        SheetColumn("official_title"),
        SheetColumn("official_title_language"),
        SheetColumn("kind"),
        SheetColumn("level"),
        ReferenceColumn("occasion"),
        SheetColumn("counted"),
        SheetColumn("standing"),
        ApproximateDateColumn("signed"),
        ApproximateDateColumn("exchanged"),
        ApproximateDateColumn("announced"),
        *translated_columns("place"),
        LinkColumn("assignments", "areas", "area", _("Areas of the plan")),
        *translated_columns("summary"),
    )


class StepResource(RecordPartResource):
    model = Step
    owner = "outcome"
    prefix = "step"
    own_columns = (
        SheetColumn("slug", "step"),
        SheetColumn("stage", "step_stage"),
        ApproximateDateColumn("happened", "step_happened"),
        SheetColumn("standing", "step_standing"),
        ReferenceColumn("memorandum", "step_document"),
        *translated_columns("note", "step_note"),
    )


class OutcomeResource(RecordResource):
    model = Outcome
    part_class = StepResource
    own_columns = (
        *translated_columns("title"),
        SheetColumn("kind"),
        ReferenceListColumn("areas"),
        YesNoColumn("named_as_example"),
        SheetColumn("amount_qualifier"),
        NumberColumn("amount"),
        CurrencyColumn("amount_currency"),
        LinkColumn("links", "documents_stated", "memorandum", STATED, stated=True),
        LinkColumn("links", "documents_inferred", "memorandum", INFERRED, stated=False),
        *translated_columns("summary"),
    )


class ReportedTotalResource(RecordResource):
    model = ReportedTotal
    own_columns = (
        ReferenceColumn("occasion"),
        ReferenceColumn("area"),
        SheetColumn("measure"),
        *FIGURE_COLUMNS,
    )
