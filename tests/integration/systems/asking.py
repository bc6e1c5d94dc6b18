"""A system that asks, with a token that may read and write."""

from typing import Any

from flask.testing import FlaskClient

from portal.recruitment.api_description import EXAMPLE
from tests.factories.systems import bearer

PATH = "/api/v1/recruitment-requests"
KEY = {"Idempotency-Key": "order-4711-a"}


def send(client: FlaskClient, token: str, key: str = "order-4711-a", **changes: Any) -> Any:
    content = {name: v for name, v in (EXAMPLE | changes).items() if v is not None}
    return client.post(PATH, json=content, headers=bearer(token, Idempotency_Key=key))


def problems(answer: Any) -> dict[str, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return {error["pointer"]: error["detail"] for error in answer.json.get("errors", [])}
