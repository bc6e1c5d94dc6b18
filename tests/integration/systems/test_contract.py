"""The API keeps to its own description, whatever is sent: schemathesis."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS
from sqlalchemy import orm

from portal.accounts.models import BusinessUser
from portal.core import clock
from portal.core.openapi import document
from portal.recruitment.api_description import PATHS
from tests.factories.systems import token_for

schemathesis.checks.load_all_checks()
# A day that has passed, or an address with another company's site, is well-formed and refused.
LEFT_OUT = [CHECKS.get_one("positive_data_acceptance")]
SCHEMA = schemathesis.openapi.from_dict(document("Portal", "http://localhost") | {"paths": PATHS})


@pytest.fixture
def token(app: Flask, session: orm.Session, administrator: BusinessUser) -> Iterator[str]:
    """A token that may ask as often as it likes."""
    usual = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = usual.model_copy(
        update={"api_per_minute": 100_000, "api_unknown_per_minute": 100_000}
    )
    yield token_for(session, administrator, clock.now())
    app.extensions["portal.settings"] = usual


@SCHEMA.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_what_is_described_is_what_is_answered(case: Any, app: Flask, token: str) -> None:
    case.operation.schema.app = app
    case.call_and_validate(
        headers={"Authorization": f"Bearer {token}"}, app=app, excluded_checks=LEFT_OUT
    )
