"""One link, many hands at once: counted once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.core.errors import Refused
from portal.surveys import service
from portal.surveys.models import STATEMENTS, Answer, SpentLink
from tests.conftest import NOW
from tests.factories import bind
from tests.factories.surveys import AnswerFactory, InvitationFactory
from tests.integration.surveys.conftest import MakeSession

AGREE: dict[str, int | None] = dict.fromkeys(STATEMENTS, 4)


def answers_and_marks(session: orm.Session) -> tuple[int | None, int | None]:
    return (
        session.scalar(sa.select(sa.func.count()).select_from(Answer)),
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


def test_mixing_neither_holds_up_a_new_answer_nor_lets_a_used_link_in(
    connect: MakeSession, bare_app: Flask
) -> None:
    session, other, mixer = connect(), connect(), connect()
    bind(session)
    for _ in range(40):
        AnswerFactory()
    used, fresh = (service.link_token(InvitationFactory()) for _ in range(2))
    service.submit(session, used, AGREE, now=NOW)
    session.commit()
    service.submit(session, service.link_token(InvitationFactory()), AGREE, now=NOW)
    session.commit()
    assert service.mix_answers(mixer, now=NOW) == 1
    # The mixer has not committed: every row of the wave is being moved.
    assert send(bare_app, session, fresh) == "counted"
    with ThreadPoolExecutor(1) as thread:
        again = thread.submit(send, bare_app, other, used)
        mixer.commit()
        assert again.result(timeout=10) == "USED"
    assert answers_and_marks(session) == (43, 3)
    assert service.mix_answers(mixer, now=NOW) == 1
    mixer.commit()
    assert answers_and_marks(session) == (43, 3)
