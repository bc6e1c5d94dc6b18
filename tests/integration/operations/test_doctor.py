"""The doctor says what is wrong, in words; the page and the command say the same."""

import inspect
import json
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.core import clock, outgoing
from portal.core.access import Role
from portal.operations import examining, words
from portal.operations.doctor import Finding, State, database, examine, outside, service, work
from portal.operations.findings import graded
from portal.operations.models import BackupRun, SystemCheck
from portal.settings import Provider, Settings, load_settings
from tests.factories.accounts import StaffFactory
from tests.integration.conftest import SignInAs
from tests.statements import counted


def by_key(findings: Iterator[Finding] | list[Finding]) -> dict[str, Finding]:
    return {one.key: one for one in findings}


def asked(session: orm.Session, settings: Settings, check: Any) -> dict[str, Finding]:
    return by_key(check(session, settings, clock.now()))


def test_every_sentence_is_said_somewhere() -> None:
    modules = (database, outside, service, work)
    code = "".join(inspect.getsource(one) for one in modules) + "database_away check_failed"
    audiences = ("citizen", "business", "staff")
    for known in words.SENTENCES:
        stem = known.removesuffix("_ok").removesuffix("_bad")
        for audience in audiences:
            stem = stem.replace(f"provider_{audience}", "provider_{audience}")
        stem = stem.replace("provider_{audience}_away", "{key}_away")
        stem = stem.replace("provider_{audience}_other", "{key}_other")
        assert stem in code, known


def test_the_database_is_looked_at(
    session: orm.Session, settings: Settings, engine: sa.Engine
) -> None:
    assert asked(session, settings, database.server)["version"].state is State.OK
    assert asked(session, settings, database.server)["extensions"].state is State.OK
    assert asked(session, settings, database.clock_skew)["clock"].code == "clock_ok"
    shape = asked(session, settings, database.shape)
    assert shape["migrations"].state is State.OK
    older = database.compared("0001_core", "0002_accounts")
    assert (older.code, older.state) == ("migrations_differ", State.ERROR)


def test_clocks_that_differ_are_noticed(
    session: orm.Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = clock.now() + timedelta(seconds=90)
    with clock.frozen(ahead):
        found = asked(session, settings, database.clock_skew)["clock"]
    assert (found.code, found.state) == ("clock_bad", State.ERROR)
    assert 85 < found.values["seconds"] < 95


def test_work_that_stands_still_is_noticed(session: orm.Session, settings: Settings) -> None:
    session.execute(sa.text("DELETE FROM procrastinate_workers"))
    assert asked(session, settings, work.worker)["worker"].code == "worker_none"
    session.execute(
        sa.text("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '9m')")
    )
    assert asked(session, settings, work.worker)["worker"].code == "worker_silent"
    session.execute(sa.text("UPDATE procrastinate_workers SET last_heartbeat = now()"))
    assert asked(session, settings, work.worker)["worker"].code == "worker_ok"

    session.execute(
        sa.text(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, scheduled_at)"
            " VALUES ('default', 'x', '{}', now() - interval '20 minutes')"
        )
    )
    found = asked(session, settings, work.jobs)["jobs"]
    assert (found.code, found.state, found.values["minutes"]) == ("jobs_bad", State.WARNING, 20)


def test_held_and_late_messages_are_noticed(session: orm.Session, settings: Settings) -> None:
    assert asked(session, settings, work.messages)["messages"].state is State.OK
    outgoing.close(session, "restored", now=clock.now())
    found = asked(session, settings, work.messages)["messages"]
    assert (found.code, found.state) == ("messages_held", State.ERROR)


