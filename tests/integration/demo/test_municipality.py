"""The whole demo municipality, loaded once: is it what a job centre looks like?"""

import os
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal import create_app
from portal.accounts import queries as accounts
from portal.accounts import service
from portal.accounts.models import Citizen, Persona, Staff
from portal.booking import queries as booking
from portal.booking.models import Exemption, NoTimeFound, Obligation, Talk, TimeOffer
from portal.businesses.models import Business
from portal.core import clock
from portal.core.access import Audience
from portal.core.crypto import birth_date, cpr_hmac, decrypt_cpr
from portal.core.errors import Refused
from portal.demo import loader
from portal.invariants import check_invariants
from portal.notifications import queries as notifications
from portal.openings import queries as openings
from portal.recruitment import queries as recruitment
from portal.settings import Settings
from portal.surveys.models import STATEMENTS, Answer, Cell, Invitation, SpentLink, Tally, Wave
from portal.targets.rules.shares import Verdict, share_of
from tests.conftest import NOW
from tests.integration.conftest import fresh_database, migrated

TODAY = clock.local_date(NOW)


@pytest.fixture(scope="module")
def portal(worker_id: str) -> Iterator[Flask]:
    """An application on a database with the full municipality, loaded in less than a minute."""
    name = f"portal_test_demo_{worker_id}{os.environ.get('PORTAL_TEST_DB_SUFFIX', '')}"
    engine = migrated(fresh_database(name))
    app = create_app(Settings(env="test", log_level="error"))
    app.extensions["portal.engine"] = engine
    started = time.monotonic()
    with app.app_context(), orm.Session(engine) as session:
        loader.load(session, app.extensions["portal.settings"], NOW)
        session.commit()
    assert time.monotonic() - started < 60
    yield app
    engine.dispose()


@pytest.fixture
def town(portal: Flask) -> Iterator[orm.Session]:
    """A session on the municipality; nothing done in it stays."""
    with portal.app_context(), orm.Session(portal.extensions["portal.engine"]) as session:
        yield session
        session.rollback()


def count(session: orm.Session, *conditions: sa.ColumnElement[bool]) -> int:
    """How many rows meet all conditions."""
    found = session.scalar(sa.select(sa.func.count()).where(*conditions))
    assert found is not None
    return found


def test_as_many_people_as_the_plans_say(town: orm.Session) -> None:
    groups = dict(
        town.execute(
            sa.select(Citizen.target_group, sa.func.count()).group_by(Citizen.target_group)
        ).all()
    )
    assert sum(groups.values()) == 2100
    assert groups["unemployment_benefit"] == 580
    assert groups["job_ready"] == 115
    assert groups["integration_benefit"] == 100
    assert groups["sickness_benefit"] == 480
    edge = ("activity_ready", "resource_course", "job_clarification", "flex_job_allowance")
    assert sum(groups[group] for group in edge) + groups["rehabilitation"] == 570
    assert count(town, Staff.role != "department") == 52
    assert count(town, Staff.role == "business_consultant") == 7
    assert count(town, Business.id.is_not(None)) == 300


def test_nobody_in_it_can_exist(town: orm.Session) -> None:
    settings = Settings(env="test")
    for citizen in town.scalars(sa.select(Citizen)):
        cpr = decrypt_cpr(settings, citizen.cpr_encrypted)
        assert 61 <= int(cpr[:2]) <= 91, "the day of birth plus 60"
        assert birth_date(cpr) == citizen.born_on
        assert cpr_hmac(settings, cpr) == citizen.cpr_hmac
        assert citizen.phone is not None
        assert citizen.phone.startswith("0")
        assert citizen.email is None or citizen.email.endswith(".invalid")
    assert count(town, Business.cvr < "99000000") == 0


def test_names_have_every_danish_letter_and_some_are_long(town: orm.Session) -> None:
    names = list(town.scalars(sa.select(Citizen.name)))
    for letter in "æøåÆØÅ":
        assert any(letter in name for name in names), letter
    assert max(len(name) for name in names) > 28
    assert any("Aa" in name for name in names)


def test_most_talks_are_held(town: orm.Session) -> None:
    by_status = dict(
        town.execute(
            sa.select(Talk.status, sa.func.count())
            .where(sa.func.upper(Talk.during) < NOW - timedelta(days=7))
            .group_by(Talk.status)
        ).all()
    )
    total = sum(by_status.values())
    assert total > 10_000
    assert 0.86 < by_status["held"] / total < 0.90
    assert set(by_status) == {"held", "citizen_absent", "centre_absent", "cancelled"}
    oldest = town.scalar(sa.select(sa.func.min(sa.func.lower(Talk.during))))
    assert oldest is not None
    assert NOW - timedelta(days=740) < oldest < NOW - timedelta(days=700)


