"""`python -m bench.mix`: a day's visitors, ever more of them, until one in a hundred waits long.

Then, when asked, the same for half an hour (memory and connections must stay as they were), and a
reload in the midst of them (no request may fail).
"""

import argparse
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

import sqlalchemy as sa
from sqlalchemy import orm

from bench import BenchError, database, wave
from bench import server as gunicorn
from bench.arrivals import Kind, Seen, Visits
from bench.load import Request
from bench.machine import memory_of
from bench.pages import Visitors, filled_in
from bench.server import answer
from portal import create_app
from portal.core import clock, policy
from portal.settings import load_settings

TOO_LONG_MS = 500.0
FIRST_RATE, STEPS = 10.0, 4
LINKS, FEW_LINKS = 3_000, 100
SOAK_SHARE, RELOAD_SHARE = 0.6, 0.4
OPEN = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"


def main() -> int:
    """Measure; 1 when a request failed."""
    parser = argparse.ArgumentParser(prog="python -m bench.mix", description=__doc__)
    parser.add_argument("--seconds", type=float, default=15, help="for each rate (15)")
    parser.add_argument("--soak", type=float, default=0, help="minutes of it afterwards (0)")
    parser.add_argument("--reload", action="store_true", help="reload gunicorn in the midst of it")
    parser.add_argument("--rate", type=float, help="visitors a second; none is searched for")
    parser.add_argument("--wave", type=int, default=0, help="a survey's mails meanwhile (50000)")
    given = parser.parse_args()
    settings = load_settings()
    cluster = database.cluster(settings)
    cluster.ready()
    cluster.copy(database.PAGES)
    os.environ |= cluster.environment(database.PAGES)
    log = settings.data_dir / "bench" / "gunicorn.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    try:
        with gunicorn.running("wsgi:app", {"PORTAL_REQUESTS_PER_MINUTE": "0"}, log) as server:
            found = _measure(cluster, server, given)
    finally:
        cluster.drop(database.PAGES)
    Path(settings.data_dir / "mix.json").write_text(json.dumps(found, indent=1) + "\n")
    return 1 if found["failed"] else 0


def _measure(
    cluster: database.Cluster, server: gunicorn.Server, given: argparse.Namespace
) -> dict[str, object]:
    short = given.rate is not None and not given.soak
    kinds, engine = _kinds(cluster, server.port, FEW_LINKS if short else LINKS)
    visits = Visits(server.port, kinds)
    visits.come(min(FIRST_RATE, given.rate or FIRST_RATE), 3)  # warm
    best, steps = _steps(visits, given)
    found: dict[str, object] = {"rate": best, "steps": [_told(one) for one in steps]}
    failed = [one for step in steps for one in step.failed if step.rate <= best]
    calm, calmer = (best, best) if given.rate else (best * SOAK_SHARE, best * RELOAD_SHARE)
    if given.reload:
        failed += _reload(server, visits, calmer, given.seconds, found)
    if given.soak:
        failed += _soak(server, visits, calm, given, engine, found)
    found["failed"] = failed[:20]
    if given.rate is None:
        print(f"{best:.0f} requests a second are answered within {TOO_LONG_MS:.0f} ms, 99 of 100.")
    print(f"Failed at rates the portal bears: {len(failed)}.")
    return found


def _steps(visits: Visits, given: argparse.Namespace) -> tuple[float, list[Seen]]:
    """The rate to go on with, and what was seen on the way there."""
    if given.rate is None:
        return _search(visits, given.seconds)
    return given.rate, [_shown(visits.come(given.rate, given.seconds))]


def _search(visits: Visits, seconds: float) -> tuple[float, list[Seen]]:
    """The highest rate borne, by doubling and then halving the step; and all that was seen."""
    rate, best, steps = FIRST_RATE, 0.0, []
    while True:
        steps.append(_shown(visits.come(rate, seconds)))
        if not _is_borne(steps[-1]):
            break
        best, rate = rate, rate * 2
    step = (rate - best) / 2
    for _ in range(STEPS):
        time.sleep(2)  # what stood in the queue is through
        steps.append(_shown(visits.come(best + step, seconds)))
        if _is_borne(steps[-1]):
            best += step
        step /= 2
    return best, steps


def _is_borne(seen: Seen) -> bool:
    return seen.ms(0.99) <= TOO_LONG_MS and not seen.failed


