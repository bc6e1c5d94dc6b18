"""Use cases of signing in: find the person behind the claims, open, read and end a sign-in."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app, request
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.models import BusinessUser, Citizen, Identity, SignIn, Staff
from portal.accounts.rules import Limits, is_alive, should_touch
from portal.businesses.models import Business
from portal.core import audit, clock
from portal.core.access import Actor, Audience, Role
from portal.core.crypto import NotACpr, cpr_hmac, parse_cpr
from portal.core.db import db
from portal.core.errors import Refusal, Refused
from portal.settings import Settings

COOKIE = "signin"


class SignInRefusal(Refusal):
    """Why a person who proved who they are still can't come in."""

    UNKNOWN_CITIZEN = _l(
        "We can't find you among the job centre's citizens. Call us, and we will help you."
    )
    UNKNOWN_BUSINESS = _l(
        "We can't find your company yet. Call us, and we will open the portal for you."
    )
    UNKNOWN_STAFF = _l("You have no access to the portal. Ask your administrator.")
    CLAIMS_MISSING = _l("The sign-in did not tell us who you are. Please try again.")


def limits(settings: Settings) -> Limits:
    """The time-outs in force."""
    return Limits(
        idle=timedelta(minutes=settings.session_idle_minutes),
        absolute=timedelta(hours=settings.session_absolute_hours),
    )


def identify(
    session: Session,
    settings: Settings,
    audience: Audience,
    issuer: str,
    subject: str,
    claims: dict[str, Any],
) -> Identity:
    """The identity of (issuer, subject, audience), made at the first sign-in.

    A citizen is found by CPR number, a business user by CVR number and e-mail, staff by e-mail.

    Raises:
        Refused: when nobody the portal knows is behind the claims.
    """
    wanted = sa.select(Identity).where(
        Identity.issuer == issuer, Identity.subject == subject, Identity.audience == audience
    )
    known = session.scalar(wanted)
    if known is not None:
        _refuse_removed(session, known)
        return known
    new = Identity(issuer=issuer, subject=subject, audience=audience.value)
    try:
        with session.begin_nested():
            return _introduce(session, settings, audience, new, claims)
    except IntegrityError:
        # The same person came in through another tab at this very moment.
        return session.scalars(wanted).one()


def _introduce(
    session: Session,
    settings: Settings,
    audience: Audience,
    made: Identity,
    claims: dict[str, Any],
) -> Identity:
    if audience is Audience.CITIZEN:
        made.citizen_id = _citizen_behind(session, settings, claims)
    elif audience is Audience.BUSINESS:
        made.business_user_id = _business_user_behind(session, claims)
    else:
        made.staff_id = _staff_behind(session, claims)
    session.add(made)
    session.flush()
    return made


def _refuse_removed(session: Session, identity: Identity) -> None:
    """Refuse people who had access once and have it no more, in words."""
    if identity.staff_id is not None and not session.scalar(
        sa.select(Staff.active).where(Staff.id == identity.staff_id)
    ):
        raise Refused(SignInRefusal.UNKNOWN_STAFF)
    if identity.business_user_id is not None and not session.scalar(
        sa.select(BusinessUser.active).where(BusinessUser.id == identity.business_user_id)
    ):
        raise Refused(SignInRefusal.UNKNOWN_BUSINESS)


def _citizen_behind(session: Session, settings: Settings, claims: dict[str, Any]) -> int:
    try:
        cpr = parse_cpr(str(claims.get("cpr", "")))
    except NotACpr:
        raise Refused(SignInRefusal.CLAIMS_MISSING) from None
    found = session.scalar(sa.select(Citizen.id).where(Citizen.cpr_hmac == cpr_hmac(settings, cpr)))
    if found is None:
        raise Refused(SignInRefusal.UNKNOWN_CITIZEN)
    return found


