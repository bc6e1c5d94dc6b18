"""Use cases of the survey: invite, open a link, take an answer once.

`submit` writes two rows in one transaction: the answer, and a mark that the link is spent.
Neither carries anything from which the database alone could tell who answered.
"""

import hashlib
import hmac
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _l
from itsdangerous import BadData
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core import clock
from portal.core.access import Audience
from portal.core.crypto import signer
from portal.core.errors import NotFound, Refusal, Refused
from portal.notifications import service as notifications
from portal.surveys import mixing, rules
from portal.surveys.models import STATEMENTS, Invitation, SpentLink, Statement, Wave
from portal.surveys.rules import LinkState

PURPOSE = "survey"
# A link is about 90 characters. Anything much longer is refused unread.
LONGEST_TOKEN = 200


class SurveyRefusal(Refusal):
    """Why a link opens no form, or an answer is not stored."""

    FORGED = _l("We can't read this link. Perhaps a part of it is missing.")
    USED = _l("This link has been used, and the answer is counted.")
    EXPIRED = _l("This link is no longer valid.")
    INCOMPLETE = _l("Some statements have no answer yet.")
    OFF_SCALE = _l("An answer is not one of those on the page.")


class Link(NamedTuple):
    """A true link: which invitation it belongs to, and which wave."""

    invitation_id: uuid.UUID
    wave_id: int
    version: int


def ensure_wave(session: Session, now: datetime) -> Wave:
    """The wave of the quarter that holds `now`, made with the newest statements if missing."""
    quarter = clock.quarter_start(clock.local_date(now))
    newest = sa.select(sa.func.coalesce(sa.func.max(Statement.version), 1)).scalar_subquery()
    session.execute(
        insert(Wave)
        .values(quarter_start=quarter, version=newest)
        .on_conflict_do_nothing(index_elements=[Wave.quarter_start])
    )
    return session.scalars(sa.select(Wave).where(Wave.quarter_start == quarter)).one()


def invite(
    session: Session, citizen_ids: Iterable[int], wave: Wave, *, now: datetime
) -> list[Invitation]:
    """Invite those of `citizen_ids` who are not yet in `wave`, and queue their messages.

    Twice the same call invites once. Returns the new invitations.
    """
    made = _add_invitations(session, citizen_ids, wave, now)
    for invitation in made:
        notifications.tell(
            session,
            event=f"survey:{wave.quarter_start.isoformat()}",
            kind="survey_invited",
            audience=Audience.CITIZEN,
            recipient_id=invitation.citizen_id,
            now=now,
            path=link_path(invitation),
        )
    return made


def _add_invitations(
    session: Session, citizen_ids: Iterable[int], wave: Wave, now: datetime
) -> list[Invitation]:
    rows = [
        {
            "id": uuid.uuid4(),
            "wave_id": wave.id,
            "citizen_id": citizen_id,
            "invited_at": now,
            "expires_at": now + rules.LINK_LASTS,
        }
        for citizen_id in sorted(set(citizen_ids))
    ]
    if not rows:
        return []
    added = (
        insert(Invitation)
        .on_conflict_do_nothing(constraint="survey_invited_once_per_wave")
        .returning(Invitation)
    )
    return list(session.scalars(added, rows))


def invite_due(session: Session, *, now: datetime) -> int:
    """Invite every citizen with a running course whose day of the quarter has come."""
    today = clock.local_date(now)
    wave = ensure_wave(session, now)
    last_day = clock.next_quarter(today) - timedelta(days=1)
    waiting = session.scalars(
        sa.select(Citizen.id).where(
            Citizen.course_started_on <= today,
            sa.or_(Citizen.course_ended_on.is_(None), Citizen.course_ended_on >= today),
            ~sa.exists().where(Invitation.wave_id == wave.id, Invitation.citizen_id == Citizen.id),
        )
    )
    due = [c for c in waiting if rules.is_due(c, wave.quarter_start, last_day, today)]
    return len(invite(session, due, wave, now=now))


def invite_by_hand(session: Session, citizen_id: int, *, now: datetime) -> Invitation:
    """The citizen's open invitation of this quarter, made or prolonged if need be; no message.

    Raises:
        NotFound: when there is no such citizen.
        Refused: when the citizen has answered this quarter.
    """
    if session.get(Citizen, citizen_id) is None:
        raise NotFound
    wave = ensure_wave(session, now)
    _add_invitations(session, [citizen_id], wave, now)
    invitation = session.scalars(
        sa.select(Invitation).where(
            Invitation.wave_id == wave.id, Invitation.citizen_id == citizen_id
        )
    ).one()
    if is_spent(session, invitation):
        raise Refused(SurveyRefusal.USED)
    if invitation.expires_at <= now:
        invitation.expires_at = now + rules.LINK_LASTS
        session.flush()
    return invitation


