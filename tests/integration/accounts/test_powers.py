"""Somebody acts for a citizen: only who was named, only what was given, only while it holds."""

import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal import areas
from portal.accounts import service
from portal.accounts.models import Citizen, PowerOfAttorney, Representative, SignIn
from portal.accounts.refusals import SignInRefusal
from portal.caseload.defaults import load_defaults
from portal.core import access, clock
from portal.core.access import Audience
from portal.core.acting import areas_of
from portal.core.audit import AuditEvent
from portal.core.crypto import cpr_hmac
from portal.core.errors import Refused
from portal.notifications.models import OutboxMessage
from portal.settings import Settings
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.integration.accounts.conftest import NEW, SIGNE, arrive, come_in, give
from tests.integration.conftest import SignInAs

pytestmark = pytest.mark.usefixtures("at_now")


def test_every_page_of_citizens_is_somewhere_or_the_citizens_alone(app: Flask) -> None:
    alone = {"powers", "notifications_contact", "booking_feed", "recruitment_guest"}
    with app.app_context():
        silent = {
            endpoint.partition(".")[0]
            for endpoint in app.view_functions
            if (mark := access.access_of(app, endpoint))
            and mark.audience is Audience.CITIZEN
            and areas_of(endpoint) is None
        }
    assert silent <= alone, "say in portal/areas.py what these pages are about"
    assert set(areas.AREAS) <= set(app.blueprints)


def test_who_was_named_acts_with_both_names_in_the_trail(
    signe: FlaskClient, poul: Citizen, session: orm.Session
) -> None:
    page = signe.get("/borger?lang=da")
    assert page.status_code == 200
    assert "Du handler for" in page.text
    assert "Poul Aagaard" in page.text
    assert "Signe Aagaard" in page.text, "and the one who acts is named in the top"
    assert "Hej Signe" in page.text, "who reads is greeted"
    assert "Det her er siden for Poul Aagaard." in page.text
    done = signe.post(
        "/borger/joblog",
        data={
            "title": "Projektleder",
            "employer": "Novo",
            "applied_on-day": "23",
            "applied_on-month": "11",
            "applied_on-year": "2026",
            "status": "applied",
        },
    )
    assert done.status_code == 302
    (helper,) = session.scalars(sa.select(Representative.id))
    trail = session.execute(
        sa.select(AuditEvent.action, AuditEvent.person_id, AuditEvent.details)
        .where(AuditEvent.details["acting"].as_integer() == helper)
        .order_by(AuditEvent.id)
    ).all()
    assert trail[0].action == "read"
    assert {row.person_id for row in trail} == {poul.id}
    assert any(row.details["areas"] == ["joblog"] and row.action != "read" for row in trail)


def test_the_citizen_reads_what_was_seen_and_done(
    signe: FlaskClient, poul: Citizen, client_for: SignInAs, session: orm.Session
) -> None:
    signe.get("/borger/cv")
    (power_id,) = session.scalars(sa.select(PowerOfAttorney.id))
    page = client_for(poul).get(f"/konto/fuldmagter/{power_id}?lang=da")
    assert re.search(r"Så</td><td[^>]*>CV", page.text)
    load_defaults(session)
    session.commit()
    seen = client_for(poul).get("/borger/mine-data/hvem-har-set?lang=da").text
    assert "Handler for dig med fuldmagt, Signe Aagaard" in seen
    stranger = client_for(CitizenFactory())
    assert stranger.get(f"/konto/fuldmagter/{power_id}").status_code == 404
    assert stranger.post(f"/konto/fuldmagter/{power_id}/slut").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/borger/undersoegelse",
        "/borger/kontakt",
        "/konto/fuldmagter",
        NEW,
        "/borger/min-plan/hvem-ser-med",
    ],
)
def test_what_was_not_given_is_refused(signe: FlaskClient, path: str) -> None:
    answer = signe.get(path)
    assert answer.status_code in (403, 404)
    assert signe.post(path).status_code in (403, 404, 405)


def test_to_see_is_not_to_do(
    app: Flask, session: orm.Session, settings: Settings, poul: Citizen, now: datetime
) -> None:
    give(session, settings, poul, now, reads=("talks", "joblog"), acts=("talks",))
    client = come_in(app, session, settings, arrive(session, settings))
    seen = client.get("/borger/joblog?lang=da")
    assert seen.status_code == 200
    assert "ikke ændre noget" in seen.text
    assert client.post("/borger/joblog", data={"title": "x"}).status_code == 403
    assert "ikke ændre noget" not in client.get("/borger/samtaler?lang=da").text
    refused = client.get("/borger/cv?lang=da")
    assert refused.status_code == 403
    assert "dækker ikke" in refused.text
    assert client.get("/borger").status_code == 403, "the first page speaks of everything"
    menu = re.findall(r'<nav class="site-nav".*?</nav>', seen.text, re.S)[0]
    assert re.findall(r'<a href="(/borger[^"]*)"', menu) == ["/borger/samtaler", "/borger/joblog"]


