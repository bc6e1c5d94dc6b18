"""The house keeps its shape: small files, short functions, rooms that use each other's doors."""

import ast
import importlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.core.errors import Refusal
from portal.settings import ROOT

MOST_LINES_PER_FILE, MOST_LINES_PER_TEST_FILE = 300, 350
MOST_LINES_PER_FUNCTION = 45
# It is run as a script by itself, without the portal, and so can't be taken apart.
ALONE = {"portal/core/embedded_postgres/keeper.py": 350}
# What a room keeps to itself. `rooms.py` hangs the routes up; nobody else asks for them.
PRIVATE_DOORS = (
    "routes",
    "routes_citizen",
    "routes_business",
    "routes_staff",
    "routes_api",
    "forms",
)


def tracked(pattern: str) -> list[Path]:
    """The repository's files that match, also new ones git does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


PYTHON = [path for path in tracked("*.py") if "migrations" not in path.parts]
TEMPLATES = tracked("*.html")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_files_are_small() -> None:
    long = {
        name: lines
        for path in PYTHON + TEMPLATES
        if (lines := path.read_text(encoding="utf-8").count("\n"))
        > most_lines(name := str(path.relative_to(ROOT)))
    }
    assert long == {}


def most_lines(name: str) -> int:
    tests = name.startswith("tests/")
    return ALONE.get(name, MOST_LINES_PER_TEST_FILE if tests else MOST_LINES_PER_FILE)


def test_functions_are_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in PYTHON
        for node in functions(path)
        if node.end_lineno and node.end_lineno - node.lineno + 1 > MOST_LINES_PER_FUNCTION
    ]
    assert long == []


def test_rooms_use_only_each_others_public_doors() -> None:
    wrong = []
    for path in (ROOT / "portal").rglob("*.py"):
        room = path.relative_to(ROOT / "portal").parts[0]
        for module in imported_modules(path):
            parts = module.split(".")
            if parts[0] != "portal" or len(parts) < 3 or parts[1] in (room, "core", "fds"):
                continue
            if parts[2] in PRIVATE_DOORS and room != "rooms.py":
                wrong.append(f"{path.relative_to(ROOT)} imports {module}")
    assert wrong == []


def imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_templates_stay_in_their_room() -> None:
    wrong = []
    for path in TEMPLATES:
        if "templates" not in path.parts:
            continue
        room = path.relative_to(ROOT / "templates").parts[0]
        for other in re.findall(
            r"{%-?\s*(?:include|import|from|extends)\s+'?\"?([\w./-]+)", path.read_text("utf-8")
        ):
            if other.split("/")[0] not in (room, "fds", "base.html"):
                wrong.append(f"{path.relative_to(ROOT)} uses {other}")
    assert wrong == []


def test_nothing_is_inline_in_templates() -> None:
    inline = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=|javascript:", re.I)
    wrong = [
        f"{path.relative_to(ROOT)}: {match.group(0).strip()}"
        for path in TEMPLATES
        for match in inline.finditer(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []


@pytest.mark.parametrize("door", ["service", "rules", "queries", "models"])
def test_only_entry_points_commit_and_ask_the_clock(door: str) -> None:
    wrong = []
    for path in (ROOT / "portal").rglob("*.py"):
        inside = path.stem == door or path.parent.name == door
        if not inside or ("accounts" in path.parts and door == "service"):
            continue  # the sign-in of a request is itself an entry point
        text = path.read_text(encoding="utf-8")
        wrong += [
            f"{path.relative_to(ROOT)}: {found}"
            for found in re.findall(
                r"clock\.now\(\)|\.commit\(\)|datetime\.now\(|date\.today\(", text
            )
        ]
    assert wrong == []


def test_no_two_refusals_share_a_sentence() -> None:
    # Two members of an enum with one value are one member, and the second name leads to the first.
    for room in (ROOT / "portal").glob("*/refusals.py"):
        importlib.import_module(f"portal.{room.parent.name}.refusals")
    for kind in Refusal.__subclasses__():
        assert len(kind.__members__) == len(list(kind)), kind