def test_talks_are_on_open_days_in_working_hours(town: orm.Session) -> None:
    from portal.core import calendar

    open_days = calendar.load(town, TODAY)
    for during in town.scalars(sa.select(Talk.during)):
        assert during.lower is not None
        assert during.upper is not None
        hours = open_days.hours_on(clock.local_date(during.lower))
        assert hours is not None, during
        assert hours.opens <= clock.local(during.lower).time()
        assert clock.local(during.upper).time() <= hours.closes


def test_nothing_happens_before_it_can(town: orm.Session) -> None:
    assert count(town, Talk.created_at > NOW) == 0
    assert count(town, Talk.cancelled_at > NOW) == 0
    assert (
        count(
            town,
            Talk.status.in_(("held", "citizen_absent")),
            Talk.during.op(">>")(sa.func.tstzrange(NOW, NOW, "[]")),
        )
        == 0
    )
    assert count(town, Obligation.created_at > NOW) == 0
    assert count(town, Obligation.status == "open", Obligation.book_by < TODAY) == 0


def test_whatever_must_hold_holds(town: orm.Session) -> None:
    check_invariants(town.connection(), NOW)


def test_the_portals_own_job_finds_little_to_add(town: orm.Session) -> None:
    from portal.booking.service import expire_obligations, generate_obligations

    assert expire_obligations(town, NOW) == 0
    assert generate_obligations(town, NOW) < 40


def test_there_is_something_to_do_today(town: orm.Session) -> None:
    mette = town.scalars(sa.select(Staff).where(Staff.name == "Mette Ravn")).one()
    assert len(booking.todays_talks(town, mette.id, NOW)) >= 3


def test_what_went_wrong_with_talks_is_there_to_be_seen(town: orm.Session) -> None:
    jonas, amina = citizen_id(town, "jonas-uddannelse"), citizen_id(town, "amina-integration")
    duty = town.scalars(sa.select(Obligation).where(Obligation.citizen_id == jonas)).one()
    assert (duty.status, duty.stopped_because, duty.priority) == ("open", "centre_absent", True)
    assert town.scalar(sa.select(sa.func.count()).select_from(NoTimeFound)) == 2
    assert town.scalar(sa.select(sa.func.count()).select_from(Exemption)) == 1
    offered = town.scalars(sa.select(TimeOffer).where(TimeOffer.status == "open")).one()
    assert (offered.citizen_id, offered.because) == (amina, "earlier_time")
    assert offered.during.upper <= town.get_one(Talk, offered.talk_id).starts


def test_few_talks_are_with_somebody_else(town: orm.Session) -> None:
    held = count(town, Talk.status == "held")
    assert 0.01 < count(town, Talk.status == "held", Talk.instead_of_id.is_not(None)) / held < 0.04
    ours, citizens = (
        count(town, Talk.status == "cancelled", Talk.cancelled_by == who)
        for who in ("centre", "citizen")
    )
    assert 0 < ours < citizens


def test_the_log_of_enquiries_keeps_most_promises(town: orm.Session) -> None:
    results = recruitment.clock_results(town, NOW - timedelta(days=730), NOW, NOW)
    assert len(results) > 500
    for key, goal, share in (("answer", 24, 0.95), ("candidates", 72, 0.85)):
        hours = [row.hours(key) for row in results]
        done = [h for h in hours if h is not None]
        kept = sum(h <= goal for h in done) / len(done)
        assert share - 0.05 < kept < share + 0.04, key


def test_open_enquiries_show_every_colour(town: orm.Session) -> None:
    states = {
        one.state(NOW).value
        for request in recruitment.open_requests(town, NOW)
        for one in request.progress.running
    }
    assert {"in_time", "soon", "late"} <= states


def test_the_survey_shows_a_mix(town: orm.Session) -> None:
    targets = {
        "guidance": 0.6,
        "purpose": 0.8,
        "plan_use": 0.7,
        "resources": 0.8,
        "cooperation": 0.75,
    }
    of_citizens = sa.select(Wave).where(Wave.questionnaire == "citizen")
    waves = list(town.scalars(of_citizens.order_by(Wave.quarter_start)))
    assert len(waves) == 8
    verdicts: dict[int, set[Verdict]] = {}
    for number in (0, 6):
        verdicts[number] = set()
        for key in STATEMENTS:
            n, favourable = town.execute(
                sa.select(sa.func.sum(Tally.n), sa.func.sum(Tally.favourable))
                .join(Cell, Cell.id == Tally.cell_id)
                .where(
                    Cell.wave_id == waves[number].id,
                    Cell.kind == "background",
                    Tally.key == key,
                )
            ).one()
            verdicts[number].add(share_of(favourable, n, targets[key]).verdict)
    assert verdicts[0] == {Verdict.TOO_EARLY}
    assert verdicts[6] == {Verdict.MET, Verdict.ON_THE_RIGHT_WAY, Verdict.NOT_MET}


