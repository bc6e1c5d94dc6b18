"""Faults 1-4: the web server and the database die while citizens click."""

import os
import re
import signal
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
import sqlalchemy as sa

from tests.faults.conftest import Record, rounds
from tests.faults.people import CITIZENS, Town
from tests.faults.stage import Browser, Stage, at_work, wait_for

NEW = "/borger/samtaler/ny"
STARTS = re.compile(r'name="starts"[^>]*value="([^"]+)"')
ENTRY = {
    "employer": "Bageren",
    "applied_on-day": "1",
    "applied_on-month": "11",
    "applied_on-year": "2026",
    "status": "applied",
}


def a_time(browser: Browser) -> str:
    """A time the citizen can choose."""
    page = browser.get(NEW)
    found = STARTS.findall(page.text)
    assert found, (page.status, page.location, page.text[:500])
    return str(found[len(found) // 2])


def deeds(town: Town, browser: Browser, number: int) -> dict[str, tuple[str, dict[str, str], str]]:
    """What a citizen may do: the path, the form, and the table that is written first."""
    caseworker = town.citizens[number].caseworker_id
    return {
        "book a talk": (NEW, {"starts": a_time(browser), "channel": "phone"}, "talk"),
        "write in the job log": ("/borger/joblog", ENTRY | {"title": "Bager"}, "job_log_entry"),
        "write a message": (
            "/borger/beskeder/ny",
            {"to": str(caseworker), "subject": "Om os", "text": "Hej", "key": uuid4().hex},
            "thread_message",
        ),
    }


COUNTS = {
    "book a talk": "SELECT count(*) FROM talk WHERE citizen_id = {0} AND status = 'booked'",
    "write in the job log": "SELECT count(*) FROM job_log_entry WHERE citizen_id = {0}",
    "write a message": "SELECT count(*) FROM thread_message m JOIN message_thread t"
    " ON t.id = m.thread_id WHERE t.citizen_id = {0}",
}


@pytest.mark.parametrize("fault", [1, 2])
def test_the_web_process_is_killed_and_the_citizen_clicks_again(
    fault: int, stage: Stage, town: Town, record: Record
) -> None:
    """1: between INSERT and COMMIT nothing is left. 2: after COMMIT the second click finds it."""
    tries = lost = duplicates = 0
    slowest = 0.0
    for number in range(rounds(1, 3)):
        who = number + (20 if fault == 1 else 24)
        citizen, browser = town.citizens[who].id, town.browser(who)
        for what, (path, form, table) in deeds(town, browser, who).items():
            count = COUNTS[what].format(citizen)
            how = f"before-commit {table}" if fault == 1 else "after-commit"
            answer = browser.post(path, form, fault=how)
            assert answer.status == 0, f"{what}: it was to die, and answered {answer}"
            assert stage.value(count) == (0 if fault == 1 else 1), what
            began = time.monotonic()
            again = browser.post(path, form)
            slowest = max(slowest, time.monotonic() - began)
            assert again.status == 302, (what, again.status, again.text[:2000])
            tries += 1
            found = stage.value(count)
            lost += found == 0
            duplicates += found > 1
    assert (lost, duplicates) == (0, 0)
    stage.check()
    what = "web killed before commit" if fault == 1 else "web killed after commit, clicked again"
    record(
        fault, what, tries=tries, acknowledged=tries, lost=lost, duplicates=duplicates,
        recovery_s=round(slowest, 2),
    )  # fmt: skip


@dataclass
class Tally:
    """What the clients were told."""

    acknowledged: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    tries: int = 0
    again_at: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def client(self, browser: Browser, number: int) -> object:
        """Somebody who writes one job after the other in the log."""

        def work(done: threading.Event) -> None:
            turn = 0
            while not done.is_set():
                turn += 1
                title = f"{number}-{turn}-{uuid4().hex[:8]}"
                answer = browser.post("/borger/joblog", ENTRY | {"title": title})
                with self.lock:
                    self.tries += 1
                    self.statuses[answer.status] += 1
                    if answer.status == 302:
                        self.acknowledged.append(title)
                        self.again_at = time.monotonic()

        return work

    def missing(self, stage: Stage) -> tuple[int, int]:
        """How many acknowledged ones are lost, and how many are there twice."""
        with stage.engine.connect() as connection:
            found = Counter(
                tuple(row)
                for row in connection.execute(
                    sa.text("SELECT title, citizen_id FROM job_log_entry")
                )
            )
        there = {title for title, _citizen in found}
        lost = [title for title in self.acknowledged if title not in there]
        return len(lost), sum(1 for number in found.values() if number > 1)


def test_the_database_is_killed_under_fifty_clients(
    stage: Stage, town: Town, record: Record
) -> None:
    """Fault 3: nothing acknowledged is lost, the portal answers 503 and comes back by itself."""
    tally, recoveries = Tally(), []
    browsers = [town.browser(number) for number in range(CITIZENS)]
    for browser in browsers:
        browser.post("/borger/joblog", {})  # takes the form's token while all is well
    with at_work([tally.client(b, n) for n, b in enumerate(browsers)]):  # type: ignore[misc]
        for _ in range(rounds(1, 20)):
            before = len(tally.acknowledged)
            wait_for(lambda b=before: len(tally.acknowledged) > b + 10, "some work")  # type: ignore[misc]
            stage.postgres.kill()
            time.sleep(0.3)
            stage.postgres.start()
            began = time.monotonic()
            wait_for(lambda t=began: tally.again_at > t, "the first answer")  # type: ignore[misc]
            recoveries.append(time.monotonic() - began)
    stage.engine.dispose()
    lost, duplicates = tally.missing(stage)
    assert lost == 0
    assert duplicates == 0
    odd = {s: n for s, n in tally.statuses.items() if s not in (302, 503)}
    assert not odd, (odd, stage.unforeseen())
    assert tally.statuses[503] > 0, "nobody noticed"
    stage.check()
    record(
        3, "database killed under 50 clients", rounds=rounds(1, 20), tries=tally.tries,
        acknowledged=len(tally.acknowledged), lost=lost, duplicates=duplicates,
        answered_503=tally.statuses[503], recovery_s=round(max(recoveries), 2),
    )  # fmt: skip


def test_one_backend_is_terminated_and_one_killed(stage: Stage, town: Town, record: Record) -> None:
    """Fault 4: one connection ends, then one dies, which makes the server recover."""
    tally = Tally()
    browsers = [town.browser(number) for number in range(10)]
    for browser in browsers:
        browser.post("/borger/joblog", {})
    recoveries = []
    with at_work([tally.client(b, n) for n, b in enumerate(browsers)]):  # type: ignore[misc]
        for number in range(rounds(2, 10)):
            before = len(tally.acknowledged)
            wait_for(lambda b=before: len(tally.acknowledged) > b + 5, "some work")  # type: ignore[misc]
            victim = stage.value(
                "SELECT max(pid) FROM pg_stat_activity WHERE datname = 'portal'"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            began = time.monotonic()
            if number % 2:
                os.kill(victim, signal.SIGKILL)
            else:
                stage.value(f"SELECT pg_terminate_backend({victim})::int")
            stage.engine.dispose()
            wait_for(lambda t=began: tally.again_at > t + 0.2, "the next answer")  # type: ignore[misc]
            recoveries.append(time.monotonic() - began)
    wait_for(stage.postgres.answers, "the database")
    lost, duplicates = tally.missing(stage)
    assert (lost, duplicates) == (0, 0)
    assert set(tally.statuses) <= {302, 503}, (tally.statuses, stage.unforeseen())
    stage.check()
    record(
        4, "one backend terminated, one killed", rounds=rounds(2, 10), tries=tally.tries,
        acknowledged=len(tally.acknowledged), lost=lost, duplicates=duplicates,
        answered_503=tally.statuses[503], recovery_s=round(max(recoveries), 2),
    )  # fmt: skip
