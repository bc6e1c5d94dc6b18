"""The businesses' questionnaire: two quarters that are over, and the one that runs."""

import random
import uuid
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import clock
from portal.demo.town import Company, Town
from portal.demo.writing import copy
from portal.surveys import keys, service
from portal.surveys.models import BUSINESS_STATEMENTS, BusinessAnswer, Cell, Invitation, Wave
from portal.surveys.rules import Numbers

QUARTERS = 3
ASKED_AT = time(9, 11)
RESPONSE = 0.42
ASKED_SHARE = 0.45
RUNNING_SHARE = 0.1
FAVOURABLE = dict(zip(BUSINESS_STATEMENTS, (0.78, 0.74, 0.61, 0.82, 0.86), strict=True))
NOT_RELEVANT = 0.06


def load(session: Session, town: Town, quarters: Sequence[date]) -> None:
    """A wave for each of the latest quarters; those that are over are closed."""
    contacts = [one for one in town.companies if one.user_id is not None]
    for start in quarters[-QUARTERS:]:
        wave = Wave(
            questionnaire="business",
            quarter_start=start,
            version=1,
            mark_key=keys.name_of(keys.mark_keys()[0]),
            seal_key=keys.newest_public(),
        )
        session.add(wave)
        session.flush()
        service.lay_down_occasions(session, wave)
        cells = session.scalars(sa.select(Cell.id).where(Cell.wave_id == wave.id)).all()
        rng = town.chance(f"businesses' survey of {start}")
        invited = _invitations(town, wave, contacts, cells, rng)
        copy(session, Invitation, invited)
        if all(row["expires_at"] <= town.now for row in invited):
            copy(session, BusinessAnswer, _answers(invited, rng))
            wave.closed = True
    session.flush()


def _invitations(
    town: Town, wave: Wave, contacts: Sequence[Company], cells: Sequence[int], rng: random.Random
) -> list[dict[str, Any]]:
    """A row for each contact asked. In the running quarter only a few, and lately: their answers
    are still to come."""
    running = clock.next_quarter(wave.quarter_start) > town.today
    share = RUNNING_SHARE if running else ASKED_SHARE
    rows = []
    for one in contacts:
        asked = rng.random() < share or (running and one.persona is not None)
        days = rng.randrange(1, 6) if running else rng.randrange(1, 60)
        cell, number = rng.choice(cells), rng.getrandbits(128)
        if not asked:
            continue
        first = max(wave.quarter_start, town.today - timedelta(days=days))
        day = first if running else wave.quarter_start + timedelta(days=days)
        at = clock.at_local(day, ASKED_AT)
        rows.append(
            {
                "id": uuid.UUID(int=number, version=4),
                "wave_id": wave.id,
                "business_user_id": one.user_id,
                "cell_id": cell,
                "invited_at": at,
                "expires_at": at + Numbers().link_lasts,
            }
        )
    return rows


def _answers(invited: Sequence[dict[str, Any]], rng: random.Random) -> list[dict[str, Any]]:
    rows = [
        {
            "id": uuid.UUID(int=rng.getrandbits(128), version=4),
            "cell_id": row["cell_id"],
            **{key: _value(share, rng) for key, share in FAVOURABLE.items()},
        }
        for row in invited
        if rng.random() < RESPONSE
    ]
    return sorted(rows, key=lambda row: row["id"].int)


def _value(share: float, rng: random.Random) -> int | None:
    if rng.random() < NOT_RELEVANT:
        return None
    return rng.choice((4, 4, 5)) if rng.random() < share else rng.choice((3, 3, 2, 1))
