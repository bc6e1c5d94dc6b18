"""Who else takes part, on the pages of staff and of the citizen."""

import re
from datetime import date, datetime

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.booking.models import Participant, StaffTime, Talk
from portal.core import clock
from portal.notifications.models import OutboxMessage
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import KindRuleFactory, TalkFactory, during
from tests.integration.conftest import SignInAs, english

pytestmark = pytest.mark.usefixtures("at_now")

MONDAY = date(2026, 11, 30)
KAREN = {
    "kind": "unemployment_fund",
    "name": "Karen Lind",
    "organisation": "Metal A-kasse",
    "email": "karen@metal.example",
    "language": "da",
    "about": "",
}


@pytest.fixture
def client(client_for: SignInAs, citizen: Citizen) -> FlaskClient:
    """The caseworker's browser, in English."""
    return english(client_for(citizen.caseworker))


@pytest.fixture
def talk(citizen: Citizen) -> Talk:
    made: Talk = TalkFactory(citizen=citizen)
    return made


def others(session: orm.Session) -> list[str]:
    return list(session.scalars(sa.select(Participant.name).order_by(Participant.id)))


def test_a_colleague_is_added_and_removed(
    client: FlaskClient,
    client_for: SignInAs,
    session: orm.Session,
    citizen: Citizen,
    talk: Talk,
    sofie: Staff,
) -> None:
    here = f"/personale/samtaler/{talk.id}"
    page = client.get(here).text
    assert "Nobody yet." in page
    assert f'<optgroup label="{session.merge(sofie).team.name}">' in page
    assert f'value="{citizen.caseworker_id}"' not in page
    added = client.post(
        f"{here}/deltager/kollega", data={"staff": sofie.id}, follow_redirects=True
    ).text
    assert "Your colleague takes part" in added
    assert f'<option value="{sofie.id}"' not in added
    receipt = client_for(citizen).get(f"/borger/samtaler/{talk.id}/kvittering").text
    assert f"Sofie Lund, {sofie.team.name}" in receipt
    (person,) = session.scalars(sa.select(Participant.id))
    client.post(f"{here}/deltager/{person}/fjern")
    assert others(session) == []


@pytest.mark.parametrize("staff", ["", "x", "999999", "-1"])
def test_only_colleagues_shown_can_be_chosen(
    client: FlaskClient, session: orm.Session, talk: Talk, staff: str
) -> None:
    answer = client.post(f"/personale/samtaler/{talk.id}/deltager/kollega", data={"staff": staff})
    assert answer.status_code == 422
    assert 'id="staff-error"' in answer.text
    assert "<details" in answer.text
    assert " open>" in answer.text
    assert others(session) == []


def test_a_busy_colleague_brings_the_nearest_times_and_one_click_moves_the_talk(
    client: FlaskClient, session: orm.Session, citizen: Citizen, talk: Talk, sofie: Staff
) -> None:
    TalkFactory(citizen=CitizenFactory(caseworker=sofie), during=during(MONDAY, "09:00", 45))
    refused = client.post(
        f"/personale/samtaler/{talk.id}/deltager/kollega", data={"staff": sofie.id}
    )
    assert refused.status_code == 409
    assert "is busy at that time" in refused.text
    times = re.findall(r'name="starts" value="([^"]+)"', refused.text)
    assert times == ["2026-11-30T08:45Z", "2026-11-30T09:30Z", "2026-11-30T10:15Z"]
    fields = {
        "starts": times[1],
        "channel": talk.channel,
        "kind": talk.kind,
        "purpose": talk.purpose_code,
        "flyt": talk.id,
        "med": sofie.id,
    }
    client.post(f"/personale/borger/{citizen.id}/book", data=fields)
    moved = session.scalars(
        sa.select(Talk).where(Talk.status == "booked", Talk.citizen_id == citizen.id)
    ).one()
    assert moved.starts.isoformat() == "2026-11-30T09:30:00+00:00"
    assert others(session) == ["Sofie Lund"]
    holders = sa.select(StaffTime.staff_id).where(StaffTime.talk_id == moved.id)
    assert set(session.scalars(holders)) == {citizen.caseworker_id, sofie.id}


def test_a_guest_is_invited_and_errors_stand_beside_the_fields(
    client: FlaskClient, session: orm.Session, talk: Talk
) -> None:
    here = f"/personale/samtaler/{talk.id}/deltager/gaest"
    for field, odd in (
        ("name", ""),
        ("organisation", " "),
        ("email", ""),
        ("email", "karen@metal"),
        ("email", "a@b.dk, c@d.dk"),
        ("kind", "colleague"),
        ("language", "xx"),
        ("about", "x" * 201),
    ):
        answer = client.post(here, data=KAREN | {field: odd})
        assert answer.status_code == 422, (field, odd)
        assert f'id="{field}-error"' in answer.text, field
        assert "Karen Lind" in answer.text or field == "name"
    assert others(session) == []
    page = client.post(here, data=KAREN | {"staff_id": "1", "status": "confirmed"})
    assert page.status_code == 302
    page_text = client.get(f"/personale/samtaler/{talk.id}").text
    assert "Karen Lind, Metal A-kasse" in page_text
    assert "Has not answered yet" in page_text
    again = client.post(here, data=KAREN | {"name": "Per"})
    assert again.status_code == 409
    assert "takes part already" in again.text
    told = session.scalars(
        sa.select(OutboxMessage.address).where(OutboxMessage.kind == "participant_invited")
    ).all()
    assert told == ["karen@metal.example"]


