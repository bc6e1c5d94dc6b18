"""Either side attaches a file to an enquiry."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import files, scanning
from portal.core.access import Actor, Audience
from portal.core.errors import Refused
from portal.core.files import FitFile
from portal.recruitment.models import RequestFile
from portal.recruitment.refusals import FileRefusal
from portal.recruitment.service.log import append, held
from portal.settings import Settings

MOST = 20


def attach(
    session: Session,
    settings: Settings,
    request_id: int,
    file: FitFile,
    given_name: str | None,
    *,
    actor: Actor,
    now: datetime,
) -> RequestFile:
    """Keep a file that is fit; both sides can open it from now on.

    Raises:
        NotFound: when there is no such request that the actor may see.
        Refused: when it has ended, has too many files, the file holds a virus, or the scanner
            gives no verdict.
    """
    user_id = actor.person_id if actor.audience is Audience.BUSINESS else None
    held(session, request_id, now, user_id=user_id)
    number = sa.select(sa.func.count()).where(RequestFile.request_id == request_id)
    if (session.scalar(number) or 0) >= MOST:
        raise Refused(FileRefusal.TOO_MANY)
    if scanning.is_on(settings):
        try:
            found = scanning.find_virus(settings, file.content)
        except scanning.ScannerAway:
            raise Refused(FileRefusal.NO_VERDICT) from None
        if found is not None:
            raise Refused(FileRefusal.VIRUS)
    made = RequestFile(
        request_id=request_id,
        name=files.shown_name(given_name, file.ending, "fil"),
        mimetype=file.mimetype,
        size=len(file.content),
        content=file.content,
        added_at=now,
    )
    session.add(made)
    append(session, request_id, "file_added", now=now, actor=actor, text=made.name)
    return made
