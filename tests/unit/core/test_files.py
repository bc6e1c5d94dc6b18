"""Files are what their content says, are made harmless, or are refused by name."""

import struct
import zipfile
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile
from pypdf import PdfWriter

from portal.core import files
from portal.core.files import BadFile, Limits, Unfit, cleaned, shown_name

LIMITS = Limits(bytes=2_000_000, pixels=4_000_000)
SECRET_PLACE = b"55.7704N"


def picture(
    kind: str, size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: object
) -> bytes:
    made = BytesIO()
    Image.new(mode, size).save(made, kind, **options)
    return made.getvalue()


def pdf() -> bytes:
    writer, made = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(made)
    return made.getvalue()


def zipped() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", b"\0" * 1_000_000)
    return made.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A few bytes that say they are a picture of so many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(name + data)
        return struct.pack("!I", len(data)) + name + data + struct.pack("!I", crc)

    head = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def refused(content: bytes) -> BadFile:
    with pytest.raises(Unfit) as caught:
        cleaned(content, LIMITS)
    return caught.value.reason


@pytest.mark.parametrize(
    ("content", "mimetype", "ending"),
    [
        (picture("PNG"), "image/png", "png"),
        (picture("PNG", mode="P"), "image/png", "png"),
        (picture("PNG", mode="RGBA"), "image/png", "png"),
        (picture("JPEG"), "image/jpeg", "jpg"),
        (picture("JPEG", mode="CMYK"), "image/jpeg", "jpg"),
        (pdf(), "application/pdf", "pdf"),
    ],
)
def test_what_we_take_is_known_by_its_content(content: bytes, mimetype: str, ending: str) -> None:
    made = cleaned(content, LIMITS)
    assert (made.mimetype, made.ending) == (mimetype, ending)
    assert cleaned(made.content, LIMITS).mimetype == mimetype


def test_half_a_picture_is_damaged_whatever_other_libraries_let_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as WeasyPrint sets it
    with pytest.raises(Unfit) as refused:
        cleaned(picture("PNG", (500, 500))[:700], LIMITS)
    assert refused.value.reason is BadFile.DAMAGED
    assert ImageFile.LOAD_TRUNCATED_IMAGES


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", BadFile.EMPTY),
        (b"%PDF-1.7" + b"x" * 2_000_000, BadFile.TOO_LARGE),
        (b"MZ\x90\0" + b"\0" * 500, BadFile.WRONG_TYPE),  # a renamed program
        (b"<html><script>alert(1)</script>", BadFile.WRONG_TYPE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", BadFile.WRONG_TYPE),
        (zipped(), BadFile.WRONG_TYPE),  # also a Word document
        (b"GIF89a" + b"\0" * 50, BadFile.WRONG_TYPE),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, BadFile.HEIC),
        (picture("PNG", (500, 500))[:700], BadFile.DAMAGED),
        (picture("JPEG", (900, 900))[:400], BadFile.DAMAGED),
        (b"\xff\xd8\xff" + b"\0" * 100, BadFile.DAMAGED),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, BadFile.DAMAGED),
        (pdf()[:-30], BadFile.DAMAGED),
        (b"%PDF-1.4 %%EOF", BadFile.DAMAGED),
        (huge_png(2500, 2000), BadFile.TOO_MANY_PIXELS),
        (huge_png(60_000, 60_000), BadFile.TOO_MANY_PIXELS),
        (pdf() + zipped(), BadFile.TWO_IN_ONE),
        (pdf() + b"<script>alert(1)</script>", BadFile.TWO_IN_ONE),
    ],
)
def test_the_rest_is_refused_and_named(content: bytes, reason: BadFile) -> None:
    assert refused(content) is reason


def test_a_zip_that_ends_as_a_pdf_is_seen() -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.comment = b"startxref\n0\n%%EOF"
        made.writestr("x", b"y")
    assert refused(b"%PDF-1.4\n" + archive.getvalue()) is BadFile.TWO_IN_ONE


def test_a_picture_keeps_nothing_but_the_picture() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at " + SECRET_PLACE.decode()
    exif.get_ifd(0x8825)[1] = "N"
    hidden = picture("JPEG", exif=exif, comment=SECRET_PLACE) + zipped()
    made = cleaned(hidden, LIMITS).content
    assert SECRET_PLACE in hidden
    assert SECRET_PLACE not in made
    assert not zipfile.is_zipfile(BytesIO(made))
    with Image.open(BytesIO(made)) as clean:
        assert not clean.getexif()
        assert "comment" not in clean.info


def test_a_text_in_a_png_is_gone() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Where", SECRET_PLACE.decode())
    made = cleaned(picture("PNG", pnginfo=info), LIMITS).content
    assert SECRET_PLACE not in made


def test_a_picture_is_turned_upright_and_made_no_larger_than_a_letter_needs() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    with Image.open(BytesIO(cleaned(picture("JPEG", (60, 40), exif=exif), LIMITS).content)) as one:
        assert one.size == (40, 60)
    long = cleaned(picture("PNG", (files.LONGEST_SIDE * 2, 100)), LIMITS).content
    with Image.open(BytesIO(long)) as two:
        assert max(two.size) == files.LONGEST_SIDE


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"])
)
def test_no_bytes_break_it(tail: bytes, head: bytes) -> None:
    with suppress(Unfit):
        cleaned(head + tail, LIMITS)


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("brev.pdf", "brev.pdf"),
        ("virus.pdf.exe", "virus.pdf.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Anna\\mit brev.docx", "mit brev.pdf"),
        ("010190-1234.pdf", "010190-****.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie: x=1.pdf"),
        ("gnp.\u202efdp.exe", "gnp.fdp.pdf"),
        ("", "fil.pdf"),
        (None, "fil.pdf"),
        ("...", "fil.pdf"),
        ("æ" * 300 + ".pdf", "æ" * files.LONGEST_NAME + ".pdf"),
    ],
)
def test_a_name_is_shown_without_harm(given_name: str | None, shown: str) -> None:
    assert shown_name(given_name, "pdf", "fil") == shown
