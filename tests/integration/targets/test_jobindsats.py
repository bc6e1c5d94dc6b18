"""Figures from jobindsats.dk, asked for over real HTTP from a stand-in on loopback.

The answers are written by us in the shape the API's own guide and its users describe: nobody here
has had a key.
"""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import orm

from portal.core import worker as core_worker
from portal.settings import Settings, SettingsError, load_settings
from portal.targets import jobindsats
from portal.targets.jobs_measurements import fetch as fetch_job
from portal.targets.models import Measurement
from tests.conftest import NOW

RECORDED: dict[str, Any] = json.loads(
    Path(__file__).with_name("jobindsats_y01a02.json").read_text()
)
MEASURES = (
    "plan_year;key;table;column;filters\n"
    "2022;v_unge_dagpenge;Y01A02;Antal personer;_alder=Under 30 år\n"
)


class StandIn(ThreadingHTTPServer):
    """What jobindsats.dk would answer: recorded, or whatever a test wants."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, list[str]], str | None]] = []
        self.answer: Callable[[str], tuple[int, bytes]] = recorded

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v2"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, StandIn)
        parts = urlsplit(self.path)
        asked = parse_qs(parts.query)
        server.asked.append((parts.path, asked, self.headers.get("Authorization")))
        status, content = server.answer(asked["area"][0])
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def recorded(area: str) -> tuple[int, bytes]:
    return 200, json.dumps(RECORDED[area]).encode()


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    server = StandIn()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def asking(app: Flask, stand_in: StandIn, tmp_path: Path) -> Iterator[Settings]:
    """The portal with a key, a file of measures and the stand-in's address."""
    measures = tmp_path / "measures.csv"
    measures.write_text(MEASURES, encoding="utf-8")
    before: Settings = app.extensions["portal.settings"]
    settings = before.model_copy(
        update={
            "jobindsats_url": stand_in.url,
            "jobindsats_token": SecretStr("vores-nøgle".encode().hex()),
            "jobindsats_measures": measures,
            "jobindsats_areas": {"municipality": "Lyngby-Taarbæk", "whole_country": "Hele landet"},
        }
    )
    app.extensions["portal.settings"] = settings
    yield settings
    app.extensions["portal.settings"] = before


def run(app: Flask, *words: str) -> Any:
    words = ("portal", "targets", "fetch", "--now", NOW.isoformat(), *words)
    return app.test_cli_runner().invoke(args=words)


def stored(session: orm.Session) -> list[Measurement]:
    wanted = sa.select(Measurement).where(Measurement.goal_key == "v_unge_dagpenge")
    return list(session.scalars(wanted.order_by(Measurement.month, Measurement.revision)))


def test_figures_are_asked_for_as_the_guide_says_and_stored(
    app: Flask, session: orm.Session, stand_in: StandIn, asking: Settings
) -> None:
    done = run(app, "--months", "3")
    assert done.exit_code == 0, done.output
    assert "2022 v_unge_dagpenge (y01a02): 3 new, 0 changed, 0 same, 0 refused" in done.output
    key = asking.jobindsats_token.get_secret_value()
    asked = {"period": ["l(m:3)"], "_alder": ["Under 30 år"]}
    assert stand_in.asked == [
        ("/v2/data/y01a02/json/", asked | {"area": [area]}, key)
        for area in ("Lyngby-Taarbæk", "Hele landet")
    ]
    july, august, september = stored(session)
    assert (july.month, july.municipality) == (date(2026, 7, 1), Decimal(118))
    assert (july.whole_country, july.cluster) == (Decimal(18211), None)
    assert august.whole_country == Decimal("18455.5")
    assert september.whole_country is None
    assert (july.source, july.recorded_by_id) == ("jobindsats.dk, Y01A02", None)


def test_fetched_again_nothing_is_added_and_a_correction_is_a_revision(
    app: Flask, session: orm.Session, stand_in: StandIn, asking: Settings
) -> None:
    run(app)
    assert "0 new, 0 changed, 3 same" in run(app).output
    corrected = json.dumps(RECORDED["Lyngby-Taarbæk"]).replace('"121"', '"123"').encode()
    stand_in.answer = lambda area: (200, corrected) if area != "Hele landet" else recorded(area)
    assert "0 new, 1 changed, 2 same" in run(app, "--dry-run").output
    assert len(stored(session)) == 3
    run(app)
    assert [row.municipality for row in stored(session) if row.month.month == 8] == [121, 123]