def test_what_guests_are_told_is_not_what_the_citizen_was_told(
    client: FlaskClient, talk: Talk
) -> None:
    client.post(f"/personale/samtaler/{talk.id}/deltager/gaest", data=KAREN)
    page = client.get(f"/personale/samtaler/{talk.id}").text
    assert "Du er inviteret" not in page
    assert "You are invited to a talk" not in page


def test_strangers_and_late_comers_change_nothing(
    client: FlaskClient,
    client_for: SignInAs,
    session: orm.Session,
    citizen: Citizen,
    talk: Talk,
    sofie: Staff,
) -> None:
    here = f"/personale/samtaler/{talk.id}/deltager"
    client.post(f"{here}/gaest", data=KAREN)
    (person,) = session.scalars(sa.select(Participant.id))
    for role, status in (("caseworker", 404), ("business_consultant", 403), ("analyst", 403)):
        other = client_for(StaffFactory(role=role))
        for path, data in (
            ("kollega", {"staff": sofie.id}),
            ("gaest", KAREN | {"email": "x@y.dk"}),
            (f"{person}/fjern", {}),
        ):
            assert other.post(f"{here}/{path}", data=data).status_code == status, (role, path)
        assert other.get(here).status_code == (403 if role == "analyst" else 404)
    foreign = TalkFactory(citizen=CitizenFactory(caseworker=citizen.caseworker), during=during(
        MONDAY, "10:30"
    ))  # fmt: skip
    client.post(f"/personale/samtaler/{foreign.id}/deltager/{person}/fjern")
    assert others(session) == ["Karen Lind"]
    talk.during = during(date(2026, 11, 23), "09:00")
    session.flush()
    late = client.post(f"{here}/{person}/fjern", follow_redirects=True).text
    assert "who takes part is settled" in late
    assert client.post(f"{here}/gaest", data=KAREN | {"email": "x@y.dk"}).status_code == 409
    assert "Add a colleague" not in client.get(f"/personale/samtaler/{talk.id}").text
    assert others(session) == ["Karen Lind"]


def test_a_joint_talk_is_booked_with_a_colleague_at_once(
    client: FlaskClient, session: orm.Session, citizen: Citizen, sofie: Staff
) -> None:
    KindRuleFactory(kind="joint", self_bookable=False)
    TalkFactory(citizen=CitizenFactory(caseworker=sofie))
    here = f"/personale/borger/{citizen.id}/book"
    assert 'name="med"' not in client.get(here).text
    page = client.get(f"{here}?kind=joint&channel=phone&med={sofie.id}&fra=2026-11-30").text
    assert "Takes part too: Sofie Lund" in page
    assert "2026-11-30T08:00Z" not in page
    assert "2026-11-30T08:45Z" in page
    sent = {"kind": "joint", "channel": "phone", "purpose": "job_search", "med": sofie.id}
    busy = client.post(here, data=sent | {"starts": "2026-11-30T08:00Z"})
    assert busy.status_code == 409
    assert "is busy at that time" in busy.text
    assert "The nearest other times" in busy.text
    assert busy.text.count('id="near-') == 3
    client.post(here, data=sent | {"starts": "2026-11-30T08:45Z"})
    assert others(session) == ["Sofie Lund"]
    for odd in ("x", "9" * 30, "0"):
        assert client.get(f"{here}?kind=joint&med={odd}").status_code == 200


def test_a_colleague_sees_the_talk_in_week_day_list_and_feed(
    client: FlaskClient, client_for: SignInAs, session: orm.Session, citizen: Citizen, talk: Talk
) -> None:
    colleague = StaffFactory(name="Jens Holm")
    client.post(f"/personale/samtaler/{talk.id}/deltager/kollega", data={"staff": colleague.id})
    his = english(client_for(colleague))
    week = his.get("/personale/kalender?uge=2026-W49").text
    assert citizen.name in week
    assert f"Takes part in the talk of {citizen.caseworker.name}" in week
    assert f'href="/personale/samtaler/{talk.id}/deltager"' in week
    assert "I take over this day" not in week
    assert citizen.name in his.get("/personale/kalender/dag/2026-11-30").text
    page = his.get(f"/personale/samtaler/{talk.id}/deltager").text
    for part in (citizen.name, citizen.caseworker.name, "Jens Holm", "30 November 2026"):
        assert part in page
    for private in (citizen.address, citizen.email or "-", "What the citizen has been told"):
        assert private not in page
    assert his.get(f"/personale/samtaler/{talk.id}").status_code == 404
    found = re.search(r"/kalender/[\w-]{43}\.ics", his.post("/personale/kalender/adresse").text)
    assert found is not None
    feed = his.get(found[0]).text
    assert str(talk.calendar_uid) in feed
    assert "SUMMARY:Appointment" in feed
    assert citizen.name not in feed
    client.post(f"/personale/samtaler/{talk.id}/aflys-for-os")
    assert "STATUS:CANCELLED" in his.get(found[0]).text
    assert citizen.name not in his.get("/personale/kalender?uge=2026-W49").text


