"""Gunicorn as it serves the portal. `gunicorn -c deploy/gunicorn/gunicorn.conf.py wsgi:app`

HUP reloads it without losing a request: new workers are started with the new code, and the old
ones finish what they are at.
"""

import multiprocessing
import os
import shutil
from pathlib import Path

bind = os.environ.get("PORTAL_BIND", "unix:/run/portal/web.sock")
# Sync workers behind a proxy that passes on whole requests. With no such proxy a slow client would
# hold a worker: set PORTAL_WEB_THREADS=4, and gunicorn takes threads (docs/decisions/0031).
worker_class = "sync"
threads = int(os.environ.get("PORTAL_WEB_THREADS", "1"))
workers = int(os.environ.get("WEB_CONCURRENCY", str(2 * multiprocessing.cpu_count())))
timeout = 30
graceful_timeout = 30
# A worker that has grown is let go: what it keeps for pages it once made is kept no longer.
max_requests = 5000
max_requests_jitter = 500
# The proxy keeps connections to people; to us it opens one a request, on this machine.
keepalive = 2
# A request's head; bodies are limited by the proxy and by the portal itself.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
# What the proxy says of the client counts for PORTAL_TRUSTED_PROXIES; gunicorn trusts its socket.
forwarded_allow_ips = "127.0.0.1,::1"
control_socket_disable = True
# The portal writes its own log lines, of routes rather than addresses.
accesslog = None
errorlog = "-"
loglevel = "warning"
# The heartbeat file on a memory disk: on a slow disk a worker would look dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108

_counters = os.environ.get("PROMETHEUS_MULTIPROC_DIR")


def on_starting(server):
    """Begin counting anew: numbers of dead processes would be added for ever."""
    if _counters:
        shutil.rmtree(_counters, ignore_errors=True)
        Path(_counters).mkdir(mode=0o700, parents=True)


def child_exit(server, worker):
    """Take a dead worker's gauges away; what it counted stays counted."""
    if _counters:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
