"""How long a look at another team's citizen lasts."""

from datetime import datetime, timedelta


def ends(now: datetime, lasts_hours: int | None, next_day: datetime) -> datetime:
    """When a look that begins now is over: at midnight, or after so many hours if that is sooner.

    `next_day` is the coming midnight.
    """
    if lasts_hours is None:
        return next_day
    return min(now + timedelta(hours=lasts_hours), next_day)
