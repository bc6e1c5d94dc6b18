"""Two years of enquiries with their log; the last few are open."""

import random
from datetime import date, datetime, time, timedelta
from itertools import cycle
from typing import Any

from sqlalchemy.orm import Session

from portal.core import clock
from portal.demo.referrals import Rows, Seekers, add_event, events_of, find, seekers_of
from portal.demo.town import Colleague, Company, Town
from portal.demo.trades import TRADES, Trade
from portal.demo.writing import copy
from portal.openings.models import Opening, Referral, ReferralEvent
from portal.recruitment.models import Candidate, RecruitmentRequest, RequestEvent
from portal.recruitment.rules.clocks import CANDIDATE_KINDS
from portal.recruitment.service.log import keep_version

A_WEEK = 5
RECRUITMENT_SHARE = 0.75
KINDS = ("upskilling", "placement", "keep_employee", "job_rotation", "other")
KEPT = {"answer": 0.95, "candidates": 0.85}
HOURS = {"answer": 24, "candidates": 72}
CAUSES = {
    "answer": ("busy", "absence", "not_seen"),
    "candidates": ("no_candidates", "no_candidates", "busy", "unclear"),
}
REPLIES = (
    "Tak for jeres henvendelse. Jeg går i gang med at finde kandidater nu og ringer i morgen.",
    "Tak, det hjælper vi gerne med. Jeg spørger de ledige, der passer, og vender tilbage.",
    "Tak for snakken. Jeg sender kandidater, så snart de har sagt ja.",
)
OTHER_TITLES = {
    "upskilling": "Kursus til medarbejdere",
    "placement": "Praktikplads som {trade}",
    "keep_employee": "Fastholdelse af en sygemeldt medarbejder",
    "job_rotation": "Jobrotation for en {trade}",
    "other": "Spørgsmål om fleksjob",
}
# How many hours ago the open ones came, at least and at most, and what has been done since:
# some are green, some amber, some red.
OPEN_NOW = (
    ((1, 6), ()),
    ((3, 17), ()),
    ((18.5, 23.5), ()),
    ((25, 40), ()),
    ((26, 45), ("answered",)),
    ((55, 70), ("answered",)),
    ((58, 71), ("answered",)),
    ((76, 95), ("answered",)),
    ((40, 60), ("answered", "presented")),
)


def load(session: Session, town: Town) -> None:
    """Enquiries from two years back until now; the last few are open."""
    rows = Rows(_versions(session, town))
    rng = town.chance("requests")
    seekers = seekers_of(town)
    consultants = cycle(town.with_role("business_consultant"))
    companies = [one for one in town.companies if not one.persona]
    moments = _moments(town, rng)
    for at in moments:
        _closed(town, rows, rng, rng.choice(companies), next(consultants), at, seekers)
    own = town.colleague("kasper-konsulent")
    for number, (hours, done) in enumerate(OPEN_NOW):
        at = town.ago(*hours)
        consultant = own if number % 2 == 0 else next(consultants)
        _open(town, rows, rng, rng.choice(companies), consultant, at, done, seekers)
    copy(session, Opening, rows.openings)
    copy(session, RecruitmentRequest, rows.requests)
    copy(session, RequestEvent, sorted(rows.events, key=lambda row: row["at"]))
    copy(session, Referral, rows.referrals)
    copy(session, Candidate, rows.candidates)
    copy(session, ReferralEvent, events_of(rows, town.now))


def _versions(session: Session, town: Town) -> dict[int, str]:
    """What was promised, and the calendar it is counted by, written down for each year."""
    years = range(town.since.year, town.today.year + 1)
    days = {year: clock.at_local(date(year, 1, 1), time(12)) for year in years}
    return {year: keep_version(session, at, at) for year, at in days.items()}


def _moments(town: Town, rng: random.Random) -> list[datetime]:
    """When the closed enquiries came: on working days, until some weeks ago, more each year."""
    found = []
    days = (town.today - town.since).days - 25
    for _ in range(town.scaled(A_WEEK * 104, 12)):
        day = town.since + timedelta(days=int(days * rng.random() ** 0.85))
        while not town.calendar.is_open(day):
            day -= timedelta(days=1)
        friday = day.weekday() == 4
        wall = time(rng.randint(7, 10 if friday else 17), rng.randrange(60))
        found.append(clock.at_local(day, wall))
    return sorted(found)


