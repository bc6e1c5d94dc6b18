"""A worker that is killed, a kind that breaks, a stop half-way, and two hundred thousand rows."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Staff
from portal.core import clock, policy, standing
from portal.core.db import db
from portal.exports import invariants, making, service
from portal.exports.kinds import Batch, Kind, Task, of_rows
from portal.exports.models import ExportOrder, ExportPiece
from portal.exports.rules import LEASE, MOST_ATTEMPTS
from portal.notifications.models import OutboxMessage
from portal.settings import Settings
from tests.integration.exports.conftest import PAGE, orders


class Killed(BaseException):
    """The process is gone: nothing of it runs any more."""


class Broken(Exception):
    """The kind can't be made."""


class Lorry:
    """A kind made of batches that a test drives: so many, and what happens before one of them."""

    def __init__(self, batches: int, rows: int = 10) -> None:
        self.batches, self.rows = batches, rows
        self.before: dict[int, BaseException] = {}
        self.seen: list[int] = []

    def __call__(self, task: Task) -> Iterator[Batch]:
        for number in range(self.batches):
            if number in self.before:
                raise self.before[number]
            self.seen.append(number)
            yield Batch([(number, row, "=1+1 et navn") for row in range(self.rows)])


@pytest.fixture
def lorry(app: Flask) -> Iterator[Lorry]:
    made = Lorry(3)
    kind = Kind(
        "lorry", "Lorry", "", of_rows("Lorry", lambda: ["a", "b", "c"], made),
        lambda _task: made.batches * made.rows, policy.SEE_FIGURES,
    )  # fmt: skip
    app.extensions["portal.exports"]["lorry"] = kind
    yield made
    del app.extensions["portal.exports"]["lorry"]


@pytest.fixture
def ordered(desk: FlaskClient, session: orm.Session, lorry: Lorry) -> ExportOrder:
    desk.post(PAGE, data={"kind": "lorry", "ending": "csv"})
    return orders(session)[-1]


def work(app: Flask, settings: Settings, order_id: int, now: datetime) -> None:
    with app.app_context():
        making.make(db.session, db.session, settings, order_id, lambda: now)


def look(app: Flask, now: datetime) -> None:
    with app.app_context():
        making.sweep(db.session, now)
        db.session.commit()


def called(session: orm.Session) -> int:
    return session.scalar(
        sa.text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'exports.make'")
    )  # type: ignore[return-value]


def whole(session: orm.Session) -> None:
    for one in invariants.INVARIANTS:
        assert session.execute(sa.text(one.query), {"now": clock.now()}).all() == [], one.never


def number_of_pieces(session: orm.Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(ExportPiece)) or 0


def test_another_takes_up_what_a_killed_worker_left(
    app: Flask, settings: Settings, session: orm.Session, lorry: Lorry, ordered: ExportOrder,
    now: datetime,
) -> None:  # fmt: skip
    lorry.before[2] = Killed()
    with pytest.raises(Killed):
        work(app, settings, ordered.id, now)
    (order,) = orders(session)
    assert (order.done, order.expected, order.attempts) == (20, 30, 1)
    lorry.before.clear()
    work(app, settings, ordered.id, now + LEASE / 2)  # the first may be alive: hands off
    assert orders(session)[0].attempts == 1
    jobs = called(session)
    look(app, now + LEASE / 2)
    assert called(session) == jobs
    look(app, now + LEASE)
    look(app, now + LEASE)
    assert called(session) == jobs + 1
    work(app, settings, ordered.id, now + LEASE)
    (order,) = orders(session)
    assert (order.done, order.attempts, order.endings) == (30, 2, ["csv"])
    with app.app_context():
        content = b"".join(service.pieces(db.session, order.id, "csv")).decode("utf-8-sig")
    assert content.count("\r\n") == 31
    assert "'=1+1 et navn" in content
    whole(session)


def test_what_breaks_is_tried_thrice_and_then_said_kindly(
    app: Flask, settings: Settings, session: orm.Session, lorry: Lorry, ordered: ExportOrder,
    desk: FlaskClient, now: datetime, lead: Staff,
) -> None:  # fmt: skip
    lorry.before[1] = Broken()
    for _attempt in range(MOST_ATTEMPTS - 1):
        with pytest.raises(Broken):
            work(app, settings, ordered.id, now)
        assert orders(session)[0].is_open
    work(app, settings, ordered.id, now)
    (order,) = orders(session)
    assert order.failed_at == now
    assert number_of_pieces(session) == 0
    kinds = session.scalars(sa.select(OutboxMessage.kind)).all()
    assert set(kinds) == {"export_failed"}
    page = desk.get(PAGE).text
    assert "Nothing is lost" in page
    assert "Order it again" in page
    lorry.before.clear()
    desk.post(PAGE, data={"kind": "lorry", "ending": "csv"})
    work(app, settings, orders(session)[-1].id, now)
    assert orders(session)[-1].made_at == now
    whole(session)


