"""All enquiries there are, some at a time, with what their clocks show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from portal.recruitment.models import RecruitmentRequest
from portal.recruitment.queries.results import ClockResult, results_of

AT_ONCE = 500


@dataclass(frozen=True)
class Enquiry:
    """An enquiry and its clocks; None where they never began, as before a guest confirms."""

    request: RecruitmentRequest
    result: ClockResult | None


def number(session: Session) -> int:
    """How many there are."""
    return session.scalar(sa.select(sa.func.count()).select_from(RecruitmentRequest)) or 0


def some(session: Session, after: int, now: datetime) -> Sequence[Enquiry]:
    """The next ones after the enquiry of that number, the oldest first: six statements."""
    requests = session.scalars(
        sa.select(RecruitmentRequest)
        .where(RecruitmentRequest.id > after)
        .options(joinedload(RecruitmentRequest.business), joinedload(RecruitmentRequest.consultant))
        .order_by(RecruitmentRequest.id)
        .limit(AT_ONCE)
    ).all()
    results = {
        one.request_id: one for one in results_of(session, [one.id for one in requests], now)
    }
    return [Enquiry(one, results.get(one.id)) for one in requests]
