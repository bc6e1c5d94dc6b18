"""Rate, errors and duration of every route, for Prometheus.

Counted by route, never by address: an address may hold a secret. With several processes on a node
PROMETHEUS_MULTIPROC_DIR names a folder they share, and whoever is asked answers for all of them.
"""

import os
import time

from flask import Flask, Response, g, request
from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)

REQUESTS = Counter(
    "portal_requests_total",
    "Requests answered, by route, method and status.",
    ["route", "method", "status"],
)
SECONDS = Histogram(
    "portal_request_seconds",
    "Time to answer, by route.",
    ["route"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})


def init_app(app: Flask) -> None:
    """Count every request of `app`."""

    @app.before_request
    def start() -> None:
        g.counted_from = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "(none)"
        # Whatever a stranger calls a method, it makes no new line here.
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(route, method, str(response.status_code)).inc()
        SECONDS.labels(route).observe(time.perf_counter() - g.get("counted_from", 0.0))
        return response


def exposition(*more: CollectorRegistry) -> bytes:
    """What is counted on this node, and what `more` registries add, as Prometheus reads it."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        here = CollectorRegistry()
        multiprocess.MultiProcessCollector(here)  # type: ignore[no-untyped-call]
    else:
        here = REGISTRY
    return b"".join(generate_latest(registry) for registry in (here, *more))
