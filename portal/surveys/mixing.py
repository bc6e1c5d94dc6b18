"""How answers are laid down so that the database's own traces lead to nobody.

PostgreSQL tells for every row which transaction wrote it (`xmin`) and where it lies (`ctid`).
Every row written here is therefore written together with others, in random order.
"""

import secrets
import uuid
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.surveys.models import STATEMENTS

# A new answer is laid down among this many others, taken up and laid down again with it.
COMPANY = 20

_VALUES = ", ".join(STATEMENTS)
_GIVEN = ", ".join(f"CAST(:{key} AS smallint)" for key in STATEMENTS)

# SKIP LOCKED: two answers that arrive together take different company and never wait.
_LAY_AMONG_OTHERS = sa.text(f"""
    WITH company AS (
        SELECT id FROM survey_answer WHERE wave_id = :wave_id AND id >= :start
        ORDER BY id LIMIT {COMPANY} FOR UPDATE SKIP LOCKED
    ), taken_up AS (
        DELETE FROM survey_answer USING company WHERE survey_answer.id = company.id
        RETURNING {_VALUES}
    )
    INSERT INTO survey_answer (id, wave_id, {_VALUES})
    SELECT gen_random_uuid(), :wave_id, {_VALUES}
    FROM (SELECT {_VALUES} FROM taken_up UNION ALL SELECT {_GIVEN}) AS laid ({_VALUES})
    ORDER BY random()
""")  # noqa: S608 — column names of our own model

_MIX_ANSWERS = sa.text(f"""
    WITH taken_up AS (
        DELETE FROM survey_answer WHERE wave_id = :wave_id RETURNING {_VALUES}
    )
    INSERT INTO survey_answer (id, wave_id, {_VALUES})
    SELECT gen_random_uuid(), :wave_id, {_VALUES} FROM taken_up ORDER BY random()
""")  # noqa: S608

_MIX_MARKS = sa.text("""
    WITH taken_up AS (
        DELETE FROM survey_spent_link WHERE wave_id = :wave_id RETURNING mark
    )
    INSERT INTO survey_spent_link (mark, wave_id)
    SELECT mark, :wave_id FROM taken_up ORDER BY random()
""")

_WRITTEN_IN_SEVERAL_GOES = sa.text(
    "SELECT count(DISTINCT xmin::text) > 1 FROM survey_spent_link WHERE wave_id = :wave_id"
)


def lay_among_others(session: Session, wave_id: int, answers: Mapping[str, int | None]) -> None:
    """Write one answer in the same breath as some of the wave's earlier ones, in random order.

    Which others is left to chance. The start lies in the lower half of the ids, so that enough
    follow it.
    """
    start = uuid.UUID(int=secrets.randbits(127))
    session.execute(_LAY_AMONG_OTHERS, {"wave_id": wave_id, "start": start, **answers})


def mix(session: Session, wave_id: int) -> bool:
    """Write all answers and all marks of a wave anew in random order, when any is new.

    Afterwards all of them come from one transaction and no order is older than it. Returns
    whether there was something to mix.
    """
    if not session.scalar(_WRITTEN_IN_SEVERAL_GOES, {"wave_id": wave_id}):
        return False
    session.execute(_MIX_ANSWERS, {"wave_id": wave_id})
    session.execute(_MIX_MARKS, {"wave_id": wave_id})
    return True
