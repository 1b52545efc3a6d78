"""The parameters of the lists of the plan, and of the list of organisations."""

from django import forms
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from cooperation.choices import Level, MemorandumKind, OutcomeKind, Stage, State, TookPart
from cooperation.models import Area, Occasion, Signatory
from events.choices import ExhibitorRole
from events.models import Exhibitor
from portal.choices import OrganizationKind, Standing
from portal.fields import Alphabetical
from portal.lists.facets import ChoiceFacet, CountryFacet, RecordFacet, RecordLookup
from portal.lists.filterset import RecordFilterSet
from portal.lists.parameters import AsOfParameter, DateBound, DisplayParameter, Ordering
from portal.models import Organization

BY_TITLE = (Alphabetical(), "slug")
BY_NAME = (Alphabetical(), "slug")


class AreaFilterSet(RecordFilterSet):
    orderings = {
        "number": Ordering(_("number, ascending"), _("number, descending"), ("number",)),
        "title": Ordering(_("title, A–Z"), _("title, Z–A"), (Alphabetical(), "number")),
    }

    as_of = AsOfParameter()


class AreaParameter(DisplayParameter):
    """One public area by its slug."""

    phrase = _("in %s")
    record_model = Area

    def __init__(self):
        super().__init__(label=_("Area"))

    @property
    def titles(self) -> dict[str, str]:
        return {area.slug: f"{area.number}. {area}" for area in Area.objects.published()}

    @property
    def field(self):
        if not hasattr(self, "_field"):
            unknown = {"invalid_choice": _("There is no such area.")}
            choices = [("", _("all areas")), *self.titles.items()]
            self._field = forms.ChoiceField(
                label=self.label, required=False, choices=choices, error_messages=unknown
            )
        return self._field

    def label_for(self, value):
        return self.titles[value]


class AsOfFilterSet(RecordFilterSet):
    """The day as of which a page that is no list is shown."""

    orderings = {}
    q = ordering = page = after = before = None  # type: ignore[assignment]

    as_of = AsOfParameter()


class FollowThroughFilterSet(AsOfFilterSet):
    area = AreaParameter()


class OccasionFilterSet(RecordFilterSet):
    extra_columns = ("recorded", "certain")
    orderings = {
        "date": Ordering(_("earliest first"), _("latest first"), ("placed_on", "slug")),
        "title": Ordering(_("title, A–Z"), _("title, Z–A"), BY_TITLE),
    }

    def get_rows(self):
        return super().get_rows().with_recorded()


class MemorandumFilterSet(RecordFilterSet):
    extra_columns = ("counted", "progress_stated")
    orderings = {
        "-date": Ordering(_("latest first"), _("earliest first"), ("-placed_on", *BY_TITLE)),
        "title": Ordering(_("title, A–Z"), _("title, Z–A"), BY_TITLE),
    }

    area = RecordFacet("areas", Area, label=_("Area"), phrase=_("in %s"))
    occasion = RecordFacet("occasion", Occasion, label=_("Occasion"), phrase=_("signed at %s"))
    organization = RecordLookup(
        "signatories__organization", Organization, label=_("Organisation"), phrase=_("to which %s is a party")
    )
    country = CountryFacet("signatories__side", label=_("Side"), phrase=_("with a party on the side of %s"))
    signed_after = DateBound(
        "signed", "gte", label=_("Signed on or after"), phrase=_("signed on or after %s")
    )
    signed_before = DateBound(
        "signed", "lte", label=_("Signed on or before"), phrase=_("signed on or before %s")
    )
    progress = ChoiceFacet("progress", State, label=_("What became of it"), phrase=_("with status: %s"))
    level = ChoiceFacet("level", Level, label=_("Level"), phrase=_("signed at the level of %s"))
    kind = ChoiceFacet("kind", MemorandumKind, label=_("Kind"), phrase=_("of the kind %s"))
    standing = ChoiceFacet("standing", Standing, label=_("Confirmation"), phrase=_("with status: %s"))
    as_of = AsOfParameter()

    def get_rows(self):
        return super().get_rows().as_of(self.as_of).with_progress(self.as_of)


class OutcomeFilterSet(RecordFilterSet):
    extra_columns = ("progress",)
    orderings = {"title": Ordering(_("title, A–Z"), _("title, Z–A"), BY_TITLE)}

    area = RecordFacet("areas", Area, label=_("Area"), phrase=_("in %s"))
    kind = ChoiceFacet("kind", OutcomeKind, label=_("Kind"), phrase=_("of the kind %s"))
    stage = ChoiceFacet("last_stage", Stage, label=_("Last step"), phrase=_("whose last step is %s"))
    as_of = AsOfParameter()

    def get_rows(self):
        return super().get_rows().as_of(self.as_of).with_progress(self.as_of)


class OrganizationFilterSet(RecordFilterSet):
    """`took_part` counts public records only. A buyer, an organiser or a partner did not exhibit."""

    orderings = {"name": Ordering(_("name, A–Z"), _("name, Z–A"), BY_NAME)}

    country = CountryFacet("country", label=_("Country"), phrase=_("from %s"))
    kind = ChoiceFacet("kind", OrganizationKind, label=_("Kind"), phrase=_("of the kind %s"))
    took_part = ChoiceFacet(
        "took_part", TookPart, label=_("Participation"), phrase=_("with participation: %s")
    )

    def get_rows(self):
        of_it = Q(organization=OuterRef("pk"))
        exhibited = Exists(Exhibitor.objects.published().filter(of_it, role=ExhibitorRole.EXHIBITOR))
        signed = Exists(Signatory.objects.published().filter(of_it))
        took_part = Case(
            When(exhibited & signed, then=Value(TookPart.BOTH.value)),
            When(exhibited, then=Value(TookPart.EXHIBITED.value)),
            When(signed, then=Value(TookPart.SIGNED.value)),
            default=Value(TookPart.NEITHER.value),
        )
        return super().get_rows().annotate(took_part=took_part)
