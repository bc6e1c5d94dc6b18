"""A citizen and named staff write to each other: promised, read, answered, handed over."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.messages import rules
from tests.factories.messages import MessageFactory, ThreadFactory
from tests.integration.messages.conftest import English
from tests.integration.messages.written import FIRST, MONDAY, NEW, key, messages, threads, told


def test_a_question_is_promised_read_and_answered(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    hers, metas = browser(anna), browser(mette)
    page = hers.get(NEW).text
    assert "Mette Ravn, your caseworker" in page
    assert "You get an answer no later than Wednesday 25 November." in page
    sent = hers.post(NEW, data=FIRST | {"to": mette.id, "key": key(1)}, follow_redirects=True)
    assert "Your message is sent." in sent.text
    assert "Not read yet" in sent.text
    assert "You get an answer no later than Wednesday 25 November." in sent.text
    [thread] = threads(session)
    assert (thread.citizen_id, thread.staff_id, thread.waits_since) == (anna.id, None, MONDAY)

    listed = metas.get("/personale/beskeder").text
    assert "Anna Holm: Kursus" in listed
    assert "Answer by Wednesday 25 November" in listed
    there = f"/personale/beskeder/traad/{thread.id}"
    with clock.frozen(MONDAY + timedelta(minutes=12)):
        assert "Må jeg tage et truckkursus?" in metas.get(there).text
    read = hers.get(f"/borger/beskeder/traad/{thread.id}").text
    assert "Read by Mette Ravn today at 10:12" in read

    with clock.frozen(MONDAY + timedelta(minutes=14)):
        metas.post(there, data={"text": "Ja.", "key": key(2)})
    assert threads(session)[0].waits_since is None
    assert messages(session)[1].waited_since == MONDAY
    assert "Nobody waits for an answer" in metas.get("/personale/beskeder").text
    with clock.frozen(MONDAY + timedelta(minutes=16)):
        assert "1 new message" in hers.get("/borger/beskeder").text
        assert "Read the message from Mette Ravn" in hers.get("/borger").text
        assert "Ja." in hers.get(f"/borger/beskeder/traad/{thread.id}").text
    assert "Read today at 10:16" in metas.get(there).text
    assert "1 new message" not in hers.get("/borger/beskeder").text


def test_looking_at_a_thread_is_written_down(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    thread = ThreadFactory(citizen=anna)
    metas = browser(mette)
    for _ in range(2):
        metas.get(f"/personale/beskeder/traad/{thread.id}")
    seen = session.scalars(
        sa.select(AuditEvent).where(
            AuditEvent.subject == "message_thread", AuditEvent.action == "read"
        )
    ).all()
    assert [(one.person_id, one.citizen_id, one.subject_id) for one in seen] == [
        (mette.id, anna.id, str(thread.id))
    ] * 2


def test_no_way_of_asking_for_a_thread_hides_the_look(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    thread = ThreadFactory(citizen=anna)
    said = MessageFactory(thread=thread, text="Det er fortroligt")
    address, metas = f"/personale/beskeder/traad/{thread.id}", browser(mette)
    beforehand = metas.get(address, headers={"Sec-Purpose": "prefetch"})
    failed = metas.post(address, data={"text": ""})
    assert (beforehand.status_code, failed.status_code) == (200, 422)
    assert said.text in beforehand.text
    assert said.text in failed.text
    looks = session.scalars(
        sa.select(AuditEvent.citizen_id).where(
            AuditEvent.subject == "message_thread", AuditEvent.action == "read"
        )
    ).all()
    assert looks == [anna.id] * 2
    session.refresh(said)
    assert said.read_at is None


def test_what_a_browser_fetches_beforehand_is_not_read(
    browser: English, session: orm.Session, anna: Citizen
) -> None:
    thread = ThreadFactory(citizen=anna)
    said = MessageFactory(thread=thread, staff_id=anna.caseworker_id)
    address = f"/borger/beskeder/traad/{thread.id}"
    hers = browser(anna)
    hers.get(address, headers={"Sec-Purpose": "prefetch"})
    hers.head(address)
    session.refresh(said)
    assert said.read_at is None
    hers.get(address)
    session.refresh(said)
    assert said.read_at == MONDAY


def test_sent_twice_it_is_one_message(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    hers = browser(anna)
    for _ in range(2):
        answer = hers.post(NEW, data=FIRST | {"to": mette.id, "key": key(1)})
        assert answer.status_code == 302
    assert len(threads(session)) == len(messages(session)) == 1
    thread = threads(session)[0]
    for number in (2, 2, 3):  # a double click, and another device
        hers.post(f"/borger/beskeder/traad/{thread.id}", data={"text": "Hej", "key": key(number)})
    assert len(messages(session)) == 3


def test_another_cannot_use_up_the_name_of_a_form(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    browser(anna).post(NEW, data=FIRST | {"to": mette.id, "key": key(1)})
    [thread] = threads(session)
    answer = {"text": "Ja.", "key": key(1)}
    browser(mette).post(f"/personale/beskeder/traad/{thread.id}", data=answer)
    assert [one.text for one in messages(session)] == [FIRST["text"], "Ja."]


def test_one_notice_until_it_is_read_and_it_says_nothing(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    thread = ThreadFactory(citizen=anna)
    address = f"/personale/beskeder/traad/{thread.id}"
    metas, hers = browser(mette), browser(anna)
    for number in range(3):
        metas.post(address, data={"text": f"Hemmeligt {number}", "key": key(number)})
    notices = [one for one in told(session, "message_waits") if one.channel != "inbox"]
    assert len(notices) == 1
    assert "Hemmeligt" not in notices[0].subject + notices[0].body
    assert thread.subject not in notices[0].subject + notices[0].body
    hers.get(f"/borger/beskeder/traad/{thread.id}")
    metas.post(address, data={"text": "Mere", "key": key(9)})
    rows = [one for one in told(session, "message_waits") if one.channel != "inbox"]
    assert len(rows) == 2
    # The conversation stands in the inbox; that it waits is not said there once more.
    assert "A message from Mette Ravn" not in hers.get("/borger/beskeder").text


def test_staff_hear_of_it_too_once(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    hers = browser(anna)
    hers.post(NEW, data=FIRST | {"to": mette.id, "key": key(1)})
    [thread] = threads(session)
    hers.post(f"/borger/beskeder/traad/{thread.id}", data={"text": "Og én ting til", "key": key(2)})
    rows = told(session, "citizen_message_waits")
    assert {(one.audience, one.recipient_id) for one in rows} == {("staff", mette.id)}
    assert len([one for one in rows if one.channel == "email"]) == 1
    assert all("Anna" not in one.subject + one.body for one in rows)
    assert any("25. november" in one.body for one in rows)


def test_what_needs_no_answer_waits_no_more_until_more_comes(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    thread = ThreadFactory(citizen=anna, waits_since=MONDAY)
    browser(mette).post(f"/personale/beskeder/traad/{thread.id}/faerdig")
    assert threads(session)[0].waits_since is None
    browser(anna).post(f"/borger/beskeder/traad/{thread.id}", data={"text": "Hov", "key": key(1)})
    assert threads(session)[0].waits_since == MONDAY


def test_staff_write_first_from_the_citizens_page(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff, kasper: Staff
) -> None:
    for person, with_whom in ((mette, None), (kasper, kasper.id)):
        page = browser(person).get(f"/personale/borger/{anna.id}/traade").text
        assert "Write to Anna" in page
        browser(person).post(
            f"/personale/borger/{anna.id}/traade/ny",
            data={"subject": "Kursus", "text": "Hej Anna", "key": key(1)},
        )
        assert threads(session)[-1].staff_id == with_whom
        assert threads(session)[-1].waits_since is None
    page = browser(mette).get(f"/personale/borger/{anna.id}/traade").text
    assert page.count("Kursus</a>") == 1  # the consultant's thread is not hers


def test_the_longest_wait_comes_first_and_late_is_said(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    for days in (1, 9, 3):
        ThreadFactory(
            citizen=anna, subject=f"{days} days", waits_since=MONDAY - timedelta(days=days)
        )
    ThreadFactory(citizen=anna, subject="answered")
    page = browser(mette).get("/personale/beskeder").text
    assert page.index("9 days<") < page.index("3 days<") < page.index("1 days<")
    assert "answered<" not in page
    assert "answered<" in browser(mette).get("/personale/beskeder?vis=alle").text
    home = browser(mette).get("/personale").text
    assert "3 conversations wait for an answer." in home
    thread = threads(session)[1]
    said = browser(anna).get(f"/borger/beskeder/traad/{thread.id}").text
    assert "and have not kept it. We are sorry." in said


def test_the_usual_answer_time_has_its_n(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    thread = ThreadFactory(citizen=anna)
    assert "Too few answers in the last 8 weeks" in browser(mette).get("/personale/beskeder").text
    assert "Half of the answers" not in browser(anna).get(NEW).text
    for hours in (1, 2, 5, 30, 60):
        MessageFactory(
            thread=thread,
            staff_id=mette.id,
            sent_at=MONDAY - timedelta(days=3),
            waited_since=MONDAY - timedelta(days=3, hours=hours),
        )
    said = "come within 5 hours (5 answers in the last 8 weeks)"
    assert said in browser(mette).get("/personale/beskeder").text
    assert said in browser(anna).get(NEW).text


def test_too_many_in_a_day_is_a_kind_refusal(
    browser: English,
    session: orm.Session,
    anna: Citizen,
    mette: Staff,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "MOST_A_DAY", 1)
    thread = ThreadFactory(citizen=anna)
    hers = browser(anna)
    address = f"/borger/beskeder/traad/{thread.id}"
    assert hers.post(address, data={"text": "En", "key": key(1)}).status_code == 302
    refused = hers.post(address, data={"text": "To mere", "key": key(2)})
    assert refused.status_code == 422
    assert "You have sent very many messages today." in refused.text
    assert "To mere" in refused.text
    assert len(messages(session)) == 1
    new = hers.post(NEW, data=FIRST | {"to": mette.id, "key": key(3)})
    assert new.status_code == 422
    assert FIRST["text"] in new.text
    assert threads(session) == [thread]  # no empty one is left behind
