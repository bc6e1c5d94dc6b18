"""The administrator says from a day on what a kind of place may be with a kind of employer."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused
from portal.supported.models import PlacementRule
from portal.supported.refusals import RuleRefusal

Key = tuple[str, str, date]


def add_rule(
    session: Session, key: Key, values: dict[str, Any], *, actor: Actor, now: datetime
) -> PlacementRule:
    """What holds for a kind of place (`key`: kind, employer, day) from a day on.

    What begins before that day keeps the rule it was applied for under.

    Raises:
        Refused: when the day is today or gone by, or has a version already.
    """
    form, sector, valid_from = key
    if valid_from <= clock.local_date(now):
        raise Refused(RuleRefusal.BACKWARDS)
    if session.get(PlacementRule, key) is not None:
        raise Refused(RuleRefusal.ALREADY)
    made = PlacementRule(form=form, sector=sector, valid_from=valid_from, **values)
    session.add(made)
    _note(session, actor, "add", made, now)
    session.flush()
    return made


def take_back_rule(session: Session, key: Key, *, actor: Actor, now: datetime) -> None:
    """Take back a version that has not begun.

    Raises:
        NotFound: when there is none.
        Refused: when it holds or has held.
    """
    found = session.get(PlacementRule, key)
    if found is None:
        raise NotFound
    if found.valid_from <= clock.local_date(now):
        raise Refused(RuleRefusal.IN_FORCE)
    session.delete(found)
    _note(session, actor, "remove", found, now)
    session.flush()


def _note(session: Session, actor: Actor, action: str, rule: PlacementRule, now: datetime) -> None:
    name = f"{rule.form}:{rule.sector}:{rule.valid_from.isoformat()}"
    audit.record(session, actor, action, "placement_rule", name, now=now)
