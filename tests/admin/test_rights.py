"""For each role and each thing that can be done in the admin: whether it is allowed. Every cell is tried."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import translation

from portal.admin import Spreadsheets
from portal.duplicates.admin import Merging
from portal.models import Record
from portal.roles import ADMINISTRATOR, EDITOR, PUBLISHER, READER, ROLES
from tests import factories
from tests.admin.conftest import ADMINS, FormReader, admin_url, admin_url_of, date_after_tomorrow
from tests.conftest import staff
from tests.databases import undone

pytestmark = pytest.mark.django_db

NOBODY = "staff without a role"
SEES = {"list", "view", "history", "compare", "list what was deleted"}
WRITES = {"add", "change a draft", "restore a draft", "submit"}
PUBLISHES = {"change what is public", "publish", "schedule", "withdraw", "delete", "import", "merge"}
RESTORES = {"restore what is public", "restore what was deleted"}
ALLOWED = {
    NOBODY: set(),
    READER: SEES,
    EDITOR: SEES | WRITES,
    PUBLISHER: SEES | WRITES | PUBLISHES | RESTORES,
    ADMINISTRATOR: SEES,
}
# Sources and sectors know no drafts: public at once, they change freely until something public uses them.
OF_RECORDS_ONLY = {"submit", "publish", "schedule", "withdraw"}


def client_of(role: str) -> Client:
    client = Client()
    if role in ROLES:
        client.force_login(staff(role))
    else:
        client.force_login(User.objects.create_user("nobody", is_staff=True))
    return client


class Prepared:
    """Rows of a model, and what a superuser's browser would send about each: opened once for all roles."""

    def __init__(self, model):
        self.model, self.superuser = model, Client()
        self.superuser.force_login(User.objects.create_superuser("superuser"))
        self.draft, self.public = self.row(public=False), self.row(public=True)
        self.forms = {row: self.form(admin_url_of(row)) for row in (self.draft, self.public)}
        self.older_draft = self.older(self.row(public=False))
        self.older_public = self.older(self.row(public=True))
        self.deleted = self.older(self.row(public=False), delete=True)
        if Merging in ADMINS[model].features:
            self.duplicates = [self.row(public=True), self.row(public=False)]
            self.merge_path = admin_url(model, "merge", *(row.pk for row in self.duplicates))
            self.merge_form = self.form(self.merge_path)

    def row(self, *, public: bool):
        if not issubclass(self.model, Record):
            row = factories.FACTORIES[self.model]()
            if public:
                self.use(row)
            return row
        more = {"value": 1, "headline": False} if hasattr(self.model, "headline") else {}
        return factories.FACTORIES[self.model](published_at=factories.PUBLISHED if public else None, **more)

    def use(self, row):
        if self.model.__name__ == "Source":
            factories.organization(source=row)
        else:
            factories.exhibitor().sectors.add(row)

    def form(self, path: str):
        return FormReader(self.superuser.get(path).content.decode()).data

    def older(self, row, *, delete: bool = False):
        """Key and slug of a row until it is renamed or deleted; the page of that version, what it sends."""
        number, slug, version = row.pk, row.slug, row.history.latest().pk
        if delete:
            row.delete()
        else:
            row.slug = f"renamed-{number}"
            row.save()
        path = admin_url(self.model, "version", number, version)
        return number, slug, path, {"_opened": str(self.superuser.get(path).context["opened"])}


class Attempts:
    """What somebody with a role gets done with the rows of a model, tried one by one."""

    def __init__(self, role: str, prepared: Prepared):
        self.client, self.model, self.prepared = client_of(role), prepared.model, prepared

    def opened(self, path: str) -> bool:
        return self.client.get(path).status_code == 200

    def changed(self, row) -> bool:
        """Whether what this role sends for a form, as a superuser's browser would, is written."""
        self.client.post(admin_url_of(row), {**self.prepared.forms[row], "slug": "renamed"})
        done = self.model.objects.get(pk=row.pk).slug == "renamed"
        self.model.objects.filter(pk=row.pk).update(slug=f"row-{row.pk}")
        return done

    def restored(self, number, slug, path, data) -> bool:
        """Whether an earlier version of a row, or one that was deleted, is had again."""
        self.client.post(path, {**data, "why": "synthetic"})
        return self.model.objects.filter(pk=number, slug=slug).exists()

    def compared(self, row) -> bool:
        version = row.history.latest().pk
        return self.opened(f"{admin_url(self.model, 'compare', row.pk)}?from={version}&to={version}")

    def acted(self, action: str, row, name: str) -> bool:
        """Whether an action of the list, confirmed, changes a moment of a record."""
        before = getattr(row, name)
        data = {"action": action, "_selected_action": row.pk, "confirmed": "yes"}
        self.client.post(
            admin_url(self.model), {**data, "at": date_after_tomorrow().strftime("%Y-%m-%dT%H:%M")}
        )
        return getattr(self.model.objects.get(pk=row.pk), name) != before

    def merged(self) -> bool:
        """Whether what a superuser's browser would send for the preview is done, and its pages open."""
        path = self.prepared.merge_path
        opened = {self.opened(path), self.opened(admin_url(self.model, "duplicates"))}
        self.client.post(path, self.prepared.merge_form)
        done = not self.model.objects.filter(pk=self.prepared.duplicates[1].pk).exists()
        assert opened == {done}
        return done

    def all(self) -> set[str]:
        prepared = self.prepared
        draft, public = prepared.draft, prepared.public
        attempts = {
            "list": lambda: self.opened(admin_url(self.model)),
            "view": lambda: self.opened(admin_url_of(public)),
            "history": lambda: self.opened(admin_url_of(public, "history")),
            "compare": lambda: self.compared(public),
            "list what was deleted": lambda: self.opened(admin_url(self.model, "deleted")),
            "restore a draft": lambda: self.restored(*prepared.older_draft),
            "restore what is public": lambda: self.restored(*prepared.older_public),
            "restore what was deleted": lambda: self.restored(*prepared.deleted),
            "add": lambda: self.client.post(admin_url(self.model, "add"), {}).status_code == 200,
            "change a draft": lambda: self.changed(draft),
            "change what is public": lambda: self.changed(public),
            "delete": lambda: self.opened(admin_url_of(public, "delete")),
        }
        if issubclass(self.model, Record):
            attempts |= {
                "submit": lambda: self.acted("submit", draft, "submitted_at"),
                "publish": lambda: self.acted("publish", draft, "published_at"),
                "schedule": lambda: self.acted("schedule", prepared.row(public=False), "published_at"),
                "withdraw": lambda: self.acted("unpublish", public, "published_at"),
            }
        if Spreadsheets in ADMINS[self.model].features:
            attempts["import"] = lambda: self.opened(admin_url(self.model, "import"))
        if Merging in ADMINS[self.model].features:
            attempts["merge"] = self.merged
        return {name for name, attempt in attempts.items() if attempt()}


