"""How long a job log has been quiet, and when to say so kindly, long before anybody else does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Silence:
    """A log nobody has written in for a while. Days away are not counted."""

    days: int
    notice_after: int
    """After so many days the national system itself points it out."""

    @property
    def left(self) -> int:
        """How many days there still are."""
        return max(self.notice_after - self.days, 0)


def quiet_days(since: date, today: date, away: Iterable[tuple[date, date]]) -> int:
    """Days after `since` until `today`, without those in a time away."""
    periods = list(away)
    days = (since + timedelta(days=n) for n in range(1, (today - since).days + 1))
    return sum(not any(first <= day <= last for first, last in periods) for day in days)


def hint_due(days: int, hint_after: int, *, has_goal: bool, away_today: bool) -> bool:
    """True when it is time for a hint: only for those who have a goal and are here."""
    return has_goal and not away_today and days >= hint_after
