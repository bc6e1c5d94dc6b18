"""Words of an enquiry that may discriminate."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core.db import Base

GROUNDS = ("age", "sex", "origin", "belief", "disability", "orientation", "union", "allowed")


class CriterionPattern(Base):
    """Words that may discriminate, from a day on and until another. The rules say how they read."""

    __tablename__ = "criterion_pattern"
    __table_args__ = (
        sa.CheckConstraint(one_of("ground", GROUNDS), name="criterion_pattern_ground_known"),
        sa.CheckConstraint("valid_to >= valid_from", name="criterion_pattern_dates_in_order"),
        sa.CheckConstraint(
            "valid_to IS NULL OR end_source <> ''", name="criterion_pattern_end_has_source"
        ),
    )

    pattern: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(sa.Date)
    ground: Mapped[str]
    source: Mapped[str]
    end_source: Mapped[str] = mapped_column(server_default="")
    """Why it is looked for no longer."""
