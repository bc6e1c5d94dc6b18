"""Use case: lay waiting answers down where they are counted, in company.

Each answer is taken apart first: its background, its caseworker, its channel and its words go
different ways and nothing joins them again. In each cell answers are laid only in batches of at
least so many, and as many always stay behind, so that the last batch has company too. What stays
is sealed anew and written anew in random order.
"""

import random
import secrets
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.core import clock
from portal.core.logs import log
from portal.surveys import keys, queries, sealing
from portal.surveys.models import (
    STATEMENTS_OF,
    Cell,
    Invitation,
    OpenAnswer,
    SealedAnswer,
    SpentLink,
    Tally,
    Wave,
)
from portal.surveys.models.answers import TABLE_OF
from portal.surveys.rules.answers import FAVOURABLE_FROM
from portal.surveys.rules.batches import split
from portal.surveys.sealing import Content

_MARKED_IN_SEVERAL_GOES = sa.text(
    "SELECT count(DISTINCT xmin::text) > 1 FROM survey_spent_link WHERE wave_id = :wave_id"
)

Values = tuple[int | None, ...]
# Cells whose answers are rows; of the others only their numbers are kept.
AS_ROWS = ("background", "occasion")
CHANCE = secrets.SystemRandom()


@dataclass
class Waiting:
    """What waits in a wave, taken apart."""

    by_cell: dict[int, list[Values]] = field(default_factory=lambda: defaultdict(list))
    words: list[str] = field(default_factory=list)

    def add(self, content: Content) -> None:
        """Take a sealed answer apart."""
        for cell in content.cells:
            self.by_cell[cell].append(content.values)
        if content.words:
            self.words.append(content.words)

    def parts(self) -> Iterable[Content]:
        """Every part on its own again."""
        for cell, answers in self.by_cell.items():
            for values in answers:
                yield Content((cell,), values)
        for words in self.words:
            yield Content((), (), words)


def lay_answers(session: Session, *, now: datetime) -> int:
    """Lay down what may be of every open wave; close those that are over.

    Returns how many answers and parts were laid. When a wave is over all of it is laid, and the
    marks of its links are forgotten: nothing says any more who took part.
    """
    laid = 0
    for wave in session.scalars(sa.select(Wave).where(~Wave.closed).order_by(Wave.id)):
        over = _is_over(session, wave, now)
        laid += lay_wave(session, wave, everything=over, now=now)
        if over:
            _forget_marks(session, wave)
        else:
            _mix_marks(session, wave)
    return laid


def lay_wave(
    session: Session,
    wave: Wave,
    *,
    everything: bool = False,
    now: datetime,
    chance: random.Random = CHANCE,
) -> int:
    """Lay down what may be laid of one wave; returns how many answers and parts that were."""
    session.execute(
        sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"survey_laying:{wave.id}")))
    )
    rows = session.execute(
        sa.select(SealedAnswer.id, SealedAnswer.sealed).where(SealedAnswer.wave_id == wave.id)
    ).all()
    if not rows or not (everything or _is_new(session, wave)):
        return 0
    waiting, read = _unsealed(rows)
    if not read:
        return 0
    session.execute(
        sa.delete(SealedAnswer).where(
            SealedAnswer.id == sa.any_(sa.literal(read, sa.ARRAY(sa.Uuid)))
        )
    )
    numbers = queries.numbers(session, clock.local_date(now))
    ready = Waiting()
    left = Waiting()
    for cell, answers in waiting.by_cell.items():
        ready.by_cell[cell], left.by_cell[cell] = split(
            answers, numbers.batch_least, everything, chance
        )
    ready.words, left.words = split(waiting.words, numbers.batch_least, everything, chance)
    _lay_down(session, wave, ready, chance)
    _seal_again(session, wave, left, chance)
    return sum(map(len, ready.by_cell.values())) + len(ready.words)


def _is_new(session: Session, wave: Wave) -> bool:
    """Whether an answer came since the last time; when none did, nothing need be written."""
    fresh = sa.exists().where(SealedAnswer.wave_id == wave.id, SealedAnswer.fresh)
    return bool(session.scalar(sa.select(fresh)))


