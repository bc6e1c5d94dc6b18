"""The worker's part: warn consultants in time, ask the virus scanner, end the sharing of CVs."""

from flask import current_app

from portal.core import clock, scanning
from portal.core.db import db
from portal.core.worker import in_app, queue
from portal.recruitment.service import assigning, attaching, keeping, notices, pipeline, sharing


@queue.periodic(cron="*/5 * * * *", queueing_lock="recruitment.warn")
@queue.task(name="recruitment.warn")
@in_app
def warn(timestamp: int | None = None) -> None:
    """Give on what its owner is away from, and tell of clocks that run out.

    A missed run is caught up by the next one.
    """
    now = clock.now()
    assigning.move_from_absent(db.session, now)
    notices.warn(db.session, now)
    db.session.commit()


@queue.periodic(cron="*/10 * * * *", queueing_lock="recruitment.keep_results")
@queue.task(name="recruitment.keep_results")
@in_app
def keep_results(timestamp: int | None = None) -> None:
    """Write down what the clocks of settled enquiries came to."""
    last: int | None = 0
    while last is not None:
        last = keeping.keep_results(db.session, clock.now(), last)
        db.session.commit()


@queue.periodic(cron="*/5 * * * *", queueing_lock=attaching.SCAN)
@queue.task(name=attaching.SCAN)
@in_app
def scan(timestamp: int | None = None) -> None:
    """Every five minutes: while the scanner is away files wait, and are tried again."""
    settings = current_app.extensions["portal.settings"]
    try:
        while attaching.scan_waiting(db.session, settings, clock.now()):
            db.session.commit()
    except scanning.ScannerAway:
        db.session.rollback()


@queue.periodic(cron="11 7 * * *", queueing_lock="recruitment.candidates")
@queue.task(name="recruitment.candidates")
@in_app
def candidates(timestamp: int | None = None) -> None:
    """Delete the CVs nobody may open any more, and ask businesses how it went, once each."""
    now = clock.now()
    sharing.forget(db.session, now)
    pipeline.ask_how_it_went(db.session, now)
    db.session.commit()
