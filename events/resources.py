"""Sheets of exhibitors, and of figures about editions."""

from events.models import EditionFigure, Exhibitor
from portal.sheets.columns import Column, Reference, References, words
from portal.sheets.resources import FIGURE, RecordResource


class ExhibitorResource(RecordResource):
    model = Exhibitor
    stated = (
        Reference("edition"),
        Reference("organization"),
        Column("role"),
        Reference("pavilion"),
        Column("stand"),
        *words("shown"),
        References("sectors"),
    )


class EditionFigureResource(RecordResource):
    model = EditionFigure
    stated = (Reference("edition"), Reference("pavilion"), Column("measure"), *FIGURE)
