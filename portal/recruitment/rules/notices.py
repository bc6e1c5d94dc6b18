"""When people are told that a promise runs out: in time, and not at night but for the roster."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from portal.core.clock import at_local, local
from portal.recruitment.rules.clocks import HALF, SOON, Clock, State

DAY_BEGINS, DAY_ENDS = time(7), time(22)


class Level(StrEnum):
    """How far the time of a promise is used."""

    HALF = "half"
    SOON = "soon"
    LATE = "late"


ESCALATED = frozenset({Level.SOON, Level.LATE})
"""What the team lead is told too."""


def level_of(clock: Clock, now: datetime) -> Level | None:
    """What there is to be told of a clock; nothing while it is paused, done or ended."""
    state = clock.state(now)
    if state is State.LATE:
        return Level.LATE
    if state not in (State.IN_TIME, State.SOON):
        return None
    spent = clock.spent(now)
    if spent >= SOON:
        return Level.SOON
    return Level.HALF if spent >= HALF else None


def may_be_told_at(now: datetime, on_call: bool) -> datetime:
    """`now`, or the next morning for those who are not on call at night."""
    wall = local(now)
    if on_call or DAY_BEGINS <= wall.time() < DAY_ENDS:
        return now
    morning = wall.date() if wall.time() < DAY_BEGINS else wall.date() + timedelta(days=1)
    return at_local(morning, DAY_BEGINS).astimezone(UTC)
