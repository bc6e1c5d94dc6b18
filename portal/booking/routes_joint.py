"""Who else takes part in a talk: added and removed by who holds it, and what a colleague sees."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.booking import queries, service, words
from portal.booking.forms_joint import ColleagueForm, GuestForm
from portal.booking.models import Talk
from portal.booking.refusals import BookingRefusal
from portal.booking.routes_staff import TALK, offer_colleagues, talk_page
from portal.core import clock, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.refusing import say_why

blueprint = Blueprint("booking_joint", __name__)

LARGEST_ID = 2**63 - 1
Page = Response | tuple[str, int]


@blueprint.get(f"{TALK}/deltager")
@staff(policy.TAKE_PART)
def show(talk_id: int) -> str:
    """A talk that one takes part in without holding it. The look is written down."""
    talk, now = queries.talk_for_colleague(db.session, actor(), talk_id), clock.now()
    others = queries.participants_of(db.session, talk.id)
    takes_part = any(one.staff_id == actor().person_id for one in others)
    page = render_template(
        "booking/joint_talk.html",
        talk=talk,
        place=service.place_of(db.session, talk),
        participants=others,
        may_leave=takes_part and talk.status == "booked" and talk.starts > now,
        words=words,
    )
    service.note_look(db.session, actor(), [talk.citizen_id], now=now)
    db.session.commit()
    return page


@blueprint.post(f"{TALK}/deltager/forlad")
@staff(policy.TAKE_PART)
def leave(talk_id: int) -> Response:
    """One can't take part after all; the caseworker is told."""
    talk, person = queries.talk_for_colleague(db.session, actor(), talk_id), actor()
    try:
        service.joint.leave(db.session, talk, person.person_id, actor=person, now=clock.now())
    except Refused as refused:
        return say_why(refused, redirect(url_for("booking_joint.show", talk_id=talk_id)))
    db.session.commit()
    flash(_("You no longer take part, and %(name)s is told.", name=talk.caseworker.name), "success")
    return redirect(url_for("home.staff"))


@blueprint.post(f"{TALK}/deltager/kollega")
@staff(policy.RUN_TALKS)
def add_colleague(talk_id: int) -> Page:
    """Let a colleague take part; one who is busy brings the nearest times at which all can."""
    talk = queries.talk_for_staff(db.session, actor(), talk_id, clock.now())
    form = offer_colleagues(ColleagueForm(), talk)
    if not form.validate():
        return talk_page(talk, colleague=form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.joint.add_colleague(
            db.session, talk, form.staff_id(), actor=actor(), now=clock.now()
        )
    except Refused as refused:
        return _busy(talk_id, form, refused)
    db.session.commit()
    flash(_("Your colleague takes part, and the time is taken in their calendar."), "success")
    return _back(talk_id)


@blueprint.post(f"{TALK}/deltager/gaest")
@staff(policy.RUN_TALKS)
def add_guest(talk_id: int) -> Page:
    """Invite somebody from outside."""
    talk = queries.talk_for_staff(db.session, actor(), talk_id, clock.now())
    form = GuestForm()
    if not form.validate():
        return talk_page(talk, guest=form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.joint.add_guest(db.session, talk, form.guest(), actor=actor(), now=clock.now())
    except Refused as refused:
        talk = _again(talk_id)
        form.refuse(refused.refusal, form.FIELD_OF.get(refused.refusal))
        return talk_page(talk, guest=form), HTTPStatus.CONFLICT
    db.session.commit()
    flash(_("The invitation is on its way."), "success")
    return _back(talk_id)


@blueprint.post(f"{TALK}/deltager/<int(max={LARGEST_ID}):person_id>/fjern")
@staff(policy.RUN_TALKS)
def remove(talk_id: int, person_id: int) -> Response:
    """Somebody no longer takes part, and is told."""
    talk = queries.talk_for_staff(db.session, actor(), talk_id, clock.now())
    try:
        service.joint.remove(db.session, talk, person_id, actor=actor(), now=clock.now())
    except Refused as refused:
        return say_why(refused, _back(talk_id))
    db.session.commit()
    flash(_("They no longer take part, and are told."), "success")
    return _back(talk_id)


def _busy(talk_id: int, form: ColleagueForm, refused: Refused) -> Page:
    talk = _again(talk_id)
    form.refuse(refused.refusal, "staff")
    nearest = []
    if refused.refusal is BookingRefusal.COLLEAGUE_BUSY:
        nearest = service.joint.nearest_times(db.session, talk, form.staff_id(), clock.now())
    times = queries.times(slot.starts for slot in nearest)
    return talk_page(talk, colleague=form, nearest=times), HTTPStatus.CONFLICT


def _again(talk_id: int) -> Talk:
    """The talk as it is now, after what could not be done."""
    db.session.rollback()
    return queries.talk_for_staff(db.session, actor(), talk_id, clock.now())


def _back(talk_id: int) -> Response:
    return redirect(url_for("booking_staff.show", talk_id=talk_id, _anchor="deltagere"))