def test_about_four_in_ten_answer_and_none_twice(town: orm.Session) -> None:
    invited = count(town, Invitation.expires_at < NOW)
    answered = count(town, Answer.id.is_not(None))
    assert 0.33 < answered / invited < 0.45
    # A few answers of the running quarter wait for company: more links are used than that.
    of_citizens = sa.select(Wave.id).where(Wave.questionnaire == "citizen")
    open_wave = of_citizens.order_by(Wave.quarter_start.desc()).limit(1).scalar_subquery()
    cells = sa.select(Cell.id).where(Cell.wave_id == open_wave)
    laid, used = count(town, Answer.cell_id.in_(cells)), count(town, SpentLink.wave_id == open_wave)
    assert 0 < laid < used


def test_the_portal_would_invite_nobody_twice_or_all_at_once(town: orm.Session) -> None:
    from portal.surveys import service as surveys

    assert surveys.invite_due(town, now=NOW) < 100


def personas(session: orm.Session) -> list[Persona]:
    """All of them."""
    return accounts.personas(session)


def test_every_persona_can_sign_in(town: orm.Session) -> None:
    settings = Settings(env="test")
    people = personas(town)
    assert 8 <= len(people) <= 16
    for persona in people:
        identity = service.identify(
            town,
            settings,
            Audience(persona.audience),
            "http://localhost:9400",
            persona.subject,
            persona.claims,
        )
        assert identity.audience == persona.audience
    roles = {(p.audience, p.role) for p in people}
    assert {r for a, r in roles if a == "staff"} == {
        "caseworker",
        "business_consultant",
        "team_lead",
        "analyst",
        "administrator",
        "department",
    }


def test_no_persona_is_known_by_a_stranger(town: orm.Session) -> None:
    with pytest.raises(Refused):
        service.identify(
            town, Settings(env="test"), Audience.CITIZEN, "x", "y", {"cpr": "6101019999"}
        )


def citizen_id(session: orm.Session, subject: str) -> int:
    """The citizen a persona signs in as."""
    return accounts.citizen_named(session, Settings(env="test"), subject) or 0


def test_anna_must_book_by_thursday_and_can(town: orm.Session) -> None:
    anna = citizen_id(town, "anna-dagpenge")
    duty = booking.next_duty(town, anna, NOW)
    assert duty is not None
    assert duty.book_by.weekday() == 3
    assert 1 < (duty.book_by - TODAY).days <= 8
    assert not duty.expired
    planner = booking.planner(town, anna, NOW)
    assert len(planner.all_slots()) >= 10
    story = next(p.story_da for p in personas(town) if p.subject == "anna-dagpenge")
    assert story == "Anna, 34, dagpenge, skal booke inden torsdag"


@pytest.mark.parametrize("subject", ["mikkel-booket", "amina-integration", "birgit-sygemeldt"])
def test_some_have_booked_and_will_be_reminded(town: orm.Session, subject: str) -> None:
    person = citizen_id(town, subject)
    assert booking.next_talk(town, person, NOW) is not None
    messages = notifications.inbox(town, Audience.CITIZEN, person, NOW + timedelta(days=20))
    assert {"talk_confirmed", "talk_reminder"} <= {message.kind for message in messages}
    told = notifications.inbox(town, Audience.CITIZEN, person, NOW)
    assert all(message.sent_at for message in told)


def test_sofie_has_been_asked(town: orm.Session) -> None:
    waiting = openings.waiting_for_answer(town, citizen_id(town, "sofie-jobforslag"), NOW)
    assert len(waiting) == 1


def test_one_company_waits_and_one_is_new(town: orm.Session) -> None:
    by_name = dict(town.execute(sa.select(Business.name, Business.id)).all())
    baker = recruitment.for_business(town, by_name["Ørholm Bageri ApS"], NOW)
    assert [(one.title, one.candidates) for one in baker if one.progress.running] == [
        ("Butiksassistent", 0)
    ]
    assert ("Bager", 2) in [(one.title, one.candidates) for one in baker]
    assert len(baker) == 3
    assert recruitment.for_business(town, by_name["Nordlys Software ApS"], NOW) == []


def test_it_is_loaded_once(town: orm.Session) -> None:
    with pytest.raises(loader.NotEmpty):
        loader.load(town, Settings(env="test"), NOW)
