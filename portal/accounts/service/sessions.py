"""Somebody's sign-ins together: which there are, ending one, ending all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Identity, LogoutToken, SignIn
from portal.accounts.refusals import LogoutRefusal
from portal.accounts.rules import Limits
from portal.core import audit
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused

REMEMBER_TOKENS = timedelta(hours=1)
"""Longer than a logout token is taken: after that it is too old anyway."""


@dataclass(frozen=True)
class Place:
    """A sign-in as its owner sees it."""

    number: int
    device: str
    started_at: datetime
    seen_at: datetime
    here: bool


def places(session: Session, current: SignIn, limits: Limits, now: datetime) -> list[Place]:
    """Where the owner of `current` is signed in, this place first, then the last used."""
    rows = session.scalars(
        sa.select(SignIn).where(
            SignIn.identity_id.in_(_same_person(current)),
            SignIn.revoked_at.is_(None),
            SignIn.ends_at > now,
            SignIn.seen_at > now - limits.idle,
        )
    )
    found = [
        Place(r.number, r.device, r.started_at, r.seen_at, r.id_hash == current.id_hash)
        for r in rows
    ]
    return sorted(found, key=lambda place: (not place.here, -place.seen_at.timestamp()))


def end_place(session: Session, current: SignIn, number: int, actor: Actor, now: datetime) -> None:
    """End one of the owner's sign-ins.

    Raises:
        NotFound: when there is none of that number among them.
    """
    mine = (SignIn.identity_id.in_(_same_person(current)), SignIn.number == number)
    if session.scalar(sa.select(SignIn.number).where(*mine)) is None:
        raise NotFound
    _end(session, now, *mine)
    audit.record(session, actor, "end", "sign_in", number, now=now)


def end_everywhere(session: Session, current: SignIn, actor: Actor, now: datetime) -> int:
    """End all of the owner's sign-ins, this one too; how many there were."""
    count = _end(session, now, SignIn.identity_id.in_(_same_person(current)))
    audit.record(session, actor, "sign_out_everywhere", "sign_in", now=now, count=count)
    return count


def end_of_staff(session: Session, staff_id: int, now: datetime) -> int:
    """End every sign-in of a member of staff; how many there were."""
    theirs = sa.select(Identity.id).where(Identity.staff_id == staff_id)
    return _end(session, now, SignIn.identity_id.in_(theirs))


def end_all(session: Session, now: datetime) -> int:
    """End every sign-in of everybody; how many were open."""
    return _end(session, now, SignIn.ends_at > now)


def end_by_provider(
    session: Session,
    audience: Audience,
    issuer: str,
    *,
    sid: str | None,
    subject: str | None,
    jti: str,
    now: datetime,
) -> int:
    """End what the provider says has ended: one of its sessions, or all of a subject's.

    Raises:
        Refused: when it has said so already, with this very token.
    """
    taken = session.scalar(
        insert(LogoutToken)
        .values(issuer=issuer, jti=jti, forget_at=now + REMEMBER_TOKENS)
        .on_conflict_do_nothing()
        .returning(LogoutToken.jti)
    )
    if taken is None:
        raise Refused(LogoutRefusal.SEEN_BEFORE)
    theirs = sa.select(Identity.id).where(
        Identity.issuer == issuer, Identity.audience == audience.value
    )
    which: list[sa.ColumnElement[bool]] = []
    if subject is not None:
        theirs = theirs.where(Identity.subject == subject)
    if sid is not None:
        which.append(SignIn.sid == sid)
    count = _end(session, now, SignIn.identity_id.in_(theirs), *which)
    audit.record(session, None, "sign_out_by_provider", "sign_in", now=now, count=count)
    return count


def forget_tokens(session: Session, now: datetime) -> None:
    """Forget the provider's tokens that are too old to be taken again."""
    session.execute(sa.delete(LogoutToken).where(LogoutToken.forget_at <= now))


def _same_person(current: SignIn) -> sa.Select[int]:
    """The identities of the person behind a sign-in: another provider's count too."""
    mine = sa.select(Identity).where(Identity.id == current.identity_id).subquery()
    return sa.select(Identity.id).where(
        sa.or_(
            Identity.id == mine.c.id,
            Identity.citizen_id == mine.c.citizen_id,
            Identity.representative_id == mine.c.representative_id,
            Identity.business_user_id == mine.c.business_user_id,
            Identity.staff_id == mine.c.staff_id,
        )
    )


def _end(session: Session, now: datetime, *which: sa.ColumnElement[bool]) -> int:
    ended: Sequence[int] = session.scalars(
        sa.update(SignIn)
        .where(SignIn.revoked_at.is_(None), *which)
        .values(revoked_at=now, id_token=None)
        .returning(SignIn.number)
    ).all()
    return len(ended)
