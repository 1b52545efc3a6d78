"""Sheets of organisations."""

from portal.models import Organization
from portal.sheets.columns import CountryColumn, SheetColumn, translated_columns
from portal.sheets.resources import RecordResource


class OrganizationResource(RecordResource):
    model = Organization
    own_columns = (
        *translated_columns("name"),
        SheetColumn("kind"),
        CountryColumn("country"),
        SheetColumn("aliases"),
        SheetColumn("sort_key"),
        *translated_columns("city"),
        SheetColumn("website"),
        *translated_columns("summary"),
    )
