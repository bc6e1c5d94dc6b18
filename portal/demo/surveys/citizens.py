"""The citizens' questionnaire: cells, invitations, answers, and what still waits for company."""

import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts.models import Team
from portal.core import clock
from portal.demo.surveys import opinions
from portal.demo.surveys.opinions import Answerer, Values
from portal.demo.town import Citizen, Town
from portal.demo.writing import copy
from portal.surveys import keys, rules, sealing, service
from portal.surveys.models import (
    STATEMENTS,
    Answer,
    Cell,
    Invitation,
    SealedAnswer,
    SpentLink,
    Tally,
    Wave,
)
from portal.surveys.rules import Background, Numbers
from portal.surveys.rules.answers import FAVOURABLE_FROM
from portal.surveys.rules.batches import split

RESPONSE = 0.38
# The survey began with a trial in one team: too few answers to say anything yet.
TRIAL_INVITED = 60
ASKED_AT = time(9, 11)
NUMBERS = Numbers()
CASEWORKERS = (("own", 78), ("other", 17), ("none", 5))
CHANNELS = (("in_person", 66), ("phone", 24), ("video", 8), ("workplace", 2))

Asked = tuple[Citizen, date]


class Quarter:
    """One wave while it is being made."""

    def __init__(self, town: Town, number: int, start: date, teams: dict[int, str]) -> None:
        self.town, self.number, self.start = town, number, start
        self.rng = town.chance(f"survey of {start}")
        self.asked = _asked(town, start, self.rng)
        if number == 1:
            self.asked = self.asked[: town.scaled(TRIAL_INVITED)]
        self.people = [self._answerer(one, day, teams) for one, day in self.asked]
        exact = Counter(person.background for person in self.people)
        self.sizes = rules.plan_cells(exact, NUMBERS.cell_least)
        self.cells: dict[tuple[str, str] | Background, int] = {}

    def _answerer(self, one: Citizen, day: date, teams: dict[int, str]) -> Answerer:
        band = rules.band_of(one.course_started_on, day)
        background = Background(rules.family_of(one.group), teams[one.caseworker_id], band)
        caseworker = _one_of(self.rng, CASEWORKERS)
        channel = "none" if caseworker == "none" else _one_of(self.rng, CHANNELS)
        return Answerer(background, caseworker, channel)

    def note_cells(self, session: Session) -> None:
        """Write the cells as the portal itself does, and remember their ids."""
        wave = session.get_one(Wave, self.number)
        service.lay_down_cells(session, wave, self.sizes)
        for cell in session.scalars(sa.select(Cell).where(Cell.wave_id == self.number)):
            key = (cell.kind, cell.value)
            if cell.kind == "background":
                key = Background(cell.group_family, cell.team, cell.length_band)  # type: ignore[assignment]
            self.cells[key] = cell.id

    def cells_of(self, person: Answerer) -> tuple[int, int, int]:
        """Where a person's answer is counted."""
        return (
            self.cells[rules.place(person.background, self.sizes)],
            self.cells["caseworker", person.caseworker],
            self.cells["channel", person.channel],
        )

    def invitations(self) -> list[dict[str, Any]]:
        """A row for everybody asked."""
        rows = []
        for (one, day), person in zip(self.asked, self.people, strict=True):
            at = clock.at_local(day, ASKED_AT)
            background, caseworker, channel = self.cells_of(person)
            rows.append(
                {
                    "id": uuid.UUID(int=self.rng.getrandbits(128), version=4),
                    "wave_id": self.number,
                    "citizen_id": one.id,
                    "cell_id": background,
                    "caseworker_cell_id": caseworker,
                    "channel_cell_id": channel,
                    "invited_at": at,
                    "expires_at": at + NUMBERS.link_lasts,
                }
            )
        return rows

    def used(self, rows: Sequence[dict[str, Any]]) -> list[int]:
        """Whose link was used; a persona's never, so that it can be tried out."""
        return [
            place
            for place, row in enumerate(rows)
            if not self.asked[place][0].persona
            and self.rng.random() < self._readiness(place, row["invited_at"])
        ]

    def _readiness(self, place: int, invited_at: datetime) -> float:
        # Of those asked yesterday few have answered yet.
        so_far = min(1.0, 0.2 + (self.town.now - invited_at) / NUMBERS.link_lasts)
        family = self.people[place].background.group_family
        return RESPONSE * so_far * opinions.READINESS.get(family, 1.0)


