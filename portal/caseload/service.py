"""Saying why one looks, handing a citizen to another caseworker, and protecting an address."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, ProtectedReader, Staff
from portal.caseload import queries, rules
from portal.caseload.models import CitizenLook
from portal.caseload.refusals import CaseloadRefusal
from portal.core import audit, clock, policy
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.notifications import service as notifications


def state_reason(
    session: Session, actor: Actor, citizen_id: int, *, reason: str, words: str, now: datetime
) -> CitizenLook | None:
    """Begin a look at another team's citizen; None when the citizen is the actor's own anyway.

    It ends by itself. The citizen sees it, and it is always among the looks that are checked.

    Raises:
        NotFound: when there is no such citizen.
        Refused: when the reason is not in use.
    """
    is_own = session.scalar(sa.select(queries.is_own(actor)).where(Citizen.id == citizen_id))
    if is_own is None:
        raise NotFound
    if is_own:
        return None
    today = clock.local_date(now)
    if reason not in {one.code for one in queries.reasons(session, today)}:
        raise Refused(CaseloadRefusal.REASON_GONE)
    midnight = clock.start_of_day(today + timedelta(days=1))
    made = CitizenLook(
        staff_id=actor.person_id,
        citizen_id=citizen_id,
        reason_code=reason,
        words=words,
        at=now,
        until=rules.ends(now, queries.rule(session, today).lasts_hours, midnight),
    )
    session.add(made)
    session.flush()
    audit.under_reason(citizen_id, made.id)
    audit.record(
        session, actor, "open", "citizen", citizen_id,
        now=now, citizen_id=citizen_id, look_id=made.id,
    )  # fmt: skip
    session.flush()
    return made


def note_search(
    session: Session, actor: Actor, citizen_ids: list[int], *, by: str, now: datetime
) -> None:
    """Write down whom a search has found, or that it found nobody. `by` says 'name' or 'cpr'."""
    found: list[int | None] = [*citizen_ids] or [None]
    for citizen_id in found:
        audit.record(
            session, actor, "search", "citizen", citizen_id, now=now, citizen_id=citizen_id, by=by
        )
    session.flush()


def note_list(session: Session, actor: Actor, citizen_ids: list[int], *, now: datetime) -> None:
    """Write down whose names a list has shown."""
    for citizen_id in citizen_ids:
        audit.record(session, actor, "list", "citizen", citizen_id, now=now, citizen_id=citizen_id)
    session.flush()


def change_caseworker(
    session: Session, actor: Actor, citizen_id: int, to_id: int, *, from_id: int, now: datetime
) -> Staff:
    """Let another caseworker follow the citizen's course. The talks that are booked stay.

    `from_id` is who it was when the actor chose. Both the citizen and the new one are told.

    Raises:
        NotFound: when the citizen is not of the team the actor leads.
        Refused: when the other is no active caseworker, or it has been changed meanwhile.
    """
    session.execute(sa.select(Citizen.id).where(Citizen.id == citizen_id).with_for_update())
    citizen = queries.led_citizen(session, actor, citizen_id)
    if citizen.caseworker_id != from_id:
        raise Refused(CaseloadRefusal.CHANGED_MEANWHILE)
    previous, to = citizen.caseworker, session.get(Staff, to_id)
    if (
        to is None
        or not to.active
        or to.role not in policy.RUN_TALKS.values
        or to_id == citizen.caseworker_id
    ):
        raise Refused(CaseloadRefusal.NO_SUCCESSOR)
    citizen.caseworker = to
    session.flush()
    audit.record(
        session, actor, "change", "caseworker", citizen_id,
        now=now, citizen_id=citizen_id, from_staff=previous.id, to_staff=to.id,
    )  # fmt: skip
    _tell(session, citizen, previous, to, now)
    return to


def _tell(session: Session, citizen: Citizen, previous: Staff, to: Staff, now: datetime) -> None:
    event = f"caseworker:{citizen.id}:{to.id}:{int(now.timestamp() * 1_000_000)}"
    notifications.tell(
        session,
        event=event,
        kind="caseworker_changed",
        audience=Audience.CITIZEN,
        recipient_id=citizen.id,
        now=now,
        path="/borger/beskeder",
        caseworker=to.name,
        previous=previous.name,
    )
    notifications.tell(
        session,
        event=event,
        kind="citizen_received",
        audience=Audience.STAFF,
        recipient_id=to.id,
        now=now,
        path=f"/personale/borger/{citizen.id}",
        who=citizen.name_in_notices,
    )


def protect(
    session: Session, actor: Actor, citizen_id: int, *, since: date, source: str, now: datetime
) -> Citizen:
    """Hide the citizen's name and address from all but named staff: first the caseworker and
    whoever does this.

    Raises:
        NotFound: when the citizen is not the actor's to protect.
    """
    citizen = queries.protected_citizen(session, actor, citizen_id)
    citizen.protected_from, citizen.protected_source = since, source
    session.flush()
    audit.record(
        session, actor, "protect", "citizen", citizen_id,
        now=now, citizen_id=citizen_id, since=since.isoformat(),
    )  # fmt: skip
    there = {one.staff_id for one in queries.readers(session, citizen_id)}
    for staff_id in {citizen.caseworker_id, actor.person_id} - there:
        _name(session, actor, citizen_id, staff_id, now)
    session.flush()
    return citizen


def unprotect(session: Session, actor: Actor, citizen_id: int, *, now: datetime) -> None:
    """Show name and address to everybody who works with the citizen again.

    Raises:
        NotFound: when the citizen is not the actor's to protect.
        Refused: when they are not protected.
    """
    citizen = queries.protected_citizen(session, actor, citizen_id)
    if citizen.protected_from is None:
        raise Refused(CaseloadRefusal.NOT_PROTECTED)
    citizen.protected_from = citizen.protected_source = None
    for one in queries.readers(session, citizen_id):
        one.ended_at = now
    audit.record(session, actor, "unprotect", "citizen", citizen_id, now=now, citizen_id=citizen_id)
    session.flush()


def name_reader(
    session: Session, actor: Actor, citizen_id: int, staff_id: int, *, now: datetime
) -> None:
    """Let a member of staff see the protected name and address, from their next page on.

    Raises:
        NotFound: when the citizen is not the actor's to protect, or there is no such staff.
        Refused: when it is not protected, or they may see it already.
    """
    citizen = queries.protected_citizen(session, actor, citizen_id)
    if citizen.protected_from is None:
        raise Refused(CaseloadRefusal.NOT_PROTECTED)
    staff = session.scalar(
        sa.select(Staff).where(Staff.id == staff_id, Staff.active).with_for_update()
    )
    if staff is None:
        raise NotFound
    if staff_id in {one.staff_id for one in queries.readers(session, citizen_id)}:
        raise Refused(CaseloadRefusal.ALREADY_NAMED)
    _name(session, actor, citizen_id, staff_id, now)
    session.flush()


def end_reader(
    session: Session, actor: Actor, citizen_id: int, staff_id: int, *, now: datetime
) -> None:
    """Hide the protected name and address from them again, from their next page on.

    Raises:
        NotFound: when the citizen is not the actor's to protect, or they are not named.
    """
    queries.protected_citizen(session, actor, citizen_id)
    found = next(
        (one for one in queries.readers(session, citizen_id) if one.staff_id == staff_id), None
    )
    if found is None:
        raise NotFound
    found.ended_at = now
    audit.record(
        session, actor, "end", "protected_reader", staff_id, now=now, citizen_id=citizen_id
    )
    session.flush()


def _name(session: Session, actor: Actor, citizen_id: int, staff_id: int, now: datetime) -> None:
    session.add(
        ProtectedReader(
            citizen_id=citizen_id, staff_id=staff_id, named_by_id=actor.person_id, named_at=now
        )
    )
    audit.record(
        session, actor, "name", "protected_reader", staff_id, now=now, citizen_id=citizen_id
    )
