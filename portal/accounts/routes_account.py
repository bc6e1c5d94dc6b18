"""One's own account: where one is signed in, and ending that."""

from http import HTTPStatus

from flask import (
    Blueprint,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import queries, service, words
from portal.accounts.answers import forget_cookie
from portal.accounts.models import SignIn
from portal.core import clock
from portal.core.access import Audience, actor, anonymous, flow, signed_in
from portal.core.db import db
from portal.core.errors import NotFound
from portal.settings import Settings

blueprint = Blueprint("account", __name__)


def current() -> SignIn:
    """The sign-in of the present request."""
    found = service.sign_in_behind(db.session, service.own_secret())
    if found is None:
        raise NotFound
    return found


@blueprint.get("")
@signed_in
@flow("sign_in")
def show() -> str:
    """Who one is here, and where one is signed in."""
    settings: Settings = current_app.extensions["portal.settings"]
    here, now, person = current(), clock.now(), actor()
    return render_template(
        "accounts/account.html",
        here=here,
        places=service.places(db.session, here, service.limits(settings), now),
        levels=words.LEVELS,
        held=queries.held_powers(db.session, here.identity_id, clock.local_date(now)),
        may_give=person.audience is Audience.CITIZEN and person.power is None,
        now=now,
    )


@blueprint.post("/log-ud/<int:number>")
@signed_in
@flow("sign_in")
def end(number: int) -> Response:
    """End one sign-in; one's own here is ended as the button in the top does."""
    here = current()
    if number == here.number:
        return redirect(url_for("account.show"))
    service.end_place(db.session, here, number, actor(), clock.now())
    db.session.commit()
    flash(_("You are signed out there."), "success")
    return redirect(url_for("account.show"))


@blueprint.post("/log-ud-alle")
@signed_in
@flow("sign_in")
def end_all() -> Response:
    """Sign out everywhere, here too."""
    service.end_everywhere(db.session, current(), actor(), clock.now())
    db.session.commit()
    flash(_("You are signed out everywhere."), "success")
    response = redirect(url_for("home.front"))
    forget_cookie(response)
    return response


@blueprint.get("/tid")
@anonymous
@flow("sign_in")
def time_left() -> Response:
    """How many seconds of the sign-in are left when nothing is done. Asking is not doing."""
    settings: Settings = current_app.extensions["portal.settings"]
    found = service.sign_in_behind(db.session, service.own_secret())
    left = service.time_left(found, service.limits(settings), clock.now())
    return jsonify(seconds=int(left.total_seconds()))


@blueprint.post("/bliv")
@signed_in
@flow("sign_in")
def stay() -> tuple[str, int]:
    """Somebody is still there: being let in has moved the end."""
    service.touch(db.session, current(), clock.now())
    db.session.commit()
    return "", HTTPStatus.NO_CONTENT
