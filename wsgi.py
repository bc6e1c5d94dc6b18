"""The WSGI entry point: the portal behind a proxy that sets the forwarded headers."""

import gc
import sys

# While modules are read nothing is thrown away, so looking for it costs a tenth of the start.
gc.disable()
# structlog reads a library for coloured terminals where development tools have brought it.
sys.modules.setdefault("rich", None)  # type: ignore[arg-type]

from werkzeug.middleware.proxy_fix import ProxyFix  # noqa: E402

from portal import create_app  # noqa: E402
from portal.core.db import db  # noqa: E402
from portal.settings import load_settings  # noqa: E402

if sys.modules["rich"] is None:
    del sys.modules["rich"]

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
gc.enable()
