"""An examination of the installation, kept so that every page and every node can tell of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.operations.findings import Finding
from portal.operations.models import SystemCheck


def keep(session: Session, findings: Sequence[Finding], *, now: datetime) -> None:
    """Keep what was found in place of what was kept. What stays as it was keeps its `since`."""
    rows = [
        {
            "key": one.key,
            "place": place,
            "code": one.code,
            "state": one.state.value,
            "values": one.values,
            "checked_at": now,
            "since": now,
        }
        for place, one in enumerate(findings)
    ]
    keys = [row["key"] for row in rows]
    session.execute(sa.delete(SystemCheck).where(SystemCheck.key.not_in(keys)))
    made = insert(SystemCheck)
    replaced = ("place", "code", "state", "checked_at", "values")
    new: dict[str, Any] = {name: made.excluded[name] for name in replaced}
    same = SystemCheck.state == made.excluded.state
    new["since"] = sa.case((same, SystemCheck.since), else_=made.excluded.since)
    session.execute(made.on_conflict_do_update(index_elements=[SystemCheck.key], set_=new), rows)
