"""When the job centre is open, when caseworkers work, and a diary that never double-books."""

import random
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from sqlalchemy.orm import Session

from portal.booking.models import Absence, WorkingPattern
from portal.core import clock
from portal.core.calendar import ClosingDay, OpeningHours, WorkCalendar, public_holidays
from portal.demo.town import Town
from portal.demo.writing import copy, span

VALID_FROM = date(2022, 1, 1)
SOURCE = "Åbningstider for Borgerservice og Jobcenter"
WEEK = (
    (0, time(9), time(15)),
    (1, time(9), time(15)),
    (2, time(9), time(15)),
    (3, time(9), time(17)),
    (4, time(9), time(13)),
)
MORNING, NOON, AFTERNOON = time(9), time(12), time(12, 30)
ENDS = {0: time(15), 1: time(15), 2: time(15), 3: time(17)}
FRIDAY = 4


def load_opening_hours(session: Session, today: date) -> None:
    """The hours of the week, and the days on which the job centre is closed of its own choice."""
    copy(
        session,
        OpeningHours,
        [
            {
                "weekday": weekday,
                "valid_from": VALID_FROM,
                "opens": opens,
                "closes": closes,
                "source": SOURCE,
            }
            for weekday, opens, closes in WEEK
        ],
    )
    days = {d: why for year in range(today.year - 2, today.year + 3) for d, why in closing(year)}
    copy(
        session,
        ClosingDay,
        [{"day": day, "reason": why, "source": SOURCE} for day, why in sorted(days.items())],
    )


def closing(year: int) -> list[tuple[date, str]]:
    """The days of a year on which the job centre is closed though they are no holidays."""
    ascension = next(
        day
        for day in sorted(public_holidays(year))
        # Between its earliest and latest day it is the only holiday on a Thursday.
        if date(year, 4, 30) <= day <= date(year, 6, 3) and day.weekday() == 3
    )
    friday = (ascension + timedelta(days=1), "Fredag efter Kristi himmelfartsdag")
    between = [
        (date(year, 12, day), "Lukket mellem jul og nytår")
        for day in (27, 28, 29, 30)
        if date(year, 12, day).weekday() < 5
    ]
    return [friday, *between]


@dataclass(frozen=True)
class Hours:
    """When a caseworker takes talks on a weekday."""

    starts: time
    ends: time


def load_patterns(session: Session, town: Town) -> "Diary":
    """Everybody's working week and absences; returns the diary to book talks in."""
    rng = town.chance("patterns")
    patterns: dict[tuple[int, int], list[Hours]] = defaultdict(list)
    away: dict[int, list[tuple[date, date]]] = {}
    own = {one.caseworker_id for one in town.citizens if one.persona == "anna-dagpenge"}
    for one in town.with_role("caseworker"):
        desk_day = 4 if one.id in own else rng.randrange(5)
        for weekday in range(5):
            if weekday != desk_day:
                patterns[one.id, weekday] = hours(weekday)
        away[one.id] = _absences(rng, town.today, here=one.id in own)
    copy(session, WorkingPattern, _pattern_rows(patterns))
    copy(
        session,
        Absence,
        [
            {"staff_id": staff_id, "during": span(clock.start_of_day(a), clock.start_of_day(b))}
            for staff_id, spans in away.items()
            for a, b in spans
        ],
    )
    return Diary(town.calendar, patterns, away)


def hours(weekday: int) -> list[Hours]:
    """When caseworkers take talks on a weekday, Monday is 0."""
    morning = Hours(MORNING, NOON)
    return [morning] if weekday == FRIDAY else [morning, Hours(AFTERNOON, ENDS[weekday])]


def _pattern_rows(patterns: dict[tuple[int, int], list[Hours]]) -> list[dict[str, object]]:
    return [
        {
            "staff_id": staff_id,
            "weekday": weekday,
            "starts": one.starts,
            "ends": one.ends,
            "valid_from": VALID_FROM,
        }
        for (staff_id, weekday), listed in patterns.items()
        for one in listed
    ]


def _absences(rng: random.Random, today: date, here: bool) -> list[tuple[date, date]]:
    """From a day until before another: summer holidays, autumn, and some days of illness.

    `here` keeps the next three weeks free: somebody is about to book with this caseworker.
    """
    found = []
    for year in range(today.year - 2, today.year + 2):
        summer = date(year, 7, 1) + timedelta(days=rng.randrange(14))
        autumn = date(year, 10, 10) + timedelta(days=rng.randrange(6))
        found += [(summer, summer + timedelta(days=21)), (autumn, autumn + timedelta(days=7))]
        for _ in range(4):
            ill = date(year, 1, 5) + timedelta(days=rng.randrange(350))
            found.append((ill, ill + timedelta(days=rng.randint(1, 3))))
    soon = today + timedelta(days=21)
    kept = [(a, b) for a, b in found if not (here and a < soon and b > today)]
    # Nobody knows of an illness beforehand.
    return sorted((a, b) for a, b in kept if a <= today or (b - a).days > 3)


@lru_cache(maxsize=50_000)
def _moment(day: date, minutes: int) -> datetime:
    return clock.at_local(day, time(minutes // 60, minutes % 60))


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute


class Diary:
    """Who is taken when. A time given away is given to nobody else."""

    def __init__(
        self,
        calendar: WorkCalendar,
        patterns: dict[tuple[int, int], list[Hours]],
        away: dict[int, list[tuple[date, date]]],
    ) -> None:
        self._calendar = calendar
        self._patterns = patterns
        self._away = away
        self._taken: dict[tuple[int, date], list[tuple[int, int]]] = defaultdict(list)

    def book(
        self, staff_id: int, first: date, last: date, length: int, rng: random.Random
    ) -> tuple[datetime, datetime] | None:
        """A free time of `length` minutes on the first day from `first` that has one.

        None when there is none until `last`.
        """
        day = first
        while day <= last:
            free = self._free(staff_id, day, length)
            if free:
                start = rng.choice(free)
                self._taken[staff_id, day].append((start, start + length))
                return _moment(day, start), _moment(day, start + length)
            day += timedelta(days=1)
        return None

    def _free(self, staff_id: int, day: date, length: int) -> list[int]:
        worked = self._patterns.get((staff_id, day.weekday()))
        if not worked or not self._calendar.is_open(day) or self._is_away(staff_id, day):
            return []
        taken = self._taken[staff_id, day]
        return [
            start
            for one in worked
            for start in range(_minutes(one.starts), _minutes(one.ends) - length + 1, length)
            if all(start >= b or start + length <= a for a, b in taken)
        ]

    def _is_away(self, staff_id: int, day: date) -> bool:
        return any(a <= day < b for a, b in self._away.get(staff_id, ()))
