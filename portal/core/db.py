"""The database: one engine per application, one session per request or job.

Entry points commit, once and visibly; services only flush.
"""

from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask, current_app
from flask.globals import app_ctx
from sqlalchemy import orm

from portal.core import embedded_postgres, replica, row_role, standing
from portal.core.engine import HAS_WRITTEN, create_engine, driver_url, is_behind
from portal.core.logs import log
from portal.settings import Settings, SettingsError

NAMING = {
    "pk": "%(table_name)s_pkey",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "ck": "%(constraint_name)s",
}
DATABASE, APPLICATION = "portal", "portal_app"
"""What the embedded server's database and the application's role in it are called."""
BEHIND = APPLICATION + standing.WORKER


class Base(orm.DeclarativeBase):
    """Base of every table."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {str: sa.Text()}


def searched(written: str) -> str:
    """SQL that makes `written` searchable for parts of words: in small letters without Danish
    ones, its words between single spaces, so that their beginnings can be told."""
    return (
        "' ' || regexp_replace(replace(replace(replace("
        f"lower({written}), 'æ', 'ae'), 'ø', 'oe'), 'å', 'aa'), '[^[:alnum:]+#]+', ' ', 'g')"
        " || ' '"
    )


def danish_sort_key(column: str) -> str:
    """SQL for a generated key that sorts `column` as Danes do: Æ Ø Å last, Aa as Å.

    It needs no ICU, so it holds on every PostgreSQL the portal may run on. Compare it bytewise.
    """
    lowered = f"lower({column})"
    folded = f"replace(replace({lowered}, 'aa', 'å'), 'é', 'e')"
    return f"translate({folded}, 'æäøöåü', '{{{{||}}y') COLLATE \"C\""


def address(settings: Settings, *, owner: bool = False) -> str:
    """The SQLAlchemy URL to connect to; starts the embedded server when no other is named.

    The portal signs in as a role that owns nothing; `owner` is for what changes the tables. The
    worker and commands have a role of their own.
    """
    given, own = settings.database_url, settings.database_owner_url if owner else None
    if not owner and is_behind():
        own = settings.database_worker_url
    if found := own or given:
        return driver_url(found.get_secret_value())
    server = embedded_postgres.ensure_running(settings.data_dir, flavour=settings.embedded)
    if owner:
        return server.url(DATABASE)
    return server.url(DATABASE, BEHIND if is_behind() else APPLICATION)


def _refuse_unsafe(driver: Any) -> None:
    weak = row_role.weaknesses(driver, behind=is_behind())
    driver.rollback()
    if weak:
        raise SettingsError(
            f"The portal will not start: the role {driver.info.user} of DATABASE_URL could see"
            f" everybody's rows, because {' and '.join(weak)}. Name a role of its own there, and"
            " the tables' owner in DATABASE_OWNER_URL; docs/operations.md says how."
        )


class _Session(orm.Session):
    """A session that knows its connection, and so whether anything was written on it."""

    connected: sa.Connection | None = None

    def end(self) -> None:
        """Close, and undo what was not committed.

        psycopg forgets its prepared statements at every ROLLBACK, and planning them again costs a
        third of the database's time. Where nothing was written, COMMIT ends the work as well.
        """
        try:
            if (
                self.in_transaction()
                and self.connected
                and not self.connected.info.get(HAS_WRITTEN, True)
            ):
                # Past the session, which has nothing to say to an end without changes.
                standing.send_end(self.connected)
            self.close()
        except (sa.exc.SQLAlchemyError, psycopg.Error):
            # The database went away meanwhile. What was not committed is gone with it.
            log.warning("database lost at the end of a request")
            self.invalidate()


@sa.event.listens_for(_Session, "after_begin")
def _connected(
    session: _Session, transaction: orm.SessionTransaction, connection: sa.Connection
) -> None:
    session.connected = connection
    if not transaction.nested:
        standing.apply(connection, standing.present())


@sa.event.listens_for(_Session, "after_commit")
def _committed(session: orm.Session) -> None:
    connected = getattr(session, "connected", None)
    if connected is None or connected.closed:
        return
    if connected.info.get(HAS_WRITTEN, False):
        replica.note_written()


class Database:
    """The current application's session; `db.session` in routes, commands and jobs."""

    @property
    def session(self) -> orm.Session:
        """The session of this application context, opened at first use."""
        session = getattr(app_ctx, "portal_session", None)
        if session is None:
            bind = current_app.extensions.get("portal.test_connection") or self.engine
            session = _Session(
                bind, expire_on_commit=False, join_transaction_mode="create_savepoint"
            )
            app_ctx.portal_session = session  # type: ignore[attr-defined]
        return session

    @property
    def reading(self) -> orm.Session:
        """A session to read figures from: on the replica where it is fit, else `session`."""
        extensions = current_app.extensions
        settings: Settings = extensions["portal.settings"]
        if settings.database_replica_url is None or "portal.test_connection" in extensions:
            return self.session
        found: orm.Session | None = getattr(app_ctx, "portal_reading", None)
        if found is None:
            found = self._on_replica(settings) or self.session
            app_ctx.portal_reading = found  # type: ignore[attr-defined]
        return found

    def _on_replica(self, settings: Settings) -> orm.Session | None:
        session = _Session(self._replica_engine(settings), expire_on_commit=False)
        if replica.is_fit(session, settings):
            return session
        session.invalidate()
        return None

    @staticmethod
    def _replica_engine(settings: Settings) -> sa.Engine:
        extensions = current_app.extensions
        if "portal.replica" not in extensions:
            assert settings.database_replica_url is not None
            extensions["portal.replica"] = create_engine(
                driver_url(settings.database_replica_url.get_secret_value()),
                pooled=settings.is_pooled(),
            )
        engine: sa.Engine = extensions["portal.replica"]
        return engine

    def replica_seconds_behind(self) -> float | None:
        """How far the replica is behind, infinite when it is away; None where there is none."""
        settings: Settings = current_app.extensions["portal.settings"]
        if settings.database_replica_url is None:
            return None
        return replica.seconds_behind(self._replica_engine(settings))

    def init_app(self, app: Flask, settings: Settings) -> None:
        """Let `app` open its database at first use, and close each context's session."""
        app.extensions["portal.settings"] = settings
        app.teardown_appcontext(self._close)
        replica.init_app(app, settings)

    @property
    def engine(self) -> sa.Engine:
        """The current application's engine, made at first use: after gunicorn has forked."""
        extensions = current_app.extensions
        if "portal.engine" not in extensions:
            settings: Settings = extensions["portal.settings"]
            made = extensions["portal.engine"] = create_engine(
                address(settings), pooled=settings.is_pooled()
            )
            if settings.env == "production":
                sa.event.listen(made, "connect", lambda driver, _record: _refuse_unsafe(driver))
        engine: sa.Engine = extensions["portal.engine"]
        return engine

    def check_role(self) -> None:
        """In production, refuse a role for which the locks of rows would not hold.

        A database that is away is no reason not to start: every connection is looked at.

        Raises:
            SettingsError: in a sentence that says why.
        """
        settings: Settings = current_app.extensions["portal.settings"]
        if settings.env != "production":
            return
        try:
            self.engine.connect().close()
        except sa.exc.OperationalError as error:
            log.warning("database unavailable", reason=type(error.orig).__name__)
        finally:
            self.engine.dispose()

    def owner(self) -> sa.Engine:
        """An engine of the tables' owner, for commands that change them. Dispose of it after.

        Raises:
            SettingsError: when only the pooler's address is known; it lends no session.
        """
        settings: Settings = current_app.extensions["portal.settings"]
        if settings.is_pooled() and settings.database_owner_url is None:
            raise SettingsError(
                "DATABASE_OWNER_URL must be set, and lead straight to PostgreSQL: what changes the"
                " tables needs a session of its own, which a pooler in transaction mode lends not."
            )
        url = address(settings, owner=True)
        return create_engine(url, pool_size=1, max_overflow=0)

    @staticmethod
    def _close(_error: BaseException | None) -> None:
        for name in ("portal_session", "portal_reading"):
            session = getattr(app_ctx, name, None)
            if session is not None:
                session.end()


db = Database()
