"""Two at once: closing while a citizen answers, and the same button pressed twice."""

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.core.access import Actor, Audience
from portal.joblog.models import JobLogEntry
from portal.openings import service
from portal.openings.models import Opening, Referral, ReferralEvent
from tests.conftest import NOW
from tests.factories import bind
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.openings import OpeningFactory, ReferralFactory
from tests.integration.recruitment.test_race import together

WRITTEN = "team, opening, business, outbox_message, audit_event, procrastinate_jobs"
ROUNDS = 6


@pytest.fixture
def committed(engine: sa.Engine, bare_app: Flask) -> Iterator[Callable[[], Referral]]:
    """Makes questions that other connections see."""

    def make() -> Referral:
        with orm.Session(engine, expire_on_commit=False) as session:
            bind(session)
            referral: Referral = ReferralFactory()
            session.commit()
            return referral

    yield make
    with engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {WRITTEN} CASCADE"))


def test_an_answer_and_a_closing_never_pass_each_other(
    engine: sa.Engine, bare_app: Flask, committed: Callable[[], Referral]
) -> None:
    for _ in range(ROUNDS):
        referral = committed()

        def yes(session: orm.Session, one: Referral = referral) -> object:
            service.answer(session, one.citizen_id, one.id, answer="yes", reason="", now=NOW)
            return "yes"

        def close(session: orm.Session, one: Referral = referral) -> object:
            service.close(session, one.opening_id, now=NOW)
            return "closed"

        said, closed = together(engine, bare_app, yes, close)
        assert closed == "closed"
        with orm.Session(engine) as session:
            stored = session.get_one(Referral, referral.id)
            kinds = session.scalars(
                sa.select(ReferralEvent.kind).where(ReferralEvent.referral_id == referral.id)
            ).all()
            assert session.get_one(Opening, referral.opening_id).closed_at == NOW
        # Refused and unchanged, or taken before it closed: the log agrees either way.
        assert (said, stored.answer, kinds) in (("yes", "yes", ["yes"]), ("CLOSED", None, []))


def test_the_same_letter_and_the_same_wish_twice_at_once_are_one(
    engine: sa.Engine, bare_app: Flask, committed: Callable[[], Referral]
) -> None:
    committed()
    for _ in range(ROUNDS):
        with orm.Session(engine, expire_on_commit=False) as session:
            bind(session)
            opening, citizen, staff = OpeningFactory(), CitizenFactory(), StaffFactory()
            session.commit()

        ids = (citizen.id, opening.id, staff.id)

        def send_on(session: orm.Session, ids: tuple[int, int, int] = ids) -> object:
            who, job, consultant = ids
            return service.ask_to_be_sent(session, who, job, consultant_id=consultant, now=NOW).id

        one, two = together(engine, bare_app, send_on, send_on)
        assert one == two


def test_one_click_is_one_entry_however_often_it_is_pressed(
    engine: sa.Engine, bare_app: Flask, committed: Callable[[], Referral]
) -> None:
    for _ in range(ROUNDS):
        referral = committed()
        actor = Actor(Audience.CITIZEN, referral.citizen_id, "")

        def log(session: orm.Session, who: Actor = actor, job: int = referral.opening_id) -> object:
            return service.write_in_log(session, who, job, now=NOW)[1]

        assert sorted(together(engine, bare_app, log, log, log)) == [False, False, True]
        with orm.Session(engine) as session:
            mine = JobLogEntry.citizen_id == referral.citizen_id
            assert session.scalar(sa.select(sa.func.count()).where(mine)) == 1
