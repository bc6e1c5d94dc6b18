"""The first wall against floods: how much one network address may ask of one process.

Coarse on purpose. It is counted in the memory of each process, costs no statement and stands before
everything else, also when the database is busy; with n processes an address gets up to n times as
much. A municipality's staff share an address, so it lets a whole office work. What one account may
do is counted in the database, the same for all processes and machines: `limits.py`.
"""

from flask import Flask, abort, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from portal.settings import Settings

WATCHED = frozenset({"/healthz", "/readyz", "/metrics"})
"""What machines that watch the portal ask; they must get an answer in the worst of times."""


def init_app(app: Flask, settings: Settings) -> None:
    """Answer 429 to an address that asks more than the settings say."""
    most = settings.address_limit()
    if not most:
        return
    allowed, limiter = RateLimitItemPerMinute(most), FixedWindowRateLimiter(MemoryStorage())

    @app.before_request
    def count() -> None:
        # Also what no page answers: a flood need not know our addresses.
        if request.path not in WATCHED and not limiter.hit(allowed, request.remote_addr or ""):
            abort(429)
