"""A signed link shows one draft to somebody without an account, for a while, and nothing else."""

import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from portal.publishing.preview import Preview
from tests import factories
from tests.admin.conftest import on_the_desk
from tests.drafts.conftest import CANARY, LANGUAGES, WITH_PAGE, hidden, tomorrow
from tests.markup import tight

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafts():
    """Two drafts, of which one follows up the other."""
    shown, other = (
        factories.memorandum(slug=slug, title_en=f"Synthetic {slug}", published_at=None)
        for slug in ("shown", "other")
    )
    factories.related_document(memorandum=shown, earlier=other)
    return shown, other


@pytest.mark.parametrize("published_at", [None, tomorrow()], ids=["draft", "scheduled"])
@pytest.mark.parametrize("model", WITH_PAGE, ids=lambda model: model._meta.model_name)
def test_link_shows_a_draft_in_every_language(model, published_at, near, client):
    row = hidden(near, model, published_at=published_at)

    for language in LANGUAGES:
        with translation.override(language):
            address = Preview.address(row)
        response = client.get(address)
        assert response.status_code == 200
        assert CANARY in response.content.decode()
        assert response.headers["Cache-Control"] == "no-store, private"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert "Set-Cookie" not in response.headers
        assert client.get(urlsplit(address).path).status_code == 404


def test_link_shows_what_is_part_of_the_record(client):
    document = factories.memorandum(published_at=None)
    factories.signatory(
        memorandum=document,
        organization=factories.organization(name_en="Synthetic Signatory"),
        person=factories.person(name_en="Synthetic Chair"),
    )
    forum = factories.forum(published_at=None)
    factories.appearance(forum=forum, person=factories.person(name_en="Synthetic Guest"))

    signed, met = (client.get(Preview.address(row)).content.decode() for row in (document, forum))

    assert ("Synthetic Signatory" in signed, "Synthetic Chair" in signed) == (True, True)
    assert "Synthetic Guest" in met


def test_link_shows_no_other_draft(drafts, client):
    shown, _other = drafts
    nobody = factories.organization(name_en="Synthetic Unknown", published_at=None)
    factories.signatory(memorandum=shown, organization=nobody)

    body = client.get(Preview.address(shown)).content.decode()

    assert "Synthetic shown" in body
    assert "Synthetic other" not in body
    assert "Synthetic Unknown" not in body


def test_link_opens_no_other_page(drafts, client):
    shown, other = drafts
    public = factories.memorandum()
    token = Preview.address(shown).partition("?")[2]

    for row in (other, public, factories.organization(pk=shown.pk, published_at=None)):
        assert client.get(f"{row.get_absolute_url()}?{token}").status_code == 404
    assert client.get(f"/memoranda.json?{token}").status_code == 400
    assert CANARY not in client.get("/memoranda/").content.decode()


def jpeg(name="synthetic.jpg"):
    content = BytesIO()
    Image.new("RGB", (1000, 500)).save(content, "JPEG")
    return SimpleUploadedFile(name, content.getvalue())


def pictures_on(body):
    """Every address of a picture on a page, of each of its sizes."""
    images = "".join(re.findall("<picture>.*?</picture>", tight(body)))
    return sorted(set(re.findall(r"/media/[^ \",]+", images)))


@pytest.mark.parametrize("published_at", [None, tomorrow()], ids=["draft", "scheduled"])
@pytest.mark.parametrize("kind", ["forum", "edition", "organization"])
def test_link_shows_the_pictures_of_its_record(kind, published_at, client, publisher_client):
    if kind == "organization":
        row = factories.organization(published_at=published_at, logo=jpeg())
    else:
        row = getattr(factories, kind)(published_at=published_at)
        factories.photo(**{kind: row}, image=jpeg())

    for bearer in (client, publisher_client):
        addresses = pictures_on(bearer.get(Preview.address(row)).content.decode())
        assert len(addresses) == 7
        for address in addresses:
            response = bearer.get(address)
            assert response.status_code == 200
            assert response.headers["Cache-Control"] == "no-store, private"
            assert response.headers["X-Robots-Tag"] == "noindex"
            assert b"".join(response)
            assert client.get(urlsplit(address).path).status_code == 404


def test_link_shows_no_picture_of_another_draft(client):
    shown, other = (factories.forum(published_at=None) for _each in range(2))
    photos = [factories.photo(forum=forum, image=jpeg()) for forum in (shown, other)]
    organization = factories.organization(published_at=None, logo=jpeg())
    query = Preview.address(shown).partition("?")[2]

    statuses = [
        client.get(f"{picture.url}?{query}").status_code
        for picture in (*(photo.image for photo in photos), organization.logo)
    ]

    assert statuses == [200, 404, 404]


def test_picture_ends_with_its_link(client, monkeypatch):
    forum = factories.forum(published_at=None)
    factories.photo(forum=forum, image=jpeg())
    (first, *_others) = pictures_on(client.get(Preview.address(forum)).content.decode())

    answers = [client.get(address).status_code for address in (first, first[:-1], f"{first}x")]
    monkeypatch.setattr(Preview, "LASTS", timedelta(0))

    assert answers == [200, 404, 404]
    assert client.get(first).status_code == 404


def test_picture_of_what_is_public_is_at_its_address_alone(client):
    forum = factories.forum()
    factories.photo(forum=forum, image=jpeg())

    addresses = pictures_on(client.get(forum.get_absolute_url()).content.decode())

    assert [address for address in addresses if "?" in address] == []
    assert {client.get(address).status_code for address in addresses} == {200}


def test_link_ends(drafts, client, monkeypatch):
    address = Preview.address(drafts[0])
    assert client.get(address).status_code == 200

    monkeypatch.setattr(Preview, "LASTS", timedelta(0))

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("change", [
    lambda token: token[:-1], lambda token: token + "x", lambda token: "", lambda token: "\0",
    lambda token: token.replace(":", ":x", 1), lambda token: "x" * 5000, lambda token: "é:日本",
])  # fmt: skip
def test_link_that_was_changed_shows_nothing(change, drafts, client):
    _address, _parameter, token = Preview.address(drafts[0]).partition("preview=")

    response = client.get(drafts[0].get_absolute_url(), {"preview": change(token)})

    assert response.status_code == 404


def test_link_shows_staff_what_its_bearer_sees(drafts, publisher_client):
    body = publisher_client.get(Preview.address(drafts[0])).content.decode()

    assert "Synthetic other" not in body


def test_record_that_was_published_or_deleted_meanwhile(drafts, client):
    shown, other = drafts
    addresses = [Preview.address(row) for row in drafts]

    shown.publish()
    assert client.get(addresses[0]).status_code == 200

    shown.earlier_links.all().delete()
    other.delete()
    assert client.get(addresses[1]).status_code == 404


def test_desk_gives_the_link_of_a_draft_alone(editor_client, client):
    draft, public = factories.forum(published_at=None), factories.forum()

    html = editor_client.get(on_the_desk(draft)).content.decode()
    (address,) = re.findall(r'id="preview"[^>]* value="http://localhost:8000([^"]+)"', html)

    assert client.get(address).status_code == 200
    assert 'id="preview"' not in editor_client.get(on_the_desk(public)).content.decode()
