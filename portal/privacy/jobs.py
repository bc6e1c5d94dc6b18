"""The worker's part: copies people asked for, the night's forgetting, and the journal's file."""

from flask import current_app

from portal.core import clock
from portal.core.db import db
from portal.core.worker import AGAIN, in_app, queue
from portal.privacy.service import copying, journal, retention

FORGET = "privacy.forget"


@queue.task(name=copying.MAKE, retry=AGAIN)
@in_app
def make_copy(copy_id: int) -> None:
    """Make a copy somebody asked for; run twice, it is made once."""
    settings = current_app.extensions["portal.settings"]
    for _step in copying.make(db.session, settings, copy_id, clock.now()):
        db.session.commit()


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
