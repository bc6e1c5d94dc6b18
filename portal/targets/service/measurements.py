"""Figures others have counted are brought into the register. Nothing there is ever overwritten."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import Refused
from portal.targets import queries
from portal.targets.models import Measurement
from portal.targets.refusals import TargetsRefusal
from portal.targets.rules.measurements.judging import Judged, Key, fingerprint, judge, to_store
from portal.targets.rules.measurements.table import PLACES, Table

TAKING_TURNS = "goal_measurement"


def record(
    session: Session,
    table: Table,
    source: str,
    *,
    seen: str | None,
    actor: Actor | None,
    now: datetime,
) -> int:
    """Add what is new or changed in `table`, each as the next revision; how many figures it was.

    Whoever brings figures takes turns, so the decision is made on what is there and stays there.

    Raises:
        Refused: when that is another decision than the one `seen` marks.
    """
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(TAKING_TURNS))))
    judged = judge(
        table,
        queries.known_goals(session),
        queries.known_figures(session),
        clock.local_date(now),
    )
    if seen is not None and fingerprint(judged) != seen:
        raise Refused(TargetsRefusal.CHANGED_MEANWHILE)
    wanted = to_store(judged)
    if not wanted:
        return 0
    given = queries.revisions(session)
    session.execute(
        sa.insert(Measurement), [_row(one, given, source, actor, now) for one in wanted]
    )
    audit.record(session, actor, "import", "goal_measurement", now=now, figures=len(wanted))
    session.flush()
    return len(wanted)


def _row(
    one: Judged, given: dict[Key, int], source: str, actor: Actor | None, now: datetime
) -> dict[str, object]:
    assert one.key is not None
    assert one.figures is not None
    plan_year, key, month = one.key
    return {
        "plan_year": plan_year,
        "goal_key": key,
        "month": month,
        "revision": given.get(one.key, 0) + 1,
        **dict(zip(PLACES, one.figures.values(), strict=True)),
        "source": source,
        "reported_status": one.figures.reported_status,
        "recorded_at": now,
        "recorded_by_id": actor.person_id if actor else None,
    }
