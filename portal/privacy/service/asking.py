"""Use cases: a person asks something of their data, and the job centre answers in time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.core import audit, clock
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound, Refused
from portal.exports.queries import COLUMNS
from portal.notifications import service as notifications
from portal.privacy import queries, rules
from portal.privacy.models import FIELDS, DataCorrection, DataRequest, Restriction
from portal.privacy.queries.requests import open_for, to_decide
from portal.privacy.refusals import PrivacyRefusal
from portal.privacy.service import erasing
from portal.privacy.service.copying import PLACES

MOST_OPEN = 10


@dataclass(frozen=True)
class Decision:
    """What is decided on a request."""

    decision: str
    reason: str
    corrected: Mapping[str, str] = field(default_factory=dict)
    """The new text of what is put right, by its name."""
    ground: str = "claim"
    """On what ground a granted restriction rests."""


def ask(
    session: Session, actor: Actor, kind: str, about: str, words: str, key: str, *, now: datetime
) -> DataRequest:
    """Take a request, with the day it is answered by. The same form again is the same request.

    Who says that data are wrong, or objects, has their use restricted until it is decided.

    Raises:
        Refused: when too many wait for an answer.
    """
    column = COLUMNS[actor.audience]
    waiting = sa.select(sa.func.count()).where(
        getattr(DataRequest, column) == actor.person_id, DataRequest.decided_at.is_(None)
    )
    if (session.scalar(waiting) or 0) >= MOST_OPEN:
        raise Refused(PrivacyRefusal.TOO_MANY)
    today = clock.local_date(now)
    months, _longer = queries.answer_months(session, today)
    named = f"{actor.audience}:{actor.person_id}:{key}"
    made = session.scalar(
        insert(DataRequest)
        .values(
            {column: actor.person_id}
            | {"kind": kind, "about": about, "words": words, "key": named, "asked_at": now}
            | {"answer_by": rules.answer_by(today, months)}
        )
        .on_conflict_do_nothing(constraint="data_request_sent_once")
        .returning(DataRequest.id)
    )
    request = session.scalars(sa.select(DataRequest).where(DataRequest.key == named)).one()
    if made is None:
        return request
    _note(session, actor, "ask", request, now, kind=kind)
    ground = rules.restricts(kind)
    if ground and request.citizen_id:
        restrict(session, actor, request.citizen_id, ground, request_id=request.id, now=now)
    _tell(session, request, "data_request_received", now, answer_by=request.answer_by)
    return request


def take_back(session: Session, actor: Actor, request_id: int, *, now: datetime) -> None:
    """The person does not want it any more.

    Raises:
        NotFound: when it is not the actor's.
        Refused: when it is decided.
    """
    request = open_for(session, actor, request_id)
    if request.decided_at is not None:
        raise Refused(PrivacyRefusal.DECIDED)
    request.decided_at, request.decision = now, "taken_back"
    _lift_with(session, request, actor, now)
    _note(session, actor, "take_back", request, now)
    session.flush()


def longer(session: Session, actor: Actor, request_id: int, because: str, *, now: datetime) -> None:
    """Give a difficult request more time, and tell the person why.

    Raises:
        NotFound: when there is none, or it is not the actor's to decide.
        Refused: when it is decided, or has more time already.
    """
    request = _undecided(session, actor, request_id)
    if request.longer_at is not None:
        raise Refused(PrivacyRefusal.LONGER_ALREADY)
    _months, more = queries.answer_months(session, clock.local_date(request.asked_at))
    request.answer_by = rules.add_months(request.answer_by, more)
    request.longer_at, request.longer_because = now, because
    _note(session, actor, "prolong", request, now)
    _tell(session, request, "data_request_longer", now, answer_by=request.answer_by, note=because)
    session.flush()


def decide(
    session: Session, actor: Actor, request_id: int, made: Decision, *, now: datetime
) -> DataRequest:
    """Answer a request with a reason: correct, restrict or delete what is granted, and tell.

    A no to a correction keeps the person's own view with the data.

    Raises:
        NotFound: when there is none, or it is not the actor's to decide.
        Refused: when it is decided already, or nothing is said to be put right.
    """
    request = _undecided(session, actor, request_id)
    yes = made.decision in ("granted", "partly")
    if request.citizen_id is not None:
        if request.kind == "correct":
            _correct(session, actor, request, made, now)
        if request.kind == "erase" and yes:
            erasing.erase(session, actor, request.citizen_id, now=now)
        if request.kind == "restrict" and yes:
            restrict(
                session, actor, request.citizen_id, made.ground, request_id=request.id, now=now
            )
    request.decided_at, request.decided_by_id = now, actor.person_id
    request.decision, request.reason = made.decision, made.reason
    if not rules.keeps_restricted(request.kind, made.decision):
        _lift_with(session, request, actor, now)
    _note(session, actor, "decide", request, now, decision=made.decision)
    _tell(session, request, "data_request_decided", now, reason=made.reason)
    session.flush()
    return request


def _undecided(session: Session, actor: Actor, request_id: int) -> DataRequest:
    request = to_decide(session, actor, request_id)
    if request is None:
        raise NotFound
    if request.decided_at is not None:
        raise Refused(PrivacyRefusal.DECIDED)
    return request


def _correct(
    session: Session, actor: Actor, request: DataRequest, made: Decision, now: datetime
) -> None:
    citizen = session.get(Citizen, request.citizen_id, with_for_update=True)
    assert citizen is not None
    if made.decision == "refused":
        _write(session, actor, request, "view", "", request.words, now)
        return
    for name in FIELDS:
        before, after = getattr(citizen, f"real_{name}"), made.corrected.get(name, "")
        if after and after != before:
            setattr(citizen, f"real_{name}", after)
            _write(session, actor, request, name, before, after, now)


def _write(
    session: Session, actor: Actor, request: DataRequest, name: str, before: str, after: str,
    now: datetime,
) -> None:  # fmt: skip
    session.add(
        DataCorrection(
            citizen_id=request.citizen_id, request_id=request.id, field=name, before=before,
            after=after, at=now, staff_id=actor.person_id,
        )
    )  # fmt: skip


def restrict(
    session: Session, actor: Actor, citizen_id: int, ground: str, *, request_id: int, now: datetime
) -> None:
    """Restrict the use of a citizen's data from now on, unless it is restricted already."""
    made = session.scalar(
        insert(Restriction)
        .values(citizen_id=citizen_id, request_id=request_id, ground=ground, since=now)
        .on_conflict_do_nothing()
        .returning(Restriction.id)
    )
    if made is not None:
        audit.record(
            session, actor, "restrict", "citizen", citizen_id, now=now, citizen_id=citizen_id,
            ground=ground,
        )  # fmt: skip


