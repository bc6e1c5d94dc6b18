"""A CV somebody brings, read by what it is and never by what it is called."""

from datetime import date

from portal.cv.rules import json_resume, plain_text
from portal.cv.rules.document import Document
from portal.cv.rules.reading import BadFile, Proposal, Unreadable, decoded


def read(content: bytes, today: date) -> Proposal:
    """The CV in a file, told by its content and never by its name.

    Raises:
        Unreadable: when it is no text, too large, broken, or there is nothing of a CV in it.
    """
    text = decoded(content)
    found = (
        json_resume.read(text, today)
        if text.lstrip().startswith("{")
        else plain_text.read(text, today)
    )
    if found.document == Document() and not found.left_out:
        raise Unreadable(BadFile.NOT_A_CV)
    return found
