"""The worker's part: the figures are published once a day."""

from portal.core import clock
from portal.core.db import db
from portal.core.worker import in_app, queue
from portal.targets import service

PUBLISH = "targets.publish"


# Once a day, before anybody is at work: a day's answers move together, so that nobody who knows
# when somebody answered can look for it in the figures.
@queue.periodic(cron="20 5 * * *", queueing_lock=PUBLISH)
@queue.task(name=PUBLISH)
@in_app
def publish(timestamp: int | None = None) -> None:
    """Publish what has moved, and freeze the quarters that are over."""
    service.publication.publish_due(db.session, now=clock.now())
    db.session.commit()