def lift(session: Session, actor: Actor, citizen_id: int, because: str, *, now: datetime) -> None:
    """Let the data be used again. The citizen is told first.

    Raises:
        Refused: when nothing is restricted.
    """
    found = session.scalar(
        sa.select(Restriction)
        .where(Restriction.citizen_id == citizen_id, Restriction.lifted_at.is_(None))
        .with_for_update()
    )
    if found is None:
        raise Refused(PrivacyRefusal.LIFTED)
    notifications.tell(
        session,
        event=f"restriction-lifted:{found.id}",
        kind="restriction_lifted",
        audience=Audience.CITIZEN,
        recipient_id=citizen_id,
        now=now,
        path=PLACES[Audience.CITIZEN],
        reason=because,
    )
    _end(session, found, actor, because, now)


def _end(session: Session, found: Restriction, actor: Actor, because: str, now: datetime) -> None:
    found.lifted_at, found.lifted_because = now, because
    found.lifted_by_id = actor.person_id if actor.audience is Audience.STAFF else None
    audit.record(
        session, actor, "lift", "citizen", found.citizen_id, now=now, citizen_id=found.citizen_id
    )
    session.flush()


def _lift_with(session: Session, request: DataRequest, actor: Actor, now: datetime) -> None:
    """End the restriction that lasted only while this request was looked at."""
    found = session.scalar(
        sa.select(Restriction).where(
            Restriction.request_id == request.id, Restriction.lifted_at.is_(None)
        )
    )
    if found is not None:
        _end(session, found, actor, request.reason or str(request.decision), now)


def _note(
    session: Session, actor: Actor, action: str, request: DataRequest, now: datetime, **more: str
) -> None:
    audit.record(
        session, actor, action, "data_request", request.id, now=now,
        citizen_id=request.citizen_id, **more,
    )  # fmt: skip


def _tell(session: Session, request: DataRequest, kind: str, now: datetime, **values: Any) -> None:
    audience = Audience.CITIZEN if request.citizen_id else Audience.BUSINESS
    notifications.tell(
        session,
        event=f"{kind}:{request.id}",
        kind=kind,
        audience=audience,
        recipient_id=request.citizen_id or request.business_user_id or 0,
        now=now,
        path=PLACES[audience],
        **values,
    )


def note_look(session: Session, actor: Actor, request: DataRequest, *, now: datetime) -> None:
    """Write down that somebody has read a request."""
    _note(session, actor, "read", request, now)
