"""What the page of times asks the database: the same few statements whatever there is."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking import queries
from portal.booking.models import KindRule
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import (
    AbsenceFactory,
    ObligationFactory,
    ResourceFactory,
    TalkFactory,
    WorkingPatternFactory,
    during,
)
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("at_now")


@pytest.mark.parametrize("horizon", [7, 92, 366])
def test_the_page_of_times_takes_four_statements_whatever_the_horizon(
    client_for: Callable[[Citizen], FlaskClient],
    session: orm.Session,
    engine: sa.Engine,
    citizen: Citizen,
    horizon: int,
) -> None:
    session.execute(sa.update(KindRule).values(horizon_days=horizon))
    ResourceFactory(capacity=9)
    ObligationFactory(citizen=citizen, hold_by=date(2027, 11, 1))
    for day in range(30):
        at = during(date(2026, 11, 30) + timedelta(days=day), "09:00")
        TalkFactory(citizen=CitizenFactory(caseworker=citizen.caseworker), during=at)
    client = client_for(citizen)
    client.get("/borger/samtaler/ny")
    session.expunge_all()
    with counted(engine) as sent:
        page = client.get("/borger/samtaler/ny")
    assert 'name="starts"' in page.text
    assert len(sent) == 4


def test_a_large_team_takes_five_beside_the_sign_in(
    session: orm.Session, engine: sa.Engine, citizen: Citizen, now: datetime
) -> None:
    ObligationFactory(citizen=citizen)
    AbsenceFactory(staff=citizen.caseworker, during=during(date(2026, 11, 1), "08:00", 99_999))
    for _number in range(12):
        staff = StaffFactory(team=citizen.caseworker.team)
        for day in range(5):
            WorkingPatternFactory(staff=staff, weekday=day)
    citizen_id = citizen.id
    session.expunge_all()
    with counted(engine) as sent:
        planner = queries.planner(session, citizen_id, now)
        slots = planner.all_slots()
    assert len(planner.desks) == 12
    assert len(sent) == 5
    assert planner.first_slot() == slots[0]
    assert len({slot.starts for slot in slots}) == len(slots)
