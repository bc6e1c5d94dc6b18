"""How the portal is doing, for those who run it; what it is made of, for everybody."""

import json
from datetime import timedelta
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, render_template
from prometheus_client import CONTENT_TYPE_LATEST

from portal.core import clock, policy
from portal.core.access import anonymous, public, staff
from portal.core.db import db
from portal.core.metrics import exposition
from portal.core.unchanged import same_for_all
from portal.operations import gauges, queries, words
from portal.operations.findings import State

blueprint = Blueprint("operations", __name__)

LIST = Path(__file__).with_name("third_party.json")
STALE_AFTER = timedelta(minutes=15)


@cache
def _parts() -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(LIST.read_text(encoding="utf-8"))
    return found


@blueprint.get("/tredjepart")
@public
@same_for_all
def third_party() -> str:
    """Other people's software in the portal, and its licences."""
    return render_template(
        "operations/third_party.html",
        web=[part for part in _parts() if part["part"] == "web"],
        server=[part for part in _parts() if part["part"] == "server"],
    )


@blueprint.get("/metrics")
@anonymous
def metrics() -> Response:
    """What Prometheus reads. Aggregates only; the proxy lets nobody else read it."""
    told = exposition(gauges.registry(db.session, clock.now()))
    return Response(told, content_type=CONTENT_TYPE_LATEST)


@blueprint.get("/personale/systemstatus")
@staff(policy.SEE_SYSTEM)
def status() -> str:
    """What the worker's last examination found, the worst first."""
    checks, now = queries.checks(db.session), clock.now()
    checked_at = max((one.checked_at for one in checks), default=None)
    return render_template(
        "operations/status.html",
        bad=[one for one in checks if one.state == State.ERROR],
        warned=[one for one in checks if one.state == State.WARNING],
        fine=[one for one in checks if one.state == State.OK],
        checked_at=checked_at,
        stale=checked_at is None or now - checked_at > STALE_AFTER,
        words=words,
    )
