"""The worker's part: the files of approved reports, and the counts of the running quarter."""

from portal.core import clock
from portal.core.db import db
from portal.core.worker import AGAIN, in_app, queue
from portal.targets import report_files, service
from portal.targets.models import Report
from portal.targets.rules.reports import read_content

COUNT = "targets.count"


@queue.task(name=service.reports.MAKE_FILES, retry=AGAIN)
@in_app
def make_files(report_id: int) -> None:
    """Make the files of an approved report. Run twice, it makes what is missing."""
    report = db.session.get(Report, report_id)
    if report is None or report.content is None:
        return
    files = report_files.made(read_content(report.content))
    service.reports.keep_files(db.session, report, files, now=clock.now())
    db.session.commit()


@queue.periodic(cron="47 * * * *", queueing_lock=COUNT)
@queue.task(name=COUNT)
@in_app
def count(timestamp: int | None = None) -> None:
    """Count what is up to date now; the last count of a quarter stays as its figure."""
    service.counting.count(db.session, clock.now())
    db.session.commit()
