"""A word to people who sign in from a device they have not used before."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Identity, SignIn
from portal.core.access import Audience
from portal.notifications import service as notifications

REMEMBERED = timedelta(days=180)


def tell_of_new_device(session: Session, identity: Identity, device: str, now: datetime) -> None:
    """Tell the person whose sign-in was opened just now, unless the device is an old one.

    The first sign-in of all is no news, and a device that says nothing of itself can't be told.
    """
    person_id = identity.citizen_id or identity.business_user_id or identity.staff_id
    if not device or person_id is None:
        return
    known = session.scalars(
        sa.select(SignIn.device)
        .where(SignIn.identity_id == identity.id, SignIn.started_at < now)
        .where(SignIn.started_at > now - REMEMBERED)
        .distinct()
    ).all()
    if not known or device in known:
        return
    notifications.tell(
        session,
        event=f"new_device:{identity.id}:{now.timestamp():.6f}",
        kind="new_device",
        audience=Audience(identity.audience),
        recipient_id=person_id,
        now=now,
        path="/konto",
        device=device,
    )
