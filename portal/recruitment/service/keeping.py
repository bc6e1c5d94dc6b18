"""What clocks came to is written down once nothing runs any more, so that figures are quick."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.recruitment.models import RecruitmentRequest, RequestEvent, ServiceResult
from portal.recruitment.queries.results import ClockResult, results_of
from portal.recruitment.rules.clocks import ANSWER, CANDIDATE_KINDS, CANDIDATES, ELAPSED, OPENING
from portal.recruitment.rules.events import ENDS

AT_A_TIME = 2_000


def keep_results(session: Session, now: datetime, after: int = 0) -> int | None:
    """Write down the results of the next settled enquiries numbered higher than `after`.

    Returns the number of the last one looked at, to go on from; None when there are no more.
    An enquiry that somebody works on this moment is left for the next time.
    """
    ids = session.scalars(_settled(after)).all()
    # Locked before they are read: a line added meanwhile waits, and then deletes what is written.
    for result in results_of(session, ids, now):
        session.add_all(_rows(result, now))
    session.flush()
    return ids[-1] if ids else None


def _settled(after: int) -> sa.Select[int]:
    """Enquiries without a result that have ended or had all that was promised."""

    def happened(*kinds: str) -> sa.ColumnElement[bool]:
        return (
            sa.select(RequestEvent.id)
            .where(RequestEvent.request_id == RecruitmentRequest.id, RequestEvent.kind.in_(kinds))
            .exists()
        )

    kept = sa.select(ServiceResult.key).where(ServiceResult.request_id == RecruitmentRequest.id)
    served = sa.and_(
        happened("answered"),
        sa.or_(RecruitmentRequest.kind.not_in(CANDIDATE_KINDS), happened("presented")),
    )
    return (
        sa.select(RecruitmentRequest.id)
        .where(RecruitmentRequest.id > after, ~kept.exists(), sa.or_(happened(*ENDS), served))
        .order_by(RecruitmentRequest.id)
        .limit(AT_A_TIME)
        .with_for_update(skip_locked=True)
    )


def _rows(result: ClockResult, now: datetime) -> Iterator[ServiceResult]:
    """One row a promise; none where a clock may still run, or nothing was kept with the enquiry."""
    log = result.moments
    settled = log.ended is not None or all(one.done for one in result.waits.values())
    if not settled or log.version is None or log.last > now:
        return
    for key in (ANSWER, CANDIDATES):
        promise = result.promised.get(key)
        if promise is not None:
            yield ServiceResult(
                request_id=result.request_id,
                key=key,
                kind=result.kind,
                received_at=log.received,
                version_key=log.version,
                goal=promise.hours,
                counted=promise.counted,
                elapsed_hours=result.waits[key, ELAPSED].hours,
                opening_hours=result.waits[key, OPENING].hours,
                done=result.waits[key, ELAPSED].done,
                left_out=result.left_out,
                known_at=log.last,
            )
