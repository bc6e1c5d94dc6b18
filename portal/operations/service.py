"""Backups and what a restored portal needs before anybody uses it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts import service as accounts
from portal.core import audit, clock, outgoing
from portal.notifications import queries as notifications
from portal.operations import rules
from portal.operations.backup import catalogue, log, making
from portal.operations.backup.catalogue import LogPiece, Manifest
from portal.operations.backup.sealing import BackupError
from portal.operations.models import BackupRun, LogArchive
from portal.privacy import queries as privacy
from portal.privacy.service import journal
from portal.settings import Settings


def back_up(
    session: Session, settings: Settings, way: str, tell_time: Callable[[], datetime]
) -> Manifest:
    """Make a backup and remove those that may no longer be kept; the run is noted either way.

    Raises:
        BackupError: when it could not be made. The run's row says why.
    """
    started = tell_time()
    try:
        made = making.make(settings, way, tell_time)
    except BackupError as error:
        problem, ended = str(error)[:500], tell_time()
        session.add(BackupRun(way=way, started_at=started, ended_at=ended, problem=problem))
        raise
    session.add(
        BackupRun(
            way=way, name=made.name, bytes=made.bytes, started_at=started, ended_at=made.ended_at
        )
    )
    audit.record(session, None, "back_up", "database", made.name, now=made.ended_at, way=way)
    session.flush()
    clear_old(session, settings, now=made.ended_at)
    return made


def clear_old(session: Session, settings: Settings, *, now: datetime) -> list[str]:
    """Remove the backups and pieces of the log that may no longer be kept; their names."""
    kept_for = privacy.period(session, "backup", clock.local_date(now))
    limit = clock.start_of_day(kept_for.before(clock.local_date(now)))
    known = [
        rules.Kept(one.name, one.way, one.ended_at, one.first_log)
        for one in catalogue.all_of(settings)
    ]
    gone = rules.too_old(known, limit)
    for one in gone:
        catalogue.remove(settings, one.name)
        audit.record(session, None, "remove", "backup", one.name, now=now)
    with catalogue.log_lock(settings):
        pieces = catalogue.log_pieces(settings)
        staying = [one for one in known if one not in gone]
        needed = set(rules.log_needed([piece.name for piece in pieces], staying))
        if len(needed) != len(pieces):
            kept = [piece for piece in pieces if piece.name in needed]
            catalogue.keep_log_pieces(settings, kept)
    return [one.name for one in gone]


def archive_log(
    session: Session, settings: Settings, tell_time: Callable[[], datetime]
) -> list[LogPiece]:
    """Fetch what the server's log has grown by, and note how far it is archived."""
    fetched = log.archive(settings, tell_time)
    if fetched:
        values = {"at": fetched[-1].at, "piece": fetched[-1].name}
        made = insert(LogArchive).values(id=1, **values)
        session.execute(made.on_conflict_do_update(index_elements=[LogArchive.id], set_=values))
    return fetched


def note_verified(session: Session, manifest: Manifest, problems: list[str], now: datetime) -> None:
    """Note that a backup was read through, and what came of it."""
    if not problems:
        run = sa.update(BackupRun).where(BackupRun.name == manifest.name)
        session.execute(run.values(verified_at=now))
    audit.record(session, None, "verify", "backup", manifest.name, now=now, problems=len(problems))


@dataclass(frozen=True)
class Aftermath:
    """What was done to a portal that was restored."""

    sign_ins_ended: int
    deleted_again: int
    unsent: int
    """Messages that wait until somebody opens the gate."""


def look_after_restored(
    session: Session,
    backup: str,
    deletions: Iterable[dict[str, Any]],
    until: datetime | None,
    *,
    now: datetime,
) -> Aftermath:
    """Make a restored portal safe: nothing goes out, nobody is signed in, what was deleted is gone.

    `deletions` is the journal that outlived the database. May be called again.
    """
    outgoing.close(session, f"restored from {backup}", now=now)
    ended = accounts.end_all(session, now)
    again = journal.reapply(session, deletions, now=now)
    unsent, _first = notifications.waiting(session)
    audit.record(
        session,
        None,
        "restore",
        "database",
        backup,
        now=now,
        until=until.isoformat() if until else "",
        sign_ins_ended=ended,
        deleted_again=again.deleted,
        unsent=unsent,
    )
    return Aftermath(ended, again.deleted, unsent)
