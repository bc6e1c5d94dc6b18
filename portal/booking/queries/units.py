"""The rooms and video lines that suit a citizen's talk, and which of them are free."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, TSTZRANGE, Range
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen
from portal.booking.models import RESOURCE_OF_CHANNEL, Resource, Talk
from portal.booking.rules import Span, Unit

TAKES_TIME = ("booked", "held")
# Of people's needs, those that a room meets or does not.
ROOM_NEEDS = frozenset({"step_free", "hearing_loop"})
# Of tables, not of what they are mapped to: rows are all that is wanted, and come faster so.
_TALK, _RESOURCE = Talk.__table__.c, Resource.__table__.c
WINDOW = sa.bindparam("window", type_=TSTZRANGE)
LEFT_OUT = sa.bindparam("left_out", type_=sa.BigInteger)


def wanted(citizen: Citizen | None, kind: str | None, team_id: int) -> dict[str, Any]:
    """What the statements here ask for: a kind that meets the citizen's needs, for a team."""
    needs = ROOM_NEEDS.intersection(citizen.needs) if citizen else ()
    return {"kind": kind, "team": team_id, "needs": sorted(needs)}


def _suiting() -> sa.CTE:
    """Every room or line that suits, each of several alike by its number."""
    unit = sa.func.generate_series(1, _RESOURCE.capacity).table_valued("number").render_derived()
    team_id = sa.bindparam("team", type_=sa.BigInteger)
    return (
        sa.select(_RESOURCE.id, unit.c.number)
        .join(unit, sa.true())
        .where(
            _RESOURCE.active,
            _RESOURCE.kind == sa.bindparam("kind", type_=sa.Text),
            sa.or_(_RESOURCE.team_id.is_(None), _RESOURCE.team_id == team_id),
            _RESOURCE.features.contains(sa.bindparam("needs", type_=ARRAY(sa.Text))),
        )
        .cte("suiting")
    )


def takes_time() -> sa.ColumnElement[bool]:
    """A talk that takes time in the window, but for the one left out."""
    in_time = _TALK.during.op("&&")(WINDOW)
    return sa.and_(_TALK.status.in_(TAKES_TIME), in_time, _TALK.id != LEFT_OUT)


def _taken(suiting: sa.CTE) -> sa.CTE:
    """When they are taken in the window, whoever by: also by talks that the citizen may not see."""
    resources = sa.func.array(sa.select(suiting.c.id).distinct().scalar_subquery())
    found = sa.func.rooms_taken(resources, WINDOW, LEFT_OUT).table_valued(
        sa.column("resource_id", sa.BigInteger),
        sa.column("resource_unit", sa.SmallInteger),
        sa.column("during", TSTZRANGE),
    )
    return sa.select(found).cte("taken")


def _is_of(taken: sa.CTE, suiting: sa.CTE) -> sa.ColumnElement[bool]:
    return sa.and_(taken.c.resource_id == suiting.c.id, taken.c.resource_unit == suiting.c.number)


def parts(number: int) -> tuple[sa.Select[Any], sa.Select[Any]]:
    """One that nobody takes in the whole window; where there is none, all and when they are taken.

    As a rule there is one, and then the hundreds of talks in the others need not be told.
    """
    suiting = _suiting()
    taken = _taken(suiting)
    ever = sa.select(taken.c.resource_id, taken.c.resource_unit)
    free = sa.select(suiting).except_(ever).limit(1).cte("free")
    no_time = sa.null().cast(sa.DateTime(timezone=True))
    during = sa.func.lower(taken.c.during), sa.func.upper(taken.c.during)
    return (
        sa.select(sa.literal(number), free.c.id, free.c.number, no_time, no_time),
        sa.select(sa.literal(number), suiting.c.id, suiting.c.number, *during)
        .select_from(suiting)
        .outerjoin(taken, _is_of(taken, suiting))
        .where(~sa.exists(sa.select(free.c.id))),
    )


@cache
def _free_statement() -> sa.Select[Any]:
    suiting = _suiting()
    taken = _taken(suiting)
    in_it = sa.exists().where(_is_of(taken, suiting))
    return sa.select(suiting).where(~in_it).order_by(suiting.c.id, suiting.c.number)


def free_units(
    session: Session, citizen: Citizen, channel: str, span: Span, left_out: int | None
) -> list[Unit]:
    """The rooms or lines that are free for the whole of `span`, in their order.

    Filling them in this order keeps others free for long.
    """
    values = wanted(citizen, RESOURCE_OF_CHANNEL.get(channel), citizen.caseworker.team_id)
    rows = session.execute(
        _free_statement(), values | {"window": Range(*span), "left_out": left_out or 0}
    )
    return [Unit(resource_id, number) for resource_id, number in rows]
