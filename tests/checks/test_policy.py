"""Who may do what is asked of the policy: no room tests a role by hand."""

import re

from portal import create_app
from portal.core import access_table, policy
from portal.settings import ROOT, Settings
from tests.checks.test_layout import PYTHON, TEMPLATES

# Where roles are named: the table itself, the people who have them, and the made-up municipality.
NAME_ROLES = (
    "core/access.py",
    "core/access_table.py",
    "core/policy.py",
    "accounts/",
    "templates/accounts/",
    "demo/",
)
BY_HAND = re.compile(r"\bRole\.[A-Z_]+|\brole\s*(==|!=|in|is|not in)\s*['\"(\[]")
PERSONS = re.compile(r"\b(actor|person)(\(\))?\.role\b")


def test_no_room_tests_a_role_by_hand() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for path in PYTHON + TEMPLATES
        if path.is_relative_to(ROOT / "portal") or path.is_relative_to(ROOT / "templates")
        if not str(path.relative_to(ROOT)).removeprefix("portal/").startswith(NAME_ROLES)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if BY_HAND.search(line) or (PERSONS.search(line) and path.name != "audit.py")
    ]
    assert wrong == [], "ask policy.may(actor, policy.LINE), or in a template may(policy.LINE)"


def test_every_line_of_the_policy_is_used() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in PYTHON + TEMPLATES
        if path.name not in ("policy.py", "test_policy.py")
    )
    assert [name for name in policy.table() if f"policy.{name}" not in code] == []


def test_the_page_on_who_may_do_what_is_up_to_date() -> None:
    page = ROOT / "docs" / "access.md"
    assert page.read_text(encoding="utf-8") == access_table.markdown(
        create_app(Settings(env="test"))
    ), "run: flask --app wsgi portal policy table > docs/access.md, and look at what changed"
