"""The staff desk: every kind of row has one, and none lets through what its user may not do."""

import re
from datetime import timedelta
from html import escape
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteMixin
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from simple_history.models import HistoricalChanges

from cooperation.models import Area, Memorandum, Occasion, Outcome, ReportedTotal, Statement, Step
from events.models import Edition, EditionFigure, Exhibitor, Fair, Forum, Pavilion, Sector
from portal.admin import RecordForm
from portal.models import Organization, Person, Record, Source
from tests import factories
from tests.conftest import APPS

OURS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in APPS and not issubclass(model, HistoricalChanges)
]
DESKS = {model: desk for model, desk in admin.site._registry.items() if model in OURS}
RECORDS = [model for model in DESKS if issubclass(model, Record)]
INLINES = [(desk, inline) for desk in DESKS.values() for inline in desk.inlines]
NO_SOURCE = "A record without a source cannot be published: name its source."
NO_EXACT_DATE = (
    "Say how exactly each date is known; a month is entered as its first day, a year as 1 January."
)
MARKUP = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def english():
    """A page in another language leaves it active for what the test does next."""
    with translation.override("en"):
        yield


every_desk = pytest.mark.parametrize("model", DESKS, ids=lambda model: model._meta.model_name)
every_record = pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.model_name)


def desk(model, page="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def on_the_desk(row, page="change"):
    return desk(type(row), page, row.pk)


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
            if attrs.get("type") not in {"checkbox", "radio"} or "checked" in attrs:
                self.data.setdefault(attrs["name"], []).append(attrs.get("value", ""))
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


def act(client, action, *rows):
    """Run an action of the changelist over `rows`; the messages that the next page shows."""
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    response = client.post(desk(type(rows[0])), data, follow=True)
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


def test_every_model_is_on_the_desk():
    parts = {inline.model for _desk, inline in INLINES}

    assert set(DESKS) | parts == set(OURS)
    assert set(DESKS) & parts == set()


@every_desk
def test_every_page_of_a_desk_shows_its_row(model, publisher_client, publisher):
    row = factories.FACTORIES[model]()
    row.refresh_from_db()
    link, name = f'href="{on_the_desk(row)}', escape(str(row))

    changelist = publisher_client.get(desk(model))
    add = publisher_client.get(desk(model, "add"))
    change = publisher_client.get(on_the_desk(row))
    history = publisher_client.get(on_the_desk(row, "history"))
    version = publisher_client.get(desk(model, "simple_history", row.pk, row.history.get().pk))
    delete = publisher_client.get(on_the_desk(row, "delete"))

    assert [page.status_code for page in (changelist, add, change, history, version, delete)] == [200] * 6
    assert list(changelist.context["cl"].result_list) == [row]
    assert link in changelist.content.decode()
    assert (add.context["original"], change.context["original"]) == (None, row)
    assert [page.context["object"] for page in (history, delete)] == [row, row]
    assert [name in page.content.decode() for page in (add, change, history, version, delete)] == [
        False, True, True, True, True,
    ]  # fmt: skip


@every_desk
def test_delete_takes_the_row_and_keeps_its_history(model, publisher_client, publisher):
    row = factories.FACTORIES[model]()

    publisher_client.post(on_the_desk(row, "delete"), {"post": "yes"})

    assert not model.objects.exists()
    assert [entry.history_user for entry in model.history.filter(history_type="-")] == [publisher]


@every_desk
def test_every_desk_finds_a_row_by_its_short_name_in_any_case(model, publisher_client):
    wanted = factories.FACTORIES[model](slug="wanted")
    factories.FACTORIES[model](slug="other", **({"headline": False} if model is ReportedTotal else {}))

    response = publisher_client.get(desk(model), {"q": "WANTED"})

    assert list(response.context["cl"].result_list) == [wanted]


def autocompleted(form):
    widgets = {
        name: getattr(field.widget, "widget", field.widget) for name, field in form.base_fields.items()
    }
    return {name for name, widget in widgets.items() if isinstance(widget, AutocompleteMixin)}


def to_desks(model, form):
    """The relations in the form whose targets have a desk of their own."""
    fields = [*model._meta.fields, *model._meta.many_to_many]
    return {
        field.name
        for field in fields
        if field.is_relation and field.related_model in DESKS and field.name in form.base_fields
    }


@every_desk
def test_every_relation_is_chosen_by_autocomplete(model, admin_user):
    request = RequestFactory().get("/")
    request.user = admin_user

    form = DESKS[model].get_form(request)

    assert autocompleted(form) == to_desks(model, form)
    assert not issubclass(model, Record) or {"source", "more_sources"} <= autocompleted(form)


@pytest.mark.parametrize(("owner", "inline"), INLINES)
def test_every_relation_of_a_part_is_chosen_by_autocomplete(owner, inline, admin_user):
    request = RequestFactory().get("/")
    request.user = admin_user

    formset = inline(owner.model, admin.site).get_formset(request)

    own = {formset.fk.name}
    assert autocompleted(formset.form) - own == to_desks(inline.model, formset.form) - own


def queries_of(client, path):
    client.get(path)  # fills the caches of the process
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(path)
    assert response.status_code == 200
    return len(queries)


def full(model):
    """A row with every relation that its changelist prints."""
    edition = factories.edition()
    relations = {
        EditionFigure: lambda: {"edition": edition, "pavilion": factories.pavilion(edition=edition)},
        Exhibitor: lambda: {"edition": edition, "pavilion": factories.pavilion(edition=edition)},
        Forum: lambda: {"edition": edition, "parent": factories.forum()},
        Memorandum: lambda: {"occasion": factories.occasion()},
        Occasion: lambda: {"edition": edition},
        ReportedTotal: lambda: {"occasion": factories.occasion(edition=edition), "area": factories.area()},
        Step: lambda: {"memorandum": factories.memorandum()},
    }
    return factories.FACTORIES[model](**relations.get(model, dict)())


CHANGELIST_QUERIES = {  # session, user, two of permissions, count, rows; filters by a relation; dates
    Area: 6,
    Edition: 9,
    EditionFigure: 6,
    Exhibitor: 7,
    Fair: 6,
    Forum: 8,
    Memorandum: 9,
    Occasion: 8,
    Organization: 6,
    Outcome: 6,
    Pavilion: 6,
    Person: 6,
    ReportedTotal: 6,
    Sector: 6,
    Source: 8,
    Statement: 8,
    Step: 8,
}


@every_desk
def test_changelist_costs_the_same_with_1_and_3_rows(model, publisher_client):
    full(model)
    one = queries_of(publisher_client, desk(model))
    full(model)
    full(model)

    three = queries_of(publisher_client, desk(model))

    assert (one, three) == (CHANGELIST_QUERIES[model],) * 2


def asking(target):
    """A field whose autocomplete looks among the rows of `target`."""
    fields = (field for model in DESKS for field in (*model._meta.fields, *model._meta.many_to_many))
    field = next(field for field in fields if field.related_model is target)
    label, model = field.model._meta.app_label, field.model._meta.model_name
    return f"?app_label={label}&model_name={model}&field_name={field.name}"


ASKED = (
    Area,
    Edition,
    Fair,
    Forum,
    Memorandum,
    Occasion,
    Organization,
    Outcome,
    Pavilion,
    Person,
    Sector,
    Source,
)


@pytest.mark.parametrize("model", ASKED, ids=lambda model: model._meta.model_name)
def test_autocomplete_costs_the_same_with_1_and_3_rows(model, publisher_client):
    path = reverse("admin:autocomplete") + asking(model)
    full(model)
    one = queries_of(publisher_client, path)
    full(model)
    full(model)

    three = queries_of(publisher_client, path)

    assert (one, three) == (6, 6)


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


FORM_QUERIES = {Edition: 8, Forum: 8, Memorandum: 9, Outcome: 8}


@pytest.mark.parametrize("model", FORM_QUERIES, ids=lambda model: model._meta.model_name)
def test_form_costs_the_same_with_1_and_3_parts(model, publisher_client):
    owner = full(model)
    parts_of(owner)
    one = queries_of(publisher_client, on_the_desk(owner))
    parts_of(owner)
    parts_of(owner)

    three = queries_of(publisher_client, on_the_desk(owner))

    assert (one, three) == (FORM_QUERIES[model],) * 2


@pytest.mark.parametrize("text", ["ХАБАРОВСК", "хабаровск", "ｶﾜｻｷ", "極東", "ＳＹＮＴＨＥＴＩＣ極"])
def test_search_finds_any_case_half_width_and_two_kanji(text, publisher_client):
    names = {"name_en": "Synthetic極東 Ltd", "name_ja": "極東カワサキ社", "name_ru": "Хабаровская проба"}
    found = factories.organization(**names)
    factories.organization()
    field = {"app_label": "cooperation", "model_name": "signatory", "field_name": "organization"}

    changelist = publisher_client.get(desk(Organization), {"q": text})
    offered = publisher_client.get(reverse("admin:autocomplete"), {**field, "term": text})

    assert list(changelist.context["cl"].result_list) == [found]
    assert offered.json()["results"] == [{"id": str(found.pk), "text": "Synthetic極東 Ltd"}]


def test_search_with_a_nul_is_an_answer(publisher_client):
    factories.organization(name_en="Synthetic Works")

    response = publisher_client.get(desk(Organization), {"q": "synth\0works"})

    assert list(response.context["cl"].result_list) == list(Organization.objects.all())


def test_publish_publishes_good_rows_and_names_the_others(publisher_client, publisher):
    good = factories.organization(name_en="Synthetic A", published_at=None)
    bad = factories.organization(name_en="Synthetic B", published_at=None, source=None)
    public = factories.organization(name_en="Synthetic C")
    later = factories.organization(name_en="Synthetic D", published_at=date_after_tomorrow())
    untouched = factories.organization(name_en="Synthetic E", published_at=None)
    before = timezone.now()

    messages = act(publisher_client, "publish", good, bad, public, later)

    assert messages == [
        ("error", f"Synthetic B: not published. {NO_SOURCE}"),
        ("info", "Synthetic C: public already."),
        ("success", "2 records are public now."),
    ]
    dates = dict(Organization.objects.values_list("name_en", "published_at"))
    assert before < dates["Synthetic A"] < timezone.now()
    assert before < dates["Synthetic D"] < timezone.now()
    assert (dates["Synthetic B"], dates["Synthetic C"]) == (None, factories.PUBLISHED)
    assert dates["Synthetic E"] is None
    assert [history_of(row) for row in (good, later)] == [[("~", publisher), ("+", None)]] * 2
    assert [history_of(row) for row in (bad, public, untouched)] == [[("+", None)]] * 3


def test_publish_names_the_field_that_is_wrong(publisher_client):
    outcome = factories.outcome(kind="treaty")
    step = factories.step(outcome=outcome, stage="paid-out", published_at=None, slug="s")

    messages = act(publisher_client, "publish", step)

    reason = "stage: “paid out” is not on the ladder of this kind of outcome (treaty)."
    assert messages == [("error", f"{step}: not published. {reason}")]
    assert history_of(step) == [("+", None)]


@pytest.mark.parametrize("draft", ["edition", "fair"])
def test_publish_says_when_an_owner_is_still_a_draft(draft, publisher_client, anonymous):
    fair = factories.fair(name_en="Synthetic Fair", published_at=factories.PUBLISHED)
    edition = factories.edition(fair=fair, year=2017)
    owner = {"edition": edition, "fair": fair}[draft]
    owner.unpublish()
    exhibitor = factories.exhibitor(edition=edition, published_at=None)

    messages = act(publisher_client, "publish", exhibitor)

    assert messages == [
        ("warning", f"{exhibitor}: visitors see it once “{owner}” is public too."),
        ("success", "1 record is public now."),
    ]
    assert str(exhibitor.organization) not in anonymous.get("/exhibitors/").content.decode()


def test_unpublish_makes_drafts_and_leaves_drafts_alone(publisher_client, publisher):
    public = factories.organization(name_en="Synthetic A")
    draft = factories.organization(name_en="Synthetic B", published_at=None)

    messages = act(publisher_client, "unpublish", public, draft)

    assert messages == [
        ("info", "Synthetic B: a draft already."),
        ("success", "1 record is a draft again."),
    ]
    assert list(Organization.objects.values_list("published_at", flat=True)) == [None, None]
    assert history_of(public) == [("~", publisher), ("+", None)]
    assert history_of(draft) == [("+", None)]


@every_record
def test_publication_filter_keeps_the_rows_of_one_state(model, publisher_client):
    rows = {}
    for number, (state, moment) in enumerate(
        {"draft": None, "scheduled": date_after_tomorrow(), "public": factories.PUBLISHED}.items()
    ):
        more = {"value": number, "headline": False} if model is ReportedTotal else {}
        rows[state] = factories.FACTORIES[model](published_at=moment, **more)

    shown = {
        state: list(publisher_client.get(desk(model), {"publication": state}).context["cl"].result_list)
        for state in rows
    }

    assert shown == {state: [row] for state, row in rows.items()}


@every_record
def test_editor_is_offered_no_action_and_refused_each(model, editor_client):
    draft = factories.FACTORIES[model](published_at=None)
    public = factories.FACTORIES[model](**({"value": 1, "headline": False} if model is ReportedTotal else {}))

    offered = editor_client.get(desk(model))
    for action in ("publish", "unpublish", "delete_selected"):
        data = {"action": action, "_selected_action": [draft.pk, public.pk], "post": "yes"}
        editor_client.post(desk(model), data)

    assert offered.context["action_form"] is None
    assert set(offered.context["cl"].result_list) == {draft, public}
    stored = dict(model.objects.values_list("pk", "published_at"))
    assert stored == {draft.pk: None, public.pk: factories.PUBLISHED}
    assert [history_of(row) for row in (draft, public)] == [[("+", None)]] * 2


@every_record
def test_editor_reaches_neither_deletion_nor_accounts(model, editor_client):
    row = factories.FACTORIES[model]()
    accounts = [reverse("admin:auth_user_changelist"), reverse("admin:auth_group_add")]

    answers = [editor_client.get(path).status_code for path in (on_the_desk(row, "delete"), *accounts)]
    refused = editor_client.post(on_the_desk(row, "delete"), {"post": "yes"})

    assert [*answers, refused.status_code] == [403] * 4
    assert list(model.objects.all()) == [row]


def test_editor_changes_a_draft_but_not_its_publication(editor_client, editor):
    draft = factories.organization(published_at=None)
    moment = {"published_at_0": "2020-01-01", "published_at_1": "00:00:00", "published_at": "2020-01-01"}

    form = editor_client.get(on_the_desk(draft))
    response = submit(editor_client, on_the_desk(draft), name_en="Synthetic Renamed", **moment)

    assert "published_at_0" not in FormReader(form.content.decode()).data
    assert response.status_code == 302
    draft.refresh_from_db()
    assert (draft.name_en, draft.published_at) == ("Synthetic Renamed", None)
    assert history_of(draft) == [("~", editor), ("+", None)]


def test_editor_adds_a_draft_whatever_is_posted(editor_client):
    source = factories.source()
    typed = {"name_en": "Synthetic New", "slug": "new", "kind": "company", "source": source.pk}
    moment = {"published_at_0": "2020-01-01", "published_at_1": "00:00:00"}

    submit(editor_client, desk(Organization, "add"), **typed, **moment)

    assert list(Organization.objects.values_list("slug", "published_at")) == [("new", None)]


@pytest.mark.parametrize(
    ("model", "moment"), [*((model, "public") for model in RECORDS), (Memorandum, "scheduled")]
)
def test_editor_sees_a_public_record_but_may_not_change_it(model, moment, editor_client, publisher_client):
    when = {"public": factories.PUBLISHED, "scheduled": date_after_tomorrow()}[moment]
    row = factories.FACTORIES[model](published_at=when, slug="before")
    data = FormReader(publisher_client.get(on_the_desk(row)).content.decode()).data

    form = editor_client.get(on_the_desk(row))
    response = editor_client.post(on_the_desk(row), {**data, "slug": "after"})

    assert (form.status_code, response.status_code) == (200, 403)
    assert set(FormReader(form.content.decode()).data) & {"slug", "source", "published_at_0"} == set()
    assert list(model.objects.values_list("slug", flat=True)) == ["before"]
    assert history_of(row) == [("+", None)]


@every_record
def test_publisher_changes_a_public_record(model, publisher_client, publisher):
    row = factories.FACTORIES[model](slug="before")

    response = submit(publisher_client, on_the_desk(row), slug="after")

    assert response.status_code == 302, errors_of(response)
    assert list(model.objects.values_list("slug", "published_at")) == [("after", factories.PUBLISHED)]
    assert history_of(row)[0] == ("~", publisher)


@pytest.mark.parametrize("now", ["draft", "public"])
def test_editor_cannot_publish_withdraw_or_change_through_the_history(now, editor_client):
    """An old version's form writes it back as it was: its publication too."""
    row = factories.organization(name_en="Synthetic Before", published_at=None)
    row.publish(factories.PUBLISHED)
    if now == "draft":
        row.unpublish()
    other = row.history.filter(published_at__isnull=now == "public").latest()
    typed = {"name_en": "Synthetic After", "slug": row.slug, "kind": "company", "source": row.source_id}

    editor_client.post(desk(Organization, "simple_history", row.pk, other.pk), typed)

    stored = Organization.objects.get()
    assert stored.published_at == row.published_at
    assert now == "draft" or stored.name_en == "Synthetic Before"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"happened_on": "2016-12-16", "happened_precision": "month"}, NO_EXACT_DATE),
        ({"happened_on": "2016-12-01", "happened_precision": "year"}, NO_EXACT_DATE),
        ({"source": "", "published_at_0": "2020-01-01", "published_at_1": "00:00"}, NO_SOURCE),
    ],
)
def test_form_that_breaks_a_rule_says_so_and_saves_nothing(typed, message, publisher_client):
    row = factories.step(slug="before", published_at=None)

    response = submit(publisher_client, on_the_desk(row), slug="after", **typed)

    assert response.status_code == 200
    assert errors_of(response) == [message]
    assert escape(message) in response.content.decode()
    assert list(Step.objects.values_list("slug", flat=True)) == ["before"]
    assert history_of(row) == [("+", None)]


