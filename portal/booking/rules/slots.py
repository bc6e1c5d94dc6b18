"""Which times are free, and why the others are not.

Times are chosen in Danish wall time, day by day, so a working day begins at eight o'clock on both
sides of a clock change. Lengths are measured in UTC.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from datetime import date, datetime, timedelta

from portal.booking.rules.values import Availability, No, Other, Pattern, Span, Terms
from portal.core.clock import at_local, local_date


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


class _Others:
    """The colleagues who take part: whether all of them can."""

    def __init__(self, others: Iterable[Other]) -> None:
        self._others = [(_Busy(other.taken), other.patterns) for other in others]

    def can(self, start: datetime, end: datetime) -> bool:
        return not any(
            busy.meets(start, end) or not _is_there(patterns, local_date(start))
            for busy, patterns in self._others
        )


def _is_there(patterns: tuple[Pattern, ...], day: date) -> bool:
    return not patterns or any(pattern.applies(day) for pattern in patterns)


def all_can(others: Iterable[Other], span: Span) -> bool:
    """True when every colleague who takes part is free for the whole of `span`."""
    return _Others(others).can(*span)


class _Judge:
    """Says of each time of one caseworker's patterns why it can't be had."""

    def __init__(self, availability: Availability, terms: Terms, now: datetime) -> None:
        self._availability, self._terms, self._now = availability, terms, now
        self._horizon = local_date(now) + timedelta(days=terms.horizon_days)
        self._absent = _Busy(availability.absences)
        self._citizen = _Busy(availability.citizen_talks)
        self._caseworker = _Busy(availability.caseworker_talks)
        self._others = _Others(availability.others)
        self._needs_room = availability.units is not None
        # The least taken first: as a rule one look finds a free one and spares the others.
        self._units = sorted(availability.units or (), key=lambda unit: len(unit.taken))
        self._looked_at: list[_Busy] = []
        self._talks = Counter(local_date(start) for start, _ in availability.caseworker_talks)

    def day(self, day: date) -> No | None:
        """What is wrong with the whole day."""
        if not self._availability.is_open(day):
            return No.CLOSED
        if day > self._horizon:
            return No.TOO_FAR
        limit = self._availability.daily_limit
        return No.DAY_FULL if limit is not None and self._talks[day] >= limit else None

    def span(self, span: Span, pattern: Pattern, all_day: No | None) -> No | None:
        """What is wrong with a time of a day; None when it is free."""
        if span[0] <= self._now:
            return No.PAST
        if all_day is not None:
            return all_day
        if span[0] < self._now + self._terms.lead:
            return No.TOO_SOON
        if self._is_kept(span, pattern):
            return No.KEPT
        return self._taken(span)

    def _taken(self, span: Span) -> No | None:
        block = span[0] - self._terms.buffer_before, span[1] + self._terms.buffer_after
        if self._absent.meets(*block):
            return No.ABSENT
        if self._citizen.meets(*span):
            return No.CITIZEN_BUSY
        if self._caseworker.meets(*block):
            return No.TAKEN
        if not self._others.can(*block):
            return No.COLLEAGUE_BUSY
        if self._needs_room and not self._has_room(span):
            return No.NO_ROOM
        return None

    def _has_room(self, span: Span) -> bool:
        for number, unit in enumerate(self._units):
            if number == len(self._looked_at):
                self._looked_at.append(_Busy(unit.taken))
            if not self._looked_at[number].meets(*span):
                return True
        return False

    def _is_kept(self, span: Span, pattern: Pattern) -> bool:
        if not pattern.kept or self._availability.kept_open:
            return False
        released = pattern.released_before
        return released is None or span[0] > self._now + released


def judged_slots(
    availability: Availability,
    terms: Terms,
    first: date,
    last: date,
    now: datetime,
    known: Container[datetime] = (),
) -> Iterator[tuple[Span, No | None]]:
    """Every time of the working patterns from `first` to `last`, and why it can't be had.

    None means free. Those that begin at a `known` moment are left out. Times follow each other
    from the start of a pattern, each as long as a talk with what the caseworker needs before and
    after it.
    """
    judge = _Judge(availability, terms, now)
    for day in _days(first, last):
        patterns = [p for p in availability.patterns if p.applies(day)]
        if not patterns:
            continue
        all_day = judge.day(day)
        for span, pattern in _cut(day, patterns, terms):
            if span[0] not in known:
                yield span, judge.span(span, pattern, all_day)


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)


def _cut(day: date, patterns: list[Pattern], terms: Terms) -> Iterator[tuple[Span, Pattern]]:
    """The patterns of a day cut into talks; overlapping patterns never give overlapping times."""
    before, length, after = terms.buffer_before, terms.length, terms.buffer_after
    free_from: datetime | None = None
    for pattern in sorted(patterns, key=lambda p: (p.starts, p.ends)):
        at, ends = at_local(day, pattern.starts), at_local(day, pattern.ends)
        if free_from is not None:
            at = max(at, free_from)
        while at + before + length + after <= ends:
            yield (at + before, at + before + length), pattern
            at = free_from = at + before + length + after


def free_between(
    availability: Availability,
    terms: Terms,
    first: date,
    last: date,
    now: datetime,
    known: Container[datetime] = (),
) -> list[Span]:
    """The free times from `first` to `last`, no earlier than today nor beyond the horizon."""
    today = local_date(now)
    earliest, latest = max(first, today), min(last, today + timedelta(days=terms.horizon_days))
    judged = judged_slots(availability, terms, earliest, latest, now, known)
    return [span for span, no in judged if no is None]


def first_slot(availability: Availability, terms: Terms, now: datetime) -> Span | None:
    """The first time that can be booked with this caseworker; no more is judged than that takes."""
    today = local_date(now)
    last = today + timedelta(days=terms.horizon_days)
    judged = judged_slots(availability, terms, today, last, now)
    return next((span for span, no in judged if no is None), None)


def has_time_by(availability: Availability, terms: Terms, hold_by: date, now: datetime) -> bool:
    """True when a talk can still be held with this caseworker by a day."""
    today = local_date(now)
    last = min(hold_by, today + timedelta(days=terms.horizon_days))
    judged = judged_slots(availability, terms, today, last, now)
    return any(no is None for _, no in judged)


def free_slots(
    availability: Availability,
    terms: Terms,
    first: date,
    last: date,
    now: datetime,
    hold_by: date | None = None,
    known: Container[datetime] = (),
) -> list[Span]:
    """The times from `first` to `last` that can be booked with one caseworker, earliest first.

    When a talk must be held by a day, only times until then are offered; when there are none,
    every free time is, for the lack of times is not the citizen's fault. Times that are `known`,
    because somebody else has them, are left out.
    """
    # Whether there are times before the deadline does not depend on the days asked about.
    if hold_by is not None and has_time_by(availability, terms, hold_by, now):
        last = min(last, hold_by)
    return free_between(availability, terms, first, last, now, known)


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
            if no is not None or hold_by is None or day <= hold_by:
                return no
            in_time = has_time_by(availability, terms, hold_by, now)
            return No.AFTER_DEADLINE if in_time else None
    return No.OUTSIDE if availability.is_open(day) else No.CLOSED


def nearest(slots: Iterable[Span], wanted: datetime, count: int = 3) -> list[Span]:
    """The `count` times closest to the wanted one, earliest first."""
    return sorted(sorted(slots, key=lambda span: abs(span[0] - wanted))[:count])
