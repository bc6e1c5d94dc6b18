"""How long an offered time is kept open for one person."""

from datetime import datetime, timedelta

from portal.booking.rules.reminders import REMIND_FROM, REMIND_UNTIL
from portal.core.clock import at_local, local

OFFER_LASTS = timedelta(hours=24)
LEAST = timedelta(minutes=30)
"""Nobody can be expected to answer faster."""


def offer_until(starts: datetime, lead: timedelta, now: datetime) -> datetime | None:
    """Until when a time is offered: a day, or less when it is near; None when it is too near.

    It counts from when the citizen can hear of it: at night nobody is written to. An answer must
    leave the time to prepare that the rule gives, and half of what is left goes to the next.
    """
    heard_at, latest = _heard_at(now), starts - lead
    if latest - heard_at < 2 * LEAST:
        return None
    return heard_at + min(OFFER_LASTS, (latest - heard_at) / 2)


def _heard_at(now: datetime) -> datetime:
    there = local(now)
    if there.time() < REMIND_FROM:
        return at_local(there.date(), REMIND_FROM)
    if there.time() >= REMIND_UNTIL:
        return at_local(there.date() + timedelta(days=1), REMIND_FROM)
    return now
