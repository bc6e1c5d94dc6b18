"""The database reads logs as the rules do, in few statements however much there is."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Staff
from portal.businesses.models import Business
from portal.core import clock
from portal.core.calendar import OpeningHours
from portal.recruitment import queries
from portal.recruitment.models import EVENTS, RequestEvent, ServiceGoal
from portal.recruitment.queries.clocks import moments_where, read_logs
from portal.recruitment.rules.clocks import read
from tests.conftest import NOW
from tests.factories.openings import OpeningFactory, ReferralFactory
from tests.factories.recruitment import RECEIVED, RequestEventFactory, RequestFactory
from tests.integration.conftest import SignInAs
from tests.integration.recruitment.conftest import baker, staff_actor

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OPENS, CLOSES = time(9), time(15)


@contextmanager
def counting(session: orm.Session) -> Iterator[list[str]]:
    """The statements sent meanwhile."""
    sent: list[str] = []
    engine = session.connection().engine

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            sent.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def needs(kind: str, other: int) -> dict[str, object]:
    """The columns that the database demands of a kind of event."""
    demanded: dict[str, dict[str, object]] = {
        "paused": {"code": "wants_later"},
        "cause": {"code": "busy", "clock": "answer"},
        "duplicate": {"other_request_id": other},
        "backdated": {"text": "Ringede tidligere"},
    }
    return demanded.get(kind, {})


def test_the_database_reads_every_log_as_the_rules_do(session: orm.Session) -> None:
    chance = random.Random(20261123)
    first = RequestFactory().id
    logs: dict[int, list[tuple[str, object]]] = {}
    for _ in range(40):
        request = RequestFactory(happened__at=RECEIVED)
        log = [("received", RECEIVED)]
        for _event in range(chance.randrange(12)):
            kind = chance.choice([kind for kind in EVENTS if kind != "received"])
            at = RECEIVED + timedelta(minutes=chance.randrange(-300, 900))
            RequestEventFactory(request_id=request.id, kind=kind, at=at, **needs(kind, first))
            log.append((kind, at))
        logs[request.id] = log
    rows = session.execute(sa.select(moments_where())).all()
    found = {row.request_id: log for row, log in zip(rows, read_logs(session, rows), strict=True)}
    found.pop(first)
    assert found == {request_id: read(log) for request_id, log in logs.items()}


@pytest.mark.usefixtures("consultant")
def test_hours_of_each_request_for_the_figures(session: orm.Session) -> None:
    session.add_all(
        OpeningHours(weekday=day, valid_from=NOW.date(), opens=OPENS, closes=CLOSES, source="test")
        for day in range(5)
    )
    at = {"happened__at": RECEIVED}  # Monday nine o'clock in Denmark
    done = RequestFactory(happened=["answered", "presented"], **at)
    other = RequestFactory(kind="other", happened=["answered", "presented"], **at)
    gone = RequestFactory(happened=["withdrawn"], **at)
    slow = RequestFactory(**at)
    RequestEventFactory(request_id=slow.id, kind="answered", at=RECEIVED + 25 * HOUR)
    RequestFactory(happened__at=RECEIVED - timedelta(days=2))
    results = queries.clock_results(session, RECEIVED, NOW + DAY, NOW + DAY)
    assert [r.request_id for r in results] == [done.id, other.id, gone.id, slow.id]
    by_id = {r.request_id: r for r in results}
    assert (by_id[done.id].hours("answer"), by_id[done.id].hours("candidates")) == (1, 2)
    assert ("candidates", "elapsed") not in by_id[other.id].waits
    assert by_id[gone.id].hours("answer") is None
    assert by_id[gone.id].left_out == "withdrawn"
    assert by_id[gone.id].waits["answer", "elapsed"].hours == 1  # it waits for nothing any more
    # Open from nine to three: six hours on Monday and one on Tuesday.
    assert (by_id[slow.id].hours("answer"), by_id[slow.id].hours("answer", "opening")) == (25, 7)


def test_a_promise_counted_in_opening_hours_can_be_chosen(
    session: orm.Session, owner: BusinessUser
) -> None:
    session.add(
        ServiceGoal(key="answer", valid_from=NOW.date(), hours=8, counted="opening", source="test")
    )
    session.add_all(
        OpeningHours(weekday=day, valid_from=NOW.date(), opens=OPENS, closes=CLOSES, source="test")
        for day in range(5)
    )
    RequestFactory(business=session.get(Business, owner.business_id))
    (summary,) = queries.for_business(session, owner.business_id, NOW)
    assert summary.progress.answer is not None
    # Six hours on Monday from nine, two on Tuesday.
    assert summary.progress.answer.due == clock.parse_moment("2026-11-24T11:00")


def scenes(consultant: Staff, number: int) -> None:
    for _ in range(number):
        opening = OpeningFactory()
        RequestFactory(opening=opening, consultant=consultant, happened=["answered"])
        for answer in ("yes", "no", None):
            ReferralFactory(opening=opening, citizen=baker(), answer=answer)


def statements_of(session: orm.Session, read_it: Callable[[], object]) -> int:
    session.expire_all()
    with counting(session) as sent:
        read_it()
    return len(sent)


def test_reading_takes_as_many_statements_for_many_as_for_one(
    session: orm.Session, consultant: Staff
) -> None:
    scenes(consultant, 1)
    actor, whose = staff_actor(consultant), queries.Whose.ALL
    session.flush()
    first = session.scalars(sa.select(RequestEvent.request_id)).first()
    assert first is not None
    readers: dict[str, Callable[[], object]] = {
        "queue": lambda: queries.queue(session, actor, whose, NOW),
        "page": lambda: queries.request_page(session, first, NOW),
        "results": lambda: queries.clock_results(session, RECEIVED, NOW, NOW),
    }
    one = {name: statements_of(session, reader) for name, reader in readers.items()}
    scenes(consultant, 5)
    many = {name: statements_of(session, reader) for name, reader in readers.items()}
    assert one == many == {"queue": 4, "page": 9, "results": 4}


def test_a_companys_pages_take_few_statements(
    session: orm.Session, owner: BusinessUser, consultant: Staff, client_for: SignInAs, app: Flask
) -> None:
    business = session.get(Business, owner.business_id)
    requests = [RequestFactory(business=business, happened=["answered"]) for _ in range(4)]
    client, business_id = client_for(owner), owner.business_id
    with clock.frozen(NOW):
        assert statements_of(session, lambda: queries.for_business(session, business_id, NOW)) == 3
        path = f"/virksomhed/henvendelser/{requests[0].id}"
        client.get(path)
        # One more for who is signed in.
        assert statements_of(session, lambda: client.get(path)) == 5
