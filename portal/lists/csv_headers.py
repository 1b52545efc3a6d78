"""The column headers of CSV files in Japanese and Russian.

The file without a language in its address keeps the names of `docs/open-data.md`: programs read it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from portal.text.punctuation import with_remark

# By the name of the column, which means the same in every list.
HEADERS = {
    "accessed_on": _("accessed on"),
    "address": _("address"),
    "aim": _("aim"),
    "aliases": _("other names"),
    "amount": _("amount"),
    "amount_currency": _("currency"),
    "amount_qualifier": _("qualifier of the amount"),
    "announced": _("announced on"),
    "archive_url": _("archived copy"),
    "area": _("area"),
    "areas": _("areas"),
    "certain": _("of these, known to be included"),
    "city": _("city"),
    "confirmed": _("confirmed"),
    "count": _("count"),
    "counted": _("included in the occasion's total"),
    "country": _("country"),
    "covers": _("what it covers"),
    "description": _("description"),
    "documents_nothing_recorded": _("documents: nothing recorded here"),
    "documents_realised": _("documents: realised"),
    "documents_stopped": _("documents: stopped"),
    "documents_under_way": _("documents: under way"),
    "edition": _("edition"),
    "editions": _("editions"),
    "ends": _("ends on"),
    "exchanged": _("exchanged on"),
    "fair": _("fair"),
    "id": _("id"),
    "kind": _("kind"),
    "language": _("language"),
    "last_stage": _("last step"),
    "level": _("level"),
    "link_not_stated": _("our own link"),
    "memoranda": _("documents"),
    "name": _("name"),
    "named_as_example": _("named as an example"),
    "number": _("number"),
    "occasion": _("occasion"),
    "one_press_source": _("one press source only"),
    "official_title": _("official title"),
    "official_title_language": _("language of the official title"),
    "organization": _("organisation"),
    "organization_name": _("name of the organisation"),
    "origin": _("where it was signed"),
    "outcomes": _("outcomes"),
    "part_of": _("part of"),
    "parties": _("parties"),
    "party_names": _("names of the parties"),
    "pavilion": _("pavilion"),
    "place": _("place"),
    "progress": _("what became of it"),
    "progress_stated": _("a source states the link"),
    "published": _("published"),
    "publisher": _("publisher"),
    "qualifier": _("qualifier"),
    "recorded": _("documents listed here"),
    "reported_in_advance": _("reported before the event as expected"),
    "role": _("role"),
    "sectors": _("sectors"),
    "shown": _("what it showed"),
    "signed": _("signed on"),
    "sources": _("sources"),
    "stand": _("stand"),
    "standing": _("confirmation"),
    "starts": _("starts on"),
    "state": _("what became of it"),
    "summary": _("summary"),
    "theme": _("theme"),
    "title": _("title"),
    "took_part": _("participation"),
    "totals": _("reported totals"),
    "unit": _("unit"),
    "url": _("address on this site"),
    "website": _("website"),
    "working_translation": _("working translation"),
    "year": _("year"),
}


def translated_headers(names: Iterable[str], model: type[Model] | None = None) -> list[str]:
    """The headers of columns in the active language: `signed_precision` is “署名日（精度）” in Japanese.

    A column that is not among HEADERS has the label of the field of that name in `model`, else its own name.
    """
    if get_language() == settings.LANGUAGE_CODE:
        return list(names)
    labels = {field.name: field.verbose_name for field in model._meta.fields} if model else {}
    return [translated_header(name, {**labels, **HEADERS}) for name in names]


def translated_header(name: str, labels: Mapping[str, Any]) -> str:
    base, _separator, suffix = name.rpartition("_")
    if name in HEADERS or base not in labels:
        return str(labels.get(name, name))
    note = _("precision") if suffix == "precision" else get_language_info(suffix)["name_translated"]
    return with_remark(labels[base], note)
