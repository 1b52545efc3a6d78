"""Sheets of exhibitors, and of figures about editions."""

from events.models import EditionFigure, Exhibitor
from portal.sheets.columns import SheetColumn, translated_columns
from portal.sheets.references import ReferenceColumn, ReferenceListColumn
from portal.sheets.resources import FIGURE_COLUMNS, RecordResource


class ExhibitorResource(RecordResource):
    model = Exhibitor
    own_columns = (
        ReferenceColumn("edition"),
        ReferenceColumn("organization"),
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
