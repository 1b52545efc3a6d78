"""The parameters of the lists of fairs, exhibitors and forums."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.choices import ExhibitorRole, ForumKind
from events.models import Edition, Fair, Pavilion, Sector
from portal.fields import Alphabetical
from portal.lists.facets import ChoiceFacet, CountryFacet, RecordFacet
from portal.lists.filterset import RecordFilterSet
from portal.lists.parameters import Ordering

BY_TITLE = (Alphabetical(), "slug")
BY_NAME = (Alphabetical("organization"), "slug")
BY_FAIR = (Alphabetical("edition__fair"), "edition__fair__slug", "edition__year", *BY_NAME)


class FairFilterSet(RecordFilterSet):
    orderings = {"name": Ordering(_("name, A–Z"), _("name, Z–A"), (Alphabetical(), "slug"))}


class ExhibitorFilterSet(RecordFilterSet):
    orderings = {
        "fair": Ordering(_("fair, year and name"), _("fair, in reverse order"), BY_FAIR),
        "name": Ordering(_("name, A–Z"), _("name, Z–A"), BY_NAME),
    }

    role = ChoiceFacet("role", ExhibitorRole, label=_("Role"), phrase=_("as %s"))
    country = CountryFacet("organization__country", label=_("Country"), phrase=_("from %s"))
    fair = RecordFacet("edition__fair", Fair, label=_("Fair"), phrase=_("at %s"))
    edition = RecordFacet("edition", Edition, label=_("Edition"), phrase=_("at %s"))
    pavilion = RecordFacet(
        "pavilion", Pavilion, label=_("Pavilion"), phrase=pgettext_lazy("pavilion", "in %s")
    )
    sector = RecordFacet("sectors", Sector, label=_("Sector"), phrase=_("in the sector %s"))


class ForumFilterSet(RecordFilterSet):
    orderings = {
        "-date": Ordering(_("latest first"), _("earliest first"), ("-placed_on", *BY_TITLE)),
        "title": Ordering(_("title, A–Z"), _("title, Z–A"), BY_TITLE),
    }

    kind = ChoiceFacet("kind", ForumKind, label=_("Kind"), phrase=_("of the kind %s"))
    edition = RecordFacet("edition", Edition, label=_("Edition"), phrase=_("at %s"))
