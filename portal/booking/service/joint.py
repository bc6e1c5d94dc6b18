"""Who else takes part in a talk: colleagues, whose time it takes, and guests from outside."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Staff, Team
from portal.booking import queries, rules
from portal.booking.models import Participant, Talk
from portal.booking.queries import Planner, Slot
from portal.booking.refusals import BookingRefusal
from portal.booking.service import freed, joint_messages
from portal.core import audit
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused, in_words

MOST_OTHERS = 8
NEAREST = 3
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Guest:
    """Somebody from outside, as staff write them down. `about` is what the invitation says."""

    kind: str
    name: str
    organisation: str
    email: str
    language: str = "da"
    about: str = ""


def add_colleague(
    session: Session, talk: Talk, staff_id: int, *, actor: Actor | None, now: datetime
) -> Participant:
    """Let a colleague take part, whose time the talk takes at once. Adding twice adds once.

    Whose the talk is, is for the caller to have asked.

    Raises:
        Refused: when the talk has begun or is cancelled, or the colleague is busy or away
            (`nearest_times` says when all can meet); nothing has changed.
        NotFound: when there is no such colleague, or the talk is theirs.
    """
    take_turns(session, [staff_id])
    return take_in(session, talk, staff_id, actor=actor, now=now)


def take_turns(session: Session, staff_ids: Iterable[int]) -> None:
    """Wait until nobody else takes time of the same colleagues, so a race is heard of at once."""
    session.execute(
        sa.select(Staff.id)
        .where(Staff.id.in_(list(staff_ids)))
        .order_by(Staff.id)
        .with_for_update(key_share=True)
    ).all()


def take_in(
    session: Session, talk: Talk, staff_id: int, *, actor: Actor | None, now: datetime
) -> Participant:
    """`add_colleague` without taking turns: the database decides a race in any case."""
    others = _others_for_change(session, talk, now)
    for one in others:
        if one.staff_id == staff_id:
            return one
    planner = _together(session, talk, staff_id, now)
    colleague = next((one for one in planner.others if one.id == staff_id), None)
    if colleague is None or not queries.can_take_part(colleague) or staff_id == talk.caseworker_id:
        raise NotFound
    _refuse_when_full(others)
    if not rules.all_can([planner.desks[0].others[colleague]], _block(talk)):
        raise Refused(BookingRefusal.COLLEAGUE_BUSY)
    with in_words(session, {"caseworker_not_double_booked": BookingRefusal.COLLEAGUE_BUSY}):
        (made,) = bring(session, talk, [staff_id], now)
    note(session, talk, made, "add", actor, now)
    joint_messages.invited(session, talk, made, now)
    return made


def nearest_times(session: Session, talk: Talk, staff_id: int, now: datetime) -> list[Slot]:
    """The three times nearest to the talk's at which all who take part and the colleague can."""
    slots = _together(session, talk, staff_id, now).all_slots()
    return sorted(sorted(slots, key=lambda slot: abs(slot.starts - talk.starts))[:NEAREST])


def add_guest(
    session: Session, talk: Talk, guest: Guest, *, actor: Actor | None, now: datetime
) -> Participant:
    """Invite somebody from outside by e-mail with a signed link. The same again invites once.

    Whose the talk is, is for the caller to have asked.

    Raises:
        Refused: when the talk has begun or is cancelled, or the address takes part already.
    """
    others = _others_for_change(session, talk, now)
    for one in others:
        if one.email.casefold() == guest.email.casefold():
            if (one.name, one.kind) == (guest.name, guest.kind):
                return one
            raise Refused(BookingRefusal.ASKED_ALREADY)
    _refuse_when_full(others)
    made = Participant(
        talk_id=talk.id,
        kind=guest.kind,
        name=guest.name,
        organisation=guest.organisation,
        email=guest.email,
        language=guest.language,
        about=guest.about,
        status="invited",
        invited_at=now,
        answers=0,
    )
    session.add(made)
    session.flush()
    note(session, talk, made, "add", actor, now)
    joint_messages.invited(session, talk, made, now)
    return made


def remove(
    session: Session, talk: Talk, person_id: int, *, actor: Actor | None, now: datetime
) -> None:
    """Somebody no longer takes part, and is told. Removing twice changes nothing.

    Raises:
        Refused: when the talk has begun or is cancelled.
    """
    for person in _others_for_change(session, talk, now):
        if person.id == person_id:
            joint_messages.removed(session, talk, person, now)
            _take_out(session, talk, person, actor, now)


def leave(
    session: Session,
    talk: Talk,
    staff_id: int,
    *,
    actor: Actor | None,
    now: datetime,
    instead_id: int | None = None,
) -> None:
    """A colleague can't take part after all, or another does instead; the caseworker is told.

    Raises:
        Refused: when the other one is busy; nothing has changed.
        NotFound: when there is no such colleague.
    """
    for person in _others_for_change(session, talk, now):
        if person.staff_id == staff_id:
            if instead_id is not None:
                take_in(session, talk, instead_id, actor=actor, now=now)
            joint_messages.left(session, talk, person, now)
            _take_out(session, talk, person, actor, now)


def bring(
    session: Session, talk: Talk, staff_ids: Iterable[int], now: datetime
) -> list[Participant]:
    """Write down colleagues; the database takes their time, or refuses."""
    rows = session.execute(
        sa.select(Staff, Team.name).join(Staff.team).where(Staff.id.in_(list(staff_ids)))
    )
    made = [
        Participant(
            talk_id=talk.id,
            kind="colleague",
            staff_id=staff.id,
            name=staff.name,
            organisation=team,
            email=staff.email,
            status="confirmed",
            invited_at=now,
            answered_at=now,
        )
        for staff, team in rows
        if staff.id != talk.caseworker_id and queries.can_take_part(staff)
    ]
    session.add_all(made)
    session.flush()
    return made


def _others_for_change(session: Session, talk: Talk, now: datetime) -> list[Participant]:
    """Who takes part, with the talk held against other changes."""
    session.refresh(talk, ["status", "during", "caseworker_id"], with_for_update=True)
    if talk.status != "booked" or talk.starts <= now:
        raise Refused(BookingRefusal.PARTICIPANTS_CLOSED)
    return queries.participants_of(session, talk.id)


def _refuse_when_full(others: list[Participant]) -> None:
    if len(others) >= MOST_OTHERS:
        raise Refused(BookingRefusal.PARTICIPANTS_FULL)


def _together(session: Session, talk: Talk, staff_id: int, now: datetime) -> Planner:
    """What decides when the talk could be with the colleague too."""
    return queries.planner(
        session,
        talk.citizen_id,
        now,
        channel=talk.channel,
        moved=talk,
        by_staff=True,
        with_staff=[staff_id],
    )


def _block(talk: Talk) -> rules.Span:
    before, after = talk.buffer_before * MINUTE, talk.buffer_after * MINUTE
    return talk.starts - before, talk.ends + after


def _take_out(
    session: Session, talk: Talk, person: Participant, actor: Actor | None, now: datetime
) -> None:
    note(session, talk, person, "remove", actor, now)
    session.delete(person)
    session.flush()
    if person.staff_id is not None:
        freed.tell_of_span(session, person.staff_id, talk.during)


def note(
    session: Session, talk: Talk, person: Participant, did: str, actor: Actor | None, now: datetime
) -> None:
    """Write down who was added to or removed from a talk."""
    audit.record(
        session,
        actor,
        did,
        "talk_participant",
        person.id,
        now=now,
        citizen_id=talk.citizen_id,
        talk_id=talk.id,
        kind=person.kind,
    )
