"""The city around the municipality: many rows, by the same rules, in a database left as it was."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from portal.booking.models import Talk
from portal.core.audit import AuditEvent
from portal.core.errors import constraint_of
from portal.demo import city, loader
from portal.invariants import check_invariants
from portal.settings import Settings
from portal.surveys.models import Answer
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory

SHAPE = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger
    WHERE NOT tgisinternal ORDER BY 1, 2, 3
"""


def test_a_small_one_has_what_was_asked_for_and_breaks_no_rule(
    app: Flask, session: orm.Session
) -> None:
    with app.app_context():
        town = loader.load(session, Settings(env="test"), NOW, size=0.03)
        before = session.execute(sa.text(SHAPE)).all()
        number = len(town.citizens) + 100
        wanted = city.City(
            citizens=number,
            caseworkers=len(town.with_role("caseworker")) + 3,
            businesses=len(town.companies) + 5,
            talks=2_000,
            answers=1_200,
            requests=50,
            looks=4_000,
        )
        said: list[str] = []
        city.load(session, town, wanted, said.append)
    assert [line.split(":")[0] for line in said] == [
        "caseworkers", "citizens", "businesses", "talks", "answers", "enquiries", "looks",
    ]  # fmt: skip
    assert CitizenFactory().id == number + 1
    for model, least in ((Talk, 2_000), (Answer, 1_200), (AuditEvent, 3_650)):
        assert (session.scalar(sa.select(sa.func.count()).select_from(model)) or 0) >= least
    check_invariants(session.connection(), NOW)
    assert session.execute(sa.text(SHAPE)).all() == before


def test_what_the_database_refuses_it_refuses_afterwards(app: Flask, session: orm.Session) -> None:
    with app.app_context():
        town = loader.load(session, Settings(env="test"), NOW, size=0.03)
        small = city.City(len(town.citizens) + 4, 40, 20, 200, 12, 5, 1_825)
        city.load(session, town, small)
    ahead = session.scalars(
        sa.select(Talk).where(Talk.status == "booked").order_by(Talk.id.desc())
    ).first()
    assert ahead is not None
    again = Talk(
        citizen_id=CitizenFactory().id,
        caseworker_id=ahead.caseworker_id,
        kind="job",
        channel="phone",
        purpose_code=ahead.purpose_code,
        during=Range(ahead.starts, ahead.ends),
        status="booked",
        created_at=NOW,
    )
    session.add(again)
    with pytest.raises(IntegrityError) as refused, session.begin_nested():
        session.flush()
    assert constraint_of(refused.value) == "caseworker_not_double_booked"
