"""The calendar of a member of staff or of the team: a week, or a day to print."""

from collections.abc import Iterable
from datetime import date, timedelta

from flask import Blueprint, render_template, request
from flask_babel import lazy_gettext as _l

from portal.accounts.models import Staff
from portal.booking import service, words
from portal.booking.queries import calendar
from portal.booking.queries.calendar import Day
from portal.core import clock, policy
from portal.core.access import Role, actor, staff
from portal.core.db import db
from portal.core.errors import NotFound

blueprint = Blueprint("booking_calendar", __name__)

DAYS = 5
FIRST_YEAR, LAST_YEAR = 2000, 2200
ENTRY_WORDS = {
    "away": _l("Away"),
    "blocked": _l("Kept free"),
    "free": _l("Free"),
    "kept": _l("Free, kept for staff"),
}


@blueprint.get("")
@staff(policy.RUN_TALKS)
def week() -> str:
    """A week of one's own, of a colleague of the team, or of the whole team."""
    now = clock.now()
    today = clock.local_date(now)
    monday = _monday(request.args.get("uge", ""), today)
    team = calendar.colleagues(db.session, actor())
    who = request.args.get("hvem", "mig")
    shown = calendar.days(db.session, _chosen(who, team), monday, DAYS)
    page = render_template(
        "booking/calendar_week.html",
        days=shown,
        monday=monday,
        number=monday.isocalendar().week,
        before=_name(monday - timedelta(weeks=1)),
        after=_name(monday + timedelta(weeks=1)),
        today=today,
        who=who,
        **_common(team),
    )
    _note(shown)
    return page


@blueprint.get("/dag/<day>")
@staff(policy.RUN_TALKS)
def day(day: str) -> str:
    """A day as a list to print."""
    team = calendar.colleagues(db.session, actor())
    who = request.args.get("hvem", "mig")
    shown = calendar.days(db.session, _chosen(who, team), _day(day), 1)
    page = render_template("booking/calendar_day.html", day=shown[0], who=who, **_common(team))
    _note(shown)
    return page


def _common(team: list[Staff]) -> dict[str, object]:
    return {
        "team": team,
        "names": {one.id: one.name for one in team} | {actor().person_id: actor().name},
        "lead": actor().role is Role.TEAM_LEAD,
        "words": words,
        "entry_words": ENTRY_WORDS,
    }


def _chosen(who: str, team: list[Staff]) -> set[int]:
    if who == "mig":
        return {actor().person_id}
    ids = {one.id for one in team}
    if who == "team":
        return ids
    one = int(who) if who.isascii() and who.isdigit() else 0
    if one not in ids:
        raise NotFound
    return {one}


def _note(shown: Iterable[Day]) -> None:
    """Write down whose names were read; colleagues' citizens are named to team leads alone."""
    lead = actor().role is Role.TEAM_LEAD
    read = {
        entry.talk.citizen_id
        for one in shown
        for entry in one.entries
        if entry.talk is not None and (lead or entry.staff_id == actor().person_id)
    }
    if read:
        service.note_look(db.session, actor(), read, now=clock.now())
        db.session.commit()


def _day(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise NotFound from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise NotFound
    return found


def _monday(text: str, today: date) -> date:
    """The Monday of a week named like 2026-W49; of this week when it is no such name."""
    try:
        found = date.fromisoformat(f"{text}-1") if text else today
    except ValueError:
        found = today
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        found = today
    return found - timedelta(days=found.weekday())


def _name(monday: date) -> str:
    year, number, _weekday = monday.isocalendar()
    return f"{year}-W{number:02}"
