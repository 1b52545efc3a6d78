"""Files that somebody might upload as a picture, made here: what is none, and what hides more than one."""

import struct
import zlib
from io import BytesIO
from zipfile import ZipFile

from PIL import Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo

from portal.fields.pictures import MAX_BYTES, MAX_PIXELS

SECRET = b"SyntheticSecret"  # hidden in a file; nothing of it may be kept
TEXT = SECRET.decode()

NO_PICTURE = (
    "Whatever its name, this file is not a JPEG, PNG or WebP picture: open it in a "
    "picture editor and save it in one of these formats."
)
DAMAGED = "The picture is damaged or incomplete: save it again from the original, then upload it again."
TOO_LARGE = "The file is larger than 10 MiB: reduce the size of the picture first."
TOO_MANY_PIXELS = "The picture has more than 25 million pixels: reduce its size first."
ANIMATED = "The picture is animated: save one frame as a still picture."


def scene(mode="RGB", size=(60, 40)) -> Image.Image:
    """Red in the upper left corner, blue elsewhere; where `mode` allows, one sees through the right half."""
    picture = Image.new("RGBA", size, "blue")
    width, height = size
    ImageDraw.Draw(picture).rectangle((0, 0, width // 2 - 1, height // 2 - 1), "red")
    if mode in {"RGBA", "LA"}:
        ImageDraw.Draw(picture).rectangle((width // 2, 0, width, height), (0, 0, 255, 0))
    return picture.convert(mode)


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    content = BytesIO()
    picture.save(content, kind, **options)
    return content.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    """A piece of a PNG file."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, *more: bytes, rows: bytes = b"") -> bytes:
    """A grey PNG of a size that is said, not there, with further chunks before its rows."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"".join(
        [b"\x89PNG\r\n\x1a\n", header, *more, chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    )


def jpeg_said_to_be(width: int, height: int) -> bytes:
    content = bytearray(saved(scene(), "JPEG"))
    place = content.index(b"\xff\xc0") + 5
    content[place : place + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def webp_said_to_be(width: int, height: int) -> bytes:
    still = saved(scene(), "WEBP")[12:]
    canvas = b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", len(canvas)) + canvas + still
    return b"RIFF" + struct.pack("<I", len(body)) + body


def frames(kind: str) -> bytes:
    return saved(scene(), kind, save_all=True, append_images=[scene().rotate(180)], duration=100)


def archive() -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as file:
        file.writestr("synthetic.txt", TEXT)
    return content.getvalue()


def profile(*, swapped=False) -> bytes:
    """A colour profile; `swapped` is one in which red is called green."""
    content = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if swapped:
        table = content[:128] + content[128:].replace(b"rXYZ", b"----", 1).replace(b"gXYZ", b"rXYZ", 1)
        content = table.replace(b"----", b"gXYZ", 1)
    return content


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone notes: how it was held, and where."""
    noted = Image.Exif()
    noted[0x0112] = orientation
    noted[0x010E] = noted[0x013B] = TEXT
    noted[0x8825] = {1: "N", 2: (35.0, 41.0, 22.0), 3: "E", 4: (139.0, 41.0, 30.0), 29: TEXT}
    return noted


def noted(text: str) -> PngInfo:
    info = PngInfo()
    info.add_text("Comment", text)
    info.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{text}</x:xmpmeta>")
    info.add_text("Description", text, zip=True)
    return info


WHOLE = {kind: saved(Image.effect_noise((200, 200), 80), kind) for kind in ("JPEG", "PNG", "WEBP")}

REFUSED = {
    "an SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", NO_PICTURE),
    "an SVG with a byte order mark": (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", NO_PICTURE),
    "PostScript": (saved(scene(), "EPS"), NO_PICTURE),
    "a GIF": (saved(scene(), "GIF"), NO_PICTURE),
    "a GIF that is a script too": (b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)", NO_PICTURE),
    "a TIFF": (saved(scene(), "TIFF"), NO_PICTURE),
    "a BMP": (saved(scene(), "BMP"), NO_PICTURE),
    "an AVIF": (saved(scene(), "AVIF"), NO_PICTURE),
    "a HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + b"\0" * 50, NO_PICTURE),
    "a PDF": (saved(scene(), "PDF"), NO_PICTURE),
    "an archive": (archive(), NO_PICTURE),
    "a page": (b"<!doctype html><script>alert(1)</script>", NO_PICTURE),
    "another RIFF": (b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 30, NO_PICTURE),
    "one byte": (b"\xff", NO_PICTURE),
    "a JPEG's first bytes": (b"\xff\xd8\xff", DAMAGED),
    "a PNG's first bytes": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, DAMAGED),
    "a PNG without rows": (png(20, 20), DAMAGED),
    "a PNG with a wrong checksum": (WHOLE["PNG"].replace(b"IHDR", b"IHDS"), DAMAGED),
    "a WebP's first bytes": (b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 30, DAMAGED),
    "half a JPEG": (WHOLE["JPEG"][: len(WHOLE["JPEG"]) // 2], DAMAGED),
    "half a PNG": (WHOLE["PNG"][: len(WHOLE["PNG"]) // 2], DAMAGED),
    "half a WebP": (WHOLE["WEBP"][: len(WHOLE["WEBP"]) // 2], DAMAGED),
    "a text of 100 MB in a PNG": (
        png(1, 1, chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 10**8)), rows=b"\0\0"),
        DAMAGED,
    ),
    "11 MiB": (WHOLE["PNG"] + b"\0" * 11 * 2**20, TOO_LARGE),
    "a byte too many": (WHOLE["JPEG"].ljust(MAX_BYTES + 1, b"\0"), TOO_LARGE),
    "a row too many": (png(5000, MAX_PIXELS // 5000 + 1), TOO_MANY_PIXELS),
    "a PNG of 100 million pixels": (png(10_000, 10_000), TOO_MANY_PIXELS),
    "a PNG of 400 million pixels": (
        png(20_000, 20_000, rows=(b"\0" * 20_001) * 2_000),
        TOO_MANY_PIXELS,
    ),
    "a PNG of 2^62 pixels": (png(2**31 - 1, 2**31 - 1), TOO_MANY_PIXELS),
    "a JPEG of 4 thousand million pixels": (jpeg_said_to_be(65_500, 65_500), TOO_MANY_PIXELS),
    "a WebP of 268 million pixels": (webp_said_to_be(16_384, 16_384), TOO_MANY_PIXELS),
    "an animated PNG": (frames("PNG"), ANIMATED),
    "an animated WebP": (frames("WEBP"), ANIMATED),
}

HIDING = {
    "a JPEG and an archive": saved(scene(), "JPEG") + archive(),
    "a JPEG and a page": saved(scene(), "JPEG") + b"<html><script>alert('" + SECRET + b"')</script>",
    "a JPEG and a script": saved(scene(), "JPEG", comment=b"*/=1;alert('" + SECRET + b"');/*"),
    "a PNG and an archive": saved(scene(), "PNG") + archive(),
    "a PNG and PHP": saved(scene(), "PNG") + b"<?php " + SECRET,
    "a WebP and an archive": saved(scene(), "WEBP") + archive(),
    "a JPEG with a place": saved(scene(), "JPEG", exif=exif()),
    "a PNG with a place": saved(scene(), "PNG", exif=exif(), pnginfo=noted(TEXT)),
    "a WebP with a place": saved(scene(), "WEBP", exif=exif(), xmp=SECRET),
    "a JPEG with XMP": saved(scene(), "JPEG", xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"),
    "a JPEG with a profile": saved(scene(), "JPEG", icc_profile=profile() + SECRET),
    "a JPEG with a broken profile": saved(scene(), "JPEG", icc_profile=SECRET * 20),
    "a JPEG with broken EXIF": saved(scene(), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + SECRET),
    "a phone's several pictures": saved(
        scene(), "MPO", save_all=True, append_images=[scene()], comment=SECRET
    ),
    "a see-through PNG with a text": saved(scene("RGBA"), "PNG", pnginfo=noted(TEXT)),
}

MODES = {
    "a grey JPEG": saved(scene("L"), "JPEG"),
    "a JPEG for print": saved(scene("CMYK"), "JPEG"),
    "a JPEG that is drawn in steps": saved(scene(), "JPEG", progressive=True),
    "a PNG of two colours": saved(scene("1"), "PNG"),
    "a PNG with a palette": saved(scene("P"), "PNG"),
    "a deep grey PNG": saved(Image.new("I;16", (60, 40), 40_000), "PNG"),
    "a PNG that is opaque though it need not be": saved(scene().convert("RGBA"), "PNG"),
    "a lossless WebP": saved(scene(), "WEBP", lossless=True),
    "one pixel": saved(scene().resize((1, 1)), "PNG"),
    "a line": saved(Image.new("L", (60_000, 1)), "PNG"),
    "a standing line": saved(Image.new("L", (1, 60_000)), "PNG"),
}

TRANSPARENT = {
    "RGBA": saved(scene("RGBA"), "PNG"),
    "grey with alpha": saved(scene("LA"), "PNG"),
    "a palette": saved(scene("RGBA").quantize(), "PNG"),
    "one colour": saved(scene(), "PNG", transparency=(0, 0, 255)),
    "WebP": saved(scene("RGBA"), "WEBP", lossless=True),
}


def largest(mode: str, kind: str, **options) -> bytes:
    """As many pixels as are taken."""
    return saved(Image.linear_gradient("L").resize((5000, MAX_PIXELS // 5000)).convert(mode), kind, **options)


def heaviest() -> dict[str, bytes]:
    """What takes most memory and time to read, within the bounds."""
    shade = Image.linear_gradient("L").resize((5000, MAX_PIXELS // 5000))
    see_through = Image.merge("RGBA", [shade, shade, shade, Image.new("L", shade.size, 128)])
    return {
        "JPEG in steps": largest("RGB", "JPEG", progressive=True, subsampling=0),
        "JPEG for print": largest("CMYK", "JPEG", progressive=True, subsampling=0),
        "see-through PNG": saved(see_through, "PNG", compress_level=1),
        "PNG with a palette": largest("P", "PNG", transparency=b"\0\x80" * 128),
        "grey PNG with alpha": saved(see_through.convert("LA"), "PNG", compress_level=1),
        "deep PNG": saved(Image.new("I;16", (5000, MAX_PIXELS // 5000), 40_000), "PNG"),
        "WebP": largest("RGB", "WEBP", quality=50, method=0),
        "see-through WebP": saved(see_through, "WEBP", quality=50, method=0),
        "a line": saved(Image.new("RGB", (MAX_PIXELS, 1)), "PNG"),
    }
