"""Who looked at whose data: newest first, a page at a time, by an index however long the log."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import BusinessUser, Citizen, Representative, Staff, Team
from portal.businesses.models import Business
from portal.caseload.models import CitizenLook, LookReason
from portal.core.access import Actor
from portal.core.audit import IS_LOOK, AuditEvent
from portal.privacy.access_log.models import AccessSample, SampledLook

REPRESENTATIVE = "representative"
PAGE = 100
SHOWN_MONTHS = 24


@dataclass(frozen=True)
class Look:
    """A line of the log in which somebody looked."""

    id: int
    at: datetime
    action: str
    subject: str
    person_id: int | None
    role: str | None
    name: str
    title: str
    team: str
    """The team, or for people of a company its name, or the one who acts for the citizen."""
    reason: LookReason | None
    words: str
    """Why somebody of another team looked, in their own words."""

    @property
    def key(self) -> Any:
        """Looks with the same are one line of a day."""
        reason = self.reason.code if self.reason else None
        return (self.team, self.person_id, self.subject, self.action == "open", reason, self.words)


@dataclass(frozen=True)
class Page:
    """Some looks, and where the next page begins."""

    looks: list[Look]
    older: str | None


@dataclass(frozen=True)
class Mark:
    """Where a page ends: after the line with this moment and number."""

    at: datetime
    id: int

    def __str__(self) -> str:
        return f"{self.at.timestamp():.6f}-{self.id}"


def mark(text: str | None) -> Mark | None:
    """The mark in an address, or None when it is none of ours."""
    at, _dash, number = (text or "").partition("-")
    whole, _dot, micro = at.partition(".")
    digits = whole + micro + number
    if not (digits.isascii() and digits.isdecimal()) or len(whole) > 11 or len(number) > 18:
        return None
    if not (whole and micro and number) or len(micro) != 6:
        return None
    try:
        moment = datetime.fromtimestamp(int(whole), UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return Mark(moment.replace(microsecond=int(micro)), int(number))


def of_citizen(session: Session, citizen_id: int, before: Mark | None) -> Page:
    """Who has looked at a citizen's data: one statement."""
    mine = sa.and_(
        AuditEvent.citizen_id == citizen_id,
        sa.text(IS_LOOK),
        sa.or_(
            AuditEvent.audience.in_(("staff", "business")),
            AuditEvent.details.has_key("acting"),
        ),
    )
    return _page(session, mine, before)


def of_business(session: Session, business_id: int, before: Mark | None) -> Page:
    """Which staff have looked at what a company has told: one statement."""
    mine = sa.and_(
        AuditEvent.business_id == business_id, sa.text(IS_LOOK), AuditEvent.audience == "staff"
    )
    return _page(session, mine, before)


def _page(session: Session, whose: Any, before: Mark | None) -> Page:
    """The lines first, by the index alone; names and reasons are fetched for those shown."""
    lines = sa.select(AuditEvent).where(whose)
    if before is not None:
        lines = lines.where(
            sa.tuple_(AuditEvent.at, AuditEvent.id) < sa.tuple_(before.at, before.id)
        )
    lines = lines.order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(PAGE + 1)
    looks = [_look(row) for row in session.execute(_told(lines.subquery()))]
    last = looks[PAGE - 1] if len(looks) > PAGE else None
    return Page(looks[:PAGE], str(Mark(last.at, last.id)) if last else None)


def _told(line: sa.Subquery) -> sa.Select[Any]:
    is_staff = sa.and_(line.c.audience == "staff", Staff.id == line.c.person_id)
    # Somebody who acts for the citizen: the line is the citizen's, and says who it really was.
    acting = line.c.details["acting"].as_integer()
    is_business = sa.and_(line.c.audience == "business", BusinessUser.id == line.c.person_id)
    return (
        sa.select(
            line.c.id,
            line.c.at,
            line.c.action,
            line.c.subject,
            line.c.person_id,
            sa.case((acting.is_not(None), REPRESENTATIVE), else_=line.c.role).label("role"),
            sa.func.coalesce(Staff.name, BusinessUser.name, "").label("name"),
            sa.func.coalesce(Staff.title, "").label("title"),
            sa.func.coalesce(Team.name, Business.name, Representative.name, "").label("team"),
            LookReason,
            sa.func.coalesce(CitizenLook.words, "").label("words"),
        )
        .select_from(line)
        .outerjoin(Staff, is_staff)
        .outerjoin(Team, Team.id == Staff.team_id)
        .outerjoin(BusinessUser, is_business)
        .outerjoin(Business, Business.id == BusinessUser.business_id)
        .outerjoin(Representative, Representative.id == acting)
        .outerjoin(CitizenLook, CitizenLook.id == line.c.look_id)
        .outerjoin(LookReason, LookReason.code == CitizenLook.reason_code)
        .order_by(line.c.at.desc(), line.c.id.desc())
    )


