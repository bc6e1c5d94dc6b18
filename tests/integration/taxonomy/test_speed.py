"""Type-ahead on a whole taxonomy: 3,000 occupations and 14,000 skills with the official columns."""

import random
import statistics
import time
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal.taxonomy import queries, service
from portal.taxonomy.models import ConceptName
from tests.factories import esco

PROMISED_MS = 30
"""On the machine the portal is promised for; a slow or busy one is known by its scans."""
ROUNDS = 200


@pytest.fixture(scope="module")
def taxonomy(engine: sa.Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[orm.Session]:
    """The whole taxonomy, in a transaction that is rolled back after the module."""
    folder = esco.write_all(tmp_path_factory.mktemp("esco"))
    with engine.connect() as connection, connection.begin() as outer:
        with orm.Session(connection, join_transaction_mode="create_savepoint") as session:
            session.execute(service.NO_TIME_LIMIT)
            taken = service.import_directory(session, folder)
            assert (taken.occupations, taken.skills) == (3000, 14000)
            yield session
        outer.rollback()


def milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def typed(rng: random.Random, names: list[str]) -> str:
    """What somebody may have typed so far: the beginning of a name, now and then misspelled."""
    name = rng.choice(names)
    begun = name[: rng.randint(2, min(len(name), 20))]
    if rng.random() < 0.2 and len(begun) > 5:
        at = rng.randrange(1, len(begun) - 1)
        begun = begun[:at] + begun[at + 1] + begun[at] + begun[at + 2 :]
    return begun


def test_type_ahead_is_fast_on_a_whole_taxonomy(taxonomy: orm.Session) -> None:
    rng = random.Random(11)
    names = list(taxonomy.scalars(sa.select(ConceptName.name).order_by(ConceptName.id).limit(5000)))
    scan = sa.text("SELECT count(*) FROM taxonomy_name WHERE words || 'x' LIKE '%zqzq%'")
    scans = [milliseconds(lambda: taxonomy.execute(scan).all()) for _ in range(10)]
    found = []
    times = []
    for _ in range(ROUNDS):
        query = typed(rng, names)
        times.append(
            milliseconds(lambda q=query: found.append(queries.search(taxonomy, q, language="da")))
        )
    p95 = statistics.quantiles(times, n=20)[-1]
    assert sum(bool(hits) for hits in found) > ROUNDS * 0.9
    # One look at every name takes some 25 ms on an idle core of that machine; a slower one gets
    # as much more as its own scans take longer.
    allowed = PROMISED_MS * max(1.0, statistics.median(scans) / 25)
    assert p95 <= allowed, f"p95 {p95:.1f} ms, a scan {statistics.median(scans):.1f} ms"
