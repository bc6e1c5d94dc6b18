"""The citizen writes to the staff of the course, and reads what they write."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.core import clock
from portal.core.access import actor, citizen
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.core.security import takes_files
from portal.messages import forms, posting, queries, service, showing, words

blueprint = Blueprint("messages", __name__)

Page = str | tuple[str, int] | Response


@blueprint.get("/ny")
@citizen
def begin() -> Page:
    """Choose whom to write to, and write. `til` names somebody from the start."""
    form = forms.CitizenBeginForm(formdata=None, to=request.args.get("til", ""))
    return _begin_page(posting.fresh(form))


@blueprint.post("/ny")
@citizen
@takes_files
def send_first() -> Page:
    """Begin a thread."""
    now, person = clock.now(), actor()
    form = forms.CitizenBeginForm()
    form.offer(_people(queries.named_staff(db.session, person.person_id)))
    attempt = posting.attempt(form, person, now)
    if attempt.ready:
        try:
            attempt.sent = service.start_by_citizen(
                db.session,
                person,
                int(form.to.data),
                form.subject.data,
                form.text.data,
                attempt.key,
                now=now,
            )
        except Refused as refused:
            form.refuse(refused.refusal)
    if attempt.sent is None:
        attempt.keep()
        return _begin_page(attempt), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    return _sent(attempt.sent.thread_id)


@blueprint.get("/traad/<int:thread_id>")
@citizen
def thread(thread_id: int) -> Page:
    """What was said. That it has been shown is noted for the other side."""
    return _thread_page(thread_id, posting.fresh(forms.ReplyForm(formdata=None)))


@blueprint.post("/traad/<int:thread_id>")
@citizen
@takes_files
def reply(thread_id: int) -> Page:
    """Write in a thread."""
    now, person = clock.now(), actor()
    if queries.thread(db.session, person, thread_id, now) is None:
        raise NotFound
    attempt = posting.attempt(forms.ReplyForm(), person, now)
    if attempt.ready:
        text = attempt.form.text.data
        try:
            attempt.sent = service.reply(db.session, person, thread_id, text, attempt.key, now=now)
        except Refused as refused:
            attempt.form.refuse(refused.refusal)
    if attempt.sent is None:
        attempt.keep()
        return _thread_page(thread_id, attempt), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    return _sent(attempt.sent.thread_id)


@blueprint.get("/fil/<int:file_id>")
@citizen
def file(file_id: int) -> Response:
    """A file of one's own threads, to be saved."""
    return showing.file(actor(), file_id, clock.now())


def _sent(thread_id: int) -> Response:
    flash(_("Your message is sent."), "success")
    return redirect(url_for("messages.thread", thread_id=thread_id, _anchor="newest"))


def _people(named: list[queries.Named]) -> list[tuple[str, str]]:
    return [(str(one.staff.id), f"{one.staff.name}, {words.ROLES[one.role]}") for one in named]


def _begin_page(attempt: posting.Attempt) -> str:
    now, person = clock.now(), actor()
    named = queries.named_staff(db.session, person.person_id)
    form = attempt.form
    assert isinstance(form, forms.CitizenBeginForm)
    if not form.to.choices:
        form.offer(_people(named))
    promised = queries.promises(db.session, now)
    return render_template(
        "messages/begin.html",
        form=form,
        attempt=attempt,
        named=named,
        answer_by=promised.by(now),
        usual=queries.answer_time(db.session, named[0].staff.team_id, promised, now),
        words=words,
        action=url_for("messages.send_first"),
        back=url_for("notifications.inbox"),
    )


def _thread_page(thread_id: int, attempt: posting.Attempt) -> str:
    return showing.thread_page(
        actor(), thread_id, attempt, template="messages/thread.html", now=clock.now()
    )
