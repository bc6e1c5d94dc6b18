"""A person with a word of their own in every column: the copy holds each, and then none is left.

On a database of its own, committed as in life.
"""

import base64
import re
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from portal.accounts.models import Citizen
from portal.core import migrations
from portal.core.access import Actor, Audience
from portal.core.engine import create_engine
from portal.privacy.declared import HOLDINGS
from portal.privacy.models import Deletion
from portal.privacy.queries.rows import table_of
from portal.privacy.service import copying, erasing, journal, retention
from portal.settings import Settings
from tests.factories import bind
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.messages import MessageFactory, ThreadFactory
from tests.integration.conftest import fresh_database
from tests.integration.privacy import canary
from tests.integration.privacy.house import NOW, House, copied

# A yes of each kind, its end, and what then stands there.
GIVEN = (
    "INSERT INTO cv (citizen_id, updated_at) VALUES (:citizen, :now)",
    "INSERT INTO representative (cpr_hmac) VALUES ('x')",
    "INSERT INTO power_of_attorney (citizen_id, representative_id, holder_name, may_read, may_act,"
    " starts_on, ends_on, given_at) SELECT :citizen, id, 'Anna', '{cv}', '{cv}', '2026-11-01',"
    " '2026-12-31', :now FROM representative",
    "INSERT INTO calendar_feed (token_hash, citizen_id, created_at) VALUES ('y', :citizen, :now)",
)
TAKEN_BACK = (
    "UPDATE cv SET visible_to_staff = false, hide_contact = true",
    "UPDATE power_of_attorney SET ended_at = :now, ended_by = 'citizen'",
    "UPDATE calendar_feed SET revoked_at = :now",
    "UPDATE citizen SET protected_from = '2026-11-23', protected_source = 'citizen'"
    " WHERE id = :citizen",
    "UPDATE staff SET active = false WHERE id = :staff",
    "INSERT INTO processing_restriction (citizen_id, ground, since)"
    " VALUES (:citizen, 'objection', :now)",
    "INSERT INTO survey_opt_out (id, citizen_id, since)"
    " VALUES (gen_random_uuid(), :citizen, '2026-11-23')",
)
SAID = (
    "SELECT visible_to_staff, for_businesses, hide_contact FROM cv",
    "SELECT ended_at, ended_by FROM power_of_attorney",
    "SELECT revoked_at FROM calendar_feed",
    "SELECT protected_from, protected_source FROM citizen ORDER BY id",
    "SELECT active FROM staff ORDER BY id",
    "SELECT citizen_id, ground, since, lifted_at FROM processing_restriction",
    "SELECT id, citizen_id, since FROM survey_opt_out",
)


@pytest.fixture(scope="module")
def empty(worker_id: str) -> str:
    """The URL of a database with every migration run, for others to be copied from."""
    url = fresh_database(f"portal_canary_empty_{worker_id}")
    engine = create_engine(url)
    migrations.upgrade(engine)
    engine.dispose()
    return url


@pytest.fixture
def house(worker_id: str, empty: str, settings: Settings) -> Iterator[House]:
    made = House(copied(f"portal_canary_{worker_id}", empty), settings)
    yield made
    made.engine.dispose()


@pytest.fixture
def words(house: House) -> dict[str, str]:
    with house.session() as session:
        bind(session)
        staff = StaffFactory()
        session.flush()
        own = {"staff": staff.id, "team": staff.team_id}
        found = canary.seed(session, house.settings, own=own)
        session.commit()
    return found


def the_citizen(house: House) -> int:
    with house.session() as session:
        return session.scalars(sa.select(Citizen.id)).one()


def missing(words: dict[str, str], text: str) -> list[str]:
    """The columns whose word the text lacks, also as a file in base64."""
    return [
        column
        for column, word in words.items()
        if word not in text and base64.b64encode(word.encode()).decode() not in text
    ]


# What names the row of a calendar address, in the journal: a hash of what nobody keeps.
IN_JOURNAL = {"canary-calendar_feed-token_hash"}


def left(text: str) -> list[str]:
    """The words, and the CPR number, that are still there."""
    found = {*re.findall(r"canary-[a-z_]+-[a-z_]+", text), *re.findall(canary.CPR, text)}
    return sorted({one.removesuffix("-yranac") for one in found} - IN_JOURNAL)


def test_the_copy_holds_every_canary(house: House, words: dict[str, str], tmp_path: Path) -> None:
    given = {
        column: word
        for column, word in words.items()
        if column.split(".")[1] not in HOLDINGS[column.split(".")[0]].locked
    }
    citizen_id = the_citizen(house)
    with house.app.app_context(), house.app.test_request_context(), house.session() as session:
        as_json, as_pdf = copying.export(session, house.settings, citizen_id, now=NOW)
    assert missing(given, as_json.decode()) == []
    assert canary.CPR in as_json.decode()
    locked = {c: w for c, w in words.items() if c not in given}
    assert missing(locked, as_json.decode()) == list(locked)
    if as_pdf is None:
        pytest.skip("this machine can't make a PDF")
    (tmp_path / "copy.pdf").write_bytes(as_pdf)
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "copy.pdf").pages)
    shown = {
        column: word
        for column, word in given.items()
        if column.split(".")[1] not in HOLDINGS[column.split(".")[0]].hidden
        and column not in ("audit_event.action", "audit_event.subject")  # said in words instead
        and not isinstance(
            table_of(column.split(".")[0]).c[column.split(".")[1]].type, sa.LargeBinary
        )
    }
    running = re.sub(r"\d+/\d+", "", re.sub(r"\s", "", text))  # without the pages' numbers
    assert missing(shown, running) == []


