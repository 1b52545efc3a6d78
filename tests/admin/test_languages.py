"""The admin in Japanese and Russian: whatever page staff open, no English is left on it."""

import json
import re
from collections import defaultdict
from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.contrib.admin.utils import construct_change_message
from django.contrib.auth.models import Group, User
from django.db import models
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from cooperation.models import Memorandum, Signatory
from events.models import Forum, Sector
from portal.history.reasons import CHECKED, LOADED
from portal.models import Organization, Source
from portal.roles import ROLES
from tests.admin.conftest import OURS, FormReader, admin_url
from tests.crawl import ALIKE, LANGUAGES, LATIN, Page, own_texts
from tests.databases import undone

pytestmark = pytest.mark.django_db

# The same in every language: languages of a column, what stands in addresses, keys, ways to sign in, hashes.
TECHNICAL = re.compile(
    r"\[(en|ja|ru)\]|\w+\*{3,}|"
    r"\b(ID|URL|UTC|slug|Control|Command|Mac|LDAP|md5|JPEG|PNG|WebP|\d*MiB)\b",
    re.ASCII,
)
SAID = ("title", "placeholder", "aria-label", "aria-description", "alt", "label", "summary")


class AdminPage(Page):
    """A page of the admin, with what it says to those who hear it, and what its scripts print."""

    def handle_starttag(self, tag, attrs):
        super().handle_starttag(tag, attrs)
        given = {name: value for name, value in attrs if value}
        said = [given[name] for name in SAID if name in given]
        if tag == "input" and given.get("type") in {"submit", "button", "reset"}:
            said.append(given.get("value", ""))
        if "selectfilter" in given.get("class", ""):
            said.append(given["data-field-name"])
        if "data-inline-formset" in given:
            options = json.loads(given["data-inline-formset"])["options"]
            said += [options["addText"], options["deleteText"]]
        self.texts += [(self._open[-1][1], " ".join(text.split())) for text in said]


