"""The rounds: every row once, then every row again, so that a slow minute hits all of them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from bench import BenchError, years
from bench import server as gunicorn
from bench.answers import Answers
from bench.booking import Bookings
from bench.crowds import Crowds
from bench.database import CANDIDATES, CITY, ENQUIRIES, PAGES, Cluster
from bench.enquiries import Enquiries
from bench.figures import Row, Sample, spread
from bench.load import CONNECTIONS, Reading, Request, run
from bench.machine import memory_text, peak_of
from bench.many import Race, next_free
from bench.matching import Matching
from bench.pages import Page, Visitors, WrongAnswer, all_pages, check
from bench.report import (
    ANSWERS,
    ANSWERS_PGBENCH,
    BOOKING,
    HELLO,
    PGBENCH,
    TEMPLATE,
    number,
    spread_text,
)
from portal import create_app
from portal.core import clock, policy
from portal.core.engine import create_engine, driver_url
from portal.settings import load_settings

KEYS = (
    *("slots", "busy", "team", "next", "race"),
    *("queue", "figures", "match"),
    *("survey", "answer", "answers", "requests", "dashboard", "booking", "book", "start"),
    *("feed", "cv", "plan", "pdf", "jobs", "years"),
)
NEXT_FREE, MANY = "next free time among 1,000 caseworkers", 1000
YEARS = "dashboard in two million answers"
RACE = "race of 1,000 for one time"
MATCH = "one request against 50,000 CVs"
QUEUE, FIGURES = "queue of 5,000 open enquiries", "figures over 200,000 enquiries"
FIRST_POSTS = 400


@dataclass(frozen=True)
class Plan:
    """What to measure, how often, and how long for each page and round."""

    seconds: int
    rounds: int
    only: frozenset[str]
    city: float = 0.0
    """How large a part of a city the pages are measured on besides; nothing when 0."""


@dataclass
class Outcome:
    """Everything a run found."""

    rows: list[Row] = field(default_factory=list)
    beside: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    cities: dict[str, str] = field(default_factory=dict)
    """Of each page measured on the city, its row on the demo."""
    peak_mb: float | None = None


class Rounds:
    """The rows of a run, and how each is measured once."""

    def __init__(self, plan: Plan, work: Path) -> None:
        self.plan, self.work = plan, work
        self.rows: dict[str, Row] = {}
        self.measures: dict[str, Callable[[], Sample]] = {}
        self.outcome = Outcome()
        self.generator_cores = 0.0
        self.starts: dict[bool, list[float]] = {False: [], True: []}

    def add_page(self, server: gunicorn.Server, page: Page) -> None:
        """Check the page, warm it up, and take it into the rounds."""
        try:
            requests = page.requests(FIRST_POSTS)
            if not requests:
                raise WrongAnswer("the demo has nobody who may see it")
            size = check(server.port, page, requests[:1] if page.once else requests)
        except (WrongAnswer, OSError) as error:
            self.outcome.problems.append(f"{page.name}: not measured, because {error}")
            return
        warm = self._send(server, page, requests[1:] if page.once else requests, seconds=1)
        # So many a second go through when sixteen are on their way for so long; and half as many.
        fast = CONNECTIONS / max(warm.sample.p50_ms or 1.0, 0.1) * 1000
        enough = FIRST_POSTS + round(1.5 * fast * self.plan.seconds)

        def measure_once() -> Sample:
            made = page.requests(enough) if page.once else requests
            got = self._send(server, page, made, seconds=self.plan.seconds)
            if got.used_up:
                self.outcome.problems.append(f"{page.name}: there were too few requests to send")
            return got.sample

        self._add(Row(page.name, (), None if page.once else size), measure_once)
        if page.name not in (HELLO, TEMPLATE):
            self.outcome.beside[page.name] = (HELLO, TEMPLATE)

    def add_bookings(self, bookings: Bookings, pgbench: Path | None) -> None:
        """Take the bookings into the rounds, and pgbench where there is one."""
        self._add(Row(BOOKING, ()), bookings.through_service)
        told = f"{len(bookings.things)} a round, {bookings.statements} statements each"
        self.outcome.notes.append(("bookings", told))
        if pgbench is None:
            self.outcome.notes.append(("pgbench", "not on this machine: nothing to compare with"))
            return
        self._add(Row(PGBENCH, ()), lambda: bookings.through_pgbench(pgbench))
        self.outcome.beside[BOOKING] = (PGBENCH,)

    def add_answers(self, answers: Answers, pgbench: Path | None) -> None:
        """Take the survey's answers into the rounds, and pgbench where there is one."""
        self._add(Row(ANSWERS, ()), answers.through_service)
        told = f"{len(answers.things)} a round, {answers.statements} statements each"
        self.outcome.notes.append(("survey answers", told))
        if pgbench is not None:
            self._add(Row(ANSWERS_PGBENCH, ()), lambda: answers.through_pgbench(pgbench))
            self.outcome.beside[ANSWERS] = (ANSWERS_PGBENCH,)

    def add_many(self, app: Flask, engine: sa.Engine, crowds: Crowds) -> None:
        """Take the next free time among many, and the race, into the rounds."""
        if "next" in self.plan.only:
            people = crowds.of_a_team(MANY)
            self._add(Row(NEXT_FREE, ()), lambda: next_free(engine, people, crowds.now))
        if "race" in self.plan.only:
            self._add(
                Row(RACE, ()),
                Race(app, engine, crowds.who_want_one_time(MANY), crowds.now).run,
            )

    def add_years(self, server: gunicorn.Server, visitors: Visitors, engine: sa.Engine) -> None:
        """Make two million answers in twenty quarters, and take their overview into the rounds."""
        if "years" not in self.plan.only:
            return
        found = years.fill(engine, visitors.now)
        asks = visitors.staff(
            "targets.dashboard", policy.SEE_FIGURES, f"?kvartal={found.last.name}"
        )
        self.add_page(server, Page("years", YEARS, "goal-tile", lambda _: asks))
        waits = years.alone(server.port, asks[0])
        self.outcome.notes.append(("two million answers", found.told()))
        self.outcome.notes.append(("their overview, one visitor", waits))

    def add_enquiries(self, cluster: Cluster, now: datetime) -> None:
        """Take the queue and the figures of very many enquiries into the rounds."""
        wanted = {"queue", "figures"} & self.plan.only
        if not wanted:
            return
        url = driver_url(cluster.copy(ENQUIRIES))
        enquiries = Enquiries(create_engine(url), cluster.engine(ENQUIRIES), now)
        rows = {"queue": (QUEUE, enquiries.queue), "figures": (FIGURES, enquiries.figures)}
        for key in sorted(wanted):
            name, read = rows[key]
            read()
            self._add(Row(name, ()), read)
            self.outcome.notes.append((name, f"{enquiries.statements[key]} statements"))

    def add_matching(self, cluster: Cluster, now: datetime) -> None:
        """Make fifty thousand CVs, and take the list for one request into the rounds."""
        if "match" not in self.plan.only:
            return
        url = driver_url(cluster.copy(CANDIDATES))
        matching = Matching(create_engine(url), cluster.engine(CANDIDATES), now)
        matching.best_of_all()
        self._add(Row(MATCH, ()), matching.best_of_all)
        told = (
            f"p95 {number(matching.p95_ms)} ms, of the processor"
            f" {number(matching.processor_p95_ms)} ms; {matching.statements} statements"
        )
        self.outcome.notes.append((MATCH, told))

    def _add(self, row: Row, measure_once: Callable[[], Sample]) -> None:
        self.rows[row.name] = row
        self.measures[row.name] = measure_once

    def go(self, log: Path) -> None:
        """All rounds."""
        for turn in range(self.plan.rounds):
            print(f"Round {turn + 1} of {self.plan.rounds} …", flush=True)
            for name, measure_once in self.measures.items():
                row = self.rows[name]
                self.rows[name] = replace(row, samples=(*row.samples, measure_once()))
            if "start" in self.plan.only:
                for compiled, found in self.starts.items():
                    found.append(gunicorn.seconds_to_health({}, log, compiled=compiled))

    def finish(self, workers: Sequence[int]) -> Outcome:
        """What was found, with what is wrong with it."""
        outcome = self.outcome
        outcome.rows = list(self.rows.values())
        outcome.problems += [
            f"{row.name}: {row.errors} requests went wrong, so its figures mean nothing"
            for row in outcome.rows
            if row.errors
        ]
        outcome.notes.append(("memory of a worker", memory_text(workers)))
        outcome.peak_mb = peak_of(workers)
        names = {False: "cold start (nothing compiled)", True: "warm start"}
        for compiled, found in self.starts.items():
            if found:
                told = f"{spread_text(spread(found))} s to the first 200 of /healthz"
                outcome.notes.append((names[compiled], told))
        told = f"wrk, {CONNECTIONS} connections; used at most {self.generator_cores:.2f} of a core"
        outcome.notes.append(("generator", told))
        return outcome

    def _send(
        self, server: gunicorn.Server, page: Page, requests: Sequence[Request], *, seconds: int
    ) -> Reading:
        done = run(
            server.base,
            requests,
            seconds=seconds,
            status=page.status,
            once=page.once,
            work=self.work,
        )
        gunicorn.settle(server)
        self.generator_cores = max(self.generator_cores, done.generator_cores)
        return done.reading


