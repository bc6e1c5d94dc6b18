"""The portal's one clock.

Only entry points (routes, commands, jobs) ask it, and pass the answer on as `now=`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")

_frozen_at: ContextVar[datetime | None] = ContextVar("frozen_at", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen_at.get() or datetime.now(UTC)


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Let `now()` answer `at`, for commands given `--now` and for tests of entry points."""
    token = _frozen_at.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen_at.reset(token)


def local(moment: datetime) -> datetime:
    """`moment` as wall-clock time in Denmark."""
    return moment.astimezone(COPENHAGEN)


def local_date(moment: datetime) -> date:
    """The Danish calendar day on which `moment` falls."""
    return local(moment).date()


def at_local(day: date, wall: time) -> datetime:
    """The moment (UTC) at which Danish clocks show `wall` on `day`.

    On the October night when an hour comes twice the first is meant. In the March night when
    an hour is missing the wall time is moved forward by that hour, as people's clocks are.
    """
    return datetime.combine(day, wall, COPENHAGEN).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """The first moment (UTC) of the Danish day."""
    return at_local(day, time(0))


def parse_moment(text: str) -> datetime:
    """An ISO 8601 moment; without an offset Danish wall time is meant.

    Raises:
        ValueError: when it is no ISO 8601 moment.
    """
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=moment.tzinfo or COPENHAGEN).astimezone(UTC)


def quarter_start(day: date) -> date:
    """The first day of the calendar quarter that holds `day`."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def next_quarter(day: date) -> date:
    """The first day of the quarter after the one that holds `day`."""
    return quarter_start(quarter_start(day) + timedelta(days=95))
