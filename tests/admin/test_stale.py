"""Two people edit one record: the second to save is told what the first did, and loses nothing."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.contrib import admin

from cooperation.models import Memorandum, Outcome
from events.models import Edition
from portal.history.conflicts import EditConflicts
from portal.history.values import editable_fields
from portal.models import Organization
from tests import factories
from tests.admin.conftest import (
    ADMINS,
    INLINES,
    OURS,
    admin_url_of,
    errors_of,
    every_admin,
    form_of,
    history_of,
    marked,
    opened,
    parts_of,
    row_of,
    save,
    submit,
    table,
)
from tests.conftest import in_threads

pytestmark = pytest.mark.django_db


def parts(row):
    """How many versions the parts of a row have, by kind."""
    return [inline.model.history.count() for inline in ADMINS[type(row)].inlines]


# Every admin class


def has_feature(model_admin, feature):
    return any(issubclass(one, feature) for one in model_admin.features)


def test_every_admin_is_guarded():
    assert [model.__name__ for model, one in ADMINS.items() if not has_feature(one, EditConflicts)] == []
    assert [inline.model.__name__ for _desk, inline in INLINES if not hasattr(inline.model, "history")] == []


def test_no_admin_edits_in_its_list():
    """A row of a list that is edited there says nothing of the state in which it was opened."""
    assert [model_admin for model_admin in admin.site._registry.values() if model_admin.list_editable] == []


def test_history_has_every_field_that_is_compared():
    missing = [
        f"{model.__name__}.{column.name}"
        for model in OURS
        for column in editable_fields(model)
        if not hasattr(model.history.model, column.name)
    ]

    assert missing == []


@every_admin
def test_stale_save_is_refused_once_and_knowingly_repeated(model, publisher_client, colleague_client):
    row = factories.FACTORIES[model]()
    parts_of(row)
    data = opened(publisher_client, row)
    save(colleague_client, row, data, slug="of-the-colleague")  # who opened the same form
    before, parts_before = history_of(row), parts(row)

    refused = save(publisher_client, row, data, slug="of-the-second")

    assert refused.status_code == 409
    assert (history_of(row), parts(row)) == (before, parts_before)
    assert [*table(refused).values()] == [
        {
            str(model._meta.get_field("slug").verbose_name).capitalize(): (
                row.slug,
                "of-the-colleague",
                "of-the-second",
            )
        }
    ]
    assert marked(refused) == {"slug"}
    assert form_of(refused)["slug"] == ["of-the-second"]
    assert "colleague" in refused.content.decode()

    repeated = save(publisher_client, row, form_of(refused))

    assert repeated.status_code == 302
    row.refresh_from_db()
    assert row.slug == "of-the-second"


@every_admin
def test_untouched_form_saves_what_it_was_opened_on(model, publisher_client):
    row = factories.FACTORIES[model]()
    parts_of(row)

    assert submit(publisher_client, admin_url_of(row)).status_code == 302


@every_admin
def test_form_with_an_error_is_corrected_and_saved(model, publisher_client):
    row = factories.FACTORIES[model]()
    parts_of(row)

    wrong = submit(publisher_client, admin_url_of(row), slug="")
    corrected = save(publisher_client, row, form_of(wrong), slug="corrected")

    assert (wrong.status_code, errors_of(wrong)) == (200, ["This field is required."])
    assert corrected.status_code == 302


def changed(part):
    part.save()


def deleted(part):
    part.delete()


def moved(part):
    """To another owner: the newest version of the part is none of this owner's."""
    owner = next(name for name in ("memorandum", "forum", "edition", "outcome") if getattr(part, name, None))
    setattr(part, owner, factories.FACTORIES[type(getattr(part, owner))]())
    part.save()


@pytest.mark.parametrize("done", [changed, deleted, moved])
@pytest.mark.parametrize(
    ("model_admin", "inline"),
    INLINES,
    ids=[f"{model_admin.model.__name__}-{inline.model.__name__}" for model_admin, inline in INLINES],
)
def test_change_of_a_part_makes_the_form_stale(model_admin, inline, done, publisher_client):
    row = factories.FACTORIES[model_admin.model]()
    parts_of(row)
    data = opened(publisher_client, row)

    done(inline.model.objects.get())

    assert save(publisher_client, row, data).status_code == 409


@pytest.mark.parametrize("owner", [Memorandum, Outcome, Edition])
def test_part_added_elsewhere_makes_the_form_stale(owner, publisher_client):
    row = factories.FACTORIES[owner]()
    data = opened(publisher_client, row)

    parts_of(row)

    assert save(publisher_client, row, data).status_code == 409


def test_version_that_was_committed_late_makes_the_form_stale(publisher_client):
    """It was written before the newest one: in a transaction that took longer."""
    row = factories.memorandum()
    history = row.history.get()
    history.pk += 10
    history.save()
    data = opened(publisher_client, row)

    history.pk -= 5
    history.save(force_insert=True)

    assert save(publisher_client, row, data).status_code == 409


def test_change_while_the_form_is_being_made_makes_it_stale(publisher_client, monkeypatch):
    row = factories.memorandum()
    read = ADMINS[Memorandum].get_object

    def read_and_overtaken(*args):
        found = read(*args)
        row.save()
        return found

    monkeypatch.setattr(ADMINS[Memorandum], "get_object", read_and_overtaken)
    data = opened(publisher_client, row)
    monkeypatch.undo()

    assert save(publisher_client, row, data).status_code == 409


# A form that says nothing of its state


