"""The states of publication, and which records are in each."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.models import Record

STATES = [
    ("draft", _("draft")),
    ("review", _("waiting for review")),
    ("scheduled", _("scheduled")),
    ("public", _("public")),
    ("hidden", _("public, but hidden")),
]


def states_of(model: type[Record]) -> list[tuple[str, object]]:
    """The states that records of a model can be in: what belongs to nothing is never hidden."""
    return [state for state in STATES if state[0] != "hidden" or model.part_of]


def in_state_q(model: type[Record], state: str) -> Q:
    """The condition for being in a state. Each record is in exactly one."""
    now = timezone.now()
    if state == "draft":
        return Q(published_at__isnull=True, submitted_at__isnull=True)
    if state == "review":
        return model.in_review_q()
    if state == "scheduled":
        return Q(published_at__gt=now)
    if state == "public":
        return model.public_q(now)
    return Q(published_at__lte=now) & ~Q(pk__in=model._default_manager.published().order_by().values("pk"))


def state_of(record: Record) -> str:
    """The state of a record; it costs a query for each owner that was not selected with it."""
    if record.published_at is None:
        return "review" if record.submitted_at else "draft"
    if record.is_withheld:
        return "scheduled"
    return "hidden" if record.withheld_by else "public"


def state_label(record: Record) -> str:
    """The state in words, with what hides the record."""
    state = state_of(record)
    if state == "hidden":
        return str(_("public, hidden by “%(owner)s”")) % {"owner": record.withheld_by}
    return str(dict(STATES)[state])