def test_part_that_breaks_a_rule_says_so_and_saves_nothing(publisher_client):
    row = factories.signatory(memorandum=factories.memorandum(title_en="Synthetic Before"))
    twice = {
        "signatories-TOTAL_FORMS": 2,
        "signatories-1-organization": row.organization_id,
        "signatories-1-side": "RU",
    }

    response = submit(publisher_client, on_the_desk(row.memorandum), title_en="Synthetic After", **twice)

    assert response.status_code == 200
    assert errors_of(response) == ["This organisation is a party to the memorandum already."]
    assert list(Memorandum.objects.values_list("title_en", flat=True)) == ["Synthetic Before"]


@pytest.mark.django_db
def test_record_form_without_the_source_holds_to_the_rule_about_it():
    class NameAndDate(RecordForm):
        class Meta:
            model = Organization
            fields = ("name_en", "published_at")

    draft = factories.organization(source=None, published_at=None)
    form = NameAndDate({"name_en": "Synthetic", "published_at": "2020-01-01 00:00"}, instance=draft)

    assert not form.is_valid()
    assert form.errors == {"__all__": [NO_SOURCE]}


def public_links(client, *paths):
    """The memoranda that each public page links to."""
    pages = [client.get(path) for path in paths]
    assert [page.status_code for page in pages] == [200] * len(paths)
    return [sorted(set(re.findall(r'href="(/memoranda/[^"#?]+)"', page.content.decode()))) for page in pages]


