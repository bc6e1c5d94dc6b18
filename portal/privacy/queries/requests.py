"""Requests about data: a person's own, and those that wait for the job centre's answer."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import BusinessUser, Citizen, Staff
from portal.core import policy
from portal.core.access import Actor, Audience
from portal.core.errors import NotFound
from portal.exports import queries as exports
from portal.exports.models import ExportOrder
from portal.privacy.models import DataCorrection, DataRequest, Restriction

MOST = 200
PEOPLE = (joinedload(DataRequest.citizen), joinedload(DataRequest.business_user))


@dataclass(frozen=True)
class Mine:
    """What a person has asked of their data."""

    requests: list[DataRequest]
    copy: ExportOrder | None
    """The latest one."""
    restriction: Restriction | None
    corrections: list[DataCorrection]


def mine(session: Session, actor: Actor) -> Mine:
    """The actor's own requests and latest copy: four statements at most."""
    citizen = actor.audience is Audience.CITIZEN
    column = "citizen_id" if citizen else "business_user_id"
    requests = session.scalars(
        sa.select(DataRequest)
        .where(getattr(DataRequest, column) == actor.person_id)
        .order_by(DataRequest.asked_at.desc())
        .limit(MOST)
    )
    copy = exports.latest(session, actor, "own_data")
    if not citizen:
        return Mine(list(requests), copy, None, [])
    restriction = session.scalar(
        sa.select(Restriction).where(
            Restriction.citizen_id == actor.person_id, Restriction.lifted_at.is_(None)
        )
    )
    corrections = session.scalars(
        sa.select(DataCorrection)
        .where(DataCorrection.citizen_id == actor.person_id)
        .order_by(DataCorrection.at.desc())
    )
    return Mine(list(requests), copy, restriction, list(corrections))


def open_for(session: Session, actor: Actor, request_id: int) -> DataRequest:
    """The actor's own request, held until the transaction ends.

    Raises:
        NotFound: when there is none of that id, or it is somebody else's.
    """
    column = "citizen_id" if actor.audience is Audience.CITIZEN else "business_user_id"
    found = session.scalar(
        sa.select(DataRequest)
        .where(DataRequest.id == request_id, getattr(DataRequest, column) == actor.person_id)
        .with_for_update()
    )
    if found is None:
        raise NotFound
    return found


def reach(actor: Actor) -> sa.ColumnElement[bool]:
    """For a WHERE: the requests an actor decides. A lead has those of the team's citizens."""
    if policy.may(actor, policy.ADMINISTER):
        return sa.true()
    if not policy.may(actor, policy.DECIDE_RIGHTS):
        return sa.false()
    of_team = sa.select(Citizen.id).join(Staff, Staff.id == Citizen.caseworker_id)
    return DataRequest.citizen_id.in_(of_team.where(Staff.team_id == actor.team_id))


def to_decide(session: Session, actor: Actor, request_id: int) -> DataRequest | None:
    """A request the actor may decide, held until the transaction ends; or None."""
    return session.scalar(
        sa.select(DataRequest).where(DataRequest.id == request_id, reach(actor)).with_for_update()
    )


@dataclass(frozen=True)
class Waiting:
    """One request as those who decide see it."""

    request: DataRequest
    name: str
    citizen: Citizen | None
    user: BusinessUser | None


def waiting(session: Session, actor: Actor, now: datetime) -> list[Waiting]:
    """What waits for an answer, the most urgent first, and then what was answered last."""
    rows = session.execute(
        sa.select(DataRequest, Citizen, BusinessUser)
        .outerjoin(Citizen, Citizen.id == DataRequest.citizen_id)
        .outerjoin(BusinessUser, BusinessUser.id == DataRequest.business_user_id)
        .where(reach(actor), DataRequest.asked_at <= now)
        .order_by(
            DataRequest.decided_at.is_not(None),
            sa.case((DataRequest.decided_at.is_(None), DataRequest.answer_by)),
            DataRequest.decided_at.desc(),
        )
        .limit(MOST)
    )
    return [
        Waiting(request, (citizen or user).name, citizen, user) for request, citizen, user in rows
    ]


def one(session: Session, actor: Actor, request_id: int) -> Waiting:
    """One request the actor may decide, with whom it is about.

    Raises:
        NotFound: when there is none, or it is not the actor's.
    """
    row = session.execute(
        sa.select(DataRequest, Citizen, BusinessUser)
        .outerjoin(Citizen, Citizen.id == DataRequest.citizen_id)
        .outerjoin(BusinessUser, BusinessUser.id == DataRequest.business_user_id)
        .where(DataRequest.id == request_id, reach(actor))
    ).one_or_none()
    if row is None:
        raise NotFound
    request, citizen, user = row
    return Waiting(request, (citizen or user).name, citizen, user)
