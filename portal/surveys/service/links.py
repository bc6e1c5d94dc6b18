"""Use case: what is behind a link. Opening one changes nothing."""

import uuid
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from itsdangerous import BadData
from sqlalchemy.orm import Session

from portal.core.errors import Refused
from portal.core.plain import Plain
from portal.surveys import keys, rules
from portal.surveys.models import Invitation, SpentLink, Wave
from portal.surveys.refusals import SurveyRefusal
from portal.surveys.rules import LinkState

# A link is about 90 characters. Anything much longer is refused unread.
LONGEST_TOKEN = 200


class Link(NamedTuple):
    """A true link: which invitation it belongs to, which wave, and where an answer is counted."""

    invitation_id: uuid.UUID
    wave_id: int
    questionnaire: str
    version: int
    mark_key: str
    seal_key: bytes
    cells: tuple[int, ...]


def link_token(invitation: Invitation) -> str:
    """The signed token of an invitation's link. It holds the invitation's random id only."""
    return token_of(invitation.id)


def token_of(invitation_id: uuid.UUID) -> str:
    """The signed token of the invitation with that id."""
    token = keys.link_signer().dumps(invitation_id.hex)
    return token.decode() if isinstance(token, bytes) else token


def link_path(invitation: Invitation) -> str:
    """The path of an invitation's link in the portal."""
    return f"/svar/{link_token(invitation)}"


def open_link(session: Session, token: str, *, now: datetime) -> Link:
    """What is behind `token`. Reads only: mail scanners may open links as they like.

    Raises:
        Refused: when the link is forged, used or expired.
    """
    return open_invitation(session, invitation_in(token), now=now)


def open_invitation(session: Session, invitation_id: uuid.UUID, *, now: datetime) -> Link:
    """The open invitation with that id.

    Raises:
        Refused: when there is none, or it is used or expired.
    """
    found = _BEHIND.one(session, id=invitation_id, marks=keys.marks(invitation_id))
    if found is None:
        raise Refused(SurveyRefusal.FORGED)
    wave_id, questionnaire, version, mark_key, seal_key, expires_at, *cells, used = found
    state = rules.link_state(used=used, expires_at=expires_at, now=now)
    if state is not LinkState.OPEN:
        raise Refused(SurveyRefusal[state.name])
    given = tuple(cell for cell in cells if cell is not None)
    return Link(invitation_id, wave_id, questionnaire, version, mark_key, seal_key, given)


# Plain tables and built once: what the mapper would add takes longer than sending it.
_invitation, _wave, _spent = (model.__table__.c for model in (Invitation, Wave, SpentLink))
_BEHIND = Plain(
    sa.select(
        _invitation.wave_id,
        _wave.questionnaire,
        _wave.version,
        _wave.mark_key,
        _wave.seal_key,
        _invitation.expires_at,
        _invitation.cell_id,
        _invitation.caseworker_cell_id,
        _invitation.channel_cell_id,
        sa.exists().where(
            _spent.mark == sa.any_(sa.bindparam("marks", type_=sa.ARRAY(sa.LargeBinary)))
        ),
    )
    .join_from(Invitation.__table__, Wave.__table__)
    .where(_invitation.id == sa.bindparam("id", type_=sa.Uuid))
)


def is_spent(session: Session, invitation: Invitation) -> bool:
    """True when the invitation's link has been used (known only while its wave is open)."""
    found = sa.exists().where(SpentLink.mark.in_(keys.marks(invitation.id)))
    return bool(session.scalar(sa.select(found)))


def mark_of(invitation_id: uuid.UUID) -> bytes:
    """The mark of an invitation under the newest key."""
    return keys.mark(keys.mark_keys()[0], invitation_id)


def invitation_in(token: str) -> uuid.UUID:
    """The id of the invitation a token names, whatever became of it.

    Raises:
        Refused: when the token is none of ours.
    """
    if len(token) > LONGEST_TOKEN:
        raise Refused(SurveyRefusal.FORGED)
    try:
        return uuid.UUID(hex=keys.link_signer().loads(token))
    except (BadData, ValueError, TypeError, AttributeError):
        raise Refused(SurveyRefusal.FORGED) from None
