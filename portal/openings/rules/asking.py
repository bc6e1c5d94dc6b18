"""By when a citizen who is asked in writing must answer, and what may follow a referral."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST = timedelta(days=60)
# What staff note of a referral, and what must have come before it.
FOLLOWS: dict[str, frozenset[str]] = {
    "interview": frozenset({"yes", "applied"}),
    "hired": frozenset({"yes", "applied"}),
    "not_hired": frozenset({"yes", "applied"}),
}
END_OF = frozenset({"hired", "not_hired"})


class Problem(StrEnum):
    """What is wrong with the last day to answer."""

    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"
    AFTER_JOB = "after_job"
    NO_TIME = "no_time"


def deadline_problem(
    asked_at: datetime,
    deadline: datetime,
    notice: timedelta,
    job_until: datetime | None,
) -> Problem | None:
    """What is wrong with a deadline: shorter than the notice, very far, or after the job's own.

    `job_until` is the last moment to apply. Where it leaves less than the notice nobody can be
    asked in writing at all.
    """
    if job_until is not None and job_until < asked_at + notice:
        return Problem.NO_TIME
    if deadline < asked_at + notice:
        return Problem.TOO_SOON
    if deadline > asked_at + LONGEST:
        return Problem.TOO_FAR
    if job_until is not None and deadline > job_until:
        return Problem.AFTER_JOB
    return None


def deadline_of(
    asked_at: datetime, wanted: datetime, notice: timedelta, job_until: datetime | None
) -> datetime:
    """The deadline to propose: what is wanted, within what notice and job allow."""
    earliest = asked_at + notice
    latest = min(job_until or asked_at + LONGEST, asked_at + LONGEST)
    return max(min(wanted, latest), earliest)


def may_follow(kind: str, answer: str | None, before: Collection[str]) -> bool:
    """True when `kind` can be noted of a referral with that answer and those events before it.

    Each thing comes once, and nothing after somebody was hired or was not.
    """
    if kind in before or END_OF & set(before):
        return False
    return answer in FOLLOWS.get(kind, frozenset())
