"""Who is asking, and who may come in. A route that says nothing refuses everyone.

`@public`, `@citizen`, `@business`, `@staff(row)` and `@system(scope)` mark a view; `guard` runs
before each request and reads the mark. Which roles may do what, and with whose rows, stands in
`policy.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

View = TypeVar("View", bound=Callable[..., Any])


class Audience(StrEnum):
    """The three kinds of people who sign in."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    STAFF = "staff"


class Role(StrEnum):
    """What a member of staff is trusted with."""

    CASEWORKER = "caseworker"
    CONSULTANT = "business_consultant"
    TEAM_LEAD = "team_lead"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"
    DEPARTMENT = "department"
    """Of another department: sees the plans that citizens let them see, and nothing else."""


@dataclass(frozen=True)
class Actor:
    """The signed-in person of this request.

    `person_id` is the id of the citizen, business user or member of staff, by audience.
    """

    audience: Audience
    person_id: int
    name: str
    role: Role | None = None
    business_id: int | None = None
    team_id: int | None = None
    system_id: int | None = None
    """The access of the company's system that asks; `person_id` is then who answers for it."""


class Whose(StrEnum):
    """Whose rows an action reaches: what queries ask besides the role."""

    NOBODY = "nobody's"
    OWN = "own"
    CASELOAD = "own citizens"
    TEAM = "own team"
    ASKED = "asked to"
    REQUESTS = "candidates"
    COMPANIES = "companies"
    SURVEY = "survey"
    LOG = "log"


@dataclass(frozen=True)
class Row:
    """One line of the policy: an action, who may do it, and with whose rows."""

    roles: frozenset[Role]
    whose: Whose
    what: str

    @property
    def values(self) -> list[str]:
        """The roles as the database keeps them, for statements on who may do it."""
        return sorted(role.value for role in self.roles)


@dataclass(frozen=True)
class Access:
    """What a view demands. `audience` None means anyone may come in."""

    audience: Audience | None
    row: Row | None = None
    scope: str | None = None

    def allows(self, actor: Actor | None) -> bool:
        """True when `actor` may open a view with this mark. No person opens a system's."""
        if self.scope is not None:
            return False
        if self.audience is None:
            return True
        if actor is None or actor.audience is not self.audience:
            return False
        return self.row is None or actor.role in self.row.roles


def _mark(view: View, access: Access) -> View:
    view.portal_access = access  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Anyone may open this view, signed in or not."""
    return _mark(view, Access(None))


def citizen(view: View) -> View:
    """Only citizens; the view serves the signed-in citizen's own data."""
    return _mark(view, Access(Audience.CITIZEN))


def business(view: View) -> View:
    """Only business users; the view serves their own company's data."""
    return _mark(view, Access(Audience.BUSINESS))


def staff(row: Row) -> Callable[[View], View]:
    """Only members of staff whom `row` of `policy.py` lets."""
    return lambda view: _mark(view, Access(Audience.STAFF, row))


def system(scope: str) -> Callable[[View], View]:
    """Only companies' own systems, with a token that has `scope`; a session opens nothing."""
    return lambda view: _mark(view, Access(Audience.BUSINESS, scope=scope))


def access_of(app: Flask, endpoint: str) -> Access | None:
    """The mark of the view behind `endpoint`, or None when it has none."""
    return getattr(app.view_functions[endpoint], "portal_access", None)


def actor() -> Actor:
    """The signed-in person; only for views that demand one."""
    assert g.actor is not None
    person: Actor = g.actor
    return person


def init_app(
    app: Flask, load_actor: Callable[[], Actor | None], load_system: Callable[[str], Actor]
) -> None:
    """Refuse every request whose view does not let the actor in.

    `load_system` says which system asks by its token, or answers with why it may not.
    """

    @app.before_request
    def guard() -> Response | None:
        g.actor = None
        if request.endpoint is None:
            # Not found, but the page still says who is signed in.
            g.actor = load_actor()
            return None
        access = access_of(app, request.endpoint)
        if access is None:
            abort(403)
        if getattr(app.view_functions[request.endpoint], "portal_anonymous", False):
            return None
        if access.scope is not None:
            g.actor = load_system(access.scope)
            return None
        g.actor = load_actor()
        if access.allows(g.actor):
            return None
        if g.actor is None and request.path.startswith("/api/"):
            return abort(401)
        if g.actor is None and request.method in ("GET", "HEAD"):
            return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
        return abort(403)


def anonymous(view: View) -> View:
    """The view never learns who is signed in: for the survey, whose answers have no author."""
    view.portal_anonymous = True  # type: ignore[attr-defined]
    return public(view)
