"""Break-glass: the way in with a security key, and enrolling one by a link from the terminal."""

from datetime import datetime, timedelta
from typing import Any

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import queries, service, webauthn
from portal.accounts.answers import give_cookie
from portal.accounts.forms import EmergencyForm, KeyForm
from portal.accounts.rules import device
from portal.accounts.service import emergency
from portal.core import audit, clock
from portal.core.access import flow, public
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.core.logs import log
from portal.settings import Settings

blueprint = Blueprint("emergency", __name__)

ASKED = "emergency"
"""What the form cookie remembers between the question to a key and its answer."""
ANSWER_WITHIN = timedelta(minutes=5)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["portal.settings"]
    return settings


def _must_be_set_up() -> None:
    if not emergency.is_set_up(db.session):
        raise NotFound


@blueprint.get("")
@public
@flow("sign_in")
def show() -> str:
    """Why one comes this way. Where no key is enrolled there is no such page."""
    _must_be_set_up()
    return render_template("accounts/emergency.html", form=EmergencyForm(), asked=None)


@blueprint.post("")
@public
@flow("sign_in")
def ask() -> str:
    """Ask the security key."""
    _must_be_set_up()
    form = EmergencyForm()
    if not form.validate():
        return render_template("accounts/emergency.html", form=form, asked=None)
    asked = webauthn.ask(_settings())
    _remember(asked, reason=form.reason.data)
    return render_template("accounts/emergency.html", form=form, asked=asked, answer=KeyForm())


@blueprint.post("/noegle")
@public
@flow("sign_in")
def come_in() -> Response:
    """Let in whom the key says it is, for a short while; all administrators are told."""
    _must_be_set_up()
    settings, now, form = _settings(), clock.now(), KeyForm()
    asked = _recalled(now)
    if asked is None or not form.validate():
        flash(_("That took too long. Try again."), "error")
        return redirect(url_for("emergency.show"))
    try:
        secret = emergency.come_in(
            db.session,
            settings,
            answer=form.answer.data,
            challenge=asked["challenge"],
            reason=asked["reason"],
            device=device(request.user_agent.string),
            limits=service.limits(settings),
            now=now,
        )
    except Refused as refused:
        db.session.rollback()
        audit.record(db.session, None, "refuse_break_glass", "staff", now=now)
        db.session.commit()
        log.error("break-glass refused")
        flash(str(refused.refusal.sentence), "error")
        return redirect(url_for("emergency.show"))
    former = service.own_secret()
    if former:
        service.revoke(db.session, former, now)
    db.session.commit()
    log.error("break-glass used: an administrator came in without the provider")
    session.clear()
    return give_cookie(redirect(url_for("home.staff")), secret, settings)


@blueprint.get("/tilmeld/<link>")
@public
@flow("sign_in")
def invitation(link: str) -> str:
    """Whose key is to be enrolled. Looking uses nothing up."""
    settings, now = _settings(), clock.now()
    _link, person = emergency.invited(db.session, link, now)
    known = queries.credentials(db.session, person.id)
    asked = webauthn.ask_for_new(settings, person.id, person.email, known)
    _remember(asked, reason="")
    return render_template(
        "accounts/emergency_enrol.html", person=person, asked=asked, answer=KeyForm(), link=link
    )


@blueprint.post("/tilmeld/<link>")
@public
@flow("sign_in")
def enrol(link: str) -> Response:
    """Keep the key; the link is used up."""
    settings, now, form = _settings(), clock.now(), KeyForm()
    asked = _recalled(now)
    back = redirect(url_for("emergency.invitation", link=link))
    if asked is None or not form.validate():
        flash(_("That took too long. Try again."), "error")
        return back
    try:
        emergency.enrol(db.session, settings, link, form.answer.data, asked["challenge"], now)
    except Refused as refused:
        db.session.rollback()
        flash(str(refused.refusal.sentence), "error")
        return back
    db.session.commit()
    flash(_("The security key is enrolled. All administrators have been told."), "success")
    return redirect(url_for("emergency.show"))


def _remember(asked: dict[str, Any], *, reason: str) -> None:
    at = clock.now().isoformat()
    session[ASKED] = {"challenge": asked["challenge"], "reason": reason, "at": at}


def _recalled(now: datetime) -> dict[str, str] | None:
    asked: dict[str, str] | None = session.pop(ASKED, None)
    if asked is None or now - clock.parse_moment(asked["at"]) > ANSWER_WITHIN:
        return None
    return asked
