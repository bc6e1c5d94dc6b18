"""What caseworkers and team leads do with talks and deadlines on their pages."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking.models import AgendaItem, Exemption, NoTimeFound, Obligation, Talk
from portal.core.audit import AuditEvent
from portal.notifications.models import OutboxMessage
from portal.plan.models import PlanTask
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import (
    KindRuleFactory,
    ObligationFactory,
    PurposeFactory,
    ResourceFactory,
    TalkFactory,
    during,
)
from tests.integration.conftest import SignInAs

pytestmark = pytest.mark.usefixtures("at_now")

TODAY = date(2026, 11, 23)
NINE_SENT = "2026-11-30T08:00Z"


@pytest.fixture
def client(english_for: SignInAs, citizen: Citizen) -> FlaskClient:
    """The caseworker's browser, in English."""
    return english_for(citizen.caseworker)


def stranger(client_for: SignInAs) -> FlaskClient:
    return client_for(StaffFactory())


def test_a_talk_shows_what_it_is_for_and_what_was_told(
    client: FlaskClient, client_for: SignInAs, session: orm.Session, citizen: Citizen
) -> None:
    client.post(
        f"/personale/borger/{citizen.id}/book",
        data={
            "starts": NINE_SENT,
            "channel": "phone",
            "kind": "job",
            "purpose": "job_search",
            "words": "Vi ser på jobbet hos Netto",
        },
    )
    talk = session.scalars(sa.select(Talk)).one()
    assert (talk.booked_by, talk.channel) == ("staff", "phone")
    page = client.get(f"/personale/samtaler/{talk.id}").text
    assert "Vi ser på jobbet hos Netto" in page
    assert "On its way" in page
    kinds = set(session.scalars(sa.select(OutboxMessage.kind)))
    assert "talk_summons" in kinds
    own = client_for(citizen)
    assert "Vi ser på jobbet hos Netto" in own.get(f"/borger/samtaler/{talk.id}/kvittering").text
    assert stranger(client_for).get(f"/personale/samtaler/{talk.id}").status_code == 404


