"""Files that belong to an enquiry."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class RequestFile(Base):
    """A file that either side attached; its line in the log says who and when."""

    __tablename__ = "request_file"

    id: Mapped[int] = mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)
    request_id: Mapped[int] = mapped_column(sa.ForeignKey("recruitment_request.id"), index=True)
    name: Mapped[str]
    mimetype: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(deferred=True)
    added_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True))
