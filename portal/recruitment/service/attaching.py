"""Either side attaches a file to an enquiry."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import audit, files, jobs, quarantine
from portal.core.access import Actor, Audience
from portal.core.errors import Refused
from portal.core.files import FitFile
from portal.recruitment.models import RequestFile
from portal.recruitment.refusals import FileRefusal
from portal.recruitment.service.log import append, held
from portal.settings import Settings

MOST = 20
SCAN = "recruitment.scan"


def attach(
    session: Session,
    settings: Settings,
    request_id: int,
    file: FitFile,
    given_name: str | None,
    *,
    actor: Actor | None,
    now: datetime,
) -> RequestFile:
    """Keep a file; both sides can open it from now on. A guest has no `actor`.

    Where a scanner is away the file waits for it, and nobody can open it until then.

    Raises:
        NotFound: when there is no such request that the actor may see.
        Refused: when it has ended, has too many files, or the file holds a virus.
    """
    is_business = actor is not None and actor.audience is Audience.BUSINESS
    held(session, request_id, now, user_id=actor.person_id if actor and is_business else None)
    number = sa.select(sa.func.count()).where(RequestFile.request_id == request_id)
    if (session.scalar(number) or 0) >= MOST:
        raise Refused(FileRefusal.TOO_MANY)
    state = quarantine.judged(settings, file.content)
    if state == quarantine.INFECTED:
        raise Refused(FileRefusal.VIRUS)
    made = RequestFile(
        request_id=request_id,
        name=files.shown_name(given_name, file.ending, "fil"),
        mimetype=file.mimetype,
        size=len(file.content),
        content=file.content,
        state=state,
        added_at=now,
    )
    session.add(made)
    append(session, request_id, "file_added", now=now, actor=actor, text=made.name)
    if state == quarantine.WAITING:
        jobs.defer(session, SCAN)
    return made


def scan_waiting(session: Session, settings: Settings, now: datetime) -> int:
    """Ask the scanner about the next file that waits; how many were judged: one, or none.

    Raises:
        ScannerAway: when there is no verdict; the file waits on.
    """
    file = quarantine.judge_next(session, settings, RequestFile)
    if file is None:
        return 0
    if file.state == quarantine.INFECTED:
        note_virus(session, None, file.request_id, now)
    return 1


def note_virus(session: Session, actor: Actor | None, request_id: int, now: datetime) -> None:
    """Remember that somebody brought a virus, though the file is not kept."""
    audit.record(session, actor, "refuse_virus", "recruitment_request", request_id, now=now)