def test_after_a_held_talk_what_was_agreed_goes_into_the_plan(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    talk = TalkFactory(citizen=citizen, during=during(TODAY, "09:00"))
    here = f"/personale/samtaler/{talk.id}"
    page = client.post(f"{here}/udfald", data={"outcome": "held"}, follow_redirects=True).text
    assert "At most three small steps" in page
    choices = {
        f"{name}_{n}": value
        for n in (1, 2, 3)
        for name, value in (("owner", "citizen"), ("weeks", "1"))
    }
    empty = client.post(f"{here}/aftalt", data=choices)
    assert empty.status_code == 422
    assert "Write what you agreed." in empty.text
    sent = choices | {"title_1": "Ring til Netto", "title_2": "Ret CV", "owner_2": "caseworker"}
    client.post(f"{here}/aftalt", data=sent)
    tasks = session.execute(
        sa.select(PlanTask.title, PlanTask.owner, PlanTask.due_on).order_by(PlanTask.id)
    ).all()
    week = TODAY + timedelta(days=7)
    assert tasks == [("Ring til Netto", "citizen", week), ("Ret CV", "caseworker", week)]


def test_who_cancels_is_asked(client: FlaskClient, session: orm.Session, citizen: Citizen) -> None:
    duty = ObligationFactory(citizen=citizen, status="booked")
    talk = TalkFactory(citizen=citizen, obligation=duty)
    here = f"/personale/samtaler/{talk.id}"
    assert "The citizen gets an apology" in client.get(f"{here}/aflys").text
    client.post(f"{here}/aflys-for-os")
    session.refresh(duty)
    session.refresh(talk)
    assert (talk.cancelled_by, duty.stopped_because) == ("centre", "centre_cancelled")
    other = TalkFactory(citizen=citizen, during=during(date(2026, 12, 1), "09:00"))
    client.post(f"/personale/samtaler/{other.id}/aflys-for-borgeren")
    session.refresh(other)
    assert other.cancelled_by == "citizen"


def test_strangers_can_do_nothing(
    client_for: SignInAs, session: orm.Session, citizen: Citizen
) -> None:
    talk = TalkFactory(citizen=citizen)
    duty = ObligationFactory(citizen=citizen)
    other = stranger(client_for)
    for path in (
        f"/personale/samtaler/{talk.id}",
        f"/personale/samtaler/{talk.id}/aflys",
        f"/personale/samtaler/{talk.id}/indkaldelse",
        f"/personale/borger/{citizen.id}/samtaler",
        f"/personale/borger/{citizen.id}/book",
    ):
        assert other.get(path).status_code == 404, path
    for path in (
        f"/personale/samtaler/{talk.id}/aflys-for-os",
        f"/personale/samtaler/{talk.id}/aflys-for-borgeren",
        f"/personale/samtaler/{talk.id}/punkt",
        f"/personale/borger/{citizen.id}/book",
        f"/personale/borger/{citizen.id}/krav",
        f"/personale/borger/{citizen.id}/krav/{duty.id}/slut",
        f"/personale/borger/{citizen.id}/fritagelse",
    ):
        assert other.post(path, data={}).status_code == 404, path
    session.refresh(talk)
    assert talk.status == "booked"


def test_a_citizen_is_exempted_booked_for_and_books_again(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    duty = ObligationFactory(citizen=citizen)
    here = f"/personale/borger/{citizen.id}"
    assert client.post(f"{here}/fritagelse", data={"ground": "luck"}).status_code == 422

    sent = {"ground": "interpreter"}
    assert "expires_on" in client.get(f"{here}/samtaler").text

    client.post(f"{here}/fritagelse", data=sent)
    session.refresh(duty)
    assert duty.status == "exempt"
    assert citizen.name in client.get("/personale").text
    page = client.get(f"{here}/samtaler").text
    assert "Needs an interpreter" in page
    client.post(f"{here}/fritagelse/slut")
    session.refresh(duty)
    assert duty.status == "open"
    assert session.scalars(sa.select(Exemption.ended_at)).one() is not None


def days(book_by: date, hold_by: date) -> dict[str, str]:
    return {
        f"{name}-{part}": str(getattr(day, part))
        for name, day in (("book_by", book_by), ("hold_by", hold_by))
        for part in ("day", "month", "year")
    }


def test_forms_that_failed_leave_the_look(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    talk = TalkFactory(citizen=citizen)
    citizens, talks = f"/personale/borger/{citizen.id}", f"/personale/samtaler/{talk.id}"
    failing = (
        *(f"{citizens}/book", f"{citizens}/krav", f"{citizens}/fritagelse"),
        *(f"{citizens}/plan/deling", f"{talks}/aftalt"),
        *(f"{talks}/deltager/kollega", f"{talks}/deltager/gaest"),
    )
    looks = sa.select(sa.func.count()).where(
        AuditEvent.action == "read", AuditEvent.citizen_id == citizen.id
    )
    for number, address in enumerate(failing, 1):
        answer = client.post(address, data={})
        assert (answer.status_code, citizen.name in answer.text) == (422, True), address
        assert session.scalar(looks) == number, address


def test_a_demand_needs_notice_or_a_reason(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    here = f"/personale/borger/{citizen.id}"
    sent = {"kind": "job", "purpose": "job_search", "words": "Vi taler om praktik"}
    soon = days(TODAY + timedelta(days=2), TODAY + timedelta(days=9))
    refused = client.post(f"{here}/krav", data=sent | soon)
    assert refused.status_code == 422
    assert "shorter notice than the rule promises" in refused.text
    assert "Vi taler om praktik" in refused.text
    client.post(f"{here}/krav", data=sent | soon | {"reason": "Jobbet begynder fredag"})
    duty = session.scalars(sa.select(Obligation)).one()
    assert duty.short_notice_reason == "Jobbet begynder fredag"
    again = client.post(f"{here}/krav", data=sent | soon | {"reason": "Jobbet begynder fredag"})
    assert "already has such a talk" in again.text
    client.post(f"{here}/krav/{duty.id}/slut", data={"status": "excused", "reason": "Syg"})
    session.refresh(duty)
    assert duty.status == "excused"


def test_booking_for_a_citizen_says_what_is_wrong(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    here = f"/personale/borger/{citizen.id}/book"
    assert "09:00" in client.get(here).text
    sent = {"channel": "in_person", "kind": "job", "purpose": "job_search"}
    assert "Choose a time." in client.post(here, data=sent).text
    TalkFactory(citizen=CitizenFactory(caseworker=citizen.caseworker))
    taken = client.post(here, data=sent | {"starts": NINE_SENT})
    assert taken.status_code == 409
    assert "just been taken" in taken.text
    odd = client.post(here, data=sent | {"starts": NINE_SENT, "purpose": "luck"})
    assert odd.status_code == 422
    assert client.get(here + "?channel=luck&kind=odd&flyt=x&fra=9999-99-99").status_code == 200
    assert client.get(here + "?flyt=99999999").status_code == 404


def test_a_talk_is_moved_for_a_citizen(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    talk = TalkFactory(citizen=citizen, during=during(date(2026, 12, 1), "09:00"))
    here = f"/personale/borger/{citizen.id}/book"
    assert "The talk is now" in client.get(f"{here}?flyt={talk.id}").text
    sent = {"channel": "in_person", "kind": "job", "purpose": "job_search", "flyt": str(talk.id)}
    client.post(here, data=sent | {"starts": NINE_SENT})
    session.refresh(talk)
    assert (talk.status, talk.cancelled_by) == ("cancelled", None)


def chosen(page: str) -> set[str]:
    """The values of the options that are selected."""
    return set(re.findall(r'<option selected value="([^"]+)"', page))


def test_the_page_of_times_starts_with_what_is_due_or_moved(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    here = f"/personale/borger/{citizen.id}/book"
    KindRuleFactory(kind="assessment", channels=["in_person", "video"])
    PurposeFactory(code="another", text_en="Another")
    purpose = PurposeFactory(code="zz_last", text_en="The last of all")
    ObligationFactory(citizen=citizen, kind="assessment", purpose=purpose)
    assert chosen(client.get(here).text) == {"assessment", "in_person", "zz_last"}
    ResourceFactory(kind="video_line")
    assert chosen(client.get(f"{here}?channel=video").text) == {"assessment", "video", "zz_last"}
    talk = TalkFactory(citizen=citizen, channel="phone", during=during(date(2026, 12, 1), "09:00"))
    page = client.get(f"{here}?flyt={talk.id}").text
    assert chosen(page) == {"phone", talk.purpose_code}


def test_who_found_no_time_is_answered_by_the_team(
    client: FlaskClient, client_for: SignInAs, session: orm.Session, citizen: Citizen
) -> None:
    ObligationFactory(citizen=citizen)
    client_for(citizen).post("/borger/samtaler/ingen-tid", data={"wish": "Kun <i>aften</i>"})
    assert "One citizen waits" in client.get("/personale").text
    told = sa.select(OutboxMessage.path).where(OutboxMessage.kind == "no_time_to_answer")
    [path] = set(session.scalars(told))
    page = client.get(path).text
    assert "Kun &lt;i&gt;aften&lt;/i&gt;" in page
    asked = session.scalars(sa.select(NoTimeFound)).one()
    here = f"/personale/samtaler/ingen-tid/{asked.id}"
    assert (
        "Write what you can offer."
        in client.post(here, data={"answer": ""}, follow_redirects=True).text
    )
    assert stranger(client_for).post(here, data={"answer": "Nej"}).status_code == 404
    client.post(here, data={"answer": "Kom torsdag kl. 16."})
    session.refresh(asked)
    assert asked.answer == "Kom torsdag kl. 16."
    assert "Nobody is waiting" in client.get("/personale/samtaler/ingen-tid").text


def test_the_summons_is_a_letter(client: FlaskClient, citizen: Citizen) -> None:
    talk = TalkFactory(citizen=citizen)
    letter = client.get(f"/personale/samtaler/{talk.id}/indkaldelse").text
    for part in (citizen.name, citizen.address, "Monday 30 November 2026 at 09:00"):
        assert part in letter


def test_staff_add_points_the_citizen_reads(
    client: FlaskClient, client_for: SignInAs, session: orm.Session, citizen: Citizen
) -> None:
    talk = TalkFactory(citizen=citizen)
    client.post(f"/personale/samtaler/{talk.id}/punkt", data={"words": "Din praktik"})
    assert session.scalars(sa.select(AgendaItem.added_by)).all() == ["staff"]
    assert "Din praktik" in client_for(citizen).get(f"/borger/samtaler/{talk.id}/kvittering").text