def offered(client, field, term):
    """The value that the autocomplete of a signatory's `field` offers for `term`."""
    data = {"app_label": "cooperation", "model_name": "signatory", "field_name": field, "term": term}
    (only,) = client.get(reverse("admin:autocomplete"), data).json()["results"]
    return only["id"]


def test_memorandum_is_added_published_found_everywhere_and_withdrawn(publisher_client, anonymous):
    area, occasion, source = factories.area(), factories.occasion(), factories.source()
    parties = [factories.organization(name_en=f"Synthetic {side}", country=side) for side in ("JP", "RU")]
    people = [factories.person(name_en=f"Synthetic {name}") for name in ("Tarō", "Тарас")]
    pages = [row.get_absolute_url() for row in (area, occasion, *parties, *people)]
    page = reverse("cooperation:memorandum-detail", args=["made-up-2016"])
    typed = {
        "title_en": "Synthetic understanding",
        "slug": "made-up-2016",
        "kind": "memorandum",
        "level": "business",
        "standing": "confirmed",
        "counted": "yes",
        "occasion": occasion.pk,
        "signed_on": "2016-12-16",
        "signed_precision": "day",
        "source": source.pk,
        "signatories-TOTAL_FORMS": 2,
        "signatories-0-organization": offered(publisher_client, "organization", "synthetic jp"),
        "signatories-0-side": "JP",
        "signatories-0-person": offered(publisher_client, "person", "TARŌ"),
        "signatories-0-office_en": "Synthetic President",
        "signatories-1-organization": offered(publisher_client, "organization", "synthetic ru"),
        "signatories-1-side": "RU",
        "signatories-1-person": offered(publisher_client, "person", "тарас"),
        "assignments-TOTAL_FORMS": 1,
        "assignments-0-area": area.pk,
    }

    added = submit(publisher_client, desk(Memorandum, "add"), **typed)
    as_draft = public_links(anonymous, "/memoranda/", *pages), anonymous.get(page).status_code
    memorandum = Memorandum.objects.get()
    publisher_client.get(added.url)
    said = act(publisher_client, "publish", memorandum)
    as_public = public_links(anonymous, "/memoranda/", *pages), anonymous.get(page).status_code
    act(publisher_client, "unpublish", memorandum)
    withdrawn = public_links(anonymous, "/memoranda/", *pages), anonymous.get(page).status_code

    assert (added.status_code, added.headers.get("Location")) == (302, desk(Memorandum))
    signed = memorandum.signatories.values_list(
        "organization__name_en", "side", "person__name_en", "office_en"
    )
    assert list(signed) == [
        ("Synthetic JP", "JP", "Synthetic Tarō", "Synthetic President"),
        ("Synthetic RU", "RU", "Synthetic Тарас", ""),
    ]
    assert as_draft == ([[]] * 7, 404)
    assert said == [("success", "1 record is public now.")]
    assert as_public == ([[page]] * 7, 200)
    assert withdrawn == ([[]] * 7, 404)


