"""Keep a file that was chosen, and let the scanner judge it: at once, or when it is back."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit, files, jobs, quarantine
from portal.core.access import Actor
from portal.core.errors import Refused
from portal.core.files import FitFile
from portal.messages import queries
from portal.messages.models import MessageFile, MessageThread, ThreadMessage
from portal.messages.refusals import MessageRefusal
from portal.messages.service.writing import own_key
from portal.settings import Settings

SCAN = "messages.scan"


def keep_file(
    session: Session,
    settings: Settings,
    actor: Actor,
    key: str,
    file: FitFile,
    given_name: str | None,
    *,
    now: datetime,
) -> MessageFile:
    """Keep a file for the message that is being written in the form named `key`.

    Where a scanner is away the file waits for it, and nobody can open it until then.

    Raises:
        Refused: when it holds a virus, or there are too many.
    """
    mine = own_key(actor, key)
    if len(queries.draft_files(session, mine)) >= settings.file_max_count:
        raise Refused(MessageRefusal.TOO_MANY_FILES)
    state = quarantine.judged(settings, file.content)
    if state == quarantine.INFECTED:
        _note_virus(session, actor, None, now)
        raise Refused(MessageRefusal.VIRUS)
    made = MessageFile(
        key=mine,
        name=files.shown_name(given_name, file.ending, "fil"),
        mimetype=file.mimetype,
        size=len(file.content),
        content=file.content,
        state=state,
        stored_at=now,
    )
    session.add(made)
    session.flush()
    if state == quarantine.WAITING:
        jobs.defer(session, SCAN)
    return made


def drop_file(session: Session, actor: Actor, key: str, file_id: int) -> None:
    """Take back a file that was chosen and not sent; another's stays."""
    session.execute(
        sa.delete(MessageFile).where(
            MessageFile.id == file_id,
            MessageFile.key == own_key(actor, key),
            MessageFile.message_id.is_(None),
        )
    )


def scan_waiting(session: Session, settings: Settings, now: datetime) -> int:
    """Ask the scanner about the next file that waits; how many were judged: one, or none.

    Raises:
        ScannerAway: when there is no verdict; the file waits on.
    """
    file = quarantine.judge_next(session, settings, MessageFile)
    if file is None:
        return 0
    if file.state == quarantine.INFECTED:
        citizen_id = session.scalar(
            sa.select(MessageThread.citizen_id)
            .join(ThreadMessage, ThreadMessage.thread_id == MessageThread.id)
            .where(ThreadMessage.id == file.message_id)
        )
        _note_virus(session, None, file.id, now, citizen_id)
    return 1


def _note_virus(
    session: Session,
    actor: Actor | None,
    file_id: int | None,
    now: datetime,
    citizen_id: int | None = None,
) -> None:
    audit.record(
        session, actor, "refuse_virus", "message_file", file_id, now=now, citizen_id=citizen_id
    )
