"""What a business sees of its own enquiries."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from portal.businesses.queries import may_see
from portal.core import clock
from portal.core.errors import NotFound
from portal.recruitment.models import Candidate, RecruitmentRequest, RequestDraft, RequestEvent
from portal.recruitment.queries.clocks import moments_in, moments_of, promises, read_logs
from portal.recruitment.rules.progress import Progress


@dataclass(frozen=True)
class Summary:
    """One enquiry in a list, with the name of whom to ask."""

    id: int
    title: str
    kind: str
    received_at: datetime
    progress: Progress
    consultant_name: str
    consultant_phone: str
    candidates: int


def visible_to(user_id: int) -> sa.ColumnElement[bool]:
    """SQL: that person may see the request."""
    return may_see(
        user_id,
        RecruitmentRequest.business_id,
        RecruitmentRequest.unit_id,
        RecruitmentRequest.created_by_id,
    )


def _seen(user_id: int | None) -> list[sa.ColumnElement[bool]]:
    return [] if user_id is None else [visible_to(user_id)]


def for_business(
    session: Session, business_id: int, now: datetime, user_id: int | None = None
) -> list[Summary]:
    """The company's enquiries, open ones first, then the latest: three statements.

    With `user_id` only those that this person of the company may see.
    """
    own = sa.select(RecruitmentRequest.id).where(
        RecruitmentRequest.business_id == business_id, *_seen(user_id)
    )
    moments = moments_of(own)
    presented = (
        sa.select(sa.func.count())
        .where(Candidate.request_id == RecruitmentRequest.id)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(RecruitmentRequest, presented.label("presented_number"), moments)
        .join(moments, moments.c.request_id == RecruitmentRequest.id)
        .options(joinedload(RecruitmentRequest.consultant))
    ).all()
    logs = read_logs(session, rows)
    known = promises(session, clock.local_date(now), *logs)
    found = [
        Summary(
            id=row[0].id,
            title=row[0].title,
            kind=row[0].kind,
            received_at=row.received,
            progress=known.progress(row[0].kind, log, now),
            consultant_name=row[0].consultant.name,
            consultant_phone=row[0].consultant.phone,
            candidates=row.presented_number,
        )
        for row, log in zip(rows, logs, strict=True)
    ]
    latest_first = sorted(found, key=lambda s: (s.received_at, s.id), reverse=True)
    return sorted(latest_first, key=lambda s: not s.progress.is_open)


SAID = ("answered", "message", "note", "next_step")


@dataclass(frozen=True)
class OwnRequest:
    """An enquiry as the company that sent it sees it."""

    request: RecruitmentRequest
    events: list[RequestEvent]
    candidates: list[Candidate]
    progress: Progress

    @property
    def answers(self) -> list[RequestEvent]:
        """What the consultant wrote, the first first."""
        return [event for event in self.events if event.kind == "answered" and event.text]

    @property
    def said(self) -> list[RequestEvent]:
        """What both sides wrote, called about and agreed, the latest first."""
        return [e for e in reversed(self.events) if e.kind in SAID and e.text and not e.internal]

    @property
    def next_step(self) -> RequestEvent | None:
        """What was last agreed to happen next, or None."""
        steps = (event for event in reversed(self.events) if event.kind == "next_step")
        return next(steps, None)

    @property
    def paused_because(self) -> RequestEvent | None:
        """Why the time stands still, or None while it runs."""
        return pause_in(self.events, self.progress)


def pause_in(events: list[RequestEvent], progress: Progress) -> RequestEvent | None:
    """The event that says why the time stands still, or None while it runs."""
    since = progress.moments.paused_since
    if since is None:
        return None
    return next(event for event in events if event.kind == "paused" and event.at == since)


def own_request(
    session: Session,
    business_id: int,
    request_id: int,
    now: datetime,
    user_id: int | None = None,
) -> OwnRequest:
    """The company's own enquiry: four statements.

    Raises:
        NotFound: when there is none, it is another company's, or another unit's that this
            person may not see.
    """
    request = session.scalar(
        sa.select(RecruitmentRequest)
        .where(
            RecruitmentRequest.id == request_id,
            RecruitmentRequest.business_id == business_id,
            *_seen(user_id),
        )
        .options(joinedload(RecruitmentRequest.consultant))
    )
    if request is None:
        raise NotFound
    events = events_of(session, request.id)
    moments = moments_in(events)
    assert moments is not None, "a request is stored together with its first event"
    known = promises(session, clock.local_date(now), moments)
    return OwnRequest(
        request,
        events,
        candidates_of(session, request.id),
        known.progress(request.kind, moments, now),
    )


def events_of(session: Session, request_id: int) -> list[RequestEvent]:
    """The request's log, in the order things happened."""
    return list(
        session.scalars(
            sa.select(RequestEvent)
            .where(RequestEvent.request_id == request_id)
            .order_by(RequestEvent.at, RequestEvent.id)
        )
    )


def candidates_of(session: Session, request_id: int) -> list[Candidate]:
    """Who has been presented, the first first."""
    return list(
        session.scalars(
            sa.select(Candidate)
            .where(Candidate.request_id == request_id)
            .order_by(Candidate.presented_at, Candidate.id)
        )
    )


def own_draft(session: Session, business_user_id: int, key: UUID) -> RequestDraft:
    """The enquiry the person is writing.

    Raises:
        NotFound: when there is none, or another person is writing it.
    """
    draft = session.scalar(
        sa.select(RequestDraft).where(
            RequestDraft.key == key, RequestDraft.business_user_id == business_user_id
        )
    )
    if draft is None:
        raise NotFound
    return draft


def drafts_of(session: Session, business_user_id: int) -> list[RequestDraft]:
    """What the person has begun to write and not sent, the latest first."""
    return list(
        session.scalars(
            sa.select(RequestDraft)
            .where(RequestDraft.business_user_id == business_user_id)
            .order_by(RequestDraft.updated_at.desc())
            .limit(10)
        )
    )
