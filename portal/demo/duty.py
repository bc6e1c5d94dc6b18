"""Who is on duty for businesses: two at a time, Kasper among them today; one consultant is away."""

from datetime import time, timedelta

from sqlalchemy.orm import Session

from portal.booking.models import Absence, WorkingPattern
from portal.core import clock
from portal.demo.people import BUSINESS_TEAM
from portal.demo.town import Town
from portal.demo.writing import copy, span
from portal.recruitment.models import DutyShift, WallScreen

DAYS_BACK, DAYS_AHEAD = 28, 28
FRIDAY = 4
VISIT_DAYS = (1, 3)
"""Tuesdays and Thursdays are for visits at companies."""


def load(session: Session, town: Town) -> None:
    """The roster of the last and the next four weeks, an absence, and a screen in the kitchen."""
    own = town.colleague("kasper-konsulent")
    others = [one for one in town.with_role("business_consultant") if one.id != own.id]
    first = town.today - timedelta(days=DAYS_BACK)
    days = [first + timedelta(days=n) for n in range(DAYS_BACK + DAYS_AHEAD)]
    shifts = []
    for number, day in enumerate(day for day in days if town.calendar.is_open(day)):
        pair = {others[number % len(others)].id, others[(number + 1) % len(others)].id}
        if day == town.today:
            pair = {own.id, *list(pair)[:1]}
        shifts += [
            {"day": day, "staff_id": id_, "at_night": day.weekday() == FRIDAY and id_ == min(pair)}
            for id_ in sorted(pair)
        ]
    copy(session, DutyShift, shifts)
    copy(
        session,
        WorkingPattern,
        [
            {
                "staff_id": one.id,
                "weekday": weekday,
                "starts": time(10),
                "ends": time(15),
                "valid_from": first,
            }
            for one in town.with_role("business_consultant")
            for weekday in VISIT_DAYS
        ],
    )
    away = (town.today - timedelta(days=1), town.today + timedelta(days=3))
    during = span(*(clock.start_of_day(day) for day in away))
    copy(session, Absence, [{"staff_id": others[-1].id, "during": during}])
    lead = next(one for one in town.with_role("team_lead") if one.team == BUSINESS_TEAM)
    session.add(WallScreen(name="Køkkenet på 2. sal", made_by_id=lead.id, made_at=town.now))
