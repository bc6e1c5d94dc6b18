"""Before what can't be undone: a person proves anew who they are, and goes on where they were."""

from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import oidc, queries, service
from portal.accounts.answers import failed, give_cookie
from portal.accounts.forms import ProofForm
from portal.accounts.refusals import SignInRefusal
from portal.core import clock
from portal.core.access import Audience, actor, flow, signed_in
from portal.core.db import db
from portal.core.errors import NotFound, Refused
from portal.core.failures import worth_keeping
from portal.core.security import safe_path
from portal.settings import Settings

blueprint = Blueprint("proof", __name__)

PROVING = "proving"
"""What the form cookie remembers while somebody is at the provider: where they were, and when."""
FORM = "application/x-www-form-urlencoded"


def ask_again() -> Response:
    """Off to prove who they are. A sent form waits here meanwhile; nothing of it has been done."""
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("proof.ask", next=request.full_path.rstrip("?")))
    current = service.sign_in_behind(db.session, service.own_secret())
    if current is None or request.mimetype != FORM:  # files are not kept: they are chosen again
        return redirect(url_for("proof.ask"), 303)
    settings: Settings = current_app.extensions["portal.settings"]
    fields = [(n, text) for n, text in request.form.items(multi=True) if n != "csrf_token"]
    path = request.full_path.rstrip("?")
    now = clock.now()
    service.forget_expired(db.session, now)
    kept = service.hold_form(db.session, settings, current.identity_id, path, fields, now)
    db.session.commit()
    return redirect(url_for("proof.ask", held=kept), 303)


@blueprint.get("/bekraeft")
@signed_in
@flow("sign_in")
def ask() -> str | Response:
    """Why we ask, and the way to the provider; whoever came by security key uses it again."""
    if actor().emergency_until is not None:
        return redirect(url_for("emergency.show"))
    return render_template(
        "accounts/prove.html",
        form=ProofForm(request.args),
        kept="held" in request.args,
    )


@blueprint.post("/bekraeft")
@signed_in
@flow("sign_in")
def start() -> Response:
    """Send the person to their provider, which must ask who they are whatever it remembers."""
    form = ProofForm()
    if not form.validate():
        abort(400)
    settings: Settings = current_app.extensions["portal.settings"]
    session[PROVING] = {
        "next": safe_path(form.next.data, ""),
        "held": form.held.data or "",
        "at": clock.now().isoformat(),
    }
    who = actor().audience
    hint = None
    if settings.is_demo():
        secret = service.own_secret()
        hint = queries.subject_of(db.session, service.sign_in_behind(db.session, secret))
    back = settings.base_url + url_for("accounts.returned", audience=who.value)
    try:
        return oidc.begin(who, back, hint, anew=True)
    except oidc.ProviderAway as error:
        sentence = _("The sign-in service doesn't answer. Try again in a moment.")
        return failed(sentence, error, asked_from(session.pop(PROVING)))


def returned(
    proving: dict[str, str], audience: Audience, answer: oidc.Answer, settings: Settings
) -> Response:
    """Back from the provider: the sign-in goes on under a new id, the person where they were."""
    now = clock.now()
    current = service.sign_in_behind(db.session, service.own_secret())
    if g.actor is None or current is None or g.actor.audience is not audience:
        flash(_("You have been signed out"), "error")
        return redirect(url_for("accounts.sign_in", next=proving["next"] or None))
    try:
        proved_at = service.check_fresh(answer.claims, clock.parse_moment(proving["at"]), now)
        provider = settings.provider_for(audience)
        claims = oidc.claims_in_our_words(provider, answer.claims)
        level = provider.level_of(claims)
        if level is None or not provider.is_enough(level):
            raise Refused(SignInRefusal.LEVEL_TOO_LOW)
        subject = str(answer.claims["sub"])
        identity = service.identify(
            db.session, settings, audience, provider.issuer, subject, claims
        )
        secret = service.prove_again(
            db.session,
            current,
            identity,
            g.actor,
            proved_at=proved_at,
            loa=level,
            now=now,
        )
    except Refused as refused:
        db.session.rollback()
        return failed(str(refused.refusal.sentence), refused, asked_from(proving))
    db.session.commit()
    held = proving["held"]
    target = url_for("proof.resume", held=held) if held else proving["next"] or "/"
    return give_cookie(redirect(target), secret, settings)


def asked_from(proving: dict[str, str]) -> str:
    """The page that asked, for another try."""
    known: dict[str, Any] = {k: proving[k] for k in ("next", "held") if proving[k]}
    return url_for("proof.ask", **known)


@blueprint.get("/fortsaet/<held>")
@signed_in
@flow("sign_in")
def resume(held: str) -> str:
    """What was about to be done, as it was typed; one press does it."""
    settings: Settings = current_app.extensions["portal.settings"]
    current = service.sign_in_behind(db.session, service.own_secret())
    if current is None:
        raise NotFound
    kept = service.held_form(db.session, settings, current.identity_id, held, clock.now())
    return render_template("accounts/resume.html", kept=kept, typed=worth_keeping(kept.fields))