def load(session: Session, town: Town, quarters: Sequence[date]) -> None:
    """All quarters; the running one last, with answers that still wait."""
    teams = _teams(session, town)
    marks: list[dict[str, Any]] = []
    for number, start in enumerate(quarters, 1):
        quarter = Quarter(town, number, start, teams)
        quarter.note_cells(session)
        rows = quarter.invitations()
        copy(session, Invitation, rows)
        used = quarter.used(rows)
        people = [quarter.people[place] for place in used]
        progress = (number - 1) / (len(quarters) - 1)
        answers = opinions.answers(people, progress, quarter.rng)
        running = any(row["expires_at"] > town.now for row in rows)
        _lay(session, quarter, people, answers, everything=not running)
        if running:
            marks += [
                {"mark": service.mark_of(rows[place]["id"]), "wave_id": number} for place in used
            ]
        else:
            session.get_one(Wave, number).closed = True
    session.flush()
    town.chance("marks").shuffle(marks)
    copy(session, SpentLink, marks)


def _lay(
    session: Session,
    quarter: Quarter,
    people: Sequence[Answerer],
    answers: Sequence[Values],
    *,
    everything: bool,
) -> None:
    """What the worker would have laid down by now; the rest stays sealed."""
    by_cell: dict[int, list[Values]] = defaultdict(list)
    for person, values in zip(people, answers, strict=True):
        for cell in quarter.cells_of(person):
            by_cell[cell].append(values)
    background = {id_ for key, id_ in quarter.cells.items() if isinstance(key, Background)}
    laid: list[dict[str, Any]] = []
    waiting: list[dict[str, Any]] = []
    counted: list[dict[str, Any]] = []
    for cell, of_cell in sorted(by_cell.items()):
        ready, left = split(of_cell, NUMBERS.batch_least, everything, quarter.rng)
        waiting += [{"sealed": _sealed(cell, values)} for values in left]
        if cell in background:
            laid += [
                {"cell_id": cell, **dict(zip(STATEMENTS, values, strict=True))} for values in ready
            ]
        else:
            counted += _tallies(cell, ready)
    for rows in (laid, waiting):
        for row in rows:
            row["id"] = uuid.UUID(int=quarter.rng.getrandbits(128), version=4)
        rows.sort(key=lambda row: row["id"].int)
    for row in waiting:
        row |= {"wave_id": quarter.number, "fresh": False}
    copy(session, Answer, laid)
    copy(session, SealedAnswer, waiting)
    copy(session, Tally, counted)


def _sealed(cell: int, values: Values) -> bytes:
    return sealing.seal(keys.newest_public(), sealing.Content((cell,), values))


def _tallies(cell: int, answers: Sequence[Values]) -> list[dict[str, Any]]:
    rows = []
    for place, key in enumerate(STATEMENTS):
        given = [values[place] for values in answers]
        relevant = [value for value in given if value is not None]
        favourable = sum(value >= FAVOURABLE_FROM for value in relevant)
        rows.append({"cell_id": cell, "key": key, "n": len(relevant), "favourable": favourable})
    return rows


def _teams(session: Session, town: Town) -> dict[int, str]:
    """The team's id of every member of staff, as cells name it."""
    ids = {name: id_ for name, id_ in session.execute(sa.select(Team.name, Team.id))}
    return {one.id: str(ids[one.team]) for one in town.staff}


def _asked(town: Town, quarter: date, rng: random.Random) -> list[Asked]:
    """Everybody whose course ran on their day of the quarter, as the portal itself asks them."""
    last_day = clock.next_quarter(quarter) - timedelta(days=1)
    asked: list[Asked] = []
    for one in town.citizens:
        day = rules.day_of_asking(one.id, quarter, last_day)
        # A citizen whose course began later in the quarter is asked on its first days.
        day = max(day, one.course_started_on + timedelta(days=1))
        if day <= last_day and clock.at_local(day, ASKED_AT) <= town.now:
            asked.append((one, day))
    return asked


def _one_of(rng: random.Random, weighted: tuple[tuple[str, int], ...]) -> str:
    return rng.choices([word for word, _ in weighted], [weight for _, weight in weighted])[0]
