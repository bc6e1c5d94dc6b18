"""Rooms that others have taken, as a citizen meets them: known to be taken, and not by whom."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking.models import Resource, Talk
from portal.core import standing
from portal.core.standing import Standing
from tests.factories.accounts import CitizenFactory
from tests.factories.booking import ResourceFactory, TalkFactory, during
from tests.integration.conftest import SignInAs
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("at_now")

MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)
BOOK = "/borger/samtaler/ny"
TIMES = f"{BOOK}?fra={MONDAY}&channel=in_person"
ROOMS = 9


def sent(day: date) -> str:
    """Half past ten of the day, as the form sends it."""
    return f"{day}T09:30Z"


@pytest.fixture
def rooms(citizen: Citizen) -> Resource:
    """The rooms of the citizen's team."""
    made: Resource = ResourceFactory(team_id=citizen.caseworker.team_id, capacity=ROOMS)
    return made


@pytest.fixture
def client(english_for: SignInAs, citizen: Citizen, rooms: Resource) -> FlaskClient:
    """The citizen's browser, in English."""
    return english_for(citizen)


def take(rooms: Resource, day: date, number: int) -> None:
    """Let others meet in so many of the rooms at half past ten."""
    for unit in range(1, number + 1):
        TalkFactory(
            citizen=CitizenFactory(),
            during=during(day, "10:30"),
            resource=rooms,
            resource_unit=unit,
        )


def own_talk(session: orm.Session, citizen: Citizen) -> Talk | None:
    wanted = sa.select(Talk).where(Talk.citizen_id == citizen.id, Talk.status == "booked")
    return session.scalar(wanted.execution_options(populate_existing=True))


def test_a_time_whose_rooms_others_have_is_neither_shown_nor_booked(
    client: FlaskClient, session: orm.Session, citizen: Citizen, rooms: Resource
) -> None:
    take(rooms, MONDAY, ROOMS)
    session.commit()
    page = client.get(TIMES).text
    assert sent(MONDAY) not in page
    assert sent(TUESDAY) in page
    assert sent(MONDAY) in client.get(TIMES.replace("in_person", "phone")).text
    answer = client.post(BOOK, data={"starts": sent(MONDAY), "channel": "in_person"})
    assert "All our rooms are taken at that time." in answer.text
    assert own_talk(session, citizen) is None


def test_the_last_room_is_taken_as_quickly_as_the_first(
    client: FlaskClient,
    session: orm.Session,
    engine: sa.Engine,
    citizen: Citizen,
    rooms: Resource,
    english_for: SignInAs,
) -> None:
    needed = []
    for day, others in ((MONDAY, 0), (TUESDAY, ROOMS - 1)):
        take(rooms, day, others)
        session.commit()
        assert sent(day) in client.get(TIMES).text
        with counted(engine) as statements:
            client.post(BOOK, data={"starts": sent(day), "channel": "in_person"})
        needed.append(len(statements))
        talk = own_talk(session, citizen)
        assert talk is not None
        assert (talk.resource_id, talk.resource_unit) == (rooms.id, others + 1)
        client.post(f"/borger/samtaler/{talk.id}/aflys")
        assert own_talk(session, citizen) is None
    assert needed[0] == needed[1]


def test_a_talk_that_is_moved_is_not_in_its_own_way(
    client: FlaskClient, session: orm.Session, citizen: Citizen, rooms: Resource
) -> None:
    take(rooms, MONDAY, ROOMS - 1)
    own: Talk = TalkFactory(
        citizen=citizen,
        during=during(MONDAY, "10:30"),
        resource=rooms,
        resource_unit=ROOMS,
        channel="in_person",
    )
    session.commit()
    asked = sa.text(
        "SELECT count(*) FROM rooms_taken(ARRAY[:room]::bigint[], :during, :left_out)"
    ).bindparams(room=rooms.id, during=own.during)
    assert session.scalar(asked, {"left_out": 0}) == ROOMS
    assert session.scalar(asked, {"left_out": own.id}) == ROOMS - 1


@pytest.mark.parametrize("whom", [standing.NOBODY, Standing(citizen=1), standing.PORTAL])
@pytest.mark.parametrize("by", ["engine", "worker_engine"])
def test_whoever_asks_hears_only_that_they_are_taken(
    request: pytest.FixtureRequest, whom: Standing, by: str
) -> None:
    """And acts for the same person afterwards as before."""
    with request.getfixturevalue(by).connect() as connection:
        standing.apply(connection, whom)
        role = connection.scalar(sa.text("SELECT current_user"))
        found = connection.exec_driver_sql(
            "SELECT * FROM rooms_taken('{1}', tstzrange(now(), now() + interval '90 days'), 0)"
        )
        assert list(found.keys()) == ["resource_id", "resource_unit", "during"]
        assert connection.scalar(sa.text("SELECT current_user")) == role
