"""The states of publication, and which records are in each."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.models import Record

STATES = [
    ("draft", _("draft")),
    ("review", _("waiting for review")),
    ("scheduled", _("scheduled")),
    ("public", _("public")),
]


def in_state(queryset, state: str):
    """The records of a state; a draft waits for review once it is submitted."""
    now = timezone.now()
    if state == "draft":
        return queryset.drafts()
    if state == "review":
        return queryset.in_review()
    if state == "scheduled":
        return queryset.filter(published_at__gt=now)
    return queryset.filter(published_at__lte=now)


def state_of(record: Record) -> str:
    if record.published_at:
        return "scheduled" if record.is_draft else "public"
    return "review" if record.submitted_at else "draft"


def state_label(record: Record) -> str:
    return str(dict(STATES)[state_of(record)])
