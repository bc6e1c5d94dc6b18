"""The pages around the survey: codes, being called, paper typed twice, words read for names."""

import re
from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.core import clock
from portal.core.audit import AuditEvent
from portal.core.calendar import OpeningHours
from portal.notifications.models import OutboxMessage
from portal.surveys import defaults, queries, rules, service
from portal.surveys.models import (
    STATEMENTS,
    CallWish,
    CodeTry,
    Invitation,
    OpenAnswer,
    PaperEntry,
    SealedAnswer,
    SpentLink,
    Wave,
)
from portal.surveys.service import codes
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.surveys import InvitationFactory, WaveFactory
from tests.integration.conftest import SignInAs

AGREE = dict.fromkeys(STATEMENTS, "4")


@pytest.fixture(autouse=True)
def present(app: Flask, session: orm.Session) -> Iterator[None]:
    defaults.load_defaults(session)
    session.commit()
    with clock.frozen(NOW):
        yield


@pytest.fixture
def code(app: Flask, session: orm.Session) -> str:
    """The code of an open invitation."""
    with app.app_context():
        invitation = InvitationFactory()
        codes.issue(session, [invitation])
        made = rules.shown(codes.code_of(invitation.id))
    session.commit()
    return made


def number(session: orm.Session, model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_a_code_opens_the_questions_and_is_good_for_one_answer(
    client: FlaskClient, session: orm.Session, code: str
) -> None:
    assert re.fullmatch(r"[3-9A-Y]{3}-[3-9A-Y]{3}-[3-9A-Y]{3}", code)
    typed = code.lower().replace("-", " ")
    opened = client.post("/svar/kode", data={"code": typed})
    assert opened.status_code == 302
    assert number(session, SpentLink) == 0
    assert client.post(opened.location, data=AGREE).status_code == 302
    again = client.post("/svar/kode", data={"code": code})
    assert client.get(again.location).status_code == 410
    assert number(session, SpentLink) == 1


def test_codes_are_no_ones_guess_and_wrong_ones_make_all_wait(
    client: FlaskClient, session: orm.Session, code: str
) -> None:
    for typed in ("", "x", "AAA-AAA-AAA", code[:-1], "æøå" * 9, "9" * 10_000):
        assert client.post("/svar/kode", data={"code": typed}).status_code == 422
    session.execute(sa.update(CodeTry).values(wrong=60))
    session.commit()
    waits = client.post("/svar/kode?lang=en", data={"code": code})
    assert waits.status_code == 429
    assert 0 < int(waits.headers["Retry-After"]) <= 600
    assert "Too many wrong codes" in waits.text
    with clock.frozen(NOW + timedelta(minutes=11)):
        assert client.post("/svar/kode", data={"code": code}).status_code == 302
    # Nothing of the sender is kept: a time and a number.
    assert set(CodeTry.__table__.columns.keys()) == {"since", "wrong"}


def test_ten_thousand_codes_are_all_different() -> None:
    import uuid

    made = {rules.spelled(uuid.UUID(int=n * 7919**9 % 2**128).int) for n in range(10_000)}
    assert len(made) == 10_000


def call_form(client: FlaskClient, **more: str) -> dict[str, str]:
    page = client.get("/svar/tak").text
    found = re.search(r'name="ticket"[^>]*value="([^"]+)"', page)
    assert found
    return {"ticket": found[1], "name": "Karen", "phone": "45 97 30 01", **more}


def test_a_wish_to_be_called_is_a_message_of_its_own(
    client: FlaskClient, client_for: SignInAs, session: orm.Session
) -> None:
    lead = StaffFactory(role="team_lead")
    for weekday in range(5):
        hours = {"opens": time(9), "closes": time(15), "valid_from": date(2020, 1, 1)}
        session.add(OpeningHours(weekday=weekday, source="test", **hours))
    session.commit()
    form = call_form(client, about="Jeg forstår ikke min plan")
    for _ in range(2):
        said = client.post("/svar/tak?lang=en", data=form)
        assert said.status_code == 200
        assert "Wednesday" in said.text  # two working days from Monday
    wish = session.scalars(sa.select(CallWish)).one()
    assert (wish.name, wish.due_on, wish.received_on) == (
        "Karen",
        date(2026, 11, 25),
        date(2026, 11, 23),
    )
    told = sa.select(OutboxMessage.recipient_id).where(
        OutboxMessage.kind == "call_wished", OutboxMessage.channel == "inbox"
    )
    assert session.scalars(told).all() == [lead.id]
    desk = client_for(lead)
    page = desk.get("/personale/undersoegelse/ring-op?lang=en").text
    assert "Karen" in page
    assert "Call by" in page
    with clock.frozen(NOW + timedelta(days=3)):
        assert "Late" in client_for(lead).get("/personale/undersoegelse/ring-op?lang=en").text
    assert desk.post(f"/personale/undersoegelse/ring-op/{wish.id}").status_code == 302
    session.refresh(wish)
    assert wish.called_by_id == lead.id
    actions = set(session.scalars(sa.select(AuditEvent.action)))
    assert {"read", "call_back"} <= actions
    assert desk.post(f"/personale/undersoegelse/ring-op/{Invitation.__name__}").status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"phone": "12"}, {"phone": "x"}, {"ticket": "x"}, {"name": "x" * 101}]
)
def test_a_wish_that_can_not_be_met_is_none(
    client: FlaskClient, session: orm.Session, wrong: dict[str, str]
) -> None:
    assert client.post("/svar/tak", data=call_form(client) | wrong).status_code == 422
    assert number(session, CallWish) == 0


