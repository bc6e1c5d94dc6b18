"""What the inbox hangs into the citizen's feed: everything the citizen was told."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal.core.access import Audience
from portal.core.feed import ToDo, events
from portal.notifications.models import OutboxMessage

WORDS: dict[str, Any] = dict.fromkeys(("told", "told_unread"), _l("Message: %(what)s"))


def to_do(_session: Session, _citizen_id: int, _now: datetime) -> list[ToDo]:
    """Nothing: a message tells of what another room waits for."""
    return []


def happened(citizen_id: int) -> list[sa.Select[Any]]:
    """The messages of the inbox, read or not."""
    mine = (
        OutboxMessage.audience == Audience.CITIZEN.value,
        OutboxMessage.recipient_id == citizen_id,
        OutboxMessage.channel == "inbox",
        OutboxMessage.dropped_at.is_(None),
    )
    return [
        events(
            kind,
            OutboxMessage.due_at,
            OutboxMessage.id,
            OutboxMessage.subject,
            language=OutboxMessage.language,
        ).where(*mine, is_so)
        for kind, is_so in (
            ("told", OutboxMessage.read_at.is_not(None)),
            ("told_unread", OutboxMessage.read_at.is_(None)),
        )
    ]
