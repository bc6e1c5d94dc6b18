"""The administrator changes how candidates are put in order, and how long they are shown."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused
from portal.recruitment.queries.candidate_rules import KINDS, Rule
from portal.recruitment.refusals import RuleRefusal


def add(
    session: Session,
    kind: str,
    valid_from: date,
    values: dict[str, Any],
    *,
    actor: Actor,
    now: datetime,
) -> Rule:
    """What holds from a day on; what was decided before keeps its own.

    Raises:
        Refused: when the day is today or gone by, has a version already, or nothing about the
            work would count.
    """
    if valid_from <= clock.local_date(now):
        raise Refused(RuleRefusal.BACKWARDS)
    model = KINDS[kind]
    if session.get(model, valid_from) is not None:
        raise Refused(RuleRefusal.ALREADY)
    if kind == "vaegte" and not values["occupation"] + values["required"]:
        raise Refused(RuleRefusal.NO_WORK)
    made: Rule = model(valid_from=valid_from, **values)
    session.add(made)
    _note(session, actor, "add", made, now)
    session.flush()
    return made


def take_back(
    session: Session, kind: str, valid_from: date, *, actor: Actor, now: datetime
) -> None:
    """Take back a version that has not begun.

    Raises:
        NotFound: when there is none from that day.
        Refused: when it holds or has held.
    """
    model = KINDS[kind]
    found: Rule | None = session.scalar(
        sa.select(model).where(model.valid_from == valid_from).with_for_update()
    )
    if found is None:
        raise NotFound
    if valid_from <= clock.local_date(now):
        raise Refused(RuleRefusal.IN_FORCE)
    session.delete(found)
    _note(session, actor, "remove", found, now)
    session.flush()


def _note(session: Session, actor: Actor, action: str, rule: Rule, now: datetime) -> None:
    day = rule.valid_from.isoformat()
    audit.record(session, actor, action, rule.__tablename__, day, now=now)
