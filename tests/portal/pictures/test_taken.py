"""Which files are taken as pictures, and what is kept of them."""

import re
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.fields.pictures import MAX_SIDE, Picture, served_widths
from tests.portal.pictures.corpus import (
    HIDING,
    MODES,
    REFUSED,
    SECRET,
    TRANSPARENT,
    exif,
    profile,
    saved,
    scene,
)

RED, BLUE, GREEN = (255, 0, 0), (0, 0, 255), (0, 255, 0)
OWN_NAME = r"[0-9a-f]{32}-%dx%d\.%s"


def picture_of(content: bytes, name="synthetic.png") -> Picture:
    return Picture(SimpleUploadedFile(name, content, "image/png"))


def files_in(picture: Picture) -> dict[str, bytes]:
    return {picture.own_name: picture.open().read(), **picture.sizes}


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def near(colour, other) -> bool:
    return all(abs(one - two) < 40 for one, two in zip(colour, other, strict=False))


@pytest.mark.parametrize("name", REFUSED)
def test_file_is_refused_with_what_is_wrong(name):
    content, message = REFUSED[name]

    with pytest.raises(ValidationError) as caught:
        picture_of(content)

    assert caught.value.messages == [message]


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
@pytest.mark.parametrize("name", HIDING)
def test_only_the_picture_is_kept(name):
    assert SECRET in HIDING[name] or name.startswith(("a PNG with", "a see-through"))  # texts may be packed

    picture = picture_of(HIDING[name])

    for content in files_in(picture).values():
        assert SECRET not in content
        with opened(content) as kept:
            kept.load()
            assert {
                "exif",
                "xmp",
                "comment",
                "icc_profile",
                "photoshop",
                "Comment",
            } & kept.info.keys() == set()
            assert dict(kept.getexif()) == {}
            assert near(kept.convert("RGB").getpixel((1, 1)), RED)


@pytest.mark.parametrize("name", MODES)
def test_every_kind_of_opaque_picture_becomes_a_jpeg(name):
    picture = picture_of(MODES[name])

    with opened(MODES[name]) as before, opened(picture.open().read()) as kept:
        scale = min(1, MAX_SIDE / max(before.size))
        assert (kept.format, kept.mode) == ("JPEG", "RGB")
        assert kept.size == tuple(max(1, round(side * scale)) for side in before.size)
        assert re.fullmatch(OWN_NAME % (*kept.size, "jpg"), picture.own_name)


@pytest.mark.parametrize("name", TRANSPARENT)
def test_what_one_sees_through_stays_so(name):
    picture = picture_of(TRANSPARENT[name])

    assert re.fullmatch(OWN_NAME % (60, 40, "png"), picture.own_name)
    assert picture.sizes.keys() == {".60.avif", ".60.png"}
    for content in files_in(picture).values():
        with opened(content) as kept:
            left, right = (kept.convert("RGBA").getpixel((x, 30)) for x in (5, 55))
            assert right[3] == 0
            assert left[3] == (0 if name == "one colour" else 255)


def test_deep_grey_keeps_its_shade():
    with opened(picture_of(MODES["a deep grey PNG"]).open().read()) as kept:
        assert near(kept.getpixel((30, 20)), (156, 156, 156))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_is_turned_as_the_camera_was_held(kind, orientation):
    """Red is where it is seen by whoever looks at the upload: the corner that the orientation names."""
    corner = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}

    picture = picture_of(saved(scene(), kind, exif=exif(orientation)))

    for content in files_in(picture).values():
        with opened(content) as kept:
            width, height = kept.size
            places = {(x, y): (1 + x * (width - 3), 1 + y * (height - 3)) for x in (0, 1) for y in (0, 1)}
            colours = {at: kept.convert("RGB").getpixel(place) for at, place in places.items()}
            assert [at for at, colour in colours.items() if near(colour, RED)] == [corner[orientation]]
            assert kept.size == ((40, 60) if orientation > 4 else (60, 40))


def test_colours_are_shown_in_srgb():
    picture = picture_of(saved(scene(), "PNG", icc_profile=profile(swapped=True)))

    for content in files_in(picture).values():
        with opened(content) as kept:
            assert near(kept.convert("RGB").getpixel((1, 1)), GREEN)


def test_transparency_survives_a_profile():
    picture = picture_of(saved(scene("RGBA"), "PNG", icc_profile=profile(swapped=True)))

    with opened(picture.open().read()) as kept:
        assert kept.getpixel((1, 1))[3] == 255
        assert near(kept.getpixel((1, 1)), GREEN)
        assert kept.getpixel((55, 5))[3] == 0


@pytest.mark.parametrize(
    ("size", "kept", "widths"),
    [
        ((300, 200), (300, 200), [300]),
        ((480, 10), (480, 10), [480]),
        ((1000, 500), (1000, 500), [480, 960, 1000]),
        ((1600, 100), (1600, 100), [480, 960, 1600]),
        ((4000, 2000), (2560, 1280), [480, 960, 1600]),
        ((2000, 4000), (1280, 2560), [480, 960, 1280]),
    ],
)
def test_picture_is_kept_in_few_sizes(size, kept, widths):
    picture = picture_of(saved(scene(size=size), "JPEG"))

    assert re.fullmatch(OWN_NAME % (*kept, "jpg"), picture.own_name)
    assert served_widths(kept[0]) == widths
    found = {}
    for suffix, content in picture.sizes.items():
        with opened(content) as one:
            found[suffix] = (one.format, one.size)
    assert found == {
        f".{width}.{kind}": (kind.replace("jpg", "jpeg").upper(), (width, round(width * kept[1] / kept[0])))
        for width in widths
        for kind in ("avif", "jpg")
    }
