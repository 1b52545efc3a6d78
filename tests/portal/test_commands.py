"""dumpdata writes what is stated, setup makes an installation ready once, catalogues need no gettext."""

import gettext
import json
import re
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext

from portal.fields import columns_of
from portal.management.commands import setup
from portal.models import Organization, Source, record_models
from portal.publishing.models import FormerAddress, Withdrawal
from tests import factories
from tests.conftest import APPS


def said_by(command, *args, **options):
    out = StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue()


# dumpdata


@pytest.mark.django_db
def test_dumpdata_names_and_orders_rows_by_natural_key():
    for slug in ("b", "c", "a"):
        factories.organization(slug=slug, source=None, published_at=None)

    objects = json.loads(said_by("dumpdata", *APPS))

    assert [(entry["model"], entry["fields"]["slug"]) for entry in objects] == [
        ("portal.organization", "a"),
        ("portal.organization", "b"),
        ("portal.organization", "c"),
    ]
    assert [set(entry) for entry in objects] == [{"model", "fields"}] * 3


@pytest.mark.django_db
def test_dumpdata_orders_parts_by_the_keys_of_their_owners():
    memorandum = factories.memorandum(slug="memo", source=None, published_at=None)
    for slug in ("b", "a"):
        organization = factories.organization(slug=slug, source=None, published_at=None)
        factories.signatory(memorandum=memorandum, organization=organization)

    objects = json.loads(said_by("dumpdata", "cooperation.signatory"))

    keys = [(entry["fields"]["memorandum"], entry["fields"]["organization"]) for entry in objects]
    assert keys == [(["memo"], ["a"]), (["memo"], ["b"])]


@pytest.mark.django_db
def test_dumpdata_leaves_out_what_names_rows_by_number():
    row = factories.organization(slug="first")
    row.slug = "second"
    row.save()
    row.unpublish()
    withdrawal = Withdrawal.about(row)
    withdrawal.note_en = "Synthetic reason"
    withdrawal.save()

    kinds = {entry["model"] for entry in json.loads(said_by("dumpdata", "portal"))}

    assert FormerAddress.objects.exists()
    assert kinds == {"portal.organization", "portal.source"}


@pytest.mark.django_db
def test_dumpdata_leaves_out_history_and_what_the_database_derives():
    factories.source(slug="synthetic")
    Source.objects.get().save()

    (entry,) = json.loads(said_by("dumpdata", *APPS))

    assert (entry["model"], entry["fields"]["slug"]) == ("portal.source", "synthetic")
    assert set(entry["fields"]) == {
        "slug", "title", *columns_of("description", "publisher"), "url", "published_on",
        "published_precision",
        "language", "kind", "accessed_on", "archive_url",
    }  # fmt: skip


@pytest.mark.django_db
def test_dumpdata_writes_history_when_asked_for_it_by_name():
    factories.source(slug="synthetic")

    objects = json.loads(said_by("dumpdata", "portal.historicalsource"))

    assert [(entry["model"], entry["fields"]["slug"]) for entry in objects] == [
        ("portal.historicalsource", "synthetic")
    ]


@pytest.mark.django_db
def test_dumpdata_to_a_file_writes_the_same_text(tmp_path):
    factories.organization(name_ja="合成工業", name_ru="Синтетика")
    file = tmp_path / "dumped.json"

    printed = said_by("dumpdata", *APPS)
    said = said_by("dumpdata", *APPS, output=str(file))

    assert said == ""
    assert file.read_bytes() == printed.encode("utf-8")
    assert re.findall("合成工業|Синтетика", printed) == ["合成工業", "Синтетика"]
    assert printed.endswith("\n]\n")


@pytest.mark.django_db
def test_dumpdata_to_a_compressed_file_loads_again(tmp_path):
    factories.source(slug="synthetic")
    file = tmp_path / "dumped.json.gz"

    said_by("dumpdata", *APPS, output=str(file))
    Source.objects.all().delete()
    said_by("loaddata", str(file))

    assert [row.slug for row in Source.objects.all()] == ["synthetic"]


@pytest.mark.parametrize("file_format", ["xml", "yaml", "jsonl", "python"])
def test_dumpdata_in_a_format_that_loaddata_refuses_is_refused_at_once(file_format):
    with pytest.raises(CommandError) as caught:
        said_by("dumpdata", "portal", format=file_format)

    assert str(caught.value) == f"Fixtures are JSON, loaddata reads no {file_format}: leave out --format."


