"""The citizen's talks: choose a time, confirm, receipt; move and cancel."""

from datetime import date, datetime
from http import HTTPStatus

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.booking import duty_words, queries, rules, service, words
from portal.booking.calendar_file import calendar_file
from portal.booking.forms import AgendaForm, BookingForm, EmptyForm
from portal.booking.models import SELF_BOOKED_CHANNELS
from portal.booking.queries import Planner
from portal.booking.refusals import BookingRefusal, refusal_for
from portal.core import clock, limits
from portal.core.access import actor, citizen
from portal.core.db import db
from portal.core.errors import Refusal, Refused
from portal.core.refusing import say_why
from portal.plan import queries as plan
from portal.settings import Settings

blueprint = Blueprint("booking", __name__)

LARGEST_ID = 2**63 - 1
# Whoever books and cancels more often keeps times from others.
MOST_AN_HOUR = 20
TALK = f"/<int(max={LARGEST_ID}):talk_id>"
Page = str | tuple[str, int] | AnyResponse
# These say that no time at all can be chosen here.
NOTHING_TO_CHOOSE = frozenset(
    {
        BookingRefusal.HAS_TALK,
        BookingRefusal.NOT_BOOKED,
        BookingRefusal.BEGUN,
        BookingRefusal.TOO_LATE,
        BookingRefusal.TOO_MANY_CHANGES,
        BookingRefusal.NOT_SELF_BOOKED,
        BookingRefusal.WITHDRAWN,
    }
)


@blueprint.get("")
@citizen
def talks() -> str:
    """What must be booked, the talks to come, and those that have been."""
    now, person = clock.now(), actor().person_id
    upcoming = queries.upcoming(db.session, person, now)
    terms = queries.terms_for(db.session, person, now) if upcoming else None
    refused = {talk.id: queries.why_it_stays(talk, terms, now) for talk in upcoming if terms}
    return render_template(
        "booking/talks.html",
        duty_words=duty_words,
        duty=queries.next_duty(db.session, person, now),
        upcoming=upcoming,
        offers=queries.open_offers(db.session, person, now),
        past=queries.past(db.session, person, now),
        refused=refused,
        changeable={
            talk.id: rules.changeable_until(talk.starts, terms)
            for talk in upcoming
            if terms and refused[talk.id] is None
        },
        words=words,
    )


@blueprint.get("/ny", defaults={"talk_id": None})
@blueprint.get(f"{TALK}/flyt")
@citizen
def choose(talk_id: int | None) -> Page:
    """Free times, a week at a time; for a new talk, or another time for `talk_id`."""
    planner = _planner(talk_id, request.args.get("channel"))
    refusal = _nothing_to_choose(planner)
    if refusal:
        return _back_to_talks(refusal)
    return _choose_page(planner, BookingForm(formdata=None), week=_day(request.args.get("fra")))


@blueprint.get("/ny/bekraeft", defaults={"talk_id": None})
@blueprint.get(f"{TALK}/flyt/bekraeft")
@citizen
def confirm(talk_id: int | None) -> Page:
    """All that is about to be booked, and the rule for moving and cancelling it."""
    form = BookingForm(request.args, meta={"csrf": False})
    planner = _planner(talk_id, form.channel.data)
    refusal = _nothing_to_choose(planner)
    if refusal:
        return _back_to_talks(refusal)
    if not form.validate():
        page = _choose_page(planner, form, week=_day(request.args.get("fra")))
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    starts = form.moment()
    no = planner.why_not(starts)
    if no is not None:
        return _choose_another(planner, form, refusal_for(no))
    return render_template(
        "booking/confirm.html",
        planner=planner,
        starts=starts,
        staff=planner.desk_at(starts).staff,
        changeable_until=rules.changeable_until(starts, planner.terms),
        form=BookingForm(formdata=None, starts=form.starts.data, channel=planner.channel),
        words=words,
    )


@blueprint.post("/ny", defaults={"talk_id": None})
@blueprint.post(f"{TALK}/flyt")
@citizen
@limits.an_hour("book", MOST_AN_HOUR)
def book(talk_id: int | None) -> Page:
    """Book the time; with `talk_id` in place of that talk."""
    form = BookingForm()
    if not form.validate():
        page = _choose_page(_planner(talk_id, form.channel.data), form)
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        talk = service.book(
            db.session,
            actor().person_id,
            starts=form.moment(),
            channel=form.channel.data,
            actor=actor(),
            now=clock.now(),
            moves=talk_id,
        )
    except Refused as refused:
        db.session.rollback()  # lets others with the same caseworker have their turn
        if refused.refusal in NOTHING_TO_CHOOSE:
            return _back_to_talks(refused.refusal)
        return _choose_another(_planner(talk_id, form.channel.data), form, refused.refusal)
    db.session.commit()
    return redirect(url_for("booking.receipt", talk_id=talk.id))


