"""The alarms and the dashboard ask for nothing that the portal does not tell."""

import json
import re
import shutil
import subprocess

import pytest

from portal.operations.gauges import WORDS
from portal.settings import ROOT

RULES = ROOT / "deploy" / "prometheus" / "portal.rules.yml"
DASHBOARD = ROOT / "deploy" / "grafana" / "portal.json"
OTHERS = {
    "portal_requests_total",
    "portal_request_seconds_bucket",
    "portal_request_seconds_count",
    "portal_database_up",
    "portal_check_state",
}
NAMES = re.compile(r"\bportal_[a-z_]+")
RECORDED = re.compile(r"\bportal:[a-z0-9_:]+")


@pytest.mark.parametrize("path", [RULES, DASHBOARD], ids=["alarms", "dashboard"])
def test_only_what_is_told_is_asked_for(path: object) -> None:
    text = path.read_text()  # type: ignore[attr-defined]
    assert set(NAMES.findall(text)) <= set(WORDS) | OTHERS
    recorded = set(re.findall(r"record: (\S+)", RULES.read_text()))
    assert set(RECORDED.findall(text)) <= recorded


def test_everything_that_is_told_is_watched_or_shown() -> None:
    watched = set(NAMES.findall(RULES.read_text() + DASHBOARD.read_text()))
    unwatched = set(WORDS) - watched - {"portal_jobs_waiting", "portal_outbox_waiting"}
    assert unwatched <= {"portal_standbys"}


def test_the_dashboard_is_whole() -> None:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(target["expr"] for panel in panels for target in panel["targets"])


@pytest.mark.skipif(shutil.which("promtool") is None, reason="this machine has no promtool")
def test_prometheus_takes_the_rules() -> None:
    done = subprocess.run(["promtool", "check", "rules", RULES], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
