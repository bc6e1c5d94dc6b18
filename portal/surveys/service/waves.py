"""Use case: begin the survey of a quarter, once, with its cells decided beforehand."""

from collections import Counter
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Staff
from portal.booking.models import CHANNELS
from portal.core import clock
from portal.core.errors import Refused
from portal.surveys import keys, queries
from portal.surveys.models import Cell, Statement, Wave
from portal.surveys.models.codes import CASEWORKERS, OCCASIONS
from portal.surveys.refusals import SurveyRefusal
from portal.surveys.rules import Background, band_of, family_of, plan_cells

# Beside the background, counted without being on an answer.
BESIDE = {"caseworker": CASEWORKERS, "channel": (*CHANNELS, "none")}


def begin_wave(session: Session, questionnaire: str, *, now: datetime) -> tuple[Wave, bool]:
    """The wave of the quarter that holds `now`, and whether it was begun by this call.

    It takes the newest statements and keeps them, decides with whom everybody is counted, and
    notes the keys. Begun twice, also at once, it is the same wave.

    Raises:
        Refused: when a later quarter's wave has begun, so the clock must have been put back.
    """
    quarter = clock.quarter_start(clock.local_date(now))
    session.execute(
        sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"survey_wave:{questionnaire}")))
    )
    newest = session.scalar(
        sa.select(Wave)
        .where(Wave.questionnaire == questionnaire)
        .order_by(Wave.quarter_start.desc())
        .limit(1)
    )
    if newest is not None and newest.quarter_start > quarter:
        raise Refused(SurveyRefusal.CLOCK_BACK)
    if newest is not None and newest.quarter_start == quarter:
        if not newest.seal_key:  # begun before answers were sealed
            newest.seal_key = keys.newest_public()
            session.flush()
        return newest, False
    version = session.scalar(
        sa.select(sa.func.coalesce(sa.func.max(Statement.version), 1)).where(
            Statement.questionnaire == questionnaire
        )
    )
    wave = Wave(
        questionnaire=questionnaire,
        quarter_start=quarter,
        version=version or 1,
        mark_key=keys.name_of(keys.mark_keys()[0]),
        seal_key=keys.newest_public(),
    )
    session.add(wave)
    session.flush()
    if questionnaire == "citizen":
        _plan_cells(session, wave, clock.local_date(now))
    else:
        lay_down_occasions(session, wave)
    return wave, True


def ensure_wave(session: Session, now: datetime, questionnaire: str = "citizen") -> Wave:
    """The wave of the quarter that holds `now`, begun if need be."""
    return begin_wave(session, questionnaire, now=now)[0]


def running_wave(session: Session, now: datetime, questionnaire: str = "citizen") -> Wave | None:
    """The wave of the quarter that holds `now`, if it has begun."""
    quarter = clock.quarter_start(clock.local_date(now))
    return session.scalar(
        sa.select(Wave).where(Wave.questionnaire == questionnaire, Wave.quarter_start == quarter)
    )


def _plan_cells(session: Session, wave: Wave, day: date) -> None:
    """Decide the cells from everybody who has a contact course when the wave begins."""
    found = session.execute(
        sa.select(Citizen.target_group, Staff.team_id, Citizen.course_started_on)
        .join(Staff, Staff.id == Citizen.caseworker_id)
        .where(*queries.on_course(day))
    )
    people: Counter[Background] = Counter(
        Background(family_of(group), str(team), band_of(started, day))
        for group, team, started in found
    )
    least = queries.numbers(session, day).cell_least
    lay_down_cells(session, wave, plan_cells(people, least))


def lay_down_cells(session: Session, wave: Wave, sizes: dict[Background, int]) -> None:
    """Write the cells of a wave: those of the background, and those counted beside it."""
    session.execute(
        insert(Cell),
        [
            {"wave_id": wave.id, **cell._asdict(), "population": number}
            for cell, number in sizes.items()
        ],
    )
    _add_values(session, wave, BESIDE)


def lay_down_occasions(session: Session, wave: Wave) -> None:
    """Write the cells of a businesses' wave."""
    _add_values(session, wave, {"occasion": OCCASIONS})


def _add_values(session: Session, wave: Wave, kinds: dict[str, tuple[str, ...]]) -> None:
    session.execute(
        insert(Cell),
        [
            {"wave_id": wave.id, "kind": kind, "value": value}
            for kind, values in kinds.items()
            for value in values
        ],
    )