def test_workers_that_are_killed_again_and_again_end_in_a_word(
    app: Flask, settings: Settings, session: orm.Session, lorry: Lorry, ordered: ExportOrder,
    now: datetime,
) -> None:  # fmt: skip
    lorry.before[1] = Killed()
    for attempt in range(MOST_ATTEMPTS):
        with pytest.raises(Killed):
            work(app, settings, ordered.id, now + attempt * LEASE)
    look(app, now + MOST_ATTEMPTS * LEASE)
    (order,) = orders(session)
    assert order.failed_at is not None
    assert order.attempts == MOST_ATTEMPTS
    assert set(session.scalars(sa.select(OutboxMessage.kind))) == {"export_failed"}
    whole(session)


def test_one_who_was_taken_over_from_writes_nothing_more(
    app: Flask, settings: Settings, session: orm.Session, lorry: Lorry, ordered: ExportOrder,
    now: datetime,
) -> None:  # fmt: skip
    overtaken: list[str] = []
    kind = app.extensions["portal.exports"]["lorry"]

    def files(task: Task) -> Iterator[tuple[str, Iterator[bytes]]]:
        for ending, pieces in kind.files(task):
            if not overtaken:
                overtaken.append(ending)
                app.extensions["portal.exports"]["lorry"] = kind
                work(app, settings, ordered.id, now + LEASE)
            yield ending, pieces

    app.extensions["portal.exports"]["lorry"] = replace(kind, files=files)
    work(app, settings, ordered.id, now)
    (order,) = orders(session)
    assert (order.attempts, order.done, order.made_at) == (2, 30, now + LEASE)
    assert len(set(session.scalars(sa.select(OutboxMessage.event)))) == 1
    whole(session)


def test_a_stop_half_way_leaves_nothing(
    app: Flask, settings: Settings, session: orm.Session, lorry: Lorry, ordered: ExportOrder,
    desk: FlaskClient, now: datetime,
) -> None:  # fmt: skip
    kind = app.extensions["portal.exports"]["lorry"]

    def stopping(task: Task) -> Iterator[Batch]:
        for number, batch in enumerate(lorry(task)):
            if number == 1:
                desk.post(f"{PAGE}/{ordered.id}/stop")
            yield batch

    app.extensions["portal.exports"]["lorry"] = replace(
        kind, files=of_rows("Lorry", lambda: ["a", "b", "c"], stopping)
    )
    work(app, settings, ordered.id, now)
    (order,) = orders(session)
    assert order.cancelled_at is not None
    assert order.made_at is None
    assert lorry.seen == [0, 1]
    assert number_of_pieces(session) == 0
    assert session.scalars(sa.select(OutboxMessage.kind)).all() == []
    whole(session)


def test_memory_is_flat_for_two_hundred_thousand_rows_made_and_fetched(
    app: Flask, settings: Settings, session: orm.Session, lorry: Lorry, ordered: ExportOrder,
    desk: FlaskClient, now: datetime,
) -> None:  # fmt: skip
    lorry.batches, lorry.rows = 200, 1000
    tracemalloc.start()
    try:
        work(app, settings, ordered.id, now)
        making_peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        answer = desk.get(f"{PAGE}/{ordered.id}/fil.csv", buffered=False)
        size = sum(len(piece) for piece in answer.iter_encoded())
        answer.close()
        fetching_peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    (order,) = orders(session)
    assert (order.done, order.size) == (200_000, size)
    assert size > 4_000_000
    assert number_of_pieces(session) > 15
    assert making_peak < 6_000_000
    assert fetching_peak < 3_000_000


def test_orders_are_read_by_their_owner_alone_also_in_the_database(
    session: orm.Session, ordered: ExportOrder, app: Flask
) -> None:
    rows = sa.select(sa.func.count()).select_from(ExportOrder)
    seen = []
    for whom in (
        standing.Standing(staff=ordered.staff_id),
        standing.Standing(staff=(ordered.staff_id or 0) + 1),
        standing.Standing(citizen=1),
        standing.NOBODY,
    ):
        standing.apply(session.connection(), whom)
        seen.append(session.scalar(rows))
    standing.apply(session.connection(), standing.PORTAL)
    assert seen == [1, 0, 0, 0]
