"""Closed lists of fairs and forums."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EditionState(TextChoices):
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    CANCELLED = "cancelled", _("cancelled")
    POSTPONED = "postponed", _("postponed")


class EditionMeasure(TextChoices):
    """What a figure about an edition or a pavilion counts. Rival figures share a measure."""

    EXHIBITORS = "exhibitors", _("exhibitors")
    COUNTRIES = "countries", _("countries")
    PARTICIPANTS = "participants", _("participants")
    VISITORS = "visitors", _("visitors")
    AREA = "area", _("exhibition area")
    DELEGATIONS = "delegations", _("delegations")
    EVENTS = "events", _("business events")
    DOCUMENTS = "documents", _("documents signed")
    VALUE = "value", _("value of contracts")
    FOREIGN_SHARE = "foreign-share", _("share from abroad")


class ExhibitorRole(TextChoices):
    EXHIBITOR = "exhibitor", _("exhibitor")
    BUYER = "buyer", _("buyer")
    ORGANISER = "organiser", _("organiser")
    PARTNER = "partner", _("partner")


class ForumKind(TextChoices):
    FORUM = "forum", _("forum")
    PANEL = "panel", _("panel")
    SEMINAR = "seminar", _("seminar")
    CEREMONY = "ceremony", _("ceremony")
    TOUR = "tour", _("tour")


class AppearanceRole(TextChoices):
    SPEAKER = "speaker", _("speaker")
    MODERATOR = "moderator", _("moderator")
    CHAIR = "chair", _("chair")
    HOST = "host", _("host")
    VISITOR = "visitor", _("visitor")
    GUIDE = "guide", _("guide")
    ATTENDEE = "attendee", _("attended")
