"""The worker's part: the night's forgetting, and the journal's file."""

from flask import current_app

from portal.core import clock
from portal.core.db import db
from portal.core.worker import in_app, queue
from portal.privacy.service import journal, retention

FORGET = "privacy.forget"


@queue.periodic(cron="7 3 * * *", queueing_lock=FORGET)
@queue.task(name=FORGET)
@in_app
def forget(timestamp: int | None = None) -> None:
    """Each night, in steps; a run that was killed or missed is made up for by the next."""
    for _step in retention.run(db.session, clock.now()):
        db.session.commit()


@queue.periodic(cron="* * * * *", queueing_lock=journal.WRITE)
@queue.task(name=journal.WRITE)
@in_app
def write_journal(timestamp: int | None = None) -> None:
    """Each minute: what was deleted is noted outside the database too."""
    settings = current_app.extensions["portal.settings"]
    journal.write_out(db.session, journal.file_of(settings))
