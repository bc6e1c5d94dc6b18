"""Is the portal alive, is it ready, what are its numbers: for machines that watch it."""

from datetime import timedelta

import sqlalchemy as sa
from flask import Blueprint, Response, current_app, jsonify

from portal.core import clock, migrations, row_security, standing
from portal.core.access import anonymous
from portal.core.db import db
from portal.row_security import DECLARED
from portal.settings import Settings

blueprint = Blueprint("health", __name__)

WORKER_SILENT_AFTER = timedelta(seconds=60)


@blueprint.get("/healthz")
@anonymous
def healthz() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@anonymous
def readyz() -> tuple[Response, int]:
    """Database, migrations and worker, each 'ok' or what is wrong in words."""
    checks = {"database": _database()}
    if checks["database"] == "ok":
        checks["migrations"] = _migrations()
        checks["locks"] = _locks() if checks["migrations"] == "ok" else "not checked"
        checks["worker"] = _worker() if checks["migrations"] == "ok" else "not checked"
    ready = all(state == "ok" for state in checks.values())
    return jsonify(status="ok" if ready else "not ready", checks=checks), 200 if ready else 503


@blueprint.get("/.well-known/security.txt")
@anonymous
def security_txt() -> Response:
    """Where to report a weakness (RFC 9116)."""
    settings: Settings = current_app.extensions["portal.settings"]
    expires = (clock.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = [
        f"Contact: mailto:{settings.email}",
        f"Expires: {expires}",
        "Preferred-Languages: da, en",
        f"Canonical: {settings.base_url}/.well-known/security.txt",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _database() -> str:
    try:
        db.session.execute(sa.text("SELECT 1"))
    except Exception as error:  # whatever is wrong, the answer is a sentence
        return f"cannot be reached ({type(error).__name__})"
    return "ok"


def _migrations() -> str:
    there, here = migrations.current(db.engine), migrations.head()
    return "ok" if there == here else f"the database is at {there}, the code at {here}"


def _locks() -> str:
    """Whether the database hides from people what is not theirs."""
    with db.engine.connect() as connection:
        without = row_security.missing(
            connection, DECLARED, standing.application(str(db.engine.url.username))
        )
    return f"run `portal db upgrade`: {', '.join(without)}" if without else "ok"


def _worker() -> str:
    last = db.session.scalar(sa.text("SELECT max(last_heartbeat) FROM procrastinate_workers"))
    if last is None:
        return "no worker runs"
    if clock.now() - last > WORKER_SILENT_AFTER:
        return f"no sign of life since {last.isoformat(timespec='seconds')}"
    return "ok"
