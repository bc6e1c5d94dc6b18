"""Survey answers a second: link, form's values, mark and sealed answer, one commit each."""

import uuid
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import insert

from bench.compared import Compared
from bench.database import Cluster
from bench.replay import replay
from portal.accounts.models import Citizen
from portal.core import standing
from portal.surveys import keys, service
from portal.surveys.models import STATEMENTS, Cell, Invitation, Wave
from portal.surveys.service.links import token_of

MOST = 400
VALUES: dict[str, int | None] = dict(zip(STATEMENTS, (5, 4, 3, 2, None), strict=True))


class Answers(Compared[str]):
    """The links to use, and the two ways of using them."""

    def __init__(self, app: Flask, cluster: Cluster, work: Path) -> None:
        super().__init__(app, cluster, work)
        self._ids = [uuid.uuid4() for _ in range(MOST)]
        with app.app_context():
            self.things = [token_of(one) for one in self._ids]
        self.replay = replay(self._record())
        self.statements = self.replay.script.count(";\n") - 2

    def _do(self, session: orm.Session, thing: str) -> None:
        self.whom = standing.Standing(flow="survey")
        service.submit(session, thing, VALUES, now=self.now)

    def _prepare(self, engine: sa.Engine) -> None:
        """Invite so many, each copy the same, to waves of years in which nobody is asked yet."""
        with self.app.app_context(), orm.Session(engine) as session:
            citizens = session.scalars(sa.select(Citizen.id).order_by(Citizen.id)).all()
            ids, year = list(self._ids), 2090
            while ids:
                wave = Wave(
                    quarter_start=self.now.date().replace(year=year, month=1, day=1),
                    mark_key=keys.name_of(keys.mark_keys()[0]),
                    seal_key=keys.newest_public(),
                )
                session.add(wave)
                session.flush()
                cell = Cell(
                    wave_id=wave.id, group_family="other", team="other", length_band="other"
                )
                session.add(cell)
                session.flush()
                rows = [
                    {
                        "id": ids.pop(0),
                        "wave_id": wave.id,
                        "citizen_id": citizen,
                        "cell_id": cell.id,
                        "invited_at": self.now,
                        "expires_at": self.now + timedelta(days=28),
                    }
                    for citizen in citizens[: len(ids)]
                ]
                session.execute(insert(Invitation), rows)
                year += 1
            session.commit()
