"""Nothing comes into the portal but what is locked with its hash and under a licence we allow."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from portal.settings import ROOT

TOOLS = ROOT / "tools"
INDEX = "https://pypi.org/simple"
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def test_every_python_package_is_locked_with_the_hash_of_each_file() -> None:
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    wrong = []
    for one in packages:
        if one["name"] == "jobcentre-portal":
            continue
        files = [*one.get("wheels", []), *([one["sdist"]] if "sdist" in one else [])]
        hashed = files and all(DIGEST.fullmatch(file["hash"]) for file in files)
        if one["source"] != {"registry": INDEX} or not hashed:
            wrong.append(one["name"])
    assert wrong == []


def test_every_npm_package_is_locked_with_its_hash() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    brought = {path: one for path, one in packages.items() if path}
    assert brought
    assert {path for path, one in brought.items() if "integrity" not in one} == set()
    assert all(one["integrity"].startswith("sha512-") for one in brought.values())


def test_uv_itself_is_named_with_its_hashes() -> None:
    lines = (TOOLS / "uv.sha256").read_text().splitlines()
    version = re.search(r'^VERSION = "(.+)"', (TOOLS / "fetch_uv.py").read_text(), re.M)
    assert version
    assert lines
    assert all(re.fullmatch(rf"[0-9a-f]{{64}}  uv-{version[1]}-\S+\.whl", one) for one in lines)


def test_nothing_is_installed_without_the_lock() -> None:
    said = (TOOLS / "bootstrap.py").read_text() + (TOOLS / "fetch_uv.py").read_text()
    assert '"sync", "--frozen"' in said
    assert '"ci", "--ignore-scripts"' in said
    assert '"--require-hashes"' in said


def test_licences_are_allowed_and_the_list_of_software_is_current() -> None:
    done = subprocess.run(
        [sys.executable, TOOLS / "third_party.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_bill_of_materials_names_each_locked_package(tmp_path: Path) -> None:
    file = tmp_path / "sbom.cdx.json"
    subprocess.run([sys.executable, TOOLS / "third_party.py", "--sbom", file], check=True)
    document = json.loads(file.read_text())
    named = {one["name"]: one for one in document["components"]}
    shown = json.loads((ROOT / "portal/operations/third_party.json").read_text())

    assert document["bomFormat"] == "CycloneDX"
    assert {part["name"] for part in shown} <= set(named)
    assert all(one["purl"].startswith(("pkg:pypi/", "pkg:npm/")) for one in named.values())
    assert named["flask"]["licenses"] == [{"expression": "BSD-3-Clause"}]


@pytest.fixture
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(TOOLS))


@pytest.mark.usefixtures("tools")
def test_a_licence_is_allowed_when_one_of_its_alternatives_is() -> None:
    import third_party

    assert third_party.allowed("MIT")
    assert third_party.allowed("GPL-2.0-or-later OR LGPL-2.1-or-later")
    assert third_party.allowed("(MIT AND OFL-1.1)")
    assert not third_party.allowed("MIT AND GPL-3.0-only")
    assert not third_party.allowed("AGPL-3.0-only")
    assert not third_party.allowed("unknown")


@pytest.mark.usefixtures("tools")
def test_an_audit_that_could_not_ask_is_no_good_news() -> None:
    import audit

    asked = '{"dependencies": [{"name": "a", "version": "1", "vulns": []}]}'
    passed_over = '{"dependencies": [{"name": "a", "skip_reason": "not found"}]}'
    weak = (
        '{"dependencies": [{"name": "a", "version": "1", "vulns":'
        ' [{"id": "PYSEC-1", "fix_versions": ["2"]}]}]}'
    )
    no_npm = audit.of_npm('{"vulnerabilities": {}}')

    assert audit.verdict([audit.of_python(asked, ""), no_npm]) == (["No known weakness."], 0)
    lines, code = audit.verdict([audit.of_python(passed_over, ""), no_npm])
    assert code == audit.NOT_ASKED
    assert "1 of 1 could not be asked about" in lines[0]
    assert audit.verdict([audit.of_python("", "no network"), no_npm])[1] == audit.NOT_ASKED
    assert audit.verdict([audit.of_npm("nonsense")])[1] == audit.NOT_ASKED
    lines, code = audit.verdict([audit.of_python(weak, ""), audit.of_npm("")])
    assert code == audit.KNOWN
    assert lines[0] == "a 1: PYSEC-1, mended in 2."
    bad = '{"vulnerabilities": {"b": {"name": "b", "severity": "high", "range": "<2"}}}'
    assert audit.verdict([audit.of_npm(bad)]) == (["b: high, in <2."], audit.KNOWN)