def _look(row: Any) -> Look:
    return Look(*row)


@dataclass(frozen=True)
class OwnLine:
    """A look as the one who looked sees it."""

    at: datetime
    action: str
    subject: str
    citizen_name: str | None
    reason: LookReason | None

    @property
    def key(self) -> Any:
        """Looks with the same are one line of a day."""
        reason = self.reason.code if self.reason else None
        return (self.citizen_name, self.subject, self.action, reason)


def own(session: Session, actor: Actor, before: Mark | None) -> tuple[list[OwnLine], str | None]:
    """What a member of staff is written down with, newest first: one statement."""
    lines = sa.select(AuditEvent).where(
        AuditEvent.person_id == actor.person_id, sa.text("audience = 'staff'"), sa.text(IS_LOOK)
    )
    if before is not None:
        lines = lines.where(
            sa.tuple_(AuditEvent.at, AuditEvent.id) < sa.tuple_(before.at, before.id)
        )
    line = lines.order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(PAGE + 1).subquery()
    rows = session.execute(
        sa.select(line.c.id, line.c.at, line.c.action, line.c.subject, Citizen.name, LookReason)
        .select_from(line)
        .outerjoin(Citizen, Citizen.id == line.c.citizen_id)
        .outerjoin(CitizenLook, CitizenLook.id == line.c.look_id)
        .outerjoin(LookReason, LookReason.code == CitizenLook.reason_code)
        .order_by(line.c.at.desc(), line.c.id.desc())
    ).all()
    older = str(Mark(rows[PAGE - 1].at, rows[PAGE - 1].id)) if len(rows) > PAGE else None
    return [OwnLine(*row[1:]) for row in rows[:PAGE]], older


@dataclass(frozen=True)
class Drawn:
    """A look that was drawn, with the line itself while it is kept."""

    row: SampledLook
    at: datetime | None
    action: str
    subject: str
    person_id: int | None
    name: str
    title: str
    citizen_id: int | None
    citizen_name: str | None
    reason: LookReason | None
    words: str


@dataclass(frozen=True)
class Month:
    """A month's draw, and how far its checking has come."""

    sample: AccessSample
    drawn: int
    signed: int
    asked: int

    @property
    def open(self) -> int:
        """How many are still to be signed off."""
        return self.drawn - self.signed

    def is_late(self, today: date) -> bool:
        """True when some should have been signed off before today."""
        return self.open > 0 and self.sample.due_on < today


def months(session: Session) -> list[Month]:
    """The draws, newest first: one statement."""
    is_signed = SampledLook.verdict.is_not(None)
    rows = session.execute(
        sa.select(
            AccessSample,
            sa.func.count(SampledLook.id),
            sa.func.count(SampledLook.id).filter(is_signed),
            sa.func.count(SampledLook.id).filter(SampledLook.verdict == "ask"),
        )
        .outerjoin(SampledLook, SampledLook.month == AccessSample.month)
        .group_by(AccessSample.month)
        .order_by(AccessSample.month.desc())
        .limit(SHOWN_MONTHS)
    )
    return [Month(*row) for row in rows]


def drawn(session: Session, month: date) -> list[Drawn]:
    """The looks of a draw: those to be signed off first, then what was asked about."""
    rows = session.execute(
        sa.select(
            SampledLook,
            AuditEvent.at,
            sa.func.coalesce(AuditEvent.action, ""),
            sa.func.coalesce(AuditEvent.subject, ""),
            AuditEvent.person_id,
            sa.func.coalesce(Staff.name, ""),
            sa.func.coalesce(Staff.title, ""),
            AuditEvent.citizen_id,
            Citizen.name,
            LookReason,
            sa.func.coalesce(CitizenLook.words, ""),
        )
        .outerjoin(AuditEvent, AuditEvent.id == SampledLook.event_id)
        .outerjoin(Staff, Staff.id == AuditEvent.person_id)
        .outerjoin(Citizen, Citizen.id == AuditEvent.citizen_id)
        .outerjoin(CitizenLook, CitizenLook.id == AuditEvent.look_id)
        .outerjoin(LookReason, LookReason.code == CitizenLook.reason_code)
        .where(SampledLook.month == month)
        .order_by(SampledLook.verdict.is_not(None), SampledLook.why, AuditEvent.at, SampledLook.id)
    )
    return [Drawn(*row) for row in rows]


def late(session: Session, today: date) -> int:
    """How many drawn looks should have been signed off before today."""
    number = session.scalar(
        sa.select(sa.func.count())
        .select_from(SampledLook)
        .join(AccessSample, AccessSample.month == SampledLook.month)
        .where(SampledLook.verdict.is_(None), AccessSample.due_on < today)
    )
    return number or 0
