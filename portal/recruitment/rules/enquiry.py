"""What an enquiry must say, step by step, and when a job may start."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from typing import Any

# The furthest ahead a job may start.
LATEST_START_YEARS = 2


class Step(StrEnum):
    """The steps of writing an enquiry."""

    NEED = "need"
    JOB = "job"
    CONTACT = "contact"
    SEND = "send"


class StartProblem(Enum):
    """What is wrong with a first day of work."""

    PAST = "past"
    TOO_FAR = "too_far"


@dataclass(frozen=True)
class Facts:
    """An enquiry as it is sent. Number, hours and start only where it is about a job."""

    kind: str
    title: str
    tasks: str
    workplace: str
    postcode: str
    contact_name: str
    contact_phone: str
    contact_email: str
    requirements: str = ""
    positions: int | None = None
    hours_per_week: int | None = None
    starts_on: date | None = None


NEEDED: dict[Step, tuple[str, ...]] = {
    Step.NEED: ("kind",),
    Step.JOB: ("title", "tasks"),
    Step.CONTACT: ("workplace", "postcode", "contact_name", "contact_phone", "contact_email"),
}
NEEDED_FOR_JOB = ("positions", "hours_per_week", "starts_on")


def start_problem(starts_on: date, today: date) -> StartProblem | None:
    """What is wrong with a job starting on `starts_on`, or None. Today is soon enough."""
    if starts_on < today:
        return StartProblem.PAST
    limit = (today.year + LATEST_START_YEARS, today.month, today.day)
    if (starts_on.year, starts_on.month, starts_on.day) > limit:
        return StartProblem.TOO_FAR
    return None


def missing_step(data: dict[str, Any], about_job: bool) -> Step | None:
    """The first step a draft still lacks, or None when it can be sent."""
    for step, names in NEEDED.items():
        wanted = names + (NEEDED_FOR_JOB if about_job and step is Step.JOB else ())
        if not all(data.get(name) for name in wanted):
            return step
    return None


def start_of(data: dict[str, Any]) -> date | None:
    """The first day of work in a draft, or None while it has none."""
    return date.fromisoformat(data["starts_on"]) if data.get("starts_on") else None


def facts(data: dict[str, Any], about_job: bool) -> Facts:
    """The enquiry a complete draft describes. What the kind does not need is left out."""
    common = {name: data[name] for names in NEEDED.values() for name in names}
    if not about_job:
        return Facts(**common)
    return Facts(
        **common,
        requirements=data.get("requirements", ""),
        positions=data["positions"],
        hours_per_week=data["hours_per_week"],
        starts_on=start_of(data),
    )
