"""What may still be done with a talk."""

from datetime import datetime

from portal.booking.rules.values import No, Terms


def why_not_change(
    status: str, start: datetime, terms: Terms, now: datetime, changes: int = 0
) -> No | None:
    """Why the citizen, who has made so many changes before, can't cancel or move a talk."""
    if status != "booked":
        return No.NOT_BOOKED
    if start <= now:
        return No.BEGUN
    if now > changeable_until(start, terms):
        return No.TOO_LATE
    return No.TOO_MANY_CHANGES if changes >= terms.max_changes else None


def changeable_until(start: datetime, terms: Terms) -> datetime:
    """The last moment at which the citizen may cancel or move a talk."""
    return start - terms.cancel_until


def why_no_outcome(status: str, start: datetime, now: datetime) -> No | None:
    """Why what came of a talk can't be recorded; None when it can."""
    if status != "booked":
        return No.NOT_BOOKED
    return No.NOT_BEGUN if now < start else None
