"""The rooms and video lines of the job centre, and which of them the coming talks take."""

from datetime import datetime
from heapq import heappop, heappush

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Session

from portal.booking.models import RESOURCE_OF_CHANNEL, Resource, Talk
from portal.demo.town import Town

# kind, name, how many, needs met, how to find them
ROOMS: tuple[tuple[str, str, int, list[str], str], ...] = (
    ("room", "Samtalerum i stuen", 12, ["step_free", "hearing_loop"], "Stuen, til højre"),
    ("room", "Samtalerum på 1. sal", 24, [], "1. sal, tag elevatoren eller trappen"),
    ("video_line", "Videolinjer", 12, [], ""),
)


def load(session: Session, town: Town) -> None:
    """Add the rooms, and give one to each coming talk that needs it, as long as there are any."""
    resources = [
        Resource(kind=kind, name=name, capacity=number, features=needs, directions=directions)
        for kind, name, number, needs, directions in ROOMS
    ]
    session.add_all(resources)
    session.flush()
    for channel, kind in RESOURCE_OF_CHANNEL.items():
        units = [
            (resource.id, unit)
            for resource in resources
            if resource.kind == kind
            for unit in range(1, resource.capacity + 1)
        ]
        _give(session, town, channel, units)


def _give(session: Session, town: Town, channel: str, units: list[tuple[int, int]]) -> None:
    """The talk that begins first takes the first room that is free."""
    free = list(units)
    taken: list[tuple[datetime, tuple[int, int]]] = []
    talks = session.scalars(
        sa.select(Talk)
        .where(
            Talk.channel == channel,
            Talk.status == "booked",
            sa.func.lower(Talk.during) > town.now,
        )
        .order_by(sa.func.lower(Talk.during), Talk.id)
        .options(orm.load_only(Talk.during, Talk.resource_id, Talk.resource_unit))
    )
    for talk in talks:
        while taken and taken[0][0] <= talk.starts:
            free.append(heappop(taken)[1])
        if free:
            free.sort()
            unit = free.pop(0)
            talk.resource_id, talk.resource_unit = unit
            heappush(taken, (talk.ends, unit))
    session.flush()
