"""Citizens who book and cancel talks all the while, and what the portal has said yes to.

Each is a browser: the page of times, the page to confirm on, the post. An answer that never came
says nothing; the citizen then looks at the page of talks and goes on from what is there.
"""

import re
import threading
import time
from dataclasses import dataclass, field
from itertools import cycle, pairwise

import requests
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from cluster.portal import WEBS
from portal.accounts import service as accounts
from portal.accounts.models import Identity
from portal.booking import queries as booking
from portal.booking.models import Obligation
from portal.core import clock
from portal.settings import Settings

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
STARTS = re.compile(r'name="starts"[^>]*value="([^"]+)"')
RECEIPT = re.compile(r"/borger/samtaler/(\d+)/kvittering")
TALKS = "/borger/samtaler"
TIMEOUT = 20


@dataclass
class Said:
    """What the portal has said yes to, in order, and what did not work."""

    booked: dict[int, int] = field(default_factory=dict)
    """Talk and citizen."""
    cancelled: set[int] = field(default_factory=set)
    moments: list[float] = field(default_factory=list)
    refused: int = 0
    """Answers 503, and connections that broke."""
    odd: list[str] = field(default_factory=list)
    """Answers that should not be: 500, or a page nobody expects."""


class Load:
    """Some citizens at a time, until it is stopped."""

    def __init__(self, app: Flask, engine: sa.Engine, at_once: int) -> None:
        self.said, self._lock = Said(), threading.Lock()
        self._stop = threading.Event()
        self._webs = cycle(WEBS)
        self._people = cycle(_citizens(app, engine))
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(at_once)]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let everybody finish what they are at."""
        self._stop.set()
        for thread in self._threads:
            thread.join(timeout=TIMEOUT * 4)

    def silence_after(self, moment: float) -> float | None:
        """Seconds from `moment` to the next yes; None when there was none yet."""
        later = [one for one in self.said.moments if one > moment]
        return min(later) - moment if later else None

    def longest_silence(self, since: float) -> float:
        """The longest time between two answers since then."""
        times = [since, *(one for one in self.said.moments if one > since), time.monotonic()]
        return max(b - a for a, b in pairwise(times))

    def _work(self) -> None:
        while not self._stop.is_set():
            with self._lock:
                citizen, cookie = next(self._people)
            session = requests.Session()
            session.cookies.set(accounts.COOKIE, cookie)
            session.headers["Accept-Language"] = "da"
            self._one(session, citizen)

    def _one(self, session: requests.Session, citizen: int) -> None:
        """Book a talk and cancel it again."""
        page = self._ask(session, f"{TALKS}/ny?channel=phone")
        starts = STARTS.findall(page.text) if page is not None else []
        if not starts:
            return
        where = f"{TALKS}/ny/bekraeft?channel=phone"
        page = self._ask(session, where, params={"starts": starts[citizen % len(starts)]})
        found = page is not None and TOKEN.search(page.text)
        chosen = page is not None and STARTS.search(page.text)
        if not (found and chosen):
            return
        form = {"csrf_token": found[1], "starts": chosen[1], "channel": "phone"}
        done = self._ask(session, f"{TALKS}/ny", form)
        talk = done is not None and RECEIPT.search(done.headers.get("Location", ""))
        if not talk:
            return
        with self._lock:
            self.said.booked[int(talk[1])] = citizen
            self.said.moments.append(time.monotonic())
        self._cancel(session, int(talk[1]))

    def _cancel(self, session: requests.Session, talk: int) -> None:
        page = self._ask(session, f"{TALKS}/{talk}/aflys")
        token = page is not None and TOKEN.search(page.text)
        if not token:
            return
        done = self._ask(session, f"{TALKS}/{talk}/aflys", {"csrf_token": token[1]})
        if done is not None and done.status_code == 302:
            with self._lock:
                self.said.cancelled.add(talk)
                self.said.moments.append(time.monotonic())

    def _ask(
        self,
        session: requests.Session,
        path: str,
        form: dict[str, str] | None = None,
        params: dict[str, str] | None = None,
    ) -> requests.Response | None:
        """The answer of one of the web nodes, or None when it had none for us just now."""
        with self._lock:
            address = f"http://127.0.0.1:{next(self._webs)}{path}"
        method = "GET" if form is None else "POST"
        try:
            got = session.request(
                method, address, data=form, params=params, timeout=TIMEOUT, allow_redirects=False
            )
        except requests.RequestException:
            got = None
        if got is None or got.status_code == 503:
            with self._lock:
                self.said.refused += 1
            time.sleep(0.2)
            return None
        if got.status_code >= 500:
            with self._lock:
                named = got.headers.get("X-Request-Id", "no request id")
                self.said.odd.append(f"{method} {path}: {got.status_code} ({named})")
            return None
        return got


def _citizens(app: Flask, engine: sa.Engine) -> list[tuple[int, str]]:
    """Citizens who must book and have times to choose from, signed in, each as often as may be."""
    settings: Settings = app.extensions["portal.settings"]
    now, found = clock.now(), []
    with app.app_context(), orm.Session(engine) as session:
        duties = sa.select(Obligation.citizen_id).where(Obligation.status == "open")
        for citizen in session.scalars(duties.order_by(Obligation.citizen_id)).all():
            plan = booking.planner(session, citizen, now, channel="phone")
            if plan.has_upcoming or not plan.all_slots():
                continue
            identity = Identity(
                issuer="cluster", subject=f"c{citizen}", audience="citizen", citizen_id=citizen
            )
            session.add(identity)
            session.flush()
            limits = accounts.limits(settings)
            secret = accounts.open_sign_in(session, identity, "substantial", limits, now)
            found.append((citizen, secret))
        session.commit()
    return found
