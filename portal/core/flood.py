"""The first wall against floods: how much one network address may ask of one process.

Coarse on purpose. It is counted in the memory of each process, costs no statement and stands before
everything else, also when the database is busy; with n processes an address gets up to n times as
much. A municipality's staff share an address, so it lets a whole office work. What one account may
do is counted in the database, the same for all processes and machines: `limits.py`.
"""

import time

from flask import Flask, abort, request

from portal.settings import Settings

MINUTE = 60.0
MANY = 10_000
"""From so many addresses on, those whose minute is over are forgotten."""
WATCHED = frozenset({"/healthz", "/readyz", "/metrics"})
"""What machines that watch the portal ask; they must get an answer in the worst of times."""


def init_app(app: Flask, settings: Settings) -> None:
    """Answer 429 to an address that asks more than the settings say."""
    most = settings.address_limit()
    if not most:
        return
    windows: dict[str, list[float]] = {}
    """Of each address, when its minute ends and how often it has asked in it."""

    @app.before_request
    def count() -> None:
        # Also what no page answers: a flood need not know our addresses.
        if request.path in WATCHED:
            return
        now, address = time.monotonic(), request.remote_addr or ""
        window = windows.get(address)
        if window is None or window[0] <= now:
            if len(windows) >= MANY:
                for other in [known for known, (ends, _) in windows.items() if ends <= now]:
                    del windows[other]
            window = windows[address] = [now + MINUTE, 0]
        window[1] += 1
        if window[1] > most:
            abort(429)