def _business_user_behind(session: Session, claims: dict[str, Any]) -> int:
    cvr, name = str(claims.get("cvr", "")), str(claims.get("name", ""))
    email = str(claims.get("email", "")).lower()
    if not cvr or not name:
        raise Refused(SignInRefusal.CLAIMS_MISSING)
    business_id = session.scalar(
        sa.select(Business.id).where(Business.cvr == cvr, Business.closed_at.is_(None))
    )
    if business_id is None:
        raise Refused(SignInRefusal.UNKNOWN_BUSINESS)
    known = session.scalar(
        sa.select(BusinessUser).where(
            BusinessUser.business_id == business_id, BusinessUser.email == email
        )
    )
    if known is not None and not known.active:
        raise Refused(SignInRefusal.UNKNOWN_BUSINESS)
    if known is not None:
        return known.id
    first = session.scalar(
        sa.select(BusinessUser.id).where(BusinessUser.business_id == business_id).limit(1)
    )
    user = BusinessUser(
        business_id=business_id, name=name, email=email, is_administrator=first is None
    )
    session.add(user)
    session.flush()
    return user.id


def _staff_behind(session: Session, claims: dict[str, Any]) -> int:
    email = str(claims.get("email", "")).lower()
    found = session.scalar(sa.select(Staff.id).where(Staff.email == email, Staff.active))
    if found is None:
        raise Refused(SignInRefusal.UNKNOWN_STAFF)
    return found


def open_sign_in(
    session: Session, identity: Identity, loa: str, limits: Limits, now: datetime
) -> str:
    """Open a sign-in and return its secret id (256 random bits), which only the browser keeps."""
    secret = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            id_hash=_hash(secret),
            identity_id=identity.id,
            loa=loa,
            started_at=now,
            seen_at=now,
            ends_at=now + limits.absolute,
        )
    )
    session.flush()
    return secret


def revoke(session: Session, secret: str, now: datetime) -> None:
    """End the sign-in behind `secret`; a copy of the cookie is dead from now on."""
    session.execute(
        sa.update(SignIn)
        .where(SignIn.id_hash == _hash(secret), SignIn.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def end_sign_in(session: Session, secret: str, actor: Actor | None, now: datetime) -> None:
    """Sign out: revoke the sign-in behind `secret`, and say so in the trail."""
    revoke(session, secret, now)
    audit.record(session, actor, "sign_out", "sign_in", now=now)


_SIGN_IN, _IDENTITY = SignIn.__table__, Identity.__table__
_CITIZEN, _USER, _STAFF = Citizen.__table__, BusinessUser.__table__, Staff.__table__
# Every page asks this, so it is built once, of plain tables, and for no more than it needs.
_BEHIND = (
    sa.select(
        _SIGN_IN.c.seen_at,
        _SIGN_IN.c.ends_at,
        _SIGN_IN.c.revoked_at,
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
    )
    .join(_IDENTITY, _IDENTITY.c.id == _SIGN_IN.c.identity_id)
    .outerjoin(_CITIZEN, _CITIZEN.c.id == _IDENTITY.c.citizen_id)
    .outerjoin(_USER, _USER.c.id == _IDENTITY.c.business_user_id)
    .outerjoin(_STAFF, _STAFF.c.id == _IDENTITY.c.staff_id)
    .where(_SIGN_IN.c.id_hash == sa.bindparam("id_hash", type_=sa.LargeBinary))
)


def actor_behind(session: Session, secret: str, limits: Limits, now: datetime) -> Actor | None:
    """The actor of a live sign-in, read in one statement, or None.

    Removed people and closed accounts are None, whatever the browser holds.
    """
    id_hash = _hash(secret)
    row = session.execute(_BEHIND, {"id_hash": id_hash}).one_or_none()
    if row is None or not is_alive(row.seen_at, row.ends_at, row.revoked_at, limits, now):
        return None
    if should_touch(row.seen_at, now):
        session.execute(sa.update(SignIn).where(SignIn.id_hash == id_hash).values(seen_at=now))
        session.commit()
    if row.staff_active:
        return Actor(
            Audience.STAFF,
            row.staff_id,
            row.staff_name,
            role=Role(row.role),
            team_id=row.team_id,
        )
    if row.user_active:
        return Actor(Audience.BUSINESS, row.user_id, row.user_name, business_id=row.business_id)
    if row.citizen_id is not None:
        return Actor(Audience.CITIZEN, row.citizen_id, row.citizen_name)
    return None


def load_actor() -> Actor | None:
    """The actor of the present request, by its cookie."""
    secret = request.cookies.get(COOKIE)
    if not secret:
        return None
    settings: Settings = current_app.extensions["portal.settings"]
    return actor_behind(db.session, secret, limits(settings), clock.now())


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
