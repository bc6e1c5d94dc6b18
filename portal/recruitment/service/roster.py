"""The roster is kept, and screens are put up and taken down."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import audit, calendar, clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused
from portal.recruitment.models import DutyShift, WallScreen
from portal.recruitment.queries import roster
from portal.recruitment.refusals import RosterRefusal
from portal.recruitment.service import links

MOST_DAYS = 366
SCREEN = "wall-screen"


def add(
    session: Session,
    staff_id: int,
    first: date,
    last: date,
    weekdays: Collection[int],
    *,
    at_night: bool,
    actor: Actor,
    now: datetime,
) -> int:
    """Put somebody on duty on the open days of these weekdays; returns on how many.

    Raises:
        NotFound: when there is no such consultant.
        Refused: when the days are over, in the wrong order, too many, or none of them is open.
    """
    today = clock.local_date(now)
    _check_days(first, last, today)
    if staff_id not in {person.id for person in roster.answering(session)}:
        raise NotFound
    first = max(first, today)
    wanted = _open_days(session, first, last, weekdays, today)
    if not wanted:
        raise Refused(RosterRefusal.NO_OPEN_DAY)
    shifts = insert(DutyShift).values(
        [{"day": day, "staff_id": staff_id, "at_night": at_night} for day in wanted]
    )
    session.execute(
        shifts.on_conflict_do_update(
            constraint="duty_shift_pkey", set_={"at_night": shifts.excluded.at_night}
        )
    )
    audit.record(
        session,
        actor,
        "add",
        "duty_shift",
        staff_id,
        now=now,
        first=first.isoformat(),
        last=last.isoformat(),
    )
    session.flush()
    return len(wanted)


def _check_days(first: date, last: date, today: date) -> None:
    if last < first:
        raise Refused(RosterRefusal.WRONG_ORDER)
    if last < today:
        raise Refused(RosterRefusal.OVER)
    if (last - first).days >= MOST_DAYS:
        raise Refused(RosterRefusal.TOO_MANY)


def _open_days(
    session: Session, first: date, last: date, weekdays: Collection[int], today: date
) -> list[date]:
    days = calendar.load(session, today)
    listed = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in listed if day.weekday() in weekdays and days.is_open(day)]


def remove(session: Session, staff_id: int, day: date, *, actor: Actor, now: datetime) -> None:
    """Take somebody off duty on a day. Taking them off twice changes nothing."""
    gone = session.execute(
        sa.delete(DutyShift)
        .where(DutyShift.staff_id == staff_id, DutyShift.day == day)
        .returning(DutyShift.staff_id)
    ).all()
    if gone:
        audit.record(session, actor, "remove", "duty_shift", staff_id, now=now, day=day.isoformat())
        session.flush()


def put_up_screen(session: Session, name: str, *, actor: Actor, now: datetime) -> WallScreen:
    """Make an address for a screen on a wall."""
    screen = WallScreen(name=name, made_by_id=actor.person_id, made_at=now)
    session.add(screen)
    session.flush()
    audit.record(session, actor, "add", "wall_screen", screen.id, now=now)
    session.flush()
    return screen


def take_down_screen(session: Session, screen_id: int, *, actor: Actor, now: datetime) -> None:
    """End a screen: its address shows nothing from now on.

    Raises:
        NotFound: when there is none.
    """
    screen = session.get(WallScreen, screen_id)
    if screen is None:
        raise NotFound
    if screen.ended_at is None:
        screen.ended_at = now
        audit.record(session, actor, "end", "wall_screen", screen.id, now=now)
    session.flush()


def screen_token(screen: WallScreen) -> str:
    """What stands at the end of a screen's address."""
    return links.make(SCREEN, screen.id)


def screen_behind(session: Session, token: str) -> WallScreen:
    """The screen whose address was opened.

    Raises:
        NotFound: when the address is forged, or the screen was taken down.
    """
    screen_id = links.read(SCREEN, token)
    screen = None if screen_id is None else session.get(WallScreen, screen_id)
    if screen is None or screen.ended_at is not None:
        raise NotFound
    return screen
