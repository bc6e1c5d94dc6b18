"""What consultants work from: the queue, and a request with all that belongs to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import BusinessUser, Citizen, Staff
from portal.businesses.models import Business
from portal.core import clock, standing
from portal.core.access import Actor
from portal.core.errors import NotFound
from portal.core.plain import Plain
from portal.openings.models import Referral
from portal.recruitment.models import Candidate, RecruitmentRequest, RequestEvent
from portal.recruitment.queries.business import candidates_of, events_of, pause_in
from portal.recruitment.queries.clocks import OpenRequest, moments_in, open_requests, promises
from portal.recruitment.queries.roster import answering
from portal.recruitment.queries.wording import findings
from portal.recruitment.rules.clocks import Clock
from portal.recruitment.rules.progress import Progress
from portal.recruitment.rules.wording import Finding

PAGE = 50
EARLIER = 10


class Whose(StrEnum):
    """Whose requests a queue shows."""

    MINE = "mine"
    TEAM = "team"
    ALL = "all"


@dataclass(frozen=True)
class QueueRow:
    """One request of the queue: what is shown of it."""

    id: int
    title: str
    kind: str
    business: str
    consultant: str
    progress: Progress


@dataclass(frozen=True)
class Queue:
    """One page of the queue, and how many there are in all."""

    rows: list[QueueRow]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are; an empty queue has one."""
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        """Which place in the queue the page begins with."""
        return (self.page - 1) * PAGE + 1


def queue(session: Session, actor: Actor, whose: Whose, now: datetime, page: int = 1) -> Queue:
    """The open requests, the first to run out first: four statements however many there are.

    A page beyond the last shows the last.
    """
    found = open_requests(session, now, *_whose(actor, whose))
    last = Queue([], len(found), 1).pages
    page = min(max(page, 1), last)
    shown = found[(page - 1) * PAGE : page * PAGE]
    return Queue(_rows(session, shown), len(found), page)


def whole_queue(session: Session, now: datetime) -> list[QueueRow]:
    """Every open request, the first to run out first: four statements."""
    return _rows(session, open_requests(session, now))


_REQUEST, _BUSINESS, _STAFF = (
    RecruitmentRequest.__table__,
    Business.__table__,
    Staff.__table__,
)
_SHOWN = Plain(
    sa.select(
        _REQUEST.c.id,
        _REQUEST.c.title,
        _REQUEST.c.kind,
        _BUSINESS.c.name.label("business"),
        _STAFF.c.name.label("consultant"),
    )
    .join(_BUSINESS, _BUSINESS.c.id == _REQUEST.c.business_id)
    .join(_STAFF, _STAFF.c.id == _REQUEST.c.consultant_id)
    .where(_REQUEST.c.id == sa.any_(sa.bindparam("requests", type_=ARRAY(sa.BigInteger))))
)


def _rows(session: Session, shown: list[OpenRequest]) -> list[QueueRow]:
    found = _SHOWN.rows(session, requests=[row.id for row in shown])
    facts = {row.id: row for row in found}
    return [QueueRow(**facts[row.id]._asdict(), progress=row.progress) for row in shown]


def _whose(actor: Actor, whose: Whose) -> list[Any]:
    if whose is Whose.ALL:
        return []
    if whose is Whose.MINE:
        return [RecruitmentRequest.consultant_id == actor.person_id]
    team = sa.select(Staff.id).where(Staff.team_id == actor.team_id)
    return [RecruitmentRequest.consultant_id.in_(team)]


@dataclass(frozen=True)
class Asked:
    """A citizen who was asked about the job, and what came of it."""

    referral: Referral
    citizen_id: int
    name: str
    is_presented: bool

    @property
    def is_willing(self) -> bool:
        """True when the citizen said yes."""
        return self.referral.answer == "yes"