@pytest.mark.parametrize(
    "name", ["dumped.xml", "dumped.yaml", "dumped.jsonl", "dumped.xml.gz", "dumped.json.zip"]
)
def test_dumpdata_to_a_file_that_loaddata_would_refuse_is_refused_at_once(tmp_path, name):
    with pytest.raises(CommandError) as caught:
        said_by("dumpdata", "portal", output=str(tmp_path / name))

    assert str(caught.value) == (
        f"{tmp_path / name}: loaddata would not read it. End the name with .json or .json.gz."
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_dumpdata_of_nothing_is_an_empty_list():
    assert said_by("dumpdata", *APPS) == "[]\n"


@pytest.mark.django_db
def test_dumpdata_of_what_is_not_ours_keeps_its_order():
    for name in ("b", "a"):
        User.objects.create_user(name)

    objects = json.loads(said_by("dumpdata", "auth.user"))

    assert [entry["fields"]["username"] for entry in objects] == ["b", "a"]


# catalogues

PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Synthetic"
msgstr "合成"

msgid "Untranslated"
msgstr ""

#, fuzzy
msgid "Unsure"
msgstr "不確か"
"""


def catalogue(tmp_path, language="ja"):
    directory = tmp_path / language / "LC_MESSAGES"
    directory.mkdir(parents=True)
    (directory / "django.po").write_text(PO, encoding="utf-8")
    return directory / "django.mo"


def test_catalogues_builds_what_gettext_reads(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    built = [catalogue(tmp_path, language) for language in ("ja", "ru")]

    call_command("catalogues")

    for path in built:
        with path.open("rb") as file:
            texts = gettext.GNUTranslations(file)
        assert [texts.gettext(text) for text in ("Synthetic", "Untranslated", "Unsure")] == [
            "合成",
            "Untranslated",
            "Unsure",
        ]


def test_catalogues_without_texts_builds_nothing(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path, tmp_path / "missing"]

    call_command("catalogues")

    assert list(tmp_path.iterdir()) == []


# setup


@pytest.fixture
def installation(tmp_path, settings):
    """An installation of its own: nothing is written outside the test's directory."""
    settings.DATA_DIR = tmp_path / "var"
    settings.STATIC_ROOT = tmp_path / "var" / "static"
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    return tmp_path


PASSWORD = re.compile(r"^Staff account: (\S+)  password: (\S+)$", re.MULTILINE)


def writes(queries):
    return [query["sql"] for query in queries if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]


@pytest.mark.django_db
def test_setup_makes_ready_once_and_changes_nothing_at_the_next_start(installation):
    built = catalogue(installation / "locale")

    first = said_by("setup")
    counts = [model.objects.count() for model in record_models()]
    with CaptureQueriesContext(connection) as queries:
        second = said_by("setup")

    user = User.objects.get()
    ((name, password),) = PASSWORD.findall(first)
    assert (name, user.username, user.is_staff, user.is_superuser) == ("staff", "staff", True, True)
    assert user.check_password(password)
    assert len(password) >= 16
    assert first.count(password) == 1
    assert "Sign in at http://localhost:8000/admin/ and change it.\n" in first
    assert 0 not in counts
    assert first.startswith("Loading the record\n")
    assert built.exists()
    assert (installation / "var" / "static" / "portal" / "site.css").exists()
    assert second == ""
    assert writes(queries) == []


@pytest.mark.django_db
def test_setup_says_that_it_makes_the_tables(installation, monkeypatch):
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    monkeypatch.setattr(setup, "call_command", lambda *args, **options: None)
    factories.organization()

    said = said_by("setup")

    assert said.splitlines()[:1] == ["Making the tables"]
    assert PASSWORD.search(said)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), OperationalError("database or disk is full")]
)
def test_setup_says_what_to_mend_when_the_disk_is_full(installation, monkeypatch, error):
    def full(*args, **options):
        raise error

    monkeypatch.setattr(setup, "call_command", full)

    with pytest.raises(CommandError, match=r"(?s)(No space left|disk is full).*Mend this .*run setup again"):
        said_by("setup")


def test_setup_leaves_a_record_and_a_staff_account_that_exist(installation, editor):
    kept = factories.organization(source=None, published_at=None)

    said = said_by("setup")

    assert said == ""
    assert list(User.objects.all()) == [editor]
    assert {model: list(model.objects.all()) for model in record_models() if model.objects.exists()} == {
        Organization: [kept]
    }


@pytest.mark.django_db
def test_setup_names_the_account_as_shown(installation):
    factories.organization()
    User.objects.create_user("member")

    said = said_by("setup", user="curator")

    ((name, password),) = PASSWORD.findall(said)
    assert name == "curator"
    assert User.objects.get(is_staff=True).check_password(password)
    assert [user.username for user in User.objects.order_by("username")] == ["curator", "member"]


@pytest.mark.django_db
def test_setup_makes_a_new_random_password_each_time(installation):
    factories.organization()

    first = PASSWORD.findall(said_by("setup"))
    User.objects.all().delete()
    second = PASSWORD.findall(said_by("setup"))

    assert (len(first), len(second)) == (1, 1)
    assert first != second
