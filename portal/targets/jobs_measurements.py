"""The worker's part: new figures from jobindsats.dk, once a day, where there is a key."""

from flask import current_app

from portal.core import clock
from portal.core.db import db
from portal.core.logs import log
from portal.core.worker import in_app, queue
from portal.settings import Settings
from portal.targets import jobindsats, service

FETCH = "targets.fetch"
MONTHS = 13
"""A year back: figures are corrected for about that long."""


# After the night in which jobindsats.dk is updated, and before anybody is at work.
@queue.periodic(cron="40 6 * * *", queueing_lock=FETCH)
@queue.task(name=FETCH)
@in_app
def fetch(timestamp: int | None = None) -> None:
    """Fetch every measure; one that fails is logged and holds up none of the others."""
    settings: Settings = current_app.extensions["portal.settings"]
    try:
        wanted = jobindsats.measures(settings)
    except jobindsats.Failed as failed:
        if failed.trouble is not jobindsats.Trouble.OFF:
            log.error("figures not fetched", reason=str(failed))
        return
    for measure in wanted:
        try:
            table = jobindsats.fetch(settings, measure, MONTHS)
        except jobindsats.Failed as failed:
            log.error("figures not fetched", goal=measure.key, reason=str(failed))
            continue
        service.measurements.record(
            db.session, table, measure.source, seen=None, actor=None, now=clock.now()
        )
        db.session.commit()
