"""The database: one engine per application, one session per request or job.

Entry points commit, once and visibly; services only flush.
"""

from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app
from flask.globals import app_ctx
from sqlalchemy import orm

from portal.core import embedded_postgres
from portal.settings import Settings

NAMING = {
    "pk": "%(table_name)s_pkey",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "ck": "%(constraint_name)s",
}
STATEMENT_TIMEOUT_MS = 15_000


class Base(orm.DeclarativeBase):
    """Base of every table."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {str: sa.Text()}


def danish_sort_key(column: str) -> str:
    """SQL for a generated key that sorts `column` as Danes do: Æ Ø Å last, Aa as Å.

    It needs no ICU, so it holds on every PostgreSQL the portal may run on. Compare it bytewise.
    """
    lowered = f"lower({column})"
    folded = f"replace(replace({lowered}, 'aa', 'å'), 'é', 'e')"
    return f"translate({folded}, 'æäøöåü', '{{{{||}}y') COLLATE \"C\""


def address(settings: Settings, database: str = "portal") -> str:
    """The SQLAlchemy URL to connect to; starts the embedded server when no other is named."""
    if settings.database_url is not None:
        url = settings.database_url.get_secret_value()
        return url.replace("postgresql://", "postgresql+psycopg://", 1)
    server = embedded_postgres.ensure_running(settings.data_dir, flavour=settings.embedded)
    return server.url(database)


def create_engine(url: str, **options: Any) -> sa.Engine:
    """An engine whose connections speak UTC and give up on statements after seconds."""
    return sa.create_engine(
        url,
        connect_args={
            "options": f"-c timezone=UTC -c statement_timeout={STATEMENT_TIMEOUT_MS}",
            "connect_timeout": 5,
        },
        **{"pool_size": 4, "max_overflow": 4, "pool_timeout": 5, "pool_pre_ping": True} | options,
    )


class Database:
    """The current application's session; `db.session` in routes, commands and jobs."""

    @property
    def session(self) -> orm.Session:
        """The session of this application context, opened at first use."""
        session = getattr(app_ctx, "portal_session", None)
        if session is None:
            bind = current_app.extensions.get("portal.test_connection") or self.engine
            session = orm.Session(
                bind, expire_on_commit=False, join_transaction_mode="create_savepoint"
            )
            app_ctx.portal_session = session  # type: ignore[attr-defined]
        return session

    def init_app(self, app: Flask, settings: Settings) -> None:
        """Let `app` open its database at first use, and close each context's session."""
        app.extensions["portal.settings"] = settings
        app.teardown_appcontext(self._close)

    @property
    def engine(self) -> sa.Engine:
        """The current application's engine, made at first use: after gunicorn has forked."""
        extensions = current_app.extensions
        if "portal.engine" not in extensions:
            extensions["portal.engine"] = create_engine(address(extensions["portal.settings"]))
        engine: sa.Engine = extensions["portal.engine"]
        return engine

    @staticmethod
    def _close(_error: BaseException | None) -> None:
        session = getattr(app_ctx, "portal_session", None)
        if session is not None:
            session.close()


db = Database()
