"""Faults 5-8: the worker dies, doubles, and meets mail servers of every temper."""

import time
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock
from portal.core.access import Audience
from portal.core.db import db
from portal.notifications import service
from tests.faults.conftest import Record, rounds
from tests.faults.people import CITIZENS, Town
from tests.faults.stage import Program, Stage, wait_for
from tests.integration.notifications.mailserver import OK, MailServer

UNSENT = (
    "SELECT count(*) FROM outbox_message WHERE channel = 'email' AND event LIKE 'fault:%'"
    " AND sent_at IS NULL AND failed_at IS NULL"
)
ENDED = "UPDATE outbox_message SET sent_at = now() WHERE sent_at IS NULL AND dropped_at IS NULL"
# Ten minutes or a day pass: whoever held a message has let go of it, and another try is due.
TIME_PASSES = (
    "UPDATE outbox_message SET due_at = now() - interval '1 minute' WHERE sent_at IS NULL"
    " AND failed_at IS NULL AND dropped_at IS NULL AND event LIKE 'fault:%'"
)


@pytest.fixture
def sink(mail: MailServer, stage: Stage, town: Town) -> Iterator[MailServer]:
    """The mail server, empty and friendly, and nothing else waiting to be sent."""
    stage.run(ENDED)
    stage.run("TRUNCATE procrastinate_jobs CASCADE")
    mail.taken.clear()
    yield mail
    mail.answer, mail.after_taking = lambda _m: OK, lambda: None
    mail.refuse_recipient = None


def tell(beside: Flask, town: Town, name: str, number: int) -> None:
    """Tell so many citizens something, each in a commit of its own."""
    with beside.app_context():
        for one in range(number):
            service.tell(
                db.session,
                event=f"fault:{name}:{one}",
                kind="talk_cancelled",
                audience=Audience.CITIZEN,
                recipient_id=town.citizens[one % CITIZENS].id,
                now=clock.now(),
                starts=clock.now(),
                caseworker="Mette Ravn",
            )
            db.session.commit()


OURS = sa.text("SELECT id::text FROM outbox_message WHERE event LIKE 'fault:%'")


def names(stage: Stage, sink: MailServer) -> Counter[str]:
    """How often each of our messages came. By the clock the worker may tell people of duties too.

    A Message-ID begins with the message's number.
    """
    with stage.engine.connect() as connection:
        ours = set(connection.scalars(OURS))
    return Counter(one for one in sink.ids() if one.strip("<").partition(".")[0] in ours)


def all_sent(stage: Stage) -> bool:
    return stage.value(UNSENT) == 0


@pytest.mark.parametrize("moment", ["before the 250", "after the 250"])
def test_the_worker_is_killed_while_it_sends(
    moment: str, stage: Stage, town: Town, beside: Flask, sink: MailServer, record: Record
) -> None:
    """Fault 5: nothing is lost; a copy comes from a kill after the 250 only, by the same name."""
    number, kills = 20, rounds(1, 6)
    tell(beside, town, moment, number)
    victim: list[Program] = []
    struck = 0

    def strike(_message: EmailMessage | None = None) -> str:
        nonlocal struck
        if struck < kills and len(sink.taken) >= 2 * (struck + 1):
            struck += 1
            victim[-1].kill()
            return "451 nobody there"
        return OK

    if moment == "before the 250":
        sink.answer = strike
    else:
        sink.after_taking = lambda: strike() and None
    slowest = 0.0
    for _ in range(kills):
        with stage.worker() as worker:
            victim.append(worker)
            before = struck
            wait_for(lambda b=before: struck > b or all_sent(stage), "the kill")  # type: ignore[misc]
        stage.run(TIME_PASSES)
    began = time.monotonic()
    with stage.worker():
        wait_for(lambda: all_sent(stage), "all mails")
    slowest = time.monotonic() - began
    came = names(stage, sink)
    duplicates = sum(n - 1 for n in came.values())
    assert struck == kills
    assert len(came) == number, "some were lost"
    # A worker does two jobs at once: another mail may be taken, and not yet noted, when it dies.
    assert duplicates <= (kills if moment == "before the 250" else 2 * kills)
    stage.check()
    record(
        5, f"worker killed {moment}", tries=kills, acknowledged=number, lost=number - len(came),
        duplicates=duplicates, recovery_s=round(slowest, 2),
    )  # fmt: skip


def test_two_workers_send_each_message_once(
    stage: Stage, town: Town, beside: Flask, sink: MailServer, record: Record
) -> None:
    """Fault 6."""
    number = rounds(20, 200)
    with stage.worker(), stage.worker():
        tell(beside, town, "two workers", number)
        took = wait_for(lambda: all_sent(stage), "all mails")
    came = names(stage, sink)
    assert len(came) == number
    assert set(came.values()) == {1}
    stage.check()
    record(
        6, "two workers", tries=number, acknowledged=number, lost=0, duplicates=0,
        recovery_s=round(took, 2),
    )  # fmt: skip


