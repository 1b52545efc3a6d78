"""A picture is public with what it belongs to, and served as what it is."""

import re
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from portal.fields.pictures import files_of
from tests import factories
from tests.drafts.conftest import tomorrow

pytestmark = pytest.mark.django_db


def png() -> bytes:
    content = BytesIO()
    Image.new("RGB", (2, 2), "red").save(content, "PNG")
    return content.getvalue()


@pytest.fixture
def stored():
    """Store a tiny picture under a name; forget it after the test."""
    names = []

    def store(name):
        names.append(default_storage.save(name, BytesIO(png())))
        return names[-1]

    yield store
    for name in names:
        default_storage.delete(name)


def media(client, name):
    response = client.get(reverse("media", args=[name]))
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return response, content


@pytest.mark.parametrize("published_at", [None, tomorrow()], ids=["draft", "scheduled"])
def test_picture_of_a_draft_is_for_staff(
    stored, published_at, client, visitor, desk_without_rights, editor_client, publisher_client
):
    name = stored("photos/synthetic-draft.png")
    factories.photo(edition=factories.edition(published_at=published_at), image=name)

    for outsider in (client, visitor, desk_without_rights):
        response, content = media(outsider, name)
        assert response.status_code == 404
        assert content != png()
    for insider in (editor_client, publisher_client):
        response, content = media(insider, name)
        assert response.status_code == 200
        assert response["Content-Type"] == "image/png"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response["Cache-Control"]
        assert content == png()


def test_logo_of_a_draft_is_for_staff(stored, client, editor_client):
    name = stored("logos/synthetic-draft.png")
    organization = factories.organization(published_at=None, logo=name)

    hidden, _content = media(client, name)
    seen, content = media(editor_client, name)
    organization.publish()
    public, _content = media(client, name)

    assert (hidden.status_code, seen.status_code, public.status_code) == (404, 200, 200)
    assert content == png()


def test_picture_of_a_public_record_is_served_as_what_it_is(stored, client):
    name = stored("photos/synthetic-public.png")
    factories.photo(forum=factories.forum(), image=name)

    response, content = media(client, name)

    assert response.status_code == 200
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response
    assert content == png()


def test_picture_goes_with_its_edition(stored, client):
    name = stored("photos/synthetic-both.png")
    edition = factories.edition()
    factories.photo(edition=edition, image=name)

    edition.unpublish()

    assert media(client, name)[0].status_code == 404


def test_file_that_no_record_names_is_not_served(stored, client, editor_client):
    name = stored("photos/synthetic-orphan.png")

    assert media(client, name)[0].status_code == 404
    assert media(editor_client, name)[0].status_code == 404


def test_picture_whose_file_is_lost_is_not_found(client):
    factories.photo(forum=factories.forum(), image="photos/synthetic-lost.png")

    assert media(client, "photos/synthetic-lost.png")[0].status_code == 404


def test_every_size_of_a_picture_goes_with_its_owner(client, editor_client):
    content = BytesIO()
    Image.new("RGB", (1000, 500)).save(content, "JPEG")
    forum = factories.forum(published_at=None)
    photo = factories.photo(forum=forum, image=SimpleUploadedFile("synthetic.jpg", content.getvalue()))
    types = {"avif": "image/avif", "jpg": "image/jpeg"}
    names = files_of(photo.image.name)
    assert len(names) == 7

    for name in names:
        assert media(client, name)[0].status_code == 404
        seen, content = media(editor_client, name)
        assert (seen.status_code, seen["Content-Type"]) == (200, types[name.rsplit(".")[-1]])
        assert Image.open(BytesIO(content)).width == int(re.findall(r"\.(\d+)\.|$", name)[0] or 1000)
    forum.publish()
    for name in names:
        assert media(client, name)[0].status_code == 200


def test_size_that_was_not_made_is_not_asked_for(client):
    photo = factories.photo(forum=factories.forum(), image=f"photos/{'0' * 32}-1000x500.jpg")
    stray = default_storage.save(f"{photo.image.name}.500.jpg", BytesIO(png()))

    assert media(client, stray)[0].status_code == 404
    default_storage.delete(stray)


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
def test_kind_that_the_machine_may_not_know_is_named(kind, stored, client):
    name = stored(f"photos/synthetic.{kind.lower()}")
    factories.photo(forum=factories.forum(), image=name)

    assert media(client, name)[0]["Content-Type"] == f"image/{kind.lower()}"
