"""Fifty thousand CVs, and how long it takes to put the best of them in order for one request."""

import random
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from bench import BenchError, machine
from bench.figures import Sample, percentile
from portal.core import clock
from portal.demo.trades import TRADES
from portal.openings.queries.places import places
from portal.recruitment import queries
from portal.recruitment.models import RecruitmentRequest
from portal.recruitment.queries.matching import PER_PAGE
from portal.taxonomy import queries as taxonomy

CVS, ASKED = 50_000, 20
AREA = "27"
LEVELS = ("A2", "B1", "B2", "native", "native")
Rows = dict[str, list[tuple[Any, ...]]]
COLUMNS = {
    "citizen": (
        "id, cpr_hmac, cpr_encrypted, name, born_on, address, postcode, city, target_group,"
        " course_started_on, caseworker_id"
    ),
    "cv": (
        "citizen_id, wished_occupations, competences, occupation_uris, competence_uris,"
        " hours_per_week, max_distance_km, earliest_start, updated_at"
    ),
    "cv_experience": "citizen_id, title, employer, started_on, ended_on",
    "cv_language": "citizen_id, language, level",
}


class Matching:
    """The CVs in a database of the bench, and requests for each trade of the demo."""

    def __init__(self, engine: sa.Engine, reading: sa.Engine, now: datetime) -> None:
        self.engine, self.reading = engine, reading
        self.now, self.statements = now, 0
        with orm.Session(engine) as session:
            first = (session.scalar(sa.text("SELECT max(id) FROM citizen")) or 0) + 1
            worker = session.scalar(sa.text("SELECT min(id) FROM staff"))
            wanted = sa.select(RecruitmentRequest.id).where(RecruitmentRequest.positions > 0)
            self.requests = list(session.scalars(wanted.order_by(sa.func.random()).limit(ASKED)))
            names = [trade.title for trade in TRADES]
            self.uris = taxonomy.by_name(session, names, "occupation")
        if worker is None or not self.requests:
            raise BenchError("The demo has no staff or no request about a job.")
        self._fill(self._rows(first, worker))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("VACUUM ANALYZE citizen, cv, cv_experience, cv_language"))

    def _fill(self, rows: Rows) -> None:
        """Write everything by COPY."""
        with self.engine.begin() as connection:
            connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
            driver: Any = connection.connection.dbapi_connection
            for table, columns in COLUMNS.items():
                with driver.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in rows[table]:
                        copy.write_row(row)

    def _rows(self, first: int, worker: int) -> Rows:
        rng, today = random.Random(7), clock.local_date(self.now)
        codes = [code for code in places() if code.startswith(AREA)]
        rows: Rows = {name: [] for name in COLUMNS}
        for number in range(first, first + CVS):
            rows["citizen"].append(
                (
                    number, number.to_bytes(32, "big"), b"", f"Borger {number}",
                    date(1990, 1, 1), "Vej 1", rng.choice(codes), "By", "job_ready",
                    today - timedelta(days=100), worker,
                )
            )  # fmt: skip
            rows["cv"].append(self._cv(number, rng, today))
            rows["cv_experience"] += _jobs(number, rng, today)
            rows["cv_language"].append((number, "Dansk", rng.choice(LEVELS)))
        return rows

    def _cv(self, number: int, rng: random.Random, today: date) -> tuple[Any, ...]:
        wishes = rng.sample(TRADES, rng.choice((1, 1, 2)))
        can = [word for trade in wishes for word in rng.sample(trade.competences, 3)]
        uris = [self.uris[trade.title] for trade in wishes if trade.title in self.uris]
        return (
            number,
            "\n".join(trade.title for trade in wishes),
            "\n".join(can),
            uris,
            [],
            rng.choice((None, 15, 30, 37)),
            rng.choice((None, 5, 10, 20)),
            rng.choice((None, today)),
            self.now,
        )

    def best_of_all(self) -> Sample:
        """One client asks for the list of one request after the other, twenty of them."""
        seconds, spent, errors = [], [], 0
        today = clock.local_date(self.now)
        for request_id in self.requests:
            sent: list[str] = []

            def note(*arguments: object, sent: list[str] = sent) -> None:
                sent.append(str(arguments[2]))

            with orm.Session(self.reading) as session:
                request = queries.request_of(session, request_id)
                server = session.scalar(sa.select(sa.func.pg_backend_pid())) or 0
                before = _processor(server)
                sa.event.listen(self.reading, "before_cursor_execute", note)
                began = time.perf_counter()
                found = queries.proposals(session, request, today)
                seconds.append(time.perf_counter() - began)
                spent.append(_processor(server) - before)
                sa.event.remove(self.reading, "before_cursor_execute", note)
            self.statements = max(self.statements, len(sent))
            errors += len(found.found) < PER_PAGE
        p50, p95, p99 = (percentile(seconds, share) * 1000 for share in (0.5, 0.95, 0.99))
        self.p95_ms, self.processor_p95_ms = p95, percentile(spent, 0.95) * 1000
        return Sample(len(seconds) / sum(seconds), p50, p99, errors)


def _processor(server: int) -> float:
    """Processor time of this process and of PostgreSQL's that serves it."""
    return time.process_time() + (machine.processor_seconds(server) or 0)


def _jobs(number: int, rng: random.Random, today: date) -> Iterator[tuple[Any, ...]]:
    for _ in range(rng.randint(0, 3)):
        started = today - timedelta(days=rng.randint(400, 7000))
        ended = started + timedelta(days=rng.randint(60, 1500))
        yield (
            number,
            rng.choice(TRADES).title,
            "Firma",
            started,
            None if ended > today else ended,
        )
