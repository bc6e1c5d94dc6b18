"""Who has looked at whom: the log of two months, one look from another team, one protected name."""

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts import models
from portal.caseload import service as caseload
from portal.core import audit, clock
from portal.core.access import Actor, Audience, Role
from portal.demo.town import Citizen, Colleague, Town
from portal.demo.writing import copy
from portal.openings.models import Referral
from portal.privacy.access_log import queries, rules
from portal.privacy.access_log import service as log

# What caseworkers look at, most of all the talk.
SUBJECTS = ("talk", "talk", "talk", "plan", "feed", "job_log", "cv", "message_thread")
LOOKS = 700
DAYS = 62
WHY = "Anna ringede til hotlinen om sin dagpengesats, mens Mette var til samtale."
QUESTION = "Hvorfor blev planen åbnet uden for arbejdstid?"


def load(session: Session, town: Town) -> None:
    """Mette and her colleagues have worked; a colleague elsewhere helped Anna on the telephone."""
    _protect(session, town)
    _work(session, town)
    anna = town.citizen("anna-dagpenge")
    stranger = _stranger(town, anna)
    at = _at_work(town, town.today - timedelta(days=3))
    look = caseload.state_reason(
        session, _acting(stranger, town), anna.id, reason="duty", words=WHY, now=at
    )
    assert look is not None
    audit.record(
        session, _acting(stranger, town), "read", "feed", anna.id,
        now=at + timedelta(minutes=1), citizen_id=anna.id, look_id=look.id,
    )  # fmt: skip
    _at_companies(session, town)
    session.flush()
    _check(session, town)


def _at_companies(session: Session, town: Town) -> None:
    """The consultant has looked at the bakery's card before a call, and at what it asked for."""
    kasper = _acting(town.colleague("kasper-konsulent"), town)
    bakery = town.company("lars-bageri").id
    for days, subject in ((9, "business"), (2, "recruitment_request"), (1, "recruitment_request")):
        at = _at_work(town, town.today - timedelta(days=days))
        audit.record(session, kasper, "read", subject, now=at, business_id=bakery)


def _acting(one: Colleague, town: Town) -> Actor:
    return Actor(Audience.STAFF, one.id, one.name, role=Role(one.role))


def _stranger(town: Town, citizen: Citizen) -> Colleague:
    team = town.mates(citizen.caseworker_id)
    return next(
        one
        for one in town.with_role("caseworker")
        if one.id not in team and one.id != citizen.caseworker_id
    )


def _at_work(town: Town, day: date) -> datetime:
    """A moment of the working day, the same each time the demo is made."""
    chance = town.chance(f"looks:{day}")
    return clock.at_local(day, time(chance.randint(8, 14), chance.randint(0, 59)))


def _protect(session: Session, town: Town) -> None:
    """One of Mette's citizens; the caseworker alone sees the name, so the team's lead meets it
    hidden."""
    mette = town.colleague("mette-sagsbehandler")
    asked = set(session.scalars(sa.select(Referral.citizen_id)))
    hidden = max(
        (one for one in town.citizens if one.persona is None),
        key=lambda one: (one.caseworker_id == mette.id, one.id not in asked, one.id),
    )
    since = town.today - timedelta(days=40)
    session.execute(
        sa.update(models.Citizen)
        .where(models.Citizen.id == hidden.id)
        .values(protected_from=since, protected_source="CPR-registret")
    )
    session.add(
        models.ProtectedReader(
            citizen_id=hidden.id, staff_id=hidden.caseworker_id, named_at=clock.start_of_day(since)
        )
    )
    session.flush()


def _work(session: Session, town: Town) -> None:
    """Looks of caseworkers at their own citizens, on working days."""
    chance = town.chance("looks")
    by_caseworker = {one.id: one for one in town.with_role("caseworker")}
    mine = [one for one in town.citizens if one.caseworker_id in by_caseworker]
    personas = [one for one in mine if one.persona]
    rows = []
    for number in range(town.scaled(LOOKS, 60)):
        citizen = personas[number % len(personas)] if number % 6 == 0 else chance.choice(mine)
        day = town.today - timedelta(days=chance.randint(1, DAYS))
        at = _at_work(town, day - timedelta(days=max(0, day.weekday() - 4)))
        at += timedelta(minutes=chance.randint(0, 59), seconds=chance.randint(0, 59))
        if clock.local_date(at) < citizen.course_started_on:
            continue
        rows.append(
            {
                "at": at,
                "audience": "staff",
                "person_id": citizen.caseworker_id,
                "role": "caseworker",
                "action": "read",
                "subject": chance.choice(SUBJECTS),
                "citizen_id": citizen.id,
            }
        )
    copy(session, audit.AuditEvent, sorted(rows, key=lambda row: row["at"]))


def _check(session: Session, town: Town) -> None:
    """The month before last is signed off; of the last month some wait longer than they should."""
    auditor = _acting(town.colleague("torben-administrator"), town)
    last = rules.month_before(town.today)
    for month in (rules.month_before(last), last):
        morning = _at_work(town, rules.month_after(month))
        log.draw(session, town.settings, month, min(morning, town.now))
        drawn = [one.row.id for one in queries.drawn(session, month)]
        for number, look_id in enumerate(drawn if month != last else drawn[: len(drawn) - 4]):
            asks = number == 2
            log.sign(
                session, auditor, look_id, "ask" if asks else "in_order",
                QUESTION if asks else "", now=_soon(morning + timedelta(days=5), town.now),
            )  # fmt: skip


def _soon(moment: datetime, now: datetime) -> datetime:
    return min(moment, now)
