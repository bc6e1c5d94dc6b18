"""No secret stands in the repository, and none is given to a program on its command line."""

import ast
import re

from portal.settings import ROOT, Settings
from tests.checks.test_layout import PYTHON, tracked

SECRETS = sorted(
    name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)
)
ASSIGNED = re.compile(
    rf"(?im)^[^#\n]*\bPORTAL_({'|'.join(SECRETS)})\s*=\s*[\"']?[A-Za-z0-9+/_-]{{24,}}"
)
PRIVATE = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|AGE-SECRET-KEY-1[A-Z0-9]{50}")
STARTERS = {"run", "Popen", "check_call", "check_output", "call"}
SECRET_WORDS = re.compile(r"get_secret_value|hide_password=False|password|\.dsn\b")


def test_no_secret_is_in_the_repository() -> None:
    wrong = []
    for path in tracked("*"):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if ASSIGNED.search(text) or PRIVATE.search(text):
            wrong.append(str(path.relative_to(ROOT)))
    assert wrong == []


def test_no_program_is_started_with_a_secret_in_its_arguments() -> None:
    wrong = []
    for path in PYTHON:
        if not path.is_relative_to(ROOT / "portal"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            starts = ast.unparse(node.func.value) == "subprocess" and node.func.attr in STARTERS
            if starts and node.args and SECRET_WORDS.search(ast.unparse(node.args[0])):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []


def test_the_check_knows_a_secret_when_it_sees_one() -> None:
    assert ASSIGNED.search("PORTAL_CPR_KEY=" + "a1" * 20)
    assert not ASSIGNED.search("#PORTAL_CPR_KEY=" + "a1" * 20)
    assert {"secret_key", "cpr_key", "cpr_pepper", "cpr_keys", "database_url"} <= set(SECRETS)