def test_backups_are_asked_for_their_age(session: orm.Session, settings: Settings) -> None:
    assert asked(session, settings, work.backups)["backup"].code == "backup_none"
    now = clock.now()

    def made(hours: int, problem: str = "") -> None:
        at = now - timedelta(hours=hours)
        size = None if problem else 5_000_000
        session.add(BackupRun(way="dump", started_at=at, ended_at=at, bytes=size, problem=problem))
        session.flush()

    made(60)
    assert asked(session, settings, work.backups)["backup"].state is State.ERROR
    made(30)
    assert asked(session, settings, work.backups)["backup"].state is State.WARNING
    made(2)
    found = asked(session, settings, work.backups)
    assert found["backup"].state is State.OK
    assert found["verified"].code == "backup_unverified"
    made(1, "The disk is full.")
    found = asked(session, settings, work.backups)
    assert found["backup_failed"].values == {"reason": "The disk is full."}
    session.execute(sa.update(BackupRun).values(verified_at=now).where(BackupRun.problem == ""))
    assert "verified" not in asked(session, settings, work.backups)


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes calls and hangs up without a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hang_up() -> None:
            while True:
                try:
                    server.accept()[0].close()
                except OSError:
                    return

        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_what_the_portal_leans_on_is_asked(silent_port: int, tmp_path: Any) -> None:
    here = f"http://127.0.0.1:{silent_port}"
    settings = load_settings(
        env="test",
        data_dir=tmp_path,
        smtp_host="127.0.0.1",
        smtp_port=silent_port,
        clamd=f"tcp:127.0.0.1:{silent_port}",
        base_url=f"https://127.0.0.1:{silent_port}",
        staff_provider=Provider(issuer=here, client_id="x"),
    )
    now = clock.now()
    assert by_key(outside.mail(settings, now))["mail"].code == "mail_away"
    assert by_key(outside.scanner(settings, now))["scanner"].code == "scanner_away"
    found = by_key(outside.providers(settings, now))
    assert found["provider_staff"].code == "provider_staff_away"
    certificates = by_key(outside.certificate(settings, now))
    assert certificates["certificate:127.0.0.1"].code == "certificate_unseen"
    assert by_key(outside.settings_of(settings, now))["settings"].code == "settings_bad"
    folder = tmp_path / "post"
    (folder / "out").mkdir(parents=True)
    (folder / "out" / "a.xml").write_text("x")
    posting = settings.model_copy(update={"digital_post_dir": folder})
    later = now + timedelta(hours=3)
    letters = by_key(outside.digital_post(posting, later))["digital_post"]
    assert (letters.code, letters.values["number"]) == ("digital_post_bad", 1)
    assert outside.disk(settings, now)


@pytest.mark.parametrize(
    ("value", "state", "code"),
    [(1, State.OK, "x_ok"), (5, State.WARNING, "x_bad"), (10, State.ERROR, "x_bad")],
)
def test_what_grows_gets_worse(value: float, state: State, code: str) -> None:
    found = graded("x", "x", value, warns_at=5, fails_at=10)
    assert (found.state, found.code) == (state, code)


def test_a_check_that_breaks_is_a_finding_and_hides_no_other(
    session: orm.Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> orm.Session:
        raise OSError

    found = by_key(examine(away, settings, clock.now))
    assert found["database"].code == "database_away"
    assert "mail" in found


def test_the_page_says_what_was_found_to_those_who_may_see_it(
    session: orm.Session, client_for: SignInAs, engine: sa.Engine
) -> None:
    session.execute(sa.delete(SystemCheck))
    administrator = client_for(StaffFactory(role=Role.ADMINISTRATOR.value))
    assert "Nobody is looking" in administrator.get("/personale/systemstatus?lang=en").text
    first = clock.now() - timedelta(minutes=9)
    bad = Finding("mail", "mail_away", State.ERROR, {"host": "mail.example.dk"})
    good = Finding("database", "database_answers", State.OK)
    examining.keep(session, [good, bad], now=first)
    examining.keep(session, [bad], now=clock.now())
    session.commit()

    kept = session.scalars(sa.select(SystemCheck)).all()
    assert [one.key for one in kept] == ["mail"]
    assert kept[0].since == first
    with counted(engine) as sent:
        page = administrator.get("/personale/systemstatus?lang=en")
    assert "The mail server mail.example.dk can&#39;t be reached" in page.text
    assert "One thing is wrong." in page.text
    assert len(sent) <= 4
    assert (
        client_for(StaffFactory(role=Role.CASEWORKER.value))
        .get("/personale/systemstatus")
        .status_code
        == 403
    )


def test_staff_are_told_on_their_first_page_that_nothing_is_sent(
    session: orm.Session, client_for: SignInAs
) -> None:
    caseworker = client_for(StaffFactory(role=Role.CASEWORKER.value))
    assert "No messages are sent" not in caseworker.get("/personale?lang=en").text
    outgoing.close(session, "restored", now=clock.now())
    session.commit()
    assert "No messages are sent" in caseworker.get("/personale?lang=en").text


def test_the_command_says_it_in_words_and_as_json(app: Flask, session: orm.Session) -> None:
    runner = app.test_cli_runner()
    plain = runner.invoke(app.cli, ["portal", "doctor"])
    assert "The database answers." in plain.stdout
    assert plain.exit_code == 1  # no worker in a test
    assert "No worker runs" in plain.stdout
    said = json.loads(runner.invoke(app.cli, ["portal", "doctor", "--json"]).stdout)
    assert {"key", "state", "code", "sentence", "values"} == set(said[0])
    danish = runner.invoke(app.cli, ["portal", "doctor", "--language", "da"])
    assert "Databasen svarer." in danish.stdout
