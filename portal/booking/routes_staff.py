"""A talk as staff see it: what for, what was told, what came of it; and those who found no time."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.booking import queries, service, words
from portal.booking.forms import AgendaForm, AnswerForm, EmptyForm, OutcomeForm, StepsForm
from portal.booking.forms_joint import ColleagueForm, GuestForm
from portal.booking.models import Participant, Talk
from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.refusing import say_why
from portal.notifications import queries as notifications
from portal.notifications import words as message_words
from portal.plan import queries as plan

blueprint = Blueprint("booking_staff", __name__)

LARGEST_ID = 2**63 - 1
TALK = f"/<int(max={LARGEST_ID}):talk_id>"


@blueprint.get(TALK)
@staff(policy.RUN_TALKS)
def show(talk_id: int) -> str:
    """A talk of one's own or of the team one leads. The look is written down."""
    talk = queries.talk_for_staff(db.session, actor(), talk_id, clock.now())
    return talk_page(talk)


@blueprint.post(f"{TALK}/udfald")
@staff(policy.RUN_TALKS)
def record(talk_id: int) -> Response:
    """Say what came of a talk, with one click; after a held one, what was agreed can be added."""
    form = OutcomeForm()
    if not form.validate():
        abort(400)
    there = redirect(url_for("home.staff"))
    if form.outcome.data == "held":
        there = redirect(url_for("booking_staff.show", talk_id=talk_id, _anchor="aftalt"))
    try:
        service.record_outcome(
            db.session, talk_id, form.outcome.data, actor=actor(), now=clock.now()
        )
    except Refused as refused:
        return say_why(refused, redirect(url_for("home.staff")))
    db.session.commit()
    flash(_("The outcome of the talk is saved."), "success")
    return there


@blueprint.post(f"{TALK}/aftalt")
@staff(policy.RUN_TALKS)
def agree(talk_id: int) -> Response | tuple[str, int]:
    """Add up to three next steps to a held talk; they become tasks of the plan."""
    talk = queries.talk_for_staff(db.session, actor(), talk_id, clock.now())
    form = StepsForm()
    if not form.validate():
        return talk_page(talk, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.record_outcome(
            db.session, talk_id, "held", actor=actor(), now=clock.now(), steps=form.steps()
        )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal)
        talk = queries.talk_for_staff(db.session, actor(), talk_id, clock.now())
        return talk_page(talk, form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("What you agreed is in the plan."), "success")
    return redirect(url_for("booking_staff.show", talk_id=talk_id))


@blueprint.post(f"{TALK}/punkt")
@staff(policy.RUN_TALKS)
def add_point(talk_id: int) -> Response:
    """Add something to talk about."""
    talk = queries.talk_for_staff(db.session, actor(), talk_id, clock.now())
    there = redirect(url_for("booking_staff.show", talk_id=talk_id))
    form = AgendaForm()
    if not form.validate():
        flash(str(form.words.errors[0]), "error")
        return there
    try:
        service.agenda.add(db.session, talk, form.words.data, actor=actor(), now=clock.now())
    except Refused as refused:
        return say_why(refused, there)
    db.session.commit()
    flash(_("The point is added. The citizen sees it now."), "success")
    return there


@blueprint.get(f"{TALK}/aflys")
@staff(policy.RUN_TALKS)
def ask_cancel(talk_id: int) -> str:
    """Who cancels makes all the difference, so it is asked."""
    talk = queries.talk_for_staff(db.session, actor(), talk_id, clock.now())
    page = render_template("booking/staff_cancel.html", talk=talk, form=EmptyForm(), words=words)
    service.note_look(db.session, actor(), [talk.citizen_id], now=clock.now())
    db.session.commit()
    return page


@blueprint.post(f"{TALK}/aflys-for-os")
@staff(policy.RUN_TALKS)
def cancel_for_us(talk_id: int) -> Response:
    """The office cancels: the citizen gets an apology, and the deadline stands still."""
    there = redirect(url_for("booking_staff.show", talk_id=talk_id))
    try:
        service.failures.cancel_by_centre(db.session, talk_id, actor=actor(), now=clock.now())
    except Refused as refused:
        return say_why(refused, there)
    db.session.commit()
    flash(_("The talk is cancelled. We have apologised, and the deadline stands still."), "success")
    return there


