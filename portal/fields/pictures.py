"""Uploaded pictures: which are accepted, what is stored and served, when files are deleted."""

import mimetypes
import re
from collections.abc import Iterator
from contextlib import suppress
from copy import copy
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models, transaction
from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

MAX_BYTES = 10 * 2**20
MAX_PIXELS = 25_000_000  # a WebP picture takes 16 bytes for each while it is read
MAX_SIDE = 2560  # pixels of a side of what is kept
WIDTHS = (480, 960, 1600)  # the names of stored files follow from these: see ADR 10 before changing them

MAGIC_BYTES = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF.{4}WEBP", re.DOTALL)
FILE_NAME = re.compile(r"(?:.*/)?[0-9a-f]{32}-(?P<width>\d+)x(?P<height>\d+)\.(?P<kind>jpg|png)")
SIZE_SUFFIX = re.compile(r"\.\d+\.(avif|jpg|png)$")
ENCODERS: dict[str, dict[str, Any]] = {
    "avif": {"format": "AVIF", "quality": 60, "speed": 8, "max_threads": 1},  # 6 takes 7 times as long
    "jpg": {"format": "JPEG", "quality": 85, "progressive": True, "subsampling": "4:4:4"},
    "png": {"format": "PNG", "compress_level": 3},  # 6 takes twice as long, for no less of a photo
}

for kind in ("avif", "webp"):  # Python 3.11 knows neither by itself
    mimetypes.add_type(f"image/{kind}", f".{kind}")


