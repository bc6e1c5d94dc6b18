"""Use case: what people wrote is read once for names, then let through, or not; then forgotten."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused
from portal.surveys.models import OpenAnswer
from portal.surveys.refusals import SurveyRefusal
from portal.surveys.rules import blanked

Ids = Iterable[int]


def release(
    session: Session, answer_id: uuid.UUID, blanks: Ids, *, actor: Actor, now: datetime
) -> None:
    """Let an answer through, with the words at these places left out; nothing else is changed.

    Raises:
        NotFound: when there is no such answer.
        Refused: when a colleague has decided meanwhile, or nothing would be left.
    """
    answer = _waiting(session, answer_id)
    text = blanked(answer.words, set(blanks))
    if text is None:
        raise Refused(SurveyRefusal.NOTHING_LEFT)
    answer.state, answer.released = "released", text
    _checked(session, answer, "release", actor, now)


def withhold(session: Session, answer_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Never show an answer.

    Raises:
        NotFound: when there is no such answer.
        Refused: when a colleague has decided meanwhile.
    """
    answer = _waiting(session, answer_id)
    answer.state = "withheld"
    _checked(session, answer, "withhold", actor, now)


def note_look(session: Session, *, actor: Actor, number: int, now: datetime) -> None:
    """Write down that somebody has read answers that wait."""
    audit.record(session, actor, "read", "open_answers", now=now, shown=number)


def _waiting(session: Session, answer_id: uuid.UUID) -> OpenAnswer:
    answer = session.get(OpenAnswer, answer_id, with_for_update=True)
    if answer is None or not answer.words:
        raise NotFound
    if answer.state != "waiting":
        raise Refused(SurveyRefusal.CHECKED_ALREADY)
    return answer


def _checked(
    session: Session, answer: OpenAnswer, action: str, actor: Actor, now: datetime
) -> None:
    answer.checked_by_id, answer.checked_on = actor.person_id, clock.local_date(now)
    audit.record(session, actor, action, "open_answer", answer.id, now=now)
    session.flush()
