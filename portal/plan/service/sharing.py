"""Other departments see parts of a plan: asked for by the job centre, allowed by the citizen.

Each invitation, answer and end leaves a line in the trail, and so does each look.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Citizen
from portal.core import audit, clock
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.notifications import service as notifications
from portal.plan import queries
from portal.plan.models import PlanShare
from portal.plan.refusals import ShareRefusal
from portal.plan.rules import sharing
from portal.plan.service.tasks import lock

CITIZENS_PAGE = "/borger/min-plan/deling"
SHARED_PLANS = "/personale/delte-planer"


def invite(
    session: Session,
    staff: Actor,
    citizen: Citizen,
    colleague_id: int,
    *,
    sections: Collection[str],
    why: str,
    until: date,
    now: datetime,
) -> PlanShare:
    """Ask the citizen whether somebody of another department may see these parts of the plan.

    Raises:
        NotFound: when nobody like that can be invited.
        Refused: when the last day is impossible, no part is chosen, or the person is invited.
    """
    asked_for = _parts_asked_for(sections, until, now)
    if colleague_id not in {one.id for one in queries.invitable(session, citizen)}:
        raise NotFound
    _make_room(session, citizen.id, colleague_id, now)
    made = PlanShare(
        citizen_id=citizen.id,
        staff_id=colleague_id,
        why=why,
        asked_for=list(asked_for),
        until=until,
        asked_by_id=staff.person_id,
        asked_at=now,
    )
    session.add(made)
    session.flush()
    notifications.tell(
        session,
        event=f"plan-share-{made.id}:asked",
        kind="plan_share_asked",
        audience=Audience.CITIZEN,
        recipient_id=citizen.id,
        now=now,
        path=CITIZENS_PAGE,
    )
    _note(session, staff, "ask", made, now)
    return made


def _parts_asked_for(sections: Collection[str], until: date, now: datetime) -> tuple[str, ...]:
    """The parts of a plan that can be asked for until that day."""
    problem = sharing.ends_problem(until, clock.local_date(now))
    asked_for = sharing.allowed(sections, sharing.SECTIONS)
    if problem is None and not asked_for:
        problem = sharing.No.NOTHING_CHOSEN
    if problem is not None:
        raise Refused(ShareRefusal[problem.name])
    return asked_for


def _make_room(session: Session, citizen_id: int, colleague_id: int, now: datetime) -> None:
    """End an invitation whose last day has gone by; one that runs stands in the way."""
    lock(session, citizen_id)
    running = session.scalar(
        sa.select(PlanShare).where(
            PlanShare.citizen_id == citizen_id,
            PlanShare.staff_id == colleague_id,
            PlanShare.ended_at.is_(None),
        )
    )
    if running is None:
        return
    if not sharing.is_over(running.until, clock.local_date(now)):
        raise Refused(ShareRefusal.ALREADY)
    running.ended_at = now
    session.flush()


def allow(
    session: Session, actor: Actor, share_id: int, sections: Collection[str], *, now: datetime
) -> PlanShare:
    """The actor says yes to some of the parts asked for, or chooses anew what is shown.

    Raises:
        NotFound: when nobody is invited so.
        Refused: when no part is chosen, or it has ended.
    """
    share = _own(session, actor, share_id, now)
    chosen = sharing.allowed(share.asked_for, sections)
    if not chosen:
        raise Refused(ShareRefusal.NOTHING_CHOSEN)
    first = share.answer is None
    if share.answer == "accepted" and tuple(share.shown) == chosen:
        return share
    share.answer, share.answered_at, share.shown = (
        "accepted",
        share.answered_at or now,
        list(chosen),
    )
    session.flush()
    if first:
        _tell(session, share, share.staff_id, "plan_shared", SHARED_PLANS, now)
        _answered(session, share, "plan_share_accepted", now)
    _note(session, actor, "allow", share, now, shown=list(chosen))
    return share


def end(session: Session, actor: Actor, share_id: int, *, now: datetime) -> PlanShare:
    """The actor says no, or takes the yes back. It holds at once; twice is the same as once.

    Raises:
        NotFound: when nobody is invited so.
    """
    share = _of(session, actor.person_id, share_id)
    if share.ended_at is not None:
        return share
    if share.answer is None:
        share.answer, share.answered_at = "declined", now
    share.ended_at = now
    session.flush()
    _answered(session, share, "plan_share_ended", now)
    _note(session, actor, "end", share, now)
    return share


def take_back(
    session: Session, staff: Actor, citizen_id: int, share_id: int, *, now: datetime
) -> PlanShare:
    """The job centre takes the invitation back. Twice is the same as once.

    Raises:
        NotFound: when nobody is invited so.
    """
    share = _of(session, citizen_id, share_id)
    if share.ended_at is None:
        share.ended_at = now
        session.flush()
        _note(session, staff, "take_back", share, now)
    return share


def note_shared_look(session: Session, staff: Actor, share: PlanShare, *, now: datetime) -> None:
    """Write down that the one invited has seen the parts of the plan."""
    _note(session, staff, "read", share, now, shown=share.shown)


def note_shares_listed(
    session: Session, staff: Actor, shares: Iterable[PlanShare], *, now: datetime
) -> None:
    """Write down that the one invited has seen whose plans they may see."""
    for share in shares:
        _note(session, staff, "list", share, now)
    session.flush()


def _own(session: Session, actor: Actor, share_id: int, now: datetime) -> PlanShare:
    share = _of(session, actor.person_id, share_id)
    if share.ended_at is not None or sharing.is_over(share.until, clock.local_date(now)):
        raise Refused(ShareRefusal.OVER)
    return share


def _of(session: Session, citizen_id: int, share_id: int) -> PlanShare:
    lock(session, citizen_id)
    found = session.scalar(
        sa.select(PlanShare)
        .where(PlanShare.id == share_id, PlanShare.citizen_id == citizen_id)
        .options(joinedload(PlanShare.staff), joinedload(PlanShare.citizen))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound
    return found


def _answered(session: Session, share: PlanShare, kind: str, now: datetime) -> None:
    path = f"/personale/borger/{share.citizen_id}/plan/deling"
    _tell(session, share, share.asked_by_id, kind, path, now)


def _tell(
    session: Session, share: PlanShare, staff_id: int, kind: str, path: str, now: datetime
) -> None:
    notifications.tell(
        session,
        event=f"plan-share-{share.id}:{kind}",
        kind=kind,
        audience=Audience.STAFF,
        recipient_id=staff_id,
        now=now,
        path=path,
        who=share.citizen.name_in_notices,
    )


def _note(
    session: Session, actor: Actor, action: str, share: PlanShare, now: datetime, **details: object
) -> None:
    audit.record(
        session,
        actor,
        action,
        "plan_share",
        share.id,
        now=now,
        citizen_id=share.citizen_id,
        **details,
    )