def test_a_mail_server_of_every_temper(
    stage: Stage, town: Town, beside: Flask, sink: MailServer, record: Record
) -> None:
    """Fault 7: slow, for now not, never: each message ends sent or visibly failed."""
    browser = town.browser(20)

    def slow(_message: EmailMessage) -> str:
        time.sleep(1.5)
        return OK

    answers = {"slow": slow, "4xx": lambda _m: "451 later", "5xx": lambda _m: "554 never"}
    ended: dict[str, tuple[int, int]] = {}
    slowest_page = 0.0
    with stage.worker():
        for temper, answer in answers.items():
            sink.answer = answer
            tell(beside, town, temper, 3)
            tried = (
                "SELECT count(*) FROM outbox_message WHERE channel = 'email' AND event LIKE"
                f" 'fault:{temper}:%' AND attempts > 0"
            )
            wait_for(lambda s=tried: stage.value(s) == 3, f"three tries ({temper})")  # type: ignore[misc]
            began = time.monotonic()
            assert browser.get("/borger").status == 200
            slowest_page = max(slowest_page, time.monotonic() - began)
            sink.answer = lambda _m: OK
            if temper == "4xx":
                wait_for(lambda: stage.value(UNSENT) == 3, "to be put off")
                stage.run(TIME_PASSES)
                tell(beside, town, "nudge", 1)
            wait_for(lambda: all_sent(stage), f"the end of {temper}")
            count = "SELECT count({}) FROM outbox_message WHERE channel = 'email' AND event LIKE "
            like = f"'fault:{temper}:%'"
            ended[temper] = (
                stage.value(count.format("sent_at") + like),
                stage.value(count.format("failed_at") + like),
            )
    assert ended == {"slow": (3, 0), "4xx": (3, 0), "5xx": (0, 3)}
    assert set(names(stage, sink).values()) == {1}
    stage.check()
    record(
        7, "mail server slow, 4xx, 5xx", tries=9, acknowledged=9, lost=0, duplicates=0,
        recovery_s=round(slowest_page, 2),
    )  # fmt: skip


def test_a_mail_server_that_is_down_holds_up_nobody(
    stage: Stage, town: Town, beside: Flask, sink: MailServer, record: Record
) -> None:
    """Fault 7, the server away: pages go on, messages wait, no attempt is counted."""
    down = dict(stage.environment, PORTAL_SMTP_PORT="9")
    kept, stage.environment = stage.environment, down
    try:
        with stage.worker():
            tell(beside, town, "down", 5)
            away = "SELECT count(*) FROM outbox_message WHERE event LIKE 'fault:down:%'"
            said = f"{away} AND last_error <> '' OR attempts > 0"
            time.sleep(0.5)
            assert town.browser(21).get("/borger").status == 200
            wait_for(lambda: "way out is closed" in stage.worker_log.read_text(), "the warning")
            assert stage.value(f"{away} AND failed_at IS NOT NULL") == 0, said
    finally:
        stage.environment = kept
    began = time.monotonic()
    stage.run(TIME_PASSES)
    with stage.worker():
        wait_for(lambda: all_sent(stage), "all mails")
    assert len(names(stage, sink)) == 5
    stage.check()
    record(
        7, "mail server down, then back", tries=5, acknowledged=5, lost=0, duplicates=0,
        recovery_s=round(time.monotonic() - began, 2),
    )  # fmt: skip


def test_one_poison_message_among_a_hundred_stops_no_other(
    stage: Stage, town: Town, beside: Flask, sink: MailServer, record: Record
) -> None:
    """Fault 8."""
    number = rounds(20, 100)
    tell(beside, town, "poison", number)
    hated = "borger9@"
    sink.answer = lambda mail: "554 never" if hated in str(mail["To"]) else OK
    poisoned = sum(town.citizens[n % CITIZENS].email.startswith(hated) for n in range(number))
    began = time.monotonic()
    with stage.worker():
        wait_for(lambda: all_sent(stage), "all mails")
    assert len(names(stage, sink)) == number - poisoned
    failed = "SELECT count(*) FROM outbox_message WHERE failed_at IS NOT NULL AND event LIKE"
    assert stage.value(f"{failed} 'fault:poison:%'") == poisoned
    stage.check()
    record(
        8, f"poison message among {number}", tries=number, acknowledged=number, lost=0,
        duplicates=0, recovery_s=round(time.monotonic() - began, 2),
    )  # fmt: skip