def link_token(invitation: Invitation) -> str:
    """The signed token of an invitation's link. It holds the invitation's random id only."""
    token = signer(PURPOSE).dumps(invitation.id.hex)
    return token.decode() if isinstance(token, bytes) else token


def link_path(invitation: Invitation) -> str:
    """The path of an invitation's link in the portal."""
    return f"/svar/{link_token(invitation)}"


def open_link(session: Session, token: str, *, now: datetime) -> Link:
    """What is behind `token`. Reads only: mail scanners may open links as they like.

    Raises:
        Refused: when the link is forged, used or expired.
    """
    invitation_id = _invitation_in(token)
    row = session.execute(
        sa.select(
            Invitation.wave_id,
            Wave.version,
            Invitation.expires_at,
            sa.exists().where(SpentLink.mark == mark_of(invitation_id)),
        )
        .join(Wave, Wave.id == Invitation.wave_id)
        .where(Invitation.id == invitation_id)
    ).one_or_none()
    if row is None:
        raise Refused(SurveyRefusal.FORGED)
    wave_id, version, expires_at, used = row
    state = rules.link_state(used=used, expires_at=expires_at, now=now)
    if state is not LinkState.OPEN:
        raise Refused(SurveyRefusal[state.name])
    return Link(invitation_id, wave_id, version)


def submit(
    session: Session, token: str, answers: Mapping[str, int | None], *, now: datetime
) -> None:
    """Count the answers of a link, once, however often and however fast it is sent.

    Raises:
        Refused: when the link is forged, used or expired, or the answers are not five values
            on the scale (None where the statement is not relevant). Nothing is stored then.
    """
    link = open_link(session, token, now=now)
    problem = rules.problem_with(answers, STATEMENTS)
    if problem is not None:
        raise Refused(SurveyRefusal[problem.name])
    # The unique mark decides between two that come at once: the later one waits here.
    spent_now = session.execute(
        insert(SpentLink)
        .values(mark=mark_of(link.invitation_id), wave_id=link.wave_id)
        .on_conflict_do_nothing()
        .returning(SpentLink.wave_id)
    ).one_or_none()
    if spent_now is None:
        raise Refused(SurveyRefusal.USED)
    mixing.lay_among_others(session, link.wave_id, answers)


def mix_answers(session: Session, *, now: datetime) -> int:
    """Mix the answers of every wave that still takes some; forget the marks of those that don't.

    Without its marks a wave holds nothing that says who took part. Returns how many waves were
    mixed.
    """
    waves = session.scalars(
        sa.select(Wave).where(sa.exists().where(SpentLink.wave_id == Wave.id))
    ).all()
    mixed = sum(mixing.mix(session, wave.id) for wave in waves)
    for wave in waves:
        if _is_over(session, wave, now):
            session.execute(sa.delete(SpentLink).where(SpentLink.wave_id == wave.id))
    return mixed


def _is_over(session: Session, wave: Wave, now: datetime) -> bool:
    last_link = session.scalar(
        sa.select(sa.func.max(Invitation.expires_at)).where(Invitation.wave_id == wave.id)
    )
    quarter_over = clock.start_of_day(clock.next_quarter(wave.quarter_start)) <= now
    return quarter_over and (last_link is None or last_link <= now)


def is_spent(session: Session, invitation: Invitation) -> bool:
    """True when the invitation's link has been used (known only while its wave is open)."""
    mark = mark_of(invitation.id)
    return bool(session.scalar(sa.select(sa.exists().where(SpentLink.mark == mark))))


def mark_of(invitation_id: uuid.UUID) -> bytes:
    """The mark that says an invitation is spent. Only who has the portal's key can compute it."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, b"survey spent " + invitation_id.bytes, hashlib.sha256).digest()


def _invitation_in(token: str) -> uuid.UUID:
    if len(token) > LONGEST_TOKEN:
        raise Refused(SurveyRefusal.FORGED)
    try:
        return uuid.UUID(hex=signer(PURPOSE).loads(token))
    except (BadData, ValueError, TypeError, AttributeError):
        raise Refused(SurveyRefusal.FORGED) from None
