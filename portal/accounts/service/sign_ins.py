"""Sign-ins: opened, read on every request, ended."""

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app, g, has_request_context, request
from sqlalchemy.orm import Session

from portal.accounts.models import (
    BusinessUser,
    Citizen,
    Identity,
    PowerOfAttorney,
    ProtectedReader,
    Representative,
    SignIn,
    Staff,
)
from portal.accounts.rules import Limits, is_alive, should_touch
from portal.accounts.rules.powers import is_live
from portal.core import audit, clock
from portal.core.access import Actor, Audience, Role
from portal.core.acting import Area, Power
from portal.core.crypto import seal
from portal.core.db import db
from portal.core.plain import Plain
from portal.core.security import cookie_name
from portal.providers import Provider
from portal.settings import Settings

COOKIE = "signin"
EMERGENCY = "emergency"
"""The issuer of sign-ins that came without a provider."""
SEALED_FOR = "id-token"
"""What providers' tokens are sealed for."""


def limits(settings: Settings) -> Limits:
    """The time-outs in force."""
    return Limits(
        idle=timedelta(minutes=settings.session_idle_minutes),
        absolute=timedelta(hours=settings.session_absolute_hours),
        proof=timedelta(minutes=settings.session_proof_minutes),
    )


def open_sign_in(
    session: Session,
    identity: Identity,
    loa: str,
    limits: Limits,
    now: datetime,
    *,
    proved_at: datetime | None = None,
    device: str = "",
    sid: str | None = None,
    id_token: bytes | None = None,
) -> str:
    """Open a sign-in and return its secret id (256 random bits), which only the browser keeps.

    `proved_at` is when the provider saw the person prove who they are, which may be long ago;
    `sid` and the sealed `id_token` are what the provider calls the sign-in.
    """
    secret = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            id_hash=hashed(secret),
            identity_id=identity.id,
            loa=loa,
            started_at=now,
            seen_at=now,
            proved_at=min(proved_at or now, now),
            ends_at=now + limits.absolute,
            device=device,
            sid=sid,
            id_token=id_token,
        )
    )
    session.flush()
    return secret


def keep_id_token(settings: Settings, provider: Provider, token: str) -> bytes | None:
    """The provider's token, sealed, where it is needed to sign out there; else None."""
    if not token or not provider.sign_out_there:
        return None
    return seal(settings, SEALED_FOR, token)


def time_left(found: SignIn | None, limits: Limits, now: datetime) -> timedelta:
    """How long a sign-in lasts when nothing is done; nothing when it has ended."""
    if found is None or not is_alive(found.seen_at, found.ends_at, found.revoked_at, limits, now):
        return timedelta(0)
    return min(found.seen_at + limits.idle, found.ends_at) - now


def touch(session: Session, current: SignIn, now: datetime) -> None:
    """Note that somebody is still there."""
    current.seen_at = max(current.seen_at, now)
    session.flush()


def sign_in_behind(session: Session, secret: str | None) -> SignIn | None:
    """The row of the sign-in that the browser names, alive or not; None when there is none."""
    return session.get(SignIn, hashed(secret)) if secret else None


def rotate(session: Session, current: SignIn, now: datetime, **changed: Any) -> str:
    """Let a sign-in go on under a new secret id, with what has changed; the old id is dead.

    Its ends stay what they were.
    """
    secret = secrets.token_urlsafe(32)
    kept = {
        "identity_id": current.identity_id,
        "loa": current.loa,
        "started_at": current.started_at,
        "proved_at": current.proved_at,
        "ends_at": current.ends_at,
        "device": current.device,
        "sid": current.sid,
        "id_token": current.id_token,
        "power_id": current.power_id,
    }
    session.add(SignIn(id_hash=hashed(secret), seen_at=now, **(kept | changed)))
    current.revoked_at, current.id_token = now, None
    session.flush()
    return secret


def revoke(session: Session, secret: str, now: datetime) -> None:
    """End the sign-in behind `secret`; a copy of the cookie is dead from now on."""
    session.execute(
        sa.update(SignIn)
        .where(SignIn.id_hash == hashed(secret), SignIn.revoked_at.is_(None))
        .values(revoked_at=now, id_token=None)
    )


def end_sign_in(session: Session, secret: str, actor: Actor | None, now: datetime) -> None:
    """Sign out: revoke the sign-in behind `secret`, and say so in the trail."""
    revoke(session, secret, now)
    audit.record(session, actor, "sign_out", "sign_in", now=now)


