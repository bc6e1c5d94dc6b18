"""What no page shows by itself: the next free time among many caseworkers, and the race."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from bench import BenchError
from bench.figures import Sample, percentile, sample_of
from portal.booking import queries, rules, service
from portal.booking.refusals import BookingRefusal
from portal.core import standing
from portal.core.engine import create_engine
from portal.core.errors import Refused

CHANNEL = "phone"
AT_A_TIME = 40
ASKED = 5


def next_free(engine: sa.Engine, people: Sequence[int], now: datetime) -> Sample:
    """One client asks for the first free time of all colleagues, five times."""
    seconds = []
    for person in people[:ASKED]:
        began = time.perf_counter()
        with orm.Session(engine) as session:
            found = queries.planner(session, person, now, channel=CHANNEL).first_slot()
        seconds.append(time.perf_counter() - began)
        if found is None:
            raise BenchError("Among all these caseworkers there is no free time.")
    return sample_of(seconds)


class Race:
    """Everybody wants the same time, forty on their way at once, each on a connection."""

    def __init__(self, app: Flask, engine: sa.Engine, people: list[int], now: datetime) -> None:
        self.app, self.people, self.now = app, people, now
        url = engine.url.render_as_string(hide_password=False)
        self.engine = create_engine(url, pool_size=AT_A_TIME, max_overflow=0, pool_timeout=60)
        standing.inside(self.engine)

    def run(self) -> Sample:
        """One wins; all others are refused and see three other times. Else it is an error."""
        with orm.Session(self.engine) as session:
            first = queries.planner(session, self.people[-1], self.now, channel=CHANNEL)
            starts = first.all_slots()[0].starts
        began = time.perf_counter()
        with ThreadPoolExecutor(AT_A_TIME) as pool:
            answers = list(pool.map(lambda who: self._ask(who, starts), self.people))
        took = time.perf_counter() - began
        winners = [who for who, (won, _, _) in zip(self.people, answers, strict=True) if won]
        errors = sum(not right for _, right, _ in answers) + (len(winners) != 1)
        self.people = [who for who in self.people if who not in winners]
        seconds = [spent for _, _, spent in answers]
        p50, p99 = (percentile(seconds, share) * 1000 for share in (0.5, 0.99))
        return Sample(len(answers) / took, p50, p99, errors)

    def _ask(self, who: int, starts: datetime) -> tuple[bool, bool, float]:
        """Won? Answered as it must be? After how long?"""
        began = time.perf_counter()
        won = right = False
        with self.app.app_context(), orm.Session(self.engine) as session:
            try:
                service.book(session, who, starts=starts, channel=CHANNEL, actor=None, now=self.now)
                session.commit()
                won = right = True
            except Refused as refused:
                session.rollback()
                slots = queries.planner(session, who, self.now, channel=CHANNEL).all_slots()
                others = rules.nearest([(slot.starts, slot.ends) for slot in slots], starts)
                right = refused.refusal is BookingRefusal.TAKEN and len(others) == 3
            except sa.exc.SQLAlchemyError:
                session.rollback()
        return won, right, time.perf_counter() - began
