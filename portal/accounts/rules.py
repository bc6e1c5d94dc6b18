"""Pure decisions about sign-ins."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Limits:
    """How long a sign-in lasts without a request, and at most."""

    idle: timedelta
    absolute: timedelta


# `seen_at` is written at most this often, so that reading pages does not write rows.
TOUCH_EVERY = timedelta(seconds=60)


def is_alive(
    seen_at: datetime, ends_at: datetime, revoked_at: datetime | None, limits: Limits, now: datetime
) -> bool:
    """True while a sign-in is neither revoked, idle too long, nor at its absolute end."""
    return revoked_at is None and now < ends_at and now - seen_at < limits.idle


def should_touch(seen_at: datetime, now: datetime) -> bool:
    """True when the last request is old enough to be written down again."""
    return now - seen_at >= TOUCH_EVERY