_SIGN_IN, _IDENTITY = SignIn.__table__, Identity.__table__
_CITIZEN, _USER, _STAFF = Citizen.__table__, BusinessUser.__table__, Staff.__table__
_READER = ProtectedReader.__table__
_SEES = (
    sa.select(sa.func.array_agg(_READER.c.citizen_id))
    .where(_READER.c.staff_id == _STAFF.c.id, _READER.c.ended_at.is_(None))
    .scalar_subquery()
)
_POWER, _HOLDER = PowerOfAttorney.__table__, Representative.__table__
_REPRESENTED = _CITIZEN.alias("represented")
# Every page asks this, so it is built once, of plain tables, and for no more than it needs.
_BEHIND = Plain(
    sa.select(
        _SIGN_IN.c.seen_at,
        _SIGN_IN.c.ends_at,
        _SIGN_IN.c.revoked_at,
        _SIGN_IN.c.proved_at,
        _IDENTITY.c.issuer,
        _IDENTITY.c.citizen_id,
        _CITIZEN.c.name.label("citizen_name"),
        _USER.c.id.label("user_id"),
        _USER.c.name.label("user_name"),
        _USER.c.business_id,
        _USER.c.active.label("user_active"),
        _STAFF.c.id.label("staff_id"),
        _STAFF.c.name.label("staff_name"),
        _STAFF.c.role,
        _STAFF.c.team_id,
        _STAFF.c.active.label("staff_active"),
        _SEES.label("sees_protected"),
        _IDENTITY.c.representative_id,
        _POWER.c.id.label("power_id"),
        _POWER.c.citizen_id.label("represented_id"),
        _REPRESENTED.c.name.label("represented_name"),
        _POWER.c.representative_id.label("holder_id"),
        sa.func.coalesce(_HOLDER.c.name, _POWER.c.holder_name).label("holder_name"),
        _POWER.c.may_read,
        _POWER.c.may_act,
        _POWER.c.starts_on,
        _POWER.c.ends_on,
        _POWER.c.ended_at.label("power_ended_at"),
    )
    .join(_IDENTITY, _IDENTITY.c.id == _SIGN_IN.c.identity_id)
    .outerjoin(_CITIZEN, _CITIZEN.c.id == _IDENTITY.c.citizen_id)
    .outerjoin(_USER, _USER.c.id == _IDENTITY.c.business_user_id)
    .outerjoin(_STAFF, _STAFF.c.id == _IDENTITY.c.staff_id)
    .outerjoin(_POWER, _POWER.c.id == _SIGN_IN.c.power_id)
    .outerjoin(_REPRESENTED, _REPRESENTED.c.id == _POWER.c.citizen_id)
    .outerjoin(_HOLDER, _HOLDER.c.id == _POWER.c.representative_id)
    .where(_SIGN_IN.c.id_hash == sa.bindparam("id_hash", type_=sa.LargeBinary))
)


def actor_behind(session: Session, secret: str, limits: Limits, now: datetime) -> Actor | None:
    """The actor of a live sign-in, read in one statement, or None.

    Removed people and closed accounts are None, whatever the browser holds.
    """
    id_hash = hashed(secret)
    row = _BEHIND.one(session, id_hash=id_hash)
    if row is None or not is_alive(row.seen_at, row.ends_at, row.revoked_at, limits, now):
        return None
    if should_touch(row.seen_at, now):
        session.execute(sa.update(SignIn).where(SignIn.id_hash == id_hash).values(seen_at=now))
        session.commit()
    return _actor(row, clock.local_date(now))


def _actor(row: Any, today: date) -> Actor | None:
    proved_at = row.proved_at
    if row.staff_active:
        return Actor(
            Audience.STAFF,
            row.staff_id,
            row.staff_name,
            role=Role(row.role),
            team_id=row.team_id,
            sees_protected=frozenset(row.sees_protected or ()),
            proved_at=proved_at,
            emergency_until=row.ends_at if row.issuer == EMERGENCY else None,
        )
    if row.user_active:
        return Actor(
            Audience.BUSINESS,
            row.user_id,
            row.user_name,
            business_id=row.business_id,
            proved_at=proved_at,
        )
    power = _power(row, today)
    if power is not None:
        name = row.represented_name
        return Actor(Audience.CITIZEN, row.represented_id, name, proved_at=proved_at, power=power)
    if row.citizen_id is not None:
        return Actor(Audience.CITIZEN, row.citizen_id, row.citizen_name, proved_at=proved_at)
    if row.representative_id is not None and has_request_context():
        g.must_choose = True  # they are signed in, and act for nobody yet
    return None


def _power(row: Any, today: date) -> Power | None:
    """By what somebody acts for a citizen, while it holds."""
    if row.power_id is None or not is_live(
        row.starts_on, row.ends_on, row.power_ended_at is not None, today
    ):
        return None
    return Power(
        id=row.power_id,
        holder_id=row.holder_id,
        holder_name=row.holder_name,
        reads=frozenset(Area(area) for area in row.may_read),
        acts=frozenset(Area(area) for area in row.may_act),
        ends_on=row.ends_on,
    )


def own_secret() -> str | None:
    """The secret id of the sign-in that the present request's cookie holds."""
    settings: Settings = current_app.extensions["portal.settings"]
    return request.cookies.get(cookie_name(COOKIE, settings))


def load_actor() -> Actor | None:
    """The actor of the present request, by its cookie."""
    secret = own_secret()
    if not secret:
        return None
    settings: Settings = current_app.extensions["portal.settings"]
    return actor_behind(db.session, secret, limits(settings), clock.now())


def hashed(secret: str) -> bytes:
    """What the database keeps of a secret that only a browser or a link holds."""
    return hashlib.sha256(secret.encode()).digest()
