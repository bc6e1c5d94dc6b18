"""A visit takes the consultant's time, and no talk or visit can meet it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range

from portal.accounts.models import BusinessUser, Staff
from portal.booking.models import Absence, StaffTime, WorkingPattern
from portal.booking.service import visits as times
from portal.businesses.models import Business
from portal.core import clock
from portal.core.calendar import OpeningHours
from portal.notifications.models import OutboxMessage
from portal.recruitment.models import RecruitmentRequest, RequestEvent, RequestVisit
from tests.conftest import NOW
from tests.factories import bind
from tests.factories.recruitment import ConsultantFactory, RequestFactory
from tests.integration.conftest import SignInAs
from tests.integration.recruitment.test_business_pages import text_of

HOUR = timedelta(hours=1)
LONG_AGO = date(2026, 1, 1)
TUESDAY = clock.parse_moment("2026-11-24T10:30")


@pytest.fixture(autouse=True)
def _at_ten() -> object:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def request_(owner: BusinessUser, session: orm.Session, consultant: Staff) -> RecruitmentRequest:
    """The owner's enquiry; its consultant visits on Tuesdays from ten to two."""
    session.add_all(
        OpeningHours(weekday=day, valid_from=LONG_AGO, opens=time(9), closes=time(15), source="")
        for day in range(5)
    )
    session.add(
        WorkingPattern(
            staff_id=consultant.id, weekday=1, starts=time(10), ends=time(14), valid_from=LONG_AGO
        )
    )
    request: RecruitmentRequest = RequestFactory(
        business=session.get_one(Business, owner.business_id), sent_by=owner, consultant=consultant
    )
    return request


@pytest.fixture
def business(english_for: SignInAs, owner: BusinessUser) -> FlaskClient:
    """The company's browser, in English."""
    return english_for(owner)


def path(request: RecruitmentRequest) -> str:
    return f"/virksomhed/henvendelser/{request.id}/besoeg"


def test_a_business_books_and_cancels_a_visit(
    business: FlaskClient, request_: RecruitmentRequest, session: orm.Session
) -> None:
    page = text_of(business.get(f"{path(request_)}?lang=en"))
    assert "Tuesday 24 November" in page
    assert "10:30–11:30" in page
    assert business.post(path(request_), data={"start": TUESDAY.isoformat()}).status_code == 302
    visit = session.scalars(sa.select(RequestVisit)).one()
    assert (visit.starts_at, visit.ends_at) == (TUESDAY, TUESDAY + HOUR)
    held = session.scalars(sa.select(StaffTime)).one()
    assert held.blocks == Range(TUESDAY - HOUR / 2, TUESDAY + HOUR * 3 / 2)
    told = session.scalars(
        sa.select(OutboxMessage).where(OutboxMessage.kind == "request_visit_for_staff")
    )
    messages = told.all()
    assert {one.recipient_id for one in messages} == {request_.consultant_id}
    assert any("Besøg aftalt tirsdag den 24. november" in one.body for one in messages)
    assert "Cancel the visit" in text_of(business.get(f"{path(request_)}?lang=en"))
    again = business.post(path(request_), data={"start": TUESDAY.isoformat()})
    assert "A visit is planned already." in text_of(business.get(f"{again.location}?lang=en"))
    business.post(f"{path(request_)}/aflys")
    assert session.scalars(sa.select(StaffTime)).all() == []
    gone = business.post(f"{path(request_)}/aflys")
    assert "nothing was changed" in text_of(business.get(f"{gone.location}?lang=en"))
    kinds = session.scalars(sa.select(RequestEvent.kind).order_by(RequestEvent.id)).all()
    assert kinds == ["received", "visit_booked", "visit_cancelled"]


@pytest.mark.parametrize(
    "start",
    ["2026-11-24T11:00", "2026-11-25T10:30", "2025-11-25T10:30", "9999-12-31T23:59", "x", ""],
)
def test_only_free_times_can_be_had(
    business: FlaskClient, request_: RecruitmentRequest, session: orm.Session, start: str
) -> None:
    assert business.post(path(request_), data={"start": start}).status_code == 302
    assert session.scalars(sa.select(RequestVisit)).all() == []


def test_neither_absence_nor_another_visit_is_met(
    business: FlaskClient, request_: RecruitmentRequest, session: orm.Session
) -> None:
    away = Range(TUESDAY + HOUR, TUESDAY + 9 * HOUR)
    session.add(Absence(staff_id=request_.consultant_id, during=away))
    times.hold(session, request_.consultant_id, (TUESDAY, TUESDAY + HOUR), "visit:0")
    session.flush()
    assert "24 November" not in text_of(business.get(f"{path(request_)}?lang=en"))
    with pytest.raises(times.Taken):
        times.hold(session, request_.consultant_id, (TUESDAY, TUESDAY + HOUR), "visit:-1")


def test_a_consultant_books_for_the_business(
    client_for: SignInAs, request_: RecruitmentRequest, consultant: Staff, session: orm.Session
) -> None:
    client, page = client_for(consultant), f"/personale/henvendelser/{request_.id}/besoeg"
    assert client.get(page).status_code == 200
    client.post(page, data={"start": TUESDAY.isoformat()})
    kinds = {m.kind for m in session.scalars(sa.select(OutboxMessage))}
    assert kinds == {"request_visit"}
    client.post(f"{page}/aflys")
    kinds = {m.kind for m in session.scalars(sa.select(OutboxMessage))}
    assert kinds == {"request_visit", "request_visit_cancelled"}


def test_anothers_enquiry_has_no_times(business: FlaskClient, request_: RecruitmentRequest) -> None:
    foreign = RequestFactory()
    assert business.get(path(foreign)).status_code == 404
    assert business.post(path(foreign), data={"start": TUESDAY.isoformat()}).status_code == 404
    assert business.post(f"{path(foreign)}/aflys").status_code == 404


def test_two_at_once_hold_one_time(engine: sa.Engine) -> None:
    with orm.Session(engine, expire_on_commit=False) as session:
        bind(session)
        person: Staff = ConsultantFactory()
        session.commit()
    barrier = Barrier(2)

    def hold(name: str) -> str:
        with orm.Session(engine) as session:
            barrier.wait(timeout=10)
            try:
                times.hold(session, person.id, (TUESDAY, TUESDAY + HOUR), name)
                session.commit()
            except times.Taken:
                return "taken"
            return "held"

    deeds: Callable[[str], str] = hold
    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(deeds, ("visit:1", "visit:2"))) == ["held", "taken"]
    with engine.begin() as connection:
        connection.execute(sa.text("TRUNCATE team, staff_time CASCADE"))
