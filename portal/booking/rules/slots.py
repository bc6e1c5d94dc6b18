"""Which times are free, and why the others are not.

Times are chosen in Danish wall time, day by day, so a working day begins at eight o'clock on both
sides of a clock change. Lengths are measured in UTC.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from portal.booking.rules.values import Availability, No, Pattern, Span, Terms
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
