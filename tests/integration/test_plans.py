"""However large the tables grow, the pages people wait for find their rows by an index.

Each page is asked for in a small demo municipality, and each of its statements is planned anew by a
planner that is told these tables hold a million rows each. Reading one of them from end to end
would then be the last thing it does.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Citizen, Staff
from portal.core import clock, standing
from portal.core.standing import Standing
from portal.demo import loader
from portal.settings import Settings
from portal.surveys import service as surveys
from portal.surveys.models import Cell, Invitation, Wave
from tests.conftest import NOW
from tests.integration.conftest import SignInAs, as_owner

LARGE = frozenset(
    {
        "audit_event", "talk", "staff_time", "obligation", "outbox_message", "sign_in",
        "survey_answer", "survey_invitation", "survey_spent_link", "request_event", "citizen",
        "recruitment_request", "referral", "referral_event", "job_log_entry", "plan_task", "cv",
        "thread_message", "message_thread", "message_file", "candidate", "identity",
    }
)  # fmt: skip
"""Tables that grow with citizens and years."""
CITY_ROWS = 1_000_000
# The planner multiplies the rows of a page by the pages there are, for tables and their indexes.
_NAMED = ", ".join(f"'{table}'" for table in sorted(LARGE))
AS_IN_A_CITY = f"""
    UPDATE pg_class
    SET reltuples = {CITY_ROWS}, relpages = greatest(1, pg_relation_size(oid) / 8192)
    WHERE relkind IN ('r', 'i') AND oid IN (
        WITH large AS (
            SELECT oid FROM pg_class WHERE relname IN ({_NAMED})
            UNION SELECT inhrelid FROM pg_inherits JOIN pg_class ON pg_class.oid = inhparent
            WHERE relname IN ({_NAMED}))
        SELECT oid FROM large UNION SELECT indexrelid FROM pg_index WHERE indrelid IN (
            SELECT oid FROM large))
"""
A_PART = re.compile(r"_(default|\d{4}_\d\d)$")
PAGES = {
    "/borger": [
        "", "/det-er-sket", "/samtaler", "/samtaler/ny", "/cv", "/min-plan", "/joblog",
        "/beskeder", "/jobforslag", "/mine-data/hvem-har-set",
    ],
    "/virksomhed": ["", "/hvem-har-set"],
    "/personale": ["", "/kalender", "/beskeder", "/mine-opslag", "/borgere"],
    "/personale/henvendelser": [""],
    "/personale/maaltal": [""],
    "/svar": [],
}  # fmt: skip


NOBODY = "IN (NULL) AND (1 != 1)"
"""How SQLAlchemy asks for any of no ids: PostgreSQL reads nothing then."""
PARTIAL = sa.text("""
    SELECT relname FROM pg_class JOIN pg_index ON indexrelid = oid WHERE indpred IS NOT NULL
