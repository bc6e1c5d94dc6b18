"""Use case: take an answer, once.

Two rows in one transaction: the mark that the link is spent, and the answer, sealed. Neither
carries anything from which the database alone could tell who answered, or what.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core.errors import Refused
from portal.core.logs import log
from portal.core.plain import Plain
from portal.surveys import keys, rules, sealing
from portal.surveys.models import STATEMENTS_OF
from portal.surveys.refusals import SurveyRefusal
from portal.surveys.service.links import Link, open_link

# One statement: the unique mark decides between two that come at once, and the later one waits
# here; the answer is written if and only if the mark is.
_TAKE = Plain(
    sa.text("""
    WITH spent AS (
        INSERT INTO survey_spent_link (mark, wave_id) VALUES (:mark, :wave_id)
        ON CONFLICT DO NOTHING RETURNING wave_id
    )
    INSERT INTO survey_sealed_answer (id, wave_id, sealed)
    SELECT :id, wave_id, :sealed FROM spent RETURNING wave_id
""").columns(sa.column("wave_id")),
    writes=True,
)


def submit(
    session: Session,
    token: str,
    answers: Mapping[str, int | None],
    words: str = "",
    *,
    now: datetime,
) -> None:
    """Count the answers of a link, once, however often and however fast it is sent.

    Raises:
        Refused: when the link is forged, used or expired, or the answers are not values on the
            scale (None where the statement is not relevant). Nothing is stored then.
    """
    take(session, open_link(session, token, now=now), answers, words)


def take(session: Session, link: Link, answers: Mapping[str, int | None], words: str) -> None:
    """Spend an open link on these answers.

    Raises:
        Refused: when another spent it first, or the answers can't be stored.
    """
    statements = STATEMENTS_OF[link.questionnaire]
    problem = rules.problem_with(answers, statements)
    if problem is not None:
        raise Refused(SurveyRefusal[problem.name])
    content = sealing.Content(link.cells, tuple(answers[key] for key in statements), words)
    try:
        sealed = sealing.seal(link.seal_key or keys.newest_public(), content)
    except sealing.TooLong:
        raise Refused(SurveyRefusal.TOO_LONG) from None
    key = keys.named(link.mark_key)
    if key is None:
        log.error("survey key missing", key=link.mark_key)
        raise Refused(SurveyRefusal.NOT_NOW)
    taken = _TAKE.one(
        session,
        mark=keys.mark(key, link.invitation_id),
        wave_id=link.wave_id,
        id=uuid.uuid4(),
        sealed=sealed,
    )
    if taken is None:
        raise Refused(SurveyRefusal.USED)
