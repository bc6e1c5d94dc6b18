"""Tokens: made, changed for new ones, closed, and recognised."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import BusinessUser
from portal.businesses.models import Business, ProductionUnit
from portal.core import audit
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused, in_words
from portal.systems.models import SystemAccess, SystemSecret
from portal.systems.refusals import SystemRefusal
from portal.systems.rules import tokens

MOST = 20


@dataclass(frozen=True)
class System:
    """A company's system that asks, recognised by its token."""

    access_id: int
    secret_id: int
    name: str
    business_id: int
    unit_id: int | None
    units_share: bool
    scopes: tuple[str, ...]
    person_id: int
    """Who answers for it: whoever made it, else an administrator."""

    @property
    def only_unit(self) -> int | None:
        """The only site whose enquiries it may see, or None for all of the company's."""
        return None if self.units_share else self.unit_id


def recognise(session: Session, token: str, now: datetime) -> System | None:
    """The system behind a token, in one statement.

    None when it is unknown, expired or revoked, the company is closed or nobody acts for it any
    more, or the unit is gone.
    """
    row = session.execute(
        sa.select(
            SystemAccess.id,
            SystemSecret.id.label("secret_id"),
            SystemAccess.name,
            SystemAccess.business_id,
            SystemAccess.unit_id,
            Business.units_share,
            SystemAccess.scopes,
            _who_answers().label("person_id"),
        )
        .join(SystemSecret, SystemSecret.access_id == SystemAccess.id)
        .join(Business, Business.id == SystemAccess.business_id)
        .outerjoin(ProductionUnit, ProductionUnit.id == SystemAccess.unit_id)
        .where(
            SystemSecret.hash == tokens.hashed(token),
            SystemSecret.expires_at > now,
            SystemAccess.revoked_at.is_(None),
            Business.closed_at.is_(None),
            ProductionUnit.removed_at.is_(None),
        )
    ).one_or_none()
    if row is None or row.person_id is None:
        return None
    access_id, secret_id, name, business_id, unit_id, share, scopes, person_id = row
    return System(access_id, secret_id, name, business_id, unit_id, share, tuple(scopes), person_id)


def _who_answers() -> sa.ScalarSelect[int]:
    """Whoever gave a system its access and is still there, else an administrator."""
    return (
        sa.select(BusinessUser.id)
        .where(
            BusinessUser.business_id == SystemAccess.business_id,
            BusinessUser.active,
            sa.or_(BusinessUser.is_administrator, BusinessUser.unit_id.is_(None)),
        )
        .order_by(
            (BusinessUser.id == SystemAccess.created_by_id).desc(),
            BusinessUser.is_administrator.desc(),
            BusinessUser.id,
        )
        .limit(1)
        .scalar_subquery()
    )


def note_use(session: Session, secret_id: int, now: datetime) -> None:
    """Write down that a token was used, at most once a minute."""
    session.execute(
        sa.update(SystemSecret)
        .where(
            SystemSecret.id == secret_id,
            sa.or_(
                SystemSecret.last_used_at.is_(None),
                SystemSecret.last_used_at < now - tokens.NOTED_AFTER,
            ),
        )
        .values(last_used_at=now)
        .execution_options(synchronize_session=False)
    )


def give(
    session: Session,
    actor: Actor,
    *,
    name: str,
    scopes: list[str],
    unit_id: int | None,
    days: str,
    now: datetime,
) -> tuple[SystemAccess, str]:
    """Give a system access. Returns it and its token, which is kept nowhere.

    Raises:
        Refused: when the person is not the administrator, the name is taken, or there are many.
        NotFound: when the unit is not of the company.
    """
    administrator = check_administrator(session, actor)
    business_id = administrator.business_id
    if unit_id is not None:
        _check_unit(session, business_id, unit_id)
    _refuse_too_many(session, business_id)
    access = SystemAccess(
        business_id=business_id,
        unit_id=unit_id,
        name=name,
        scopes=sorted(scopes),
        created_by_id=administrator.id,
        created_at=now,
    )
    with in_words(session, {"system_access_named_once": SystemRefusal.NAME_TAKEN}):
        session.add(access)
    token = _add_secret(session, access, now, now + tokens.LIVES[days])
    audit.record(
        session,
        actor,
        "give",
        "system_access",
        access.id,
        now=now,
        scopes=access.scopes,
        unit=unit_id,
        days=days,
    )
    session.flush()
    return access, token


def rotate(
    session: Session, actor: Actor, access_id: int, *, days: str, now: datetime
) -> tuple[SystemAccess, str]:
    """Give a system a new token; those it has work a week more at most.

    Raises:
        Refused: when the person is not the administrator, or the access is closed.
        NotFound: when the company has no such access.
    """
    access = _held(session, actor, access_id)
    for secret in session.scalars(
        sa.select(SystemSecret).where(
            SystemSecret.access_id == access.id, SystemSecret.expires_at > now
        )
    ):
        secret.expires_at = tokens.old_expiry(secret.expires_at, now)
    token = _add_secret(session, access, now, now + tokens.LIVES[days])
    audit.record(session, actor, "rotate", "system_access", access.id, now=now, days=days)
    session.flush()
    return access, token


def revoke(session: Session, actor: Actor, access_id: int, *, now: datetime) -> SystemAccess:
    """Close an access at once, with every token of it.

    Raises:
        Refused: when the person is not the administrator, or the access is closed already.
        NotFound: when the company has no such access.
    """
    access = _held(session, actor, access_id)
    access.revoked_at = now
    audit.record(session, actor, "revoke", "system_access", access.id, now=now)
    session.flush()
    return access


def check_administrator(session: Session, actor: Actor) -> BusinessUser:
    """The administrator behind `actor`.

    Raises:
        Refused: when it is none.
    """
    me = session.get_one(BusinessUser, actor.person_id)
    if not me.is_administrator:
        raise Refused(SystemRefusal.NOT_ADMINISTRATOR)
    return me


def _held(session: Session, actor: Actor, access_id: int) -> SystemAccess:
    administrator = check_administrator(session, actor)
    access = session.scalar(
        sa.select(SystemAccess)
        .where(SystemAccess.id == access_id, SystemAccess.business_id == administrator.business_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if access is None:
        raise NotFound
    if access.revoked_at is not None:
        raise Refused(SystemRefusal.REVOKED)
    return access


def _refuse_too_many(session: Session, business_id: int) -> None:
    open_ones = sa.select(sa.func.count()).select_from(SystemAccess)
    open_ones = open_ones.where(
        SystemAccess.business_id == business_id, SystemAccess.revoked_at.is_(None)
    )
    if (session.scalar(open_ones) or 0) >= MOST:
        raise Refused(SystemRefusal.TOO_MANY)


def _check_unit(session: Session, business_id: int, unit_id: int) -> None:
    own = sa.select(ProductionUnit.id).where(
        ProductionUnit.id == unit_id,
        ProductionUnit.business_id == business_id,
        ProductionUnit.removed_at.is_(None),
    )
    if session.scalar(own) is None:
        raise NotFound


def _add_secret(session: Session, access: SystemAccess, now: datetime, expires_at: datetime) -> str:
    token = tokens.make()
    session.add(
        SystemSecret(
            access_id=access.id,
            hash=tokens.hashed(token),
            ending=token[-4:],
            created_at=now,
            expires_at=expires_at,
        )
    )
    session.flush()
    return token
