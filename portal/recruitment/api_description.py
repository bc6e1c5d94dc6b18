"""The description of the API for companies' own systems."""

from typing import Any

from portal.recruitment.api_document import FIELDS
from portal.recruitment.models import JOB_KINDS, KINDS
from portal.recruitment.queries.systems import SHOWN
from portal.recruitment.rules.enquiry import ENDING_KINDS, FORM_KINDS
from portal.recruitment.rules.progress import Stage

KEY = "Idempotency-Key"
KEY_FORM = r"[A-Za-z0-9._:\-]{8,100}"
USUAL_PAGE = 25
LARGEST_PAGE = 100

EXAMPLE: dict[str, Any] = {
    "kind": "recruitment",
    "title": "Bager",
    "tasks": "Bage brød og kager fra tidlig morgen.",
    "requirements": "Surdej\nHygiejnebevis",
    "positions": 2,
    "hours_per_week": 37,
    "starts_on": "2027-02-01",
    "workplace": "Lyngby Torv 2",
    "postcode": "2800",
    "contact_name": "Lars Bruun",
    "contact_phone": "45 97 30 00",
    "contact_email": "lars@example.dk",
}
_MOMENT = {"type": "string", "format": "date-time", "description": "Danish time with its offset."}
_MAYBE_MOMENT = _MOMENT | {"type": ["string", "null"]}
_MAYBE_TEXT = {"type": ["string", "null"]}
_MAYBE_NUMBER = {"type": ["integer", "null"]}
_MAYBE_DAY = {"type": ["string", "null"], "format": "date"}


def _object(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [name for name in properties if name not in optional],
        "properties": properties,
        "additionalProperties": False,
    }


def _new(kinds: tuple[str, ...]) -> dict[str, Any]:
    """What an enquiry of these kinds holds."""
    fields = [field for field in FIELDS if kinds[0] in field.kinds]
    properties = {field.name: field.schema | {"description": field.about} for field in fields}
    properties["kind"] = {"type": "string", "enum": list(kinds), "description": "What is needed."}
    return _object(properties, tuple(field.name for field in fields if not field.needed))


_MATTERS = tuple(kind for kind in KINDS if kind not in JOB_KINDS)
_PLAIN_JOBS = tuple(kind for kind in JOB_KINDS if kind not in ENDING_KINDS)
_ENDING_JOBS = tuple(kind for kind in ENDING_KINDS if kind not in FORM_KINDS)
_SUMMARY: dict[str, Any] = {
    "id": {"type": "integer"},
    "status": {"type": "string", "enum": [stage.value for stage in Stage]},
    "kind": {"type": "string", "enum": list(KINDS)},
    "title": {"type": "string"},
    "production_unit": _MAYBE_TEXT,
    "received_at": _MOMENT,
    "answer_due_at": _MAYBE_MOMENT | {"description": "Until when an answer is promised."},
    "answered_at": _MAYBE_MOMENT,
    "candidates_due_at": _MAYBE_MOMENT | {"description": "Until when candidates are promised."},
    "candidates_presented_at": _MAYBE_MOMENT,
    "candidates_presented": {
        "type": "integer",
        "minimum": 0,
        "description": "How many candidates your people can see on the portal's pages.",
    },
    "consultant": _object(
        {"name": {"type": "string"}, "phone": {"type": "string"}, "email": {"type": "string"}}
    ),
}
_WHOLE: dict[str, Any] = _SUMMARY | {
    "tasks": {"type": "string"},
    "requirements": {"type": "string"},
    "positions": _MAYBE_NUMBER,
    "hours_per_week": _MAYBE_NUMBER,
    "placement_form": _MAYBE_TEXT,
    "workplace": {"type": "string"},
    "postcode": {"type": "string"},
    "contact_name": {"type": "string"},
    "contact_phone": {"type": "string"},
    "contact_email": {"type": "string"},
    "starts_on": _MAYBE_DAY,
    "ends_on": _MAYBE_DAY,
    "timeline": {
        "type": "array",
        "items": _object(
            {
                "event": {"type": "string", "enum": list(SHOWN)},
                "at": _MOMENT,
                "reason": {"type": "string"},
                "detail": {"type": "string"},
            },
            ("reason", "detail"),
        ),
    },
    "remarks": {
        "type": "array",
        "description": "Words that may discriminate. Nothing is refused for them.",
        "items": _object(
            {
                "pointer": {"type": "string"},
                "words": {"type": "string"},
                "detail": {"type": "string"},
            }
        ),
    },
}
SCHEMAS: dict[str, Any] = {
    "NewEnquiry": {
        "oneOf": [_new(kinds) for kinds in (_PLAIN_JOBS, FORM_KINDS, _ENDING_JOBS, _MATTERS)],
        "examples": [EXAMPLE],
    },
    "EnquirySummary": _object(_SUMMARY),
    "Enquiry": _object(_WHOLE),
    "EnquiryPage": _object(
        {
            "items": {"type": "array", "items": {"$ref": "#/components/schemas/EnquirySummary"}},
            "next": _MAYBE_TEXT | {"description": "The cursor of the next page."},
        }
    ),
    "Problem": {
        "type": "object",
        "description": "RFC 9457.",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {
                "type": "array",
                "items": _object({"pointer": {"type": "string"}, "detail": {"type": "string"}}),
            },
        },
    },
}
SECURITY = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token that the company's administrator made under 'Our company'.",
    }
}

_PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}
_RATE = {
    name: {"schema": {"type": "integer"}, "description": about}
    for name, about in (
        ("RateLimit-Limit", "How often you may ask in a minute."),
        ("RateLimit-Remaining", "How often you still may."),
        ("RateLimit-Reset", "Seconds until the next minute."),
    )
}
_ID = {
    "name": "request_id",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 1, "maximum": 10**18 - 1},
}
_LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "description": "The language of problems: da or en.",
    "schema": {"type": "string", "examples": ["da", "en"]},
}


def _responses(status: str, about: str, schema: str, *more: tuple[str, str]) -> dict[str, Any]:
    good = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    problems = (
        ("400", "The request can't be understood."),
        ("401", "No valid token."),
        ("403", "The token lacks the scope."),
        ("429", "You ask too often; Retry-After says how long to wait."),
        *more,
    )
    return {
        status: {"description": about, "headers": _RATE, "content": {"application/json": good}}
    } | {
        code: {"description": text, "content": {"application/problem+json": _PROBLEM}}
        for code, text in problems
    }


_NO_PAGE = {
    "404": {
        "description": "There is none, or it is not yours; no number is longer than 18 digits.",
        "content": {
            "application/problem+json": _PROBLEM,
            "application/json": {"schema": {"$ref": "#/components/schemas/Error"}},
        },
    }
}
_MISSING = ("404", "There is none, or it is not yours.")
PATHS: dict[str, Any] = {
    "/api/v1/recruitment-requests": {
        "get": {
            "operationId": "listEnquiries",
            "summary": "Your enquiries, the latest first",
            "security": [{"token": []}],
            "parameters": [
                {
                    "name": "limit",
                    "in": "query",
                    "required": False,
                    "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE},
                },
                {
                    "name": "cursor",
                    "in": "query",
                    "required": False,
                    "description": "What stood in the field next of the page before.",
                    "schema": {"type": "string", "pattern": "^YmVmb3JlO[A-Za-z0-9_-]+$"},
                },
                _LANGUAGE,
            ],
            "responses": _responses("200", "A page.", "EnquiryPage"),
        },
        "post": {
            "operationId": "sendEnquiry",
            "summary": "Send an enquiry",
            "description": "Its clocks start at once, and the receipt goes to whoever made the "
            "token. The same key with the same content is answered as the first time.",
            "security": [{"token": []}],
            "parameters": [
                {
                    "name": KEY,
                    "in": "header",
                    "required": True,
                    "description": "Your own key for this enquiry, such as a UUID.",
                    "schema": {"type": "string", "pattern": f"^{KEY_FORM}$"},
                },
                _LANGUAGE,
            ],
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {
                        "schema": {"$ref": "#/components/schemas/NewEnquiry"},
                        "examples": {"baker": {"value": EXAMPLE}},
                    }
                },
            },
            "responses": _responses(
                "201",
                "It is received.",
                "Enquiry",
                ("409", "It can't be taken just now."),
                ("413", "It is larger than 128 kilobytes."),
                ("415", "It is no JSON."),
                ("422", "Something in it is missing or not right, or the key was used."),
            ),
        },
    },
    "/api/v1/recruitment-requests/{request_id}": {
        "get": {
            "operationId": "readEnquiry",
            "summary": "One enquiry",
            "description": "With an ETag; send it as If-None-Match and get 304 while it is as it "
            "was.",
            "security": [{"token": []}],
            "parameters": [_ID, _LANGUAGE],
            "responses": _responses("200", "The enquiry.", "Enquiry", _MISSING)
            | _NO_PAGE
            | {"304": {"description": "It is as it was."}},
        }
    },
    "/api/v1/recruitment-requests/{request_id}/withdraw": {
        "post": {
            "operationId": "withdrawEnquiry",
            "summary": "Take an enquiry back",
            "description": "With If-Match only if it is as you read it.",
            "security": [{"token": []}],
            "parameters": [_ID, _LANGUAGE],
            "responses": _responses(
                "200",
                "It is withdrawn.",
                "Enquiry",
                _MISSING,
                ("409", "It has ended otherwise."),
                ("412", "It has changed since you read it."),
                ("413", "It is too large."),
            )
            | _NO_PAGE,
        }
    },
}
