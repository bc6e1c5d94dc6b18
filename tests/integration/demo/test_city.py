"""The city around the municipality: many rows, by the same rules, in a database left as it was."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Citizen
from portal.booking.models import Talk
from portal.core import migrations, months
from portal.core.audit import AuditEvent
from portal.core.db import APPLICATION
from portal.core.engine import create_engine
from portal.core.errors import constraint_of
from portal.demo import city, loader
from portal.invariants import check_invariants
from portal.settings import Settings
from portal.surveys.models import Answer
from tests.conftest import NOW
from tests.integration.conftest import fresh_database, suffixed

# But for the months of the trail, which there are more of afterwards.
SHAPE = """
    SELECT * FROM (
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT tgrelid::regclass::text, tgname, tgenabled::text FROM pg_trigger
        WHERE NOT tgisinternal
    ) AS shape (whose, name, made_by) WHERE whose !~ '_20[0-9][0-9]_[0-9][0-9]$'
    ORDER BY 1, 2, 3
"""
MONTHS = """
    SELECT count(*), count(*) FILTER (WHERE relforcerowsecurity AND relacl IS NOT NULL)
    FROM pg_class WHERE relispartition AND relkind = 'r' AND relname ~ '^audit_event_2'
"""


@pytest.fixture
def owner(worker_id: str) -> Iterator[orm.Session]:
    """A session of the owner of the tables, in a database of its own."""
    engine = create_engine(
        fresh_database(suffixed("portal_test_city", worker_id)), pool_size=1, max_overflow=0
    )
    migrations.upgrade(engine, APPLICATION)
    with orm.Session(engine) as session:
        yield session
    engine.dispose()


def test_a_small_one_has_what_was_asked_for_and_the_rules_of_before(
    bare_app: Flask, owner: orm.Session
) -> None:
    with bare_app.app_context():
        town = loader.load(owner, Settings(env="test"), NOW, size=0.03)
        before = owner.execute(sa.text(SHAPE)).all()
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
        owner.commit()
        said: list[str] = []
        city.load(owner, town, wanted, said.append)
    assert [line.split(":")[0] for line in said] == [
        "caseworkers", "citizens", "businesses", "talks", "answers", "figures",
        "enquiries", "looks, beside all that",
    ]  # fmt: skip
    assert owner.scalar(sa.select(sa.func.max(Citizen.id))) == number
    for model, least in ((Talk, 2_000), (Answer, 1_200), (AuditEvent, 3_650)):
        assert (owner.scalar(sa.select(sa.func.count()).select_from(model)) or 0) >= least
    check_invariants(owner.connection(), NOW)
    assert owner.execute(sa.text(SHAPE)).all() == before
    assert months.strays(owner, "audit_event") == []
    there, closed = owner.execute(sa.text(MONTHS)).one()
    assert there == closed > 60, "five years of months, each closed to everybody"
    _refuses_a_double_booking(owner)


def _refuses_a_double_booking(owner: orm.Session) -> None:
    ahead = owner.scalars(
        sa.select(Talk).where(Talk.status == "booked").order_by(Talk.id.desc())
    ).first()
    assert ahead is not None
    again = Talk(
        citizen_id=1,
        caseworker_id=ahead.caseworker_id,
        kind="job",
        channel="phone",
        purpose_code=ahead.purpose_code,
        during=Range(ahead.starts, ahead.ends),
        status="booked",
        created_at=NOW,
    )
    owner.add(again)
    with pytest.raises(IntegrityError) as refused, owner.begin_nested():
        owner.flush()
    assert constraint_of(refused.value) == "caseworker_not_double_booked"
