"""Pure decisions about talks: which times are free, which deadlines hold, what may be changed.

Times are chosen in Danish wall time, day by day, so a working day begins at eight o'clock on both
sides of a clock change. Lengths are measured in UTC.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from portal.core.clock import at_local, local, local_date

Span = tuple[datetime, datetime]
"""From a moment until before another, both in UTC."""

REMIND_FROM, REMIND_UNTIL = time(9), time(22)
REMIND_EVENING_BEFORE = time(21)
REMINDER_HELPS_UNTIL = timedelta(hours=1)
"""A reminder later than this before the talk comes too late to help anybody."""


class No(Enum):
    """Why a time can't be booked, or a talk not changed."""

    PAST = "past"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    CLOSED = "closed"
    OUTSIDE = "outside"
    ABSENT = "absent"
    TAKEN = "taken"
    CITIZEN_BUSY = "citizen_busy"
    AFTER_DEADLINE = "after_deadline"
    NOT_BOOKED = "not_booked"
    BEGUN = "begun"
    TOO_LATE = "too_late"
    NOT_BEGUN = "not_begun"


@dataclass(frozen=True)
class Terms:
    """The rule in force for one citizen's talks."""

    minutes: int
    lead: timedelta
    horizon_days: int
    notice_days: int
    book_before_hold_days: int
    cancel_until: timedelta
    remind_before: timedelta
    first_within_days: int | None = None
    early_within_days: int | None = None
    early_until_days: int | None = None
    next_within_days: int | None = None

    @property
    def length(self) -> timedelta:
        """How long a talk lasts."""
        return timedelta(minutes=self.minutes)


@dataclass(frozen=True)
class Pattern:
    """Wall times of a weekday (0 = Monday) at which a caseworker takes talks, from day to day."""

    weekday: int
    starts: time
    ends: time
    valid_from: date
    valid_to: date | None = None

    def applies(self, day: date) -> bool:
        """True when the caseworker works so on `day`."""
        return (
            day.weekday() == self.weekday
            and self.valid_from <= day
            and (self.valid_to is None or day <= self.valid_to)
        )


@dataclass(frozen=True)
class Availability:
    """Everything that decides when a caseworker and a citizen can meet."""

    patterns: tuple[Pattern, ...]
    is_open: Callable[[date], bool]
    absences: tuple[Span, ...] = ()
    caseworker_talks: tuple[Span, ...] = ()
    citizen_talks: tuple[Span, ...] = ()


class _Busy:
    """Answers quickly whether a span meets any of many."""

    def __init__(self, spans: Iterable[Span]) -> None:
        merged: list[Span] = []
        for start, end in sorted(spans):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        self._spans = merged
        self._ends = [end for _, end in merged]

    def meets(self, start: datetime, end: datetime) -> bool:
        at = bisect_right(self._ends, start)
        return at < len(self._spans) and self._spans[at][0] < end


def judged_slots(
    availability: Availability, terms: Terms, first: date, last: date, now: datetime
) -> Iterator[tuple[Span, No | None]]:
    """Every time of the working patterns from `first` to `last`, and why it can't be had.

    None means free. Times follow each other from the start of a pattern, each as long as a talk.
    """
    busy = (
        (No.ABSENT, _Busy(availability.absences)),
        (No.CITIZEN_BUSY, _Busy(availability.citizen_talks)),
        (No.TAKEN, _Busy(availability.caseworker_talks)),
    )
    horizon = local_date(now) + timedelta(days=terms.horizon_days)
    for day in _days(first, last):
        patterns = [p for p in availability.patterns if p.applies(day)]
        # What is wrong with the whole day is asked once a day.
        all_day = _why_not_day(day, availability, horizon) if patterns else None
        for span in _cut(day, patterns, terms.length):
            if span[0] < now + terms.lead:
                yield span, No.PAST if span[0] <= now else all_day or No.TOO_SOON
            else:
                yield span, all_day or next((no for no, b in busy if b.meets(*span)), None)


def _why_not_day(day: date, availability: Availability, horizon: date) -> No | None:
    if not availability.is_open(day):
        return No.CLOSED
    return No.TOO_FAR if day > horizon else None


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def _cut(day: date, patterns: list[Pattern], length: timedelta) -> Iterator[Span]:
    """The patterns of a day cut into talks; overlapping patterns never give overlapping times."""
    free_from: datetime | None = None
    for pattern in sorted(patterns, key=lambda p: (p.starts, p.ends)):
        start, ends = at_local(day, pattern.starts), at_local(day, pattern.ends)
        if free_from is not None:
            start = max(start, free_from)
        while start + length <= ends:
            yield start, start + length
            start += length
            free_from = start


