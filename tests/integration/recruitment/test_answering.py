"""An enquiry is answered, closed, withdrawn; its log can't be changed."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import BusinessUser, Staff
from portal.core.errors import NotFound, Refused
from portal.notifications.models import OutboxMessage
from portal.recruitment import queries
from portal.recruitment.models import RequestEvent
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.rules.clocks import State
from portal.recruitment.service import answering, ending, enquiries
from tests.conftest import NOW
from tests.factories.recruitment import RECEIVED, RequestFactory
from tests.integration.recruitment.conftest import business_actor, staff_actor

pytestmark = pytest.mark.usefixtures("in_app")
HOUR = timedelta(hours=1)


def kinds(session: orm.Session, request_id: int) -> list[str]:
    """What happened to a request, in order."""
    wanted = sa.select(RequestEvent.kind).where(RequestEvent.request_id == request_id)
    return list(session.scalars(wanted.order_by(RequestEvent.at, RequestEvent.id)))


def test_an_answer_stops_the_clock_and_is_told(session: orm.Session, consultant: Staff) -> None:
    request = RequestFactory()
    answering.answer(
        session, request.id, text="Vi går i gang.", actor=staff_actor(consultant), now=NOW
    )
    own = queries.own_request(session, request.business_id, request.id, NOW + 99 * HOUR)
    assert own.progress.answer is not None
    assert own.progress.state_of(own.progress.answer) is State.DONE_IN_TIME
    assert [answer.text for answer in own.answers] == ["Vi går i gang."]
    told = session.scalars(
        sa.select(OutboxMessage.recipient_id).where(OutboxMessage.kind == "request_answered")
    )
    assert set(told) == {request.created_by_id}


def test_the_same_answer_twice_is_one_answer(session: orm.Session, consultant: Staff) -> None:
    request = RequestFactory()
    for minutes in (0, 1):
        now = NOW + timedelta(minutes=minutes)
        answering.answer(session, request.id, text="Ja", actor=staff_actor(consultant), now=now)
    assert kinds(session, request.id) == ["received", "answered"]


def test_an_answer_before_the_enquiry_is_refused(session: orm.Session, consultant: Staff) -> None:
    request = RequestFactory()
    with pytest.raises(Refused) as refused:
        answering.answer(
            session,
            request.id,
            text="Ja",
            actor=staff_actor(consultant),
            now=RECEIVED - timedelta(seconds=1),
        )
    assert refused.value.refusal is RequestRefusal.BEFORE_ENQUIRY
    assert kinds(session, request.id) == ["received"]


def test_nobody_closes_what_nobody_answered(session: orm.Session, consultant: Staff) -> None:
    request = RequestFactory()
    actor = staff_actor(consultant)
    with pytest.raises(Refused) as refused:
        ending.close(session, request.id, text="Færdig", actor=actor, now=NOW)
    assert refused.value.refusal is RequestRefusal.NOT_ANSWERED
    answering.answer(session, request.id, text="Ja", actor=actor, now=NOW)
    ending.close(session, request.id, text="Ansat to", actor=actor, now=NOW + HOUR)
    assert kinds(session, request.id) == ["received", "answered", "closed"]


def test_after_the_end_nothing_happens(session: orm.Session, consultant: Staff) -> None:
    request = RequestFactory(happened=["answered", "closed"])
    for change in (answering.answer, ending.close):
        with pytest.raises(Refused) as refused:
            change(
                session,
                request.id,
                text="Ja",
                actor=staff_actor(consultant),
                now=NOW + 9 * HOUR,
            )
        assert refused.value.refusal is RequestRefusal.ENDED


def test_the_company_takes_its_own_enquiry_back(
    session: orm.Session, owner: BusinessUser, consultant: Staff
) -> None:
    request = RequestFactory(
        business_id=None, business=session.get(enquiries.Business, owner.business_id)
    )
    ending.withdraw(session, business_actor(owner), request.id, now=NOW)
    own = queries.own_request(session, owner.business_id, request.id, NOW + 99 * HOUR)
    assert own.progress.answer is not None
    assert own.progress.state_of(own.progress.answer) is State.ENDED
    with pytest.raises(NotFound):
        ending.withdraw(session, business_actor(owner), RequestFactory().id, now=NOW)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE request_event SET at = at + interval '1 hour'", "DELETE FROM request_event"],
)
def test_the_database_refuses_to_change_the_log(session: orm.Session, statement: str) -> None:
    RequestFactory()
    with (
        pytest.raises(sa.exc.DBAPIError, match=r"append-only|permission denied"),
        session.begin_nested(),
    ):
        session.execute(sa.text(statement))


def test_a_request_is_received_once(session: orm.Session) -> None:
    request = RequestFactory()
    session.add(RequestEvent(request_id=request.id, kind="received", at=NOW))
    with pytest.raises(IntegrityError, match="request_event_received_once"):
        session.flush()
