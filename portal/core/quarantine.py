"""Files that wait for the virus scanner: kept, given to nobody, judged when it is back.

One door for every room that keeps files. Its rows have `state`, `content` and `id`; the content of
what held a virus is gone.
"""

from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, undefer

from portal.core import scanning
from portal.core.logs import log
from portal.settings import Settings

WAITING, FIT, INFECTED = STATES = ("waiting", "fit", "infected")

Row = TypeVar("Row", bound=Any)


def judged(settings: Settings, content: bytes) -> str:
    """How a file stands that has just come: waiting where the scanner gives no verdict."""
    if not scanning.is_on(settings):
        return FIT
    try:
        found = scanning.find_virus(settings, content)
    except scanning.ScannerAway:
        return WAITING
    return FIT if found is None else INFECTED


def judge_next(session: Session, settings: Settings, model: type[Row]) -> Row | None:
    """Ask the scanner about the next row that waits; the row as it stands now, or None.

    One at a time, so that the caller keeps what is known when the scanner goes away. Without a
    scanner what still waits is fit, as everything else is.

    Raises:
        ScannerAway: when there is no verdict; the file waits on.
    """
    file: Row | None = session.scalar(
        sa.select(model)
        .where(model.state == WAITING)
        .options(undefer(model.content))
        .order_by(model.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if file is None:
        return None
    found = scanning.find_virus(settings, file.content) if scanning.is_on(settings) else None
    file.state = FIT if found is None else INFECTED
    if found is not None:
        file.content = None
        log.warning("virus found", table=model.__tablename__, file_id=file.id)
    session.flush()
    return file