class Names:
    """Every text of the record, in any language: what is left of a text without them is the admin's own."""

    def __init__(self):
        self.whole = {
            " ".join(str(text).split())
            for model in OURS
            for column in model._meta.fields
            if isinstance(column, models.CharField | models.TextField | models.FileField)
            and not column.choices
            for text in model.objects.values_list(column.name, flat=True)
        }
        texts = {text for code in LANGUAGES for text in own_texts(code)}
        self.within = sorted({*texts, *ROLES}, key=len, reverse=True)  # roles are called the same everywhere

    def without(self, text: str) -> str:
        if text in self.whole:
            return ""
        for name in self.within:
            if name in text:
                text = re.sub(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", "", text)
        return TECHNICAL.sub("", ALIKE.sub("", text))


def versions(column, row) -> tuple:
    """Two values of a column, as different as its history can show them."""
    if isinstance(column, models.BooleanField):
        return False, True
    if column.choices:
        return tuple(value for value, _label in column.flatchoices[:2])
    if column.is_relation or column.primary_key:
        return (getattr(row, column.attname),) * 2
    if isinstance(column, models.DateTimeField):
        return None, timezone.now()
    if isinstance(column, models.DateField):
        return None if column.null else date(2016, 12, 1), date(2016, 12, 16)
    return ("", "言葉") if isinstance(column, models.CharField | models.TextField) else (1, 2)


def give_history(row):
    """A history of the row in which every column was changed, and which ends as such histories do."""
    history = row.history.model
    history.objects.filter(id=row.pk).delete()
    values = {column.attname: versions(column, row) for column in history.tracked_fields}
    return [
        history.objects.create(
            history_type=kind,
            history_date=timezone.now(),
            history_change_reason=reason,
            **{name: value[kind != "+"] for name, value in values.items()},
        )
        for kind, reason in (("+", LOADED), ("~", CHECKED), ("-", ""))
    ]


class Walk:
    """What a superuser sees of the admin in one language, each page fetched once."""

    def __init__(self, language):
        self.language, self.pages = language, []  # each with how it was come by
        self.user = User.objects.create_superuser(f"上野{User.objects.count()}", password="for tests only")
        self.client = Client()
        self.client.force_login(self.user)
        self.own = {User: self.user, Group: Group.objects.get_or_create(name="編集者")[0]}
        for model in admin.site._registry:
            self.kind(model)
        self.actions(Forum.objects.first())
        self.stale()
        self.duplicates()
        for app in {model._meta.app_label for model in admin.site._registry}:
            self.open(reverse("admin:app_list", args=[app]))
        self.open(reverse("admin:index"))
        self.account()

    def keep(self, name, response) -> AdminPage:
        page = AdminPage(response.status_code, dict(response.headers), response.content.decode())
        self.pages.append((name, page))
        return page

    def open(self, address) -> AdminPage:
        return self.keep(address, self.client.get(address))

    def send(self, address, **typed) -> AdminPage:
        return self.keep(f"POST {address}", self.client.post(address, typed, follow=True))

    def kind(self, model):
        """The pages about one kind of row."""
        row = self.own[model] if model in self.own else model.objects.first()
        changelist, add, change = (
            admin_url(model),
            admin_url(model, "add"),
            admin_url(model, "change", row.pk),
        )
        self.send(add, **wrong(FormReader(self.open(add).body).data))
        saved = self.send(change, **FormReader(self.open(change).body).data)  # leads to the changelist
        assert "changelist" in saved.ids, saved.texts
        filters = [link for link in saved.links if re.match(r"\?(?!o=)\w", link)]
        self.open(f"{changelist}{min(filters, default='?')}&q={row.pk}")
        self.open(admin_url(model, "delete", row.pk))
        if model in OURS:
            version = give_history(row)[0]
            self.open(admin_url(model, "version", row.pk, version.pk))
        else:
            self.log_every_field(model, row)
        self.open(admin_url(model, "history", row.pk))

    def actions(self, row):
        """What becomes of rows that are chosen on a changelist."""
        chosen = {"_selected_action": row.pk, "at": "2000-01-01T00:00"}
        for action in ("unpublish", "submit", "schedule", "publish", "publish", "delete_selected", ""):
            self.send(admin_url(type(row)), action=action, **chosen)
            if action != "delete_selected":
                self.send(admin_url(type(row)), action=action, confirmed="yes", **chosen)

    def stale(self):
        """A form whose row was changed since it was opened, and then deleted."""
        row = Sector.objects.create(slug="sector", name_en="仮")
        change = admin_url(Sector, "change", row.pk)
        typed = {**FormReader(self.open(change).body).data, "name_ja": "言葉"}
        Sector.objects.get(pk=row.pk).save()
        self.send(change, **typed)
        row.delete()
        self.send(change, **typed)

    def duplicates(self):
        """Two rows that are called alike, told apart and merged, with all that hangs on the one that goes."""
        given = {"name_en": "仮の名", "kind": "company"}
        sources = Source.objects.all()[:2]
        one = Organization.objects.create(slug="1001", city_en="東京", source=sources[0], **given)
        add = admin_url(Organization, "add")
        empty = FormReader(self.client.get(add).content.decode()).data
        typed = {**given, "slug": "1002", "city_en": "大阪", "name_ja": "仮", "source": sources[1].pk}
        self.send(add, **{**empty, **typed})
        other = Organization.objects.get(slug="1002")
        document, another = Memorandum.objects.first(), Memorandum.objects.last()
        for memorandum, row, office in ((document, one, "長"), (document, other, "次"), (another, other, "")):
            Signatory.objects.create(memorandum=memorandum, organization=row, side="JP", office_en=office)
        pages, pair = admin_url(Organization, "duplicates"), {"one": one.pk, "other": other.pk}
        self.open(pages)
        self.send(pages, **pair)
        self.open(f"{pages}?apart")
        self.send(f"{pages}?apart", undo="x", **pair)
        self.send(admin_url(Organization), action="merge_two", _selected_action=one.pk)
        merge = f"{admin_url(Organization, 'merge', one.pk, other.pk)}?target={one.pk}"
        self.send(merge, **FormReader(self.open(merge).body).data)  # the offices are not the same
        Signatory.objects.filter(organization=one).update(office_en="")
        opened = FormReader(self.open(merge).body).data
        Signatory.objects.filter(organization=one).update(office_ja="長")
        self.send(merge, **opened)
        self.send(merge, **FormReader(self.open(merge).body).data)
        for row in (one, other):
            self.open(admin_url(Organization, "history", row.pk))

    def log_every_field(self, model, row):
        """An entry of Django's own log, which the history of accounts and groups is read from."""
        request = RequestFactory().get("/")
        request.user = self.user
        fields = admin.site.get_model_admin(model).get_form(request, row).base_fields
        changes = construct_change_message(
            SimpleNamespace(fields=fields, changed_data=[*fields]), None, False
        )
        admin.site.get_model_admin(model).log_change(request, row, changes)

    def account(self):
        """From signing in to signing out."""
        self.open(reverse("admin:auth_user_password_change", args=[self.user.pk]))
        self.open(reverse("admin:password_change"))
        self.send(reverse("admin:password_change"), old_password="?", new_password1="1", new_password2="2")
        self.open(reverse("admin:password_change_done"))
        self.keep("no such row", self.client.get(admin_url(Group, "change", 0), follow=True))
        self.send(reverse("admin:logout"))
        self.open(reverse("admin:login"))
        self.send(reverse("admin:login"), username="?", password="?")


def wrong(data: dict) -> dict:
    """The data of a form, of which one half holds what few fields take and the other is left as it came."""
    names = [name for name in data if "_FORMS" not in name and name != "csrfmiddlewaretoken"]
    return {**data, **{name: "?" if name.endswith("slug") else "-1" for name in names[::2]}}


@pytest.fixture(scope="module", params=[pytest.param(code, marks=pytest.mark.slow) for code in ("ja", "ru")])
def walk(request, record, django_db_blocker):
    with undone(django_db_blocker), translation.override(request.param):
        yield Walk(request.param)


@pytest.fixture(scope="module")
def names(record, django_db_blocker):
    with django_db_blocker.unblock():
        return Names()


def english(page: AdminPage, names: Names) -> set[str]:
    """What a page says in its own language and in Latin letters, but for names."""
    said = {text for language, text in page.texts if language == page.lang} | {page.title.strip()}
    return {text for text in said if LATIN.search(text) and LATIN.search(names.without(text))}


def test_every_page_of_the_admin_is_in_its_language(walk):
    refused = [page.status for _name, page in walk.pages if page.status != 200]
    assert refused == [409, 410, 409, 409]
    assert {page.lang for _name, page in walk.pages} == {walk.language}
    assert {page.headers["Content-Language"] for _name, page in walk.pages} == {walk.language}
    assert len(walk.pages) > 8 * len(admin.site._registry)


def test_no_english_is_left_on_the_admin(walk, names):
    left = defaultdict(list)
    for name, page in walk.pages:
        for text in english(page, names):
            left[text].append(name)

    assert dict(left) == {}


@pytest.mark.parametrize("markup", [
    "<p>{}</p>", "<p>新潟 {}</p>", "<title>{}</title>", '<img alt="{}">', '<p title="{}">',
    '<input placeholder="{}">', '<nav aria-label="{}">', '<input type="submit" value="{}">',
    '<optgroup label="{}">', '<select class="selectfilter" data-field-name="{}">',
    """<div data-inline-formset='{{"options": {{"addText": "{}", "deleteText": ""}}}}'>""",
])  # fmt: skip
def test_english_is_seen_wherever_it_is_said(markup, names):
    def page(text):
        return AdminPage(200, {}, f'<html lang="ja"><body>{markup.format(text)}</body></html>')

    assert len(english(page("Start date"), names)) == 1
    assert english(page("開始日 [en] JSON"), names) == set()
