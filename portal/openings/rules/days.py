"""Whether an opening is still open, and which last day to apply it may be given."""

from datetime import date, datetime, timedelta

OPEN, PASSED, CLOSED = "open", "passed", "closed"
FURTHEST = timedelta(days=366)


def standing(closed_at: datetime | None, apply_by: date | None, now: datetime, today: date) -> str:
    """How an opening stands: closed by somebody, past its last day, or open."""
    if closed_at is not None and closed_at <= now:
        return CLOSED
    return PASSED if apply_by is not None and apply_by < today else OPEN


def day_problem(day: date | None, today: date, before: date | None = None) -> str | None:
    """'past' or 'far' when it can't be the last day to apply; the one it has may have gone by."""
    if day is None or day == before:
        return None
    if day < today:
        return "past"
    return "far" if day > today + FURTHEST else None
