"""How candidates are put in order, and for how long a business may see them: every version."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.recruitment.models import MatchWeight, ShareRule

Rule = MatchWeight | ShareRule
KINDS: dict[str, Any] = {"vaegte": MatchWeight, "deling": ShareRule}
"""What can be changed from a day on, by its name in addresses."""
COMING, NOW, PAST = "coming", "now", "past"


def versions(session: Session, kind: str, today: date) -> list[tuple[Rule, str]]:
    """Each version with whether it is to come, holds or held before, the latest first.

    One statement.
    """
    model = KINDS[kind]
    rows: list[Rule] = list(session.scalars(sa.select(model).order_by(model.valid_from.desc())))
    in_force = max((row.valid_from for row in rows if row.valid_from <= today), default=None)
    return [
        (row, COMING if row.valid_from > today else NOW if row.valid_from == in_force else PAST)
        for row in rows
    ]
