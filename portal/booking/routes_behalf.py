"""What staff do with a citizen's talks and deadlines: book for them, ask for a talk, exempt."""

from datetime import date, datetime
from http import HTTPStatus
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.models import Citizen
from portal.booking import queries, rules, service, words
from portal.booking.forms_staff import BehalfForm, EndForm, ExemptForm, RequireForm
from portal.booking.models import JOINT_KINDS
from portal.caseload.queries import citizen_of
from portal.core import clock, i18n, policy
from portal.core.access import actor, staff
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.refusing import say_why

blueprint = Blueprint("booking_behalf", __name__)

LARGEST_ID = 2**63 - 1
CITIZEN = f"/<int(max={LARGEST_ID}):citizen_id>"
Page = str | tuple[str, int] | Response
Purposeful = TypeVar("Purposeful", BehalfForm, RequireForm)


@blueprint.get(f"{CITIZEN}/samtaler")
@staff(policy.RUN_TALKS)
def show(citizen_id: int) -> str:
    """The citizen's talks, deadlines and exemption. The look is written down."""
    citizen = citizen_of(db.session, actor(), citizen_id, clock.now())
    return _page(citizen)


@blueprint.get(f"{CITIZEN}/book")
@staff(policy.RUN_TALKS)
def choose(citizen_id: int) -> Page:
    """Free times, kept ones too; with `flyt` in place of that talk."""
    citizen = citizen_of(db.session, actor(), citizen_id, clock.now())
    return _choose_page(citizen, BehalfForm(request.args, meta={"csrf": False}))


