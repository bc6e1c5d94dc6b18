"""Alembic, called from the portal: commands, tests and the readiness check share it."""

import re
import time
from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa
from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import OperationalError

from portal.core import clock, months, row_security
from portal.core.logs import log
from portal.row_security import DECLARED
from portal.settings import ROOT

if TYPE_CHECKING:
    # Loaded at first use below: a web process hardly ever needs it.
    from alembic.config import Config

# A change of shape waits for those who use the table, and all who come later wait behind it. So it
# gives up after seconds, lets them pass, and tries again.
LOCK_TIMEOUT = "3s"
TRIES = 20
PAUSE = 2.0

VERSIONS = ROOT / "migrations" / "versions"
NAMED = re.compile(r'^(revision|down_revision) = "(.*)"$', re.MULTILINE)

# Whoever migrates holds this advisory lock, so that two starting nodes do not race.
LOCK = 0x706F7274


def config() -> "Config":
    """Alembic's configuration; there is no ini file."""
    from alembic.config import Config

    made = Config()
    made.set_main_option("script_location", str(ROOT / "migrations"))
    made.set_main_option("path_separator", "os")
    return made


def upgrade(owner: sa.Engine, application: str | None = None) -> None:
    """Apply every missing migration, each in one transaction, and then lay the rows' locks.

    `owner` signs in as the role that owns the tables, `application` is the portal's own role.
    """
    with owner.connect() as connection:
        connection.execute(sa.text("SET statement_timeout = 0"))
        # The owner too sees people's rows only while it says that it upgrades.
        connection.execute(sa.text(f"SET portal.flow = '{row_security.UPGRADE}'"))
        connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
        connection.commit()
        try:
            _upgrade(connection)
            row_security.lay(connection, DECLARED, application or str(owner.url.username))
            connection.commit()
            for _made in months.make_coming(connection, clock.now()):
                connection.commit()
        finally:
            connection.rollback()
            connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})
            connection.execute(sa.text("RESET statement_timeout"))
            connection.execute(sa.text("RESET portal.flow"))
            connection.execute(sa.text("RESET lock_timeout"))
            connection.commit()


def _upgrade(connection: sa.Connection) -> None:
    """Each migration is one transaction: what is done stays done when a later one must wait."""
    from alembic import command

    connection.execute(sa.text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.commit()
    for tried in range(1, TRIES + 1):
        made = config()
        made.attributes["connection"] = connection
        try:
            command.upgrade(made, "head")
            connection.commit()
            return
        except OperationalError as error:
            connection.rollback()
            if not isinstance(error.orig, LockNotAvailable) or tried == TRIES:
                raise
            log.warning("a migration waits for a table in use", tried=tried)
            time.sleep(PAUSE)


@cache
def head() -> str:
    """The newest migration of this code: the one that no other builds on.

    Read from the files, because machines that watch ask every web process for it, and Alembic would
    stay there for that alone.
    """
    names: set[str] = set()
    built_on: set[str] = set()
    for path in VERSIONS.glob("*.py"):
        said = dict(NAMED.findall(path.read_text(encoding="utf-8")))
        names.add(said["revision"])
        built_on.add(said.get("down_revision", ""))
    (newest,) = names - built_on
    return newest


def current(engine: sa.Engine) -> str | None:
    """The migration the database is at, or None when it is empty."""
    with engine.connect() as connection:
        if connection.scalar(sa.text("SELECT to_regclass('alembic_version')")) is None:
            return None
        at: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return at
