"""Two colleagues at once, each in a transaction of their own."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal.core.errors import Refused
from portal.targets import defaults as goals
from portal.targets import queries, service
from portal.targets.models import Measurement
from portal.targets.rules.measurements import judging
from portal.targets.rules.measurements.table import read_csv
from tests.conftest import NOW

FILE = b"plan_year;key;figures_from;municipality\n2019;maal_4;2019-06;58,3\n"


@pytest.fixture(autouse=True)
def defaults() -> None:
    """Nothing: these tests commit."""


@pytest.fixture
def register(engine: sa.Engine) -> Iterator[sa.Engine]:
    """A committed register of goals, swept away afterwards."""
    with orm.Session(engine) as session:
        goals.load_defaults(session)
        session.commit()
    yield engine
    with engine.begin() as connection:
        connection.execute(sa.text("TRUNCATE goal_measurement, goal, audit_event CASCADE"))


def test_the_same_file_approved_by_two_at_once_is_stored_once(register: sa.Engine) -> None:
    table = read_csv(FILE)
    with orm.Session(register) as session:
        seen = judging.fingerprint(
            judging.judge(table, queries.known_goals(session), {}, NOW.date())
        )
    together = threading.Barrier(4)

    def approve(_number: int) -> str:
        with orm.Session(register) as session:
            together.wait()
            try:
                service.measurements.record(session, table, "fil", seen=seen, actor=None, now=NOW)
            except Refused as refused:
                return refused.refusal.name
            session.commit()
            return "stored"

    with ThreadPoolExecutor(4) as threads:
        ends = sorted(threads.map(approve, range(4)))
    assert ends == ["CHANGED_MEANWHILE"] * 3 + ["stored"]
    with orm.Session(register) as session:
        wanted = sa.select(Measurement.revision).where(Measurement.goal_key == "maal_4")
        assert list(session.scalars(wanted)) == [1]
