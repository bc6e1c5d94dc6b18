"""Until when a citizen may answer about an opening, and take the answer back."""

from datetime import datetime, timedelta
from enum import Enum

# Also the shortest: the law gives a day's notice.
TIME_TO_ANSWER = timedelta(hours=24)
YES, APPLIED, NO = "yes", "applied", "no"


class No(Enum):
    """Why an answer is not taken."""

    TOO_LATE = "too_late"
    CLOSED = "closed"


def answer_by(asked_at: datetime) -> datetime:
    """The last moment to answer when asked at `asked_at`."""
    return asked_at + TIME_TO_ANSWER


def why_not(
    new: str, present: str | None, deadline: datetime, closed_at: datetime | None, now: datetime
) -> No | None:
    """Why `new` can't become the answer in place of `present`; None when it can.

    Saying the same again is always fine. A yes can become a no also after the deadline: nobody
    is sent on against their will.
    """
    if new == present or (present == YES and new == NO):
        return None
    if closed_at is not None and closed_at <= now:
        return No.CLOSED
    return No.TOO_LATE if now > deadline else None