@pytest.mark.parametrize(
    "token",
    [None, "", "nonsense", "1", "9-9", "0-0.0-0", f"{10**17}-1.0-0.0-0.0-0", "1-1." * 2000, "١-١", "\0"],
)
def test_save_without_a_sensible_state_is_refused_and_keeps_what_was_typed(
    token, memorandum, publisher_client
):
    signatory = factories.signatory(memorandum=memorandum)
    data = opened(publisher_client, memorandum)
    del data["_opened"]
    typed = {"summary_en": "typed", f"{row_of(data, signatory)}-office_en": "typed too"}
    sent = {} if token is None else {"_opened": token}

    refused = save(publisher_client, memorandum, data, **typed, **sent)

    assert refused.status_code == 400
    assert (
        "The form did not say which version it was opened on. Your changes are not saved yet."
        in refused.content.decode()
    )
    assert table(refused) == {
        (str(memorandum), ""): {"Summary [en]": (None, "as it was", "typed")},
        (f"Signatory: {signatory}", ""): {"Office held at the time [en]": (None, "-", "typed too")},
    }
    memorandum.refresh_from_db()
    assert memorandum.summary_en == "as it was"
    assert save(publisher_client, memorandum, form_of(refused)).status_code == 302
    memorandum.refresh_from_db()
    signatory.refresh_from_db()
    assert (memorandum.summary_en, signatory.office_en) == ("typed", "typed too")


@pytest.mark.parametrize(
    "sent", [{"signatories-TOTAL_FORMS": "x"}, {"signatories-0-id": "x"}, {"signatories-0-id": str(10**30)}]
)
def test_stale_save_of_a_broken_form_is_refused_too(sent, memorandum, publisher_client):
    factories.signatory(memorandum=memorandum)
    data = opened(publisher_client, memorandum)
    memorandum.save()

    refused = save(publisher_client, memorandum, data, summary_en="typed", **sent)

    assert refused.status_code == 409
    assert form_of(refused)["summary_en"] == ["typed"]


def test_row_without_history_is_guarded_too(publisher_client):
    row = factories.memorandum(summary_en="as it was")
    row.history.all().delete()
    data = opened(publisher_client, row)
    row.save()

    refused = save(publisher_client, row, data, summary_en="typed")

    assert refused.status_code == 409
    assert table(refused) == {(str(row), ""): {"Summary [en]": (None, "as it was", "typed")}}


# A record that cannot be saved any more


def test_what_was_typed_into_a_record_deleted_since_can_be_read(
    memorandum, publisher_client, colleague_client
):
    signatory = factories.signatory(memorandum=memorandum)
    data = opened(publisher_client, memorandum)
    Memorandum.objects.get().delete()

    typed = {f"{row_of(data, signatory)}-office_en": "typed <too>", "summary_en": "typed\nin two lines"}
    refused = save(publisher_client, memorandum, data, **typed)

    assert refused.status_code == 410
    assert "This was deleted after you opened it. Your changes were not saved." in refused.content.decode()
    assert [*table(refused).values()] == [
        {"Summary [en]": ("as it was", None, "typed\nin two lines")},
        {"Office held at the time [en]": ("-", None, "typed <too>")},
    ]
    assert "typed &lt;too&gt;" in refused.content.decode()
    assert not Memorandum.objects.exists()


def test_editor_reads_what_was_typed_into_a_draft_published_since(editor_client, publisher_client):
    draft = factories.organization(published_at=None, city_en="as it was")
    data = opened(editor_client, draft)
    draft.publish()

    refused = save(editor_client, draft, data, city_en="typed")

    assert refused.status_code == 403
    assert "you may not change public records" in refused.content.decode()
    assert [*table(refused).values()] == [{"City [en]": ("as it was", None, "typed")}]
    assert Organization.objects.get(pk=draft.pk).city_en == "as it was"


def test_form_that_was_never_open_to_somebody_is_not_shown(editor_client):
    public = factories.organization()

    assert save(editor_client, public, {"_opened": "1-1"}).status_code == 403
    assert save(editor_client, public, {}).status_code == 403


@pytest.mark.parametrize("key", ["0", "x", str(10**30), "%00"])
def test_row_that_never_was_is_shown_as_before(key, publisher_client):
    response = publisher_client.post(f"/admin/cooperation/memorandum/{key}/change/", {"_opened": "1-1"})

    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")


def test_page_is_for_one_person_alone_in_any_language(memorandum, publisher_client, colleague_client):
    data = opened(publisher_client, memorandum)
    submit(colleague_client, admin_url_of(memorandum), summary_en="of the colleague")

    refused = publisher_client.post(f"/ja{admin_url_of(memorandum)}", {**data, "summary_en": "typed"})

    assert (refused.status_code, marked(refused)) == (409, {"summary_en"})
    assert {"no-store", "private"} <= set(refused.headers["Cache-Control"].split(", "))
    assert '<html lang="ja"' in refused.content.decode()


# At the same instant


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_instant_one_is_shown(on_disk, publisher_client, colleague_client, monkeypatch):
    memorandum = factories.memorandum()
    data = opened(publisher_client, memorandum)
    on_disk()
    both_saving = Barrier(2)
    saving = Memorandum.save

    def together(self, *args, **kwargs):
        with suppress(BrokenBarrierError):
            both_saving.wait(1)  # for the other one, which is kept out until this one is done
        return saving(self, *args, **kwargs)

    monkeypatch.setattr(Memorandum, "save", together)

    statuses = in_threads(
        lambda: save(publisher_client, memorandum, data, summary_en="of the one").status_code,
        lambda: save(colleague_client, memorandum, data, place_en="of the other").status_code,
    )
    (stored,) = in_threads(lambda: Memorandum.objects.values_list("summary_en", "place_en").get())

    assert sorted(statuses) == [302, 409]
    assert stored == (("of the one", "") if statuses[0] == 302 else ("", "of the other"))
