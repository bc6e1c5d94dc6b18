"""How long an offered time is kept open for one person."""

from datetime import datetime, timedelta

OFFER_LASTS = timedelta(hours=24)
LEAST = timedelta(minutes=30)
"""Nobody can be expected to answer faster."""


def offer_until(starts: datetime, lead: timedelta, now: datetime) -> datetime | None:
    """Until when a time is offered: a day, or less when it is near; None when it is too near.

    An answer must leave the time to prepare that the rule gives, and half of what is left goes to
    the next in line.
    """
    latest = starts - lead
    if latest - now < 2 * LEAST:
        return None
    return now + min(OFFER_LASTS, (latest - now) / 2)