def test_a_refused_form_is_a_look_too(signe: FlaskClient, session: orm.Session) -> None:
    looks = sa.select(sa.func.count()).where(
        AuditEvent.action == "read", AuditEvent.details["areas"].contains(["joblog"])
    )
    answer = signe.post("/borger/joblog", data={"title": ""})
    assert answer.status_code == 422
    assert "Poul" in answer.text, "the page shows whose data it is"
    assert session.scalar(looks) == 1
    assert signe.post("/borger/cv/findes-ikke").status_code == 404
    assert session.scalar(looks) == 1, "a page that is not there shows nothing"


def test_an_end_holds_at_the_next_request(
    signe: FlaskClient, poul: Citizen, client_for: SignInAs, session: orm.Session
) -> None:
    assert signe.get("/borger").status_code == 200
    (power_id,) = session.scalars(sa.select(PowerOfAttorney.id))
    assert client_for(poul).post(f"/konto/fuldmagter/{power_id}/slut").status_code == 302
    assert signe.get("/borger").location == "/konto/handl-for"
    assert "handler ikke for nogen" in signe.get("/konto/handl-for?lang=da").text
    assert signe.post(f"/konto/handl-for/{power_id}").status_code == 404


def test_the_last_day_is_the_last(
    app: Flask, session: orm.Session, settings: Settings, poul: Citizen, now: datetime
) -> None:
    today = clock.local_date(now)
    give(session, settings, poul, now, ends_on=today)
    identity = arrive(session, settings)
    assert come_in(app, session, settings, identity).get("/borger").status_code == 200
    with clock.frozen(clock.start_of_day(today + timedelta(days=1))):
        client = come_in(app, session, settings, identity)
        assert client.get("/borger").location == "/konto/handl-for"


def test_it_begins_when_it_begins(
    app: Flask, session: orm.Session, settings: Settings, poul: Citizen, now: datetime
) -> None:
    give(session, settings, poul, now, starts_on=clock.local_date(now) + timedelta(days=2))
    client = come_in(app, session, settings, arrive(session, settings))
    assert client.get("/borger").location == "/konto/handl-for"


@pytest.mark.parametrize("name", ["Peter Hansen", "Signe Hansen", "Signe", ""])
def test_a_slip_in_the_number_lets_no_stranger_in(
    session: orm.Session, settings: Settings, poul: Citizen, now: datetime, name: str
) -> None:
    give(session, settings, poul, now)
    with pytest.raises(Refused) as refused:
        arrive(session, settings, name=name)
    assert refused.value.refusal is SignInRefusal.UNKNOWN_CITIZEN


def test_middle_names_and_capitals_do_not_matter(
    session: orm.Session, settings: Settings, poul: Citizen, now: datetime
) -> None:
    give(session, settings, poul, now)
    assert arrive(session, settings, name="SIGNE Marie AAGAARD").representative_id is not None


def test_a_citizen_who_also_helps_is_oneself_until_one_chooses(
    app: Flask, session: orm.Session, settings: Settings, poul: Citizen, now: datetime
) -> None:
    own = CitizenFactory(name="Signe Aagaard", cpr_hmac=cpr_hmac(settings, SIGNE))
    power = give(session, settings, poul, now)
    identity = arrive(session, settings)
    assert identity.citizen_id == own.id
    client = come_in(app, session, settings, identity)
    assert "Du handler for" not in client.get("/borger?lang=da").text
    assert "Handl for Poul" in client.get("/konto?lang=da").text
    before = client.get_cookie(service.COOKIE)
    assert client.post(f"/konto/handl-for/{power.id}").location == "/borger"
    after = client.get_cookie(service.COOKIE)
    assert before is not None
    assert after is not None
    assert before.value != after.value, "the session's id rotates"
    assert "Du handler for" in client.get("/borger?lang=da").text
    assert client.post("/konto/handl-for/slut").location == "/borger"
    assert "Du handler for" not in client.get("/borger?lang=da").text


def test_nobody_chooses_anothers_power(
    app: Flask,
    session: orm.Session,
    settings: Settings,
    poul: Citizen,
    now: datetime,
    client_for: SignInAs,
) -> None:
    power = give(session, settings, poul, now)
    thief = client_for(CitizenFactory())
    assert thief.post(f"/konto/handl-for/{power.id}").status_code == 404
    assert thief.post(f"/konto/handl-for/{power.id}/opgiv").status_code == 404
    assert client_for(StaffFactory()).post(f"/konto/handl-for/{power.id}").location == "/log-ind"
    session.expire_all()
    assert (
        session.scalars(sa.select(SignIn.power_id).where(SignIn.power_id.isnot(None))).all() == []
    )


def test_who_was_trusted_may_give_it_back(
    signe: FlaskClient, poul: Citizen, session: orm.Session
) -> None:
    (power,) = session.scalars(sa.select(PowerOfAttorney))
    assert signe.post(f"/konto/handl-for/{power.id}/opgiv").status_code == 303
    session.refresh(power)
    assert power.ended_by == "holder"
    told = sa.select(OutboxMessage.kind).where(OutboxMessage.recipient_id == poul.id)
    assert "power_ended" in session.scalars(told).all()
