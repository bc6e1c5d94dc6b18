"""Known and unknown are told apart by nothing: not the answer, not the work that is done for it.

Time is a matter of what is done, and the machine's mood: so the statements sent are compared, which
don't change with the load, and the time with a margin that only another order of work exceeds.
"""

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from statistics import median

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm
from werkzeug.test import TestResponse

from portal.accounts.models import Representative
from portal.booking.models import CalendarFeed
from portal.booking.service import feeds
from portal.core import clock
from portal.core.crypto import cpr_hmac
from portal.settings import Settings
from portal.systems.models import SystemAccess
from tests.factories.accounts import BusinessUserFactory, CitizenFactory
from tests.factories.booking import TalkFactory
from tests.factories.systems import bearer, token_for
from tests.integration.accounts.conftest import SIGNE, give
from tests.integration.conftest import SignInAs
from tests.statements import counted

Ask = Callable[[], TestResponse]
Pair = tuple[Ask, Ask]
TRIES, MARGIN = 25, 2.5
NOBODY = "x" * 43


@pytest.fixture(autouse=True)
def at_now(now: datetime) -> Iterator[None]:
    with clock.frozen(now):
        yield


def said(answer: TestResponse) -> tuple[int, list[str], str]:
    """What one sees of an answer but its own name and form token."""
    text = re.sub(r'(csrf_token" value|data-token)="[^"]*"', "", answer.text)
    text = text.replace(answer.request.path, "")
    headers = sorted(name for name, _value in answer.headers if name != "Content-Length")
    return answer.status_code, headers, text


def work(engine: sa.Engine, ask: Ask) -> tuple[tuple[int, list[str], str], list[str]]:
    with counted(engine) as sent:
        answer = ask()
    return said(answer), list(sent)


@pytest.fixture
def calendar(client: FlaskClient, session: orm.Session, now: datetime) -> Pair:
    """A calendar address that was stopped, and one that never was."""
    secret = "s" * 43
    session.add(
        CalendarFeed(
            token_hash=feeds.hashed(secret),
            citizen_id=CitizenFactory().id,
            created_at=now,
            revoked_at=now,
        )
    )
    session.commit()
    return (
        lambda: client.get(f"/kalender/{secret}.ics"),
        lambda: client.get(f"/kalender/{NOBODY}.ics"),
    )


@pytest.fixture
def token(client: FlaskClient, session: orm.Session, now: datetime) -> Pair:
    """A system's token that was taken away, and one that never was."""
    known = token_for(session, BusinessUserFactory(is_administrator=True), now)
    session.execute(sa.update(SystemAccess).values(revoked_at=now))
    session.commit()
    unknown = known[:-6] + "".join("b" if letter == "a" else "a" for letter in known[-6:])
    path = "/api/v1/recruitment-requests"
    return (
        lambda: client.get(path, headers=bearer(known)),
        lambda: client.get(path, headers=bearer(unknown)),
    )


@pytest.fixture
def guest_link(client: FlaskClient, session: orm.Session) -> Pair:
    """A forged link to a talk that there is, and to one that there is not."""
    talk = TalkFactory()
    session.commit()
    return (
        lambda: client.get(f"/samtale/{talk.id}.{talk.id}.forged"),
        lambda: client.get("/samtale/999999.999999.forged"),
    )


@pytest.fixture
def talk(client_for: SignInAs, session: orm.Session) -> Pair:
    """Another citizen's talk, and one that there is not."""
    other = TalkFactory()
    session.commit()
    client = client_for(CitizenFactory())
    return (
        lambda: client.get(f"/borger/samtaler/{other.id}"),
        lambda: client.get("/borger/samtaler/999999"),
    )


PAIRS = ("calendar", "token", "guest_link", "talk")


@pytest.mark.parametrize("pair", PAIRS)
def test_the_answer_and_the_work_are_the_same(
    request: pytest.FixtureRequest, engine: sa.Engine, pair: str
) -> None:
    known, unknown = request.getfixturevalue(pair)
    known(), unknown()  # what is only done once is done
    one, other = work(engine, known), work(engine, unknown)
    assert one[0] == other[0]
    assert one[1] == other[1]
    assert one[0][0] in (401, 404)


@pytest.mark.parametrize("pair", PAIRS)
def test_neither_takes_longer(request: pytest.FixtureRequest, pair: str) -> None:
    known, unknown = request.getfixturevalue(pair)
    took: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(TRIES):  # in turn, so that a busy moment meets both
        for which, ask in ((True, known), (False, unknown)):
            began = time.perf_counter()
            ask()
            took[which].append(time.perf_counter() - began)
    ratio = median(took[True]) / median(took[False])
    assert 1 / MARGIN < ratio < MARGIN


def test_who_is_trusted_already_is_found_by_the_same_work(
    engine: sa.Engine, session: orm.Session, settings: Settings, now: datetime
) -> None:
    """A number typed into a power of attorney tells nobody whether others trust that person."""
    first, second = CitizenFactory(), CitizenFactory()
    session.add(Representative(cpr_hmac=cpr_hmac(settings, SIGNE)))
    session.flush()
    with counted(engine) as of_known:
        give(session, settings, first, now)
        session.flush()
    with counted(engine) as of_unknown:
        give(session, settings, second, now, cpr="6104955678")
        session.flush()
    assert of_known == of_unknown
