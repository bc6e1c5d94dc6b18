"""One link, many hands at once: counted once."""

import random
import threading
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core.errors import Refused
from portal.surveys import service
from portal.surveys.models import STATEMENTS, Answer, Cell, Invitation, SealedAnswer, SpentLink
from portal.surveys.service.links import token_of
from tests.conftest import NOW
from tests.factories import bind
from tests.factories.accounts import CitizenFactory
from tests.factories.surveys import CellFactory, InvitationFactory, WaveFactory
from tests.integration.surveys.conftest import MakeSession

AGREE: dict[str, int | None] = dict.fromkeys(STATEMENTS, 4)


def answers_and_marks(session: orm.Session) -> tuple[int | None, int | None]:
    return (
        session.scalar(sa.select(sa.func.count()).select_from(SealedAnswer)),
        session.scalar(sa.select(sa.func.count()).select_from(SpentLink)),
    )


def send(app: Flask, session: orm.Session, token: str) -> str:
    """Send an answer and commit; says how it went."""
    with app.app_context():
        try:
            service.submit(session, token, AGREE, now=NOW)
        except Refused as refused:
            session.rollback()
            return refused.refusal.name
        session.commit()
        return "counted"


def test_the_same_link_sent_at_once_is_counted_once(connect: MakeSession, bare_app: Flask) -> None:
    session = connect()
    bind(session)
    token = service.link_token(InvitationFactory())
    session.commit()
    together = threading.Barrier(6)

    def one(own: orm.Session) -> str:
        together.wait()
        return send(bare_app, own, token)

    with ThreadPoolExecutor(6) as threads:
        ends = list(threads.map(one, [connect() for _ in range(6)]))
    assert sorted(ends) == ["USED"] * 5 + ["counted"]
    assert answers_and_marks(session) == (1, 1)


def test_a_second_sending_waits_for_the_first_and_counts_if_that_is_undone(
    connect: MakeSession, bare_app: Flask
) -> None:
    first, second = connect(), connect()
    bind(first)
    token = service.link_token(InvitationFactory())
    first.commit()
    service.submit(first, token, AGREE, now=NOW)
    with ThreadPoolExecutor(1) as thread:
        waiting = thread.submit(send, bare_app, second, token)
        with pytest.raises(TimeoutError):
            waiting.result(timeout=0.5)
        first.rollback()
        assert waiting.result(timeout=10) == "counted"
    assert answers_and_marks(first) == (1, 1)


def test_laying_neither_holds_up_a_new_answer_nor_lets_a_used_link_in(
    connect: MakeSession, bare_app: Flask
) -> None:
    session, other, worker = connect(), connect(), connect()
    bind(session)
    used, fresh = (service.link_token(InvitationFactory()) for _ in range(2))
    service.submit(session, used, AGREE, now=NOW)
    session.commit()
    for _ in range(9):
        service.submit(session, service.link_token(InvitationFactory()), AGREE, now=NOW)
        session.commit()
    assert service.lay_answers(worker, now=NOW) == 5
    # The worker has not committed: every waiting row and every mark is being moved.
    assert send(bare_app, session, fresh) == "counted"
    with ThreadPoolExecutor(1) as thread:
        again = thread.submit(send, bare_app, other, used)
        worker.commit()
        assert again.result(timeout=10) == "USED"
    assert answers_and_marks(session) == (6, 11)


def test_two_workers_lay_each_answer_once(connect: MakeSession, bare_app: Flask) -> None:
    session = connect()
    bind(session)
    for _ in range(30):
        service.submit(session, service.link_token(InvitationFactory()), AGREE, now=NOW)
        session.commit()

    def lay(own: orm.Session) -> int:
        with bare_app.app_context():
            laid = service.lay_answers(own, now=NOW)
            own.commit()
            return laid

    with ThreadPoolExecutor(3) as threads:
        laid = list(threads.map(lay, [connect() for _ in range(3)]))
    assert sorted(laid) == [0, 0, 25]
    assert session.scalar(sa.select(sa.func.count()).select_from(Answer)) == 25
    assert answers_and_marks(session) == (5, 30)


def test_a_wave_begun_twice_at_once_is_one(connect: MakeSession, bare_app: Flask) -> None:
    session = connect()
    together = threading.Barrier(4)

    def begin(own: orm.Session) -> tuple[int, bool]:
        with bare_app.app_context():
            together.wait()
            wave, begun = service.begin_wave(own, "citizen", now=NOW)
            own.commit()
            return wave.id, begun

    with ThreadPoolExecutor(4) as threads:
        waves = list(threads.map(begin, [connect() for _ in range(4)]))
    assert len({wave for wave, _ in waves}) == 1
    assert sorted(begun for _, begun in waves) == [False, False, False, True]
    cells = sa.select(sa.func.count()).select_from(Cell).where(Cell.kind == "background")
    assert session.scalar(cells) == 1


def _copies(session: orm.Session, citizen_id: int, number: int) -> None:
    """So many more citizens like this one."""
    columns = [c.name for c in Citizen.__table__.columns if c.computed is None]
    changed = {"id": "c.id + n", "cpr_hmac": "c.cpr_hmac || int4send(n)"}
    values = ", ".join(changed.get(name, f"c.{name}") for name in columns)
    session.execute(
        sa.text(
            f"INSERT INTO citizen ({', '.join(columns)}) SELECT {values}"
            " FROM citizen c, generate_series(1, :number) n WHERE c.id = :id"
        ),
        {"number": number, "id": citizen_id},
    )


def test_ten_thousand_posts_at_once_are_counted_once_each(
    connect: MakeSession, bare_app: Flask
) -> None:
    """Two thousand links, each sent five times, over eight connections that never rest."""
    session = connect()
    bind(session)
    wave = WaveFactory()
    cell = CellFactory(wave=wave)
    citizen = CitizenFactory()
    session.commit()
    invitations = [
        {
            "id": uuid.uuid4(),
            "wave_id": wave.id,
            "citizen_id": citizen.id + 1 + number,
            "cell_id": cell.id,
            "invited_at": NOW,
            "expires_at": NOW + timedelta(days=1),
        }
        for number in range(2_000)
    ]
    _copies(session, citizen.id, len(invitations))
    session.execute(sa.insert(Invitation), invitations)
    session.commit()
    tokens = [token_of(row["id"]) for row in invitations] * 5
    random.Random(7).shuffle(tokens)
    own = [connect() for _ in range(8)]
    ends: Counter[str] = Counter()

    def work(place: int) -> list[str]:
        return [send(bare_app, own[place], token) for token in tokens[place :: len(own)]]

    with ThreadPoolExecutor(len(own)) as threads:
        for found in threads.map(work, range(len(own))):
            ends.update(found)
    assert ends == {"counted": 2_000, "USED": 8_000}
    assert answers_and_marks(session) == (2_000, 2_000)
    assert service.lay_wave(session, wave, everything=True, now=NOW) == 2_000
    session.commit()
    assert session.scalar(sa.select(sa.func.count()).select_from(Answer)) == 2_000