def _request(
    rows: Rows,
    rng: random.Random,
    company: Company,
    consultant: Colleague,
    at: datetime,
    kind: str,
    trade: Trade,
) -> dict[str, Any]:
    about_job = kind in ("recruitment", "placement", "job_rotation")
    title = OTHER_TITLES.get(kind, "{trade}").format(trade=trade.title.lower())
    request = {
        "id": len(rows.requests) + 1,
        "business_id": company.id,
        "created_by_id": company.user_id,
        "kind": kind,
        "title": title[0].upper() + title[1:],
        "positions": rng.choice((1, 1, 1, 2, 2, 4)) if about_job else None,
        "tasks": trade.tasks if about_job else "Vi vil gerne høre, hvad I kan hjælpe med.",
        "requirements": "\n".join(trade.wanted) if about_job else "",
        "hours_per_week": rng.choice((37, 37, 30, 25, 15)) if about_job else None,
        "starts_on": clock.local_date(at) + timedelta(days=rng.randint(7, 45))
        if about_job
        else None,
        "workplace": company.address,
        "postcode": company.postcode,
        "contact_name": company.user_name,
        "contact_phone": company.phone,
        "contact_email": company.email,
        "consultant_id": company.named_contact_id or consultant.id,
        "opening_id": None,
        "channel": "portal" if company.user_id else rng.choice(("phone", "phone", "mail")),
    }
    rows.requests.append(request)
    add_event(rows, request, "received", at, to=consultant.id)
    if company.user_id:
        add_event(rows, request, "receipt_sent", at + timedelta(seconds=2))
    return request


def _closed(
    town: Town,
    rows: Rows,
    rng: random.Random,
    company: Company,
    consultant: Colleague,
    at: datetime,
    seekers: Seekers,
) -> None:
    kind = "recruitment" if rng.random() < RECRUITMENT_SHARE else rng.choice(KINDS)
    fitting = [trade for trade in TRADES if trade.branch == company.branch]
    trade = rng.choice(fitting or TRADES)
    request = _request(rows, rng, company, consultant, at, kind, trade)
    if _ends_early(rows, rng, request, at):
        return
    answered = _done(town, rng, "answer", at, at + timedelta(minutes=10))
    add_event(rows, request, "answered", answered, rng.choice(REPLIES))
    done = answered
    if kind in CANDIDATE_KINDS:
        done = _done(town, rng, "candidates", at, answered + timedelta(minutes=30))
        find(rows, rng, request, company, trade, answered, done, seekers, town.now)
    closed = _working(town, done + timedelta(days=rng.uniform(3, 18)))
    late = (
        {"answer": answered, "candidates": done}
        if kind in CANDIDATE_KINDS
        else {"answer": answered}
    )
    for key, at_last in late.items():
        if at_last - at > timedelta(hours=HOURS[key]):
            code = rng.choice(CAUSES[key])
            add_event(rows, request, "cause", closed - timedelta(minutes=5), clock=key, code=code)
    add_event(rows, request, "closed", closed, rng.choice(("Stillingen er besat.", "Aftalt.")))
    if request["opening_id"]:
        rows.openings[request["opening_id"] - 1]["closed_at"] = closed


def _ends_early(rows: Rows, rng: random.Random, request: dict[str, Any], at: datetime) -> bool:
    """A few are taken back, are no enquiry at all, or repeat the company's one before."""
    chance = rng.random()
    if chance < 0.03:
        add_event(rows, request, "withdrawn", at + timedelta(hours=rng.uniform(1, 9)))
    elif chance < 0.045:
        soon = at + timedelta(minutes=rng.randint(20, 200))
        add_event(rows, request, "spam", soon, "Reklame, ingen henvendelse.")
    elif chance < 0.06:
        before = [r["id"] for r in rows.requests[:-1] if r["business_id"] == request["business_id"]]
        if not before:
            return False
        soon = at + timedelta(minutes=rng.randint(20, 200))
        add_event(rows, request, "duplicate", soon, "Sendt to gange.", other=before[-1])
    else:
        return False
    return True


def _done(
    town: Town, rng: random.Random, key: str, start: datetime, earliest: datetime
) -> datetime:
    """When a promise was kept, in working time; for a few of them too late."""
    due = start + timedelta(hours=HOURS[key])
    if rng.random() < KEPT[key] and earliest < due:
        # Fewer wait long than wait short.
        for _ in range(20):
            waited: float = rng.random() ** 1.6
            at = earliest + (due - earliest) * waited
            if _is_working(town, at):
                return at.replace(microsecond=0)
        return earliest.replace(microsecond=0)
    return _working(town, max(due, earliest) + timedelta(hours=rng.expovariate(1 / 9)))


def _is_working(town: Town, at: datetime) -> bool:
    local = clock.local(at)
    return town.calendar.is_open(local.date()) and time(8) <= local.time() < time(18)


def _working(town: Town, at: datetime) -> datetime:
    """`at`, or the first working hour after it."""
    while not _is_working(town, at):
        at += timedelta(minutes=37)
    return at.replace(microsecond=0)


def _open(
    town: Town,
    rows: Rows,
    rng: random.Random,
    company: Company,
    consultant: Colleague,
    at: datetime,
    done: tuple[str, ...],
    seekers: Seekers,
) -> None:
    fitting = [trade for trade in TRADES if trade.branch == company.branch]
    trade = rng.choice(fitting or TRADES)
    request = _request(rows, rng, company, consultant, at, "recruitment", trade)
    request["consultant_id"] = consultant.id
    if "answered" in done:
        answered = at + timedelta(hours=rng.uniform(1, 6))
        add_event(rows, request, "answered", answered, rng.choice(REPLIES))
        presented = town.now - timedelta(hours=1) if "presented" in done else None
        find(rows, rng, request, company, trade, answered, presented, seekers, town.now)
