"""Bookings a second: the portal's own use case, and pgbench with the SQL it sends."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from bench import BenchError
from bench.compared import WARM_UP, Compared
from bench.database import Cluster
from bench.replay import Statement, replay, shape
from portal.accounts.models import Citizen
from portal.booking import queries, service
from portal.booking.models import Obligation
from portal.core import standing
from portal.core.access import Actor, Audience

MOST = 200
CHANNEL = "phone"
"""Without a room: of two who take the same one at once, the later sends more SQL."""


@dataclass(frozen=True)
class Wish:
    """One booking to make."""

    actor: Actor
    starts: datetime


class Bookings(Compared[Wish]):
    """The bookings to make, and the two ways of making them."""

    def __init__(self, app: Flask, cluster: Cluster, work: Path) -> None:
        super().__init__(app, cluster, work)
        found = self._find()
        # People differ (one has an e-mail address, another none), and so do their statements.
        # pgbench has one script, so both sides book for those with the most common ones.
        usual = Counter(shape(statements) for _, statements in found).most_common(1)[0][0]
        self.things = [wish for wish, statements in found if shape(statements) == usual]
        # Again, and only these, so that every id is the one that a replay will be given.
        # In a run of fewer the rest may be asked otherwise; until all are asked alike.
        recorded = self._record()
        while len({shape(statements) for statements in recorded}) > 1:
            usual = Counter(map(shape, recorded)).most_common(1)[0][0]
            pairs = zip(self.things, recorded, strict=True)
            self.things = [wish for wish, statements in pairs if shape(statements) == usual]
            recorded = self._record()
        if len(self.things) <= 2 * WARM_UP:
            raise BenchError(f"Only {len(self.things)} bookings of the demo send the same SQL.")
        self.replay = replay(recorded)
        self.statements = len(usual)

    def _do(self, session: orm.Session, thing: Wish) -> None:
        self.whom = standing.of_actor(thing.actor)
        service.book(
            session,
            thing.actor.person_id,
            starts=thing.starts,
            channel=CHANNEL,
            actor=thing.actor,
            now=self.now,
        )

    def _find(self) -> list[tuple[Wish, list[Statement]]]:
        """Book for each citizen who must the first time that is still free, and note how."""
        found: list[tuple[Wish, list[Statement]]] = []
        with self._recording() as (engine, sent), self.app.app_context():
            self.whom = standing.PORTAL
            with orm.Session(engine) as session:
                waiting = session.execute(
                    sa.select(Citizen.id, Citizen.name)
                    .join(Obligation, Obligation.citizen_id == Citizen.id)
                    .where(Obligation.status == "open")
                    .order_by(Citizen.id)
                    .distinct()
                ).all()
            for citizen_id, name in waiting:
                self.whom = standing.Standing(citizen=citizen_id)
                with orm.Session(engine) as session:
                    plan = queries.planner(session, citizen_id, self.now, channel=CHANNEL)
                free = plan.all_slots()
                if free:
                    wish = Wish(Actor(Audience.CITIZEN, citizen_id, name), free[0].starts)
                    found.append((wish, self._make(engine, sent, wish)))
                if len(found) == MOST:
                    break
        if len(found) <= 2 * WARM_UP:
            raise BenchError(f"The demo has only {len(found)} citizens who can book a talk.")
        return found