def test_a_colleagues_talk_of_today_stands_in_my_day_without_outcomes(
    client_for: SignInAs, session: orm.Session, citizen: Citizen, now: datetime
) -> None:
    talk = TalkFactory(citizen=citizen, during=during(clock.local_date(now), "09:00"))
    colleague = StaffFactory()
    session.add(
        Participant(
            talk_id=talk.id,
            kind="colleague",
            staff_id=colleague.id,
            name=colleague.name,
            email=colleague.email,
            status="confirmed",
            invited_at=now,
        )
    )
    session.flush()
    page = english(client_for(colleague)).get("/personale").text
    assert f"You take part in the talk of {citizen.caseworker.name}" in page
    assert f"/personale/samtaler/{talk.id}/udfald" not in page
    assert "/udfald" in english(client_for(citizen.caseworker)).get("/personale").text


def test_a_consultant_finds_the_talk_and_can_leave_it(
    client: FlaskClient,
    client_for: SignInAs,
    session: orm.Session,
    citizen: Citizen,
    talk: Talk,
    sofie: Staff,
) -> None:
    here = f"/personale/samtaler/{talk.id}/deltager"
    hers = english(client_for(sofie))
    assert "Talks you take part in" not in hers.get("/personale").text
    client.post(f"{here}/kollega", data={"staff": sofie.id})
    home = hers.get("/personale").text
    assert "Talks you take part in" in home
    assert citizen.name in home
    assert "I can't take part" in hers.get(here).text
    lead = english(client_for(StaffFactory(team=sofie.team, role="team_lead")))
    assert "I can't take part" not in lead.get(here).text
    lead.post(f"{here}/forlad")
    assert others(session) == ["Sofie Lund"]
    page = hers.post(f"{here}/forlad", follow_redirects=True).text
    assert "You no longer take part" in page
    assert others(session) == []
    assert hers.post(f"{here}/forlad").status_code == 404
    told = session.scalars(
        sa.select(OutboxMessage.recipient_id).where(OutboxMessage.kind == "colleague_left")
    )
    assert set(told) == {citizen.caseworker_id}


def test_time_away_of_a_colleague_asks_what_becomes_of_the_talk(
    client: FlaskClient, client_for: SignInAs, session: orm.Session, citizen: Citizen, talk: Talk
) -> None:
    colleague = StaffFactory(name="Jens Holm")
    client.post(f"/personale/samtaler/{talk.id}/deltager/kollega", data={"staff": colleague.id})
    his = english(client_for(colleague))
    sent = {
        "staff": str(colleague.id),
        "kind": "away",
        "first_time": "00.00",
        "last_time": "23.59",
        **{f"{name}-{part}": value for name in ("first", "last") for part, value in (
            ("day", "30"), ("month", "11"), ("year", "2026")
        )},
    }  # fmt: skip
    page = his.get("/personale/kalender/fravaer", query_string=sent).text
    assert "holds the talk, and is told" in page
    assert "The talk is held without Jens Holm" in page
    assert "We cancel with an apology" not in page
    assert his.post("/personale/kalender/fravaer", data=sent).status_code == 409
    left = his.post("/personale/kalender/fravaer", data=sent | {f"talk-{talk.id}": "leave"})
    assert left.status_code == 302
    assert others(session) == []
    session.refresh(talk)
    assert talk.status == "booked"


def test_the_page_of_a_talk_asks_no_more_than_before(
    client: FlaskClient, session: orm.Session, talk: Talk
) -> None:
    for number in range(12):
        StaffFactory(name=f"Kollega {number}")
    client.post(f"/personale/samtaler/{talk.id}/deltager/gaest", data=KAREN)
    statements: list[str] = []

    def count(*args: object) -> None:
        if str(args[2]).startswith("SELECT"):
            statements.append(str(args[2]))

    sa.event.listen(session.connection(), "before_cursor_execute", count)
    client.get(f"/personale/samtaler/{talk.id}")
    sa.event.remove(session.connection(), "before_cursor_execute", count)
    assert len(statements) <= 7
