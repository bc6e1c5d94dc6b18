"""Who is on duty for businesses on which day, and the screens on the wall."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class DutyShift(Base):
    """A consultant takes what comes from businesses on a day; `at_night` also wakes them."""

    __tablename__ = "duty_shift"

    day: Mapped[date] = mapped_column(sa.Date, primary_key=True)
    staff_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"), primary_key=True)
    at_night: Mapped[bool] = mapped_column(server_default=sa.false())


class WallScreen(Base):
    """An address that shows a screen without signing in, until somebody ends it."""

    __tablename__ = "wall_screen"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    name: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("staff.id"))
    made_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(sa.DateTime(timezone=True))
