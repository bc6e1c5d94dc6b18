"""Restricted data lie still: not matched, not asked about, not counted; staff see that it is so."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking.queries.overview import overview
from portal.core import clock
from portal.cv import defaults as cv_defaults
from portal.privacy.models import Restriction
from portal.surveys import queries as surveys
from portal.surveys.models import Wave
from portal.surveys.service.waves import ensure_wave
from portal.targets.queries import counts
from tests.factories.accounts import CitizenFactory
from tests.factories.booking import ObligationFactory, TalkFactory, during
from tests.factories.openings import ReferralFactory
from tests.integration.conftest import SignInAs

pytestmark = pytest.mark.usefixtures("at_now")


@pytest.fixture
def two(session: orm.Session) -> tuple[Citizen, Citizen]:
    """One whose data are used, and one whose data are restricted."""
    used, restricted = (CitizenFactory(course_started_on=date(2026, 1, 5)) for _ in range(2))
    session.add(Restriction(citizen_id=restricted.id, ground="objection", since=clock.now()))
    session.flush()
    return used, restricted


def test_nobody_restricted_is_asked_in_the_survey(
    app: Flask, session: orm.Session, two: tuple[Citizen, Citizen], now: datetime
) -> None:
    with app.app_context():
        wave: Wave = ensure_wave(session, now)
    asked = {person.id for person in surveys.not_yet_asked(session, wave, now)}
    assert two[0].id in asked
    assert two[1].id not in asked


def test_nobody_restricted_is_counted(
    app: Flask, session: orm.Session, two: tuple[Citizen, Citizen], now: datetime
) -> None:
    with app.app_context():
        cv_defaults.load_defaults(session)
        counted, _up_to_date = counts.cvs_now(session, now)
        session.execute(sa.update(Restriction).values(lifted_at=now, lifted_because="Aftalt"))
        after, _up_to_date = counts.cvs_now(session, now)
    assert after == counted + 1


def test_no_figure_of_the_job_centres_work_counts_them(
    app: Flask, session: orm.Session, two: tuple[Citizen, Citizen], now: datetime
) -> None:
    for citizen in two:
        ObligationFactory(citizen=citizen, book_by=date(2026, 11, 9), hold_by=date(2026, 11, 20))
        for day, status in ((2, "held"), (9, "centre_absent"), (16, "held")):
            TalkFactory(citizen=citizen, status=status, during=during(date(2026, 11, day), "10:00"))
        ReferralFactory(citizen=citizen, asked_at=now - timedelta(weeks=1))
    session.flush()

    def counted() -> dict[str, int]:
        found = counts.work_counted(session, date(2026, 10, 1), date(2026, 12, 31), now)
        lead = overview(session, None, now)
        return {key: sum(row.n for row in rows) for key, rows in found.items()} | {
            "held": lead.held, "missed": lead.missed,
        }  # fmt: skip

    without = counted()
    session.execute(sa.update(Restriction).values(lifted_at=now, lifted_because="Aftalt"))
    everybody = counted()
    for key, number in without.items():
        assert everybody[key] == 2 * number > 0, key


def test_staff_see_that_the_use_is_restricted(
    client_for: SignInAs, two: tuple[Citizen, Citizen]
) -> None:
    used, restricted = two
    for citizen, told in ((used, False), (restricted, True)):
        client = client_for(citizen.caseworker)
        client.set_cookie("lang", "en")
        page = client.get(f"/personale/borger/{citizen.id}").text
        assert ("data is restricted" in page) is told


def test_a_citizen_is_restricted_once_at_a_time(
    session: orm.Session, two: tuple[Citizen, Citizen], now: datetime
) -> None:
    twice = pytest.raises(sa.exc.IntegrityError, match="restriction_one_at_a_time")
    with twice, session.begin_nested():
        session.execute(
            sa.insert(Restriction).values(citizen_id=two[1].id, ground="claim", since=now)
        )
