"""Closed lists of the kernel. The database holds to each through `portal.models.one_of`."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Language(TextChoices):
    """A language in which a source or an official title is written."""

    EN = "en", _("English")
    JA = "ja", _("Japanese")
    RU = "ru", _("Russian")
    DE = "de", _("German")
    KO = "ko", _("Korean")
    ZH = "zh", _("Chinese")


class OrganizationKind(TextChoices):
    COMPANY = "company", _("company")
    MINISTRY = "ministry", _("ministry")
    GOVERNMENT = "government", _("government")
    AGENCY = "agency", _("agency")
    STATE_CORPORATION = "state-corporation", _("state corporation")
    FUND = "fund", _("bank or fund")
    REGION = "region", _("region or municipality")
    UNIVERSITY = "university", _("university")
    HOSPITAL = "hospital", _("hospital or medical centre")
    ASSOCIATION = "association", _("association")


class Precision(TextChoices):
    """How exactly a source gives a date."""

    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    YEAR = "year", _("to the year")


class Qualifier(TextChoices):
    """How a source hedges a number; it is printed in the same line as the number, always."""

    EXACT = "exact", _("exactly")
    ABOUT = "about", _("about")
    OVER = "over", _("over")
    AT_LEAST = "at-least", _("at least")
    UP_TO = "up-to", _("up to")


class SourceKind(TextChoices):
    """Who speaks in a source, seen from the deal it reports."""

    OFFICIAL = "official", _("official body")
    PARTY = "party", _("party to the deal")
    PRESS = "press", _("press")
    DATABASE = "database", _("database")


class Standing(TextChoices):
    """How well a statement is attested; what is not confirmed is shown and counted apart."""

    CONFIRMED = "confirmed", _("confirmed by an official body, a party or several sources")
    ONE_SOURCE = "one-press-source", _("one press source only")
    ADVANCE = "reported-in-advance", _("reported before the event as expected")
