"""The citizen's free times for other programs, such as an app: the same planner as the page."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request

from portal.booking import queries
from portal.booking.openapi import PATHS, SCHEMAS
from portal.booking.published import slot_rows
from portal.core import clock, openapi
from portal.core.access import actor, citizen
from portal.core.db import db

blueprint = Blueprint("booking_api", __name__)
openapi.describe(PATHS, SCHEMAS)


@blueprint.get("/slots")
@citizen
def slots() -> Response:
    """The times the signed-in citizen can book."""
    now = clock.now()
    channel = request.args.get("channel")
    planner = queries.planner(db.session, actor().person_id, now, channel=channel)
    if planner.channel not in planner.terms.channels:
        return _refuse(f"Choose a channel of {', '.join(planner.terms.channels)}.")
    today = clock.local_date(now)
    try:
        first = _day("from", today)
        last = _day("to", today + timedelta(days=planner.terms.horizon_days))
    except ValueError:
        return _refuse("Write days as 2026-12-01.")
    if planner.why_not_choose() is not None or planner.has_talk:
        return _answer([])
    return _answer(slot_rows(planner, max(first, today), last))


def _day(name: str, default: date) -> date:
    """The day named in the query.

    Raises:
        ValueError: when it is none.
    """
    text = request.args.get(name)
    return default if text is None else date.fromisoformat(text)


def _answer(content: Any) -> Response:
    response = jsonify(content)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _refuse(message: str) -> Response:
    return make_response(jsonify(error=400, message=message), 400)
