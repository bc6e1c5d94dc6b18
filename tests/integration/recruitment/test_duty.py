"""Who takes an enquiry: named contact, duty, team lead; handed over; moved on from the absent."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range

from portal.accounts.models import BusinessUser, Staff
from portal.booking.models import Absence
from portal.businesses.models import Business
from portal.core.calendar import OpeningHours
from portal.core.errors import NotFound, Refused
from portal.notifications.models import OutboxMessage
from portal.recruitment.models import DutyShift, RecruitmentRequest, RequestEvent
from portal.recruitment.queries import wall
from portal.recruitment.refusals import RequestRefusal, RosterRefusal
from portal.recruitment.rules.notices import may_be_told_at
from portal.recruitment.service import assigning, roster
from tests.conftest import NOW
from tests.factories.accounts import StaffFactory, TeamFactory
from tests.factories.recruitment import RECEIVED, ConsultantFactory, RequestFactory
from tests.integration.recruitment.conftest import staff_actor
from tests.integration.recruitment.test_queries import CLOSES, OPENS
from tests.integration.recruitment.test_sending import send

pytestmark = pytest.mark.usefixtures("in_app")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TODAY = NOW.date()
LONG_AGO = date(2026, 1, 1)


def on_duty(session: orm.Session, person: Staff, day: date = TODAY) -> Staff:
    session.add(DutyShift(day=day, staff_id=person.id))
    session.flush()
    return person


def away(session: orm.Session, person: Staff, hours: float = 30) -> Staff:
    session.add(Absence(staff_id=person.id, during=Range(NOW - HOUR, NOW + hours * HOUR)))
    session.flush()
    return person


def test_named_contact_then_duty_then_lead(
    session: orm.Session, owner: BusinessUser, consultant: Staff
) -> None:
    named, duty = ConsultantFactory(), on_duty(session, ConsultantFactory())
    StaffFactory(role="team_lead")  # serves citizens
    lead = StaffFactory(role="team_lead", team=TeamFactory(serves="businesses"))
    business = session.get_one(Business, owner.business_id)
    business.named_contact_id = named.id

    def chosen() -> tuple[int, str]:
        person, why = assigning.choose(session, business, NOW)
        return person.id, why

    assert chosen() == (named.id, "named_contact")
    away(session, named)
    assert chosen() == (duty.id, "duty")
    away(session, duty)
    assert chosen() == (lead.id, "lead")  # there is a roster, so nobody else is asked
    away(session, lead)
    assert chosen()[1] in ("lead", "anybody")


def test_the_log_says_who_got_it_and_why(
    session: orm.Session, owner: BusinessUser, consultant: Staff
) -> None:
    duty = on_duty(session, ConsultantFactory())
    request = send(session, owner)
    event = session.scalars(
        sa.select(RequestEvent).where(
            RequestEvent.request_id == request.id, RequestEvent.kind == "received"
        )
    ).one()
    assert (event.to_staff_id, event.code) == (duty.id, "duty")


def test_handing_over_tells_everybody(
    session: orm.Session, owner: BusinessUser, consultant: Staff
) -> None:
    request, colleague = send(session, owner), ConsultantFactory()
    actor = staff_actor(consultant)

    def give(to: int, **more: bool) -> None:
        assigning.hand_over(
            session, request.id, to, note="To bagere.", actor=actor, now=NOW + HOUR, **more
        )

    give(colleague.id, keep=True)
    assert request.consultant_id == colleague.id
    assert session.get_one(Business, owner.business_id).named_contact_id == colleague.id
    told = {
        message.kind: message
        for message in session.scalars(
            sa.select(OutboxMessage).where(OutboxMessage.channel == "inbox")
        )
    }
    assert told["request_handed_over"].recipient_id == colleague.id
    assert "To bagere." in told["request_handed_over"].body
    assert colleague.name in told["request_has_new_consultant"].subject
    assert told["request_has_new_consultant"].recipient_id == owner.id
    with pytest.raises(Refused) as refused:
        give(colleague.id)
    assert refused.value.refusal is RequestRefusal.HAS_IT
    for nobody in (StaffFactory(role="caseworker").id, ConsultantFactory(active=False).id, 999_999):
        with pytest.raises(NotFound):
            give(nobody)


def test_what_runs_out_while_the_owner_is_away_is_moved(
    session: orm.Session, consultant: Staff
) -> None:
    colleague = ConsultantFactory()
    urgent: RecruitmentRequest = RequestFactory(consultant=consultant)
    can_wait: RecruitmentRequest = RequestFactory(consultant=consultant, happened=["answered"])
    done: RecruitmentRequest = RequestFactory(
        consultant=consultant, happened=["answered", "presented"]
    )
    away(session, consultant)  # until long before the candidates are due
    assert assigning.move_from_absent(session, NOW) == 1
    assert urgent.consultant_id == colleague.id
    assert {can_wait.consultant_id, done.consultant_id} == {consultant.id}
    assert assigning.move_from_absent(session, NOW + HOUR) == 0
    moved = session.scalars(sa.select(RequestEvent).where(RequestEvent.kind == "assigned")).one()
    assert (moved.code, moved.staff_id, moved.to_staff_id) == ("absence", None, colleague.id)


@pytest.fixture
def open_weekdays(session: orm.Session) -> None:
    session.add_all(
        OpeningHours(weekday=day, valid_from=LONG_AGO, opens=OPENS, closes=CLOSES, source="")
        for day in range(5)
    )
    session.flush()


@pytest.mark.usefixtures("open_weekdays")
def test_the_roster_is_kept_by_open_days(session: orm.Session, consultant: Staff) -> None:
    actor = staff_actor(consultant)

    def add(first: date, last: date, days: set[int], who: int = consultant.id) -> int:
        return roster.add(session, who, first, last, days, at_night=False, actor=actor, now=NOW)

    # Two weeks of Mondays to Thursdays; on the second Monday again, which changes nothing.
    assert add(TODAY, TODAY + 13 * DAY, {0, 1, 2, 3, 5}) == 8
    assert add(TODAY + 7 * DAY, TODAY + 7 * DAY, {0}) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(DutyShift)) == 8
    for first, last, days, refusal in (
        (TODAY, TODAY - DAY, {0}, RosterRefusal.WRONG_ORDER),
        (TODAY - 9 * DAY, TODAY - DAY, {0}, RosterRefusal.OVER),
        (TODAY, TODAY + 400 * DAY, {0}, RosterRefusal.TOO_MANY),
        (date(2026, 12, 25), date(2026, 12, 25), {4}, RosterRefusal.NO_OPEN_DAY),
    ):
        with pytest.raises(Refused) as refused:
            add(first, last, days)
        assert refused.value.refusal is refusal
    with pytest.raises(NotFound):
        add(TODAY, TODAY, {0}, StaffFactory().id)
    roster.remove(session, consultant.id, TODAY, actor=actor, now=NOW)
    roster.remove(session, consultant.id, TODAY, actor=actor, now=NOW)
    assert session.scalar(sa.select(sa.func.count()).select_from(DutyShift)) == 7


@pytest.mark.parametrize(
    ("wall_time", "told"),
    [
        ("2026-11-24T06:59", "2026-11-24T07:00"),
        ("2026-11-24T07:00", "2026-11-24T07:00"),
        ("2026-11-24T21:59", "2026-11-24T21:59"),
        ("2026-11-24T22:00", "2026-11-25T07:00"),
        # The night in which the clocks go forward.
        ("2027-03-28T03:30", "2027-03-28T07:00"),
    ],
)
def test_nobody_is_woken(wall_time: str, told: str) -> None:
    from portal.core.clock import parse_moment

    now = parse_moment(wall_time)
    assert may_be_told_at(now, on_call=False) == parse_moment(told)
    assert may_be_told_at(now, on_call=True) == now


@pytest.mark.usefixtures("consultant")
def test_the_wall_shows_numbers_and_nobody(session: orm.Session) -> None:
    RequestFactory(happened__at=NOW - 30 * HOUR)
    for hours in (1, 2, 3):
        RequestFactory(happened__at=NOW - hours * HOUR)
    RequestFactory(happened=["answered"], kind="other")  # answered within today's first hour
    RequestFactory(happened=["spam"])
    shown = wall.wall(session, RECEIVED + 3 * HOUR)
    assert (len(shown.urgent), shown.waiting, shown.late) == (3, 4, 1)
    assert (shown.received_today, shown.answered_today) == (4, 1)
    assert (shown.week.n, shown.week.within) == (2, 1)
    assert not {"title", "business", "consultant"} & set(vars(shown.urgent[0]))
