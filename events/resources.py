"""Sheets of exhibitors, and of figures about editions."""

from events.models import EditionFigure, Exhibitor
from portal.sheets.columns import SheetColumn, translated_columns
from portal.sheets.references import ReferenceColumn, ReferenceListColumn
from portal.sheets.resources import FIGURE_COLUMNS, RecordResource

# What lists of exhibitors, as fairs publish them, call the column of their names.
EXHIBITOR_HEADERS = (
    *("company", "company name", "organization", "organisation", "exhibitor", "exhibitor name", "name"),
    *("会社名", "企業名", "出展者", "出展社", "出展者名", "団体名"),
    *("компания", "название компании", "экспонент", "организация", "наименование"),
)


class ExhibitorResource(RecordResource):
    model = Exhibitor
    chosen_once = ("edition",)
    identity = ("edition", "organization", "role")
    collected = ("stand",)
    own_columns = (
        ReferenceColumn("edition"),
        ReferenceColumn("organization", also=EXHIBITOR_HEADERS),
        SheetColumn("role"),
        ReferenceColumn("pavilion"),
        SheetColumn("stand"),
        *translated_columns("shown"),
        ReferenceListColumn("sectors"),
    )


class EditionFigureResource(RecordResource):
    model = EditionFigure
    own_columns = (
        ReferenceColumn("edition"),
        ReferenceColumn("pavilion"),
        SheetColumn("measure"),
        *FIGURE_COLUMNS,
    )
