"""Receipts of Digital Post: what they lead to, and what becomes of those that are none."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core import clock
from portal.core import worker as core_worker
from portal.notifications import receipts, words
from portal.notifications.jobs import read_receipts
from portal.settings import Settings
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory
from tests.integration.notifications.telling import notices, prefer, send, tell


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def wanted(tmp_path: Path) -> Settings:
    """A folder with a space in its name."""
    return Settings(env="test", data_dir=tmp_path, digital_post_dir=tmp_path / "digital post")


@pytest.fixture
def citizen(session: orm.Session) -> Citizen:
    """Somebody who can only be reached by Digital Post."""
    return CitizenFactory(email=None, phone=None)


def receipt(wanted: Settings, content: str | bytes, name: str = "a.xml") -> Path:
    """A receipt that lies in the folder."""
    folder = wanted.digital_post_folder() / "receipts"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def xml(uuid: str, status: str) -> str:
    """A receipt as Digital Post writes them."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><r:Receipt xmlns:r="https://DigitalPost.dk/r">'
        f"<r:messageUUID>{uuid}</r:messageUUID><!-- ours -->"
        f"<r:receiptStatus>{status}</r:receiptStatus></r:Receipt>"
    )


def read(app: Flask, session: orm.Session, wanted: Settings) -> dict[str, list[str]]:
    """Run the job that reads receipts; which files lie where afterwards."""
    before = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = wanted
    core_worker.worker_app[:] = [app]
    try:
        with clock.frozen(NOW):
            read_receipts()
    finally:
        app.extensions["portal.settings"] = before
        core_worker.worker_app.clear()
    session.expire_all()
    folders = [p for p in wanted.digital_post_folder().iterdir() if p.is_dir()]
    return {p.name: sorted(file.name for file in p.iterdir()) for p in folders if any(p.iterdir())}


@pytest.mark.parametrize(
    ("status", "badge"), [("COMPLETED", "Delivered"), ("INVALID", "Not delivered")]
)
@pytest.mark.parametrize("form", ["xml", "json"])
def test_a_receipt_says_what_became_of_it(
    app: Flask,
    session: orm.Session,
    wanted: Settings,
    citizen: Citizen,
    status: str,
    badge: str,
    form: str,
) -> None:
    tell(session, citizen)
    send(session, wanted)
    uuid = notices(session)["digital_post"].gateway_id
    as_json = json.dumps({"messageUUID": uuid, "receiptStatus": status})
    receipt(wanted, xml(uuid, status) if form == "xml" else as_json)
    assert read(app, session, wanted)["done"] == ["a.xml"]
    with app.test_request_context("/?lang=en"):
        assert str(words.state(notices(session)["digital_post"], NOW)[1]) == badge


def test_a_letter_nobody_could_take_goes_another_way(
    app: Flask, session: orm.Session, wanted: Settings
) -> None:
    anna = CitizenFactory(email="anna@example.invalid", phone=None)
    prefer(session, anna, "digital_post")
    tell(session, anna)
    assert send(session, wanted).sent == 1
    for name in ("first", "again"):
        receipt(wanted, xml(notices(session)["digital_post"].gateway_id, "INVALID"), name)
    assert read(app, session, wanted)["done"] == ["again", "first"]
    assert list(notices(session)) == ["digital_post", "email"]
    assert send(session, wanted).sent == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<half",
        b"{",
        b"[]",
        b"{}",
        b"<r/>",
        b"\xff\xfe",
        b'{"messageUUID": "", "receiptStatus": "INVALID"}',
        b'{"messageUUID": "  ", "receiptStatus": "INVALID"}',
        b'{"messageUUID": "a\\u0000b", "receiptStatus": "INVALID"}',
        b'{"messageUUID": "\\ud800", "receiptStatus": "INVALID"}',
        b'{"messageUUID": "a"}',
        b'{"messageUUID": "a", "receiptStatus": ""}',
        b'{"a":' * 15_000,
        b"<r>" * 30_000,
        b'{"messageUUID": "' + b"a" * 200_000 + b'", "receiptStatus": "INVALID"}',
        b"<messageUUID>" + b"a" * 900 + b"</messageUUID>",
        b'<!DOCTYPE r [<!ENTITY a "aaaa">]><r><messageUUID>&a;</messageUUID></r>',
    ],
)
def test_what_is_no_receipt_is_set_aside_once_and_holds_up_nobody(
    app: Flask, session: orm.Session, wanted: Settings, citizen: Citizen, content: bytes
) -> None:
    tell(session, citizen)
    send(session, wanted)
    tell(session, citizen, "waits")  # unsent, so without a name: nobody may hit it by accident
    receipt(wanted, content, "a-broken.xml")
    receipt(wanted, xml(notices(session)["digital_post"].gateway_id, "COMPLETED"), "b.xml")
    folders = read(app, session, wanted)
    assert folders["unreadable"] == ["a-broken.xml"]
    assert folders["done"] == ["b.xml"]
    assert receipts.waiting(wanted) == []
    assert notices(session)["digital_post"].delivered_at == NOW
    assert notices(session, "waits")["digital_post"].failed_at is None


def test_a_receipt_of_somebody_elses_message_is_kept_apart(
    app: Flask, session: orm.Session, wanted: Settings
) -> None:
    receipt(wanted, xml("0f8fad5b-d9cb-469f-a165-70867728950e", "COMPLETED"))
    assert read(app, session, wanted)["unknown"] == ["a.xml"]


def test_a_receipt_still_being_written_is_left_alone(
    app: Flask, session: orm.Session, wanted: Settings
) -> None:
    receipt(wanted, "<half", ".a.xml.part")
    assert read(app, session, wanted) == {"receipts": [".a.xml.part"]}


def test_a_receipt_that_grew_whole_meanwhile_is_not_lost(
    session: orm.Session, wanted: Settings
) -> None:
    half = receipt(wanted, "<half")
    places = receipts.read_digital_post(session, [half], NOW)
    receipt(wanted, xml("a", "COMPLETED"))
    receipts.put_away(wanted, places)
    assert (wanted.digital_post_folder() / "unreadable" / "a.xml").exists()


def test_two_workers_at_once_disturb_nobody(session: orm.Session, wanted: Settings) -> None:
    file = receipt(wanted, "<half")
    receipts.put_away(wanted, {file: "unreadable"})
    receipts.put_away(wanted, {file: "unreadable"})
    moved = wanted.digital_post_folder() / "unreadable" / file.name
    assert (file.exists(), moved.read_text("utf-8")) == (False, "<half")
