"""Use case: paper forms. Two people type the same before it counts, and it counts once."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused
from portal.surveys import keys, queries
from portal.surveys.models import STATEMENTS_OF, Invitation, PaperEntry, ReceptionCode
from portal.surveys.refusals import SurveyRefusal
from portal.surveys.rules import Paper, differences, packed, problem_with, unpacked
from portal.surveys.service import codes
from portal.surveys.service.answering import take
from portal.surveys.service.inviting import add_by_hand
from portal.surveys.service.links import open_invitation
from portal.surveys.service.waves import running_wave

NONCE = 12


class Entered(NamedTuple):
    """What became of an entry: counted, or the places where the two differ, or it waits."""

    counted: bool
    differences: tuple[str, ...] = ()
    first: Paper | None = None


def form_for(session: Session, citizen_id: int, *, actor: Actor, now: datetime) -> UUID:
    """The invitation for a paper form to give to a citizen. It does not say who has answered.

    Raises:
        NotFound: when there is no such citizen.
        Refused: when this quarter's survey has not begun.
    """
    if session.get(Citizen, citizen_id) is None:
        raise NotFound
    wave = running_wave(session, now)
    if wave is None:
        raise Refused(SurveyRefusal.NO_WAVE)
    invitation = add_by_hand(session, citizen_id, wave, now)
    codes.issue(session, [invitation])
    audit.record(session, actor, "print", "survey_form", now=now, citizen_id=citizen_id)
    session.flush()
    return invitation.id


def note_look(session: Session, actor: Actor, citizen_id: int, *, now: datetime) -> None:
    """Write down that staff have seen who is to have a paper form."""
    audit.record(session, actor, "read", "survey_form", now=now, citizen_id=citizen_id)
    session.flush()


def enter(
    session: Session,
    typed: str,
    answers: Mapping[str, int | None],
    words: str,
    *,
    replace_first: bool = False,
    actor: Actor,
    now: datetime,
) -> Entered:
    """Type a paper form. The first entry waits, sealed; the second counts if it says the same.

    Whoever typed first may correct it. With `replace_first` the second person's reading takes
    the first's place and the first must type again: what counts was typed alike by two.

    Raises:
        Refused: when the code is wrong, the form's link is used or too old, or the answers are
            not values on the scale.
    """
    invitation_id = codes.invitation_behind(session, typed, now=now)
    link = open_invitation(session, invitation_id, now=now)
    problem = problem_with(answers, STATEMENTS_OF[link.questionnaire])
    if problem is not None:
        raise Refused(SurveyRefusal[problem.name])
    code_hash = session.scalars(
        sa.select(ReceptionCode.code_hash)
        .where(ReceptionCode.invitation_id == invitation_id)
        .with_for_update()
    ).one()
    entry = session.get(PaperEntry, code_hash)
    mine = Paper(dict(answers), words)
    audit.record(session, actor, "enter", "survey_paper", now=now)
    if entry is None or entry.entered_by_id == actor.person_id or replace_first:
        _keep(session, code_hash, entry, mine, actor, now)
        return Entered(counted=False)
    first = _opened(entry)
    differing = differences(first, mine)
    if differing:
        return Entered(False, differing, first)
    take(session, link, answers, words)
    session.delete(entry)
    session.flush()
    return Entered(counted=True)


def _keep(
    session: Session,
    code_hash: bytes,
    entry: PaperEntry | None,
    paper: Paper,
    actor: Actor,
    now: datetime,
) -> None:
    if entry is None:
        entry = PaperEntry(code_hash=code_hash)
        session.add(entry)
    entry.sealed = _sealed(code_hash, paper)
    entry.entered_by_id = actor.person_id
    entry.entered_on = clock.local_date(now)
    session.flush()


def waiting(session: Session) -> int:
    """How many forms wait for their second entry."""
    return session.scalar(sa.select(sa.func.count()).select_from(PaperEntry)) or 0


def _sealed(code_hash: bytes, paper: Paper) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(keys.mark_keys()[0]).encrypt(nonce, packed(paper), code_hash)


def _opened(entry: PaperEntry) -> Paper:
    nonce, box = entry.sealed[:NONCE], entry.sealed[NONCE:]
    for key in keys.mark_keys():
        try:
            return unpacked(_cipher(key).decrypt(nonce, box, entry.code_hash))
        except InvalidTag:
            continue
    raise Refused(SurveyRefusal.NOT_NOW)


def _cipher(key: str) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(hashlib.sha256(b"survey paper\0" + key.encode()).digest())


def forget_old(session: Session) -> None:
    """Drop what waits of waves that are closed."""
    closed = (
        sa.select(ReceptionCode.code_hash)
        .join(Invitation, Invitation.id == ReceptionCode.invitation_id)
        .where(queries.of_closed_wave(Invitation.wave_id))
    )
    session.execute(sa.delete(ReceptionCode).where(ReceptionCode.code_hash.in_(closed)))
