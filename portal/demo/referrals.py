"""The openings behind enquiries: which citizens were asked, what they said, who was presented."""

import random
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from portal.core import clock
from portal.demo.town import Citizen, Company, Town
from portal.demo.trades import Trade

ASKED_GROUPS = ("unemployment_benefit", "job_ready", "integration_benefit")
ANSWERS = (("yes", 50), ("no", 32), ("applied", 10), (None, 8))
BY_OTHERS = ("received", "receipt_sent", "message", "withdrawn")
KEEP_VERSION = ("received", "answered", "presented")
WHY_NOT = ("other_candidate", "experience", "other_candidate", "terms", "competences", "no_contact")
NO_REASONS = ("Det er for langt væk.", "Arbejdstiden passer ikke med børnene.", "")


@dataclass
class Rows:
    """What is going to be written."""

    versions: dict[int, str]
    """What was promised, by year."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    openings: list[dict[str, Any]] = field(default_factory=list)
    referrals: list[dict[str, Any]] = field(default_factory=list)
    candidates: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Seekers:
    """Whom consultants may ask, by the day their course began."""

    sorted_by_start: list[Citizen]
    starts: list[Any]

    def some(self, at: datetime, trade: Trade, number: int, rng: random.Random) -> list[Citizen]:
        """Up to `number` people whose course ran at `at`, those of the trade first."""
        known = self.sorted_by_start[: bisect_right(self.starts, clock.local_date(at))]
        fitting = [one for one in known if one.trade is trade and not one.persona]
        others = [one for one in known if one.trade is not trade and not one.persona]
        chosen = rng.sample(fitting, min(number, len(fitting)))
        return chosen + rng.sample(others, min(number - len(chosen), len(others)))


def seekers_of(town: Town) -> Seekers:
    """Everybody who may be asked about jobs."""
    listed = sorted(
        (one for one in town.citizens if one.group in ASKED_GROUPS),
        key=lambda one: (one.course_started_on, one.id),
    )
    return Seekers(listed, [one.course_started_on for one in listed])


def add_event(
    rows: Rows,
    request: dict[str, Any],
    kind: str,
    at: datetime,
    text: str = "",
    *,
    code: str = "",
    clock: str | None = None,
    other: int | None = None,
    to: int | None = None,
) -> None:
    """Add a line to the log of a request."""
    by_staff = kind not in BY_OTHERS
    rows.events.append(
        {
            "request_id": request["id"],
            "kind": kind,
            "at": at,
            "staff_id": request["consultant_id"] if by_staff else None,
            "text": text,
            "code": code,
            "clock": clock,
            "internal": kind in ("cause", "closed", "spam"),
            "version_key": rows.versions[at.year] if kind in KEEP_VERSION else None,
            "other_request_id": other,
            "to_staff_id": to,
        }
    )


def find(
    rows: Rows,
    rng: random.Random,
    request: dict[str, Any],
    company: Company,
    trade: Trade,
    asked_at: datetime,
    presented_at: datetime | None,
    seekers: Seekers,
    now: datetime,
) -> None:
    """Ask citizens about the job; with a moment, present those who say yes by then."""
    opening_id = _opening(rows, request, company, asked_at)
    until = presented_at or min(asked_at + timedelta(hours=24), now)
    willing = 0
    for one in seekers.some(asked_at, trade, rng.randint(4, 8), rng):
        answer = rng.choices([a for a, _ in ANSWERS], [weight for _, weight in ANSWERS])[0]
        if presented_at and not willing:
            answer = "yes"  # somebody is presented, so somebody said yes
        referral = _referral(rows, rng, request, opening_id, one, (asked_at, until), answer)
        if answer == "yes":
            willing += 1
            if presented_at and willing <= 3:
                _candidate(rows, request, referral, one, presented_at)
    if presented_at and willing:
        add_event(rows, request, "presented", presented_at)


def _opening(rows: Rows, request: dict[str, Any], company: Company, at: datetime) -> int:
    opening_id = len(rows.openings) + 1
    request["opening_id"] = opening_id
    copied = ("title", "postcode", "positions", "hours_per_week", "tasks", "requirements")
    rows.openings.append(
        {
            "id": opening_id,
            "employer": company.name,
            "place": request["workplace"],
            "starts_on": request["starts_on"],
            "created_at": at,
            "closed_at": None,
            **{name: request[name] for name in copied},
        }
    )
    return opening_id


def _referral(
    rows: Rows,
    rng: random.Random,
    request: dict[str, Any],
    opening_id: int,
    one: Citizen,
    period: tuple[datetime, datetime],
    answer: str | None,
) -> int:
    asked_at, until = period
    latest = min(until, asked_at + timedelta(hours=24))
    answered_at = asked_at + (latest - asked_at) * rng.uniform(0.05, 0.98)
    fits = one.trade.title == request["title"]
    reason = (
        "Du har arbejdet med det før." if fits else "Du har skrevet, at du gerne vil noget nyt."
    )
    rows.referrals.append(
        {
            "id": len(rows.referrals) + 1,
            "opening_id": opening_id,
            "citizen_id": one.id,
            "asked_by_id": request["consultant_id"],
            "reason": reason,
            "asked_at": asked_at,
            "answer_by": asked_at + timedelta(hours=24),
            "answer": answer,
            "answer_reason": rng.choice(NO_REASONS) if answer == "no" else "",
            "answered_at": answered_at if answer else None,
        }
    )
    return len(rows.referrals)


def _candidate(
    rows: Rows, request: dict[str, Any], referral_id: int, one: Citizen, at: datetime
) -> None:
    known = ", ".join(one.trade.competences[:3])
    rows.candidates.append(
        {
            "request_id": request["id"],
            "referral_id": referral_id,
            "first_name": one.first_name,
            "profile": f"experience\t{one.trade.title}\ncompetences\t{known}",
            "fits_because": f"Har arbejdet som {one.trade.title.lower()} og kan begynde nu.",
            "presented_at": at,
        }
    )


def events_of(rows: Rows, now: datetime) -> list[dict[str, Any]]:
    """What came of every referral, in the order it happened."""
    found = []
    for one in rows.referrals:
        found.append((one["asked_at"], one["id"], "asked", one["asked_by_id"]))
        if one["answer"]:
            found.append((one["answered_at"], one["id"], one["answer"], None))
        elif one["answer_by"] < now:
            found.append((one["answer_by"], one["id"], "no_answer", None))
    listed: list[tuple[Any, ...]] = [(*one, "") for one in found]
    for candidate in rows.candidates:
        listed += _after(candidate, now)
    return [
        {"referral_id": number, "kind": kind, "at": at, "staff_id": staff_id, "code": code}
        for at, number, kind, staff_id, code in sorted(listed, key=lambda event: event[:3])
    ]


def _after(candidate: dict[str, Any], now: datetime) -> list[tuple[Any, ...]]:
    """What came of somebody who was presented: most are invited, one in three gets the job."""
    at, number = candidate["presented_at"], candidate["referral_id"]
    steps = [(timedelta(0), "presented", "")]
    if number % 5:
        steps.append((timedelta(days=2, hours=number % 7), "interview", ""))
    if number % 3 == 0:
        steps.append((timedelta(days=6), "hired", ""))
    elif number % 4:
        steps.append((timedelta(days=7), "not_hired", WHY_NOT[number % len(WHY_NOT)]))
    return [(at + wait, number, kind, None, code) for wait, kind, code in steps if at + wait <= now]