@blueprint.post(f"{TALK}/aflys-for-borgeren")
@staff(policy.RUN_TALKS)
def cancel_for_citizen(talk_id: int) -> Response:
    """The citizen has called and cancels."""
    talk = queries.talk_for_staff(db.session, actor(), talk_id, clock.now())
    there = redirect(url_for("booking_staff.show", talk_id=talk_id))
    try:
        service.cancel(
            db.session, talk.citizen_id, talk_id, actor=actor(), now=clock.now(), by_staff=True
        )
    except Refused as refused:
        return say_why(refused, there)
    db.session.commit()
    flash(_("The talk is cancelled for the citizen."), "success")
    return there


@blueprint.get(f"{TALK}/indkaldelse")
@staff(policy.RUN_TALKS)
def summons(talk_id: int) -> str:
    """The summons as a letter to print. The look is written down."""
    now = clock.now()
    talk = queries.talk_for_staff(db.session, actor(), talk_id, now)
    page = render_template(
        "booking/summons.html",
        talk=talk,
        place=service.place_of(db.session, talk),
        words=words,
        today=clock.local_date(now),
    )
    service.note_look(db.session, actor(), [talk.citizen_id], now=now, action="print")
    db.session.commit()
    return page


@blueprint.get("/ingen-tid")
@staff(policy.RUN_TALKS)
def no_times() -> str:
    """The team's citizens who could not find a time, the promise that runs out first on top."""
    waiting = queries.to_answer(db.session, actor().team_id or 0)
    service.note_look(db.session, actor(), {asked.citizen_id for asked in waiting}, now=clock.now())
    db.session.commit()
    return render_template("booking/no_times.html", waiting=waiting, form=AnswerForm(formdata=None))


@blueprint.post(f"/ingen-tid/<int(max={LARGEST_ID}):asked_id>")
@staff(policy.RUN_TALKS)
def answer_no_time(asked_id: int) -> Response:
    """Answer one of them; the deadline runs again with fair notice."""
    there = redirect(url_for("booking_staff.no_times"))
    form = AnswerForm()
    if not form.validate():
        flash(str(form.answer.errors[0]), "error")
        return there
    service.no_time.answer(db.session, asked_id, form.answer.data, actor=actor(), now=clock.now())
    db.session.commit()
    flash(_("The answer is sent, and the deadline runs again with fair notice."), "success")
    return there


def talk_page(
    talk: Talk,
    steps_form: StepsForm | None = None,
    colleague: ColleagueForm | None = None,
    guest: GuestForm | None = None,
    nearest: Sequence[queries.Time] = (),
) -> str:
    """A talk whole, with the forms as they were sent. The look is written down."""
    now = clock.now()
    ahead = talk.status == "booked" and talk.starts > now
    others = queries.participants_of(db.session, talk.id)
    if ahead and colleague is None:
        colleague = offer_colleagues(ColleagueForm(formdata=None), talk, others)
    shown = render_template(
        "booking/staff_talk.html",
        talk=talk,
        place=service.place_of(db.session, talk),
        agenda=queries.agenda_of(db.session, talk.id),
        participants=others,
        colleague=colleague or ColleagueForm(formdata=None),
        guest=guest or GuestForm(formdata=None),
        nearest=nearest,
        steps=plan.agreed_in(db.session, talk.id) if talk.status == "held" else [],
        told=notifications.told_of(db.session, f"talk:{talk.id}:"),
        message_words=message_words,
        now=now,
        form=steps_form or StepsForm(formdata=None),
        agenda_form=AgendaForm(formdata=None),
        ahead=ahead,
        begun=talk.status == "booked" and talk.starts <= now,
        words=words,
    )
    service.note_look(db.session, actor(), [talk.citizen_id], now=now)
    db.session.commit()
    return shown


def offer_colleagues(
    form: ColleagueForm, talk: Talk, others: Iterable[Participant] = ()
) -> ColleagueForm:
    """Let one of the house be chosen who does not take part yet."""
    there = {one.staff_id for one in others if one.staff_id is not None}
    form.offer(queries.house(db.session, actor().team_id), there | {talk.caseworker_id})
    return form
