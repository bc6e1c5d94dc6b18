"""What in an enquiry may discriminate, by the words in force."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.recruitment.models import CriterionPattern
from portal.recruitment.rules.wording import Criterion, Finding, find

LOOKED_AT = ("title", "tasks", "requirements")


def findings(session: Session, texts: dict[str, Any], day: date) -> list[Finding]:
    """The words of these fields that may discriminate, as the list is on `day`: one statement."""
    criteria = session.execute(
        sa.select(CriterionPattern.pattern, CriterionPattern.ground).where(
            CriterionPattern.valid_from <= day,
            sa.or_(CriterionPattern.valid_to.is_(None), CriterionPattern.valid_to >= day),
        )
    )
    looked_at = {name: str(texts.get(name) or "") for name in LOOKED_AT}
    return find(looked_at, (Criterion(pattern, ground) for pattern, ground in criteria))