def test_the_job_does_the_same_and_is_silent_without_a_key(
    app: Flask, session: orm.Session, stand_in: StandIn, asking: Settings
) -> None:
    core_worker.worker_app[:] = [app]
    fetch_job()
    assert len(stored(session)) == 3
    app.extensions["portal.settings"] = asking.model_copy(
        update={"jobindsats_token": SecretStr("")}
    )
    stand_in.asked.clear()
    fetch_job()
    assert stand_in.asked == []
    app.extensions["portal.settings"] = asking


KEY_REFUSED = json.dumps({"Forkert nøgle eller nøglen er udløbet.": ""}).encode()
Trouble = jobindsats.Trouble


@pytest.mark.parametrize(
    ("status", "content", "trouble"),
    [
        (200, KEY_REFUSED, Trouble.KEY_REFUSED),
        (401, b"", Trouble.KEY_REFUSED),
        (403, b"<html>", Trouble.KEY_REFUSED),
        (500, b"oh", Trouble.AWAY),
        (429, b"", Trouble.AWAY),
        (302, b"", Trouble.NOT_UNDERSTOOD),
        (404, b"{}", Trouble.NOT_UNDERSTOOD),
        (200, b"<html>", Trouble.NOT_UNDERSTOOD),
        (200, b"[" * 100_000, Trouble.NOT_UNDERSTOOD),
        (200, b"[]", Trouble.NOT_UNDERSTOOD),
        (200, b'[{"Variables": [], "Data": []}]', Trouble.NOT_UNDERSTOOD),
        (200, b'[{"Variables": [{"Label": "Area"}, {"Label": "Periode"}], "Data": []}]',
         Trouble.NO_COLUMN),
        (200, b" " * (jobindsats.LARGEST_ANSWER + 1), Trouble.TOO_LARGE),
    ],
)  # fmt: skip
def test_each_bad_answer_has_its_name_and_nothing_is_stored(
    app: Flask,
    session: orm.Session,
    stand_in: StandIn,
    asking: Settings,
    status: int,
    content: bytes,
    trouble: jobindsats.Trouble,
) -> None:
    stand_in.answer = lambda _area: (status, content)
    done = run(app)
    assert done.exit_code == 1
    assert trouble.value in done.output
    assert asking.jobindsats_token.get_secret_value() not in done.output
    assert stored(session) == []


def test_a_measure_that_is_not_narrow_enough_says_so(
    app: Flask, session: orm.Session, stand_in: StandIn, asking: Settings
) -> None:
    (answer,) = json.loads(json.dumps(RECORDED["Lyngby-Taarbæk"]))
    answer["Data"].append(["Lyngby-Taarbæk", "2026M08", "30 år og derover", "400"])
    stand_in.answer = lambda _area: (200, json.dumps([answer]).encode())
    assert Trouble.NOT_ONE.value in run(app).output
    assert stored(session) == []


def test_nobody_there_is_said(app: Flask, stand_in: StandIn, asking: Settings) -> None:
    nobody = asking.model_copy(update={"jobindsats_url": "http://127.0.0.1:9/v2"})
    app.extensions["portal.settings"] = nobody
    assert Trouble.AWAY.value in run(app).output


def test_it_is_off_without_a_key_and_asks_for_what_is_missing(
    app: Flask, asking: Settings, tmp_path: Path
) -> None:
    for change, trouble in (
        ({"jobindsats_token": SecretStr("")}, Trouble.OFF),
        ({"jobindsats_measures": None}, Trouble.NO_MEASURES),
        ({"jobindsats_measures": tmp_path / "missing.csv"}, Trouble.BAD_MEASURES),
    ):
        app.extensions["portal.settings"] = asking.model_copy(update=change)
        done = run(app)
        assert done.exit_code == 1
        assert trouble.value in done.output


def test_the_key_only_goes_out_encrypted() -> None:
    with pytest.raises(SettingsError, match="must begin with https:"):
        load_settings(jobindsats_url="http://api.jobindsats.dk/v2")
