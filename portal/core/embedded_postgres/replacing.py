"""Putting other data in the private server's place, while nobody uses it."""

import fcntl
import os
import socket
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from portal.core.embedded_postgres import keeper, place
from portal.core.embedded_postgres.place import EmbeddedPostgresError

PATIENCE = 15.0  # a keeper stops some seconds after the last user has left


def replace(
    data_dir: Path, flavour: str | None, fill: Callable[[Path], None], *, now: datetime
) -> Path | None:
    """Let `fill` lay out data in a new folder and make it the private server's.

    The data that were there stay beside them; where they are now is returned.

    Raises:
        EmbeddedPostgresError: when somebody uses the server.
    """
    plan = place.plan(data_dir, place.find_programs(flavour), durable=True)
    locks = _take(plan.home)
    try:
        fresh = plan.cluster.with_name("cluster.restored")
        fill(fresh)
        before = None
        if plan.cluster.exists():
            before = plan.cluster.with_name(f"cluster.before-{now:%Y%m%dT%H%M%SZ}")
            plan.cluster.rename(before)
        fresh.rename(plan.cluster)
        if plan.cluster.parent != plan.home:
            (plan.home / keeper.MOVED).write_text(str(plan.cluster))
    finally:
        for lock in locks:
            os.close(lock)
    return before


def _take(home: Path) -> tuple[int, int]:
    """Keep users and keepers out; a keeper that is about to stop is waited for."""
    until = time.monotonic() + PATIENCE
    while True:
        users = keeper.try_lock(home / keeper.USERS, fcntl.LOCK_EX)
        kept = keeper.try_lock(home / keeper.KEEPER, fcntl.LOCK_EX) if users is not None else None
        if users is not None and kept is not None and not _answers(home):
            return users, kept
        for lock in (users, kept):
            if lock is not None:
                os.close(lock)
        if time.monotonic() > until:
            raise EmbeddedPostgresError(f"The database in {home} is in use: stop the portal first.")
        time.sleep(0.1)


def _answers(home: Path) -> bool:
    """Whether a server listens there, whose keeper may have been killed."""
    address = home / keeper.ADDRESS
    if not address.exists():
        return False
    with socket.socket(socket.AF_UNIX) as caller:
        return caller.connect_ex(f"{address.read_text()}/.s.PGSQL.{keeper.PORT}") == 0
