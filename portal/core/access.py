"""Who is asking, and who may come in. A route that says nothing refuses everyone.

`@public`, `@signed_in`, `@citizen`, `@business`, `@staff(row)` and `@system(scope)` mark a view;
`guard` runs before each request and reads the mark. Which roles may do what, and with whose rows,
stands in `policy.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from portal.core import acting, clock, standing
from portal.core.acting import Areas, Power

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
    sees_protected: frozenset[int] = frozenset()
    """The citizens with protected name and address whom this member of staff may see."""
    system_id: int | None = None
    """The access of the company's system that asks; `person_id` is then who answers for it."""
    proved_at: datetime | None = field(default=None, compare=False)
    """When they last proved to their provider who they are."""
    emergency_until: datetime | None = None
    """Until when an administrator is in with a security key instead of a provider."""
    power: Power | None = None
    """What lets somebody else act here for the citizen; None for the citizen themselves."""

    @property
    def acting_id(self) -> int | None:
        """Who acts for the citizen; None when it is the citizen."""
        return self.power.holder_id if self.power else None


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
    RIGHTS = "rights"
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
    """What a view demands. `audience` None means anyone may come in, or with `known` anyone
    who is signed in."""

    audience: Audience | None
    row: Row | None = None
    scope: str | None = None
    known: bool = False

    def allows(self, actor: Actor | None) -> bool:
        """True when `actor` may open a view with this mark. No person opens a system's."""
        if self.scope is not None:
            return False
        if self.audience is None:
            return actor is not None or not self.known
        if actor is None or actor.audience is not self.audience:
            return False
        return self.row is None or actor.role in self.row.roles


def _mark(view: View, access: Access) -> View:
    view.portal_access = access  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """Anyone may open this view, signed in or not."""
    return _mark(view, Access(None))


def signed_in(view: View) -> View:
    """Anyone who is signed in, of whatever audience; the view serves their own account."""
    return _mark(view, Access(None, known=True))


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


def recently_signed_in(view: View) -> View:
    """Only with a fresh sign-in: for what can't be undone, and what gives data or power away.

    It stands under the mark that says who may come in. With an older sign-in a person proves anew
    who they are and comes back; what was typed is kept. How old is too old is a setting.
    """
    view.portal_needs_proof = True  # type: ignore[attr-defined]
    return view


def needs_proof(app: Flask, endpoint: str) -> bool:
    """True when the view behind `endpoint` asks for a fresh sign-in."""
    return getattr(app.view_functions[endpoint], "portal_needs_proof", False)


def access_of(app: Flask, endpoint: str) -> Access | None:
    """The mark of the view behind `endpoint`, or None when it has none."""
    return getattr(app.view_functions[endpoint], "portal_access", None)


def actor() -> Actor:
    """The signed-in person; only for views that demand one."""
    assert g.actor is not None
    person: Actor = g.actor
    return person


def init_app(
    app: Flask,
    load_actor: Callable[[], Actor | None],
    load_system: Callable[[str], Actor],
    ask_again: Callable[[], Response],
    proof_lasts: timedelta,
    areas: Areas,
    note_acting: Callable[[Actor], None],
) -> None:
    """Refuse every request whose view does not let the actor in.

    `load_system` says which system asks by its token, or answers with why it may not. `ask_again`
    sends a person off to prove who they are, where the last proof is older than `proof_lasts`.
    `areas` says what views of citizens are about, and `note_acting` that somebody acting looked.
    """
    app.extensions["portal.proof"] = (proof_lasts, ask_again)
    app.extensions["portal.areas"] = areas

    @app.before_request
    def guard() -> Response | None:
        g.actor = None
        standing.become(standing.NOBODY)
        if request.endpoint is None:
            # Not found, but the page still says who is signed in.
            _look(load_actor)
            return None
        access = access_of(app, request.endpoint)
        if access is None:
            abort(403)
        view = app.view_functions[request.endpoint]
        flow = getattr(view, "portal_flow", "")
        if getattr(view, "portal_anonymous", False):
            standing.become(standing.Standing(flow=flow))
            return None
        if access.scope is not None:
            _look(partial(load_system, access.scope))
            return None
        _look(load_actor)
        if not access.allows(g.actor):
            return _turned_away()
        if flow:
            standing.become(replace(standing.present(), flow=flow))
        if g.actor is not None and g.actor.power is not None:
            _within_power(access, g.actor, note_acting)
        return prove_first() if needs_proof(app, request.endpoint) else None


def _look(find: Callable[[], Actor | None]) -> None:
    """Find out who asks, and let the database answer for them."""
    standing.become(standing.SIGN_IN)
    g.actor = find()
    standing.become(standing.of_actor(g.actor))


def _within_power(access: Access, person: Actor, note: Callable[[Actor], None]) -> None:
    """Refuse whoever acts for a citizen what they were not given; write down what they look at."""
    assert person.power is not None
    assert request.endpoint is not None
    if access.audience is None and not access.known:
        return
    if not acting.may_open(person.power, request.endpoint, request.method):
        abort(403)
    g.acting_areas = acting.areas_of(request.endpoint)
    if g.acting_areas and request.method == "GET":
        note(person)


def prove_first() -> Response | None:
    """Where to send the actor whose sign-in is not fresh; None when it is.

    For a view that only sometimes does what `recently_signed_in` is for.
    """
    proof_lasts, ask_again = current_app.extensions["portal.proof"]
    away: Response | None = ask_again() if _is_stale(g.actor, proof_lasts) else None
    return away


def _is_stale(person: Actor | None, proof_lasts: timedelta) -> bool:
    if person is None:
        return False
    return person.proved_at is None or clock.now() - person.proved_at > proof_lasts


def _turned_away() -> Response:
    """Strangers are shown the way in, where that helps; others are refused."""
    strange, machine = g.actor is None, request.path.startswith("/api/")
    if strange and g.get("must_choose") and request.method in ("GET", "HEAD"):
        return redirect(url_for("acting.choose"))
    if strange and request.method in ("GET", "HEAD") and not machine:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    return abort(401 if strange and machine else 403)


def anonymous(view: View) -> View:
    """The view never learns who is signed in: for the survey, whose answers have no author."""
    view.portal_anonymous = True  # type: ignore[attr-defined]
    return public(view)


def flow(name: str) -> Callable[[View], View]:
    """The view is one of the named uses that reach beyond the actor's own rows.

    Which tables it opens stands in `portal/row_security/`.
    """

    def mark(view: View) -> View:
        view.portal_flow = name  # type: ignore[attr-defined]
        return view

    return mark