def test_view_on_site_leads_to_the_preview_of_a_draft(editor_client, anonymous):
    draft = factories.memorandum(published_at=None)
    address = draft.get_absolute_url()

    form = editor_client.get(on_the_desk(draft)).content.decode()
    links = re.findall(r'<a href="([^"]*)" class="viewsitelink"', form)
    preview = editor_client.get(address)

    assert links == [address]
    assert preview.status_code == 200
    assert "Only staff see this page." in preview.content.decode()
    assert preview.headers["Cache-Control"] == "no-store, private"
    assert anonymous.get(address).status_code == 404


def test_sector_has_no_page_to_view(publisher_client):
    form = publisher_client.get(on_the_desk(factories.sector())).content.decode()

    assert "viewsitelink" not in form


@pytest.mark.parametrize("prefix", ["", "/ja", "/ru"])
def test_anonymous_is_sent_to_log_in_and_back(prefix, anonymous, editor):
    wanted = f"{prefix}/admin/cooperation/memorandum/?q=x"
    account = {"username": "editor", "password": "for tests only"}

    away = anonymous.get(wanted)
    back = anonymous.post(away.url, account)

    assert (away.status_code, away.url) == (
        302,
        f"{prefix}/admin/login/?next={prefix}/admin/cooperation/memorandum/%3Fq%3Dx",
    )
    assert (back.status_code, back.url) == (302, wanted)


