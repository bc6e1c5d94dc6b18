"""What is wrong with what a system sends is said where it stands."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.recruitment.api_description import EXAMPLE
from portal.recruitment.models import RecruitmentRequest
from tests.factories.systems import bearer
from tests.integration.systems.asking import KEY, PATH, problems, send


def test_a_refused_enquiry_keeps_no_key(client: FlaskClient, token: str) -> None:
    assert send(client, token, starts_on="2020-01-01").status_code == 422
    assert send(client, token).status_code == 201


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"title": None}, "#/title"),
        ({"title": ""}, "#/title"),
        ({"title": "  "}, "#/title"),
        ({"title": "x" * 121}, "#/title"),
        ({"title": 7}, "#/title"),
        ({"kind": "spam"}, "#/kind"),
        ({"kind": ["recruitment"]}, "#/kind"),
        ({"positions": 0}, "#/positions"),
        ({"positions": 10**17}, "#/positions"),
        ({"positions": 1.5}, "#/positions"),
        ({"positions": True}, "#/positions"),
        ({"positions": "2"}, "#/positions"),
        ({"hours_per_week": 61}, "#/hours_per_week"),
        ({"starts_on": "2026-13-01"}, "#/starts_on"),
        ({"starts_on": "20270201"}, "#/starts_on"),
        ({"starts_on": "2026-11-22"}, "#/starts_on"),
        ({"starts_on": "9999-12-31"}, "#/starts_on"),
        ({"ends_on": "2027-03-01"}, "#/ends_on"),
        ({"postcode": "28000"}, "#/postcode"),
        ({"production_unit": "1234567890"}, "#/production_unit"),
        ({"production_unit": "12"}, "#/production_unit"),
        ({"contact_phone": "1"}, "#/contact_phone"),
        ({"contact_email": "nobody"}, "#/contact_email"),
        ({"citizen_id": 1}, "#/citizen_id"),
        ({"a/b~c": 1}, "#/a~1b~0c"),
        ({"kind": "placement"}, "#/placement_form"),
        ({"kind": "placement", "placement_form": "unsure", "ends_on": "2027-01-31"}, "#/ends_on"),
        ({"kind": "other"}, "#/positions"),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(
    client: FlaskClient, session: orm.Session, token: str, changes: dict[str, Any], pointer: str
) -> None:
    answer = send(client, token, **changes)
    assert answer.status_code == 422
    assert pointer in problems(answer)
    assert session.scalar(sa.select(sa.func.count()).select_from(RecruitmentRequest)) == 0


def test_problems_come_in_the_readers_language(client: FlaskClient, token: str) -> None:
    said = {}
    for language in ("da", "en"):
        headers = bearer(token, Idempotency_Key="order-4711-a", Accept_Language=language)
        said[language] = problems(client.post(PATH, json={}, headers=headers))["#/kind"]
    assert said == {"da": "Det her mangler.", "en": "This is missing."}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b'{"kind": NaN}', 400),
        (b'{"positions": Infinity}', 400),
        (b'{"positions": 1e999}', 400),
        (b'{"positions": ' + b"9" * 5000 + b"}", 400),
        (b'{"title": "a", "title": "b"}', 400),
        (b'{"title": "\\ud800"}', 400),
        (b'{"title": "\\u0000"}', 400),
        (b'{"\\udfff": 1}', 400),
        (b"[" * 60_000, 400),
        (b'{"title": ' + b"[" * 20 + b"]" * 20 + b"}", 400),
        (b"[]", 422),
        (b"null", 422),
        (b'"' + b"x" * (128 * 1024) + b'"', 413),
        (b"x" * 2_000_000, 413),
    ],
)
def test_documents_that_mean_nothing(
    client: FlaskClient, token: str, body: bytes, status: int
) -> None:
    headers = bearer(token, Idempotency_Key="order-4711-a") | {"Content-Type": "application/json"}
    answer = client.post(PATH, data=body, headers=headers)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert token not in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 400),
        ({"Idempotency-Key": "short"}, 400),
        ({"Idempotency-Key": "x" * 101}, 400),
        ({"Idempotency-Key": "with space here"}, 400),
        ({**KEY, "Content-Type": "text/plain"}, 415),
    ],
)
def test_headers_that_are_missing_or_wrong(
    client: FlaskClient, token: str, headers: dict[str, str], status: int
) -> None:
    sent = {"Content-Type": "application/json"} | bearer(token) | headers
    answer = client.post(PATH, data=json.dumps(EXAMPLE), headers=sent)
    assert answer.status_code == status
    assert answer.json["status"] == status


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=x", "limit=1&limit=2", "cursor=x", "cursor=", "page=2", "q=1"],
)
def test_parameters_that_mean_nothing(client: FlaskClient, token: str, query: str) -> None:
    answer = client.get(f"{PATH}?{query}", headers=bearer(token))
    assert answer.status_code == 400
    assert answer.json["detail"]
