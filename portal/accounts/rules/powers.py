"""Pure decisions about powers of attorney."""

from collections.abc import Iterable
from datetime import date, timedelta

AREAS = ("talks", "cv", "plan", "joblog", "messages", "openings", "survey", "privacy")
LONGEST = timedelta(days=2 * 366)
"""How long a power may last before it is given anew; `power_of_attorney_lasts` says the same."""


def wrong(
    reads: Iterable[str], acts: Iterable[str], starts_on: date, ends_on: date, today: date
) -> str | None:
    """What is wrong with a power that is to be given, as its refusal's name; None when nothing."""
    read, act = set(reads), set(acts)
    if not read or not act <= read <= set(AREAS):
        return "NO_AREA"
    if starts_on < today:
        return "STARTS_IN_PAST"
    if ends_on < starts_on:
        return "ENDS_BEFORE_START"
    if ends_on - starts_on > LONGEST:
        return "TOO_LONG"
    return None


def is_live(starts_on: date, ends_on: date, ended: bool, today: date) -> bool:
    """True on the days a power holds, unless it has been ended."""
    return not ended and starts_on <= today <= ends_on


def is_same_person(written: str, told: str) -> bool:
    """True when a name somebody wrote is that of the one who came: first and last name agree.

    Whoever gives a power writes name and CPR number; a slip in one must not let a stranger in.
    """
    ours, theirs = written.casefold().split(), told.casefold().split()
    return len(ours) > 1 and len(theirs) > 1 and (ours[0], ours[-1]) == (theirs[0], theirs[-1])
