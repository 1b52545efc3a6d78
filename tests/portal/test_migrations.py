"""`makemigrations` writes what both databases carry out: tables, no labels, generated columns made again."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AlterField
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.writer import MigrationWriter

from portal.fields import FoldedField, WordsIndex
from portal.fields.dates import EndOfPeriodField
from portal.management.autodetector import Autodetector
from portal.management.operations import CreateModels, RemakeTables
from tests import factories
from tests.conftest import APPS


class SaysYes(MigrationQuestioner):
    """Answers that an app is to have migrations, and that whatever may have been renamed has been."""

    def ask_initial(self, *args):
        return True

    def ask_rename(self, *args):
        return True


@pytest.fixture(scope="module")
def unchecked(django_db_setup, django_db_blocker):
    """SQLite changes tables only where it checks no references, which it is told before a transaction."""
    with django_db_blocker.unblock(), connection.constraint_checks_disabled():
        yield


@pytest.fixture
def tables(unchecked, db):
    """The tables, to be changed within the test."""


@pytest.fixture(scope="module")
def project():
    return ProjectState.from_apps(apps)


@pytest.fixture
def before(project):
    """The models of the kernel and what they refer to: all that there are take long to be rendered."""
    kernel = ("portal", "auth", "contenttypes")
    return ProjectState({key: model for key, model in project.models.items() if key[0] in kernel})


@pytest.fixture
def after(before):
    """The same state, to be changed."""
    return before.clone()


def written(before, after) -> dict:
    """The migrations that `makemigrations` would write, read again from their text: app, migration."""
    graph = MigrationLoader(None).graph
    read = {}
    for app_label, migrations in Autodetector(before, after, SaysYes()).changes(graph).items():
        (migration,) = migrations
        module: dict = {}
        exec(MigrationWriter(migration).as_string(), module)  # noqa: S102, what a file would hold
        read[app_label] = module["Migration"](migration.name, app_label)
    return read


def operations(migration) -> list[str]:
    return [operation.formatted_description() for operation in migration.operations]


def migrate(state, migration):
    """Carry a migration out; the state of the project after it."""
    connection.check_constraints()  # PostgreSQL alters no table of which references wait to be checked
    with connection.schema_editor() as editor:
        return migration.apply(state.clone(), editor)


def put(state, label, **fields):
    """Give a model other fields, or take those away that are None."""
    model = state.models[tuple(label.split("."))]
    for name, field in fields.items():
        model.fields.pop(name, None) if field is None else model.fields.update({name: field})


def folded_with(*columns, without=()):
    old = apps.get_model("portal.Organization")._meta.get_field("folded").columns
    return FoldedField(*(column for column in old if column not in without), *columns)


def texts(state) -> list[str]:
    """What a search looks in, of each organisation."""
    rows = state.apps.get_model("portal.Organization").objects.order_by("slug")
    return [row.folded.split("\n")[-1] for row in rows]


@pytest.fixture
def numbered(after):
    """Organisations have a registration number, and are found by it."""
    number = models.CharField("registration number", max_length=20, blank=True, default="")
    put(after, "portal.historicalorganization", synthetic_number=number.clone())
    put(after, "portal.organization", synthetic_number=number, folded=folded_with("synthetic_number"))
    return after


# Generated columns


def test_a_field_in_a_folded_column_is_added_and_removed(tables, before, numbered):
    factories.organization(slug="one")

    added = written(before, numbered)["portal"]
    state = migrate(before, added)
    organization = state.apps.get_model("portal.Organization")
    organization.objects.update(synthetic_number="Ｎo 1027700")
    organization.objects.create(slug="two", name_en="Two", kind="company", synthetic_number="7B")
    removed = written(numbered, before)["portal"]
    folded = texts(state)
    found = organization.objects.filter(folded__contains="7b").count()
    state = migrate(state, removed)

    assert operations(added) == [
        "- Remove index portal_org_words from organization",
        "- Remove field folded from organization",
        "+ Add field synthetic_number to historicalorganization",
        "+ Add field synthetic_number to organization",
        "+ Add field folded to organization",
        "+ Create index portal_org_words on field(s) folded of model organization",
    ]
    assert operations(removed) == [
        "- Remove index portal_org_words from organization",
        "- Remove field folded from organization",
        "- Remove field synthetic_number from historicalorganization",
        "- Remove field synthetic_number from organization",
        "+ Add field folded to organization",
        "+ Create index portal_org_words on field(s) folded of model organization",
    ]
    assert folded == ["no 1027700", "7b"]
    assert found == 1
    assert texts(state) == ["one", "two"]
    assert index_exists("portal_org_words")


def index_exists(name) -> bool:
    if connection.vendor == "sqlite":
        return True  # has none for words
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = %s", [name])
        return cursor.fetchone() == (1,)


def test_a_migration_of_a_folded_column_goes_back(tables, before, numbered):
    factories.organization(slug="one")
    migration = written(before, numbered)["portal"]

    migrate(before, migration)
    with connection.schema_editor() as editor:
        migration.unapply(before.clone(), editor)

    assert texts(before) == ["one"]
    assert index_exists("portal_org_words")


def test_a_column_that_is_folded_changes_its_type(tables, before, after):
    factories.organization(slug="one", sort_key="ichi")
    put(after, "portal.organization", sort_key=models.CharField(max_length=300, blank=True))

    migration = written(before, after)["portal"]
    state = migrate(before, migration)

    assert operations(migration) == [
        "- Remove index portal_org_words from organization",
        "- Remove field folded from organization",
        "- Remove field order_ja from organization",
        "~ Alter field sort_key on organization",
        "+ Add field folded to organization",
        "+ Add field order_ja to organization",
        "+ Create index portal_org_words on field(s) folded of model organization",
    ]
    assert state.apps.get_model("portal.Organization").objects.filter(folded__contains="ichi").count() == 1


def test_folding_that_changes_fills_its_columns_anew(tables, before, after):
    factories.organization(slug="one")
    column = before.models["portal", "organization"].fields["folded"]
    put(before, "portal.organization", folded=FoldedField(*column.columns, version=column.version - 1))
    migration = written(before, after)["portal"]
    described, migration.operations = operations(migration), [RemakeTables(migration.operations)]
    forth = texts(migrate(before, migration)), index_exists("portal_org_words")
    with connection.schema_editor() as editor:
        back = texts(migration.unapply(before.clone(), editor)), index_exists("portal_org_words")

    assert described == [
        "- Remove index portal_org_words from organization",
        "- Remove field folded from organization",
        "+ Add field folded to organization",
        "+ Create index portal_org_words on field(s) folded of model organization",
    ]
    assert forth == back == (["one"], True)


def test_a_column_that_is_folded_is_renamed(tables, before, after):
    factories.organization(slug="one", aliases="Uno")
    names = after.models["portal", "organization"].fields["aliases"]
    put(
        after, "portal.organization",
        aliases=None, other_names=names, folded=folded_with("other_names", without=["aliases"]),
    )  # fmt: skip

    migration = written(before, after)["portal"]
    state = migrate(before, migration)

    assert operations(migration) == [
        "- Remove index portal_org_words from organization",
        "- Remove field folded from organization",
        "~ Rename field aliases on organization to other_names",
        "+ Add field folded to organization",
        "+ Create index portal_org_words on field(s) folded of model organization",
    ]
    assert texts(state) == ["uno"]


def test_a_folded_column_goes_with_what_it_reads(tables, before, after):
    factories.organization(slug="one")
    put(after, "portal.organization", aliases=None, folded=None)
    options = after.models["portal", "organization"].options
    options["indexes"] = [index for index in options["indexes"] if not isinstance(index, WordsIndex)]

    migration = written(before, after)["portal"]
    migrate(before, migration)

    assert operations(migration) == [
        "- Remove index portal_org_words from organization",
        "- Remove field folded from organization",
        "- Remove field aliases from organization",
    ]


def test_indexes_and_constraints_on_an_end_of_a_period_go_with_it(project):
    before = project.clone()
    late = models.CheckConstraint(condition=models.Q(happened_ends__gte="2000-01-01"), name="step_is_late")
    options = before.models["cooperation", "step"].options
    options["constraints"] = [*options["constraints"], late]
    after = before.clone()
    put(after, "cooperation.step", happened_ends=EndOfPeriodField("happened_on", "standing"))

    migration = written(before, after)["cooperation"]

    assert operations(migration) == [
        "- Remove constraint step_is_late from model step",
        "- Remove index coop_step_order from step",
        "- Remove field happened_ends from step",
        "+ Add field happened_ends to step",
        "+ Create index coop_step_order on field(s) outcome, -happened_ends of model step",
        "+ Create constraint step_is_late on model step",
    ]


def test_an_index_that_is_renamed_with_its_column_is_made_again(tables, before, numbered):
    options = numbered.models["portal", "organization"].options
    options["indexes"] = [
        WordsIndex(name="portal_org_new") if isinstance(index, WordsIndex) else index
        for index in options["indexes"]
    ]

    migration = written(before, numbered)["portal"]
    migrate(before, migration)

    assert [line for line in operations(migration) if "index" in line] == [
        "- Remove index portal_org_words from organization",
        "+ Create index portal_org_new on field(s) folded of model organization",
    ]
    assert index_exists("portal_org_new")


def test_a_dated_event_is_added_with_an_index_on_its_end(tables, before, after):
    factories.organization(slug="one")
    put(
        after, "portal.organization",
        founded_on=models.DateField(null=True), founded_precision=models.CharField(max_length=5, default=""),
        founded_ends=EndOfPeriodField("founded_on", "founded_precision"),
    )  # fmt: skip
    options = after.models["portal", "organization"].options
    options["indexes"] = [
        *options["indexes"],
        models.Index(fields=["founded_ends"], name="portal_org_founded"),
    ]

    migration = written(before, after)["portal"]
    migrate(before, migration)

    assert operations(migration) == [
        "+ Add field founded_on to organization",
        "+ Add field founded_precision to organization",
        "+ Add field founded_ends to organization",
        "+ Create index portal_org_founded on field(s) founded_ends of model organization",
    ]


def test_a_generated_column_waits_for_no_namesake_in_another_app(project, before, numbered):
    plan = project.models["cooperation", "plan"].clone()
    before.add_model(plan)
    numbered.add_model(plan.clone())
    put(numbered, "cooperation.plan", synthetic_number=models.CharField(max_length=20, default=""))

    migrations = written(before, numbered)

    assert set(migrations) == {"portal", "cooperation"}
    assert [app for app, _name in migrations["portal"].dependencies] == ["portal"]


def test_a_generated_column_that_is_the_same_is_left_alone(before, after):
    city = models.CharField("town", max_length=100, blank=True, default="", help_text="Where it sits.")
    put(after, "portal.organization", city_en=city, note=models.TextField(blank=True))

    migration = written(before, after)["portal"]

    assert operations(migration) == ["+ Add field note to organization"]


# Labels


def test_labels_need_no_migration(before, after):
    kind = models.CharField("sort", max_length=20, choices=[("a", "A")], help_text="Choose.")
    kind.error_messages = {"required": "Choose."}
    put(after, "portal.organization", kind=kind)
    options = after.models["portal", "organization"].options
    options.update(verbose_name="body", verbose_name_plural="bodies")
    options["constraints"] = [constraint.clone() for constraint in options["constraints"]]
    for constraint in options["constraints"]:
        constraint.violation_error_message = "No."

    assert written(before, after) == {}


def test_what_the_database_knows_of_a_labelled_column_is_migrated_without_the_label(before, after):
    put(after, "portal.organization", kind=models.CharField("sort", max_length=30, choices=[("a", "A")]))

    (operation,) = written(before, after)["portal"].operations

    assert isinstance(operation, AlterField)
    assert operation.field.deconstruct()[3] == {"max_length": 30}


def test_migrations_hold_no_labels():
    files = [path for app in APPS for path in (settings.BASE_DIR / app / "migrations").glob("0*.py")]
    labels = re.compile(r"\b(verbose_name\w*|help_text|choices|violation_error_message)['=]")

    assert len(files) >= len(APPS)
    assert [(path.name, found) for path in files for found in labels.findall(path.read_text("utf-8"))] == []


# New apps


def test_models_of_a_new_app_that_refer_to_each_other_are_created_whole(tables, before, after):
    one = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.TextField()),
        ("folded", FoldedField("name")),
        ("two", models.ForeignKey("synthetic.Two", models.CASCADE, null=True, related_name="+")),
    ]
    two = [
        ("id", models.BigAutoField(primary_key=True)),
        ("one", models.ForeignKey("synthetic.One", models.CASCADE)),
    ]
    filled = models.CheckConstraint(condition=~models.Q(name=""), name="synthetic_filled")
    after.add_model(
        ModelState(
            "synthetic",
            "One",
            one,
            {"indexes": [WordsIndex(name="synthetic_words")], "constraints": [filled]},
        )
    )
    after.add_model(ModelState("synthetic", "Two", two))

    migration = written(before, after)["synthetic"]
    state = migrate(before, migration)
    row = state.apps.get_model("synthetic.One").objects.create(name="Ёлка")
    row.refresh_from_db()
    connection.check_constraints()
    made = index_exists("synthetic_words")
    with connection.schema_editor() as editor:
        migration.unapply(before.clone(), editor)

    assert [type(operation) for operation in migration.operations] == [CreateModels]
    assert operations(migration) == ["+ Create models One, Two"]
    assert [len(model.fields) for model in migration.operations[0].operations] == [4, 2]
    assert row.folded == "елка"
    assert made
    assert not {"synthetic_one", "synthetic_two"} & set(connection.introspection.table_names())
