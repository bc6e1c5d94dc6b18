"""Signing in."""

from flask import (
    Blueprint,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import oidc, queries, routes_proof, service
from portal.accounts.answers import failed, give_cookie
from portal.accounts.forms import SignInForm
from portal.accounts.refusals import SignInRefusal
from portal.accounts.routes_acting import first_page
from portal.accounts.rules import device, proved_at, sid
from portal.accounts.service import powers
from portal.core import audit, clock, limits
from portal.core.access import Audience, flow, public
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.security import safe_path
from portal.settings import Settings

blueprint = Blueprint("accounts", __name__)

STEPPED_UP = "stepped_up"
"""That somebody has been asked once for a more secure way to sign in."""
FAILURES_AN_HOUR = 10
"""Whoever the provider names may fail so often; nobody else is slowed by it."""
HOME = {
    Audience.CITIZEN: "home.citizen",
    Audience.BUSINESS: "home.business",
    Audience.STAFF: "home.staff",
}


class TooManyFailures(Exception):
    """Somebody has failed to come in too often this hour."""


@blueprint.get("/log-ind")
@public
def sign_in() -> str:
    """The three ways in; in demo the people one can be."""
    settings: Settings = current_app.extensions["portal.settings"]
    people = queries.personas(db.session) if settings.is_demo() else []
    return render_template(
        "accounts/sign_in.html",
        form=SignInForm(),
        audiences=[a.value for a in Audience],
        people=people,
        next_path=safe_path(request.args.get("next"), ""),
    )


@blueprint.post("/log-ind")
@public
def start_sign_in() -> Response:
    """Send the person to the provider of their audience."""
    form = SignInForm()
    if not form.validate():
        abort(400)
    settings: Settings = current_app.extensions["portal.settings"]
    hint = form.persona.data if settings.is_demo() else None
    wanted = form.audience.data
    if hint:
        wanted = queries.persona_audience(db.session, hint) or abort(400)
    if wanted not in set(Audience):
        abort(400)
    session["next"] = safe_path(form.next.data, "")
    for left_over in (routes_proof.PROVING, STEPPED_UP):
        session.pop(left_over, None)
    back = settings.base_url + url_for("accounts.returned", audience=wanted)
    try:
        return oidc.begin(Audience(wanted), back, hint)
    except oidc.ProviderAway as error:
        return failed(_("The sign-in service doesn't answer. Try again in a moment."), error)


@blueprint.get("/log-ind/retur/<audience>")
@public
@flow("sign_in")
def returned(audience: str) -> Response:
    """Back from the provider: check the answer, open a new sign-in."""
    if audience not in set(Audience):
        abort(404)
    who = Audience(audience)
    settings: Settings = current_app.extensions["portal.settings"]
    proving = session.pop(routes_proof.PROVING, None)
    back = routes_proof.asked_from(proving) if proving else None
    try:
        answer = oidc.finish(who)
    except oidc.ProviderAway as error:
        return failed(_("The sign-in service doesn't answer. Try again in a moment."), error, back)
    except oidc.NotSignedIn as error:
        return failed(_("The sign-in was not finished. You can try again."), error, back)
    if proving is not None:
        return routes_proof.returned(proving, who, answer, settings)
    return _open(who, answer, settings)


def _open(audience: Audience, answer: oidc.Answer, settings: Settings) -> Response:
    now = clock.now()
    provider = settings.provider_for(audience)
    claims = oidc.claims_in_our_words(provider, answer.claims)
    level, subject = provider.level_of(claims), str(answer.claims["sub"])
    slowed = limits.of_subject(settings, provider.issuer, subject)
    if limits.used(db.session, slowed, now, limits.HOUR) >= FAILURES_AN_HOUR:
        return failed(_("That failed too often. Wait an hour, or call us."), TooManyFailures())
    if level is None or not provider.is_enough(level):
        return _too_low(audience, settings, slowed)
    try:
        issuer = provider.issuer
        identity = service.identify(db.session, settings, audience, issuer, subject, claims)
        service.govern(db.session, provider, identity, claims, now)
    except Refused as refused:
        limits.take(db.session, slowed, FAILURES_AN_HOUR, now, limits.HOUR)
        db.session.commit()  # whom the directory gives no role any more is signed out elsewhere
        return failed(str(refused.refusal.sentence), refused)
    former = service.own_secret()
    if former:  # one browser, one sign-in: a copy of the old cookie is dead from now on
        service.revoke(db.session, former, now)
    secret = service.open_sign_in(
        db.session,
        identity,
        level,
        service.limits(settings),
        now,
        proved_at=proved_at(answer.claims, now),
        device=device(request.user_agent.string),
        sid=sid(answer.claims),
        id_token=service.keep_id_token(settings, provider, answer.id_token),
    )
    powers.begin_acting(db.session, secret, now)
    service.tell_of_new_device(db.session, identity, device(request.user_agent.string), now)
    audit.record(db.session, None, "sign_in", "identity", identity.id, now=now)
    db.session.commit()
    target = session.get("next") or url_for(HOME[audience])
    if identity.representative_id is not None:
        person = service.actor_behind(db.session, secret, service.limits(settings), now)
        target = first_page(person)
    session.clear()  # a new form token for a new person
    return give_cookie(redirect(target), secret, settings)


def _too_low(audience: Audience, settings: Settings, slowed: str) -> Response:
    """Ask once more for a way that is secure enough; refuse whoever comes back without."""
    if session.pop(STEPPED_UP, False):
        refusal = SignInRefusal.LEVEL_TOO_LOW
        limits.take(db.session, slowed, FAILURES_AN_HOUR, clock.now(), limits.HOUR)
        db.session.commit()
        return failed(str(refusal.sentence), Refused(refusal))
    session[STEPPED_UP] = True
    back = settings.base_url + url_for("accounts.returned", audience=audience.value)
    try:
        return oidc.begin(audience, back, None, anew=True)
    except oidc.ProviderAway as error:
        return failed(_("The sign-in service doesn't answer. Try again in a moment."), error)
