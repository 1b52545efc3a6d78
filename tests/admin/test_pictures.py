"""Pictures in the admin: shown small, explained, refused with the reason, stored under names of their own."""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from events.models import Photo
from portal.models import Organization
from portal.roles import READER
from tests import factories
from tests.admin.conftest import admin_url_of, errors_of, submit
from tests.conftest import staff
from tests.portal.pictures.corpus import ANIMATED, DAMAGED, NO_PICTURE, REFUSED, WHOLE
from tests.portal.pictures.test_taken import OWN_NAME

FORMATS = "JPEG, PNG or WebP, up to 10 MiB and 25 million pixels."
NAMES = {
    "up and away": "../../../synthetic-evil.png",
    "up and away, from Windows": "..\\..\\synthetic-evil.png",
    "two endings": "synthetic-evil.php.png",
    "another ending": "synthetic-evil.exe",
    "no ending": "synthetic-evil",
    "written backwards": "synthetic-evil\u202egnp.exe",
    "a NUL": "synthetic-evil.php\0.png",
    "a very long one": "synthetic-evil" * 60 + ".png",
    "a hidden one": ".synthetic-evil",
    "one of a device": "CON.synthetic-evil.png",
    "another script": "synthetic-evil-写真.png",
    "markup": "<img src=x onerror=synthetic-evil()>.png",
}


def photo_form(file, **given):
    return {
        "title_en": "Synthetic forum",
        "slug": "synthetic-forum",
        "kind": "forum",
        "photos-TOTAL_FORMS": "1",
        "photos-0-slug": "synthetic-photo",
        "photos-0-image": file,
        "photos-0-alt_en": "Synthetic noise",
        "photos-0-credit": "Synthetic Agency",
        **given,
    }


@pytest.mark.parametrize("name", NAMES)
def test_name_of_the_uploaded_file_is_forgotten(name, publisher_client):
    file = SimpleUploadedFile("synthetic.png", WHOLE["PNG"], "image/png")
    file._name = NAMES[name]  # the setter would clean it, as no hostile client does

    response = submit(publisher_client, "/admin/events/forum/add/", **photo_form(file))

    assert errors_of(response) == []
    photo = Photo.objects.get()
    assert re.fullmatch("photos/" + OWN_NAME % (200, 200, "jpg"), photo.image.name)
    assert "evil" not in publisher_client.get(admin_url_of(photo.forum)).content.decode()


@pytest.mark.parametrize("name", ["an SVG", "PostScript", "half a JPEG", "an animated WebP"])
def test_editor_reads_what_is_wrong_with_a_file(name, publisher_client):
    content, message = REFUSED[name]
    file = SimpleUploadedFile("synthetic.png", content, "image/png")

    response = submit(publisher_client, "/admin/events/forum/add/", **photo_form(file))

    assert errors_of(response) == [message]
    assert message in {NO_PICTURE, DAMAGED, ANIMATED}
    assert not Photo.objects.exists()


@pytest.mark.parametrize("given", [{"photos-0-alt_en": ""}, {"photos-0-decorative": "on"}])
def test_photo_is_described_or_decorative(given, publisher_client):
    file = SimpleUploadedFile("synthetic.png", WHOLE["PNG"], "image/png")

    response = submit(publisher_client, "/admin/events/forum/add/", **photo_form(file, **given))

    assert errors_of(response) == ["Describe the picture, or mark it as decorative."]


def test_form_says_what_is_taken_and_what_the_description_is_for(publisher_client):
    body = publisher_client.get("/admin/events/forum/add/").content.decode()

    assert FORMATS in body
    assert "screen readers read it aloud" in body
    assert 'accept="image/jpeg,image/png,image/webp"' in body
    assert "picture-preview" not in body


def test_stored_picture_is_shown_small_beside_its_field(publisher_client):
    content = BytesIO()
    Image.new("RGB", (1000, 500)).save(content, "JPEG")
    forum = factories.forum()
    photo = factories.photo(forum=forum, image=SimpleUploadedFile("synthetic.jpg", content.getvalue()))
    organization = factories.organization(logo="logos/came-by-hand.png")

    bodies = [publisher_client.get(admin_url_of(row)).content.decode() for row in (forum, organization)]

    assert [re.findall(r'<img class="picture-preview" ([^>]*)>', body) for body in bodies] == [
        [f'alt="Stored picture" height="500" src="/media/{photo.image.name}.480.jpg" width="1000"'],
        ['alt="Stored picture" src="/media/logos/came-by-hand.png"'],
    ]
    assert publisher_client.get(f"/media/{photo.image.name}.480.jpg").status_code == 200


@pytest.mark.django_db
def test_reader_sees_pictures_of_a_draft_and_reads_yes_and_no():
    client = Client()
    client.force_login(staff(READER))
    logo = SimpleUploadedFile("synthetic.png", WHOLE["PNG"])
    draft = factories.organization(published_at=None, logo=logo)
    link = factories.outcome_link()
    forum = factories.photo(forum=factories.forum(), image="photos/came-by-hand.png").forum

    bodies = [client.get(admin_url_of(row)).content.decode() for row in (draft, link.outcome, forum)]

    preview = re.search(r'<img class="picture-preview" [^>]*src="([^"]*)"', bodies[0])
    assert client.get(preview[1]).status_code == 200
    assert 'src="/media/photos/came-by-hand.png"' in bodies[2]
    assert re.findall(r'<div class="readonly">(yes|no)</div>', bodies[1]) == ["no", "yes"]
    assert [body.count("icon-yes") + body.count("icon-no.svg") for body in bodies] == [0, 0, 0]


def test_logo_is_taken_away_at_the_admin(publisher_client):
    organization = factories.organization(logo="logos/came-by-hand.png")

    response = submit(publisher_client, admin_url_of(organization), **{"logo-clear": "on"})

    assert errors_of(response) == []
    assert Organization.objects.get().logo.name == ""
