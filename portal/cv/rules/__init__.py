"""Pure decisions about a CV: is it complete, what helps most, when must it be confirmed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ENOUGH_COMPETENCES = 3


class Part(StrEnum):
    """What a CV is made of, in the order of the outline."""

    EXPERIENCE = "experience"
    EDUCATION = "education"
    LANGUAGES = "languages"
    COMPETENCES = "competences"
    OCCUPATIONS = "occupations"
    AVAILABILITY = "availability"
    PROFILE = "profile"


# What each part is worth to an employer who looks for people, in per cent of a full CV.
WORTH = {
    Part.EXPERIENCE: 25,
    Part.OCCUPATIONS: 20,
    Part.COMPETENCES: 20,
    Part.EDUCATION: 10,
    Part.LANGUAGES: 10,
    Part.PROFILE: 10,
    Part.AVAILABILITY: 5,
}


@dataclass(frozen=True)
class Contents:
    """How much of each part is there."""

    experience: int = 0
    education: int = 0
    languages: int = 0
    competences: int = 0
    occupations: int = 0
    availability: bool = False
    profile: bool = False


def filled(contents: Contents) -> frozenset[Part]:
    """The parts that are done. Competences count from three on."""
    done = {
        Part.EXPERIENCE: contents.experience > 0,
        Part.EDUCATION: contents.education > 0,
        Part.LANGUAGES: contents.languages > 0,
        Part.COMPETENCES: contents.competences >= ENOUGH_COMPETENCES,
        Part.OCCUPATIONS: contents.occupations > 0,
        Part.AVAILABILITY: contents.availability,
        Part.PROFILE: contents.profile,
    }
    return frozenset(part for part, is_done in done.items() if is_done)


def completeness(contents: Contents) -> int:
    """How complete the CV is, from 0 to 100."""
    return sum(WORTH[part] for part in filled(contents))


@dataclass(frozen=True)
class Confirming:
    """How often a CV is to be confirmed."""

    first_within: timedelta
    every: timedelta


def due_on(confirmed_on: date | None, course_started_on: date, rule: Confirming) -> date:
    """The day from which the citizen is to say that the CV is right.

    The first time that is so long after the course began; later when it is older than the rule
    allows, so the day after.
    """
    if confirmed_on is None:
        return course_started_on + rule.first_within
    return confirmed_on + rule.every + timedelta(days=1)


@dataclass(frozen=True)
class Experience:
    """A job or other work, as the citizen writes it. Months are given as their first day."""

    title: str
    employer: str
    started_on: date
    ended_on: date | None = None
    tasks: str = ""


@dataclass(frozen=True)
class Education:
    """An education or course; without a year it is not finished."""

    title: str
    school: str
    ended_year: int | None = None


@dataclass(frozen=True)
class Certificate:
    """A course, licence or certificate. Some run out on a day."""

    title: str
    issuer: str = ""
    ended_year: int | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class Language:
    """A language and its level."""

    language: str
    level: str


Entry = Experience | Education | Certificate | Language


class Problem(StrEnum):
    """What is wrong with the dates of an entry."""

    START_IN_FUTURE = "start_in_future"
    END_IN_FUTURE = "end_in_future"
    END_BEFORE_START = "end_before_start"
    YEAR_IN_FUTURE = "year_in_future"


def problem(entry: Entry, today: date) -> Problem | None:
    """The first thing wrong with an entry's dates, or None."""
    if isinstance(entry, Experience):
        return _period_problem(entry.started_on, entry.ended_on, today)
    if isinstance(entry, Education | Certificate) and (entry.ended_year or 0) > today.year:
        return Problem.YEAR_IN_FUTURE
    return None


def _period_problem(started_on: date, ended_on: date | None, today: date) -> Problem | None:
    if started_on > today:
        return Problem.START_IN_FUTURE
    if ended_on is None:
        return None
    if ended_on < started_on:
        return Problem.END_BEFORE_START
    return Problem.END_IN_FUTURE if ended_on > today else None


def start_is_past(wanted: date | None, before: date | None, today: date) -> bool:
    """True when a newly wished start is a day gone by; one that has grown old may stay."""
    return wanted is not None and wanted != before and wanted < today


@dataclass(frozen=True)
class Period:
    """When an entry ran, and whose it is; `ended_on` None means it still does."""

    key: int
    started_on: date
    ended_on: date | None


def overlaps(periods: Iterable[Period]) -> dict[int, list[int]]:
    """For each period that shares more than a turning month with others: the others' keys."""
    listed = list(periods)
    found = {
        one.key: [other.key for other in listed if other.key != one.key and _overlap(one, other)]
        for one in listed
    }
    return {key: others for key, others in found.items() if others}


def _overlap(one: Period, other: Period) -> bool:
    return one.started_on < (other.ended_on or date.max) and other.started_on < (
        one.ended_on or date.max
    )


def lines(text: str) -> tuple[str, ...]:
    """The entries of a text with one a line: no empty ones, no repetitions, in order."""
    seen: dict[str, str] = {}
    for line in text.splitlines():
        tidy = " ".join(line.split())
        if tidy:
            seen.setdefault(tidy.casefold(), tidy)
    return tuple(seen.values())


MONTH = re.compile(r"(\d{1,2})[-/. ]{1,3}(\d{4})|(\d{4})-(\d{2})", re.ASCII)


def parse_month(text: str) -> date | None:
    """The first day of a month written as 3/2020, 03-2020, 3.2020 or 2020-03, else None."""
    match = MONTH.fullmatch(text.strip())
    if match is None:
        return None
    month, year = int(match[1] or match[4]), int(match[2] or match[3])
    return date(year, month, 1) if 1 <= month <= 12 and year >= 1 else None
