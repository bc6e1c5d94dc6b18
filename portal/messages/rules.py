"""Pure decisions about messages: by when an answer is promised, what a text must not hold."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from stdnum.dk import cpr

from portal.booking.rules import working_days_later
from portal.core import clock
from portal.core.crypto import CPR_PATTERN, NotACpr, birth_date

LONGEST_TEXT = 5000
LONGEST_SUBJECT = 120
MOST_A_DAY = 60
"""Messages one person may send in a day: more is a machine, or a call for help by phone."""
KEY = re.compile(r"[0-9a-f]{32}")
FEWEST_ANSWERS = 5
"""Fewer answers than this say nothing of how long one usually waits."""
AWAY_AT_LEAST = timedelta(hours=4)
"""Who is out for less is not away: they answer when they are back."""

IsOpen = Callable[[date], bool]


def answer_by(sent_at: datetime, days: int, is_open: IsOpen) -> date:
    """The last day for an answer: so many working days after the day the message came."""
    return working_days_later(clock.local_date(sent_at), days, is_open)


def is_late(promised: date, now: datetime) -> bool:
    """True when the promised day is over."""
    return clock.local_date(now) > promised


def back_on(until: datetime, is_open: IsOpen) -> date:
    """The first working day on which somebody who is away until then can answer."""
    local = clock.local(until)
    day = local.date()
    if local.hour < 12 and is_open(day):
        return day
    return working_days_later(day, 1, is_open)


def has_cpr(text: str) -> bool:
    """True when something in the text can be somebody's CPR number, also a replacement one."""
    return any(_is_cpr(found[1] + found[2]) for found in CPR_PATTERN.finditer(text))


def _is_cpr(digits: str) -> bool:
    if cpr.is_valid(digits):
        return True
    try:
        birth_date(digits)  # a replacement number: 60 is added to the day
    except NotACpr:
        return False
    return int(digits[:2]) > 60