def test_after_erasure_and_retention_nothing_is_left_but_the_journal(
    house: House, words: dict[str, str], tmp_path: Path
) -> None:
    assert missing(words, house.dump()) == []
    citizen_id = the_citizen(house)
    actor = Actor(Audience.CITIZEN, citizen_id, "Anna")
    with house.app.app_context(), house.session() as session:
        assert erasing.erase(session, actor, citizen_id, now=NOW) > 0
        session.commit()
    at_once = {
        column: word
        for column, word in words.items()
        if HOLDINGS[column.split(".")[0]].at_once & {"*", column.split(".")[1]}
        and word.removesuffix("-yranac") not in IN_JOURNAL
    }
    assert missing(at_once, house.dump()) == list(at_once)
    house.forget()
    dumped = house.dump()
    assert left(dumped) == []
    with house.session() as session:
        line = session.scalars(sa.select(Deletion).where(Deletion.table_name == "citizen")).one()
        assert line.rule == "case"
        assert line.subject is not None
        path = tmp_path / "journal.jsonl"
        assert journal.write_out(session, path) > 10
        assert journal.write_out(session, path) == 0
    files = [path, *(f for f in house.settings.data_dir.rglob("*") if f.is_file())]
    for file in files:
        assert left(file.read_bytes().decode("utf-8", "replace")) == [], file


def many(house: House, people: int) -> None:
    """People whose courses ended long ago, and one whose did not, each with a thread."""
    with house.session() as session:
        bind(session)
        staff = StaffFactory()
        for number in range(people + 1):
            citizen = CitizenFactory(
                caseworker=staff,
                course_started_on=date(2016, 1, 1),
                course_ended_on=date(2019, 1, 1) if number else None,
            )
            MessageFactory(thread=ThreadFactory(citizen=citizen))
        session.commit()


def state(house: House) -> tuple[int, ...]:
    with house.session() as session:
        return tuple(
            session.scalar(sa.select(sa.func.count()).select_from(table_of(name))) or 0
            for name in ("citizen", "message_thread", "thread_message")
        )


def killed_half_way(house: House) -> None:
    with house.app.app_context(), house.session() as session:
        steps = retention.run(session, NOW)
        next(steps)
        session.commit()
        next(steps)
        session.rollback()  # as a killed process leaves it
    house.forget()


def twice(house: House) -> None:
    house.forget()
    house.forget()


def together(house: House) -> None:
    failures: list[BaseException] = []

    def work() -> None:
        try:
            house.forget()
        except BaseException as error:
            failures.append(error)

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failures == []
    house.forget()


@pytest.mark.parametrize("how", [twice, together, killed_half_way])
def test_however_it_is_run_the_end_is_the_same(house: House, how: Callable[[House], None]) -> None:
    many(house, 22)
    assert state(house) == (23, 23, 23)
    how(house)
    assert state(house) == (1, 1, 1)
    with house.session() as session:
        gone = sa.select(sa.func.count()).where(Deletion.table_name == "citizen")
        assert session.scalar(gone) == 22


def test_what_a_backup_brings_back_is_deleted_again(
    house: House, words: dict[str, str], worker_id: str, tmp_path: Path
) -> None:
    house.engine.dispose()
    backup = copied(f"portal_canary_back_{worker_id}", house.url)
    citizen_id = the_citizen(house)
    with house.app.app_context(), house.session() as session:
        erasing.erase(session, Actor(Audience.CITIZEN, citizen_id, "Anna"), citizen_id, now=NOW)
        session.commit()
    house.forget()
    path = tmp_path / "journal.jsonl"
    with house.session() as session:
        journal.write_out(session, path)
    with path.open("a") as file:
        file.write('{"id": "broken off')
    house.engine.dispose()
    house.url = backup
    house.open()
    assert left(house.dump()) != []
    with house.session() as session:
        done = journal.reapply(session, journal.read(path), now=NOW)
        session.commit()
        assert done.deleted > 20
        again = journal.reapply(session, journal.read(path), now=NOW)
        session.commit()
        assert (again.deleted, again.emptied) == (0, 0)
    # The log goes by its own time and is not in the journal: the night's run takes it.
    house.forget()
    assert left(house.dump()) == []
    with house.session() as session:
        bind(session)
        assert CitizenFactory(caseworker=StaffFactory()).id > citizen_id
        session.rollback()


def test_what_was_taken_back_stays_so_after_a_restore(
    house: House, worker_id: str, tmp_path: Path
) -> None:
    with house.session() as session:
        bind(session)
        citizen, other = CitizenFactory(), StaffFactory()
        session.flush()
        ids = {"citizen": citizen.id, "staff": other.id, "now": NOW}
        for statement in GIVEN:
            session.execute(sa.text(statement), ids)
        session.commit()
    house.engine.dispose()
    backup = copied(f"portal_canary_yes_{worker_id}", house.url)
    path = tmp_path / "journal.jsonl"
    with house.session() as session:
        for statement in TAKEN_BACK:
            session.execute(sa.text(statement), ids)
        session.commit()
        said = [tuple(session.execute(sa.text(one)).all()) for one in SAID]
        journal.write_out(session, path)
    assert "Anna" not in path.read_text(), "only that it was taken back, nothing of what it says"
    house.engine.dispose()
    house.url = backup
    house.open()
    with house.session() as session:
        before = [tuple(session.execute(sa.text(one)).all()) for one in SAID]
        assert all(one != other for one, other in zip(before, said, strict=True))
        done = journal.reapply(session, journal.read(path), now=NOW)
        session.commit()
        assert [tuple(session.execute(sa.text(one)).all()) for one in SAID] == said
        assert done.taken_back == len(TAKEN_BACK)
        again = journal.reapply(session, journal.read(path), now=NOW)
        assert (again.lines, again.taken_back) == (0, 0)
