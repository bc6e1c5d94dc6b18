"""Signing out: here, at the provider too, and when the provider says somebody has."""

import secrets
from http import HTTPStatus
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts import oidc, queries, rules, service
from portal.accounts.answers import forget_cookie
from portal.accounts.models import SignIn
from portal.accounts.refusals import LogoutRefusal
from portal.core import clock
from portal.core.access import Audience, anonymous, flow, public
from portal.core.crypto import unseal
from portal.core.db import db
from portal.core.errors import Refused
from portal.core.logs import log
from portal.core.security import csrf
from portal.settings import Settings

blueprint = Blueprint("sign_out", __name__)

STATE = "signing_out"


@blueprint.post("")
@public
@flow("sign_in")
def sign_out() -> Response:
    """End the sign-in here and now, and lead on to where the provider ends its own."""
    secret = service.own_secret()
    there = None
    if secret:
        there = _there(service.sign_in_behind(db.session, secret))
        service.end_sign_in(db.session, secret, g.actor, clock.now())
        db.session.commit()
    session.clear()
    g.actor = None
    if there is None:
        return _done(signed_out=True)
    address, fields = there
    session[STATE] = fields["state"]
    page = render_template("accounts/sign_out_there.html", address=address, fields=fields)
    response = make_response(page)
    forget_cookie(response)
    return response


def _there(current: SignIn | None) -> tuple[str, dict[str, str]] | None:
    """Where the provider ends its sign-in, and what it must be told; None when it can't.

    It is told in a form and not in the address: its token may hold a CPR number.
    """
    settings: Settings = current_app.extensions["portal.settings"]
    if current is None or current.id_token is None or current.revoked_at is not None:
        return None
    audience = Audience(queries.audience_of(db.session, current))
    provider = settings.provider_for(audience)
    address = oidc.sign_out_address(audience) if provider.sign_out_there else None
    if address is None or _origin(address) != _origin(provider.issuer):
        return None
    return address, {
        "id_token_hint": unseal(settings, service.SEALED_FOR, current.id_token),
        "client_id": provider.client_id,
        "post_logout_redirect_uri": settings.base_url + url_for("sign_out.returned"),
        "state": secrets.token_urlsafe(16),
    }


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc


@blueprint.get("/faerdig")
@public
def returned() -> Response:
    """Back from the provider, which has ended its sign-in too."""
    expected = session.pop(STATE, None)
    return _done(signed_out=expected is not None and expected == request.args.get("state"))


def _done(*, signed_out: bool) -> Response:
    if signed_out:
        flash(_("You are signed out."), "success")
    response = redirect(url_for("home.front"))
    forget_cookie(response)
    return response


@blueprint.post("/fra/<audience>")
@csrf.exempt  # type: ignore[untyped-decorator]  # no browser comes here: the provider signs it
@anonymous
@flow("sign_in")
def by_provider(audience: str) -> tuple[Response, int]:
    """The provider says that somebody has signed out (OpenID Connect Back-Channel Logout)."""
    if audience not in set(Audience):
        abort(404)
    who, settings = Audience(audience), current_app.extensions["portal.settings"]
    now, provider = clock.now(), settings.provider_for(Audience(audience))
    try:
        claims = oidc.logout_claims(who, request.form.get("logout_token", ""))
        wrong = rules.wrong_logout(claims, provider.issuer, provider.client_id, now)
        if wrong is not None:
            raise Refused(LogoutRefusal[wrong])
        count = service.end_by_provider(
            db.session,
            who,
            provider.issuer,
            sid=claims.get("sid"),
            subject=claims.get("sub"),
            jti=claims["jti"],
            now=now,
        )
    except (oidc.NotSignedIn, Refused) as error:
        db.session.rollback()
        log.warning("logout token refused", reason=type(error).__name__, detail=str(error)[:200])
        return jsonify(error="invalid_request"), HTTPStatus.BAD_REQUEST
    except oidc.ProviderAway as error:
        log.warning("logout token not checked", detail=str(error)[:200])
        return jsonify(error="temporarily_unavailable"), HTTPStatus.SERVICE_UNAVAILABLE
    service.forget_tokens(db.session, now)
    db.session.commit()
    log.info("signed out by the provider", audience=audience, count=count)
    return jsonify({}), HTTPStatus.OK
