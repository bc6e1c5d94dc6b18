"""Loads the demo municipality: all of it or nothing."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal import defaults
from portal.accounts.models import Citizen
from portal.booking import queries as booking
from portal.core import audit, calendar, clock
from portal.demo import (
    amends,
    companies,
    cvs,
    duty,
    encounters,
    exports,
    figures,
    goals,
    letters,
    looks,
    people,
    plans,
    requests,
    rights,
    rooms,
    stories,
    surveys,
    systems,
    talks,
    vacancies,
    workdays,
)
from portal.demo.town import Town
from portal.settings import Settings

SEED = 2022
# Whoever loads holds this advisory lock, so that two loaders do not race.
LOCK = 0x64656D6F


class NotEmpty(Exception):
    """The database already holds citizens."""


def is_empty(session: Session) -> bool:
    """True when no citizen is in the database."""
    return not session.scalar(sa.select(sa.exists().select_from(Citizen)))


def load(
    session: Session, settings: Settings, now: datetime, *, seed: int = SEED, size: float = 1.0
) -> Town:
    """Fill an empty database with the municipality as it is at `now`. The caller commits.

    `size` is a fraction of the real one, for tests.

    Raises:
        NotEmpty: when there are citizens; nothing has changed.
    """
    session.execute(sa.text("SET LOCAL statement_timeout = 0"))
    session.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
    if not is_empty(session):
        raise NotEmpty
    now = now.replace(microsecond=0)
    defaults.load(session)
    workdays.load_opening_hours(session, clock.local_date(now))
    town = Town(settings, now, seed, size, calendar.load(session, clock.local_date(now)))
    _read_rules(session, town)
    people.load_staff(session, town)
    people.load_citizens(session, town)
    diary = workdays.load_patterns(session, town)
    talks.load(session, town, diary)
    rooms.load(session, town)
    cvs.load(session, town)
    plans.load(session, town)
    companies.load(session, town)
    duty.load(session, town)
    requests.load(session, town)
    vacancies.load(session, town)
    surveys.load(session, town)
    figures.load(session, town)
    encounters.load(session, town)
    letters.load(session, town)
    amends.load(session, town, diary)
    rights.load(session, town)
    stories.load(session, town)  # the last that tells anybody anything
    goals.load(session, town)
    systems.load(session, town)
    exports.load(session, town)
    looks.load(session, town)
    audit.record(session, None, "load", "demo", now=now, seed=seed)
    session.flush()
    return town


def _read_rules(session: Session, town: Town) -> None:
    """The rules in force, for each target group and for those at risk in it."""
    book = booking.rule_book(session, town.today)
    for target_group, _ in book.groups:
        for at_risk in (False, True):
            rule = book.rule(target_group, at_risk)
            town.terms[target_group, at_risk] = booking.terms_of(rule, book.kinds["job"])
            town.purposes[target_group, at_risk] = rule.purpose_code


def analyze(engine: sa.Engine) -> None:
    """Let the planner know the new tables: the first pages are as fast as the later ones."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
