"""What a citizen shares with a business, how it ends, and what comes of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Staff
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.core.errors import NotFound, Refused
from portal.joblog.models import JobLogEntry
from portal.notifications.models import OutboxMessage
from portal.openings import service as openings
from portal.openings.models import ReferralEvent
from portal.recruitment import queries
from portal.recruitment.models import RequestEvent, SharedCv, ShareRule
from portal.recruitment.queries import pipeline as seen
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.service import ending, pipeline, sharing
from tests.factories.cv import CvExperienceFactory
from tests.integration.recruitment.conftest import baker
from tests.integration.recruitment.scene import Scene

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def scene(session: orm.Session, consultant: Staff, owner: BusinessUser) -> Scene:
    return Scene(session, consultant, owner)


def told(session: orm.Session, kind: str) -> int:
    rows = sa.select(sa.func.count()).where(
        OutboxMessage.kind == kind, OutboxMessage.channel == "inbox"
    )
    return session.scalar(rows.select_from(OutboxMessage)) or 0


def kinds_of(session: orm.Session, scene: Scene) -> list[str]:
    wanted = sa.select(RequestEvent.kind).where(RequestEvent.request_id == scene.request.id)
    return list(session.scalars(wanted.order_by(RequestEvent.id)))


def refusal_of(call: Callable[[], object]) -> object:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusal


def test_the_whole_cv_opens_on_shortlisting_and_closes_with_the_choice(scene: Scene) -> None:
    assert not scene.opens()
    scene.move("interview")
    assert scene.opens()
    scene.move("offered")
    assert scene.opens()
    scene.move("not_hired", code="other_candidate", text="En anden")
    assert not scene.opens()
    assert not scene.has_copy()


def test_the_copy_is_the_cv_as_it_was_at_the_yes(scene: Scene, session: orm.Session) -> None:
    copy = session.get_one(SharedCv, scene.referral.id).content
    assert copy["document"]["experience"][0]["title"] == "Bagersvend"
    CvExperienceFactory(citizen=scene.citizen, title="Noget nyere")
    assert session.get_one(SharedCv, scene.referral.id).content == copy
    assert "address" not in copy


def test_a_cv_kept_from_businesses_is_not_copied(session: orm.Session, scene: Scene) -> None:
    hidden = scene.willing(baker(for_businesses=False))
    assert session.get(SharedCv, hidden.id) is None


def test_hired_fills_the_job_the_log_and_what_came_of_it(
    scene: Scene, session: orm.Session
) -> None:
    scene.move("interview")
    scene.move("hired")
    scene.move("hired")  # a double click
    assert scene.step() == "hired"
    session.refresh(scene.opening)
    assert scene.opening.closed_because == "filled"
    entry = session.scalars(
        sa.select(JobLogEntry).where(JobLogEntry.citizen_id == scene.citizen.id)
    ).one()
    assert (entry.status, entry.employer) == ("offer", scene.opening.employer)
    kinds = session.scalars(
        sa.select(ReferralEvent.kind).where(ReferralEvent.referral_id == scene.referral.id)
    )
    assert sorted(kinds) == ["hired", "interview", "presented", "yes"]
    assert told(session, "candidate_hired") == told(session, "positions_filled") == 1
    assert kinds_of(session, scene)[-1] == "closed"
    own = queries.own_request(session, scene.owner.business_id, scene.request.id, scene.now)
    assert own.progress.stage == "closed"


def test_who_hired_is_who_wrote_it_in_the_job_log(scene: Scene, session: orm.Session) -> None:
    scene.move("hired")
    lines = session.execute(
        sa.select(AuditEvent.audience, AuditEvent.person_id, AuditEvent.citizen_id).where(
            AuditEvent.subject == "job_log_entry"
        )
    ).all()
    assert set(lines) == {("business", scene.owner.id, scene.citizen.id)}


def test_the_enquiry_stays_open_when_a_broken_promise_is_not_explained(
    scene: Scene, session: orm.Session
) -> None:
    session.add(
        RequestEvent(
            request_id=scene.request.id,
            kind="backdated",
            at=scene.now - timedelta(days=9),
            text="Kom på papir",
        )
    )
    scene.willing(baker())
    other = scene.present(scene.willing(baker()))
    scene.move("hired")
    session.refresh(scene.opening)
    assert scene.opening.closed_because == "filled"
    assert "closed" not in kinds_of(session, scene)
    assert (told(session, "filled_but_open"), told(session, "positions_filled")) == (1, 0)
    assert told(session, "referral_ended") == 2, "who hoped is told, also who was presented"
    own = queries.own_request(session, scene.owner.business_id, scene.request.id, scene.now)
    shown = seen.cards(session, scene.request.id, own.progress, scene.now)
    (card,) = (one for one in shown.cards if one.candidate.id == other.id)
    assert not card.shows_profile, "the job is filled, so nobody else is shown"


@pytest.mark.parametrize("is_shown", [True, False])
def test_what_staff_hear_of_a_referral_does_the_same(
    scene: Scene, session: orm.Session, is_shown: bool
) -> None:
    referral = scene.referral if is_shown else scene.willing(baker())
    for _ in range(2):
        pipeline.heard(session, referral.id, "hired", actor=scene.staff, now=scene.now)
    session.refresh(scene.opening)
    assert scene.opening.closed_because == "filled"
    assert kinds_of(session, scene)[-1] == "closed"
    entry = session.scalars(sa.select(JobLogEntry)).one()
    assert (entry.citizen_id, entry.status) == (referral.citizen_id, "offer")
    by = sa.select(AuditEvent.audience).where(AuditEvent.subject == "job_log_entry").distinct()
    assert session.scalars(by).all() == ["staff"]
    assert session.get(SharedCv, referral.id) is None
    assert told(session, "candidate_hired") == told(session, "positions_filled") == 1


def test_what_is_heard_after_the_end_is_noted_all_the_same(
    scene: Scene, session: orm.Session
) -> None:
    ending.close(session, scene.request.id, text="", actor=scene.staff, now=scene.now)
    pipeline.heard(session, scene.referral.id, "hired", actor=scene.staff, now=scene.now)
    assert scene.step() == "hired"
    assert told(session, "candidate_hired") == 1
    assert kinds_of(session, scene).count("closed") == 1


def test_positions_left_keep_the_job_open(scene: Scene, session: orm.Session) -> None:
    scene.opening.positions = 2
    session.flush()
    scene.move("hired")
    session.refresh(scene.opening)
    assert scene.opening.closed_at is None
    assert told(session, "candidate_got_job") == 1


def test_no_step_out_of_order(scene: Scene) -> None:
    assert refusal_of(lambda: scene.move("offered")) is RequestRefusal.STEP_NOT_NOW
    scene.move("not_hired")
    assert refusal_of(lambda: scene.move("hired")) is RequestRefusal.STEP_NOT_NOW


def test_stepping_back_is_at_once_and_everywhere(scene: Scene, session: orm.Session) -> None:
    scene.move("interview")
    assert sharing.step_back(session, scene.citizen.id, scene.referral.id, now=scene.now)
    session.expire_all()
    assert scene.step() == "withdrew"
    assert not scene.has_copy()
    assert not scene.opens()
    own = queries.own_request(session, scene.owner.business_id, scene.request.id, scene.now)
    shown = seen.cards(session, scene.request.id, own.progress, scene.now)
    assert (shown.cards, shown.gone) == ([], 1)
    assert told(session, "candidate_gone") == told(session, "candidate_withdrew") == 1
    with pytest.raises(NotFound):
        scene.move("hired")
    assert not sharing.step_back(session, scene.citizen.id, scene.referral.id, now=scene.now)


def test_who_stepped_back_may_come_again(scene: Scene, session: orm.Session) -> None:
    sharing.step_back(session, scene.citizen.id, scene.referral.id, now=scene.now)
    openings.answer(
        session, scene.citizen.id, scene.referral.id, answer="yes", reason="", now=scene.now
    )
    assert scene.step() == "yes"
    scene.candidate = scene.present(scene.referral)
    assert scene.step() == "presented"
    scene.move("interview")
    assert not scene.opens(), "the copy went when the citizen stepped back"


def test_before_being_presented_there_is_nothing_to_step_back_from(
    scene: Scene, session: orm.Session
) -> None:
    other = scene.willing(baker())
    assert not sharing.step_back(session, other.citizen_id, other.id, now=scene.now)
    assert session.get(SharedCv, other.id) is None


def test_who_is_hired_has_no_yes_to_take_back(scene: Scene, session: orm.Session) -> None:
    scene.move("hired")

    def step_back() -> object:
        return sharing.step_back(session, scene.citizen.id, scene.referral.id, now=scene.now)

    assert refusal_of(step_back) is RequestRefusal.HIRED


def test_closing_the_request_ends_it_all(scene: Scene, session: orm.Session) -> None:
    scene.move("interview")
    ending.close(session, scene.request.id, text="Ansat", actor=scene.staff, now=scene.now)
    session.expire_all()
    assert not scene.has_copy()
    assert not scene.opens()
    assert refusal_of(lambda: scene.move("hired")) is RequestRefusal.ENDED


def test_after_thirty_days_nothing_is_seen_and_the_copy_is_deleted(
    scene: Scene, session: orm.Session
) -> None:
    scene.move("interview")
    last = scene.now + timedelta(days=30)
    assert scene.opens(last - timedelta(seconds=1))
    assert not scene.opens(last)
    assert sharing.forget(session, last - timedelta(seconds=1)) == 0
    assert scene.shows(last - timedelta(seconds=1))
    assert not scene.shows(last)
    assert sharing.forget(session, last) == 1
    assert sharing.forget(session, last) == 0


def test_the_days_are_counted_from_the_yes_to_it_also_when_shown_later(
    scene: Scene, session: orm.Session
) -> None:
    late = scene.now + timedelta(days=10)
    scene.candidate.presented_at = late
    session.flush()
    scene.move("interview", at=late)
    last = scene.now + timedelta(days=30)
    assert scene.opens(last - timedelta(seconds=1))
    assert not scene.opens(last)
    assert scene.shows(last), "the short profile is counted from when it was shown"


def test_the_rule_of_the_day_decides(scene: Scene, session: orm.Session) -> None:
    scene.move("interview")
    session.add(
        ShareRule(
            valid_from=clock.local_date(scene.now), days=5, feedback_after_days=3, source="Kort"
        )
    )
    session.flush()
    assert not scene.opens(scene.now + timedelta(days=5))


def test_businesses_are_asked_how_it_went_once(scene: Scene, session: orm.Session) -> None:
    for days in (13, 14, 15, 20):
        pipeline.ask_how_it_went(session, scene.now + timedelta(days=days))
        assert told(session, "feedback_asked") == (0 if days < 14 else 1)


def test_nobody_asks_about_what_has_been_said(scene: Scene, session: orm.Session) -> None:
    scene.move("not_hired")
    assert pipeline.ask_how_it_went(session, scene.now + timedelta(days=20)) == 0
