"""A CV as a file in each of the three formats, in a language."""

from collections.abc import Callable
from pathlib import Path

from flask import render_template
from flask_babel import gettext as _

from portal.core import i18n, pdf
from portal.cv import words
from portal.cv.rules import json_resume, plain_text
from portal.cv.rules.document import Document, Person

LAYOUT = Path(__file__).with_name("pdf.css")


def as_text(document: Document, person: Person) -> bytes:
    """Plain text in the language of the page, which the portal can read again."""
    headings = {name: str(text) for name, text in words.DOCUMENT.items()}
    return plain_text.write(document, person, headings, _("now")).encode()


def as_json_resume(document: Document, person: Person) -> bytes:
    """JSON Resume 1.0.0."""
    return json_resume.write(document, person).encode()


def as_pdf(document: Document, person: Person) -> bytes:
    """A tagged PDF in the language of the page.

    Raises:
        PdfUnavailable: when this machine can't make one.
    """
    html = render_template(
        "cv/pdf.html",
        cv=document,
        person=person,
        levels=words.LEVELS,
        names=words.DOCUMENT,
        lang=i18n.current(),
    )
    return pdf.render(html, LAYOUT.read_text(encoding="utf-8"))


FORMATS: dict[str, tuple[Callable[[Document, Person], bytes], str, str]] = {
    "pdf": (as_pdf, "application/pdf", "pdf"),
    "jsonresume": (as_json_resume, "application/json", "json"),
    "text": (as_text, "text/plain; charset=utf-8", "txt"),
}
"""How each format is made, its type, and how its files end."""