def _shown(seen: Seen) -> Seen:
    print(
        f"{seen.rate:6.1f} a second: p50 {seen.ms(0.5):5.0f} ms, p99 {seen.ms(0.99):6.0f} ms,"
        f" failed {len(seen.failed)} of {len(seen.seconds)}",
        flush=True,
    )
    return seen


def _told(seen: Seen) -> dict[str, float]:
    return {
        "rate": seen.rate,
        "requests": len(seen.seconds),
        "p50_ms": seen.ms(0.5),
        "p99_ms": seen.ms(0.99),
        "failed": len(seen.failed),
    }


def _reload(
    server: gunicorn.Server, visits: Visits, rate: float, seconds: float, found: dict[str, object]
) -> list[str]:
    """New workers take over in the midst of visitors."""
    before = set(server.workers())
    seen = visits.come(rate, 3)
    server.process.send_signal(signal.SIGHUP)
    after = visits.come(rate, seconds)
    renewed = not before & set(server.workers())
    failed = len(seen.failed) + len(after.failed)
    print(f"Reloaded under {rate:.0f} a second: failed {failed}, p99 {after.ms(0.99):.0f} ms.")
    found["reload"] = {"renewed": renewed, **_told(after)}
    return seen.failed + after.failed + ([] if renewed else ["the old workers are still there"])


def _soak(
    server: gunicorn.Server,
    visits: Visits,
    rate: float,
    given: argparse.Namespace,
    engine: sa.Engine,
    found: dict[str, object],
) -> list[str]:
    """The same for long, and a survey that goes out meanwhile; what grows is shown."""
    failed: list[str] = []
    history = []
    until = time.monotonic() + given.soak * 60
    with wave.under_way(given.wave, engine) as going:
        while (left := until - time.monotonic()) > 0:
            seen = _shown(visits.come(rate, min(60.0, max(1.0, left))))
            failed += seen.failed
            memory = max(memory_of(pid).resident for pid in server.workers())
            with engine.connect() as connection:
                open_now = connection.exec_driver_sql(OPEN).scalar_one()
            told = {"resident_mb": memory, "connections": open_now, "mails": going.taken}
            history.append(told | _told(seen))
            print(
                f"    memory {memory:.0f} MB a worker, {open_now} connections,"
                f" {going.taken} of {given.wave} mails sent",
                flush=True,
            )
    found["soak"] = history
    return failed


def _kinds(cluster: database.Cluster, port: int, links: int) -> tuple[list[Kind], sa.Engine]:
    """What people come for, in the shares of an ordinary morning after a survey has gone out."""
    app = create_app(load_settings(log_level="warning"))
    engine = cluster.engine(database.PAGES)
    with app.app_context(), orm.Session(engine, expire_on_commit=False) as session:
        people = Visitors(app, session, clock.now())
        must = people.citizens_who_must_book()
        paths = people.survey_links(links + 1)
        cookie, body = filled_in(answer(port, paths.pop()))
        kinds = [
            Kind("times", 0.22, must),
            Kind("company", 0.04, people.businesses("home.business")),
            Kind("first page", 0.14, people.of_citizens("home.citizen")),
            Kind("plan", 0.10, people.of_citizens("plan.show")),
            Kind("job log", 0.10, people.of_citizens("joblog.show")),
            Kind("cv", 0.06, people.of_citizens("cv.show")),
            Kind("survey", 0.10, [Request(path) for path in paths[:16]]),
            Kind("answers", 0.10, [Request(p, "POST", cookie, body) for p in paths[16:]], True),
            Kind("bookings", 0.04, _bookings(port, must), True),
            Kind("my day", 0.05, people.staff("home.staff", policy.INSIDE)),
            Kind("queue", 0.05, people.staff("recruitment_staff.queue", policy.SEE_ENQUIRIES)),
        ]
        session.commit()
    for kind in kinds:
        if not kind.requests:
            raise BenchError(f"The demo has nobody who comes for: {kind.name}.")
    return kinds, engine


def _bookings(port: int, must: Sequence[Request]) -> list[Request]:
    """One booking for each who must book, with the form of their own page."""
    found = []
    for ask in must:
        page = answer(port, ask.path, ask.cookie)
        _, fields = filled_in(page)
        where = f"{ask.path}/bekraeft?{fields}"
        cookie, body = filled_in(answer(port, where, ask.cookie))
        found.append(Request(ask.path, "POST", f"{ask.cookie}; {cookie}", body or urlencode({})))
    return found


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BenchError as error:
        sys.exit(str(error))