def measure(cluster: Cluster, plan: Plan, *, work: Path, log: Path) -> Outcome:
    """Start the portal on the database DATABASE_URL names, and take all rounds."""
    app = create_app(load_settings(log_level="warning"))
    engine = cluster.engine(PAGES)
    rounds = Rounds(plan, work)
    log.unlink(missing_ok=True)
    with (
        gunicorn.running("bench.app:app", {}, log) as server,
        _city(cluster, plan, rounds, log),
        app.app_context(),
        orm.Session(engine, expire_on_commit=False) as session,
    ):
        visitors = Visitors(app, session, clock.now())
        crowds = Crowds(session, visitors.now)
        for page in all_pages(partial(gunicorn.answer, server.port), visitors, crowds):
            if page.key in plan.only or page.name in (HELLO, TEMPLATE):
                rounds.add_page(server, page)
        rounds.add_many(app, engine, crowds)
        rounds.add_years(server, visitors, engine)
        rounds.add_enquiries(cluster, visitors.now)
        rounds.add_matching(cluster, visitors.now)
        session.rollback()
        if "booking" in plan.only:
            try:
                rounds.add_bookings(Bookings(app, cluster, work), cluster.pgbench())
            except BenchError as error:
                rounds.outcome.problems.append(f"{BOOKING}: not measured, because {error}")
        if "answers" in plan.only:
            rounds.add_answers(Answers(app, cluster, work), cluster.pgbench())
        rounds.go(log)
        return rounds.finish(server.workers())


@contextmanager
def _city(cluster: Cluster, plan: Plan, rounds: Rounds, log: Path) -> Iterator[None]:
    """The same pages on a city beside the demo's, by a gunicorn of their own."""
    if not plan.city:
        yield
        return
    environment = cluster.environment(CITY)
    app = create_app(load_settings(log_level="warning", database_url=environment["DATABASE_URL"]))
    with (
        gunicorn.running("bench.app:app", environment, log) as server,
        app.app_context(),
        orm.Session(cluster.engine(CITY), expire_on_commit=False) as session,
    ):
        visitors = Visitors(app, session, clock.now())
        ask = partial(gunicorn.answer, server.port)
        for page in all_pages(ask, visitors, Crowds(session, visitors.now)):
            if page.key in plan.only:
                there = replace(page, name=f"{page.name}, city")
                rounds.outcome.cities[there.name] = page.name
                rounds.add_page(server, there)
        session.rollback()
        yield
