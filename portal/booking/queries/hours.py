"""When the job centre is open, and when caseworkers take talks."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.booking.models import WorkingPattern
from portal.booking.rules import Pattern
from portal.core import calendar
from portal.core.calendar import WorkCalendar
from portal.core.plain import Plain

_OWN = WorkingPattern.__table__.c
PATTERN = (
    _OWN.weekday,
    _OWN.starts,
    _OWN.ends,
    _OWN.valid_from,
    _OWN.valid_to,
    _OWN.kept_for_staff,
    _OWN.released_hours_before,
)


def in_force(day: date | sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
    """Patterns that hold on a day or later."""
    return sa.or_(_OWN.valid_to.is_(None), _OWN.valid_to >= day)


def _hours_statement() -> sa.CompoundSelect[Any]:
    """A caseworker's patterns, and in the same columns the hours and closing days of the house."""
    house = calendar.in_force().subquery()
    return sa.union_all(
        sa.select(*PATTERN).where(
            _OWN.staff_id == sa.bindparam("staff", type_=sa.BigInteger),
            in_force(sa.bindparam("day", type_=sa.Date)),
        ),
        sa.select(
            house,
            sa.null().cast(sa.Date),
            sa.null().cast(sa.Boolean),
            sa.null().cast(sa.Integer),
        ),
    )


_HOURS = Plain(_hours_statement())


def pattern_of(row: Sequence[Any]) -> Pattern:
    """What the columns of `PATTERN` say, as a value for rules."""
    weekday, starts, ends, valid_from, valid_to, kept, hours = row
    released = None if hours is None else timedelta(hours=hours)
    return Pattern(weekday, starts, ends, valid_from, valid_to, kept, released)


def hours_of(session: Session, staff: Staff, day: date) -> tuple[WorkCalendar, list[Pattern]]:
    """When the job centre is open, and when a caseworker takes talks, from `day` on.

    Who has left takes none.
    """
    values = calendar.asked(day) | {"staff": staff.id}
    of_house: list[Any] = []
    own: list[Any] = []
    for row in _HOURS.rows(session, **values):
        (of_house if row.kept_for_staff is None else own).append(row)
    patterns = [pattern_of(row) for row in own] if staff.active else []
    return calendar.of_rows(of_house), patterns
