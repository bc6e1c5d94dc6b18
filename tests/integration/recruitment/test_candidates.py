"""Only those who were asked and said yes are shown, and only what they were told."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Citizen, Staff
from portal.core.audit import AuditEvent
from portal.core.errors import NotFound, Refused
from portal.notifications.models import OutboxMessage
from portal.openings import service as openings
from portal.openings.models import Referral
from portal.openings.service import AnswerRefusal
from portal.recruitment import queries
from portal.recruitment.models import Candidate, RecruitmentRequest
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.rules.clocks import State
from portal.recruitment.rules.scoring import Level
from portal.recruitment.service import candidates, ending
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory
from tests.factories.cv import CvExperienceFactory, CvFactory, CvLanguageFactory
from tests.factories.openings import ReferralFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.recruitment.conftest import baker, staff_actor
from tests.integration.recruitment.test_answering import kinds

pytestmark = pytest.mark.usefixtures("in_app")
TODAY = date(2026, 11, 23)


def ask(
    session: orm.Session, request: RecruitmentRequest, consultant: Staff, *people: Citizen
) -> list[Referral]:
    return candidates.ask(
        session,
        request.id,
        [person.id for person in people],
        reason="Du har bagt før.",
        actor=staff_actor(consultant),
        now=NOW,
    )


def say(session: orm.Session, referral: Referral, word: str) -> None:
    openings.answer(
        session, referral.citizen_id, referral.id, answer=word, reason="Helst dag", now=NOW
    )


def present(
    session: orm.Session, request: RecruitmentRequest, consultant: Staff, *shown: Referral
) -> list[Candidate]:
    return candidates.present(
        session,
        request.id,
        {referral.id: "Har bagt i fem år." for referral in shown},
        actor=staff_actor(consultant),
        now=NOW,
    )


def refusal_of(call: Callable[[], object]) -> object:
    with pytest.raises(Refused) as refused:
        call()
    return refused.value.refusal


def test_who_fits_is_proposed_with_reasons(session: orm.Session, consultant: Staff) -> None:
    request = RequestFactory()
    best, some = baker(), baker(wished_occupations="Konditor")
    baker(wished_occupations="Murer", competences="Fliser")
    found = queries.proposals(session, request, TODAY).found
    assert [proposal.profile.citizen_id for proposal in found] == [best.id, some.id]
    parts = {(part.key, part.wanted): part for part in found[0].fit.parts}
    assert parts["occupation", "Bager"].found == "Bageriarbejde"
    assert parts["required", "Surdej"].level is Level.HAS
    assert parts["required", "Kørekort B"].level is Level.UNKNOWN


def test_hidden_and_ended_are_not_proposed_and_the_asked_are_marked(
    session: orm.Session, consultant: Staff
) -> None:
    request = RequestFactory()
    baker(visible_to_staff=False)
    gone = baker()
    gone.course_ended_on = TODAY
    (referral,) = ask(session, request, consultant, baker())
    (found,) = queries.proposals(session, request, TODAY).found
    assert found.referral == referral


def test_asking_opens_one_opening_and_tells_each_once(
    session: orm.Session, consultant: Staff
) -> None:
    request, first, second = RequestFactory(), baker(), baker()
    ask(session, request, consultant, first)
    opening_id = request.opening_id
    assert len(ask(session, request, consultant, first, second)) == 1
    assert request.opening_id == opening_id
    told = sa.select(OutboxMessage.recipient_id).where(
        OutboxMessage.kind == "referral_asked", OutboxMessage.channel == "inbox"
    )
    assert sorted(session.scalars(told)) == [first.id, second.id]
    page = queries.request_page(session, request.id, NOW)
    assert {asked.name for asked in page.asked} == {first.name, second.name}
    referral = page.asked[0].referral
    assert referral.answer_by == NOW + timedelta(hours=24)


def test_nobody_is_asked_whose_cv_is_hidden(session: orm.Session, consultant: Staff) -> None:
    request, shown, hidden = RequestFactory(), baker(), baker(visible_to_staff=False)
    no = refusal_of(lambda: ask(session, request, consultant, shown, hidden))
    assert no is RequestRefusal.CV_HIDDEN
    assert session.scalar(sa.select(sa.func.count()).select_from(Referral)) == 0


def test_nobody_is_asked_about_what_is_no_job(session: orm.Session, consultant: Staff) -> None:
    request = RequestFactory(
        kind="keep_employee", positions=None, hours_per_week=None, starts_on=None
    )
    no = refusal_of(lambda: ask(session, request, consultant, baker()))
    assert no is RequestRefusal.NO_JOB


def test_a_yes_is_presented_with_a_frozen_profile(session: orm.Session, consultant: Staff) -> None:
    request, citizen = RequestFactory(), baker()
    CvExperienceFactory(citizen=citizen, title="Bager", employer="Emmerys")
    CvLanguageFactory(citizen=citizen)
    CvLanguageFactory(citizen=citizen, language="Engelsk", level="B2")
    (referral,) = ask(session, request, consultant, citizen)
    say(session, referral, "yes")
    present(session, request, consultant, referral)
    own = queries.own_request(session, request.business_id, request.id, NOW)
    (candidate,) = own.candidates
    assert candidate.first_name == "Anna"
    assert candidate.fits_because == "Har bagt i fem år."
    assert candidate.profile.split("\n") == [
        "experience\tBager, Emmerys",
        "competences\tSurdej, Hygiejnebevis",
        "wishes\tBageriarbejde",
        "languages\tDansk, Engelsk (B2)",
    ]
    assert own.progress.candidates is not None
    assert own.progress.state_of(own.progress.candidates) is State.DONE_IN_TIME
    assert kinds(session, request.id) == ["received", "answered", "presented"]


def test_the_first_presentation_counts(session: orm.Session, consultant: Staff) -> None:
    request = RequestFactory()
    first, second = ask(session, request, consultant, baker(), baker())
    say(session, first, "yes")
    say(session, second, "yes")
    present(session, request, consultant, first)
    candidates.present(
        session, request.id, {second.id: "Også"}, actor=staff_actor(consultant),
        now=NOW + timedelta(hours=80),
    )  # fmt: skip
    page = queries.request_page(session, request.id, NOW + timedelta(hours=90))
    assert page.progress.candidates is not None
    assert page.progress.candidates.done == NOW


def test_presenting_the_same_again_changes_nothing(session: orm.Session, consultant: Staff) -> None:
    request = RequestFactory()
    (referral,) = ask(session, request, consultant, baker())
    say(session, referral, "yes")
    assert len(present(session, request, consultant, referral)) == 1
    assert present(session, request, consultant, referral) == []
    assert kinds(session, request.id) == ["received", "answered", "presented"]


@pytest.mark.parametrize("word", ["no", "applied", None])
def test_only_a_yes_can_be_presented(
    session: orm.Session, consultant: Staff, word: str | None
) -> None:
    request = RequestFactory()
    willing, other = ask(session, request, consultant, baker(), baker())
    say(session, willing, "yes")
    if word:
        say(session, other, word)
    no = refusal_of(lambda: present(session, request, consultant, willing, other))
    assert no is RequestRefusal.NOT_WILLING
    assert kinds(session, request.id) == ["received"]
    assert session.scalar(sa.select(sa.func.count()).select_from(Candidate)) == 0


@pytest.mark.parametrize("word", ["no", None])
def test_the_database_takes_no_other_answer_either(session: orm.Session, word: str | None) -> None:
    referral = ReferralFactory(answer=word)
    request = RequestFactory(opening=referral.opening)
    session.add(
        Candidate(
            request_id=request.id,
            referral_id=referral.id,
            first_name="Anna",
            profile="",
            fits_because="",
            presented_at=NOW,
        )
    )
    with pytest.raises(IntegrityError, match="candidate_said_yes"):
        session.flush()


def test_somebody_asked_about_another_job_is_not_found(
    session: orm.Session, consultant: Staff
) -> None:
    request = RequestFactory()
    ask(session, request, consultant, baker())
    with pytest.raises(NotFound):
        present(session, request, consultant, ReferralFactory(answer="yes"))


def test_a_yes_is_held_once_it_was_shown(session: orm.Session, consultant: Staff) -> None:
    request = RequestFactory()
    (referral,) = ask(session, request, consultant, baker())
    say(session, referral, "yes")
    say(session, referral, "no")
    say(session, referral, "yes")
    present(session, request, consultant, referral)
    no = refusal_of(lambda: say(session, referral, "no"))
    assert no is AnswerRefusal.PRESENTED
    session.expire_all()
    assert referral.answer == "yes"


def test_a_closed_request_takes_no_more_answers(session: orm.Session, consultant: Staff) -> None:
    request = RequestFactory()
    (referral,) = ask(session, request, consultant, baker())
    say(session, referral, "yes")
    present(session, request, consultant, referral)
    candidates_of_closed = ask(session, request, consultant, baker())
    ending.close(session, request.id, text="Ansat", actor=staff_actor(consultant), now=NOW)
    session.expire_all()
    no = refusal_of(lambda: say(session, candidates_of_closed[0], "yes"))
    assert no is AnswerRefusal.CLOSED


def test_who_was_presented_is_in_the_citizens_trail(
    session: orm.Session, consultant: Staff
) -> None:
    request, citizen = RequestFactory(), baker()
    (referral,) = ask(session, request, consultant, citizen)
    say(session, referral, "yes")
    present(session, request, consultant, referral)
    trail = session.execute(
        sa.select(AuditEvent.action, AuditEvent.audience)
        .where(AuditEvent.citizen_id == citizen.id)
        .order_by(AuditEvent.id)
    ).all()
    assert trail == [
        ("ask", "staff"),
        ("pick", "staff"),
        ("answer", "citizen"),
        ("present", "staff"),
    ]


def test_a_cv_hidden_after_the_yes_gives_the_name_only(
    session: orm.Session, consultant: Staff
) -> None:
    request = RequestFactory()
    citizen = CitizenFactory()
    cv = CvFactory(citizen=citizen)
    (referral,) = ask(session, request, consultant, citizen)
    say(session, referral, "yes")
    cv.visible_to_staff = False
    session.flush()
    (candidate,) = present(session, request, consultant, referral)
    assert candidate.profile == ""
