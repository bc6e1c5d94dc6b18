"""The week of a caseworker or a team: see it, block time, be away, take over a colleague's day."""

import re
from datetime import date, timedelta
from http import HTTPStatus

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from portal.accounts.models import Staff
from portal.booking import queries, service, words
from portal.booking.forms_calendar import AwayForm, TakeOverForm
from portal.core import clock, policy
from portal.core.access import Actor, actor, staff
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.settings import Settings

blueprint = Blueprint("booking_calendar", __name__)

LARGEST_ID = 2**63 - 1
ISO_WEEK = re.compile(r"(20\d\d)-W(\d\d)")
Page = str | tuple[str, int] | Response


@blueprint.get("")
@staff(policy.RUN_TALKS)
def week() -> str:
    """A week, of me or of the team."""
    person, now = actor(), clock.now()
    monday = _monday(request.args.get("uge"))
    colleagues = queries.colleagues(db.session, person.team_id or 0)
    whose = request.args.get("hvem", "mig")
    shown = _shown(person, colleagues, whose)
    days = queries.week(db.session, person.team_id or 0, shown, monday, now)
    _note(days)
    return render_template(
        "booking/week.html",
        days=days,
        monday=monday,
        last=monday + timedelta(days=6),
        previous=_iso(monday - timedelta(days=7)),
        following=_iso(monday + timedelta(days=7)),
        today=clock.local_date(now),
        whose=whose,
        colleagues=colleagues,
        several=len(shown) > 1,
        person=person,
        take_over=TakeOverForm(formdata=None),
        words=words,
    )


@blueprint.get("/dag/<day>")
@staff(policy.RUN_TALKS)
def print_day(day: str) -> str:
    """The talks of a day as a list to print."""
    person, wanted = actor(), _day(day)
    colleagues = queries.colleagues(db.session, person.team_id or 0)
    shown = _shown(person, colleagues, request.args.get("hvem", "mig"))
    monday = wanted - timedelta(days=wanted.weekday())
    days = queries.week(db.session, person.team_id or 0, shown, monday, clock.now())
    of_day = [one for one in days if one.day == wanted]
    _note(of_day)
    entries = [entry for one in of_day for entry in one.entries if entry.kind == "talk"]
    return render_template(
        "booking/print_day.html", day=wanted, entries=entries, several=len(shown) > 1, words=words
    )


@blueprint.get("/fravaer")
@staff(policy.RUN_TALKS)
def away() -> Page:
    """Time away: from when to when, and what it would hit."""
    form = _with_colleagues(AwayForm(request.args, meta={"csrf": False}))
    if not request.args:
        form = _with_colleagues(AwayForm(formdata=None, staff=str(actor().person_id)))
        return _away_page(form)
    if not form.validate():
        return _away_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    return _away_page(form, ask=True)


@blueprint.post("/fravaer")
@staff(policy.RUN_TALKS)
def save_away() -> Page:
    """Store the time away, with a decision for each talk it hits."""
    form = _with_colleagues(AwayForm())
    if not form.validate():
        return _away_page(form), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        service.absences.save(
            db.session,
            form.staff_id(),
            form.during(),
            form.decisions(request.form),
            kind=form.kind.data,
            actor=actor(),
            now=clock.now(),
        )
    except Refused as refused:
        db.session.rollback()
        form.refuse(refused.refusal)
        return _away_page(_with_colleagues(form), ask=True), HTTPStatus.CONFLICT
    db.session.commit()
    flash(_("The time is saved."), "success")
    return redirect(url_for("booking_calendar.week", uge=_iso(form.first_day())))


@blueprint.post(f"/fravaer/<int(max={LARGEST_ID}):absence_id>/slet")
@staff(policy.RUN_TALKS)
def remove_away(absence_id: int) -> Response:
    """Take time away back; its times are free again."""
    person = actor()
    absence = queries.absence_of_team(db.session, person.team_id or 0, absence_id)
    if not policy.may(person, policy.LEAD_TEAM) and absence.staff_id != person.person_id:
        raise NotFound
    day = absence.during.lower
    service.absences.remove(db.session, absence_id, actor=person, now=clock.now())
    db.session.commit()
    flash(_("The time is free again."), "success")
    monday = _iso(clock.local_date(day)) if day else None
    return redirect(url_for("booking_calendar.week", uge=monday))


