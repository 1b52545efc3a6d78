"""The files of a picture come with its row, and go with it once that is certain."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from events.models import Photo
from portal.fields import pictures
from portal.fields.pictures import files_of
from tests import factories
from tests.portal.pictures.conftest import files, upload, uploaded

pytestmark = pytest.mark.django_db


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What is committed in this block has its consequences at the end of it."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_upload_makes_the_files_that_its_name_tells_of():
    photo = uploaded()

    assert re.fullmatch(r"photos/[0-9a-f]{32}-1000x500\.jpg", photo.image.name)
    assert (photo.image.width, photo.image.height) == (1000, 500)
    assert files() == {
        photo.image.name,
        *(f"{photo.image.name}.{width}.{kind}" for width in (480, 960, 1000) for kind in ("avif", "jpg")),
    }
    assert files() == set(files_of(photo.image.name))


def test_form_and_save_make_a_picture_once(monkeypatch):
    made, read = [], pictures.read_picture
    monkeypatch.setattr(pictures, "read_picture", lambda file: made.append(file) or read(file))
    photo = Photo(forum=factories.forum(), slug="synthetic", image=upload(), alt_en="Red", credit="Synthetic")

    photo.full_clean()
    photo.save()

    assert len(made) == 1
    assert files() == set(files_of(photo.image.name))


def test_no_file_is_stored_of_a_row_that_is_refused():
    photo = Photo(forum=factories.forum(), slug="synthetic", image=upload(), credit="Synthetic")

    with pytest.raises(ValidationError, match="Describe the picture"):
        photo.full_clean()

    assert files() == set()


def test_files_go_with_their_row(committed):
    photo, other = uploaded(), uploaded()

    with committed():
        photo.delete()
        assert set(files_of(photo.image.name)) <= files()

    assert files() == set(files_of(other.image.name))


def test_files_go_with_the_owner_of_their_row(committed):
    forum = factories.forum()
    uploaded(forum=forum)
    other = uploaded()

    with committed():
        forum.delete()

    assert files() == set(files_of(other.image.name))


def test_files_go_when_rows_are_deleted_together(committed):
    uploaded()
    uploaded()

    with committed():
        Photo.objects.all().delete()

    assert files() == set()


def test_replaced_files_go(committed):
    photo = uploaded()
    before = photo.image.name

    with committed():
        photo.image = upload((300, 200))
        photo.save()
        assert set(files_of(before)) <= files()

    assert photo.image.name != before
    assert files() == set(files_of(photo.image.name))


def test_picture_under_the_name_of_the_stored_one_replaces_it(committed):
    photo = uploaded()
    before = photo.image.name

    with committed():
        photo.image.save(before, ContentFile(upload((300, 200)).read()))

    assert photo.image.name != before
    assert files() == set(files_of(photo.image.name))


def test_logo_taken_away_goes(committed):
    organization = factories.organization(logo=upload())
    assert len(files("logos")) == 7

    with committed():
        organization.logo = ""
        organization.save()

    assert files("logos") == set()


def test_files_stay_when_something_else_is_saved(committed):
    photo = uploaded()

    with committed():
        photo.credit = "Synthetic Agency, corrected"
        photo.save()
        photo.image = upload()
        photo.save(update_fields=["credit"])
        Photo.objects.only("credit").get().save()

    stored = Photo.objects.get()
    assert files() == set(files_of(stored.image.name))


def test_files_stay_while_another_row_names_them(committed):
    photo = uploaded()
    same = factories.photo(image=photo.image.name)

    with committed():
        photo.delete()
    assert files() == set(files_of(same.image.name))

    with committed():
        same.delete()
    assert files() == set()


def test_picture_that_was_not_uploaded_here_goes_too(committed):
    default_storage.save("photos/synthetic-600x400.jpg", ContentFile(b"synthetic"))
    photo = factories.photo(image="photos/synthetic-600x400.jpg")

    with committed():
        photo.delete()

    assert files() == set()


def test_history_names_the_file_that_is_gone(committed):
    photo = uploaded()
    before = photo.image.name

    with committed():
        photo.image = upload()
        photo.save()

    assert [version.image for version in photo.history.all()] == [photo.image.name, before]


@pytest.mark.django_db(transaction=True)
def test_files_stay_when_the_deletion_is_taken_back():
    photo = uploaded()
    kept = files()

    with transaction.atomic():
        photo.delete()
        transaction.set_rollback(True)

    assert Photo.objects.exists()
    assert files() == kept


@pytest.mark.django_db(transaction=True)
def test_files_stay_when_the_replacement_is_taken_back():
    photo = uploaded()
    before = photo.image.name

    with transaction.atomic():
        photo.image = upload()
        photo.save()
        transaction.set_rollback(True)

    assert Photo.objects.get().image.name == before
    assert set(files_of(before)) <= files()
