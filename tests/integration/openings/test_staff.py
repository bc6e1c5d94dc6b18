"""Staff enter openings, change and close them, and take the list with them."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.core import clock
from portal.core.access import Actor, Audience, Role
from portal.core.audit import AuditEvent
from portal.core.errors import Refused
from portal.notifications.models import OutboxMessage
from portal.openings import service
from portal.openings.models import Opening
from portal.taxonomy import defaults as taxonomy_defaults
from portal.taxonomy.models import Concept
from tests.conftest import NOW
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.factories.openings import OpeningFactory, ReferralFactory
from tests.integration.conftest import SignInAs
from tests.integration.openings.conftest import day, text
from tests.statements import counted

LIST = "/personale/jobaabninger"
TODAY = clock.local_date(NOW)
VALUES = {
    "title": "Kok",
    "employer": "Kroen",
    "place": "Torvet 1",
    "postcode": "2800",
    "hours_per_week": "37",
    "positions": "1",
    "listed": "y",
}
pytestmark = pytest.mark.usefixtures("monday")


def one(session: orm.Session) -> Opening:
    return session.scalars(sa.select(Opening)).one()


def test_an_opening_is_entered_with_its_concept_and_area(
    desk: FlaskClient, session: orm.Session, mette: Staff
) -> None:
    taxonomy_defaults.load_defaults(session)
    data = (
        VALUES
        | day(TODAY, "apply_by")
        | {
            "occupation": "SOSU-hjælper",
            "link": "https://job.example/1",
        }
    )
    for _ in range(2):  # a double click
        assert desk.post(f"{LIST}/ny", data=data).status_code == 302
    made = one(session)
    assert (made.source, made.entered_by_id, made.apply_by) == ("staff", mette.id, TODAY)
    assert made.area == "care"
    assert "care assistant" in made.names
    assert "Social and health care" in text(desk, f"{LIST}/{made.id}")
    assert "Kok" in text(desk, LIST)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "Fill this in."),
        ({"title": "x" * 100_000}, "Write at most 120 characters."),
        ({"tasks": "x" * 100_000}, "Write at most 3000 characters."),
        ({"postcode": "28OO"}, "Write the four digits."),
        ({"postcode": "28000"}, "Write the four digits."),
        ({"hours_per_week": "0"}, "Write a number from 1 to 60."),
        ({"hours_per_week": "9" * 400}, "Write a number from 1 to 60."),
        ({"positions": "-1"}, "Write a number from 1 to 500."),
        ({"link": "javascript:alert(1)"}, "Write the whole address"),
        ({"link": "https://a@evil.example"}, "Write the whole address"),
        ({"link": "data:text/html,x"}, "Write the whole address"),
        (day(TODAY - timedelta(days=1), "apply_by"), "The last day to apply is gone."),
        (day(date(2199, 1, 1), "apply_by"), "more than a year away"),
        ({"occupation": "urn:nobody:knows"}, "not in our list"),
        ({"occupation_2": "Drageflyver"}, "not in our list"),
        ({"area": "space"}, "Choose one of the answers shown."),
    ],
)
def test_what_can_not_be_is_told_and_nothing_typed_is_lost(
    desk: FlaskClient, session: orm.Session, change: dict[str, str], said: str
) -> None:
    page = desk.post(f"{LIST}/ny", data=VALUES | {"requirements": "BEHOLD MIG"} | change)
    assert page.status_code == 422
    assert said in page.text
    assert "BEHOLD MIG" in page.text
    assert session.scalar(sa.select(sa.func.count()).select_from(Opening)) == 0


def test_the_service_refuses_concepts_nobody_knows(session: orm.Session, mette: Staff) -> None:
    actor = Actor(Audience.STAFF, mette.id, mette.name, role=Role.CASEWORKER)
    vacancy = service.Vacancy("Kok", "Kroen", "Torvet", "2800", 37, occupation_uris=("urn:x",))
    with pytest.raises(Refused):
        service.enter(session, actor, vacancy, now=NOW)


def test_the_database_takes_no_script_for_a_link(session: orm.Session) -> None:
    with pytest.raises(sa.exc.IntegrityError, match="opening_link_is_web"):
        OpeningFactory(link="javascript:alert(1)")


def test_it_can_be_changed_and_another_device_is_noticed(
    desk: FlaskClient, session: orm.Session
) -> None:
    opening = OpeningFactory(source="staff")
    form = desk.get(f"{LIST}/{opening.id}/ret").text
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]+)"', form)
    assert seen
    data = VALUES | {"seen": seen[1]}
    assert desk.post(f"{LIST}/{opening.id}/ret", data=data).status_code == 302
    late = desk.post(f"{LIST}/{opening.id}/ret", data=data | {"title": "Tjener"})
    assert late.status_code == 409
    session.expire_all()
    assert one(session).title == "Kok"


def test_changed_occupations_are_noticed_on_the_other_device(
    desk: FlaskClient, session: orm.Session
) -> None:
    taxonomy_defaults.load_defaults(session)
    opening = OpeningFactory(source="staff")
    seen = re.search(
        r'name="seen"[^>]*value="([0-9a-f]+)"', desk.get(f"{LIST}/{opening.id}/ret").text
    )
    assert seen
    uris = sa.select(Concept.uri).where(Concept.scheme == "occupation").order_by(Concept.id)
    opening.occupation_uris = [session.scalars(uris).first()]
    session.commit()  # the other device has changed nothing else
    late = desk.post(f"{LIST}/{opening.id}/ret", data=VALUES | {"seen": seen[1]})
    assert late.status_code == 409
    session.expire_all()
    assert len(one(session).occupation_uris) == 1


def test_closing_tells_those_who_hope_and_takes_no_more_answers(
    desk: FlaskClient, client_for: SignInAs, session: orm.Session, anna: Citizen
) -> None:
    opening = OpeningFactory(source="staff", title="Kok")
    waits = ReferralFactory(opening=opening, citizen=anna)
    ReferralFactory(opening=opening, answer="no")
    assert desk.post(f"{LIST}/{opening.id}/luk", data={}).status_code == 422
    for _ in range(2):
        done = desk.post(f"{LIST}/{opening.id}/luk", data={"because": "filled"})
        assert done.status_code == 302
    told = session.scalars(
        sa.select(OutboxMessage.recipient_id).where(
            OutboxMessage.kind == "referral_ended", OutboxMessage.channel == "inbox"
        )
    ).all()
    assert told == [anna.id]
    citizen = client_for(anna)
    citizen.get("/borger/jobforslag?lang=en")
    citizen.post(f"/borger/jobforslag/{waits.id}", data={"answer": "yes"})
    assert "The job is no longer open" in text(citizen, "/borger/jobforslag")
    session.expire_all()
    assert waits.answer is None


def test_a_closed_opening_is_opened_again_and_the_time_that_is_left_counts(
    desk: FlaskClient, client_for: SignInAs, session: orm.Session, anna: Citizen
) -> None:
    opening = OpeningFactory(source="staff", title="Kok", apply_by=TODAY + timedelta(days=3))
    waits = ReferralFactory(opening=opening, citizen=anna)
    path = f"{LIST}/{opening.id}/aabn-igen"
    assert "Open it again" not in text(desk, f"{LIST}/{opening.id}")
    desk.post(f"{LIST}/{opening.id}/luk", data={"because": "other"})
    assert "Open it again" in text(desk, f"{LIST}/{opening.id}")
    for _ in range(2):  # a double click
        assert desk.post(path).status_code == 302
    session.expire_all()
    assert (opening.closed_at, opening.closed_because) == (None, None)
    trail = sa.select(sa.func.count()).where(AuditEvent.action == "reopen")
    assert session.scalar(trail.where(AuditEvent.subject_id == str(opening.id))) == 1
    client_for(anna).post(f"/borger/jobforslag/{waits.id}", data={"answer": "yes"})
    session.expire_all()
    assert waits.answer == "yes"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"source": "business"}, "Ask the business to send a"),
        ({"source": "staff", "apply_by": TODAY - timedelta(days=1)}, "The last day to apply is"),
    ],
)
def test_what_is_not_opened_again(
    desk: FlaskClient, session: orm.Session, facts: dict[str, object], sentence: str
) -> None:
    opening = OpeningFactory(closed_at=NOW - timedelta(days=2), **facts)
    assert "Open it again" not in text(desk, f"{LIST}/{opening.id}")
    desk.post(f"{LIST}/{opening.id}/aabn-igen")
    assert sentence in text(desk, f"{LIST}/{opening.id}")
    session.expire_all()
    assert opening.closed_at is not None


def test_the_page_shows_n_and_how_it_is_counted(desk: FlaskClient, session: orm.Session) -> None:
    ReferralFactory.create_batch(5, answer="yes")
    page = text(desk, LIST)
    assert "n is the number of citizens asked in writing" in page
    assert "November 2026 5 0" in page
    assert "Quarter 4, 2026 5 0" in page
    assert "Fewer than" not in page


def test_what_few_people_answered_is_not_shown(desk: FlaskClient) -> None:
    ReferralFactory.create_batch(4, answer="yes")
    page = text(desk, LIST)
    assert "November 2026 Fewer than 5" in page
    assert "Quarter 4, 2026 Fewer than 5" in page


def test_what_is_written_stays_text_for_staff(
    desk: FlaskClient, session: orm.Session, anna: Citizen
) -> None:
    nasty = "<img src=x onerror=alert(1)>"
    opening = OpeningFactory(title=nasty, employer=nasty, tasks=nasty, source="staff")
    ReferralFactory(opening=opening, citizen=anna, answer="no", answer_reason=nasty, reason=nasty)
    for path in (LIST, f"{LIST}/{opening.id}", f"{LIST}/{opening.id}/ret",
                 f"/personale/borger/{anna.id}/jobaabninger"):  # fmt: skip
        assert "<img src=x" not in desk.get(path).text


@pytest.mark.parametrize("role", ["analyst", "administrator"])
def test_others_are_kept_out(
    client: FlaskClient, client_for: SignInAs, session: orm.Session, role: str
) -> None:
    assert client.get(LIST).status_code == 302
    assert client_for(StaffFactory(role=role)).get(LIST).status_code == 403
    assert client_for(BusinessUserFactory()).get(LIST).status_code == 403
    assert client_for(CitizenFactory()).post(f"{LIST}/ny", data=VALUES).status_code == 403


def test_the_list_costs_the_same_with_many(
    desk: FlaskClient, session: orm.Session, engine: sa.Engine
) -> None:
    def sent() -> int:
        with counted(engine) as statements:
            desk.get(LIST)
        return len(statements)

    ReferralFactory()
    few = sent()
    for _ in range(20):
        ReferralFactory()
    assert sent() == few
    assert few <= 9
