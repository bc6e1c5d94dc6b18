"""Loading the demo: always the same from one seed and moment, whole or absent, never twice."""

import json
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core.clock import parse_moment
from portal.demo import loader, requests
from portal.demo.people import GROUPS, TEAMS
from portal.settings import Settings
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory

SMALL = 0.03
# What is random for safety's sake (encryption, random names of rows) is left out.
DIGESTED = {
    "staff": "id, name, email, role, team_id",
    "citizen": "id, cpr_hmac, name, born_on, target_group, course_started_on, caseworker_id",
    "business": "id, cvr, name, trade, employees",
    "talk": "id, citizen_id, caseworker_id, during, status, kind, channel, created_at",
    "obligation": "id, citizen_id, kind, book_by, hold_by, status",
    "absence": "staff_id, during",
    "cv": "citizen_id, profile_text, competences, confirmed_at",
    "cv_experience": "citizen_id, title, employer, started_on",
    "plan_task": "citizen_id, title, due_on, done_at",
    "job_log_entry": "citizen_id, title, employer, applied_on, status",
    "recruitment_request": "id, business_id, title, consultant_id, starts_on",
    "request_event": "request_id, kind, at",
    "referral": "id, opening_id, citizen_id, answer, answered_at",
    "survey_invitation": "id, wave_id, citizen_id, invited_at",
    "survey_answer": "id, guidance, purpose, plan_use, resources, cooperation",
    "message_thread": "citizen_id, subject, started_at, waits_since",
    "thread_message": "thread_id, text, sent_at, read_at, waited_since",
    "persona": "subject, name, role, story_da, claims",
    # A guest's number comes from a sequence, which nothing turns back.
    "outbox_message": "kind, audience, CASE audience WHEN 'guest' THEN 0 ELSE recipient_id END,"
    " channel, subject, due_at",
}


@pytest.fixture(autouse=True)
def _in_app(app: Flask) -> object:
    with app.app_context():
        yield


def digest(session: orm.Session) -> dict[str, str]:
    """A fingerprint of each table's contents."""
    found = {}
    for table, columns in DIGESTED.items():
        lines = f"SELECT ({columns})::text AS line FROM {table}"
        query = f"SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM ({lines}) AS t"
        found[table] = session.scalar(sa.text(query)) or "empty"
    return found


def load_and_undo(session: orm.Session, now: datetime = NOW, seed: int = 1) -> dict[str, str]:
    """The fingerprints of a small municipality, which is taken away again."""
    with session.begin_nested() as savepoint:
        loader.load(session, Settings(env="test"), now, seed=seed, size=SMALL)
        found = digest(session)
        savepoint.rollback()
    session.expire_all()
    return found


def test_one_seed_and_moment_make_one_municipality(session: orm.Session) -> None:
    first = load_and_undo(session)
    assert "empty" not in first.values()
    assert load_and_undo(session) == first


def test_another_seed_makes_another(session: orm.Session) -> None:
    first, second = load_and_undo(session), load_and_undo(session, seed=2)
    assert first["citizen"] != second["citizen"]
    assert first["talk"] != second["talk"]


@pytest.mark.parametrize(
    "moment",
    [
        "2026-01-01T00:30",  # New Year: a quarter of an hour old, and closed
        "2027-03-28T02:30",  # the hour that does not exist
        "2026-10-25T02:30",  # the hour that comes twice
        "2028-02-29T12:00",
        "2026-11-21T15:00",  # a Saturday
        "2026-07-15T23:59",  # the holidays
        "2026-12-31T23:59",
    ],
)
def test_any_present_will_do(session: orm.Session, moment: str) -> None:
    now = parse_moment(moment)
    town = loader.load(session, Settings(env="test"), now, size=SMALL)
    assert len(town.citizens) >= 50
    late = "SELECT count(*) FROM talk WHERE created_at > :now OR cancelled_at > :now"
    assert session.scalar(sa.text(late), {"now": now}) == 0
    unsent = "SELECT count(*) FROM outbox_message WHERE sent_at IS NULL AND due_at <= :now"
    assert session.scalar(sa.text(unsent), {"now": now}) == 0


def test_the_next_row_gets_the_next_number(session: orm.Session) -> None:
    town = loader.load(session, Settings(env="test"), NOW, size=SMALL)
    assert CitizenFactory().id == len(town.citizens) + 1


def test_where_there_are_citizens_nothing_is_loaded(session: orm.Session) -> None:
    CitizenFactory()
    with pytest.raises(loader.NotEmpty):
        loader.load(session, Settings(env="test"), NOW, size=SMALL)
    assert session.scalar(sa.select(sa.func.count()).select_from(Citizen)) == 1


def test_the_command_loads_once(app: Flask, session: orm.Session) -> None:
    run = app.test_cli_runner().invoke
    made = run(args=["portal", "demo", "load", "--size", "0.03", "--now", "2026-11-23T10:00"])
    assert made.exit_code == 0, made.output
    assert "citizens, 54 staff" in made.output
    again = run(args=["portal", "demo", "load"])
    assert again.exit_code == 1
    assert "citizens in the database already" in again.output
    quiet = run(args=["portal", "demo", "load", "--if-empty"])
    assert (quiet.exit_code, quiet.output) == (0, "")
    listed = json.loads(run(args=["portal", "demo", "personas", "--json"]).output)
    assert {"subject", "name", "audience", "role"} == set(listed[0])
    assert "anna-dagpenge" in {row["subject"] for row in listed}


def test_only_a_demo_takes_it(app: Flask, session: orm.Session) -> None:
    settings = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = settings.model_copy(update={"demo_personas": False})
    try:
        refused = app.test_cli_runner().invoke(args=["portal", "demo", "load"])
    finally:
        app.extensions["portal.settings"] = settings
    assert refused.exit_code == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Citizen)) == 0


def test_the_plan_adds_up() -> None:
    assert sum(plan.number for plan in GROUPS.values()) == 2100
    served = [group for team in TEAMS for group in team.groups]
    assert sorted(served) == sorted(GROUPS)


def test_open_enquiries_are_of_this_week() -> None:
    assert all(timedelta(hours=most) < timedelta(days=5) for (_, most), _ in requests.OPEN_NOW)
