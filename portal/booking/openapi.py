"""The description of the API of free times."""

from typing import Any

from portal.booking.models import CHANNELS, KINDS
from portal.core.openapi import answers

MOMENT: dict[str, Any] = {
    "type": "string",
    "format": "date-time",
    "description": "Danish wall time with its offset.",
    "examples": ["2026-12-01T10:30:00+01:00"],
}
_FIELDS: dict[str, Any] = {
    "start": MOMENT,
    "end": MOMENT,
    "caseworker": {"type": "string"},
    "kind": {"type": "string", "enum": list(KINDS)},
    "channel": {"type": "string", "enum": list(CHANNELS)},
}
SCHEMAS: dict[str, Any] = {
    "Slot": {
        "type": "object",
        "description": "A time the signed-in citizen can book.",
        "required": list(_FIELDS),
        "properties": _FIELDS,
        "additionalProperties": False,
    }
}


def _day(name: str, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": {"type": "string", "format": "date"},
    }


PATHS: dict[str, Any] = {
    "/api/v1/slots": {
        "get": {
            "summary": "The times the signed-in citizen can book",
            "description": "The same times as on the citizen's own page, the earliest first. "
            "Needs the session of a signed-in citizen.",
            "parameters": [
                _day("from", "The first day; today when left out."),
                _day("to", "The last day; as far ahead as can be booked when left out."),
                {
                    "name": "channel",
                    "in": "query",
                    "required": False,
                    "description": "The way of meeting; left out, the first that the rule has.",
                    "schema": {"type": "string", "enum": list(CHANNELS)},
                },
            ],
            "responses": answers(
                {"type": "array", "items": {"$ref": "#/components/schemas/Slot"}},
                "The free times.",
            ),
        }
    }
}
