"""Companies' systems with access."""

import datetime

from sqlalchemy import orm

from portal.accounts.models import BusinessUser
from portal.core.access import Actor, Audience
from portal.systems.service import tokens


def acting(person: BusinessUser) -> Actor:
    """The business user, signed in."""
    return Actor(Audience.BUSINESS, person.id, person.name, business_id=person.business_id)


def token_for(
    session: orm.Session,
    administrator: BusinessUser,
    now: datetime.datetime,
    *,
    scopes: tuple[str, ...] = ("read", "write"),
    unit_id: int | None = None,
    name: str = "HR-systemet",
) -> str:
    """A token the administrator has given a system, committed."""
    _access, token = tokens.give(
        session,
        acting(administrator),
        name=name,
        scopes=list(scopes),
        unit_id=unit_id,
        days="365",
        now=now,
    )
    session.commit()
    return token


def bearer(token: str, **more: str) -> dict[str, str]:
    """The headers of a program with that token."""
    return {"Authorization": f"Bearer {token}"} | {k.replace("_", "-"): v for k, v in more.items()}
