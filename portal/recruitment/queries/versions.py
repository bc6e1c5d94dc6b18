"""The promises and calendars that were kept with enquiries."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import calendar
from portal.core.plain import Plain
from portal.recruitment.models import PromiseVersion, ServiceGoal
from portal.recruitment.rules.clocks import ANSWER, CANDIDATES, Promise, in_force
from portal.recruitment.rules.kept import Kept, pack, unpack

_GOAL = ServiceGoal.__table__
_PROMISES = Plain(sa.select(_GOAL.c.key, _GOAL.c.hours, _GOAL.c.counted, _GOAL.c.valid_from))
# Versions never change, so what has been read once need not be read again.
_read: dict[str, Kept] = {}


def all_promises(session: Session) -> tuple[Promise, ...]:
    """Every promise, of every time, in one statement."""
    return tuple(Promise(*goal) for goal in _PROMISES.rows(session))


def content_on(session: Session, day: date) -> dict[str, Any]:
    """The promises in force on a day and the calendar as it is known now: two statements."""
    known = all_promises(session)
    days = calendar.load(session, day)
    holidays = (calendar.public_holidays(year) for year in (day.year, day.year + 1))
    closed = days.closing_days.union(*holidays)
    promises = (in_force(known, key, day) for key in (ANSWER, CANDIDATES))
    return pack(
        (promise for promise in promises if promise is not None),
        dict(days.hours),
        (shut for shut in closed if shut >= day),
    )


def read_versions(session: Session, keys: Iterable[str | None]) -> dict[str, Kept]:
    """The versions of these names: one statement, or none when all have been read before."""
    wanted = {key for key in keys if key is not None}
    missing = wanted - _read.keys()
    if missing:
        rows = session.execute(
            sa.select(PromiseVersion.key, PromiseVersion.content).where(
                PromiseVersion.key.in_(missing)
            )
        )
        _read.update({key: unpack(content) for key, content in rows})
    return {key: _read[key] for key in wanted}