@blueprint.post("/overtag")
@staff(policy.RUN_TALKS)
def take_over() -> Response:
    """Take over a colleague's talks of a day, with one click."""
    form, person = TakeOverForm(), actor()
    if not form.validate():
        raise NotFound
    day = date.fromisoformat(form.day.data)
    taken, stay = service.take_over(
        db.session,
        from_id=int(form.from_staff.data),
        to_id=person.person_id,
        day=day,
        actor=person,
        now=clock.now(),
    )
    db.session.commit()
    number = len(taken)
    flash(
        ngettext("You have taken over one talk.", "You have taken over %(num)s talks.", number)
        if number
        else _("There was nothing to take over."),
        "success" if number else "info",
    )
    if stay:
        flash(
            ngettext(
                "One talk stays, because you have something else then.",
                "%(num)s talks stay, because you have something else then.",
                len(stay),
            ),
            "warning",
        )
    return redirect(url_for("booking_calendar.week", uge=_iso(day), hvem="team"))


@blueprint.get("/adresse")
@staff(policy.RUN_TALKS)
def address() -> str:
    """The secret calendar address of a member of staff."""
    return _address_page(None)


@blueprint.post("/adresse")
@staff(policy.RUN_TALKS)
def renew_address() -> str:
    """Make a new address, shown this once."""
    secret = service.feeds.renew(db.session, actor(), now=clock.now())
    db.session.commit()
    settings: Settings = current_app.extensions["portal.settings"]
    return _address_page(settings.base_url + url_for("booking_feed.feed", secret=secret))


@blueprint.post("/adresse/stop")
@staff(policy.RUN_TALKS)
def stop_address() -> Response:
    """Stop the address."""
    service.feeds.stop(db.session, actor(), now=clock.now())
    db.session.commit()
    flash(_("The calendar address no longer works."), "success")
    return redirect(url_for("booking_calendar.address"))


def _address_page(shown: str | None) -> str:
    return render_template(
        "booking/feed.html",
        address=shown,
        feed=queries.feed_of(db.session, actor()),
        renew=url_for("booking_calendar.renew_address"),
        stop=url_for("booking_calendar.stop_address"),
        back=(_("Calendar"), url_for("booking_calendar.week")),
    )


def _away_page(form: AwayForm, ask: bool = False) -> str:
    """The form, and with `ask` the talks it would hit with what can become of each."""
    now = clock.now()
    talks, times = [], {}
    if ask:
        talks = service.absences.hit_by(db.session, form.staff_id(), form.during(), now)
        service.note_look(db.session, actor(), {t.citizen_id for t in talks}, now=now)
        times = {
            talk.id: service.absences.new_times(db.session, talk, form.during(), now)
            for talk in talks
            if talk.caseworker_id == form.staff_id()
        }
        db.session.commit()
    colleagues = queries.colleagues(db.session, actor().team_id or 0)
    return render_template(
        "booking/away.html",
        form=form,
        ask=ask,
        talks=talks,
        times=times,
        others=[one for one in colleagues if ask and one.id != form.staff_id()],
        names={one.id: one.name for one in colleagues},
        chosen=request.form,
        words=words,
    )


def _with_colleagues(form: AwayForm) -> AwayForm:
    """A team lead may choose anybody of the team, others themselves."""
    person = actor()
    team = queries.colleagues(db.session, person.team_id or 0)
    lead = policy.may(person, policy.LEAD_TEAM)
    form.offer_staff([one for one in team if lead or one.id == person.person_id])
    return form


def _shown(person: Actor, colleagues: list[Staff], whose: str) -> list[int]:
    ids = [one.id for one in colleagues]
    if whose == "team":
        return ids
    if whose.isascii() and whose.isdigit() and int(whose) in ids:
        return [int(whose)]
    return [person.person_id]


def _note(days: list[queries.CalendarDay]) -> None:
    """Names of citizens are shown, so the look is written down."""
    ids = {entry.talk.citizen_id for day in days for entry in day.entries if entry.talk}
    service.note_look(db.session, actor(), ids, now=clock.now())
    db.session.commit()


def _monday(text: str | None) -> date:
    """The Monday of an ISO week such as 2026-W49, or of this week."""
    today = clock.local_date(clock.now())
    match = ISO_WEEK.fullmatch(text or "")
    try:
        return date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else _of_week(today)
    except ValueError:
        return _of_week(today)


def _of_week(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _iso(day: date) -> str:
    year, number, _weekday = day.isocalendar()
    return f"{year}-W{number:02}"


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise NotFound from None
    if not 2000 <= found.year <= 2200:
        raise NotFound
    return found
