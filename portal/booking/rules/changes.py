"""What may still be done with a talk."""

from datetime import datetime

from portal.booking.rules.values import No, Terms


def why_not_change(status: str, start: datetime, terms: Terms, now: datetime) -> No | None:
    """Why the citizen can't cancel or move a talk; None when they can."""
    if status != "booked":
        return No.NOT_BOOKED
    if start <= now:
        return No.BEGUN
    return No.TOO_LATE if now > changeable_until(start, terms) else None


def changeable_until(start: datetime, terms: Terms) -> datetime:
    """The last moment at which the citizen may cancel or move a talk."""
    return start - terms.cancel_until


def why_no_outcome(status: str, start: datetime, now: datetime) -> No | None:
    """Why what came of a talk can't be recorded; None when it can."""
    if status != "booked":
        return No.NOT_BOOKED
    return No.NOT_BEGUN if now < start else None
