"""The operators' commands, on a small municipality with its history."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.core.audit import AuditEvent
from portal.demo import loader
from portal.privacy.queries.rows import table_of
from portal.settings import Settings

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def town(app: Flask, session: orm.Session, settings: Settings) -> None:
    with app.app_context():
        loader.load(session, settings, NOW, size=0.02)
        session.commit()


def run(app: Flask, *arguments: str) -> str:
    done = app.test_cli_runner().invoke(args=["portal", *arguments])
    assert done.exit_code == 0, done.output + str(done.exception)
    return str(done.output)


def rows(session: orm.Session, name: str) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table_of(name))) or 0


def test_a_dry_run_says_what_a_run_does_and_a_second_finds_nothing(
    app: Flask, session: orm.Session, town: None
) -> None:
    later = ("--now", "2035-01-01T03:00", "--json")
    before = {name: rows(session, name) for name in ("talk", "recruitment_request", "citizen")}
    said = json.loads(run(app, "retention", "run", "--dry-run", *later))
    assert {name: rows(session, name) for name in before} == before
    due = {one["table"]: one["rows"] for one in said if one["key"] in ("talks", "business_case")}
    assert due["talk"] > 0
    assert due["recruitment_request"] > 0
    run(app, "retention", "run", *later)
    assert rows(session, "talk") == before["talk"] - due["talk"]
    assert rows(session, "recruitment_request") < before["recruitment_request"]
    assert json.loads(run(app, "retention", "run", *later)) == []
    again = json.loads(run(app, "retention", "run", "--dry-run", *later))
    # The trail's youngest year the database keeps by its own clock, whatever moment we name.
    assert [one for one in again if one["rows"] and one["key"] != "log"] == []


def test_a_citizens_export_is_written_and_noted(
    app: Flask, session: orm.Session, town: None, tmp_path: Path
) -> None:
    out = run(app, "privacy", "export", "--citizen", "anna-dagpenge", "--out", str(tmp_path))
    assert "mine-data.json" in out
    copy = json.loads((tmp_path / "mine-data.json").read_text(encoding="utf-8"))
    assert copy["about"] == "Anna Holm"
    noted = sa.select(AuditEvent.citizen_id).where(
        AuditEvent.action == "export", AuditEvent.subject == "citizen"
    )
    assert len(session.scalars(noted).all()) == 1
    unknown = app.test_cli_runner().invoke(
        args=["portal", "privacy", "export", "--citizen", "nobody", "--out", str(tmp_path)]
    )
    assert unknown.exit_code == 1


def test_how_long_things_are_kept_is_listed(app: Flask, session: orm.Session) -> None:
    shown = {one["key"]: one for one in json.loads(run(app, "retention", "show", "--json"))}
    assert (shown["backup"]["amount"], shown["backup"]["unit"]) == (35, "days")
    assert "talks: 2 years" in run(app, "retention", "show")
