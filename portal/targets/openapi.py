"""The description of the figures' API."""

from typing import Any

from portal.core.openapi import answers
from portal.recruitment.models import CLOCKS
from portal.surveys.models import STATEMENTS
from portal.targets.rules.shares import Movement, Verdict

PERIOD: dict[str, Any] = {
    "type": "string",
    "pattern": "^[0-9]{4}-Q[1-4]$",
    "description": "A calendar quarter.",
    "examples": ["2026-Q3"],
}
FRACTION: dict[str, Any] = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
DIFFERENCE: dict[str, Any] = {"type": ["number", "null"], "minimum": -1, "maximum": 1}
COUNT: dict[str, Any] = {"type": ["integer", "null"], "minimum": 0}
HOURS: dict[str, Any] = {"type": ["number", "null"], "minimum": 0}
QUARTER_PARAMETER: dict[str, Any] = {
    "name": "quarter",
    "in": "query",
    "required": False,
    "description": "One quarter only. Without it: the latest eight, the running one last.",
    "schema": PERIOD,
}


def _object(properties: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": description,
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


SCHEMAS: dict[str, Any] = {
    "SurveyTarget": _object(
        {
            "key": {"type": "string", "enum": list(STATEMENTS)},
            "target": {"type": "number", "minimum": 0, "maximum": 1},
            "period": PERIOD,
            "invited": {"type": "integer", "minimum": 0},
            "n": COUNT,
            "favourable": COUNT,
            "share": FRACTION,
            "low": FRACTION,
            "high": FRACTION,
            "verdict": {"type": "string", "enum": [v.value for v in Verdict]},
            "response_rate": FRACTION,
            "change": DIFFERENCE,
            "change_low": DIFFERENCE,
            "change_high": DIFFERENCE,
            "movement": {
                "type": ["string", "null"],
                "enum": [*(m.value for m in Movement), None],
            },
            "weighted_share": FRACTION,
            "weighted_low": FRACTION,
            "weighted_high": FRACTION,
            "published_at": {"type": ["string", "null"], "format": "date-time"},
            "final": {"type": "boolean"},
        },
        "A target of the citizen survey in a quarter. `n` is the answers on the scale, "
        "`favourable` those of 4 or 5, `low` and `high` the 95 % interval of the share (Wilson). "
        "Under five answers everything counted from them is null. `change` is the difference to "
        "the quarter before with its 95 % interval (Newcombe); the weighted share is what it would "
        "be if every target group had answered as often as the others. A running quarter moves in "
        "steps of several answers; when it is `final` its figures never change.",
    ),
    "ServiceGoal": _object(
        {
            "key": {"type": "string", "enum": list(CLOCKS)},
            "hours": {"type": "integer", "minimum": 1},
            "period": PERIOD,
            "n": COUNT,
            "within": COUNT,
            "share": FRACTION,
            "median_hours": HOURS,
            "p90_hours": HOURS,
            "worst_hours": HOURS,
            "counted": {"type": "string", "enum": ["elapsed", "opening"]},
        },
        "A promise to businesses in a quarter. `n` is the enquiries received that were answered "
        "or are late, `within` those in time. Hours are counted as `counted` says: all that pass, "
        "or opening hours only. Under five enquiries everything counted from them is null.",
    ),
}


def _operation(name: str, summary: str, schema: str) -> dict[str, Any]:
    rows = {"type": "array", "items": {"$ref": f"#/components/schemas/{schema}"}}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "security": [],
            "parameters": [QUARTER_PARAMETER],
            "responses": answers(rows, "One row for each key and quarter, oldest first."),
        }
    }


PATHS: dict[str, Any] = {
    "/api/v1/targets": _operation(
        "targets", "The five targets of dignified casework", "SurveyTarget"
    ),
    "/api/v1/service-goals": _operation(
        "serviceGoals", "The two promises to businesses", "ServiceGoal"
    ),
    "/api/v1/openapi.json": {
        "get": {
            "operationId": "openapi",
            "summary": "This document",
            "security": [],
            "responses": answers({"type": "object"}, "The description of the API."),
        }
    },
}
