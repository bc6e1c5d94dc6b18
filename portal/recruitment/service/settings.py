"""What businesses are promised and which words are looked for, from a day on."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused
from portal.recruitment.models import CriterionPattern, ServiceGoal
from portal.recruitment.queries.clocks import next_deadlines
from portal.recruitment.refusals import SettingRefusal
from portal.recruitment.rules.clocks import OPENING
from portal.recruitment.rules.wording import is_long_enough

FURTHEST = timedelta(days=2 * 366)


def add_promise(
    session: Session,
    key: str,
    valid_from: date,
    *,
    hours: int,
    counted: str,
    source: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Promise something else from a day on. What came before keeps what it was promised.

    Raises:
        Refused: when the day is not ahead or too far, has a promise already, or the time would be
            counted in opening hours that there are none of.
    """
    today = clock.local_date(now)
    if valid_from <= today:
        raise Refused(SettingRefusal.FROM_TOMORROW)
    if valid_from > today + FURTHEST:
        raise Refused(SettingRefusal.TOO_FAR)
    if session.get(ServiceGoal, (key, valid_from)) is not None:
        raise Refused(SettingRefusal.ON_THAT_DAY)
    if counted == OPENING and not is_ever_open(session, valid_from):
        raise Refused(SettingRefusal.NEVER_OPEN)
    session.add(
        ServiceGoal(key=key, valid_from=valid_from, hours=hours, counted=counted, source=source)
    )
    session.flush()
    _note(session, actor, "add", key, valid_from, now, hours=hours, counted=counted)


def is_ever_open(session: Session, day: date) -> bool:
    """Whether time counted in opening hours passes at all from that day on."""
    both = next_deadlines(session, clock.start_of_day(day)).values()
    return all(deadline[OPENING] is not None for deadline in both)


def take_back_promise(
    session: Session, key: str, valid_from: date, *, actor: Actor, now: datetime
) -> None:
    """Take back a promise that has not begun.

    Raises:
        NotFound: when there is none of that day.
        Refused: when it has begun.
    """
    promise = session.get(ServiceGoal, (key, valid_from))
    if promise is None:
        raise NotFound
    if valid_from <= clock.local_date(now):
        raise Refused(SettingRefusal.HAS_BEGUN)
    session.delete(promise)
    session.flush()
    _note(session, actor, "take_back", key, valid_from, now)


def _note(
    session: Session,
    actor: Actor,
    action: str,
    key: str,
    day: date,
    now: datetime,
    **details: Any,
) -> None:
    audit.record(session, actor, action, "service_goal", f"{key} {day}", now=now, **details)


def add_wording(
    session: Session,
    pattern: str,
    ground: str,
    valid_from: date,
    *,
    source: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Look for words from a day on.

    Raises:
        Refused: when the day has passed, they are looked for already, or hardly anything is left
            of them but signs.
    """
    pattern = " ".join(pattern.split())
    if not is_long_enough(pattern):
        raise Refused(SettingRefusal.TOO_SHORT)
    if valid_from < clock.local_date(now):
        raise Refused(SettingRefusal.FROM_TODAY)
    if valid_from > clock.local_date(now) + FURTHEST:
        raise Refused(SettingRefusal.TOO_FAR)
    there = sa.select(CriterionPattern.pattern).where(
        sa.func.lower(CriterionPattern.pattern) == pattern.lower(),
        sa.or_(CriterionPattern.valid_to.is_(None), CriterionPattern.valid_to >= valid_from),
    )
    if session.scalar(there.limit(1)) is not None:
        raise Refused(SettingRefusal.IS_THERE)
    session.add(
        CriterionPattern(pattern=pattern, valid_from=valid_from, ground=ground, source=source)
    )
    session.flush()
    audit.record(session, actor, "add", "criterion_pattern", ground, now=now, day=str(valid_from))


def end_wording(
    session: Session,
    pattern: str,
    valid_from: date,
    *,
    last_day: date,
    source: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Look for words until a day, and no longer.

    Raises:
        NotFound: when there are none of that day.
        Refused: when they have ended, or the day has passed or is before they begin.
    """
    found = session.get(CriterionPattern, (pattern, valid_from), with_for_update=True)
    if found is None:
        raise NotFound
    today = clock.local_date(now)
    if found.valid_to is not None and found.valid_to < today:
        raise Refused(SettingRefusal.HAS_ENDED)
    if last_day < max(today, valid_from):
        raise Refused(SettingRefusal.FROM_TODAY)
    if last_day > today + FURTHEST:
        raise Refused(SettingRefusal.TOO_FAR)
    found.valid_to, found.end_source = last_day, source
    session.flush()
    audit.record(
        session, actor, "end", "criterion_pattern", found.ground, now=now, day=str(last_day)
    )
