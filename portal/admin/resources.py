"""Sheets of organisations."""

from portal.models import Organization
from portal.sheets.columns import Column, Country, words
from portal.sheets.resources import RecordResource


class OrganizationResource(RecordResource):
    model = Organization
    stated = (
        *words("name"),
        Column("kind"),
        Country("country"),
        Column("aliases"),
        Column("sort_key"),
        *words("city"),
        Column("website"),
        *words("summary"),
    )
