"""Files that were ordered: one ready, one that waits for the worker."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.orm import Session

from portal.core.access import Actor, Audience, Role
from portal.demo.town import Town
from portal.exports import kinds, service
from portal.exports.models import ExportOrder, ExportPiece
from portal.exports.rules import bounded


def load(session: Session, town: Town) -> None:
    """Hanne ordered the openings yesterday; hers and Ida's of today are made as one looks."""
    hanne = _acting(town, "hanne-teamleder", Role.TEAM_LEAD)
    ida = _acting(town, "ida-analytiker", Role.ANALYST)
    _ready(session, town, hanne, "openings")
    for who, key in ((hanne, "enquiries"), (ida, "figures")):
        service.order(session, who, kinds.known(key), "xlsx", {}, "da", now=town.now)


def _acting(town: Town, subject: str, role: Role) -> Actor:
    one = town.colleague(subject)
    return Actor(Audience.STAFF, one.id, one.name, role=role)


def _ready(session: Session, town: Town, who: Actor, key: str) -> None:
    """As the worker would have made it, in this one transaction."""
    done = []

    def note(rows: int, _citizens: Sequence[int]) -> None:
        done.append(rows)

    asked_at = town.now - timedelta(days=1, minutes=12)
    kind = kinds.known(key)
    task = kinds.Task(session, town.settings, who, {}, "csv", asked_at, note)
    ((ending, made),) = kind.files(task)
    pieces = list(bounded(made))
    order = ExportOrder(
        kind=key,
        ending=ending,
        choice={},
        staff_id=who.person_id,
        asked_at=asked_at,
        called_at=asked_at,
        attempts=1,
        expected=sum(done),
        done=sum(done),
        made_at=asked_at + timedelta(seconds=20),
        expires_at=asked_at + timedelta(days=7),
        endings=[ending],
        size=sum(map(len, pieces)),
    )
    session.add(order)
    session.flush()
    session.add_all(
        ExportPiece(order_id=order.id, ending=ending, number=number, content=piece)
        for number, piece in enumerate(pieces)
    )
    session.flush()
