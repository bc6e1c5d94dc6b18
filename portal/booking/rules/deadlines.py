"""When a talk must be booked and be held."""

from collections.abc import Callable
from datetime import date, timedelta

from portal.booking.rules.values import Terms


def with_notice(terms: Terms, book_by: date, hold_by: date, today: date) -> tuple[date, date]:
    """The two deadlines, moved when the citizen would get shorter notice than the rule promises."""
    book_by = max(book_by, today + timedelta(days=terms.notice_days))
    gap = timedelta(days=terms.book_before_hold_days)
    return book_by, max(hold_by, book_by + gap)


def deadlines(terms: Terms, hold_by: date, today: date) -> tuple[date, date]:
    """When a talk that should be held by `hold_by` must be booked, and be held."""
    return with_notice(terms, hold_by - timedelta(days=terms.book_before_hold_days), hold_by, today)


def next_hold_by(terms: Terms, course_started_on: date, last_held_on: date | None) -> date | None:
    """The day the citizen's next talk should be held by; None when it is agreed individually."""
    if last_held_on is None:
        days, counted_from = terms.first_within_days, course_started_on
    else:
        days, counted_from = terms.next_within_days, last_held_on
        early = terms.early_until_days
        if early is not None and last_held_on < course_started_on + timedelta(days=early):
            days = terms.early_within_days
    return None if days is None else counted_from + timedelta(days=days)


def first_talk_can_be_self_booked(terms: Terms) -> bool:
    """True when the rule leaves time enough for a citizen to book the first talk."""
    notice = terms.notice_days + terms.book_before_hold_days
    return terms.first_within_days is not None and terms.first_within_days >= notice


def is_short_notice(terms: Terms, book_by: date, today: date) -> bool:
    """True when a deadline set today would give less notice than the rule promises."""
    return book_by < today + timedelta(days=terms.notice_days)


# Nobody waits longer than this for a working day; a calendar without any must not hang us.
SEARCHED_DAYS = 60


def working_days_later(day: date, count: int, is_open: Callable[[date], bool]) -> date:
    """The day that is so many working days after `day`."""
    at, left = day, count
    for _ in range(SEARCHED_DAYS):
        if left == 0:
            break
        at += timedelta(days=1)
        left -= is_open(at)
    return at


def moved_by_outage(
    book_by: date, hold_by: date, began: date, ended: date, is_open: Callable[[date], bool]
) -> tuple[date, date] | None:
    """The deadlines after the portal was away from one day to another; None when it hit neither.

    A deadline on a day of the outage, or on the day after it, moves as many days as were lost,
    and is at least two working days after the end.
    """
    lost = timedelta(days=(ended - began).days + 1)
    if not began <= book_by <= ended + timedelta(days=1):
        return None
    moved = max(book_by + lost, working_days_later(ended, 2, is_open))
    return moved, max(hold_by, hold_by + (moved - book_by))
