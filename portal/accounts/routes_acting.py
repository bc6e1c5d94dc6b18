"""Choosing whom to act for, and being oneself again."""

from flask import Blueprint, current_app, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import queries, service
from portal.accounts.answers import give_cookie
from portal.accounts.models import PowerOfAttorney, SignIn
from portal.accounts.service import powers
from portal.core import acting, clock
from portal.core.access import Actor, Audience, flow, public
from portal.core.db import db
from portal.core.errors import NotFound
from portal.settings import Settings

blueprint = Blueprint("acting", __name__)

# The first of these that a power covers is where its holder begins.
BEGINNINGS = (
    "home.citizen",
    "booking.talks",
    "plan.show",
    "joblog.show",
    "cv.show",
    "openings.suggestions",
    "notifications.inbox",
)


def first_page(person: Actor | None) -> str:
    """Where somebody begins who acts for a citizen: a page they may open."""
    if person is None or person.power is None:
        return url_for("home.citizen" if person else "acting.choose")
    fits = (e for e in BEGINNINGS if acting.may_open(person.power, e))
    return url_for(next(fits, "account.show"))


def _current() -> SignIn | None:
    """The living sign-in of the present request: of somebody who need not be anybody here yet."""
    settings: Settings = current_app.extensions["portal.settings"]
    found = service.sign_in_behind(db.session, service.own_secret())
    if found is None or not service.time_left(found, service.limits(settings), clock.now()):
        return None
    return found if queries.audience_of(db.session, found) == Audience.CITIZEN else None


@blueprint.get("")
@public
@flow("sign_in")
def choose() -> str | Response:
    """For whom one may act, each with what one was given."""
    current = _current()
    if current is None:
        return redirect(url_for("accounts.sign_in", next=url_for("acting.choose")))
    today = clock.local_date(clock.now())
    return render_template(
        "accounts/choose.html",
        powers=queries.held_powers(db.session, current.identity_id, today),
        is_citizen=queries.is_citizen(db.session, current),
        hide_sign_in=True,
    )


@blueprint.post("/<int:power_id>")
@public
@flow("sign_in")
def act(power_id: int) -> Response:
    """Act for that citizen from now on."""
    return _go_on(power_id)


@blueprint.post("/slut")
@public
@flow("sign_in")
def stop() -> Response:
    """Be oneself again."""
    return _go_on(None)


def _go_on(power_id: int | None) -> Response:
    current = _current()
    if current is None:
        return redirect(url_for("accounts.sign_in"), 303)
    settings: Settings = current_app.extensions["portal.settings"]
    now = clock.now()
    secret = powers.act_for(db.session, current, power_id, now)
    db.session.commit()
    person = service.actor_behind(db.session, secret, service.limits(settings), now)
    return give_cookie(redirect(first_page(person), 303), secret, settings)


@blueprint.post("/<int:power_id>/opgiv")
@public
@flow("sign_in")
def give_up(power_id: int) -> Response:
    """Whoever was trusted gives it back."""
    current = _current()
    if current is None:
        return redirect(url_for("accounts.sign_in"), 303)
    held = _held(current, power_id)
    now = clock.now()
    powers.end(db.session, held, actor=g.actor, by="holder", now=now)
    db.session.commit()
    flash(_("You no longer act for %(name)s.", name=held.citizen.name), "success")
    return redirect(url_for("acting.choose"), 303)


def _held(current: SignIn, power_id: int) -> PowerOfAttorney:
    today = clock.local_date(clock.now())
    for power in queries.held_powers(db.session, current.identity_id, today):
        if power.id == power_id:
            return power
    raise NotFound
