"""Who answers when it is no longer, or just now not, the one who was asked."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range

from portal.accounts.models import Citizen, Staff
from portal.booking.models import Absence
from portal.plan.models import PlanContact
from tests.factories.accounts import StaffFactory
from tests.factories.messages import MessageFactory, ThreadFactory
from tests.integration.messages.conftest import English
from tests.integration.messages.written import FIRST, MONDAY, NEW, key, threads, told


def test_a_thread_follows_to_the_next_caseworker(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    thread = ThreadFactory(citizen=anna, waits_since=MONDAY)
    MessageFactory(thread=thread, to_staff_id=mette.id)
    jens = StaffFactory(name="Jens Holm")
    anna.caseworker_id = jens.id
    session.commit()
    assert thread.subject in browser(jens).get("/personale/beskeder").text
    assert (
        "Taken over from a colleague."
        in browser(jens).get(f"/personale/beskeder/traad/{thread.id}").text
    )
    assert browser(mette).get(f"/personale/beskeder/traad/{thread.id}").status_code == 404
    page = browser(anna).get(f"/borger/beskeder/traad/{thread.id}").text
    assert "Jens Holm has taken over and can read all of it." in page


def test_a_contact_person_has_threads_of_their_own_until_they_leave(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff, kasper: Staff
) -> None:
    hers = browser(anna)
    assert "Kasper Dahl, business consultant" in hers.get(NEW).text
    hers.post(NEW, data=FIRST | {"to": kasper.id, "key": key(1)})
    [thread] = threads(session)
    address = f"/personale/beskeder/traad/{thread.id}"
    assert browser(kasper).get(address).status_code == 200
    assert browser(mette).get(address).status_code == 404
    session.execute(sa.delete(PlanContact))
    session.commit()
    assert browser(kasper).get(address).status_code == 404
    assert browser(mette).get(address).status_code == 200


def test_while_somebody_is_away_the_lead_sees_it_and_the_citizen_knows(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff, lead: Staff
) -> None:
    until = MONDAY + timedelta(days=6, hours=14)  # Sunday at midnight
    session.add(
        Absence(staff_id=mette.id, during=Range(MONDAY - timedelta(days=1), until), kind="away")
    )
    session.commit()
    hers = browser(anna)
    hers.post(NEW, data=FIRST | {"to": mette.id, "key": key(1)})
    [thread] = threads(session)
    page = hers.get(f"/borger/beskeder/traad/{thread.id}").text
    assert "Mette Ravn is away and back on Monday 30 November." in page
    assert "You get an answer no later than Wednesday 25 November." in page
    rows = told(session, "citizen_message_waits")
    assert {one.recipient_id for one in rows} == {mette.id, lead.id}
    listed = browser(lead).get("/personale/beskeder").text
    assert "Mette Ravn is away" in listed
    answer = browser(lead).post(
        f"/personale/beskeder/traad/{thread.id}", data={"text": "Ja.", "key": key(2)}
    )
    assert answer.status_code == 302
    assert "Lone Leder" in hers.get(f"/borger/beskeder/traad/{thread.id}").text


def test_a_colleague_answers_in_the_meantime(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff, lead: Staff
) -> None:
    peter = StaffFactory(name="Peter Bro", team=mette.team)
    stranger = StaffFactory()
    thread = ThreadFactory(citizen=anna, waits_since=MONDAY)
    address = f"/personale/beskeder/traad/{thread.id}"
    assert browser(peter).get(address).status_code == 404
    page = browser(lead).post(
        f"{address}/vikar", data={"staff": stranger.id}, follow_redirects=True
    )
    assert "Choose a colleague of the team who can answer." in page.text
    assert browser(peter).post(f"{address}/vikar", data={"staff": peter.id}).status_code == 404
    browser(lead).post(f"{address}/vikar", data={"staff": peter.id})
    assert {one.recipient_id for one in told(session, "message_to_answer_for")} == {peter.id}
    assert browser(peter).get(address).status_code == 200
    assert thread.subject in browser(peter).get("/personale/beskeder").text
    assert (
        "Peter Bro answers in the meantime."
        in browser(anna).get(f"/borger/beskeder/traad/{thread.id}").text
    )
    browser(mette).post(f"{address}/vikar", data={"staff": ""})
    assert browser(peter).get(address).status_code == 404
