"""Use case: the short code of an invitation, to type at a screen in the reception or on paper."""

import hashlib
import hmac
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.errors import Refused
from portal.surveys import keys, queries
from portal.surveys.models import CodeTry, Invitation, ReceptionCode
from portal.surveys.refusals import SurveyRefusal
from portal.surveys.rules import Numbers, spelled, tidy_code
from portal.surveys.service.links import token_of


def code_of(invitation_id: uuid.UUID) -> str:
    """The code of an invitation: the same each time, and nobody's guess without the key."""
    key = keys.mark_keys()[0].encode()
    drawn = hmac.new(key, b"survey code of " + invitation_id.bytes, hashlib.sha256).digest()
    return spelled(int.from_bytes(drawn[:16], "big"))


def issue(session: Session, invitations: Iterable[Invitation]) -> None:
    """Let the codes of these invitations be typed. The database holds their HMACs only."""
    key = keys.mark_keys()[0]
    rows = [
        {"code_hash": keys.code_hash(key, code_of(one.id)), "invitation_id": one.id}
        for one in invitations
    ]
    if rows:
        session.execute(insert(ReceptionCode).on_conflict_do_nothing(), rows)


def token_behind(session: Session, typed: str, *, now: datetime) -> str:
    """The token of the link behind a typed code.

    Wrong codes are counted for everybody together, for nobody's address is kept; when there were
    too many, all wait. The caller commits also when it is refused, so that the count stays.

    Raises:
        Refused: when there is no such code, or too many wrong ones were typed of late.
    """
    return token_of(invitation_behind(session, typed, now=now))


def invitation_behind(session: Session, typed: str, *, now: datetime) -> uuid.UUID:
    """The invitation behind a typed code.

    Raises:
        Refused: when there is no such code, or too many wrong ones were typed of late.
    """
    numbers = queries.numbers(session, clock.local_date(now))
    since = _stretch(now, numbers)
    wrong = session.scalar(sa.select(CodeTry.wrong).where(CodeTry.since == since)) or 0
    if wrong >= numbers.code_tries:
        raise Refused(SurveyRefusal.TOO_MANY_TRIES)
    code = tidy_code(typed)
    hashes = [keys.code_hash(key, code) for key in keys.mark_keys()]
    found = session.scalar(
        sa.select(ReceptionCode.invitation_id).where(ReceptionCode.code_hash.in_(hashes))
    )
    if found is None:
        session.execute(sa.delete(CodeTry).where(CodeTry.since < since))
        session.execute(
            insert(CodeTry)
            .values(since=since, wrong=1)
            .on_conflict_do_update(
                index_elements=[CodeTry.since], set_={"wrong": CodeTry.wrong + 1}
            )
        )
        raise Refused(SurveyRefusal.NO_SUCH_CODE)
    return found


def wait_seconds(session: Session, now: datetime) -> int:
    """How long until codes are taken again."""
    numbers = queries.numbers(session, clock.local_date(now))
    ends = _stretch(now, numbers) + timedelta(minutes=numbers.code_minutes)
    return max(1, int((ends - now).total_seconds()))


def _stretch(now: datetime, numbers: Numbers) -> datetime:
    """The beginning of the stretch of minutes that holds `now`."""
    seconds = max(1, numbers.code_minutes) * 60
    return now - timedelta(seconds=now.timestamp() % seconds)
