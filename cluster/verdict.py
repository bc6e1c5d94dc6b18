"""What must hold in the end, asked of the database and of the mail server."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from cluster.load import Said
from cluster.portal import Mails
from portal.booking.models import Talk
from portal.invariants import check_invariants


@dataclass(frozen=True)
class Verdict:
    """How many of what was said yes to, and what became of it."""

    acknowledged: int
    lost: int
    mails: int
    twice: int
    """Mails that came a second time under the same Message-ID: a crash after the server's 250."""
    refused: int
    odd: int


def judge(engine: sa.Engine, said: Said, mails: Mails) -> Verdict:
    """Count, and ask every invariant.

    Raises:
        portal.core.invariants.Broken: when one does not hold.
    """
    with orm.Session(engine) as session:
        rows = session.execute(
            sa.select(Talk.id, Talk.citizen_id, Talk.status).where(Talk.id.in_(said.booked))
        )
        found = {talk: (citizen, status) for talk, citizen, status in rows}
        lost = 0
        for talk, citizen in said.booked.items():
            there, status = found.get(talk, (None, ""))
            # One whose cancelling was never answered may be either.
            wrong = talk in said.cancelled and status != "cancelled"
            lost += there != citizen or wrong
        session.execute(sa.text("SET LOCAL statement_timeout = 0"))
        check_invariants(session.connection())
    return Verdict(
        acknowledged=len(said.booked) + len(said.cancelled),
        lost=lost,
        mails=sum(mails.taken.values()),
        twice=sum(times - 1 for times in mails.taken.values()),
        refused=said.refused,
        odd=len(said.odd),
    )
