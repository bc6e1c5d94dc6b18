"""What a citizen does with a job: saves it, logs it, asks to be sent on, says why not."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.joblog import queries as joblog
from portal.joblog.models import JobLogEntry
from portal.notifications.models import OutboxMessage
from portal.openings import service
from portal.openings.models import Opening, Referral, ReferralEvent, SavedOpening
from tests.conftest import NOW
from tests.factories.openings import OpeningFactory, ReferralFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.conftest import SignInAs
from tests.integration.openings.conftest import text

FIND = "/borger/jobforslag/find"
TODAY = clock.local_date(NOW)
pytestmark = pytest.mark.usefixtures("monday")


def test_saving_is_once_and_can_be_undone(
    visitor: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    opening = OpeningFactory(title="Kok")
    path = f"/borger/jobforslag/job/{opening.id}"
    for _ in range(2):
        assert visitor.post(f"{path}/gem").status_code == 302
    assert session.scalar(sa.select(sa.func.count()).select_from(SavedOpening)) == 1
    assert "Kok" in text(visitor, "/borger/jobforslag").split("Saved")[-1]
    for _ in range(2):
        visitor.post(f"{path}/glem")
    assert session.scalar(sa.select(sa.func.count()).select_from(SavedOpening)) == 0


def test_one_click_writes_in_the_log_and_counts_in_the_week(
    visitor: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    opening = OpeningFactory(title="=SUM(A1)", employer="@cmd", link="https://job.example/1")
    for _ in range(3):
        assert visitor.post(f"/borger/jobforslag/job/{opening.id}/joblog").status_code == 302
    entry = session.scalars(sa.select(JobLogEntry)).one()
    assert (entry.citizen_id, entry.title, entry.status) == (citizen.id, "=SUM(A1)", "applied")
    assert (entry.applied_on, entry.how, entry.link) == (TODAY, "online", "https://job.example/1")
    assert joblog.week(session, citizen.id, NOW).done == 1
    assert "'=SUM(A1)" in visitor.get("/borger/joblog/joblog.csv").text
    # changed in the log it is still the same job; deleted it may be written anew
    entry.title = "Kok"
    session.commit()
    visitor.post(f"/borger/jobforslag/job/{opening.id}/joblog")
    assert session.scalar(sa.select(sa.func.count()).select_from(JobLogEntry)) == 1
    visitor.post(f"/borger/joblog/{entry.id}/slet")
    visitor.post(f"/borger/jobforslag/job/{opening.id}/joblog")
    assert session.scalar(sa.select(sa.func.count()).select_from(JobLogEntry)) == 1


def test_a_suggested_job_is_logged_as_suggested(
    visitor: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    referral = ReferralFactory(citizen=citizen, answer="applied")
    assert "Write in the job log" in text(visitor, "/borger/jobforslag")
    visitor.post(f"/borger/jobforslag/job/{referral.opening_id}/joblog")
    assert session.scalars(sa.select(JobLogEntry.how)).one() == "referral"
    assert "In your job log" in text(visitor, "/borger/jobforslag")


def test_a_business_job_can_be_asked_for_once(
    visitor: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    opening = OpeningFactory(title="Kok")
    request = RequestFactory(opening=opening)
    assert "send me on" in text(visitor, f"/borger/jobforslag/job/{opening.id}")
    for _ in range(2):
        assert visitor.post(f"/borger/jobforslag/job/{opening.id}/send-videre").status_code == 302
    referral = session.scalars(sa.select(Referral)).one()
    assert (referral.origin, referral.asked_by_id, referral.answer) == ("citizen", None, "yes")
    kinds = session.scalars(sa.select(ReferralEvent.kind).order_by(ReferralEvent.id)).all()
    assert kinds == ["asked", "yes"]
    told = session.scalars(
        sa.select(OutboxMessage).where(
            OutboxMessage.kind == "sent_on_asked", OutboxMessage.channel == "inbox"
        )
    ).one()
    assert (told.audience, told.recipient_id) == ("staff", request.consultant_id)


def test_a_job_no_business_asked_about_can_not_be_asked_for(
    visitor: FlaskClient, session: orm.Session
) -> None:
    for opening in (OpeningFactory(source="staff"), OpeningFactory(closed_at=NOW)):
        page = visitor.post(
            f"/borger/jobforslag/job/{opening.id}/send-videre", follow_redirects=True
        )
        assert page.status_code == 200
    assert session.scalar(sa.select(sa.func.count()).select_from(Referral)) == 0


def test_who_is_asked_already_answers_that_question(
    visitor: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    referral = ReferralFactory(citizen=citizen)
    RequestFactory(opening=session.get(Opening, referral.opening_id))
    visitor.post(f"/borger/jobforslag/job/{referral.opening_id}/send-videre")
    session.expire_all()
    assert session.scalars(sa.select(Referral)).one().answer == "yes"
    assert referral.origin == "staff"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"closed_at": NOW, "closed_because": "filled"}, "The job is filled."),
        ({"closed_at": NOW, "closed_because": "withdrawn"}, "no longer looking"),
        ({"apply_by": TODAY - timedelta(days=1)}, "The last day to apply has passed"),
    ],
)
def test_a_job_that_has_ended_says_so_kindly(
    visitor: FlaskClient, change: dict[str, object], said: str
) -> None:
    opening = OpeningFactory(**change)
    page = text(visitor, f"/borger/jobforslag/job/{opening.id}")
    assert said in page
    assert "send me on" not in page


@pytest.mark.parametrize("end", ["", "/gem", "/joblog", "/send-videre"])
def test_what_is_not_listed_is_missing_unless_one_was_asked(
    visitor: FlaskClient, citizen: Citizen, end: str
) -> None:
    hidden = OpeningFactory(listed=False)
    for number in (hidden.id, 999_999, 10**30):
        path = f"/borger/jobforslag/job/{number}{end}"
        assert (visitor.post(path) if end else visitor.get(path)).status_code == 404
    if not end:
        ReferralFactory(citizen=citizen, opening=hidden)
        assert visitor.get(f"/borger/jobforslag/job/{hidden.id}").status_code == 200


def test_every_step_is_in_the_trail(
    visitor: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    opening = OpeningFactory()
    for end in ("gem", "joblog", "glem"):
        visitor.post(f"/borger/jobforslag/job/{opening.id}/{end}")
    actions = session.scalars(
        sa.select(AuditEvent.action)
        .where(AuditEvent.citizen_id == citizen.id)
        .order_by(AuditEvent.id)
    ).all()
    assert actions == ["save", "add", "unsave"]


def test_the_business_never_sees_a_no_or_its_reason(
    client_for: SignInAs, visitor: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    from tests.factories.accounts import BusinessUserFactory

    user = BusinessUserFactory()
    opening = OpeningFactory(title="Kok")
    request = RequestFactory(opening=opening, business_id=user.business_id)
    referral = ReferralFactory(citizen=citizen, opening=opening)
    visitor.post(f"/borger/jobforslag/{referral.id}", data={"answer": "no"})
    data = {"why_not": "too_far", "reason": "KANARIEFUGL"}
    assert visitor.post(f"/borger/jobforslag/{referral.id}/hvorfor", data=data).status_code == 302
    session.expire_all()
    assert (referral.why_not, referral.answer_reason) == ("too_far", "KANARIEFUGL")
    company = client_for(user)
    for path in ("/virksomhed", f"/virksomhed/henvendelser/{request.id}"):
        page = company.get(path).text
        assert "KANARIEFUGL" not in page
        assert citizen.first_name not in page
    assert "no effect on your benefit" in text(visitor, f"/borger/jobforslag/{referral.id}/hvorfor")


def test_why_not_is_ones_own_and_of_a_no_only(
    visitor: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    foreign, yes = ReferralFactory(answer="no"), ReferralFactory(citizen=citizen, answer="yes")
    for method in (visitor.get, visitor.post):
        assert method(f"/borger/jobforslag/{foreign.id}/hvorfor").status_code == 404
    visitor.post(f"/borger/jobforslag/{yes.id}/hvorfor", data={"why_not": "hours"})
    bad = visitor.post(f"/borger/jobforslag/{yes.id}/hvorfor", data={"why_not": "because"})
    assert bad.status_code == 422
    session.expire_all()
    assert yes.why_not is None


def test_a_no_that_becomes_a_yes_forgets_why(session: orm.Session, citizen: Citizen) -> None:
    referral = ReferralFactory(citizen=citizen, answer="no", why_not="hours", answer_reason="Nat")
    service.answer(session, citizen.id, referral.id, answer="yes", reason="", now=NOW)
    assert (referral.why_not, referral.answer_reason) == (None, "")
