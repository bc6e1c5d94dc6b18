"""Files that belong to an enquiry."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import one_of
from portal.core import quarantine
from portal.core.db import Base


class RequestFile(Base):
    """A file that either side attached; its line in the log says who and when."""

    __tablename__ = "request_file"
    __table_args__ = (
        sa.CheckConstraint(one_of("state", quarantine.STATES), name="request_file_state_known"),
        sa.CheckConstraint(
            "(content IS NULL) = (state = 'infected')", name="request_file_infected_is_gone"
        ),
        sa.Index("request_file_waiting_idx", "id", postgresql_where=sa.text("state = 'waiting'")),
    )

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("recruitment_request.id"), index=True)
    name: Mapped[str]
    mimetype: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    state: Mapped[str] = mapped_column(server_default="fit")
    """'waiting' for the virus scanner, 'fit', or 'infected' and emptied."""
    added_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