def test_only_team_leads_see_who_wants_to_be_called(client_for: SignInAs) -> None:
    for role in ("caseworker", "analyst", "administrator", "business_consultant"):
        client = client_for(StaffFactory(role=role))
        assert client.get("/personale/undersoegelse/ring-op").status_code == 403


def test_a_paper_form_counts_when_two_people_have_typed_the_same(
    client_for: SignInAs, session: orm.Session, code: str
) -> None:
    one, two = (client_for(StaffFactory(role="analyst")) for _ in range(2))
    path = "/personale/undersoegelse/papir?lang=en"
    form = AGREE | {"code": code, "open": "Tak for  hjælpen"}
    assert one.post(path, data=form).status_code == 302
    assert (number(session, PaperEntry), number(session, SpentLink)) == (1, 0)
    # The same person twice is one person.
    assert one.post(path, data=form).status_code == 302
    assert number(session, SpentLink) == 0
    stored = session.scalars(sa.select(PaperEntry.sealed)).one()
    assert b"guidance" not in stored
    differs = two.post(path, data=form | {"purpose": "2", "open": "tak for hjælpen"})
    assert differs.status_code == 409
    assert "the first entry says “Agree”" in differs.text
    assert number(session, SpentLink) == 0
    assert two.post(path, data=form).status_code == 302
    assert number(session, PaperEntry) == 0
    assert (number(session, SpentLink), number(session, SealedAnswer)) == (1, 1)
    again = two.post(path, data=form)
    assert again.status_code == 422
    assert "has been used" in again.text


def test_the_second_person_may_send_the_first_back_to_the_paper(
    client_for: SignInAs, session: orm.Session, code: str
) -> None:
    one, two = (client_for(StaffFactory(role="analyst")) for _ in range(2))
    path = "/personale/undersoegelse/papir"
    form = AGREE | {"code": code}
    one.post(path, data=form | {"purpose": "1"})
    two.post(path, data=form | {"replace_first": "y"})
    assert (number(session, PaperEntry), number(session, SpentLink)) == (1, 0)
    assert one.post(path, data=form).status_code == 302
    assert (number(session, PaperEntry), number(session, SpentLink)) == (0, 1)


