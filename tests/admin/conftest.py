"""What the tests of the admin share: its addresses, its forms, its rows, their history."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cooperation.models import Memorandum, Outcome
from events.models import Edition, Forum
from portal.models import Keyed, Record
from tests import factories
from tests.conftest import APPS

OURS = [model for model in apps.get_models() if model._meta.app_label in APPS and issubclass(model, Keyed)]
ADMINS = {model: model_admin for model, model_admin in admin.site._registry.items() if model in OURS}
RECORDS = [model for model in ADMINS if issubclass(model, Record)]
INLINES = [(model_admin, inline) for model_admin in ADMINS.values() for inline in model_admin.inlines]
NO_SOURCE = "A record cannot be published without a source: add one."

every_admin = pytest.mark.parametrize("model", ADMINS, ids=lambda model: model._meta.model_name)
every_record = pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.model_name)


def admin_url(model, page="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def admin_url_of(row, page="change"):
    return admin_url(type(row), page, row.pk)


class FormReader(HTMLParser):
    """What a browser sends for the admin's form when nothing was touched."""

    def __init__(self, html: str):
        super().__init__()
        self.data: dict[str, list[str]] = {}
        self.inside, self.select, self.text = False, None, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = attrs.get("id", "").endswith("_form") and attrs["id"] != "logout-form"
        if not self.inside or (tag != "option" and not attrs.get("name")):
            return
        if tag == "input" and attrs.get("type", "text") not in {"submit", "file", "button"}:
            ticked = attrs.get("type") in {"checkbox", "radio"}
            if not ticked or "checked" in attrs:
                self.data.setdefault(attrs["name"], []).append(attrs.get("value", "on" if ticked else ""))
        elif tag == "select":
            self.select = attrs["name"]
            self.data[self.select] = []
        elif tag == "option" and self.select and "selected" in attrs:
            self.data[self.select].append(attrs["value"])
        elif tag == "textarea":
            self.text = attrs["name"]
            self.data[self.text] = [""]

    def handle_data(self, data):
        if self.text:
            self.data[self.text][0] += data

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.data[self.text], self.text = [self.data[self.text][0].removeprefix("\n")], None
        elif tag == "form":
            self.inside = False


def submit(client, path, **typed):
    """Open the form at `path`, type over some of its fields, save."""
    data = FormReader(client.get(path).content.decode()).data
    return client.post(path, {**data, **typed})


def act(client, action, *rows, **typed):
    """Run and confirm an action of the changelist over `rows`; the messages that the next page shows."""
    data = {"action": action, "_selected_action": [row.pk for row in rows], "confirmed": "yes", **typed}
    response = client.post(admin_url(type(rows[0])), data, follow=True)
    return [(message.level_tag, str(message)) for message in response.context["messages"]]


def date_after_tomorrow():
    return timezone.now() + timedelta(days=2)


def errors_of(response):
    """Every message of the form that came back, of its inlines too."""
    messages = []
    for error in response.context["errors"] if response.context else []:
        messages += [str(error)] if isinstance(error, str) else [str(text) for text in error]
    return messages


def history_of(row):
    """Type and user of each history row, the newest first."""
    return [(entry.history_type, entry.history_user) for entry in row.history.order_by("-history_id")]


def parts_of(owner):
    if isinstance(owner, Memorandum):
        factories.signatory(memorandum=owner, person=factories.person())
        factories.area_assignment(memorandum=owner, source=factories.source())
        factories.related_document(memorandum=owner)
    elif isinstance(owner, Forum):
        factories.appearance(forum=owner, organization=factories.organization())
        factories.photo(forum=owner)
    elif isinstance(owner, Outcome):
        factories.outcome_link(outcome=owner)
    elif isinstance(owner, Edition):
        factories.photo(edition=owner)


def form_of(response):
    """What a browser would send for the form on a page."""
    return FormReader(response.content.decode()).data


def opened(client, row):
    return form_of(client.get(admin_url_of(row)))


def save(client, row, data, **typed):
    return client.post(admin_url_of(row), {**data, **typed})


def table(response):
    """What the page tells: under the name of each row its note, and of each field what was, is, was typed."""
    return {
        (row.name, row.note): {
            field.label: (field.original, field.current, field.submitted) for field in row.fields
        }
        for row in response.context["conflict"]["rows"]
    }


def marked(response):
    """The fields of the form that both changed."""
    return set(response.context["adminform"].form.errors)


@pytest.fixture
def memorandum(db):
    return factories.memorandum(
        title_en="Synthetic understanding", title_ja="", summary_en="as it was", place_en="Tokyo"
    )


def row_of(data, part, prefix="signatories"):
    """The prefix under which a form has a part."""
    return next(
        name.removesuffix("-id")
        for name, value in data.items()
        if re.fullmatch(rf"{prefix}-\d+-id", name) and value == [str(part.pk)]
    )


def saves(client, row):
    """The lines of a history: who, why, and under each name what was noted of it or changed in it."""
    revisions = client.get(admin_url_of(row, "history")).context["revisions"]
    return [
        (revision.user, revision.reason, {one.name: str(one.note) or fields for one, fields in differences})
        for revision, differences in revisions
    ]


def versions(client, row):
    """Where the versions of a row are shown, the newest first."""
    revisions = client.get(admin_url_of(row, "history")).context["revisions"]
    return [admin_url(type(row), "version", row.pk, revision.state) for revision, _differences in revisions]


def restore(client, path, why="synthetic reason", **typed):
    data = {"_opened": str(client.get(path).context["opened"]), "why": why, **typed}
    return client.post(path, data, follow=True)


def problems_of(response):
    return [str(text) for text in response.context["problems"]]


def said(response):
    return [(message.level_tag, str(message)) for message in response.context["messages"]]


@pytest.fixture
def understanding(db):
    """A draft with two parties, of which the first was corrected and the second taken out later."""
    with transaction.atomic():  # one revision
        memorandum = factories.memorandum(published_at=None, title_en="Synthetic understanding")
        japan, russia = (factories.organization(name_en=f"Synthetic party {n}") for n in "12")
        factories.signatory(memorandum=memorandum, organization=japan, office_en="first office")
        factories.signatory(memorandum=memorandum, organization=russia)
    return memorandum


def rewritten(client, memorandum):
    """The memorandum after somebody gave it another title and office, and took a party out."""
    typed = {
        "title_en": "Synthetic agreement",
        "signatories-0-office_en": "second office",
        "signatories-1-DELETE": "on",
        "why": "read again",
    }
    submit(client, admin_url_of(memorandum), **typed)
    memorandum.refresh_from_db()
    return memorandum
