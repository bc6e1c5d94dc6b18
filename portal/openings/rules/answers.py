"""Until when a citizen may answer about an opening, and take the answer back."""

from datetime import datetime, timedelta
from enum import Enum

A_DAY = timedelta(hours=24)
YES, APPLIED, NO = "yes", "applied", "no"


class No(Enum):
    """Why an answer is not taken."""

    TOO_LATE = "too_late"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


def answer_by(asked_at: datetime, notice: timedelta) -> datetime:
    """The earliest moment that may be the last one to answer, when asked at `asked_at`."""
    return asked_at + notice


def why_not(
    new: str,
    present: str | None,
    deadline: datetime,
    closed_at: datetime | None,
    now: datetime,
    withdrawn_at: datetime | None = None,
) -> No | None:
    """Why `new` can't become the answer in place of `present`; None when it can.

    Saying the same again is always fine. A yes can become a no also after the deadline: nobody
    is sent on against their will.
    """
    if new == present or (present == YES and new == NO):
        return None
    if withdrawn_at is not None and withdrawn_at <= now:
        return No.WITHDRAWN
    if closed_at is not None and closed_at <= now:
        return No.CLOSED
    return No.TOO_LATE if now > deadline else None
