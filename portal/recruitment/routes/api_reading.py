"""What a program's request says, or in words why it can't be read."""

import re
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.recruitment.api_description import KEY, KEY_FORM, LARGEST_PAGE, USUAL_PAGE
from portal.recruitment.published import read_cursor
from portal.systems.problem import Problem, pointer
from portal.systems.rules.strict_json import Flaw, Unreadable, read

LARGEST_BODY = 128 * 1024
FLAWS = {
    Flaw.NOT_JSON: _l("That is no JSON."),
    Flaw.NOT_UTF8: _l("Write the JSON in UTF-8."),
    Flaw.TWICE: _l("The same name stands twice, so we can't know which you mean."),
    Flaw.NO_NUMBER: _l("A number in it is none, or larger than any of ours."),
    Flaw.TOO_DEEP: _l("It is nested deeper than any enquiry."),
    Flaw.BAD_TEXT: _l("A text holds half a character or a null, which no text can."),
}


def no_parameters(*known: str) -> None:
    """Refuse what stands in the address and means nothing: a typing error must not be lost."""
    for name in request.args:
        if name not in known:
            raise Problem(400, _("There is no parameter %(name)s.", name=name[:50]))
        if len(request.args.getlist(name)) > 1:
            raise Problem(400, _("Write the parameter %(name)s once.", name=name))


def page_wanted() -> tuple[int, int | None]:
    """How many enquiries, and before which."""
    no_parameters("limit", "cursor")
    limit = request.args.get("limit", str(USUAL_PAGE))
    if not re.fullmatch(r"[0-9]{1,3}", limit) or not 1 <= int(limit) <= LARGEST_PAGE:
        raise Problem(400, _("Write a limit from %(low)d to %(high)d.", low=1, high=LARGEST_PAGE))
    text = request.args.get("cursor")
    before = None if text is None else read_cursor(text)
    if text is not None and before is None:
        raise Problem(400, _("Send the cursor as you got it, in the field next."))
    return int(limit), before


def idempotency_key() -> str:
    """The key that makes sending twice the same as sending once."""
    key = request.headers.get(KEY)
    if key is None:
        raise Problem(
            400, _("Send a key of your own for each enquiry in the header Idempotency-Key.")
        )
    if not re.fullmatch(KEY_FORM, key, re.ASCII):
        raise Problem(
            400, _("An idempotency key has 8 to 100 letters, digits, dots, dashes or colons.")
        )
    return key


def document() -> Any:
    """The JSON that was sent. One that is too large is refused unread."""
    request.max_content_length = LARGEST_BODY
    if request.mimetype != "application/json":
        raise Problem(415, _("Send it as application/json."))
    try:
        return read(request.get_data(cache=False))
    except Unreadable as unreadable:
        where = [(pointer(unreadable.name), FLAWS[unreadable.flaw])] if unreadable.name else []
        raise Problem(400, FLAWS[unreadable.flaw], where) from None


def no_document() -> None:
    """Refuse a body where none belongs: what stands in it would be lost."""
    request.max_content_length = LARGEST_BODY
    if request.get_data(cache=False) not in (b"", b"{}"):
        raise Problem(400, _("Send no content with this."))