def test_whoever_gives_out_paper_does_not_type_it_and_learns_nothing(
    client_for: SignInAs, session: orm.Session, app: Flask
) -> None:
    worker = StaffFactory()
    citizen = CitizenFactory(caseworker=worker)
    wave: Wave = WaveFactory()
    invitation = InvitationFactory(wave=wave, citizen=citizen)
    with app.app_context():
        service.submit(
            session, service.link_token(invitation), dict.fromkeys(STATEMENTS, 4), now=NOW
        )
    session.commit()
    client = client_for(worker)
    assert client.get("/personale/undersoegelse/papir").status_code == 403
    page = client.get(f"/personale/borger/{citizen.id}/spoergeskema")
    assert page.status_code == 200
    # The form is printed also for one who has answered: nobody learns from it who has.
    for language, words in (("da", "Der er et klart formål"), ("ar", "هدف واضح")):
        printed = client.post(
            f"/personale/borger/{citizen.id}/spoergeskema", data={"language": language}
        )
        assert printed.status_code == 200
        assert words in printed.text
    assert 'dir="rtl"' in printed.text
    assert client.get("/personale/borger/999999999/spoergeskema").status_code == 404


def written(session: orm.Session, *texts: str, **more: object) -> list[OpenAnswer]:
    wave = WaveFactory()
    made = [OpenAnswer(wave_id=wave.id, words=text, **more) for text in texts]
    session.add_all(made)
    session.commit()
    return made


def test_words_are_read_for_names_and_only_words_are_left_out(
    client_for: SignInAs, session: orm.Session
) -> None:
    StaffFactory(name="Mette Ravn")
    (answer,) = written(session, "Tak til Mette, hun er god")
    reader = StaffFactory(role="analyst")
    client = client_for(reader)
    page = client.get("/personale/undersoegelse/ord").text
    assert "Tak til Mette" in page
    assert re.search(r'value="2" id="[^"]+" checked', page)
    assert page.count(" checked") == 1
    done = client.post(
        f"/personale/undersoegelse/ord/{answer.id}",
        data={"decision": "release", "blanks": ["2"], "words": "something else"},
    )
    assert done.status_code == 302
    session.refresh(answer)
    assert (answer.state, answer.released) == ("released", "Tak til […] hun er god")
    again = client.post(f"/personale/undersoegelse/ord/{answer.id}", data={"decision": "withhold"})
    assert again.status_code == 302
    session.refresh(answer)
    assert answer.state == "released"
    for role in ("caseworker", "team_lead", "administrator"):
        refused = client_for(StaffFactory(role=role)).get("/personale/undersoegelse/ord")
        assert refused.status_code == 403


def test_words_are_shown_from_ten_on(client_for: SignInAs, session: orm.Session) -> None:
    reader = StaffFactory(role="analyst")
    checked = {"state": "released", "checked_by_id": reader.id, "checked_on": date(2026, 11, 23)}
    for place in range(9):
        written(session, f"Ord {place}", released=f"Ord {place}", **checked)
    written(session, "Ulæst")
    quarter = date(2026, 10, 1)
    assert queries.open_answers(session, quarter, NOW) == []
    client = client_for(StaffFactory())
    assert "Ord 3" not in client.get("/personale/undersoegelse").text
    written(session, "Ord 9", released="Ord 9", **checked)
    assert len(queries.open_answers(session, quarter, NOW)) == 10
    page = client.get("/personale/undersoegelse").text
    assert "Ord 3" in page
    assert "Ulæst" not in page


def test_a_citizen_chooses_not_to_be_asked(client_for: SignInAs, session: orm.Session) -> None:
    citizen = CitizenFactory()
    client = client_for(citizen)
    assert "You are asked" in client.get("/borger/undersoegelse?lang=en").text
    client.post("/borger/undersoegelse", data={"asked": "no"})
    assert not queries.is_asked(session, citizen.id)
    client.post("/borger/undersoegelse", data={"asked": "yes"})
    assert queries.is_asked(session, citizen.id)


def test_leaving_by_link_asks_first(client: FlaskClient, session: orm.Session, app: Flask) -> None:
    with app.app_context():
        invitation = InvitationFactory()
        path = service.link_path(invitation)
    session.commit()
    assert client.get(f"{path}/nej-tak").status_code == 200
    assert queries.is_asked(session, invitation.citizen_id or 0)
    assert client.post(f"{path}/nej-tak").status_code == 200
    assert not queries.is_asked(session, invitation.citizen_id or 0)
    assert client.get("/svar/x/nej-tak").status_code == 404
