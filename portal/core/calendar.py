"""Working days: public holidays, the job centre's own closing days, opening hours."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.core import clock
from portal.core.db import Base

HOLIDAYS = Path(__file__).with_name("public_holidays.txt")


class ClosingDay(Base):
    """A day on which the job centre is closed though it is no public holiday."""

    __tablename__ = "closing_day"

    day: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    reason: Mapped[str]
    source: Mapped[str]


class OpeningHours(Base):
    """When the job centre is open on a weekday (0 = Monday), from a day on."""

    __tablename__ = "opening_hours"
    __table_args__ = (
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="opening_hours_weekday_exists"),
        sa.CheckConstraint("opens < closes", name="opening_hours_opens_before_closing"),
    )

    weekday: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    opens: Mapped[time]
    closes: Mapped[time]
    source: Mapped[str]


@dataclass(frozen=True)
class Hours:
    """The wall times between which a weekday is open."""

    opens: time
    closes: time


@dataclass(frozen=True)
class WorkCalendar:
    """The days and hours in force, as a value that rules can be given."""

    closing_days: frozenset[date]
    hours: dict[int, Hours]

    def is_open(self, day: date) -> bool:
        """True on weekdays with opening hours that are neither holiday nor closing day."""
        return (
            day.weekday() in self.hours
            and day not in self.closing_days
            and day not in public_holidays(day.year)
        )

    def hours_on(self, day: date) -> Hours | None:
        """The opening hours of `day`, or None when closed."""
        return self.hours[day.weekday()] if self.is_open(day) else None

    def open_until(self, now: datetime) -> time | None:
        """The closing time of today when the job centre is open at `now`, else None."""
        hours = self.hours_on(clock.local_date(now))
        if hours and hours.opens <= clock.local(now).time() < hours.closes:
            return hours.closes
        return None


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """Denmark's public holidays, with 24, 31 December and Constitution Day, when offices close."""
    return frozenset(
        date(year, *map(int, day.split("-")))
        for day in (*_named_holidays().get(str(year), ()), "06-05", "12-24", "12-31")
    )


@cache
def _named_holidays() -> dict[str, tuple[str, ...]]:
    """The days that have a name, by year, as `tools/public_holidays.py` wrote them down."""
    lines = (line.split() for line in HOLIDAYS.read_text(encoding="utf-8").splitlines())
    return {year: tuple(days) for year, *days in lines}


def in_force() -> sa.CompoundSelect[Any]:
    """Opening hours on a `day`, and closing days `since` another, in one statement for `of_rows`.

    Those who build it into a statement of their own give it `asked(day)`.
    """
    opening, closing = OpeningHours.__table__.c, ClosingDay.__table__.c
    hours = (
        sa.select(opening.weekday, opening.opens, opening.closes)
        .where(opening.valid_from <= sa.bindparam("day", type_=sa.Date))
        .ext(distinct_on(opening.weekday))
        .order_by(opening.weekday, opening.valid_from.desc())
        .subquery()
    )
    no_time = sa.null().cast(sa.Time)
    return sa.union_all(
        sa.select(hours, sa.null().cast(sa.Date).label("closed")),
        sa.select(sa.null().cast(sa.SmallInteger), no_time, no_time, closing.day).where(
            closing.day >= sa.bindparam("since", type_=sa.Date)
        ),
    )


def asked(day: date) -> dict[str, date]:
    """What `in_force` is asked for: the calendar on `day`."""
    return {"day": day, "since": day - timedelta(days=731)}


def of_rows(rows: Iterable[Sequence[Any]]) -> WorkCalendar:
    """The calendar that rows of `in_force` tell, by their first four columns."""
    closed: set[date] = set()
    hours: dict[int, Hours] = {}
    for weekday, opens, closes, closing_day, *_ in rows:
        if weekday is None:
            closed.add(closing_day)
        else:
            hours[weekday] = Hours(opens, closes)
    return WorkCalendar(frozenset(closed), hours)


_IN_FORCE = in_force()  # built once: that takes longer than sending it


def load(session: Session, day: date) -> WorkCalendar:
    """The calendar in force on `day`: the latest opening hours not after it, all closing days.

    One statement.
    """
    return of_rows(session.execute(_IN_FORCE, asked(day)).all())
