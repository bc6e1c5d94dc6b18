"""What messages hang into the citizen's feed. What they are about stays in the thread."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.core.feed import ToDo, events
from portal.messages import queries
from portal.messages.models import MessageThread, ThreadMessage

WORDS: dict[str, Any] = {"message_sent": _l("Message sent to %(who)s")}


def to_do(session: Session, citizen_id: int, now: datetime) -> list[ToDo]:
    """Read what staff have written."""
    return [
        ToDo(
            _("Read the message from %(name)s", name=row.holder.name),
            _("Read it"),
            "messages.thread",
            row.holder.name,
            {"thread_id": row.thread.id},
        )
        for row in queries.unread_of_citizen(session, citizen_id, now)
    ]


def happened(citizen_id: int) -> list[sa.Select[Any]]:
    """What the citizen has written; what staff wrote is among what the citizen was told."""
    sent = events("message_sent", ThreadMessage.sent_at, ThreadMessage.id, who=Staff.name)
    return [
        sent.join(MessageThread, MessageThread.id == ThreadMessage.thread_id)
        .join(Staff, Staff.id == ThreadMessage.to_staff_id)
        .where(MessageThread.citizen_id == citizen_id, ThreadMessage.staff_id.is_(None))
    ]
