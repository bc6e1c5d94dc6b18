"""Twenty quarters of the survey with two million answers, in the bench's database."""

import time
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from bench.figures import percentile
from bench.load import Request
from bench.server import answer
from portal.demo.city import answers
from portal.demo.city.answers import QUARTERS
from portal.targets.rules.quarters import Quarter

ANSWERS = 2_000_000
ASKED = 200


@dataclass(frozen=True)
class Years:
    """What it took to make and publish them, and the newest of the large quarters."""

    seconds: float
    freezing_ms: list[float]
    last: Quarter

    def told(self) -> str:
        """One line for the table."""
        worst = max(self.freezing_ms)
        return (
            f"{ANSWERS:,} answers in {QUARTERS} quarters by COPY in {self.seconds:.0f} s; a quarter"
            f" published with its groups and frozen in at most {worst:.0f} ms"
        )


def fill(engine: sa.Engine, now: datetime) -> Years:
    """Make the quarters before the first one there is, and publish them."""
    began = time.perf_counter()
    with orm.Session(engine) as session:
        session.execute(sa.text("SET LOCAL statement_timeout = 0"))
        quarters = answers.load(session, ANSWERS, now)
        session.commit()
    seconds = time.perf_counter() - began
    freezing = []
    for quarter in quarters:
        began = time.perf_counter()
        with orm.Session(engine) as session:
            answers.publish(session, quarter, now)
            session.commit()
        freezing.append((time.perf_counter() - began) * 1000)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
    return Years(seconds, freezing, quarters[-1])


def alone(port: int, request: Request) -> str:
    """How long one visitor waits for the page, asking again and again with nobody else there."""
    waits = []
    for _ in range(ASKED):
        began = time.perf_counter()
        answer(port, request.path, request.cookie, request.body)
        waits.append(time.perf_counter() - began)
    p50, p95 = (percentile(waits, share) * 1000 for share in (0.5, 0.95))
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms"
