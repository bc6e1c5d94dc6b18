"""Whatever is typed or forged: a clear answer, nothing lost, nobody else's seen."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.core import clock
from portal.messages.models import MessageSetting, MessageThread, ThreadMessage
from tests.conftest import NOW
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.factories.messages import FileFactory, MessageFactory, ThreadFactory
from tests.integration.conftest import SignInAs
from tests.integration.messages.conftest import English
from tests.integration.messages.written import FIRST, NEW, key, messages, threads
from tests.statements import counted

HOSTILE = "<script>alert(1)</script>{{ 7*7 }} https://evil.invalid/ =1+1"


@pytest.fixture
def hers(browser: English, anna: Citizen) -> FlaskClient:
    return browser(anna)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"text": ""}, "Write a message first."),
        ({"text": " \n\t "}, "Write a message first."),
        ({"text": "\0\u202e\ud800"}, "Write a message first."),
        ({"text": "x" * 100_000}, "Write at most 5000 characters."),
        ({"subject": ""}, "Write in a few words what it is about."),
        ({"subject": "x" * 121}, "Write at most 120 characters."),
        ({"to": ""}, "Choose whom you want to write to."),
        ({"to": "999999999"}, "Choose one of the answers shown."),
        ({"to": "x"}, "Choose one of the answers shown."),
    ],
)
def test_bad_input_is_said_and_kept(
    hers: FlaskClient, session: orm.Session, mette: Staff, change: dict[str, str], says: str
) -> None:
    sent = FIRST | {"to": str(mette.id), "key": key(1)} | change
    if "\ud800" in sent["text"]:
        sent["text"] = sent["text"].replace("\ud800", "")
    answer = hers.post(NEW, data=sent)
    assert answer.status_code == 422
    assert says in answer.text
    assert all(sent[name].strip(" \n\t\0\u202e") in answer.text for name in ("text", "subject"))
    assert threads(session) == messages(session) == []


def test_lone_surrogates_and_broken_utf8_harm_nothing(
    hers: FlaskClient, session: orm.Session, mette: Staff
) -> None:
    body = f"subject=a&to={mette.id}&key={key(1)}&text=Hej%ED%A0%80%FF%00%E2%80%AEdu"
    answer = hers.post(NEW, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302
    text = messages(session)[0].text
    assert text.startswith("Hej")
    assert text.endswith("du")
    assert "\0" not in text
    assert "\u202e" not in text


def test_code_and_links_are_text_on_every_page(
    browser: English, hers: FlaskClient, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    hers.post(NEW, data={"subject": HOSTILE, "text": HOSTILE, "to": mette.id, "key": key(1)})
    [thread] = threads(session)
    for client, path in (
        (hers, "/borger/beskeder"),
        (hers, f"/borger/beskeder/traad/{thread.id}"),
        (browser(mette), "/personale/beskeder"),
        (browser(mette), f"/personale/beskeder/traad/{thread.id}"),
        (browser(mette), f"/personale/borger/{anna.id}/traade"),
    ):
        page = client.get(path).text
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page
        assert "{{ 7*7 }}" in page
        assert 'href="https://evil' not in page


def test_a_cpr_number_is_warned_of_and_hidden(
    hers: FlaskClient, session: orm.Session, mette: Staff
) -> None:
    sent = {"subject": "Om 010190-1234", "text": "Mit nummer er 0101901234", "to": mette.id}
    sent["key"] = key(1)
    answer = hers.post(NEW, data=sent)
    assert answer.status_code == 422
    assert "Is there a CPR number in your message?" in answer.text
    assert "Mit nummer er 0101901234</textarea>" in answer.text  # kept, to be corrected
    assert messages(session) == []
    assert hers.post(NEW, data=sent | {"mask": "1"}).status_code == 302
    assert messages(session)[0].text == "Mit nummer er 010190-****"
    assert threads(session)[0].subject == "Om 010190-****"


def test_it_is_warned_of_in_an_answer_too(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    thread = ThreadFactory(citizen=anna)
    there = f"/personale/beskeder/traad/{thread.id}"
    client = browser(mette)
    assert (
        client.post(there, data={"text": "Er det 010190-1234?", "key": key(1)}).status_code == 422
    )
    assert client.post(there, data={"text": "Er det dig?", "key": key(1)}).status_code == 302


def test_text_survives_a_time_out(browser: English, session: orm.Session, anna: Citizen) -> None:
    thread = ThreadFactory(citizen=anna)
    hers = browser(anna)
    typed = "En lang besked, som det tog en time at skrive <b>"
    with clock.frozen(NOW + timedelta(minutes=31)):
        answer = hers.post(f"/borger/beskeder/traad/{thread.id}", data={"text": typed})
    assert answer.status_code == 403
    assert "You have been signed out" in answer.text
    assert "som det tog en time at skrive &lt;b&gt;</textarea>" in answer.text
    assert f"next=/borger/beskeder/traad/{thread.id}" in answer.text
    assert messages(session) == []


def test_a_form_without_our_token_is_refused(
    app: Flask, browser: English, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    """Forms with files check it themselves, after the guard."""
    thread = ThreadFactory(citizen=anna)
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        for client, path in (
            (browser(anna), NEW),
            (browser(anna), f"/borger/beskeder/traad/{thread.id}"),
            (browser(mette), f"/personale/beskeder/traad/{thread.id}"),
            (browser(mette), f"/personale/borger/{anna.id}/traade/ny"),
        ):
            sent = FIRST | {"to": mette.id, "key": key(1)}
            assert client.post(path, data=sent).status_code == 400, path
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert messages(session) == []


def test_who_may_open_a_thread(
    client_for: SignInAs,
    session: orm.Session,
    anna: Citizen,
    mette: Staff,
    lead: Staff,
    kasper: Staff,
) -> None:
    """The matrix: each person at each door of one thread with the caseworker."""
    thread = ThreadFactory(citizen=anna)
    file = FileFactory(message=MessageFactory(thread=thread))
    session.commit()
    citizens = (f"/borger/beskeder/traad/{thread.id}", f"/borger/beskeder/fil/{file.id}")
    staffs = (f"/personale/beskeder/traad/{thread.id}", f"/personale/beskeder/fil/{file.id}")
    posts = (f"{staffs[0]}/faerdig", f"{staffs[0]}/vikar")
    opens = {
        "citizen": (anna, 200, 403),
        "another citizen": (CitizenFactory(caseworker=mette), 404, 403),
        "caseworker": (mette, 403, 200),
        "lead of the team": (lead, 403, 200),
        "lead of another team": (StaffFactory(role="team_lead"), 403, 404),
        "colleague of the team": (StaffFactory(team=mette.team), 403, 404),
        "contact person": (kasper, 403, 404),
        "analyst": (StaffFactory(role="analyst", team=mette.team), 403, 403),
        "administrator": (StaffFactory(role="administrator", team=mette.team), 403, 403),
        "business": (BusinessUserFactory(), 403, 403),
    }
    for who, (person, as_citizen, as_staff) in opens.items():
        client = client_for(person)
        for path in citizens:
            assert client.get(path).status_code == as_citizen, (who, path)
        for path in staffs:
            assert client.get(path).status_code == as_staff, (who, path)
        if as_staff != 200:
            for path in (*posts, staffs[0]):
                assert client.post(path, data={"text": "x", "staff": ""}).status_code == as_staff
        if as_citizen != 200:
            assert client.post(citizens[0], data={"text": "x"}).status_code == as_citizen, who
    assert len(messages(session)) == 1


@pytest.mark.parametrize("forged", ["0", "999999", str(10**17), "x", "-1", "9" * 40])
def test_a_forged_address_is_a_missing_page(
    browser: English, anna: Citizen, mette: Staff, forged: str
) -> None:
    hers, metas = browser(anna), browser(mette)
    for client, path in (
        (hers, f"/borger/beskeder/traad/{forged}"),
        (hers, f"/borger/beskeder/fil/{forged}"),
        (metas, f"/personale/beskeder/traad/{forged}"),
        (metas, f"/personale/beskeder/fil/{forged}"),
        (metas, f"/personale/borger/{forged}/traade"),
        (metas, f"/personale/borger/{forged}/traade/ny"),
    ):
        assert client.get(path).status_code == 404, path


def test_extra_fields_change_nothing(
    hers: FlaskClient, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    other = CitizenFactory()
    extra = {"citizen_id": other.id, "staff_id": 1, "read_at": "2020-01-01", "waits_since": ""}
    hers.post(NEW, data=FIRST | {"to": mette.id, "key": key(1)} | extra)
    [thread] = threads(session)
    assert thread.citizen_id == anna.id
    assert messages(session)[0].read_at is None


def test_strangers_begin_nothing(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    colleague = browser(StaffFactory(team=mette.team))
    assert "Write to Anna" not in colleague.get(f"/personale/borger/{anna.id}/traade").text
    address = f"/personale/borger/{anna.id}/traade/ny"
    stranger = browser(StaffFactory())
    for client in (colleague, stranger):
        assert client.get(address).status_code == 404
        assert client.post(address, data=FIRST | {"key": key(1)}).status_code == 404
    assert stranger.get(f"/personale/borger/{anna.id}/traade").status_code == 404
    assert threads(session) == []


@pytest.mark.parametrize(
    ("query", "first", "shown"),
    [
        ("", 481, "Page 17 of 17"),
        ("?page=1", 1, "Page 1 of 17"),
        ("?page=1000000000", 481, "Page 17 of 17"),
        ("?page=-4", 1, "Page 1 of 17"),
        ("?page=x", 481, "Page 17 of 17"),
    ],
)
def test_five_hundred_messages_come_in_pages(
    browser: English, anna: Citizen, mette: Staff, query: str, first: int, shown: str
) -> None:
    thread = ThreadFactory(citizen=anna)
    for number in range(1, 501):
        MessageFactory(thread=thread, text=f"nummer {number}.", read_at=NOW)
    page = browser(mette).get(f"/personale/beskeder/traad/{thread.id}{query}").text
    assert shown in page
    assert f"nummer {first}." in page
    assert page.count("nummer ") == (20 if first == 481 else 30)


def test_a_long_thread_opens_where_the_unread_begins(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    thread = ThreadFactory(citizen=anna)
    for number in range(1, 91):
        read = NOW if number < 40 else None
        MessageFactory(thread=thread, text=f"nummer {number}.", read_at=read)
    page = browser(mette).get(f"/personale/beskeder/traad/{thread.id}").text
    assert "nummer 40." in page
    unread = sa.select(sa.func.count()).where(ThreadMessage.read_at.is_(None))
    assert session.scalar(unread) == 30  # those of the last page were not shown


@pytest.mark.parametrize("page", ["2", "3", "1000000000", "-1", "x"])
def test_lists_have_pages(browser: English, anna: Citizen, mette: Staff, page: str) -> None:
    for _ in range(41):
        ThreadFactory(citizen=anna, waits_since=NOW)
    shown = {"2": 2, "-1": 1, "x": 1}.get(page, 3)
    said = f"Page {shown} of 3"
    assert said in browser(anna).get(f"/borger/beskeder?page={page}").text
    assert said in browser(mette).get(f"/personale/beskeder?page={page}").text


def test_pages_take_few_statements(
    browser: English, engine: sa.Engine, anna: Citizen, mette: Staff
) -> None:
    thread = ThreadFactory(citizen=anna, waits_since=NOW)
    for _ in range(25):
        FileFactory(message=MessageFactory(thread=thread))
        ThreadFactory(citizen=anna, waits_since=NOW)
    hers, metas = browser(anna), browser(mette)
    for client, path, most in (
        (hers, "/borger/beskeder", 5),
        (hers, NEW, 5),
        (hers, f"/borger/beskeder/traad/{thread.id}", 7),
        (metas, "/personale/beskeder", 8),
        (metas, f"/personale/beskeder/traad/{thread.id}", 11),
        (metas, f"/personale/borger/{anna.id}/traade", 6),
    ):
        with counted(engine) as sent:
            assert client.get(path).status_code == 200
        assert len(sent) - 1 <= most, path + "\n" + "\n".join(sent)  # one is the sign-in


def test_a_new_rule_holds_from_its_day_on(
    browser: English, session: orm.Session, anna: Citizen, mette: Staff
) -> None:
    session.add(
        MessageSetting(valid_from=date(2026, 11, 23), answer_days=1, figure_weeks=8, source="t")
    )
    ThreadFactory(citizen=anna, subject="before", waits_since=NOW - timedelta(days=3))
    ThreadFactory(citizen=anna, subject="after", waits_since=NOW)
    session.commit()
    page = browser(mette).get("/personale/beskeder").text
    assert page.count("Answer by Tuesday 24 November") == 2  # Friday + 2, Monday + 1
    assert isinstance(session.scalar(sa.select(MessageThread).limit(1)), MessageThread)
