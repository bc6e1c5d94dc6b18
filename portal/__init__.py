"""The portal of a Danish job centre. `create_app` reads like a table of contents."""

from datetime import timedelta

from flask import Flask

from portal import areas, menus, rooms
from portal.core import (
    access,
    db,
    failures,
    flood,
    formatting,
    i18n,
    logs,
    metrics,
    page,
    security,
    static,
    tracing,
    unchanged,
)
from portal.settings import ROOT, Settings


def create_app(settings: Settings) -> Flask:
    """The WSGI application for `settings`. Opens no database until the first use."""
    app = Flask(__name__, static_folder=None, template_folder=str(ROOT / "templates"))
    newest, *older = settings.ring("secret_key")
    app.config["SECRET_KEY"] = newest
    # What the older keys signed stays good: sessions, and forms that are open.
    app.config["SECRET_KEY_FALLBACKS"] = older
    app.config["WTF_CSRF_SECRET_KEY"] = [*reversed(older), newest]
    app.config["DEBUG"] = settings.debug
    app.extensions["portal.settings"] = settings
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    logs.configure(settings)
    security.init_app(app, settings)
    unchanged.init_app(app)
    logs.init_app(app)
    tracing.init_app(app, settings)
    metrics.init_app(app)
    flood.init_app(app, settings)
    i18n.init_app(app)
    formatting.init_app(app)
    db.db.init_app(app, settings)
    static.init_app(app)
    access.init_app(
        app,
        rooms.load_actor,
        rooms.load_system,
        rooms.ask_again,
        timedelta(minutes=settings.session_proof_minutes),
        areas.AREAS,
        rooms.note_acting,
    )
    app.after_request(rooms.note_shown)
    page.init_app(app, settings, menus.NAVIGATION)
    failures.init_app(app)
    rooms.register(app)
    return app
