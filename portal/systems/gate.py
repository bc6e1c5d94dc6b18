"""Who a program is: its token, and nothing a browser carries."""

from flask import current_app, g, request
from flask_babel import gettext as _

from portal.core import clock, limits
from portal.core.access import Actor, Audience
from portal.core.db import db
from portal.settings import Settings
from portal.systems.problem import Problem
from portal.systems.rules import tokens
from portal.systems.service.tokens import System, note_use, recognise

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="api"'}


def system() -> System:
    """The system of this request; only for views that demand one."""
    found: System = g.system
    return found


def load_system(scope: str) -> Actor:
    """Let in a system whose token has `scope`; count what it asks.

    Raises:
        Problem: 401 without a valid token, 429 when it asks too often, 403 without the scope.
    """
    now, settings = clock.now(), _settings()
    token = tokens.in_header(request.headers.get("Authorization", ""))
    known = recognise(db.session, token, now) if token else None
    if known is None:
        _refuse_unknown(settings)
        raise Problem(
            401, _("Send a token that is in force in the header Authorization."), headers=CHALLENGE
        )
    key = limits.of_access(known.access_id)
    g.system_rate = limits.take(db.session, key, settings.api_per_minute, now)
    note_use(db.session, known.secret_id, now)
    db.session.commit()
    if g.system_rate.is_exceeded:
        raise Problem(429, _("Wait as long as Retry-After says, then go on."))
    if scope not in known.scopes:
        raise Problem(403, _("The token was not given the right to %(scope)s.", scope=scope))
    g.system = known
    return Actor(
        Audience.BUSINESS,
        known.person_id,
        known.name,
        business_id=known.business_id,
        system_id=known.access_id,
    )


def _refuse_unknown(settings: Settings) -> None:
    """Slow down whoever tries tokens, or asks without any, without keeping who it was."""
    now = clock.now()
    limits.forget_old(db.session, now)
    key = limits.of_address(settings, request.remote_addr or "", now)
    g.system_rate = limits.take(db.session, key, settings.api_unknown_per_minute, now)
    db.session.commit()
    if g.system_rate.is_exceeded:
        raise Problem(429, _("Wait as long as Retry-After says, then go on."))


def _settings() -> Settings:
    settings: Settings = current_app.extensions["portal.settings"]
    return settings
