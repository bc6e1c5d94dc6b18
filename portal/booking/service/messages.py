"""What citizens are told about their talks."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Staff
from portal.booking import rules
from portal.booking.models import Purpose, Talk
from portal.booking.rules import Terms
from portal.core.access import Audience
from portal.notifications import service as notifications

TALKS_PATH = "/borger/samtaler"


def _reminder_of(talk: Talk, before: timedelta) -> str:
    # Named after the talk, not its version: a talk is only ever moved by a new one.
    return f"talk:{talk.id}:reminder:{before // timedelta(hours=1)}"


def confirm(
    session: Session,
    talk: Talk,
    citizen: Citizen,
    terms: Terms,
    now: datetime,
    moved_from: Talk | None = None,
) -> None:
    """Confirm the talk now, and remind of it in time."""
    values = _values(session, talk, citizen)
    path = f"{TALKS_PATH}/{talk.id}/kvittering"
    notifications.tell(
        session,
        event=f"talk:{talk.id}:confirmed",
        kind="talk_confirmed",
        audience=Audience.CITIZEN,
        recipient_id=citizen.id,
        now=now,
        path=path,
        **values,
    )
    for before in terms.remind_before:
        due_at = rules.remind_at(talk.starts, before, now)
        if due_at is not None:
            notifications.tell(
                session,
                event=_reminder_of(talk, before),
                kind="talk_reminder",
                audience=Audience.CITIZEN,
                recipient_id=citizen.id,
                now=now,
                due_at=due_at,
                path=path,
                **values,
            )


def withdraw_reminders(session: Session, talk: Talk, now: datetime) -> None:
    """Nobody is reminded of a talk that has been moved or cancelled."""
    notifications.drop(session, f"talk:{talk.id}:reminder:", now=now)


def cancelled(session: Session, talk: Talk, citizen: Citizen, now: datetime) -> None:
    """Confirm that the talk is cancelled. `talk` has its caseworker and purpose loaded."""
    notifications.tell(
        session,
        event=f"talk:{talk.id}:cancelled",
        kind="talk_cancelled",
        audience=Audience.CITIZEN,
        recipient_id=citizen.id,
        now=now,
        path=TALKS_PATH,
        **_values(session, talk, citizen),
    )


def _values(session: Session, talk: Talk, citizen: Citizen) -> dict[str, Any]:
    purpose = session.get_one(Purpose, talk.purpose_code)
    return {
        "starts": talk.starts,
        "caseworker": session.get_one(Staff, talk.caseworker_id).name,
        "purpose": purpose.text(citizen.language),
        "channel": talk.channel,
    }
