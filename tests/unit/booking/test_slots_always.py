"""What holds for every working pattern, absence and talk one can think of."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.booking.rules import Availability, Pattern, Span, Terms, free_slots, why_not
from portal.core.clock import at_local, local_date

# Winter, spring and autumn weeks; the last two hold the clock changes of 2027.
WEEKS = st.sampled_from([date(2026, 11, 23), date(2027, 3, 25), date(2027, 10, 28)])
QUARTERS = st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15))


@st.composite
def patterns(draw: st.DrawFn) -> Pattern:
    starts, ends = sorted(draw(st.lists(QUARTERS, min_size=2, max_size=2, unique=True)))
    return Pattern(draw(st.integers(0, 6)), starts, ends, date(2026, 1, 1))


@st.composite
def situations(draw: st.DrawFn) -> tuple[Availability, Terms, date, datetime]:
    first = draw(WEEKS)
    spans = st.builds(
        lambda hours, minutes: (
            at_local(first, time(0)) + timedelta(hours=hours),
            at_local(first, time(0)) + timedelta(hours=hours, minutes=minutes),
        ),
        st.integers(-24, 24 * 9),
        st.integers(1, 60 * 30),
    )
    closed = draw(st.sets(st.integers(0, 8).map(lambda n: first + timedelta(days=n)), max_size=3))
    busy = st.lists(spans, max_size=4).map(tuple)
    available = Availability(
        tuple(draw(st.lists(patterns(), max_size=8))),
        lambda day: day not in closed,
        draw(busy),
        draw(busy),
        draw(busy),
    )
    terms = Terms(
        minutes=draw(st.sampled_from([15, 20, 45, 60, 90])),
        lead=timedelta(hours=draw(st.integers(0, 72))),
        horizon_days=draw(st.integers(0, 14)),
        notice_days=8,
        book_before_hold_days=7,
        cancel_until=timedelta(hours=24),
        remind_before=(timedelta(hours=24),),
    )
    now = at_local(first, time(draw(st.integers(0, 23)), 7))
    return available, terms, first, now


def meets(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def inside(span: Span, pattern: Pattern) -> bool:
    day = local_date(span[0])
    return (
        pattern.applies(day)
        and at_local(day, pattern.starts) <= span[0]
        and span[1] <= at_local(day, pattern.ends)
    )


@settings(max_examples=150, deadline=None)
@given(situations())
def test_free_times_are_free(situation: tuple[Availability, Terms, date, datetime]) -> None:
    available, terms, first, now = situation
    slots = free_slots(available, terms, first, first + timedelta(days=8), now)
    busy = available.absences + available.caseworker_talks + available.citizen_talks
    for slot in slots:
        assert slot[1] - slot[0] == terms.length
        assert not any(meets(slot, other) for other in busy)
        assert any(inside(slot, pattern) for pattern in available.patterns)
        assert available.is_open(local_date(slot[0]))
        assert slot[0] >= now + terms.lead
        assert local_date(slot[0]) <= local_date(now) + timedelta(days=terms.horizon_days)
        assert why_not(available, terms, slot[0], now) is None
    assert slots == sorted(slots)
    assert all(one[1] <= other[0] for one, other in pairwise(slots))


@settings(max_examples=100, deadline=None)
@given(situations(), st.integers(0, 24 * 12 * 9))
def test_what_is_not_offered_has_a_reason(
    situation: tuple[Availability, Terms, date, datetime], five_minutes: int
) -> None:
    available, terms, first, now = situation
    start = at_local(first, time(0)) + timedelta(minutes=5 * five_minutes)
    day = local_date(start)
    offered = {s for s, _ in free_slots(available, terms, day, day, now)}
    assert (why_not(available, terms, start, now) is None) == (start in offered)


@settings(max_examples=60, deadline=None)
@given(situations(), st.integers(0, 8))
def test_a_deadline_only_takes_times_away_that_others_replace(
    situation: tuple[Availability, Terms, date, datetime], days: int
) -> None:
    available, terms, first, now = situation
    last, hold_by = first + timedelta(days=8), first + timedelta(days=days)
    everything = free_slots(available, terms, first, last, now)
    offered = free_slots(available, terms, first, last, now, hold_by)
    in_time = [slot for slot in everything if local_date(slot[0]) <= hold_by]
    assert set(offered) <= set(everything)
    assert set(in_time) <= set(offered)
    for slot in everything:
        reason = why_not(available, terms, slot[0], now, hold_by)
        assert (reason is None) == (slot in offered)