def free_slots(
    availability: Availability,
    terms: Terms,
    first: date,
    last: date,
    now: datetime,
    hold_by: date | None = None,
) -> list[Span]:
    """The times from `first` to `last` that the citizen can book, earliest first.

    When a talk must be held by a day, only times until then are offered; when there are none,
    every free time is, for the lack of times is not the citizen's fault.
    """
    today = local_date(now)
    horizon = today + timedelta(days=terms.horizon_days)

    def free(earliest: date, latest: date) -> list[Span]:
        judged = judged_slots(availability, terms, earliest, latest, now)
        return [span for span, no in judged if no is None]

    # Whether there are times before the deadline does not depend on the days asked about.
    in_time = free(today, min(hold_by, horizon)) if hold_by is not None else []
    if in_time:
        return [span for span in in_time if first <= local_date(span[0]) <= last]
    return free(max(first, today), min(last, horizon))


def why_not(
    availability: Availability,
    terms: Terms,
    start: datetime,
    now: datetime,
    hold_by: date | None = None,
) -> No | None:
    """Why a talk can't be booked at `start`; None when it is one of the free times."""
    if start <= now:
        return No.PAST
    day = local_date(start)
    for span, no in judged_slots(availability, terms, day, day, now):
        if span[0] == start:
            if no is None and span not in free_slots(availability, terms, day, day, now, hold_by):
                return No.AFTER_DEADLINE
            return no
    return No.OUTSIDE if availability.is_open(day) else No.CLOSED


def nearest(slots: Iterable[Span], wanted: datetime, count: int = 3) -> list[Span]:
    """The `count` times closest to the wanted one, earliest first."""
    return sorted(sorted(slots, key=lambda span: abs(span[0] - wanted))[:count])


def with_notice(terms: Terms, book_by: date, hold_by: date, today: date) -> tuple[date, date]:
    """The two deadlines, moved when the citizen would get shorter notice than the rule promises."""
    book_by = max(book_by, today + timedelta(days=terms.notice_days))
    gap = timedelta(days=terms.book_before_hold_days)
    return book_by, max(hold_by, book_by + gap)


def deadlines(terms: Terms, hold_by: date, today: date) -> tuple[date, date]:
    """When a talk that should be held by `hold_by` must be booked, and be held."""
    return with_notice(terms, hold_by - timedelta(days=terms.book_before_hold_days), hold_by, today)


def next_hold_by(terms: Terms, course_started_on: date, last_held_on: date | None) -> date | None:
    """The day the citizen's next talk should be held by; None when it is agreed individually."""
    if last_held_on is None:
        days, counted_from = terms.first_within_days, course_started_on
    else:
        days, counted_from = terms.next_within_days, last_held_on
        early = terms.early_until_days
        if early is not None and last_held_on < course_started_on + timedelta(days=early):
            days = terms.early_within_days
    return None if days is None else counted_from + timedelta(days=days)


def first_talk_can_be_self_booked(terms: Terms) -> bool:
    """True when the rule leaves time enough for a citizen to book the first talk."""
    notice = terms.notice_days + terms.book_before_hold_days
    return terms.first_within_days is not None and terms.first_within_days >= notice


def why_not_change(status: str, start: datetime, terms: Terms, now: datetime) -> No | None:
    """Why the citizen can't cancel or move a talk; None when they can."""
    if status != "booked":
        return No.NOT_BOOKED
    if start <= now:
        return No.BEGUN
    return No.TOO_LATE if now > changeable_until(start, terms) else None


def changeable_until(start: datetime, terms: Terms) -> datetime:
    """The last moment at which the citizen may cancel or move a talk."""
    return start - terms.cancel_until


def why_no_outcome(status: str, start: datetime, now: datetime) -> No | None:
    """Why what came of a talk can't be recorded; None when it can."""
    if status != "booked":
        return No.NOT_BOOKED
    return No.NOT_BEGUN if now < start else None


def remind_at(start: datetime, terms: Terms, now: datetime) -> datetime | None:
    """When to remind of a talk: never at night, never too late to help.

    A reminder that would come at night waits for the morning, or comes the evening before when
    the morning is too late. None when the moment has passed: the confirmation is news enough.
    """
    wanted = start - terms.remind_before
    day, clock_shows = local_date(wanted), local(wanted).time()
    if REMIND_FROM <= clock_shows < REMIND_UNTIL:
        choices = [wanted]
    else:
        morning = day if clock_shows < REMIND_FROM else day + timedelta(days=1)
        evening = morning - timedelta(days=1)
        choices = [at_local(morning, REMIND_FROM), at_local(evening, REMIND_EVENING_BEFORE)]
    useful = [moment for moment in choices if now < moment <= start - REMINDER_HELPS_UNTIL]
    return useful[0] if useful else None
