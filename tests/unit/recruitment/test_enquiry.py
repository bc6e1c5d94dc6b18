"""What an enquiry must say."""

from datetime import date
from typing import Any

import pytest

from portal.recruitment.rules.enquiry import (
    Facts,
    StartProblem,
    Step,
    facts,
    missing_step,
    start_problem,
)

WHOLE: dict[str, Any] = {
    "kind": "recruitment",
    "title": "Bager",
    "tasks": "Bage brød.",
    "requirements": "Surdej",
    "positions": 2,
    "hours_per_week": 37,
    "starts_on": "2027-01-04",
    "workplace": "Lyngby Torv 2",
    "postcode": "2800",
    "contact_name": "Lars",
    "contact_phone": "45973000",
    "contact_email": "lars@example.invalid",
}


@pytest.mark.parametrize(
    ("starts_on", "problem"),
    [
        (date(2026, 11, 22), StartProblem.PAST),
        (date(2026, 11, 23), None),
        (date(2028, 11, 23), None),
        (date(2028, 11, 24), StartProblem.TOO_FAR),
        (date(2200, 1, 1), StartProblem.TOO_FAR),
    ],
)
def test_a_job_starts_within_two_years(starts_on: date, problem: StartProblem | None) -> None:
    assert start_problem(starts_on, date(2026, 11, 23)) is problem


def test_two_years_from_a_leap_day() -> None:
    assert start_problem(date(2030, 2, 28), date(2028, 2, 29)) is None
    assert start_problem(date(2030, 3, 1), date(2028, 2, 29)) is StartProblem.TOO_FAR


@pytest.mark.parametrize(
    ("without", "step"),
    [
        ("kind", Step.NEED),
        ("title", Step.JOB),
        ("positions", Step.JOB),
        ("starts_on", Step.JOB),
        ("postcode", Step.CONTACT),
        ("requirements", None),
    ],
)
def test_the_first_step_that_lacks_something(without: str, step: Step | None) -> None:
    draft = WHOLE | {without: ""}
    assert missing_step(draft, about_job=True) is step


def test_what_is_not_about_a_job_needs_no_number_and_gets_none() -> None:
    draft = {k: v for k, v in WHOLE.items() if k not in ("positions", "hours_per_week")}
    assert missing_step(draft, about_job=False) is None
    made = facts(draft, about_job=False)
    assert (made.positions, made.hours_per_week, made.starts_on) == (None, None, None)


def test_a_whole_draft_becomes_an_enquiry() -> None:
    assert facts(WHOLE, about_job=True) == Facts(**(WHOLE | {"starts_on": date(2027, 1, 4)}))
