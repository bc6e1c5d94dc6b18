"""The WSGI entry point: the portal behind a proxy that sets the forwarded headers."""

import gc

from werkzeug.middleware.proxy_fix import ProxyFix

from portal import create_app
from portal.core.db import db
from portal.settings import load_settings

settings = load_settings()
app = create_app(settings)
if settings.trusted_proxies:
    app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
        app.wsgi_app,
        x_for=settings.trusted_proxies,
        x_proto=settings.trusted_proxies,
        x_host=settings.trusted_proxies,
    )
with app.app_context():
    db.check_role()

# What is loaded by now stays for good, so the collector need not look through it again and again.
gc.collect()
gc.freeze()
