"""What a consultant does with an enquiry besides answering: pause, explain, leave out, close."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.recruitment.routes.request_page import act
from portal.recruitment.service import assigning, dialogue, ending, entrance, handling, pausing

blueprint = Blueprint("recruitment_handling", __name__)


@blueprint.post("/<int:request_id>/saet-paa-pause")
@staff(policy.ANSWER_ENQUIRIES)
def pause(request_id: int) -> str | Response:
    """Stop the candidate clock, with a reason that the business sees."""

    def deed(form: Any) -> None:
        pausing.pause(
            db.session,
            request_id,
            code=form.code.data,
            text=form.text.data,
            actor=actor(),
            now=clock.now(),
        )

    return act(request_id, "pause", deed, lambda: _("The time is paused. The business reads why."))


@blueprint.post("/<int:request_id>/genoptag")
@staff(policy.ANSWER_ENQUIRIES)
def resume(request_id: int) -> str | Response:
    """Let the candidate clock run on."""

    def deed(_form: Any) -> None:
        pausing.resume(db.session, request_id, actor=actor(), now=clock.now())

    return act(request_id, "resume", deed, lambda: _("The time runs again."))


@blueprint.post("/<int:request_id>/aarsag")
@staff(policy.ANSWER_ENQUIRIES)
def cause(request_id: int) -> str | Response:
    """Say why a promise was not kept."""

    def deed(form: Any) -> None:
        ending.say_why(
            db.session,
            request_id,
            key=form.key.data,
            code=form.code.data,
            text=form.text.data,
            actor=actor(),
            now=clock.now(),
        )

    return act(request_id, "cause", deed, lambda: _("The cause is written down."))


@blueprint.post("/<int:request_id>/ingen-henvendelse")
@staff(policy.ANSWER_ENQUIRIES)
def spam(request_id: int) -> str | Response:
    """Say that it is no enquiry."""

    def deed(form: Any) -> None:
        ending.mark_spam(
            db.session, request_id, text=form.text.data, actor=actor(), now=clock.now()
        )

    return act(request_id, "spam", deed, _left_out)


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

    def deed(form: Any) -> None:
        dialogue.note_call(
            db.session,
            request_id,
            text=form.text.data,
            reached=form.reached.data,
            internal=form.internal.data,
            actor=actor(),
            now=clock.now(),
        )

    return act(request_id, "call", deed, lambda: _("The call is written down."))


@blueprint.post("/<int:request_id>/naeste-skridt")
@staff(policy.ANSWER_ENQUIRIES)
def next_step(request_id: int) -> str | Response:
    """Say what happens next and by when."""

    def deed(form: Any) -> None:
        dialogue.agree_next_step(
            db.session,
            request_id,
            text=form.text.data,
            on_day=form.on_day.data,
            actor=actor(),
            now=clock.now(),
        )

    return act(request_id, "step", deed, lambda: _("The business sees what happens next."))


@blueprint.post("/<int:request_id>/ordvalg")
@staff(policy.ANSWER_ENQUIRIES)
def wording(request_id: int) -> str | Response:
    """Decide about words that may discriminate."""

    def deed(form: Any) -> None:
        handling.decide_wording(
            db.session,
            request_id,
            code=form.code.data,
            text=form.text.data,
            actor=actor(),
            now=clock.now(),
        )

    return act(request_id, "wording", deed, lambda: _("Your decision is written down."))


@blueprint.post("/<int:request_id>/kom-tidligere")
@staff(policy.ANSWER_ENQUIRIES)
def move_back(request_id: int) -> str | Response:
    """Say that it came earlier than is written down."""

    def deed(form: Any) -> None:
        entrance.move_back(
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

    def deed(form: Any) -> None:
        ending.close(db.session, request_id, text=form.text.data, actor=actor(), now=clock.now())

    return act(request_id, "close", deed, lambda: _("The enquiry is closed."))
