"""Who takes an enquiry: at first, when the owner is away, and when somebody hands it over."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Staff, Team
from portal.booking.models import Absence
from portal.businesses.models import Business
from portal.businesses.service import card as cards
from portal.core import clock, policy
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.notifications import service as notifications
from portal.recruitment.models import DutyShift, RecruitmentRequest
from portal.recruitment.queries.clocks import moments_of_open, open_requests
from portal.recruitment.queries.roster import ANSWERING, is_away, is_on_duty
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.service.log import append, held, progress_of
from portal.recruitment.service.telling import tell_business

NAMED, DUTY, FREE, LEAD, ANYBODY = "named_contact", "duty", "free", "lead", "anybody"
REASONS = (NAMED, DUTY, FREE, LEAD, ANYBODY)


def choose(
    session: Session, business: Business, now: datetime, *, instead_of: int | None = None
) -> tuple[Staff, str]:
    """Who takes an enquiry of this company that comes now, and why, in one statement.

    The named contact who is at work; else who is on duty today; else, on a day without a roster,
    any consultant at work; else a team lead; and when everybody is away, one of them all the same.
    Among equals whoever has the fewest open enquiries.

    Raises:
        Refused: when there is nobody at all.
    """
    today = clock.local_date(now)
    here = ~is_away(Staff.id, now)
    consultant = Staff.role.in_(policy.SERVE_COMPANIES.values)
    on_duty = is_on_duty(Staff.id, today)
    rank = sa.case(
        (sa.and_(here, consultant, Staff.id == business.named_contact_id), 0),
        (sa.and_(here, on_duty), 1),
        (sa.and_(here, consultant, ~_has_roster(today)), 2),
        (sa.and_(here, ~consultant), 3),
        else_=4,
    )
    row = session.execute(
        sa.select(Staff, rank)
        .join(Team, Team.id == Staff.team_id)
        .where(Staff.active, Staff.role.in_(ANSWERING), Staff.id.is_distinct_from(instead_of))
        .order_by(rank, Team.serves != "businesses", _load(), Staff.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        raise Refused(RequestRefusal.NOBODY_HERE)
    return row[0], REASONS[row[1]]


def _has_roster(today: object) -> sa.ColumnElement[bool]:
    return sa.select(DutyShift.staff_id).where(DutyShift.day == today).exists()


def _load() -> sa.ScalarSelect[int]:
    """How many open enquiries somebody has."""
    moments = moments_of_open()
    return (
        sa.select(sa.func.count())
        .select_from(RecruitmentRequest)
        .join(moments, moments.c.request_id == RecruitmentRequest.id)
        .where(RecruitmentRequest.consultant_id == Staff.id)
        .correlate(Staff)
        .scalar_subquery()
    )


def hand_over(
    session: Session,
    request_id: int,
    to_staff_id: int,
    *,
    note: str,
    keep: bool = False,
    actor: Actor,
    now: datetime,
) -> None:
    """Give an enquiry to a colleague, with a note; with `keep` also the company from now on.

    Both are told, and so is the business: it always knows whom to call.

    Raises:
        NotFound: when there is no such request or colleague.
        Refused: when it has ended, or is the colleague's already.
    """
    request, _moments = held(session, request_id, now)
    colleague = session.scalar(
        sa.select(Staff).where(Staff.id == to_staff_id, Staff.active, Staff.role.in_(ANSWERING))
    )
    if colleague is None:
        raise NotFound
    if keep:
        cards.name_contact(session, request.business_id, colleague.id, actor=actor, now=now)
    if colleague.id == request.consultant_id:
        if keep:
            return
        raise Refused(RequestRefusal.HAS_IT)
    _give(session, request, colleague, "by_hand", now, note=note, actor=actor)


def move_from_absent(session: Session, now: datetime) -> int:
    """Give on what runs out while its owner is away; returns how many were moved.

    What can wait until they are back stays with them.
    """
    back = (
        sa.select(Absence.staff_id, sa.func.max(sa.func.upper(Absence.during)).label("at"))
        .where(Absence.kind == "away", Absence.during.contains(now))
        .group_by(Absence.staff_id)
    )
    until: dict[int, datetime] = dict(session.execute(back).all())
    if not until:
        return 0
    mine = open_requests(session, now, RecruitmentRequest.consultant_id.in_(until))
    moved = 0
    for waiting in mine:
        due = waiting.progress.next_due
        if due is None or due > until[waiting.consultant_id]:
            continue
        request, _moments = held(session, waiting.id, now)
        colleague, _why = choose(session, request.business, now, instead_of=request.consultant_id)
        _give(session, request, colleague, "absence", now)
        moved += 1
    return moved


def _give(
    session: Session,
    request: RecruitmentRequest,
    colleague: Staff,
    why: str,
    now: datetime,
    *,
    note: str = "",
    actor: Actor | None = None,
) -> None:
    request.consultant_id = colleague.id
    event = append(
        session,
        request.id,
        "assigned",
        now=now,
        actor=actor,
        text=note,
        code=why,
        to_staff_id=colleague.id,
        internal=True,
    )
    _tell_colleague(session, request, event.id, note, actor, now)
    tell_business(
        session,
        request,
        "request_has_new_consultant",
        f"consultant:{event.id}",
        now,
        consultant=colleague.name,
        number=colleague.phone,
    )


def _tell_colleague(
    session: Session,
    request: RecruitmentRequest,
    event_id: int,
    note: str,
    actor: Actor | None,
    now: datetime,
) -> None:
    _request, moments = held(session, request.id, now)
    notifications.tell(
        session,
        event=f"request:{request.id}:assigned:{event_id}",
        kind="request_handed_over",
        audience=Audience.STAFF,
        recipient_id=request.consultant_id,
        now=now,
        path=f"/personale/henvendelser/{request.id}",
        title=request.title,
        business=request.business.name,
        who=actor.name if actor else None,
        note=note,
        due=progress_of(session, request, moments, now).next_due,
    )
