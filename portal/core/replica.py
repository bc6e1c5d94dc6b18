"""Reading from a copy of the database: figures and exports, which are many rows and no hurry.

`db.reading` is a session on the replica that DATABASE_REPLICA_URL names, when it is near enough to
the primary and holds everything this browser has written; else it is `db.session`, so a page that
reads there is right in either case. What somebody wrote is known by the place in the log at which
it was written, which the browser carries for a minute.
"""

import re
from datetime import timedelta

import psycopg
import sqlalchemy as sa
from flask import Flask, Response, current_app, g, has_request_context, request
from sqlalchemy import orm

from portal.core.logs import log
from portal.core.security import cookie_name
from portal.settings import Settings

COOKIE = "written"
PLACE = re.compile(r"[0-9A-F]{1,8}/[0-9A-F]{1,8}")
BEYOND = "FFFFFFFF/FFFFFFFF"
CARRIED = timedelta(minutes=1)
WROTE = "portal_wrote"

# One that is cut off has replayed all it got, and knows nothing of what came since.
_UP_TO_DATE = """
    (EXISTS (SELECT FROM pg_stat_wal_receiver WHERE pid IS NOT NULL)
     AND pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn())
"""
_STANDS = sa.text(f"""
    SELECT pg_is_in_recovery()
        AND pg_last_wal_replay_lsn() >= CAST(:place AS pg_lsn)
        AND ({_UP_TO_DATE} OR now() - pg_last_xact_replay_timestamp() <= :lag)
""")
_BEHIND = sa.text(
    f"SELECT CASE WHEN NOT pg_is_in_recovery() OR {_UP_TO_DATE} THEN 0"  # noqa: S608 (ours alone)
    " ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp()) END"
)
_PLACE = "SELECT pg_current_wal_insert_lsn()"


def is_fit(session: orm.Session, settings: Settings) -> bool:
    """Whether a replica may be read from now: near enough, and with all this browser wrote."""
    lag = timedelta(seconds=settings.replica_lag_seconds)
    try:
        return bool(session.scalar(_STANDS, {"place": _carried(), "lag": lag}))
    except (sa.exc.SQLAlchemyError, psycopg.Error) as error:
        log.warning("replica unavailable", reason=type(error).__name__)
        return False


def seconds_behind(engine: sa.Engine) -> float:
    """How far a replica is behind its primary; infinite when it is away."""
    try:
        with engine.connect() as connection:
            return float(connection.scalar(_BEHIND) or 0)
    except (sa.exc.SQLAlchemyError, psycopg.Error):
        return float("inf")


def note_written() -> None:
    """Remember that the request at hand has written, so that its browser carries the place."""
    if has_request_context():
        setattr(g, WROTE, True)


def _cookie() -> str:
    return cookie_name(COOKIE, current_app.extensions["portal.settings"])


def _carried() -> str:
    """The place in the log this browser has written up to; the beginning when it carries none."""
    place = request.cookies.get(_cookie(), "") if has_request_context() else ""
    return place if PLACE.fullmatch(place) else "0/0"


def _written_up_to() -> str:
    """The place in the log; beyond all places when the primary has gone since it was written."""
    engine: sa.Engine = current_app.extensions["portal.engine"]
    try:
        with engine.connect() as connection:
            return str(connection.exec_driver_sql(_PLACE).scalar())
    except (sa.exc.SQLAlchemyError, psycopg.Error) as error:
        log.warning("database lost after writing", reason=type(error).__name__)
        return BEYOND


def init_app(app: Flask, settings: Settings) -> None:
    """Let browsers carry how far they have written, where there is a replica at all."""
    if settings.database_replica_url is None:
        return

    @app.after_request
    def carry(response: Response) -> Response:
        if g.pop(WROTE, False):
            response.set_cookie(
                _cookie(),
                _written_up_to(),
                max_age=CARRIED,
                httponly=True,
                samesite="Lax",
                secure=settings.secure_cookies(),
            )
        return response
