"""Keys are changed while the portal runs: what older ones made is read, found, and written anew."""

import json
from typing import Any

import pytest
from flask import Flask
from itsdangerous import BadSignature
from sqlalchemy import orm

from portal.accounts import queries
from portal.accounts.models import Citizen, Persona
from portal.core.crypto import cpr_hmac, decrypt_cpr, encrypt_cpr, key_id, key_of, signer
from portal.settings import Settings
from tests.factories.accounts import CitizenFactory

OLD = {"cpr_key": "o" * 40, "cpr_pepper": "p" * 40, "secret_key": "s" * 40}
NEW = {"cpr_keys": "n" * 40, "cpr_peppers": "q" * 40, "secret_keys": "t" * 40}
CPR = [f"01017012{number:02}" for number in range(5)]


@pytest.fixture
def people(session: orm.Session) -> list[Citizen]:
    """Citizens stored with the old key and pepper."""
    old = Settings(env="test", **OLD)  # type: ignore[arg-type]
    return [
        CitizenFactory(cpr_hmac=cpr_hmac(old, cpr), cpr_encrypted=encrypt_cpr(old, cpr))
        for cpr in CPR
    ]


@pytest.fixture
def ring(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings while the keys are changed."""
    settings = Settings(env="test", log_level="error", **OLD, **NEW)  # type: ignore[arg-type]
    monkeypatch.setitem(app.extensions, "portal.settings", settings)
    return settings


def run(app: Flask, *words: str) -> dict[str, Any]:
    done = app.test_cli_runner().invoke(args=["portal", "keys", *words, "--json"])
    assert done.exit_code == 0, done.output
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_rotating_writes_everybody_anew_and_again_nobody(
    app: Flask, session: orm.Session, people: list[Citizen], ring: Settings
) -> None:
    assert run(app, "rotate", "--dry-run", "--step", "2")["written"] == len(CPR)
    session.expire_all()
    assert {key_of(one.cpr_encrypted) for one in people} == {key_id("o" * 40)}
    assert run(app, "rotate", "--step", "2")["written"] == len(CPR)
    session.expire_all()
    for one, cpr in zip(people, CPR, strict=True):
        assert key_of(one.cpr_encrypted) == key_id("n" * 40)
        assert decrypt_cpr(ring, one.cpr_encrypted) == cpr
        assert one.cpr_hmac == cpr_hmac(ring, cpr)
    assert run(app, "rotate")["written"] == 0


def test_somebody_is_found_before_and_after(
    app: Flask, session: orm.Session, people: list[Citizen], ring: Settings
) -> None:
    claims = {"cpr": CPR[0]}
    words = {"audience": "citizen", "name": "A", "role": "", "story_da": "", "story_en": ""}
    session.add(Persona(subject="anna", claims=claims, position=1, **words))
    session.flush()
    for _ in range(2):
        assert queries.citizen_named(session, ring, "anna") == people[0].id
        run(app, "rotate")


def test_status_says_when_an_old_key_is_needed_no_more(
    app: Flask, people: list[Citizen], ring: Settings
) -> None:
    def rows(name: str) -> list[int]:
        return [one["rows"] for one in run(app, "status")[name]]

    assert rows("cpr_key") == rows("cpr_pepper") == [0, len(CPR)]
    run(app, "rotate")
    assert rows("cpr_key") == rows("cpr_pepper") == [len(CPR), 0]


def test_what_the_command_says_holds_no_key(app: Flask, ring: Settings) -> None:
    for words in (["status"], ["rotate", "--dry-run"], ["status", "--json"]):
        said = app.test_cli_runner().invoke(args=["portal", "keys", *words]).output
        assert not [key for key in (OLD | NEW).values() if key in said]


def test_a_link_of_the_old_secret_key_is_still_read(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, both = (Settings(env="test", **given) for given in (OLD, OLD | NEW))  # type: ignore[arg-type]
    new = Settings(env="test", **OLD | {"secret_key": "t" * 40})  # type: ignore[arg-type]

    def by(settings: Settings) -> Any:
        monkeypatch.setitem(app.extensions, "portal.settings", settings)
        return signer("participant")

    with app.app_context():
        made = by(old).dumps([1, 2])
        assert by(both).loads(made) == [1, 2]
        assert by(new).loads(by(both).dumps([3])) == [3]
        with pytest.raises(BadSignature):
            by(new).loads(made)
