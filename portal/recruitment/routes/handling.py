"""What a consultant does with an enquiry besides answering: pause, explain, leave out, close."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.recruitment.routes.request_page import act
from portal.recruitment.service import assigning, dialogue, ending, handling, pausing, record

blueprint = Blueprint("recruitment_handling", __name__)


def _done(
    request_id: int, name: str, service: Callable[..., object], said: str, *fields: str
) -> str | Response:
    """Do with an enquiry what the form of that name says, its fields going in by their names."""

    def deed(form: Any) -> None:
        typed = {field: form[field].data for field in fields}
        service(db.session, request_id, **typed, actor=actor(), now=clock.now())

    return act(request_id, name, deed, lambda: said)


@blueprint.post("/<int:request_id>/saet-paa-pause")
@staff(policy.ANSWER_ENQUIRIES)
def pause(request_id: int) -> str | Response:
    """Stop the candidate clock, with a reason that the business sees."""
    return _done(
        request_id,
        "pause",
        pausing.pause,
        _("The time is paused. The business reads why."),
        "code",
        "text",
    )


@blueprint.post("/<int:request_id>/genoptag")
@staff(policy.ANSWER_ENQUIRIES)
def resume(request_id: int) -> str | Response:
    """Let the candidate clock run on."""
    return _done(request_id, "resume", pausing.resume, _("The time runs again."))


@blueprint.post("/<int:request_id>/aarsag")
@staff(policy.ANSWER_ENQUIRIES)
def cause(request_id: int) -> str | Response:
    """Say why a promise was not kept."""
    return _done(
        request_id, "cause", ending.say_why, _("The cause is written down."), "key", "code", "text"
    )


@blueprint.post("/<int:request_id>/ingen-henvendelse")
@staff(policy.ANSWER_ENQUIRIES)
def spam(request_id: int) -> str | Response:
    """Say that it is no enquiry."""
    return _done(request_id, "spam", ending.mark_spam, _left_out(), "text")


@blueprint.post("/<int:request_id>/gentagelse")
@staff(policy.ANSWER_ENQUIRIES)
def duplicate(request_id: int) -> str | Response:
    """Say which enquiry it repeats."""

    def deed(form: Any) -> None:
        ending.mark_duplicate(
            db.session,
            request_id,
            form.original.data,
            text=form.text.data,
            actor=actor(),
            now=clock.now(),
        )

    return act(request_id, "duplicate", deed, _left_out)


def _left_out() -> str:
    return str(_("The enquiry is left out of the figures, which say so."))


@blueprint.post("/<int:request_id>/giv-videre")
@staff(policy.ANSWER_ENQUIRIES)
def hand_over(request_id: int) -> str | Response:
    """Give it to a colleague, with a note."""

    def deed(form: Any) -> None:
        assigning.hand_over(
            db.session,
            request_id,
            form.staff.data,
            note=form.note.data,
            keep=form.keep.data,
            actor=actor(),
            now=clock.now(),
        )

    def said() -> str:
        return str(_("Your colleague has the enquiry now, and the business is told."))

    return act(request_id, "hand-over", deed, said)


@blueprint.post("/<int:request_id>/opkald")
@staff(policy.ANSWER_ENQUIRIES)
def call(request_id: int) -> str | Response:
    """Write down a call."""
    return _done(
        request_id,
        "call",
        dialogue.note_call,
        _("The call is written down."),
        "text",
        "reached",
        "internal",
    )


@blueprint.post("/<int:request_id>/naeste-skridt")
@staff(policy.ANSWER_ENQUIRIES)
def next_step(request_id: int) -> str | Response:
    """Say what happens next and by when."""
    return _done(
        request_id,
        "step",
        dialogue.agree_next_step,
        _("The business sees what happens next."),
        "text",
        "on_day",
    )


@blueprint.post("/<int:request_id>/ordvalg")
@staff(policy.ANSWER_ENQUIRIES)
def wording(request_id: int) -> str | Response:
    """Decide about words that may discriminate."""
    return _done(
        request_id,
        "wording",
        handling.decide_wording,
        _("Your decision is written down."),
        "code",
        "text",
    )


@blueprint.post("/<int:request_id>/kom-tidligere")
@staff(policy.ANSWER_ENQUIRIES)
def move_back(request_id: int) -> str | Response:
    """Say that it came earlier than is written down."""

    def deed(form: Any) -> None:
        record.move_back(
            db.session,
            request_id,
            clock.at_local(form.day.data, form.wall()),
            why=form.why.data,
            actor=actor(),
            now=clock.now(),
        )

    return act(request_id, "moved", deed, lambda: _("The clocks run from the earlier moment."))


@blueprint.post("/<int:request_id>/luk")
@staff(policy.ANSWER_ENQUIRIES)
def close(request_id: int) -> str | Response:
    """End the work on an enquiry."""
    return _done(request_id, "close", ending.close, _("The enquiry is closed."), "text")
