"""The database: one engine per application, one session per request or job.

Entry points commit, once and visibly; services only flush.
"""

import select
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app
from flask.globals import app_ctx
from sqlalchemy import orm

from portal.core import embedded_postgres, replica, row_role, standing
from portal.core.logs import log
from portal.settings import Settings, SettingsError

NAMING = {
    "pk": "%(table_name)s_pkey",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "ck": "%(constraint_name)s",
}
PAGE_SECONDS, WORK_SECONDS = 5, 60
"""How long a statement may take: of a page, for which somebody waits, and of jobs and commands."""
HAS_WRITTEN = "has_written"
DATABASE, APPLICATION = "portal", "portal_app"
"""What the embedded server's database and the application's role in it are called."""


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

    The portal signs in as a role that owns nothing; `owner` is for what changes the tables.
    """
    given = (settings.database_owner_url if owner else None) or settings.database_url
    if given is not None:
        return driver_url(given.get_secret_value())
    server = embedded_postgres.ensure_running(settings.data_dir, flavour=settings.embedded)
    return server.url(DATABASE) if owner else server.url(DATABASE, APPLICATION)


def driver_url(url: str) -> str:
    """An address as operators write it, as SQLAlchemy reads it."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def create_engine(url: str, *, pooled: bool = False, **options: Any) -> sa.Engine:
    """An engine whose connections speak UTC and give up on statements after seconds.

    `pooled`: behind a pooler the next transaction may be on another server's connection, so
    nothing may be left on one, neither settings nor prepared statements.
    """
    connect: dict[str, Any] = {"connect_timeout": 5}
    engine = sa.create_engine(
        url,
        # An error's words go to the log, and what people wrote does not.
        hide_parameters=True,
        connect_args=connect | ({"prepare_threshold": None} if pooled else {}),
        **{"pool_size": 4, "max_overflow": 4, "pool_timeout": 5} | options,
    )
    if pooled:
        sa.event.listen(engine, "begin", _set_for_transaction)
    else:
        sa.event.listen(engine, "do_connect", _say_how_long)
    sa.event.listen(engine, "checkout", _refuse_broken)
    sa.event.listen(engine, "begin", _nothing_written)
    sa.event.listen(engine, "before_cursor_execute", _note_statement)
    return engine


_patience = [PAGE_SECONDS]


def statements_may_take(seconds: int) -> None:
    """Give up on statements of this process after so long. For connections opened from now on."""
    _patience[0] = seconds


def _say_how_long(_dialect: Any, _record: Any, _args: Any, given: dict[str, Any]) -> None:
    given["options"] = f"-c timezone=UTC -c statement_timeout={_patience[0]}s"


def _set_for_transaction(connection: sa.Connection) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('TimeZone', 'UTC', true),"
            f" set_config('statement_timeout', '{_patience[0]}s', true)"
        )


def _refuse_broken(connection: Any, _record: Any, _proxy: Any) -> None:
    """A connection that the server has left is not used again; the pool opens another.

    An idle server says nothing but goodbye, so a look at the socket tells as much as asking it
    would, and spares every page a question.
    """
    look = select.poll()
    look.register(connection.fileno(), select.POLLIN)
    if look.poll(0):
        raise sa.exc.DisconnectionError


def _refuse_unsafe(driver: Any) -> None:
    weak = row_role.weaknesses(driver)
    driver.rollback()
    if weak:
        raise SettingsError(
            f"The portal will not start: the role {driver.info.user} of DATABASE_URL could see"
            f" everybody's rows, because {' and '.join(weak)}. Name a role of its own there, and"
            " the tables' owner in DATABASE_OWNER_URL; docs/operations.md says how."
        )


def note_writing(connection: sa.Connection) -> None:
    """Say that something was written on `connection` by other ways than its own statements."""
    connection.info[HAS_WRITTEN] = True


def _nothing_written(connection: sa.Connection) -> None:
    connection.info[HAS_WRITTEN] = False


def _note_statement(
    connection: sa.Connection, _cursor: Any, _sql: str, _values: Any, context: Any, _many: bool
) -> None:
    statement = getattr(context.compiled, "statement", None)
    if statement is None or not statement.is_select:
        note_writing(connection)


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
                self.commit()
            self.close()
        except sa.exc.SQLAlchemyError:
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
        extensions = current_app.extensions
        if "portal.replica" not in extensions:
            assert settings.database_replica_url is not None
            extensions["portal.replica"] = create_engine(
                driver_url(settings.database_replica_url.get_secret_value()),
                pooled=settings.is_pooled(),
            )
        session = _Session(extensions["portal.replica"], expire_on_commit=False)
        if replica.is_fit(session, settings):
            return session
        session.invalidate()
        return None

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
