"""Files that people bring: known by their content, made harmless, or refused by name.

One door for every room. A name or a type that the browser sends counts for nothing. Pictures are
drawn anew, so what hid in them is gone: the place where they were taken, a second file behind the
first. A PDF is kept as it is, and must begin and end as one.
"""

import warnings
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from portal.core.crypto import mask_cpr

if TYPE_CHECKING:
    from PIL import Image

LONGEST_NAME = 80
LONGEST_SIDE = 4096
"""Pixels: enough to read a letter that was photographed."""
QUALITY = 88
PDF_END = b"%%EOF"
APPLE_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


class BadFile(StrEnum):
    """Why a file can't be taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    HEIC = "heic"
    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too_many_pixels"
    TWO_IN_ONE = "two_in_one"


class Unfit(Exception):
    """The file can't be taken; `reason` says why."""

    def __init__(self, reason: BadFile) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Limits:
    """How large a file, and a picture, may be."""

    bytes: int
    pixels: int


@dataclass(frozen=True)
class FitFile:
    """A file that may be kept and given to others."""

    content: bytes
    mimetype: str
    ending: str


def cleaned(content: bytes, limits: Limits) -> FitFile:
    """The file as it may be kept.

    Raises:
        Unfit: when it is empty, too large, of a type we don't take, damaged, or two files in one.
    """
    if not content:
        raise Unfit(BadFile.EMPTY)
    if len(content) > limits.bytes:
        raise Unfit(BadFile.TOO_LARGE)
    if content.startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _picture(content, "PNG", "image/png", "png", limits)
    if content.startswith(b"\xff\xd8\xff"):
        return _picture(content, "JPEG", "image/jpeg", "jpg", limits)
    if content[4:8] == b"ftyp" and content[8:12] in APPLE_BRANDS:
        raise Unfit(BadFile.HEIC)
    raise Unfit(BadFile.WRONG_TYPE)


def _pdf(content: bytes) -> FitFile:
    body, end, rest = content.rpartition(PDF_END)
    if not end or b"startxref" not in body[-2048:]:
        raise Unfit(BadFile.DAMAGED)
    if rest.strip(b"\0 \t\r\n") or zipfile.is_zipfile(BytesIO(content)):
        raise Unfit(BadFile.TWO_IN_ONE)
    return FitFile(content, "application/pdf", "pdf")


def _picture(content: bytes, kind: str, mimetype: str, ending: str, limits: Limits) -> FitFile:
    from PIL import Image  # at first use: it costs ten megabytes, and most bring no picture

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we count ourselves
            with Image.open(BytesIO(content), formats=(kind,)) as opened:
                if opened.width * opened.height > limits.pixels:
                    raise Unfit(BadFile.TOO_MANY_PIXELS)
                _load_whole(opened)
                picture = _bare(opened, kind)
    except Unfit:
        raise
    except Image.DecompressionBombError:
        raise Unfit(BadFile.TOO_MANY_PIXELS) from None
    except Exception:  # decoders break in many ways, and each means the same to the sender
        raise Unfit(BadFile.DAMAGED) from None
    made = BytesIO()
    picture.save(made, kind, **({"quality": QUALITY} if kind == "JPEG" else {}))
    return FitFile(made.getvalue(), mimetype, ending)


def _load_whole(opened: "Image.Image") -> None:
    """Read the picture to its end, or fail, also where the maker of PDFs has let half ones pass."""
    from PIL import ImageFile

    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        opened.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient


def _bare(opened: "Image.Image", kind: str) -> "Image.Image":
    """The picture alone, upright, without what the camera wrote beside it."""
    from PIL import Image, ImageOps

    upright = ImageOps.exif_transpose(opened)
    modes = ("L", "RGB") if kind == "JPEG" else ("1", "L", "LA", "RGB", "RGBA")
    if upright.mode not in modes:
        upright = upright.convert("RGB" if kind == "JPEG" else "RGBA")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(upright.mode, upright.size)
    bare.paste(upright)
    return bare


def shown_name(given: str | None, ending: str, otherwise: str) -> str:
    """A name to show and to save under: no path, no CPR number, and the ending that is true."""
    kept = "".join(c for c in (given or "").replace("\\", "/") if c.isprintable())
    stem = mask_cpr(PurePosixPath(kept).stem).strip(" .")[:LONGEST_NAME]
    return f"{stem or otherwise}.{ending}"
