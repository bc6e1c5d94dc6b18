"""A citizen is asked about jobs: says yes, applied or no, in time, and about the own only."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core.audit import AuditEvent
from portal.openings import queries
from portal.openings.models import Opening, Referral
from portal.recruitment.models import Candidate
from tests.conftest import NOW
from tests.factories.accounts import BusinessUserFactory
from tests.factories.openings import OpeningFactory, ReferralFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.conftest import SignInAs

PAGE = "/borger/jobforslag"
pytestmark = pytest.mark.usefixtures("monday")


def words(client: FlaskClient, query: str = "") -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(PAGE + query).text))


def answer(client: FlaskClient, referral: Referral, word: str) -> int:
    data = {"answer": word}
    return client.post(f"{PAGE}/{referral.id}", data=data).status_code


def test_the_card_says_all_that_matters(visitor: FlaskClient, citizen: Citizen) -> None:
    ReferralFactory(citizen=citizen)
    page = words(visitor)
    for said in (
        "Bager",
        "Ørholm Bageri Lyngby Torv 2, 2800 Kongens Lyngby",
        "Du har bagt før.",
        "Tuesday 24 November at 09:00",
        "37",
        "A no has no effect on your benefit.",
        "the employer your first name",
    ):
        assert said in page
    assert "Ja, send mig videre" in words(visitor, "?lang=da")


@pytest.mark.parametrize(
    ("word", "said"),
    [("yes", "You said yes"), ("applied", "You have applied yourself"), ("no", "You said no")],
)
def test_an_answer_is_kept_and_shown(
    visitor: FlaskClient, citizen: Citizen, session: orm.Session, word: str, said: str
) -> None:
    referral = ReferralFactory(citizen=citizen)
    assert answer(visitor, referral, word) == 302
    session.expire_all()
    assert (referral.answer, referral.answered_at) == (word, NOW)
    assert said in words(visitor)
    trail = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "answer")).one()
    assert (trail.citizen_id, trail.details) == (citizen.id, {"answer": word})


def test_answering_twice_is_answering_once(
    visitor: FlaskClient, citizen: Citizen, session: orm.Session
) -> None:
    referral = ReferralFactory(citizen=citizen)
    for _ in range(2):
        assert answer(visitor, referral, "yes") == 302
    trail = sa.select(sa.func.count()).where(AuditEvent.action == "answer")
    assert session.scalar(trail) == 1


def test_after_the_deadline_it_is_too_late_in_words(
    visitor: FlaskClient, citizen: Citizen, session: orm.Session
) -> None:
    referral = ReferralFactory(citizen=citizen, asked_at=NOW - timedelta(hours=25))
    assert "You didn't answer in time" in words(visitor).replace("&#39;", "'")
    answer(visitor, referral, "yes")
    assert "The time to answer has passed" in words(visitor)
    session.expire_all()
    assert referral.answer is None


def test_a_closed_job_is_no_longer_asked_about(
    visitor: FlaskClient, citizen: Citizen, session: orm.Session
) -> None:
    opening = OpeningFactory(closed_at=NOW - timedelta(minutes=1))
    referral = ReferralFactory(citizen=citizen, opening=opening)
    assert queries.waiting_for_answer(session, citizen.id, NOW) == []
    answer(visitor, referral, "yes")
    assert "The job is no longer open" in words(visitor)


def test_a_yes_can_become_a_no_also_when_the_employer_knows(
    visitor: FlaskClient, citizen: Citizen, session: orm.Session
) -> None:
    referral = ReferralFactory(citizen=citizen, answer="yes")
    assert "Change to no" in words(visitor)
    answer(visitor, referral, "no")
    assert "Change to yes" in words(visitor)
    answer(visitor, referral, "yes")
    request = RequestFactory(opening=session.get(Opening, referral.opening_id))
    session.add(
        Candidate(
            request_id=request.id,
            referral_id=referral.id,
            first_name="Anna",
            profile="",
            fits_because="Kan bage",
            presented_at=NOW,
        )
    )
    session.flush()
    page = words(visitor)
    assert "Change to no" not in page
    assert "The employer has been told about you." in page
    assert "Step back" in page
    answer(visitor, referral, "no")
    session.expire_all()
    assert referral.answer == "no"
    assert session.scalar(sa.select(sa.func.count()).select_from(Candidate)) == 0


def test_anothers_question_is_a_missing_one(visitor: FlaskClient, session: orm.Session) -> None:
    foreign = ReferralFactory()
    for number in (foreign.id, 999_999, 10**30):
        assert visitor.post(f"{PAGE}/{number}", data={"answer": "yes"}).status_code == 404
    session.expire_all()
    assert foreign.answer is None
    assert "Bager" not in words(visitor)


@pytest.mark.parametrize("word", ["", "maybe", "YES"])
def test_an_answer_that_is_none_is_refused(
    visitor: FlaskClient, citizen: Citizen, session: orm.Session, word: str
) -> None:
    referral = ReferralFactory(citizen=citizen)
    assert answer(visitor, referral, word) == 400
    session.expire_all()
    assert referral.answer is None


def test_a_reason_that_is_too_long_is_told_and_kept(
    visitor: FlaskClient, citizen: Citizen, session: orm.Session
) -> None:
    referral = ReferralFactory(citizen=citizen, answer="no")
    long = "x" * 100_000
    page = visitor.post(f"{PAGE}/{referral.id}/hvorfor", data={"reason": long})
    assert page.status_code == 422
    assert "Write at most 1000 characters." in page.text
    assert long in page.text
    session.expire_all()
    assert referral.answer_reason == ""


def test_nothing_to_answer_says_what_will_come(visitor: FlaskClient) -> None:
    assert "No job suggestions just now" in words(visitor)


def test_businesses_and_strangers_are_kept_out(
    client: FlaskClient, client_for: SignInAs, session: orm.Session
) -> None:
    referral = ReferralFactory()
    assert client.get(PAGE).status_code == 302
    assert client_for(BusinessUserFactory()).get(PAGE).status_code == 403
    data = {"answer": "yes"}
    assert (
        client_for(BusinessUserFactory()).post(f"{PAGE}/{referral.id}", data=data).status_code
        == 403
    )


def test_the_willing_are_those_who_said_yes(session: orm.Session) -> None:
    opening = OpeningFactory()
    yes, *_others = [
        ReferralFactory(opening=opening, answer=word) for word in ("yes", "no", "applied", None)
    ]
    assert queries.willing(session, opening.id) == [yes]
    assert len(queries.asked(session, opening.id)) == 4
