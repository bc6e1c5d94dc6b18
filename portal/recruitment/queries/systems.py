"""What a company's own system sees of its enquiries: what the company's pages show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from portal.businesses.models import ProductionUnit
from portal.core import clock
from portal.core.errors import NotFound
from portal.recruitment.models import Candidate, RecruitmentRequest, RequestEvent
from portal.recruitment.queries.business import events_of
from portal.recruitment.queries.clocks import moments_in, moments_of, promises, read_logs
from portal.recruitment.rules.progress import Progress

SHOWN = (
    "received",
    "receipt_sent",
    "answered",
    "presented",
    "paused",
    "resumed",
    "withdrawn",
    "closed",
    "spam",
    "duplicate",
)


@dataclass(frozen=True)
class Seen:
    """An enquiry with how far it has come. Candidates are a number."""

    request: RecruitmentRequest
    progress: Progress
    p_number: str | None
    candidates: int
    timeline: tuple[RequestEvent, ...] = ()


def _own(business_id: int, only_unit: int | None) -> list[sa.ColumnElement[bool]]:
    own = [RecruitmentRequest.business_id == business_id]
    return own if only_unit is None else [*own, RecruitmentRequest.unit_id == only_unit]


def _presented() -> sa.ScalarSelect[int]:
    return (
        sa.select(sa.func.count())
        .where(Candidate.request_id == RecruitmentRequest.id)
        .scalar_subquery()
    )


def page(
    session: Session,
    business_id: int,
    only_unit: int | None,
    now: datetime,
    *,
    before: int | None,
    size: int,
) -> list[Seen]:
    """The latest enquiries, or those before one: four statements, however many there are."""
    wanted = sa.select(RecruitmentRequest.id).where(*_own(business_id, only_unit))
    if before is not None:
        wanted = wanted.where(RecruitmentRequest.id < before)
    chosen = wanted.order_by(RecruitmentRequest.id.desc()).limit(size).subquery()
    moments = moments_of(sa.select(chosen.c.id))
    rows = session.execute(
        sa.select(
            RecruitmentRequest, ProductionUnit.p_number, _presented().label("number"), moments
        )
        .join(moments, moments.c.request_id == RecruitmentRequest.id)
        .outerjoin(ProductionUnit, ProductionUnit.id == RecruitmentRequest.unit_id)
        .options(joinedload(RecruitmentRequest.consultant))
        .order_by(RecruitmentRequest.id.desc())
    ).all()
    return _seen(session, rows, now)


def _seen(session: Session, rows: Sequence[Any], now: datetime) -> list[Seen]:
    logs = read_logs(session, rows)
    known = promises(session, clock.local_date(now), *logs)
    return [
        Seen(row[0], known.progress(row[0].kind, log, now), row.p_number, row.number)
        for row, log in zip(rows, logs, strict=True)
    ]


def one(
    session: Session, business_id: int, only_unit: int | None, request_id: int, now: datetime
) -> Seen:
    """One enquiry with its time line: four statements.

    Raises:
        NotFound: when there is none, or it is another company's or another unit's.
    """
    row = session.execute(
        sa.select(RecruitmentRequest, ProductionUnit.p_number, _presented().label("number"))
        .outerjoin(ProductionUnit, ProductionUnit.id == RecruitmentRequest.unit_id)
        .where(RecruitmentRequest.id == request_id, *_own(business_id, only_unit))
        .options(joinedload(RecruitmentRequest.consultant))
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound
    request = row[0]
    events = events_of(session, request.id)
    moments = moments_in(events)
    assert moments is not None, "a request is stored together with its first event"
    known = promises(session, clock.local_date(now), moments)
    shown = tuple(event for event in events if event.kind in SHOWN)
    progress = known.progress(request.kind, moments, now)
    return Seen(request, progress, row.p_number, row.number, shown)


def unit_of(session: Session, business_id: int, p_number: str) -> int | None:
    """The company's own site of that number, or None."""
    return session.scalar(
        sa.select(ProductionUnit.id).where(
            ProductionUnit.p_number == p_number,
            ProductionUnit.business_id == business_id,
            ProductionUnit.removed_at.is_(None),
        )
    )
