"""Who is asked when."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from portal.surveys.rules.numbers import Numbers


@dataclass(frozen=True)
class Person:
    """A citizen with a contact course, as far as the day of asking depends on it."""

    id: int
    last_asked: date | None
    last_talk: date | None
    """The day of the latest talk that is over, whether it was held, failed or was cancelled."""


def day_of_asking(citizen_id: int, first_day: date, last_day: date) -> date:
    """The day of the quarter `first_day`..`last_day` on which this citizen is asked.

    Stable: the same citizen is asked at the same point of every quarter, so about three months
    pass between two invitations. A hash spreads the citizens evenly over the quarter's days,
    whatever order their ids were given in.
    """
    digest = hashlib.sha256(f"survey day {citizen_id}".encode()).digest()
    point = int.from_bytes(digest[:8], "big") / 2**64
    days = (last_day - first_day).days + 1
    return first_day + timedelta(days=int(point * days))


def is_due(citizen_id: int, first_day: date, last_day: date, today: date) -> bool:
    """True from the citizen's day on: a run of the job that was missed loses nobody."""
    return day_of_asking(citizen_id, first_day, last_day) <= today


def reason_to_ask(
    person: Person, first_day: date, last_day: date, today: date, numbers: Numbers
) -> str | None:
    """Why somebody not yet asked this quarter is asked today: 'turn', 'talk', or None.

    The turn comes with the day of the quarter. A talk brings it forward for those who have not
    been asked for long. Nobody is asked twice within the guard; since it is shorter than half a
    quarter, a turn that it puts off still comes within the same quarter.
    """
    since = (today - person.last_asked).days if person.last_asked else None
    if since is not None and since < numbers.guard_days:
        return None
    if is_due(person.id, first_day, last_day, today):
        return "turn"
    if person.last_talk is None or (since is not None and since < numbers.not_asked_days):
        return None
    ago = (today - person.last_talk).days
    return "talk" if numbers.after_talk_days <= ago <= numbers.talk_recent_days else None
