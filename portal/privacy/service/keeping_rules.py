"""Use cases of the administrator: see how long things are kept, and write a new period."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.errors import NotFound, Refused
from portal.privacy.defaults import PERIODS
from portal.privacy.models import RetentionRule
from portal.privacy.queries.periods import periods
from portal.privacy.refusals import PrivacyRefusal
from portal.privacy.rules import Period
from portal.privacy.service.retention import due

# What no setting goes under or over: a backup that is restored must find its deletions named.
LEAST_DAYS = {"journal": 181, "log": 180}


@dataclass(frozen=True)
class Overview:
    """One rule of keeping as the administrator sees it."""

    key: str
    period: Period
    rule: RetentionRule | None
    """None where the portal's own period holds."""
    coming: RetentionRule | None
    tonight: int
    """How many rows a run would touch now."""


def overview(session: Session, now: datetime) -> list[Overview]:
    """Every rule, with what a run would forget now."""
    today = clock.local_date(now)
    in_force = periods(session, today)
    tonight: dict[str, int] = {}
    for one in due(session, now):
        tonight[one.key] = tonight.get(one.key, 0) + one.rows
    written = session.scalars(sa.select(RetentionRule).order_by(RetentionRule.valid_from)).all()
    held = {rule.key: rule for rule in written if rule.valid_from <= today}
    coming = {rule.key: rule for rule in reversed(written) if rule.valid_from > today}
    return [
        Overview(key, in_force[key], held.get(key), coming.get(key), tonight.get(key, 0))
        for key in PERIODS
    ]


def versions(session: Session, key: str) -> list[RetentionRule]:
    """The periods of one rule, the latest first.

    Raises:
        NotFound: when there is no such rule.
    """
    if key not in PERIODS:
        raise NotFound
    found = sa.select(RetentionRule).where(RetentionRule.key == key)
    return list(session.scalars(found.order_by(RetentionRule.valid_from.desc())))


def change(
    session: Session, actor: Actor, key: str, length: tuple[int, str], since: date, reason: str,
    *, now: datetime,
) -> None:  # fmt: skip
    """Write a period that holds from a coming day on; one of the same day is replaced.

    Raises:
        NotFound: when there is no such rule.
        Refused: when the day is not to come, or the time is longer or shorter than may be.
    """
    if key not in PERIODS:
        raise NotFound
    today = clock.local_date(now)
    if since <= today:
        raise Refused(PrivacyRefusal.NOT_TO_COME)
    amount, unit = length
    if not 1 <= amount <= 3650:
        raise Refused(PrivacyRefusal.NO_LENGTH)
    period = Period(amount, unit)
    if unit != "days" and amount > 100:
        raise Refused(PrivacyRefusal.NO_LENGTH)
    if (period.after(today) - today).days < LEAST_DAYS.get(key, 1):
        raise Refused(PrivacyRefusal.TOO_SHORT)
    values = {"amount": amount, "unit": unit, "reason": reason, "written_by_id": actor.person_id}
    session.execute(
        insert(RetentionRule)
        .values(key=key, valid_from=since, **values)
        .on_conflict_do_update(index_elements=["key", "valid_from"], set_=values)
    )
    audit.record(
        session, actor, "change", "retention_rule", key, now=now, amount=amount, unit=unit,
        valid_from=since.isoformat(),
    )  # fmt: skip


def note_look(session: Session, actor: Actor, *, now: datetime) -> None:
    """Write down that somebody saw how much would be forgotten."""
    audit.record(session, actor, "read", "retention", now=now)
