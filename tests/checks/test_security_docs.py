"""What docs/security.md and docs/asvs.md say proves something is there, and nothing is left out."""

import ast
import re
from pathlib import Path

import pytest

from portal.settings import ROOT

SECURITY, ASVS = ROOT / "docs" / "security.md", ROOT / "docs" / "asvs.md"
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
LEVELS_1_AND_2 = 253


@pytest.mark.parametrize("page", [SECURITY, ASVS], ids=lambda page: page.name)
def test_every_test_that_is_named_is_there(page: Path) -> None:
    missing = []
    for path, name in NAMED.findall(page.read_text("utf-8")):
        file = ROOT / path
        tree = ast.parse(file.read_text("utf-8")) if file.is_file() else ast.Module([], [])
        known = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        if not file.is_file() or (name and name not in known):
            missing.append(f"{path}::{name}")
    assert missing == []


@pytest.mark.parametrize(("heading", "number"), [("Attacks", 30), ("Faults", 15)])
def test_each_has_its_line(heading: str, number: int) -> None:
    part = SECURITY.read_text("utf-8").split(f"## {heading}")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if re.match(r"\| \d+ ", line)]
    assert sorted({int(line.split("|")[1]) for line in lines}) == list(range(1, number + 1))
    unproved = [line for line in lines if not NAMED.search(line) and "not proved" not in line]
    assert unproved == []


def test_the_standard_is_whole_and_its_sum_is_right() -> None:
    text = ASVS.read_text("utf-8")
    rows = re.findall(r"^\| (V[\d., V]+) \| ([^|]+) \|", text, re.M)
    found = [name for names, _state in rows for name in names.split(", ")]
    assert len(found) == len(set(found)) == LEVELS_1_AND_2
    said = [int(n) for n in re.findall(r"^\| (\d+) \|.*$", text, re.M)[:1]]
    met = sum(len(names.split(", ")) for names, state in rows if state.strip() == "met")
    assert said == [met]
