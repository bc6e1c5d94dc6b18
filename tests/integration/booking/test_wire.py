"""The connection breaks at every single thing a booking asks of the database.

Whoever books is told the truth: a yes only for what is kept, else that we are away for a moment,
and the next click works. Never a bare failure, from whatever part of the request it comes.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm
from werkzeug.test import TestResponse

from portal import create_app
from portal.accounts import service as accounts
from portal.accounts.models import Identity
from portal.core import clock
from portal.settings import Settings
from tests.factories import bind
from tests.factories.accounts import CitizenFactory
from tests.factories.booking import ObligationFactory
from tests.integration.booking.conftest import open_job_centre, with_mornings
from tests.integration.core.wire import Breaks, Wire, laid_to

NEW = "/borger/samtaler/ny"
STARTS = re.compile(r'name="starts"[^>]*value="([^"]+)"')
TALK = re.compile(r"/borger/samtaler/(\d+)/kvittering")
BOOKED = sa.text("SELECT count(*) FROM talk WHERE status = 'booked'")
MOST_STEPS = 150
WRITTEN = (
    "team, talk_purpose, talk_rule, talk_kind_rule, opening_hours, talk_resource, outbox_message,"
    " audit_event, procrastinate_jobs, portal_pulse, rate_window"
)
ANEW = (
    "DELETE FROM outbox_message",
    "DELETE FROM rate_window",
    "DELETE FROM talk",
    "UPDATE obligation SET status = 'open', changes = 0",
)


@pytest.fixture(scope="module")
def wire(engine: sa.Engine) -> Iterator[tuple[Wire, Flask]]:
    """The wire, and a portal at its near end that knows a replica as well."""
    with laid_to(engine.url) as (made, near):
        address = near.set(drivername="postgresql").render_as_string(hide_password=False)
        app = create_app(
            Settings(
                env="test", log_level="error", DATABASE_URL=address, DATABASE_REPLICA_URL=address
            )
        )
        app.config["WTF_CSRF_ENABLED"] = False
        yield made, app
        app.extensions["portal.engine"].dispose()


@pytest.fixture(scope="module")
def cookie(engine: sa.Engine, bare_app: Flask, wire: tuple[Wire, Flask]) -> Iterator[str]:
    """The sign-in of a citizen who must book, and all that comes of it."""
    _, app = wire
    with app.app_context(), orm.Session(engine) as session:
        bind(session)
        open_job_centre(session)
        citizen = with_mornings(CitizenFactory())
        today = clock.local_date(clock.now())
        until = today + timedelta(days=60)
        ObligationFactory(citizen=citizen, created_at=clock.now(), book_by=until, hold_by=until)
        identity = Identity(
            issuer="test", subject="wire", audience="citizen", citizen_id=citizen.id
        )
        session.add(identity)
        session.flush()
        limits = accounts.limits(app.extensions["portal.settings"])
        secret = accounts.open_sign_in(session, identity, "substantial", limits, clock.now())
        session.commit()
    yield secret
    with engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {WRITTEN} CASCADE"))


@pytest.fixture
def browser(wire: tuple[Wire, Flask], cookie: str, engine: sa.Engine) -> FlaskClient:
    """The citizen's browser; nothing is booked."""
    anew(engine)
    client = wire[1].test_client()
    client.set_cookie(accounts.COOKIE, cookie)
    return client


def anew(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        for statement in ANEW:
            connection.exec_driver_sql(f"SELECT as_owner($${statement}$$)")


def booked(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(BOOKED) or 0)


def a_time(browser: FlaskClient) -> dict[str, str]:
    """The form of the first time there is."""
    page = browser.get(f"{NEW}?channel=phone").text
    return {"starts": STARTS.findall(page)[0], "channel": "phone"}


def is_told_to_wait(answer: TestResponse) -> bool:
    """The page that says so, whole: never the last words of a server."""
    return (
        answer.status_code == 503 and bool(answer.headers["Retry-After"]) and "<h1" in answer.text
    )


def walk(
    wire: Wire,
    deed: Callable[[], TestResponse],
    kept: Callable[[], bool],
    how: Breaks,
    before: Callable[[], None],
    stride: int = 1,
) -> None:
    """Let the wire break at each step of a deed in turn, until it is done with none left."""
    for step in range(1, MOST_STEPS, stride):
        before()
        wire.break_at(step, how)
        answer = deed()
        broke = wire.mend()
        if answer.status_code == 302:
            assert kept(), f"step {step}: a yes that was lost"
        else:
            assert is_told_to_wait(answer), (step, answer.status_code, answer.text[:500])
            # Kept without a yes only where the yes to the COMMIT itself got lost.
            assert not kept() or (how is Breaks.GONE and b"COMMIT" in wire.unheard), step
            if how is Breaks.UNASKED:
                assert deed().status_code == 302, f"step {step}: the next click"
                assert kept()
        if not broke:
            break
    assert not broke
    assert step > 15, "it asked more than that"


@pytest.mark.parametrize("how", list(Breaks))
def test_a_booking_is_kept_or_the_citizen_is_told_to_wait(
    wire: tuple[Wire, Flask], engine: sa.Engine, browser: FlaskClient, how: Breaks
) -> None:
    form = a_time(browser)
    walk(
        wire[0],
        lambda: browser.post(NEW, data=form),
        lambda: booked(engine) == 1,
        how,
        lambda: anew(engine),
    )


def test_a_talk_is_cancelled_or_the_citizen_is_told_to_wait(
    wire: tuple[Wire, Flask], engine: sa.Engine, browser: FlaskClient
) -> None:
    form, where = a_time(browser), [""]

    def book() -> None:
        anew(engine)
        talk = TALK.search(browser.post(NEW, data=form).location)
        assert talk
        where[0] = f"/borger/samtaler/{talk[1]}/aflys"

    walk(
        wire[0],
        lambda: browser.post(where[0]),
        lambda: booked(engine) == 0,
        Breaks.GONE,
        book,
        stride=2,
    )
