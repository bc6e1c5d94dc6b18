"""Willing citizens whom a business was shown."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base
from portal.openings.models import Referral


class Candidate(Base):
    """A willing citizen presented to the business; the profile is a frozen copy.

    The database takes only citizens who said yes, and holds them to it from then on.
    """

    __tablename__ = "candidate"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["referral_id", "answer"],
            ["referral.id", "referral.answer"],
            name="candidate_said_yes",
        ),
        sa.CheckConstraint("answer = 'yes'", name="candidate_answer_is_yes"),
        sa.UniqueConstraint("request_id", "referral_id", name="candidate_presented_once"),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("recruitment_request.id"))
    referral_id: Mapped[int] = mapped_column(sa.BigInteger, index=True)
    answer: Mapped[str] = mapped_column(server_default="yes")
    first_name: Mapped[str]
    profile: Mapped[str]
    """One fact a line, in the citizen's own words."""
    fits_because: Mapped[str]
    presented_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))

    referral: Mapped[Referral] = relationship(lazy="raise_on_sql")
