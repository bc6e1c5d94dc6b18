"""What a citizen must book next, and the rules for it, in one statement."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.booking.defaults import OWN_WISH
from portal.booking.models import KindRule, Obligation, Purpose, TalkRule
from portal.booking.queries.rulebook import (
    GROUP_TERMS,
    KIND_TERMS,
    kind_in_force,
    rule_in_force,
    terms_of,
)
from portal.booking.rules import Terms
from portal.core import clock
from portal.core.errors import NotFound


@dataclass(frozen=True)
class Duty:
    """The talk a citizen must book next. `expired` when it was not booked in time."""

    obligation_id: int
    kind: str
    purpose: Purpose
    book_by: date
    hold_by: date
    expired: bool
    status: str
    stopped_because: str | None
    priority: bool
    purpose_words: str


def whose(
    session: Session, citizen_id: int, kind: str | None, now: datetime
) -> tuple[Citizen, Terms, Obligation | None, Purpose, str]:
    """A citizen, the terms of the next talk, the duty it fulfils, what it is for, and its kind.

    Raises:
        NotFound: when there is no such citizen or rule.
    """
    row = session.execute(
        _statement(kind is not None),
        {"citizen": citizen_id, "kind": kind, "today": clock.local_date(now)},
    ).one_or_none()
    if row is None:
        raise NotFound
    return row[0], terms_of(row[1], row[2]), row[3], row[4], row[2].kind


# Building it takes longer than sending it, so it is built once.
@cache
def _statement(kind_given: bool) -> sa.Select[Citizen, TalkRule, KindRule, Obligation, Purpose]:
    """Who a `citizen` is, what they must book (of a `kind`), and the rules in force `today`."""
    today = sa.bindparam("today", type_=sa.Date)
    kind = sa.bindparam("kind", type_=sa.Text) if kind_given else None
    rule = orm.aliased(TalkRule, rule_in_force(today))
    due = orm.aliased(Obligation, pending(kind).lateral())
    wanted_kind = sa.func.coalesce(due.kind, "job") if kind is None else kind
    of_kind = orm.aliased(KindRule, kind_in_force(wanted_kind, today))
    return (
        sa.select(
            Citizen,
            orm.Bundle("rule", *(getattr(rule, name) for name in GROUP_TERMS)),
            orm.Bundle("of_kind", *(getattr(of_kind, name) for name in KIND_TERMS)),
            due,
            Purpose,
        )
        .join(Citizen.caseworker)
        .join(rule, sa.true())
        .outerjoin(due, sa.true())
        .join(of_kind, sa.true())
        .join(Purpose, Purpose.code == sa.func.coalesce(due.purpose_code, OWN_WISH))
        .options(orm.contains_eager(Citizen.caseworker), orm.contains_eager(due.purpose))
        .where(Citizen.id == sa.bindparam("citizen", type_=sa.BigInteger))
        .execution_options(populate_existing=True)
    )


def pending(kind: sa.ColumnElement[str] | None = None) -> sa.Select[Obligation]:
    """What the `Citizen` of the enclosing statement must book: open, or else missed and latest.

    With `kind` only a duty of that kind: a talk of one kind does not fulfil a duty of another.
    """
    newer = orm.aliased(Obligation)
    return (
        sa.select(Obligation)
        .where(
            Obligation.citizen_id == Citizen.id,
            sa.true() if kind is None else Obligation.kind == kind,
            sa.or_(
                Obligation.status.in_(("open", "exempt")),
                sa.and_(
                    Obligation.status == "expired",
                    ~sa.exists().where(
                        newer.citizen_id == Obligation.citizen_id, newer.id > Obligation.id
                    ),
                ),
            ),
        )
        .order_by(
            (Obligation.status == "open").desc(),
            (Obligation.status == "exempt").desc(),
            Obligation.book_by,
        )
        .limit(1)
        .correlate(Citizen)
    )


def duty_of(obligation: Obligation | None) -> Duty | None:
    """What pages say of an obligation."""
    if obligation is None:
        return None
    return Duty(
        obligation.id,
        obligation.kind,
        obligation.purpose,
        obligation.book_by,
        obligation.hold_by,
        obligation.status == "expired",
        obligation.status,
        obligation.stopped_because,
        obligation.priority,
        obligation.purpose_words,
    )
