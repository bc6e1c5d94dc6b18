"""How the work behind the pages stands, for Prometheus: asked anew each time, cheap questions only.

What is dear to find out (free times, open enquiries) the worker's examination has found; its age
is told as well.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import sqlalchemy as sa
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.orm import Session

from portal.core import outgoing, standing
from portal.core.db import db
from portal.operations import queries
from portal.operations.findings import State

STANDBYS = sa.text(
    "SELECT count(*), coalesce(max(extract(epoch FROM replay_lag)), 0)::float"
    " FROM pg_stat_replication WHERE state = 'streaming' AND application_name NOT LIKE 'pg_%'"
)
GRADES = {State.OK: 0, State.WARNING: 1, State.ERROR: 2}
WORDS = {
    "portal_jobs_waiting": "Jobs that could be run now.",
    "portal_jobs_oldest_seconds": "How long the first of them has waited.",
    "portal_jobs_failed": "Jobs that were given up on.",
    "portal_worker_silent_seconds": "Time since a worker last gave a sign of life.",
    "portal_outbox_waiting": "Messages that are due and have not gone out.",
    "portal_outbox_oldest_seconds": "How late the first of them is.",
    "portal_outbox_failed_last_day": "Messages that were given up on within a day.",
    "portal_outbox_open": "1 when messages may go out, 0 after a restore.",
    "portal_backup_age_seconds": "Age of the newest backup.",
    "portal_log_archive_age_seconds": "Time since the database's log was last archived.",
    "portal_pool_size": "Database connections this process keeps.",
    "portal_pool_in_use": "Database connections this process uses now.",
    "portal_standbys": "Standby servers of the database.",
    "portal_standby_lag_seconds": "How far the slowest of them is behind.",
    "portal_replica_lag_seconds": "How far the copy that figures are read from is behind.",
    "portal_enquiry_oldest_unanswered_seconds": "Age of the oldest enquiry without an answer.",
    "portal_free_times_per_obligation": "Free times for each open duty to book a talk.",
    "portal_examined_seconds": "Age of the last examination of the installation.",
}


def registry(session: Session, now: datetime) -> CollectorRegistry:
    """What the database tells at this moment; one gauge that it is away when it does not."""
    made = CollectorRegistry()
    made.register(_Gauges(session, now))
    return made


class _Gauges(Collector):
    def __init__(self, session: Session, now: datetime) -> None:
        self.session, self.now = session, now

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing beforehand: registering must not ask the database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """All there is, or that the database is away."""
        up = GaugeMetricFamily("portal_database_up", "1 when the database answers.")
        try:
            # Whoever asks sees numbers only; counted is everything.
            with standing.entirely(self.session):
                values = dict(_values(self.session, self.now))
                checks = queries.checks(self.session)
            up.add_metric([], 1)
        except Exception:  # whatever keeps the database away, the rest is still told
            values, checks = {}, []
            up.add_metric([], 0)
        yield up
        for name, value in values.items():
            gauge = GaugeMetricFamily(name, WORDS[name])
            gauge.add_metric([], value)
            yield gauge
        states = GaugeMetricFamily(
            "portal_check_state",
            "What the last examination found: 0 in order, 1 to be looked at, 2 wrong.",
            labels=["check"],
        )
        for check in checks:
            states.add_metric([check.key], GRADES[State(check.state)])
        yield states


def _values(session: Session, now: datetime) -> Iterator[tuple[str, float]]:
    jobs, messages = queries.waiting_jobs(session, now), queries.due_messages(session, now)
    worker = queries.workers(session)
    yield "portal_jobs_waiting", jobs.number
    yield "portal_jobs_oldest_seconds", jobs.seconds(now)
    yield "portal_jobs_failed", queries.failed_jobs(session)
    yield "portal_worker_silent_seconds", worker.seconds(now) if worker.since else float("inf")
    yield "portal_outbox_waiting", messages.number
    yield "portal_outbox_oldest_seconds", messages.seconds(now)
    failed = queries.failed_messages(session, now - timedelta(days=1))
    yield "portal_outbox_failed_last_day", failed
    yield "portal_outbox_open", outgoing.is_open(session)
    backup, archived = queries.newest_backup(session), queries.log_archived_at(session)
    if backup:
        yield "portal_backup_age_seconds", (now - backup.ended_at).total_seconds()
    if archived:
        yield "portal_log_archive_age_seconds", (now - archived).total_seconds()
    # Whichever process is asked answers with its own pool.
    pool = session.get_bind().engine.pool
    if isinstance(pool, sa.QueuePool):
        yield "portal_pool_size", pool.size()
        yield "portal_pool_in_use", pool.checkedout()
    standbys, lag = session.execute(STANDBYS).one()
    yield "portal_standbys", standbys
    yield "portal_standby_lag_seconds", lag
    behind = db.replica_seconds_behind()
    if behind is not None:
        yield "portal_replica_lag_seconds", behind
    yield from _examined(session, now)


def _examined(session: Session, now: datetime) -> Iterator[tuple[str, float]]:
    found = {check.key: check for check in queries.checks(session)}
    if "enquiries" in found:
        seconds = found["enquiries"].values["seconds"]
        yield "portal_enquiry_oldest_unanswered_seconds", seconds
    if "times" in found and found["times"].values["duties"]:
        values = found["times"].values
        yield "portal_free_times_per_obligation", values["free"] / values["duties"]
    if found:
        last = max(check.checked_at for check in found.values())
        yield "portal_examined_seconds", (now - last).total_seconds()
