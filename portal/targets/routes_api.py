"""The figures for other systems: public aggregates, suppressed as on the pages."""

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, make_response, request

from portal.core import clock, openapi
from portal.core.access import anonymous, flow
from portal.core.db import db
from portal.core.unchanged import same_for_all
from portal.settings import Settings
from portal.targets import published, queries
from portal.targets.openapi import PATHS, SCHEMAS
from portal.targets.rules.quarters import Quarter

blueprint = Blueprint("targets_api", __name__)
openapi.describe(PATHS, SCHEMAS)

FRESH_FOR = "public, max-age=60"


@blueprint.get("/targets")
@anonymous
@flow("figures")
@same_for_all
def targets() -> Response:
    """The five targets, one row for each key and quarter."""
    now = clock.now()
    try:
        quarters = _quarters(queries.recent(now))
    except ValueError as error:
        return _refuse(error)
    figures = queries.survey_targets(db.reading, quarters, now)
    return _answer([published.survey_row(figure) for figure in figures])


@blueprint.get("/service-goals")
@anonymous
@flow("figures")
@same_for_all
def service_goals() -> Response:
    """The two promises, one row for each key and quarter."""
    now = clock.now()
    try:
        quarters = _quarters(queries.recent(now))
    except ValueError as error:
        return _refuse(error)
    figures = queries.service_goals(db.reading, quarters, now)
    return _answer([published.service_row(figure) for figure in figures])


@blueprint.get("/openapi.json")
@anonymous
@same_for_all
def description() -> Response:
    """What the API offers."""
    settings: Settings = current_app.extensions["portal.settings"]
    title = f"{settings.solution_name}, {settings.municipality}"
    return _answer(openapi.document(title, settings.base_url))


def _quarters(recent: list[Quarter]) -> list[Quarter]:
    wanted = request.args.get("quarter")
    return recent if wanted is None else [Quarter.named(wanted)]


def _answer(content: Any) -> Response:
    response = jsonify(content)
    response.headers["Cache-Control"] = FRESH_FOR
    return response


def _refuse(error: ValueError) -> Response:
    return make_response(jsonify(error=400, message=str(error)), 400)