def _unsealed(rows: Sequence[sa.Row[uuid.UUID, bytes]]) -> tuple[Waiting, list[uuid.UUID]]:
    """What the rows hold. One that can't be read stays where it is: it may be read later."""
    openers = keys.openers()
    waiting, read = Waiting(), []
    for row_id, sealed in rows:
        for private in openers:
            try:
                waiting.add(sealing.unseal(private, sealed))
            except sealing.Unreadable:
                continue
            read.append(row_id)
            break
    if len(read) < len(rows):
        log.error("survey opening key missing", unreadable=len(rows) - len(read))
    return waiting, read


def _lay_down(session: Session, wave: Wave, ready: Waiting, chance: random.Random) -> None:
    statements = STATEMENTS_OF[wave.questionnaire]
    kinds = {
        cell: kind
        for cell, kind in session.execute(
            sa.select(Cell.id, Cell.kind).where(Cell.wave_id == wave.id)
        )
    }
    rows = [
        {"id": uuid.uuid4(), "cell_id": cell, **dict(zip(statements, values, strict=True))}
        for cell, answers in ready.by_cell.items()
        if kinds[cell] in AS_ROWS
        for values in answers
    ]
    chance.shuffle(rows)
    if rows:
        # The database counts them in the same statement: see the trigger on the table.
        session.execute(sa.insert(TABLE_OF[wave.questionnaire]), rows)
    beside = {c: a for c, a in ready.by_cell.items() if a and kinds[c] not in AS_ROWS}
    _count(session, beside, statements)
    words = [{"id": uuid.uuid4(), "wave_id": wave.id, "words": text} for text in ready.words]
    chance.shuffle(words)
    if words:
        session.execute(sa.insert(OpenAnswer), words)


def _count(session: Session, answers: dict[int, list[Values]], statements: tuple[str, ...]) -> None:
    n: Counter[tuple[int, str]] = Counter()
    favourable: Counter[tuple[int, str]] = Counter()
    for cell, of_cell in answers.items():
        for values in of_cell:
            for key, value in zip(statements, values, strict=True):
                if value is not None:
                    n[cell, key] += 1
                    favourable[cell, key] += value >= FAVOURABLE_FROM
    if not n:
        return
    added = insert(Tally)
    session.execute(
        added.on_conflict_do_update(
            index_elements=[Tally.cell_id, Tally.key],
            set_={
                "n": Tally.n + added.excluded.n,
                "favourable": Tally.favourable + added.excluded.favourable,
            },
        ),
        [
            {"cell_id": cell, "key": key, "n": number, "favourable": favourable[cell, key]}
            for (cell, key), number in sorted(n.items())
        ],
    )


def _seal_again(session: Session, wave: Wave, left: Waiting, chance: random.Random) -> None:
    public = wave.seal_key or keys.newest_public()
    rows = [
        {
            "id": uuid.uuid4(),
            "wave_id": wave.id,
            "sealed": sealing.seal(public, part),
            "fresh": False,
        }
        for part in left.parts()
    ]
    chance.shuffle(rows)
    if rows:
        session.execute(sa.insert(SealedAnswer), rows)


_MIX_MARKS = sa.text("""
    WITH taken_up AS (
        DELETE FROM survey_spent_link WHERE wave_id = :wave_id RETURNING mark
    )
    INSERT INTO survey_spent_link (mark, wave_id)
    SELECT mark, :wave_id FROM taken_up ORDER BY random()
""")


def _mix_marks(session: Session, wave: Wave) -> None:
    """Write all marks anew in random order when any is new: their order tells nothing."""
    if session.scalar(_MARKED_IN_SEVERAL_GOES, {"wave_id": wave.id}):
        session.execute(_MIX_MARKS, {"wave_id": wave.id})


def _forget_marks(session: Session, wave: Wave) -> None:
    session.execute(sa.delete(SpentLink).where(SpentLink.wave_id == wave.id))
    if not session.scalar(sa.select(sa.exists().where(SealedAnswer.wave_id == wave.id))):
        wave.closed = True
        session.flush()


def _is_over(session: Session, wave: Wave, now: datetime) -> bool:
    last_link = session.scalar(
        sa.select(sa.func.max(Invitation.expires_at)).where(Invitation.wave_id == wave.id)
    )
    quarter_over = clock.start_of_day(clock.next_quarter(wave.quarter_start)) <= now
    return quarter_over and (last_link is None or last_link <= now)
