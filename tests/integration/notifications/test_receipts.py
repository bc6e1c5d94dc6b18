"""What the SMS gateway says became of a message: signed calls, true, forged and malformed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import orm
from werkzeug.test import TestResponse

from portal.accounts.models import Citizen
from portal.core import clock
from portal.notifications import receipts, words
from portal.notifications.models import OutboxMessage
from portal.settings import Settings
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory
from tests.integration.conftest import SignInAs
from tests.integration.notifications.gateway import Gateway, running
from tests.integration.notifications.telling import notices, send, tell, through

RECEIPTS = "/besked/sms-kvittering"
Post = Callable[..., TestResponse]


@pytest.fixture(autouse=True)
def settings_with_token(app: Flask) -> Iterator[Settings]:
    """The portal shares a token with the gateway."""
    before: Settings = app.extensions["portal.settings"]
    made = before.model_copy(update={"sms_token": SecretStr("hush")})
    app.extensions["portal.settings"] = made
    with clock.frozen(NOW):
        yield made
    app.extensions["portal.settings"] = before


@pytest.fixture
def post(client: FlaskClient, settings_with_token: Settings) -> Post:
    """Post a receipt as the gateway does, signed, or signed as given."""

    def post_it(told: Any, signature: str | None = None) -> TestResponse:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        own = receipts.signature(settings_with_token, body)
        headers = {"X-Signature": own if signature is None else signature}
        return client.post(RECEIPTS, data=body, headers=headers)

    return post_it


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    return CitizenFactory(email=None, phone="20 30 40 50")


@pytest.fixture
def sent(app: Flask, session: orm.Session, citizen: Citizen, tmp_path: Path) -> OutboxMessage:
    """An SMS that the gateway has taken as gw-1."""
    with running(Gateway()) as gateway, app.app_context():
        tell(session, citizen)
        send(session, through(gateway, tmp_path))
    row = notices(session)["sms"]
    assert row.gateway_id == "gw-1"
    return row


def test_a_delivered_message_says_so(post: Post, session: orm.Session, sent: OutboxMessage) -> None:
    assert post({"id": "gw-1", "status": "delivered"}).status_code == 204
    row = notices(session)["sms"]
    assert row.delivered_at == NOW
    assert words.state(row, NOW)[0] == "success"


def test_an_undelivered_message_goes_another_way_once(
    post: Post, session: orm.Session, sent: OutboxMessage
) -> None:
    for status in ("failed", "failed", "undeliverable", "expired"):
        assert post({"id": "gw-1", "status": status}).status_code == 204
    rows = notices(session)
    assert rows["sms"].failed_at == NOW
    assert list(rows) == ["sms", "digital_post"]
    assert rows["digital_post"].sent_at is None


def test_the_same_receipt_again_changes_nothing(
    post: Post, session: orm.Session, sent: OutboxMessage
) -> None:
    post({"id": "gw-1", "status": "delivered"})
    with clock.frozen(clock.parse_moment("2026-11-24T10:00")):
        assert post({"id": "gw-1", "status": "delivered"}).status_code == 204
    assert notices(session)["sms"].delivered_at == NOW


def test_receipts_may_come_in_the_wrong_order(
    post: Post, session: orm.Session, sent: OutboxMessage
) -> None:
    post({"id": "gw-1", "status": "failed"})
    post({"id": "gw-1", "status": "delivered"})
    row = notices(session)["sms"]
    assert (row.delivered_at, row.failed_at, row.last_error) == (NOW, None, "")
    post({"id": "gw-1", "status": "failed"})
    assert notices(session)["sms"].failed_at is None, "what has arrived has arrived"


@pytest.mark.parametrize("status", ["queued", "", "DELIVRD", "delivered ", "Failed"])
def test_a_word_nobody_knows_changes_nothing(
    post: Post, session: orm.Session, sent: OutboxMessage, status: str
) -> None:
    assert post({"id": "gw-1", "status": status}).status_code == 204
    row = notices(session)["sms"]
    assert (row.delivered_at, row.failed_at) == (None, None)


@pytest.mark.parametrize("name", ["gw-2", "", " ", "a\0b", "\ud800", "x" * 5000, "gw-1\n", "None"])
def test_a_message_nobody_knows_is_not_found(
    post: Post, session: orm.Session, sent: OutboxMessage, citizen: Citizen, app: Flask, name: str
) -> None:
    with app.app_context():
        tell(session, citizen, "waits")  # unsent, so without a name: nobody may hit it by accident
    assert post({"id": name, "status": "failed"}).status_code == 404
    assert notices(session, "waits")["sms"].failed_at is None
    assert notices(session)["sms"].failed_at is None


def test_a_receipt_of_another_channel_is_not_for_sms(
    post: Post, session: orm.Session, sent: OutboxMessage
) -> None:
    session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.channel == "sms")
        .values(channel="digital_post")
    )
    assert post({"id": "gw-1", "status": "failed"}).status_code == 404


@pytest.mark.parametrize("signature", ["", "0" * 64, "æøå", "sha256=", "\xff" * 64])
def test_a_forged_receipt_is_refused(
    post: Post, session: orm.Session, sent: OutboxMessage, signature: str
) -> None:
    assert post({"id": "gw-1", "status": "failed"}, signature).status_code == 403
    assert notices(session)["sms"].failed_at is None


def test_the_signature_of_another_body_is_refused(
    post: Post, session: orm.Session, sent: OutboxMessage, settings_with_token: Settings
) -> None:
    other = receipts.signature(settings_with_token, b'{"id": "gw-1", "status": "delivered"}')
    assert post({"id": "gw-1", "status": "failed"}, other).status_code == 403


def test_without_a_token_nothing_is_genuine(
    app: Flask, client: FlaskClient, sent: OutboxMessage, settings_with_token: Settings
) -> None:
    bare = settings_with_token.model_copy(update={"sms_token": SecretStr("")})
    app.extensions["portal.settings"] = bare
    body = b'{"id": "gw-1", "status": "failed"}'
    headers = {"X-Signature": receipts.signature(bare, body)}
    assert client.post(RECEIPTS, data=body, headers=headers).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"gw-1 delivered",
        b"[]",
        b'"gw-1"',
        b"null",
        b"{}",
        b'{"id": "gw-1"}',
        b'{"status": "failed"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"id": ' * 50_000,
    ],
)
def test_what_is_no_receipt_is_refused(post: Post, sent: OutboxMessage, body: bytes) -> None:
    assert post(body).status_code == 400


def test_a_huge_body_is_refused(post: Post, session: orm.Session, sent: OutboxMessage) -> None:
    body = b'{"id": "gw-1", "status": "failed", "x": "' + b"x" * 2_000_000 + b'"}'
    assert post(body).status_code == 413
    assert notices(session)["sms"].failed_at is None


def test_receipts_are_posted(client: FlaskClient) -> None:
    assert client.get(RECEIPTS).status_code == 405


def test_staff_see_what_became_of_it(
    post: Post, client_for: SignInAs, session: orm.Session, sent: OutboxMessage, citizen: Citizen
) -> None:
    client = client_for(citizen.caseworker)
    client.set_cookie("lang", "en")
    page = f"/personale/borger/{citizen.id}/beskeder"
    assert "Not delivered" not in client.get(page).text
    post({"id": "gw-1", "status": "failed"})
    shown = client.get(page).text
    assert "Not delivered" in shown
    assert "SMS, 20 30 40 50" in shown
    post({"id": "gw-1", "status": "delivered"})
    assert "Delivered" in client.get(page).text
