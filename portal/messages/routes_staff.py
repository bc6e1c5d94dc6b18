"""Staff answer citizens, and write to them from the citizen's page. The list is the inbox."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.caseload.queries import citizen_of
from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.core.refusing import say_why
from portal.core.security import takes_files
from portal.messages import forms, posting, queries, service, showing, words
from portal.messages.queries import Row

blueprint = Blueprint("messages_staff", __name__)

Page = str | tuple[str, int] | Response
THREAD = "/beskeder/traad/<int:thread_id>"
OF_CITIZEN = "/borger/<int:citizen_id>/traade"


@blueprint.get(THREAD)
@staff(policy.WRITE_MESSAGES)
def thread(thread_id: int) -> Page:
    """What was said. The look is written down, and the citizen sees that it is read."""
    return _thread_page(thread_id, posting.fresh(forms.ReplyForm(formdata=None)))


@blueprint.post(THREAD)
@staff(policy.WRITE_MESSAGES)
@takes_files
def reply(thread_id: int) -> Page:
    """Answer, or write on."""
    now, person = clock.now(), actor()
    if queries.thread(db.session, person, thread_id, now) is None:
        raise NotFound
    attempt = posting.attempt(forms.ReplyForm(), person, now)
    if attempt.ready:
        text = attempt.form.text.data
        attempt.sent = service.reply(db.session, person, thread_id, text, attempt.key, now=now)
    if attempt.sent is None:
        attempt.keep()
        return _thread_page(thread_id, attempt), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    return _sent(attempt.sent.thread_id)


@blueprint.post(f"{THREAD}/faerdig")
@staff(policy.WRITE_MESSAGES)
def settle(thread_id: int) -> Response:
    """Nothing waits for an answer."""
    service.settle(db.session, actor(), thread_id, now=clock.now())
    db.session.commit()
    flash(_("It no longer waits for an answer."), "success")
    return redirect(url_for("notifications.staff_inbox"))


@blueprint.post(f"{THREAD}/vikar")
@staff(policy.WRITE_MESSAGES)
def stand_in(thread_id: int) -> Page:
    """Let a colleague of the team answer."""
    now, person = clock.now(), actor()
    form = forms.StandInForm()
    if not form.validate():
        return redirect(url_for("messages_staff.thread", thread_id=thread_id))
    try:
        service.stand_in(db.session, person, thread_id, form.staff_id(), now=now)
    except Refused as refused:
        return say_why(refused, redirect(url_for("messages_staff.thread", thread_id=thread_id)))
    db.session.commit()
    flash(_("It is noted who answers."), "success")
    return redirect(url_for("notifications.staff_inbox"))


@blueprint.get("/beskeder/fil/<int:file_id>")
@staff(policy.WRITE_MESSAGES)
def file(file_id: int) -> Response:
    """A file a citizen or a colleague has sent, to be saved. The look is written down."""
    return showing.file(actor(), file_id, clock.now())


@blueprint.get(OF_CITIZEN)
@staff(policy.WRITE_MESSAGES)
def of_citizen(citizen_id: int) -> Page:
    """The citizen's threads that the actor may see, and the way to a new one."""
    now, person = clock.now(), actor()
    rows = queries.of_citizen_for(db.session, person, citizen_id, now)
    may_start = queries.may_start(db.session, person, citizen_id) is not None
    citizen = rows[0].citizen if rows else None
    if citizen is None:
        # Who is in no thread and not in the course sees the page only with the team's citizens.
        named = queries.citizen(db.session, citizen_id) if may_start else None
        citizen = named or citizen_of(db.session, person, citizen_id, now)
    page = render_template(
        "messages/of_citizen.html",
        citizen=citizen,
        rows=rows,
        may_start=may_start,
        promised=queries.promises(db.session, now),
        words=words,
        now=now,
    )
    service.note_list(db.session, person, {citizen.id}, now=now)
    db.session.commit()
    return page


@blueprint.get(f"{OF_CITIZEN}/ny")
@staff(policy.WRITE_MESSAGES)
def begin(citizen_id: int) -> Page:
    """Write a new message to the citizen."""
    return _begin_page(citizen_id, posting.fresh(forms.BeginForm(formdata=None)))


@blueprint.post(f"{OF_CITIZEN}/ny")
@staff(policy.WRITE_MESSAGES)
@takes_files
def send_first(citizen_id: int) -> Page:
    """Begin a thread with the citizen."""
    now, person = clock.now(), actor()
    if queries.may_start(db.session, person, citizen_id) is None:
        raise NotFound
    form = forms.BeginForm()
    attempt = posting.attempt(form, person, now)
    if attempt.ready:
        subject, text = form.subject.data, form.text.data
        attempt.sent = service.start_by_staff(
            db.session, person, citizen_id, subject, text, attempt.key, now=now
        )
    if attempt.sent is None:
        attempt.keep()
        return _begin_page(citizen_id, attempt), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    return _sent(attempt.sent.thread_id)


def _sent(thread_id: int) -> Response:
    flash(_("Your message is sent."), "success")
    return redirect(url_for("messages_staff.thread", thread_id=thread_id, _anchor="newest"))


def _begin_page(citizen_id: int, attempt: posting.Attempt) -> str:
    """The form, also after a mistake. The look is noted each time."""
    if queries.may_start(db.session, actor(), citizen_id) is None:
        raise NotFound
    citizen = queries.citizen(db.session, citizen_id)
    page = render_template(
        "messages/staff_begin.html",
        form=attempt.form,
        attempt=attempt,
        citizen=citizen,
        words=words,
        action=url_for("messages_staff.send_first", citizen_id=citizen_id),
    )
    service.note_list(db.session, actor(), {citizen_id}, now=clock.now())
    db.session.commit()
    return page


def _thread_page(thread_id: int, attempt: posting.Attempt) -> str:
    now, person = clock.now(), actor()
    row = queries.thread(db.session, person, thread_id, now)
    return showing.thread_page(
        person,
        thread_id,
        attempt,
        template="messages/staff_thread.html",
        now=now,
        stand_in=_stand_in_form(row) if row else None,
    )


def _stand_in_form(row: Row) -> forms.StandInForm | None:
    """For those who decide who answers: whoever has the thread, and the lead of that team."""
    person = actor()
    leads = policy.may(person, policy.LEAD_TEAM) and person.team_id == row.holder.team_id
    if not leads and person.person_id != row.holder.id:
        return None
    form = forms.StandInForm(formdata=None, staff=str(row.thread.substitute_id or ""))
    able = queries.colleagues(db.session, row.holder.team_id, {row.holder.id})
    form.offer([(str(one.id), one.name) for one in able])
    return form
