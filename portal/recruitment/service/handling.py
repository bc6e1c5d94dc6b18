"""What consultants write down about an enquiry."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.core.access import Actor
from portal.recruitment.service.log import append, held


def decide_wording(
    session: Session, request_id: int, *, code: str, text: str, actor: Actor, now: datetime
) -> None:
    """Write down what a person decided about words that may discriminate, and why.

    Raises:
        NotFound, Refused: as `held` does.
    """
    held(session, request_id, now)
    append(
        session,
        request_id,
        "wording",
        now=now,
        actor=actor,
        code=code,
        text=text,
        internal=True,
    )