@dataclass(frozen=True)
class RequestPage:
    """A request as consultants see it."""

    request: RecruitmentRequest
    sent_by: BusinessUser | None
    events: list[tuple[RequestEvent, str | None]]
    """Each event with the name of the member of staff behind it."""
    candidates: list[Candidate]
    asked: list[Asked]
    progress: Progress
    earlier: list[RecruitmentRequest]
    """The company's enquiries that came before."""
    colleagues: list[Staff]
    """Who could take it."""
    findings: list[Finding]
    """Words in it that may discriminate."""
    beside: dict[str, Clock]
    """Its clocks counted in the way that does not decide, to be read beside those that do."""

    @property
    def is_confirmed(self) -> bool:
        """False while a guest has not confirmed the e-mail."""
        kinds = {event.kind for event, _ in self.events}
        return self.request.channel != "guest" or "verified" in kinds

    @property
    def wording(self) -> RequestEvent | None:
        """What was decided about its words, or None."""
        found = (event for event, _ in reversed(self.events) if event.kind == "wording")
        return next(found, None)

    @property
    def paused_because(self) -> RequestEvent | None:
        """Why the time stands still, or None while it runs."""
        return pause_in([event for event, _ in self.events], self.progress)

    @property
    def choosable(self) -> list[Asked]:
        """The willing whom the business has not seen yet."""
        return [a for a in self.asked if a.is_willing and not a.is_presented]


def request_page(session: Session, request_id: int, now: datetime) -> RequestPage:
    """The request and all that belongs to it: nine statements.

    Raises:
        NotFound: when there is none.
    """
    row = session.execute(
        sa.select(RecruitmentRequest, BusinessUser)
        .outerjoin(BusinessUser, BusinessUser.id == RecruitmentRequest.created_by_id)
        .where(RecruitmentRequest.id == request_id)
        .options(joinedload(RecruitmentRequest.business), joinedload(RecruitmentRequest.consultant))
    ).one_or_none()
    if row is None:
        raise NotFound
    request, sent_by = row
    events = events_of(session, request.id)
    moments = moments_in(events)
    assert moments is not None, "a request is stored together with its first event"
    names = _names(session, {event.staff_id for event in events if event.staff_id})
    known = promises(session, clock.local_date(now), moments)
    return RequestPage(
        request,
        sent_by,
        [(event, names.get(event.staff_id or 0)) for event in events],
        candidates_of(session, request.id),
        asked(session, request),
        known.progress(request.kind, moments, now),
        _earlier(session, request),
        [one for one in answering(session) if one.id != request.consultant_id],
        findings(session, vars(request), clock.local_date(moments.received)),
        known.other_way(request.kind, moments),
    )


def _earlier(session: Session, request: RecruitmentRequest) -> list[RecruitmentRequest]:
    """The latest of the company's enquiries that were stored before this one."""
    return list(
        session.scalars(
            sa.select(RecruitmentRequest)
            .where(
                RecruitmentRequest.business_id == request.business_id,
                RecruitmentRequest.id < request.id,
            )
            .order_by(RecruitmentRequest.id.desc())
            .limit(EARLIER)
        )
    )


def _names(session: Session, staff_ids: set[int]) -> dict[int, str]:
    rows = session.execute(sa.select(Staff.id, Staff.name).where(Staff.id.in_(staff_ids)))
    return dict(rows.all())


def asked(session: Session, request: RecruitmentRequest) -> list[Asked]:
    """Who was asked about the request's job, the willing first."""
    if request.opening_id is None:
        return []
    presented = sa.select(Candidate.id).where(Candidate.referral_id == Referral.id).exists()
    rows = session.execute(
        sa.select(Referral, Citizen.id, Citizen.name, presented)
        .join(Citizen, Citizen.id == Referral.citizen_id)
        .where(Referral.opening_id == request.opening_id)
        .order_by(
            sa.case({"yes": 0, "applied": 1, "no": 3}, value=Referral.answer, else_=2),
            Referral.asked_at,
            Referral.id,
        )
    )
    return [Asked(*row) for row in rows]


@dataclass(frozen=True)
class Behind:
    """The request an opening comes from, and who works on it."""

    request_id: int
    consultant_id: int


def behind(session: Session, opening_id: int) -> Behind | None:
    """The business' request behind an opening, or None for one that staff have entered."""
    wanted = sa.select(RecruitmentRequest.id, RecruitmentRequest.consultant_id).where(
        RecruitmentRequest.opening_id == opening_id
    )
    with standing.through(session, "asking"):
        row = session.execute(wanted).one_or_none()
    return Behind(*row) if row else None


def presented_referrals(session: Session, referral_ids: list[int]) -> set[int]:
    """Which of these yeses a business has been shown."""
    rows = session.scalars(
        sa.select(Candidate.referral_id).where(Candidate.referral_id.in_(referral_ids))
    )
    return set(rows)
