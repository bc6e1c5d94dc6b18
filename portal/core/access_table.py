"""The policy and every route's, as a table for people: `docs/access.md`.

The table is made of the marks the routes carry; a test asks the running portal every cell of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask

from portal.core import policy
from portal.core.access import Access, Audience, Role, Row, access_of, needs_proof

IN, SIGN_IN, REFUSED, TOKEN = "✓", "→", "–", "401"
NOBODY, CITIZEN, BUSINESS = "nobody", "citizen", "business"
READ, WRITE = "token: read", "token: write"
PEOPLE = (NOBODY, CITIZEN, BUSINESS, *(role.value for role in Role))
KINDS = (*PEOPLE, READ, WRITE)
SHORT = {
    Role.CASEWORKER: "caseworker",
    Role.CONSULTANT: "consultant",
    Role.TEAM_LEAD: "team lead",
    Role.ADMINISTRATOR: "admin",
    Role.DEPARTMENT: "other dept.",
}

HEAD = """# Who may do what

Printed by `flask --app wsgi portal policy table > docs/access.md` from `portal/core/policy.py` and
the marks of the routes. `make check` fails when this page is out of date, and
`tests/integration/core/test_access.py` asks the running portal every cell of the second table with
every method.

## The policy

Besides the role, whose rows an action reaches is asked by the query behind it: another person's
object answers like a missing one (404, the same page).
"""
ROUTES = """
## Every route

✓ lets in · → asks to sign in (other methods than GET and HEAD: 403) · – answers 403 · 401 asks for
a token. *Nameless* views never learn who is signed in: the survey, its answers have no author.
*Fresh sign-in*: with an older one people first prove anew who they are.
"""


class Mark(StrEnum):
    """What a route says, where no line of the policy stands for it."""

    UNMARKED = "nothing: refuses everyone"
    PUBLIC = "anyone"
    KNOWN = "anyone signed in, own account"
    NAMELESS = "anyone, nameless"
    CITIZEN = "citizen, own rows"
    BUSINESS = "business, own company and unit"


@dataclass(frozen=True)
class Route:
    """A route of the portal, its methods, and what it answers to each kind of caller."""

    address: str
    endpoint: str
    methods: tuple[str, ...]
    mark: str
    answers: tuple[str, ...]


def routes(app: Flask) -> list[Route]:
    """Every route of the application, by address."""
    found = []
    for rule in app.url_map.iter_rules():
        methods = tuple(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        access = access_of(app, rule.endpoint)
        nameless = hasattr(app.view_functions[rule.endpoint], "portal_anonymous")
        answers = tuple(answer(access, kind, rule.rule) for kind in KINDS)
        mark = Mark.NAMELESS.value if nameless else _says(access)
        mark += "; fresh sign-in" if needs_proof(app, rule.endpoint) else ""
        found.append(Route(rule.rule, rule.endpoint, methods, mark, answers))
    return sorted(found, key=lambda route: (route.address, route.methods))


def answer(access: Access | None, kind: str, address: str) -> str:
    """What a view with this mark answers to a kind of caller."""
    if access is None:
        return REFUSED
    if access.scope is not None:
        wanted = {READ: "read", WRITE: "write"}.get(kind)
        return TOKEN if wanted is None else IN if wanted == access.scope else REFUSED
    if access.audience is None and not access.known:
        return IN
    if kind in (NOBODY, READ, WRITE):
        return TOKEN if address.startswith("/api/") else SIGN_IN
    if access.audience is None:
        return IN
    if kind in (CITIZEN, BUSINESS):
        return IN if access.audience is Audience(kind) else REFUSED
    allowed = access.audience is Audience.STAFF and (
        access.row is None or Role(kind) in access.row.roles
    )
    return IN if allowed else REFUSED


def _says(access: Access | None) -> str:
    if access is None:
        return Mark.UNMARKED
    if access.scope is not None:
        return f"a company's system with `{access.scope}`"
    if access.audience is None:
        return Mark.KNOWN if access.known else Mark.PUBLIC
    if access.audience is Audience.STAFF:
        return "staff: " + _name_of(access.row)
    return Mark.CITIZEN if access.audience is Audience.CITIZEN else Mark.BUSINESS


def _name_of(row: Row | None) -> str:
    return next(name for name, known in policy.table().items() if known is row)


def markdown(app: Flask) -> str:
    """The whole page."""
    return "\n".join([HEAD, *_policy_table(), ROUTES, *_route_table(app), ""])


def _policy_table() -> Iterator[str]:
    yield _line(["action", "what", *(SHORT.get(role, role.value) for role in Role), "whose rows"])
    yield _line(["---", "---", *(":-:" for _ in Role), "---"])
    for name, row in policy.table().items():
        ticks = (IN if role in row.roles else "" for role in Role)
        yield _line([f"`{name}`", row.what, *ticks, policy.WHOSE[row.whose]])


def _route_table(app: Flask) -> Iterator[str]:
    kinds = [SHORT.get(Role(kind), kind) if kind in set(Role) else kind for kind in KINDS]
    yield _line(["address", "methods", "who", *kinds])
    yield _line(["---", "---", "---", *(":-:" for _ in KINDS)])
    for route in routes(app):
        yield _line([f"`{route.address}`", " ".join(route.methods), route.mark, *route.answers])


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
