"""A power of attorney is given by the citizen, or on paper; the database holds the rules."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts import queries
from portal.accounts.models import Citizen, PowerOfAttorney, Staff
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.core.crypto import cpr_hmac
from portal.notifications.models import OutboxMessage
from portal.settings import Settings
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.integration.accounts.conftest import NEW, arrive, give
from tests.integration.conftest import SignInAs
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("at_now")


def filled(now: datetime, **changed: str) -> dict[str, str]:
    end = clock.local_date(now) + timedelta(days=200)
    today = clock.local_date(now)
    return {
        "name": "Signe Aagaard",
        "cpr": "610495-1234",
        "talks": "act",
        "plan": "read",
        "starts_on-day": str(today.day),
        "starts_on-month": str(today.month),
        "starts_on-year": str(today.year),
        "ends_on-day": str(end.day),
        "ends_on-month": str(end.month),
        "ends_on-year": str(end.year),
    } | changed


def test_a_citizen_gives_one(
    poul: Citizen, client_for: SignInAs, session: orm.Session, now: datetime
) -> None:
    client = client_for(poul)
    assert client.get(NEW).status_code == 200
    assert client.post(NEW, data=filled(now)).location == "/konto/fuldmagter"
    (made,) = session.scalars(sa.select(PowerOfAttorney))
    assert (made.citizen_id, made.may_read, made.may_act) == (poul.id, ["plan", "talks"], ["talks"])
    page = client.get("/konto/fuldmagter?lang=da").text
    assert "Signe Aagaard" in page
    assert "610495" not in page
    kept = session.execute(sa.text("SELECT representative::text FROM representative")).scalars()
    assert all("6104951234" not in row for row in kept)


def test_giving_asks_for_a_fresh_sign_in(poul: Citizen, client_for: SignInAs) -> None:
    client = client_for(poul)
    with clock.frozen(clock.now() + timedelta(minutes=20)):
        assert client.get(NEW).location == f"/log-ind/bekraeft?next={NEW}"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"cpr": "123"}, "seks cifre"),
        ({"talks": "", "plan": ""}, "mindst én ting"),
        ({"starts_on-year": "2025"}, "tidligst begynde i dag"),
        ({"ends_on-year": "2031"}, "højst vare to år"),
        ({"ends_on-year": "2026", "ends_on-month": "11", "ends_on-day": "22"}, "før den første"),
        ({"name": ""}, "Skriv personens navn"),
        ({"talks": "king"}, "et af de viste svar"),
    ],
)
def test_what_can_not_be_given_is_said(
    poul: Citizen,
    client_for: SignInAs,
    session: orm.Session,
    now: datetime,
    changed: dict[str, str],
    said: str,
) -> None:
    page = client_for(poul).post(f"{NEW}?lang=da", data=filled(now, **changed))
    assert page.status_code == 200
    assert said in page.text
    assert session.scalars(sa.select(PowerOfAttorney)).all() == []


def test_not_to_oneself_and_not_twice(
    poul: Citizen, client_for: SignInAs, session: orm.Session, settings: Settings, now: datetime
) -> None:
    poul.cpr_hmac = cpr_hmac(settings, "6104951235")
    client = client_for(poul)
    own = client.post(f"{NEW}?lang=da", data=filled(now, cpr="6104951235"))
    assert "dit eget nummer" in own.text
    assert client.post(NEW, data=filled(now)).status_code == 302
    assert "i forvejen" in client.post(f"{NEW}?lang=da", data=filled(now)).text


def test_nobody_gives_in_anothers_name(
    poul: Citizen, client_for: SignInAs, session: orm.Session, now: datetime
) -> None:
    other = CitizenFactory()
    client_for(other).post(NEW, data=filled(now, citizen_id=str(poul.id)))
    (made,) = session.scalars(sa.select(PowerOfAttorney))
    assert made.citizen_id == other.id


# On paper.


def paper(poul: Citizen) -> str:
    return f"/personale/borger/{poul.id}/fuldmagter"


def mette(session: orm.Session, poul: Citizen) -> Staff:
    return session.get_one(Staff, poul.caseworker_id)


def test_staff_enter_what_was_given_on_paper_and_the_citizen_is_told(
    poul: Citizen, client_for: SignInAs, session: orm.Session, now: datetime
) -> None:
    client = client_for(mette(session, poul))
    assert client.get(paper(poul)).status_code == 200
    without = client.post(f"{paper(poul)}/ny?lang=da", data=filled(now))
    assert "hvor papiret er" in without.text
    data = filled(now, reason="Underskrevet i receptionen; ligger på sagen.")
    noted = sa.select(sa.func.count()).where(
        AuditEvent.action == "read", AuditEvent.citizen_id == poul.id
    )
    before = session.scalar(noted) or 0
    assert poul.name in client.post(f"{paper(poul)}/ny", data={}).text
    assert session.scalar(noted) == before + 1, "a form that failed shows as much"
    assert client.post(f"{paper(poul)}/ny", data=data).location == paper(poul)
    (made,) = session.scalars(sa.select(PowerOfAttorney))
    assert made.given_by_staff_id == poul.caseworker_id
    told = sa.select(OutboxMessage.kind).where(OutboxMessage.recipient_id == poul.id)
    assert "power_given_on_paper" in session.scalars(told).all()
    assert "Underskrevet i receptionen" in client.get(paper(poul)).text
    ending = f"{paper(poul)}/{made.id}/slut"
    client.post(ending, data={"reason": ""})
    session.refresh(made)
    assert made.ended_at is None, "not without a reason"
    client.post(ending, data={"reason": "Borgeren har ringet."})
    session.refresh(made)
    assert (made.ended_by, made.end_reason) == ("staff", "Borgeren har ringet.")


def test_other_staff_enter_and_see_nothing(
    poul: Citizen, client_for: SignInAs, session: orm.Session, now: datetime
) -> None:
    other, consultant = client_for(StaffFactory()), client_for(StaffFactory(role="analyst"))
    for path in (paper(poul), f"{paper(poul)}/ny"):
        assert other.get(path).status_code == 404
        assert consultant.get(path).status_code == 403
    data = filled(now, reason="x" * 30)
    assert other.post(f"{paper(poul)}/ny", data=data).status_code == 404
    assert session.scalars(sa.select(PowerOfAttorney)).all() == []


def test_pages_ask_the_database_little(
    poul: Citizen,
    client_for: SignInAs,
    session: orm.Session,
    settings: Settings,
    engine: sa.Engine,
    now: datetime,
) -> None:
    give(session, settings, poul, now)
    client = client_for(poul)
    for path, most in (("/konto", 5), ("/konto/fuldmagter", 2)):
        client.get(path)
        with counted(engine) as sent:
            client.get(path)
        assert len(sent) <= most, sent


def test_the_database_holds_the_rules(
    session: orm.Session, settings: Settings, poul: Citizen, now: datetime
) -> None:
    power = give(session, settings, poul, now)
    session.commit()
    for broken in (
        {"may_read": ["everything"]},
        {"may_act": ["privacy"]},
        {"may_read": []},
        {"ends_on": date(2031, 1, 1)},
        {"reason": "x"},
        {"ended_at": now},
    ):
        with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
            session.execute(
                sa.update(PowerOfAttorney).where(PowerOfAttorney.id == power.id).values(**broken)
            )


def test_held_powers_are_by_name(session: orm.Session, settings: Settings, now: datetime) -> None:
    for name in ("Åse Holm", "Anna Holm", "Bo Holm"):
        give(session, settings, CitizenFactory(name=name), now)
    identity = arrive(session, settings)
    held = queries.held_powers(session, identity.id, clock.local_date(now))
    assert [power.citizen.name for power in held] == ["Anna Holm", "Bo Holm", "Åse Holm"]