@pytest.mark.parametrize(
    "evil",
    [
        "//evil.example",
        "https://evil.example/admin/",
        "/\\evil.example",
        "javascript:alert(1)",
        "\thttps://evil.example",
    ],
)
@pytest.mark.parametrize("where", ["address", "form"])
def test_log_in_leads_to_no_other_host(where, evil, anonymous, editor):
    account = {"username": "editor", "password": "for tests only"}
    address, more = ({"next": evil}, {}) if where == "address" else ({}, {"next": evil})

    response = anonymous.post("/admin/login/", {**account, **more}, query_params=address)

    assert (response.status_code, response.url) == (302, "/admin/")


class InlineCode(HTMLParser):
    """What the content security policy would refuse to run or to apply."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        names = {name: value or "" for name, value in attrs}
        if (tag == "script" and "src" not in names) or tag == "style":
            self.found.append(self.get_starttag_text())
        if any(name == "style" or name.startswith("on") for name in names):
            self.found.append(self.get_starttag_text())
        if any(value.strip().lower().startswith(("javascript:", "data:")) for value in names.values()):
            self.found.append(self.get_starttag_text())


def test_inline_code_is_seen():
    bad = ['<p style="x">', '<a onclick="x">', '<a href="JavaScript:x">', "<style>", "<script>"]

    assert InlineCode('<script src="x"></script>'.join(bad[:4]) + "</style><script>").found == bad


def assert_strict(response):
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self'; " in f"{policy}; "
    assert "style-src 'self'; " in f"{policy}; "
    assert "unsafe" not in policy
    assert InlineCode(response.content.decode()).found == []
    assert "no-store" in response.headers["Cache-Control"].split(", ")


@every_desk
def test_pages_of_a_desk_hold_to_the_policy(model, publisher_client):
    row = factories.FACTORIES[model]()
    parts_of(row)
    pages = [
        (desk(model), {}),
        (desk(model), {"q": "nothing like it"}),
        (desk(model, "add"), {}),
        (desk(model, "add"), {"_popup": 1}),
        (on_the_desk(row), {}),
        (on_the_desk(row, "history"), {}),
        (desk(model, "simple_history", row.pk, row.history.first().pk), {}),
        (on_the_desk(row, "delete"), {}),
    ]

    for path, data in pages:
        response = publisher_client.get(path, data)

        assert response.status_code == 200
        assert_strict(response)


@pytest.mark.parametrize(
    "page", ["index", "password_change", "auth_user_changelist", "auth_user_add", "auth_group_add"]
)
def test_general_pages_hold_to_the_policy(page, admin_client):
    response = admin_client.get(reverse(f"admin:{page}"))

    assert response.status_code == 200
    assert_strict(response)


@pytest.mark.django_db
def test_log_in_and_out_hold_to_the_policy(anonymous, publisher_client):
    login = anonymous.get("/admin/login/")
    refused = anonymous.post("/admin/login/", {"username": MARKUP, "password": "x"})
    logout = publisher_client.post("/admin/logout/")

    for response in (login, refused, logout):
        assert response.status_code == 200
        assert_strict(response)


@pytest.mark.parametrize(("prefix", "language", "words"), [
    ("", "en", "Site administration"), ("/ja", "ja", "サイト管理"), ("/ru", "ru", "Администрирование сайта"),
])  # fmt: skip
def test_desk_speaks_three_languages(prefix, language, words, publisher_client):
    response = publisher_client.get(f"{prefix}/admin/")

    assert response.status_code == 200
    assert response.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in response.content.decode()
    assert f"<h1>{words}</h1>" in response.content.decode()


def test_post_without_a_token_is_refused(publisher):
    row = factories.organization(name_en="Synthetic Before", published_at=None)
    client = Client(enforce_csrf_checks=True)
    client.force_login(publisher)
    typed = {"name_en": "Synthetic After", "slug": row.slug, "kind": "company"}
    posts = [
        (desk(Organization, "add"), {**typed, "slug": "more"}),
        (on_the_desk(row), typed),
        (on_the_desk(row, "delete"), {"post": "yes"}),
        (desk(Organization), {"action": "publish", "_selected_action": [row.pk]}),
        (reverse("admin:logout"), {}),
    ]

    answers = [client.post(path, data).status_code for path, data in posts]

    assert answers == [403] * 5
    assert list(Organization.objects.values_list("name_en", "published_at")) == [("Synthetic Before", None)]
    assert client.get(desk(Organization)).status_code == 200


def test_markup_in_a_name_is_escaped_everywhere(publisher_client, anonymous):
    row = factories.organization(name_en=f"Synthetic {MARKUP}", aliases=MARKUP)
    row.name_en = f"{MARKUP} renamed"
    row.save()
    signatory = factories.signatory(organization=row)
    desk_pages = [
        desk(Organization),
        on_the_desk(row),
        on_the_desk(row, "history"),
        on_the_desk(row, "delete"),
        on_the_desk(signatory.memorandum),
    ]
    public_pages = [row.get_absolute_url(), signatory.memorandum.get_absolute_url(), "/organizations/", "/"]

    pages = [publisher_client.get(path).content.decode() for path in desk_pages]
    pages += [anonymous.get(path).content.decode() for path in public_pages]
    told = act(publisher_client, "unpublish", row, factories.organization(name_en=MARKUP, published_at=None))

    assert [MARKUP in page for page in pages] == [False] * 9
    assert [escape(MARKUP) in page for page in pages] == [True] * 9
    assert ("info", f"{MARKUP}: a draft already.") in told