@blueprint.post(f"{CITIZEN}/book")
@staff(policy.RUN_TALKS)
def book(citizen_id: int) -> Page:
    """Book the time for the citizen, who gets a summons."""
    citizen = citizen_of(db.session, actor(), citizen_id, clock.now())
    form = _with_purposes(BehalfForm())
    if not form.validate():
        return _choose_page(citizen, form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        talk = service.book(
            db.session,
            citizen_id,
            starts=form.moment(),
            channel=form.channel.data,
            actor=actor(),
            now=clock.now(),
            moves=form.moves(),
            by_staff=True,
            wish=form.wish(),
        )
    except Refused as refused:
        db.session.rollback()
        form.starts.errors = [refused.refusal.sentence]
        citizen = citizen_of(db.session, actor(), citizen_id, clock.now())
        return _choose_page(citizen, form, wanted=form.moment()), HTTPStatus.CONFLICT
    db.session.commit()
    flash(_("The talk is booked, and %(name)s is told.", name=citizen.first_name), "success")
    return redirect(url_for("booking_staff.show", talk_id=talk.id))


@blueprint.post(f"{CITIZEN}/krav")
@staff(policy.RUN_TALKS)
def require(citizen_id: int) -> Page:
    """Ask the citizen to book a talk by a day, and say what it is for."""
    citizen = citizen_of(db.session, actor(), citizen_id, clock.now())
    form = _with_purposes(RequireForm())
    if not form.validate():
        return _page(citizen, require=form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.require(db.session, citizen_id, actor=actor(), now=clock.now(), **form.values())
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal, form.FIELD_OF.get(refused.refusal))
        citizen = citizen_of(db.session, actor(), citizen_id, clock.now())
        return _page(citizen, require=form), HTTPStatus.UNPROCESSABLE_ENTITY
    db.session.commit()
    flash(_("%(name)s is asked to book the talk.", name=citizen.first_name), "success")
    return _back(citizen_id)


@blueprint.post(f"{CITIZEN}/krav/<int(max={LARGEST_ID}):obligation_id>/slut")
@staff(policy.RUN_TALKS)
def end(citizen_id: int, obligation_id: int) -> Page:
    """Excuse the citizen from a talk, or take the demand back, with a reason."""
    citizen = citizen_of(db.session, actor(), citizen_id, clock.now())
    queries.obligation_of(db.session, citizen_id, obligation_id)
    form = EndForm()
    if not form.validate():
        flash(str(next(iter(form.errors.values()))[0]), "error")
        return _back(citizen_id)
    try:
        service.end(
            db.session,
            obligation_id,
            form.status.data,
            actor=actor(),
            reason=form.reason.data,
            now=clock.now(),
        )
    except Refused as refused:
        return say_why(refused, _back(citizen_id))
    db.session.commit()
    flash(_("%(name)s no longer has to book that talk.", name=citizen.first_name), "success")
    return _back(citizen_id)


@blueprint.post(f"{CITIZEN}/fritagelse")
@staff(policy.RUN_TALKS)
def exempt(citizen_id: int) -> Page:
    """Exempt the citizen from booking: the caseworker does it."""
    citizen = citizen_of(db.session, actor(), citizen_id, clock.now())
    form = ExemptForm()
    if not form.validate():
        return _page(citizen, exempt=form), HTTPStatus.UNPROCESSABLE_ENTITY
    service.exemptions.decide(
        db.session,
        citizen_id,
        ground=form.ground.data,
        expires_on=form.expires_on.data,
        actor=actor(),
        now=clock.now(),
    )
    db.session.commit()
    flash(_("You book the talks of %(name)s from now on.", name=citizen.first_name), "success")
    return _back(citizen_id)


@blueprint.post(f"{CITIZEN}/fritagelse/slut")
@staff(policy.RUN_TALKS)
def end_exemption(citizen_id: int) -> Response:
    """The citizen books again."""
    citizen = citizen_of(db.session, actor(), citizen_id, clock.now())
    service.exemptions.end(db.session, citizen_id, actor=actor(), now=clock.now())
    db.session.commit()
    flash(_("%(name)s books again, with fair notice.", name=citizen.first_name), "success")
    return _back(citizen_id)


def _back(citizen_id: int) -> Response:
    return redirect(url_for("booking_behalf.show", citizen_id=citizen_id))


def _with_purposes(form: Purposeful) -> Purposeful:
    form.offer_purposes(queries.purposes(db.session), i18n.current())
    return form


def _page(
    citizen: Citizen, require: RequireForm | None = None, exempt: ExemptForm | None = None
) -> str:
    """Talks and deadlines, with the forms as they were sent. The look is written down."""
    now = clock.now()
    shown = render_template(
        "booking/behalf.html",
        citizen=citizen,
        duties=queries.running_duties(db.session, citizen.id),
        upcoming=queries.upcoming(db.session, citizen.id, now),
        past=queries.past(db.session, citizen.id, now),
        exemption=service.exemptions.active(db.session, citizen.id, now),
        require=require or _with_purposes(RequireForm(formdata=None)),
        exempt=exempt or ExemptForm(formdata=None),
        end=EndForm(formdata=None),
        words=words,
    )
    service.note_look(db.session, actor(), [citizen.id], now=now)
    db.session.commit()
    return shown


def _choose_page(citizen: Citizen, form: BehalfForm, wanted: datetime | None = None) -> str:
    """The times at which all who take part can; with `wanted` the three nearest to it on top."""
    now, form = clock.now(), _with_purposes(form)
    moves = form.moves()
    moved = queries.own_talk(db.session, citizen.id, moves) if moves else None
    planner = queries.planner(
        db.session,
        citizen.id,
        now,
        channel=form.wanted_channel(),
        kind=form.wanted_kind(),
        moved=moved,
        by_staff=True,
        with_staff=form.colleagues(),
    )
    form.start_from(planner)
    if form.kind.data in JOINT_KINDS or form.colleagues():
        house = queries.house(db.session, actor().team_id)
        form.offer_colleagues(house, {citizen.caseworker_id})
    slots = planner.all_slots()
    spans = [(slot.starts, slot.ends) for slot in slots]
    nearest = rules.nearest(spans, wanted) if wanted else []
    shown = render_template(
        "booking/behalf_choose.html",
        citizen=citizen,
        form=form,
        planner=planner,
        moved=moved,
        nearest=queries.times(start for start, _end in nearest),
        week=queries.week_of(slots, _day(request.values.get("fra"))),
        words=words,
    )
    service.note_look(db.session, actor(), [citizen.id], now=now)
    db.session.commit()
    return shown


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
