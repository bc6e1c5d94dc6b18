"""What the tests of the channels share: telling somebody, sending what is due, and looking."""

from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core.access import Audience
from portal.core.clock import parse_moment
from portal.notifications import sending, service
from portal.notifications.models import ContactPreference, OutboxMessage
from portal.settings import Settings
from tests.conftest import NOW
from tests.integration.notifications.gateway import Gateway

TALK: dict[str, Any] = {
    "starts": parse_moment("2026-12-01T10:30"),
    "caseworker": "Mette Ravn",
    "purpose": "Vi taler om dit CV.",
    "channel": "phone",
}


def through(gateway: Gateway, folder: Path, **changes: Any) -> Settings:
    """Settings that send SMS through the gateway, and the rest into the folder."""
    told = {"data_dir": folder, "sms_url": gateway.url, "sms_token": "hush", "sms_timeout": 0.3}
    return Settings(env="test", **(told | changes))


def tell(session: orm.Session, citizen: Citizen, event: str = "talk:1:v1", **changes: Any) -> None:
    """Tell a citizen that a talk is booked, or as changed."""
    told: dict[str, Any] = {
        "event": event,
        "kind": "talk_confirmed",
        "audience": Audience.CITIZEN,
        "recipient_id": citizen.id,
        "now": NOW,
        **TALK,
    }
    service.tell(session, **(told | changes))
    session.commit()


def prefer(session: orm.Session, citizen: Citizen, *channels: str) -> None:
    """The citizen wants to hear in this order."""
    session.merge(ContactPreference(citizen_id=citizen.id, channels=list(channels), changed_at=NOW))
    session.commit()


def send(session: orm.Session, settings: Settings, at: datetime = NOW) -> sending.Tally:
    """One run of the sender at a moment."""
    return sending.send_due(session, settings, lambda: at)


def notices(session: orm.Session, event: str = "talk:1:v1") -> dict[str, OutboxMessage]:
    """The rows of an event as the database has them now, by channel, without the inbox."""
    wanted = sa.select(OutboxMessage).where(
        OutboxMessage.event == event, OutboxMessage.channel != "inbox"
    )
    rows = session.scalars(
        wanted.order_by(OutboxMessage.id), execution_options={"populate_existing": True}
    )
    return {row.channel: row for row in rows}
