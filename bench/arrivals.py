"""Requests that arrive when people come, and not when the last answer has come: an open loop.

A closed loop asks less the slower the portal is, and so never sees a queue grow. Here each request
has its moment; how long it takes is counted from that moment, also when no client was free.
"""

import http.client
import random
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle

from bench.figures import percentile
from bench.load import Request

CLIENTS = 64
TIMEOUT = 60
"""Seconds a browser waits: as long as the proxy in front does."""
ALLOWED = range(200, 400)
REFUSED_KINDLY = frozenset({409, 422})
"""Somebody else was quicker: an answer, not a failure."""


@dataclass(frozen=True)
class Kind:
    """What some people come for, and how often of all."""

    name: str
    share: float
    requests: Sequence[Request]
    once: bool = False
    """Each request can be sent only once; when they are used up, others come instead."""


@dataclass
class Seen:
    """What came of the requests of a while."""

    rate: float
    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def ms(self, share: float) -> float:
        """The time within which that share was answered."""
        return percentile(self.seconds, share) * 1000


class Visits:
    """People who come for different things."""

    def __init__(self, port: int, kinds: Sequence[Kind], seed: str = "visits") -> None:
        self.port, self.kinds = port, list(kinds)
        self._chance = random.Random(seed)
        self._next = {kind.name: iter(kind.requests) for kind in kinds if kind.once}
        self._again = {kind.name: cycle(kind.requests) for kind in kinds if not kind.once}
        self._lock = threading.Lock()

    def come(self, rate: float, seconds: float) -> Seen:
        """Let so many come a second, each at a moment of their own, for so long."""
        seen = Seen(rate)
        due, began = 0.0, time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            while due < seconds:
                due += self._chance.expovariate(rate)
                late = began + due - time.perf_counter()
                if late > 0:
                    time.sleep(late)
                pool.submit(self._visit, self._choose(), began + due, seen)
        return seen

    def _choose(self) -> Request:
        while True:
            (kind,) = self._chance.choices(self.kinds, [one.share for one in self.kinds])
            if not kind.once:
                return next(self._again[kind.name])
            request = next(self._next[kind.name], None)
            if request is not None:
                return request

    def _visit(self, request: Request, due: float, seen: Seen) -> None:
        wrong = self._ask(request)
        with self._lock:
            seen.seconds.append(time.perf_counter() - due)
            if wrong:
                seen.failed.append(f"{request.method} {request.path.split('?')[0]}: {wrong}")

    def _ask(self, request: Request) -> str:
        """What is wrong with the answer; nothing when it is right."""
        headers = {"Accept-Language": "da", "Cookie": request.cookie}
        if request.body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request(request.method, request.path, request.body or None, headers)
            answer = connection.getresponse()
            answer.read()
            right = answer.status in ALLOWED or answer.status in REFUSED_KINDLY
            return "" if right else str(answer.status)
        except OSError as error:
            return type(error).__name__
        finally:
            connection.close()