""")


class Question(NamedTuple):
    """A statement of a page, and for whom the database answered it."""

    path: str
    whose: Standing
    statement: str
    values: Any


def scans(plan: dict[str, Any], partial: set[str]) -> Iterator[str]:
    """The large tables that a plan reads from end to end. A partial index is no whole table."""
    kind, table = plan["Node Type"], plan.get("Relation Name")
    by_index = any(name in plan for name in ("Index Cond", "Recheck Cond"))
    whole = kind == "Seq Scan" or ("Scan" in kind and not by_index)
    if table and A_PART.sub("", table) in LARGE and whole and plan.get("Index Name") not in partial:
        yield f"{table} ({kind})"
    for part in plan.get("Plans", ()):
        yield from scans(part, partial)


def planned(connection: sa.Connection, statement: str, values: Any) -> dict[str, Any]:
    found = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalar()
    listed: Any = json.loads(found) if isinstance(found, str) else found
    plan: dict[str, Any] = listed[0]["Plan"]
    return plan


@contextmanager
def asked(engine: sa.Engine) -> Iterator[list[tuple[str, Any]]]:
    """The questions put to the database while inside, with their values."""
    found: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        nothing_asked = NOBODY in statement
        if statement.lstrip().startswith(("SELECT", "WITH")) and not nothing_asked:
            found.append((statement, values))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def _people(session: orm.Session, town: Any) -> dict[str, Any]:
    """Who asks for the pages of each room."""
    return {
        "/borger": session.get_one(Citizen, town.citizen("anna-dagpenge").id),
        "/virksomhed": session.scalars(
            sa.select(BusinessUser).order_by(BusinessUser.id).limit(1)
        ).one(),
        "/personale": session.get_one(Staff, town.colleague("mette-sagsbehandler").id),
        "/personale/henvendelser": session.get_one(
            Staff, town.with_role("business_consultant")[0].id
        ),
        "/personale/maaltal": session.get_one(Staff, town.with_role("analyst")[0].id),
    }


def questions_of(
    app: Flask, session: orm.Session, engine: sa.Engine, client_for: SignInAs
) -> list[Question]:
    """Every question that the pages put to the database, in a small demo municipality."""
    questions: list[Question] = []
    with clock.frozen(NOW):
        with app.app_context():
            town = loader.load(session, Settings(env="test"), NOW, size=0.03)
        people = _people(session, town)
        whose = {
            "/borger": Standing(citizen=people["/borger"].id),
            "/virksomhed": Standing(
                user=people["/virksomhed"].id, business=people["/virksomhed"].business_id
            ),
            "/svar": Standing(flow="survey"),
        }
        staff = (room for room in people if room.startswith("/personale"))
        whose |= {room: Standing(staff=people[room].id, inside=True) for room in staff}
        people["/svar"] = None
        with app.app_context():
            form = f"/{surveys.link_token(_unused(session))}"
        for room, person in people.items():
            client = client_for(person) if person else app.test_client()
            for path in (f"{room}{rest}" for rest in PAGES[room] or [form]):
                with asked(engine) as found:
                    assert client.get(path).status_code == 200, path
                assert found, path
                questions += [Question(path, whose[room], *one) for one in found]
    return questions


def test_no_page_reads_a_large_table_from_end_to_end(
    app: Flask, session: orm.Session, engine: sa.Engine, client_for: SignInAs
) -> None:
    questions = questions_of(app, session, engine, client_for)
    as_owner(session, "ANALYZE")
    as_owner(session, AS_IN_A_CITY)
    connection = session.connection()
    # Few people stand for many here, so a whole table would often seem the shortest way.
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    bad = read_whole(connection, questions)
    assert not bad, "\n".join(bad)
    as_owner(session, "DROP INDEX message_thread_citizen_idx")
    assert any("message_thread" in one for one in read_whole(connection, questions)), "it can fail"


def _unused(session: orm.Session) -> Invitation:
    """An invitation to the survey that nobody has used."""
    wave = Wave(quarter_start=date(1990, 1, 1))
    session.add(wave)
    session.flush()
    cell = Cell(wave_id=wave.id, group_family="other", team="other", length_band="other")
    session.add(cell)
    session.flush()
    made = Invitation(
        wave_id=wave.id, citizen_id=1, cell_id=cell.id, invited_at=NOW,
        expires_at=NOW + timedelta(days=21),
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def read_whole(connection: sa.Connection, questions: list[Question]) -> list[str]:
    """What is read from end to end, and for which page; each as the one who asked sees rows."""
    partial = set(connection.scalars(PARTIAL))
    found = []
    for one in questions:
        standing.apply(connection, one.whose)
        whole = sorted(scans(planned(connection, one.statement, one.values), partial))
        if whole:
            words = " ".join(one.statement.split("FROM", 1)[-1].split())
            found.append(f"{one.path}: {whole} in {words[:900]}")
    standing.apply(connection, standing.PORTAL)
    return found