@pytest.fixture(scope="module", params=ADMINS, ids=lambda model: model._meta.model_name)
def prepared(request, django_db_setup, django_db_blocker):
    with undone(django_db_blocker), translation.override("en"):
        yield Prepared(request.param)


@pytest.mark.parametrize("role", ALLOWED)
def test_role_does_what_it_may_at_each_admin(role, prepared):
    features = ADMINS[prepared.model].features
    wanted = ALLOWED[role] - (set() if issubclass(prepared.model, Record) else OF_RECORDS_ONLY)
    wanted -= set() if Spreadsheets in features else {"import"}
    wanted -= set() if Merging in features else {"merge"}

    assert Attempts(role, prepared).all() == wanted


@pytest.mark.parametrize("role", ALLOWED)
def test_administrators_alone_reach_accounts_and_roles(role):
    client, account = client_of(role), User.objects.create_user("somebody")
    group = Group.objects.create(name="Synthetic group")
    paths = [
        reverse(f"admin:auth_{kind}_{page}") for kind in ("user", "group") for page in ("changelist", "add")
    ]
    for kind, row in (("user", account), ("group", group)):
        paths += [reverse(f"admin:auth_{kind}_{page}", args=[row.pk]) for page in ("change", "delete")]

    statuses = {client.get(path).status_code for path in paths}

    assert statuses == ({200} if role == ADMINISTRATOR else {403})


def test_administrator_gives_roles_but_makes_no_superuser():
    client, account = client_of(ADMINISTRATOR), User.objects.create_user("somebody", password="x" * 20)
    root = User.objects.create_superuser("root")
    path = reverse("admin:auth_user_change", args=[account.pk])
    typed = FormReader(client.get(path).content.decode()).data
    editors = Group.objects.get(name=EDITOR)

    client.post(
        path,
        {**typed, "is_staff": "on", "groups": [editors.pk], "is_superuser": "on", "user_permissions": [1]},
    )
    own_one = User.objects.get(groups__name=ADMINISTRATOR)
    own = reverse("admin:auth_user_change", args=[own_one.pk])
    client.post(own, {**FormReader(client.get(own).content.decode()).data, "is_superuser": "on"})
    reached = [
        client.get(reverse(f"admin:auth_user_{page}", args=[root.pk]), follow=True)
        for page in ("change", "delete")
    ]
    data = {"action": "delete_selected", "_selected_action": root.pk, "post": "yes"}
    client.post(reverse("admin:auth_user_changelist"), data)

    account.refresh_from_db()
    assert (account.is_staff, list(account.groups.all()), account.is_superuser) == (True, [editors], False)
    assert list(account.user_permissions.all()) == []
    assert not User.objects.get(pk=own_one.pk).is_superuser
    assert ["root" in page.content.decode().partition("<form")[2] for page in reached] == [False, False]
    assert User.objects.filter(pk=root.pk).exists()


@pytest.mark.parametrize("role", ROLES)
def test_the_four_roles_are_the_same_everywhere(role):
    group = Group.objects.get(name=role)
    before = set(group.permissions.all())
    client = Client()
    client.force_login(User.objects.create_superuser("root"))

    client.post(reverse("admin:auth_group_change", args=[group.pk]), {"name": role, "permissions": []})
    client.post(reverse("admin:auth_group_delete", args=[group.pk]), {"post": "yes"})
    assert set(Group.objects.get(name=role).permissions.all()) == before

    group.permissions.clear()
    call_command("migrate", verbosity=0)
    assert set(group.permissions.all()) == before
    assert before
