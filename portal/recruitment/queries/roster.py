"""Who is on duty, who is away, and who could take an enquiry."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Staff, Team
from portal.booking.models import Absence
from portal.core import calendar, policy
from portal.recruitment.models import DutyShift, WallScreen

ANSWERING = policy.ANSWER_ENQUIRIES.values


@dataclass(frozen=True)
class Shift:
    """Somebody on duty on a day."""

    staff_id: int
    name: str
    at_night: bool
    is_away: bool


@dataclass(frozen=True)
class DutyDay:
    """An open day and who is on duty."""

    day: date
    shifts: list[Shift]


def is_away(staff_id: object, now: datetime) -> sa.ColumnElement[bool]:
    """SQL: that person is away at `now`."""
    return (
        sa.select(Absence.id)
        .where(Absence.staff_id == staff_id, Absence.kind == "away", Absence.during.contains(now))
        .exists()
    )


def is_on_duty(staff_id: object, day: date) -> sa.ColumnElement[bool]:
    """SQL: that person is on the roster of the day."""
    return (
        sa.select(DutyShift.day)
        .where(DutyShift.staff_id == staff_id, DutyShift.day == day)
        .exists()
    )


def answering(session: Session) -> list[Staff]:
    """Everybody who may answer businesses: consultants and the leads of their teams."""
    return list(
        session.scalars(
            sa.select(Staff)
            .join(Team, Team.id == Staff.team_id)
            .where(
                Staff.active,
                sa.or_(
                    Staff.role.in_(policy.SERVE_COMPANIES.values),
                    sa.and_(Staff.role.in_(policy.LEAD_TEAM.values), Team.serves == "businesses"),
                ),
            )
            .order_by(Staff.name, Staff.id)
        )
    )


def duty_days(session: Session, today: date, weeks: int) -> list[DutyDay]:
    """The open days of the next weeks with their shifts, and the closed ones that have any."""
    last = today + timedelta(weeks=weeks)
    noon = sa.cast(DutyShift.day, sa.DateTime(timezone=True)) + sa.text("interval '12 hours'")
    away = (
        sa.select(Absence.id)
        .where(
            Absence.staff_id == DutyShift.staff_id,
            Absence.kind == "away",
            Absence.during.contains(noon),
        )
        .exists()
    )
    rows = session.execute(
        sa.select(DutyShift.day, Staff.id, Staff.name, DutyShift.at_night, away)
        .join(Staff, Staff.id == DutyShift.staff_id)
        .where(DutyShift.day >= today, DutyShift.day < last, Staff.active)
        .order_by(DutyShift.day, Staff.name, Staff.id)
    )
    found: dict[date, list[Shift]] = {}
    for day, staff_id, name, at_night, gone in rows:
        found.setdefault(day, []).append(Shift(staff_id, name, at_night, gone))
    open_days = calendar.load(session, today)
    days = (today + timedelta(days=n) for n in range((last - today).days))
    return [
        DutyDay(day, found.get(day, [])) for day in days if open_days.is_open(day) or day in found
    ]


def on_call(session: Session, day: date) -> set[int]:
    """Whose duty on that day includes the night."""
    wanted = sa.select(DutyShift.staff_id).where(DutyShift.day == day, DutyShift.at_night)
    return set(session.scalars(wanted))


def screens(session: Session) -> list[WallScreen]:
    """The screens on the wall that are in use, the first first."""
    return list(
        session.scalars(
            sa.select(WallScreen).where(WallScreen.ended_at.is_(None)).order_by(WallScreen.id)
        )
    )