def read_picture(file: File) -> Image.Image:
    """The still picture in a file: upright, in sRGB, of bounded size, without anything else in the file.

    It is transparent only if one can see through it. Raises ValidationError: what is wrong, what to do.
    """
    if file.size > MAX_BYTES:
        raise ValidationError(_("The file is larger than 10 MiB: reduce the size of the picture first."))
    file.seek(0)
    if not MAGIC_BYTES.match(file.read(16)):
        raise ValidationError(
            _(
                "Whatever its name, this file is not a JPEG, PNG or WebP picture: open it in a "
                "picture editor and save it in one of these formats."
            )
        )
    try:
        with Image.open(file, formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            # of the several pictures in a phone's JPEG the first is the photo
            if getattr(picture, "is_animated", False) and picture.format != "MPO":
                raise ValidationError(_("The picture is animated: save one frame as a still picture."))
            return normalized(picture)
    except ValidationError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(
            _("The picture has more than 25 million pixels: reduce its size first.")
        ) from error
    except Exception as error:  # Pillow raises many kinds for a broken file
        raise ValidationError(
            _("The picture is damaged or incomplete: save it again from the original, then upload it again.")
        ) from error


def normalized(picture: Image.Image) -> Image.Image:
    """The picture in a common mode, scaled down first: each further step holds a copy of it."""
    if picture.mode == "I;16":
        picture = picture.point(lambda value: value / 256).convert("L")  # which alone would cut off
    if picture.mode not in {"L", "RGB", "RGBA", "CMYK"} or "transparency" in picture.info:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    with suppress(Exception):  # broken EXIF does not say how the camera was held
        picture = ImageOps.exif_transpose(picture)
    picture = to_srgb(picture)
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
    picture.info = {}  # or encoders take comments, profiles and the like from there
    return picture


def to_srgb(picture: Image.Image) -> Image.Image:
    """The picture in sRGB, which browsers assume where no profile is given."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile := picture.info.get("icc_profile"):
        with suppress(ImageCms.PyCMSError):  # a broken profile, or one of other colours, says nothing
            converted = ImageCms.profileToProfile(
                picture, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=mode
            )
            if converted:
                return converted
    return picture.convert(mode)


def encode(picture: Image.Image, kind: str) -> bytes:
    content = BytesIO()
    picture.save(content, **ENCODERS[kind])
    return content.getvalue()


def resize(picture: Image.Image, width: int) -> Image.Image:
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3)


def served_widths(width: int) -> list[int]:
    """The widths in which a picture of this width is served."""
    return sorted({min(width, size) for size in WIDTHS})


def parse_file_name(name: str) -> tuple[int, int, str]:
    """Width, height and kind of a picture from its file name; zeros if it was not uploaded here."""
    found = FILE_NAME.fullmatch(name)
    return (int(found["width"]), int(found["height"]), found["kind"]) if found else (0, 0, "")


def resized_files(name: str, kind: str) -> dict[int, str]:
    """The resized files of a picture of one kind, by their widths."""
    width, _height, own = parse_file_name(name)
    return {size: f"{name}.{size}.{kind}" for size in served_widths(width)} if own else {}


def files_of(name: str) -> list[str]:
    """The names of all files of a picture."""
    return [
        name,
        *resized_files(name, "avif").values(),
        *resized_files(name, parse_file_name(name)[2]).values(),
    ]


def original_name(name: str) -> str:
    """The name of the picture of which `name` is a resized file; `name` itself if it is none."""
    return SIZE_SUFFIX.sub("", name)


class Picture(ContentFile):
    """An uploaded picture as it is stored, under a new name, and in the sizes in which it is served.

    What is transparent is kept as PNG, all else as JPEG. The name holds width and height, so that a page
    knows them without reading a file or a column.
    """

    def __init__(self, file: File):
        picture = read_picture(file)
        kind = "png" if picture.mode == "RGBA" else "jpg"
        super().__init__(encode(picture, kind))
        self.own_name = f"{uuid4().hex}-{picture.width}x{picture.height}.{kind}"
        self.sizes: dict[str, bytes] = {}
        for width in served_widths(picture.width):
            smaller = resize(picture, width)
            self.sizes |= {f".{width}.{one}": encode(smaller, one) for one in ("avif", kind)}


class StoredPicture(FieldFile):
    """The stored picture of a row, with the addresses that pages print."""

    name: str
    query = ""  # what its addresses end with, where a preview shows it

    def seen_with(self, query: str) -> "StoredPicture":
        picture = copy(self)
        picture.query = query
        return picture

    def address(self, name: str) -> str:
        """The address at which whoever may see its row gets a file of it, wherever it is stored."""
        return reverse("media", args=[name]) + self.query

    @property
    def url(self) -> str:
        return self.address(self.name)

    @property
    def width(self) -> int:
        return parse_file_name(self.name)[0]

    @property
    def height(self) -> int:
        return parse_file_name(self.name)[1]

    @property
    def avif(self) -> str:
        return self.srcset("avif")

    @property
    def plain(self) -> str:
        """For browsers that know no AVIF."""
        return self.srcset(parse_file_name(self.name)[2])

    def srcset(self, kind: str) -> str:
        files = resized_files(self.name, kind)
        return ", ".join(f"{self.address(name)} {width}w" for width, name in files.items())

    @property
    def smallest(self) -> str:
        """The address of its smallest size, for a preview; of itself if it has no sizes."""
        smallest, *_others = [*resized_files(self.name, parse_file_name(self.name)[2]).values(), self.name]
        return self.address(smallest)

    def save(self, name, content, save=True):
        picture = content if isinstance(content, Picture) else Picture(content)
        super().save(picture.own_name, picture, save=False)
        for suffix, body in picture.sizes.items():
            self.storage.save(f"{self.name}{suffix}", ContentFile(body))
        if save:
            self.instance.save()

    save.alters_data = True  # type: ignore[attr-defined]


def picture_fields():
    """Every field of the portal that holds a picture."""
    for model in apps.get_models():
        yield from (field for field in model._meta.fields if isinstance(field, PictureField))


def orphaned_files() -> Iterator[str]:
    """Files that no row names: of a failed upload, or left behind by `update()` and raw SQL.

    One of the last day may be that of a row which is about to be committed.
    """
    fields, before = list(picture_fields()), timezone.now() - timedelta(days=1)
    rows = [field.model._base_manager.values_list(field.name, flat=True) for field in fields]
    named = {file for names in rows for name in names for file in files_of(name)}
    for field in fields:
        with suppress(FileNotFoundError):  # nothing was uploaded yet
            for name in field.storage.listdir(field.upload_to)[1]:
                file = f"{field.upload_to}/{name}"
                if file not in named and field.storage.get_modified_time(file) < before:
                    yield file


class PictureField(models.FileField):
    """An uploaded picture, encoded again from its pixels (`Picture`) before it is stored.

    Its files go when the row is deleted or gets another picture, once that is committed: `update()` and
    raw SQL leave them behind.
    """

    attr_class = StoredPicture

    def __init__(self, *args, **kwargs):
        kwargs.setdefault(
            "help_text",
            _(
                "JPEG, PNG or WebP, up to 10 MiB and 25 million pixels. The picture is scaled down "
                "to 2560 pixels a side, and what the camera stored with it (place, time, owner) is "
                "removed."
            ),
        )
        super().__init__(*args, **kwargs)

    def contribute_to_class(self, cls, name, *args, **kwargs):
        super().contribute_to_class(cls, name, *args, **kwargs)
        if not cls._meta.abstract:
            models.signals.pre_save.connect(self.forget_replaced, sender=cls)
            models.signals.post_delete.connect(self.forget_deleted, sender=cls)

    def formfield(self, **kwargs):
        # whatever the file was called, it gets a name of its own
        return super().formfield(**{"max_length": None, **kwargs})

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        if value and not value._committed and not isinstance(value.file, Picture):
            value.file = Picture(value.file)  # which save() stores, instead of reading it once more

    def forget_replaced(self, instance, using, update_fields=None, **kwargs):
        if update_fields is not None and self.name not in update_fields:
            return
        stored = self.model._base_manager.using(using).filter(pk=instance.pk)
        before = stored.values_list(self.name, flat=True).first() if instance.pk else ""
        file = getattr(instance, self.name)
        if before and not (file._committed and file.name == before):
            self.forget(before, using)

    def forget_deleted(self, instance, using, **kwargs):
        if name := getattr(instance, self.name).name:
            self.forget(name, using)

    def forget(self, name: str, using: str) -> None:
        """Remove the files of a picture as soon as it is certain that no row names it any more."""
        transaction.on_commit(partial(self.remove_unnamed, name, using), using=using, robust=True)

    def remove_unnamed(self, name: str, using: str) -> None:
        for field in picture_fields():
            if field.model._base_manager.using(using).filter(**{field.name: name}).exists():
                return
        for file in files_of(name):
            self.storage.delete(file)
