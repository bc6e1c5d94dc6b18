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
    ENDS_FIRST = "ends_first"


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
    ends_on: date | None = None
    placement_form: str | None = None
    unit_id: int | None = None


NEEDED: dict[Step, tuple[str, ...]] = {
    Step.NEED: ("kind",),
    Step.JOB: ("title", "tasks"),
    Step.CONTACT: ("workplace", "postcode", "contact_name", "contact_phone", "contact_email"),
}
# Only these kinds say when the work ends, and with which help it is.
ENDING_KINDS = ("placement", "job_rotation")
FORM_KINDS = ("placement",)
NEEDED_FOR_JOB = ("positions", "hours_per_week", "starts_on")


def start_problem(starts_on: date, today: date) -> StartProblem | None:
    """What is wrong with a job starting on `starts_on`, or None. Today is soon enough."""
    if starts_on < today:
        return StartProblem.PAST
    limit = (today.year + LATEST_START_YEARS, today.month, today.day)
    if (starts_on.year, starts_on.month, starts_on.day) > limit:
        return StartProblem.TOO_FAR
    return None


def end_problem(starts_on: date | None, ends_on: date | None) -> StartProblem | None:
    """What is wrong with a last day of work, or None. The first day may be the last."""
    if ends_on is None or starts_on is None:
        return None
    if ends_on < starts_on:
        return StartProblem.ENDS_FIRST
    return StartProblem.TOO_FAR if ends_on.year > starts_on.year + LATEST_START_YEARS else None


def missing_step(data: dict[str, Any], about_job: bool) -> Step | None:
    """The first step a draft still lacks, or None when it can be sent."""
    for step, names in NEEDED.items():
        wanted = names + (NEEDED_FOR_JOB if about_job and step is Step.JOB else ())
        if step is Step.JOB and data.get("kind") in FORM_KINDS:
            wanted += ("placement_form",)
        if not all(data.get(name) for name in wanted):
            return step
    return None


def start_of(data: dict[str, Any]) -> date | None:
    """The first day of work in a draft, or None while it has none."""
    return day_in(data, "starts_on")


def day_in(data: dict[str, Any], name: str) -> date | None:
    """A day in a draft, or None while it has none."""
    return date.fromisoformat(data[name]) if data.get(name) else None


def facts(data: dict[str, Any], about_job: bool) -> Facts:
    """The enquiry a complete draft describes. What the kind does not need is left out."""
    common = {name: data[name] for names in NEEDED.values() for name in names}
    common["unit_id"] = data.get("unit_id")
    if not about_job:
        return Facts(**common)
    ends = day_in(data, "ends_on") if data["kind"] in ENDING_KINDS else None
    return Facts(
        **common,
        ends_on=ends,
        placement_form=data.get("placement_form") if data["kind"] in FORM_KINDS else None,
        requirements=data.get("requirements", ""),
        positions=data["positions"],
        hours_per_week=data["hours_per_week"],
        starts_on=start_of(data),
    )
