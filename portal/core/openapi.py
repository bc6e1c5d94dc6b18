"""The description of the JSON API (OpenAPI 3.1), as a plain dictionary.

A room adds its paths and schemas with `describe` where it defines them; `document` puts them
together for `/api/v1/openapi.json`.
"""

from typing import Any

_PATHS: dict[str, Any] = {}
_SCHEMAS: dict[str, Any] = {
    "Error": {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {"type": "integer", "description": "The HTTP status."},
            "message": {"type": "string", "description": "What is wrong, in words."},
        },
    },
}


_SECURITY: dict[str, Any] = {}


def describe(
    paths: dict[str, Any], schemas: dict[str, Any], security: dict[str, Any] | None = None
) -> None:
    """Add a room's paths, schemas and ways of saying who asks to the document."""
    _PATHS.update(paths)
    _SCHEMAS.update(schemas)
    _SECURITY.update(security or {})


def document(title: str, server: str) -> dict[str, Any]:
    """The whole document. Paths are complete, so `server` is the portal's own address."""
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": "1"},
        "servers": [{"url": server}],
        "paths": dict(sorted(_PATHS.items())),
        "components": {
            "schemas": dict(sorted(_SCHEMAS.items())),
            "securitySchemes": dict(sorted(_SECURITY.items())),
        },
    }


def answers(schema: dict[str, Any], description: str) -> dict[str, Any]:
    """The `responses` of an operation that answers with `schema` or with an error."""
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {
        "200": {"description": description, "content": {"application/json": {"schema": schema}}},
        "default": {"description": "What went wrong.", "content": error},
    }