@blueprint.get(f"{TALK}/kvittering")
@citizen
def receipt(talk_id: int) -> str:
    """The talk, what to bring, and the calendar file."""
    person, now = actor().person_id, clock.now()
    talk = queries.own_talk(db.session, person, talk_id)
    terms = queries.terms_for(db.session, person, now, talk.kind)
    refused = queries.why_it_stays(talk, terms, now)
    return render_template(
        "booking/receipt.html",
        talk=talk,
        place=service.place_of(db.session, talk),
        changeable=refused is None,
        refused=refused,
        changeable_until=rules.changeable_until(talk.starts, terms),
        ahead=talk.status == "booked" and talk.starts > now,
        agenda=queries.agenda_of(db.session, talk.id),
        agenda_form=AgendaForm(formdata=None),
        participants=queries.participants_of(db.session, talk.id),
        steps=plan.agreed_in(db.session, talk.id),
        waits=queries.waiting_talk_id(db.session, person) == talk.id,
        words=words,
    )


@blueprint.get(f"{TALK}/aftale.ics")
@citizen
def calendar(talk_id: int) -> Response:
    """The talk for the citizen's own calendar."""
    talk = queries.own_talk(db.session, actor().person_id, talk_id)
    settings: Settings = current_app.extensions["portal.settings"]
    link = settings.base_url + url_for("booking.receipt", talk_id=talk.id)
    place = service.place_of(db.session, talk)
    body = calendar_file(talk, place=place, link=link, now=clock.now())
    response = Response(body, mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'attachment; filename="aftale.ics"'
    return response


@blueprint.get(f"{TALK}/aflys")
@citizen
def ask_cancel(talk_id: int) -> Page:
    """What cancelling means, before it is done."""
    now = clock.now()
    talk = queries.own_talk(db.session, actor().person_id, talk_id)
    terms = queries.terms_for(db.session, talk.citizen_id, now, talk.kind)
    refusal = queries.why_it_stays(talk, terms, now)
    if refusal is not None:
        return _back_to_talks(refusal)
    duty = talk.obligation
    deadlines = duty and rules.with_notice(terms, duty.book_by, duty.hold_by, clock.local_date(now))
    return render_template(
        "booking/cancel.html", talk=talk, deadlines=deadlines, form=EmptyForm(), words=words
    )


@blueprint.post(f"{TALK}/aflys")
@citizen
@limits.an_hour("book", MOST_AN_HOUR)
def cancel(talk_id: int) -> Page:
    """Cancel the talk."""
    try:
        service.cancel(db.session, actor().person_id, talk_id, actor=actor(), now=clock.now())
    except Refused as refused:
        return say_why(refused, redirect(url_for("booking.talks")))
    db.session.commit()
    flash(_("The talk is cancelled."), "success")
    return redirect(url_for("booking.talks"))


def _planner(talk_id: int | None, channel: str | None) -> Planner:
    """What decides the citizen's times, for a way of meeting that can be chosen."""
    person, now = actor().person_id, clock.now()
    moved = queries.own_talk(db.session, person, talk_id) if talk_id is not None else None
    known = channel if channel in SELF_BOOKED_CHANNELS else None
    planner = queries.planner(db.session, person, now, channel=known, moved=moved)
    if planner.channel in planner.terms.channels:
        return planner
    return queries.planner(db.session, person, now, channel=planner.terms.channels[0], moved=moved)


def _nothing_to_choose(planner: Planner) -> Refusal | None:
    no = planner.why_not_choose()
    if no is not None:
        return refusal_for(no)
    return BookingRefusal.HAS_TALK if planner.has_talk else None


def _back_to_talks(refusal: Refusal) -> AnyResponse:
    flash(str(refusal.sentence), "error")
    return redirect(url_for("booking.talks"))


def _choose_another(planner: Planner, form: BookingForm, refusal: Refusal) -> Page:
    """The choosing page again: why not, and the three nearest other times."""
    form.starts.errors = [refusal.sentence]
    page = _choose_page(planner, form, wanted=form.moment())
    return page, HTTPStatus.CONFLICT


def _choose_page(
    planner: Planner, form: BookingForm, week: date | None = None, wanted: datetime | None = None
) -> str:
    slots = planner.all_slots()
    if wanted is not None and week is None:
        week = clock.local_date(wanted)
    spans = [(slot.starts, slot.ends) for slot in slots]
    nearest = rules.nearest(spans, wanted) if wanted else []
    return render_template(
        "booking/choose.html",
        planner=planner,
        form=form,
        week=queries.week_of(slots, week),
        too_few=planner.hold_by and slots and clock.local_date(slots[0].starts) > planner.hold_by,
        nearest=queries.times(start for start, _ in nearest),
        words=words,
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
