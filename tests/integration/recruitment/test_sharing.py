"""What a citizen shares with a business, how it ends, and what is seen of it by whom."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Citizen, Staff
from portal.businesses.models import Business
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.core.errors import NotFound, Refused
from portal.joblog.models import JobLogEntry
from portal.notifications.models import OutboxMessage
from portal.openings import service as openings
from portal.openings.models import Opening, Referral, ReferralEvent
from portal.recruitment import queries
from portal.recruitment.models import Candidate, RecruitmentRequest, SharedCv
from portal.recruitment.queries import pipeline as seen
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.service import candidates, ending, pipeline, sharing
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.factories.businesses import BusinessFactory, ProductionUnitFactory
from tests.factories.cv import CvExperienceFactory
from tests.factories.openings import OpeningFactory, ReferralFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.conftest import SignInAs
from tests.integration.recruitment.conftest import baker, business_actor, staff_actor
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("in_app")


class Scene:
    """A request with one candidate who has said yes, shares the CV, and was presented."""

    def __init__(self, session: orm.Session, consultant: Staff, owner: BusinessUser) -> None:
        self.session, self.owner = session, owner
        self.company = session.get_one(Business, owner.business_id)
        self.now = clock.now()
        self.opening: Opening = OpeningFactory(positions=1)
        self.request: RecruitmentRequest = RequestFactory(
            business=self.company,
            sent_by=owner,
            consultant=consultant,
            opening=self.opening,
            happened=["answered"],
            happened__at=self.now - timedelta(days=1),
        )
        self.citizen: Citizen = baker()
        CvExperienceFactory(citizen=self.citizen, title="Bagersvend", employer="Emmerys")
        self.staff = staff_actor(consultant)
        self.business = business_actor(owner)
        self.referral = self.willing(self.citizen)
        self.candidate = self.present(self.referral)
        self.path = f"/virksomhed/henvendelser/{self.request.id}"
        self.cv_path = f"{self.path}/kandidater/{self.candidate.id}/cv"

    def willing(self, citizen: Citizen, share: bool = True) -> Referral:
        referral: Referral = ReferralFactory(
            opening=self.opening, citizen=citizen, answer="yes", asked_at=self.now
        )
        self.session.add(ReferralEvent(referral_id=referral.id, kind="yes", at=self.now))
        if share:
            sharing.allow(self.session, citizen.id, referral.id, now=self.now)
        return referral

    def present(self, referral: Referral) -> Candidate:
        (shown,) = candidates.present(
            self.session,
            self.request.id,
            {referral.id: "Har bagt i fem år."},
            actor=self.staff,
            now=self.now,
        )
        return shown

    def move(self, kind: str, at: datetime | None = None, **more: str) -> None:
        pipeline.move(
            self.session,
            self.request.id,
            self.candidate.id,
            kind,
            actor=self.business,
            now=at or self.now,
            **more,
        )

    def step(self) -> str:
        step = seen.steps_of(self.session, [self.referral.id])[self.referral.id]
        self.session.commit()  # so that the next request finds no transaction of ours
        return step

    def has_copy(self, referral: Referral | None = None) -> bool:
        wanted = sa.select(SharedCv.referral_id).where(
            SharedCv.referral_id == (referral or self.referral).id
        )
        found = self.session.scalar(wanted) is not None
        self.session.commit()
        return found

    def opens(self, at: datetime | None = None) -> bool:
        now = at or self.now
        own = queries.own_request(self.session, self.owner.business_id, self.request.id, now)
        try:
            seen.opened_cv(self.session, self.request.id, self.candidate.id, own.progress, now)
        except NotFound:
            return False
        return True


@pytest.fixture
def scene(session: orm.Session, consultant: Staff, owner: BusinessUser) -> Scene:
    return Scene(session, consultant, owner)


def told(session: orm.Session, kind: str) -> int:
    rows = sa.select(sa.func.count()).where(
        OutboxMessage.kind == kind, OutboxMessage.channel == "inbox"
    )
    return session.scalar(rows.select_from(OutboxMessage)) or 0


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
    assert sharing.forget(session, last) == 1
    assert sharing.forget(session, last) == 0


def test_businesses_are_asked_how_it_went_once(scene: Scene, session: orm.Session) -> None:
    for days in (13, 14, 15, 20):
        pipeline.ask_how_it_went(session, scene.now + timedelta(days=days))
        assert told(session, "feedback_asked") == (0 if days < 14 else 1)


def test_nobody_asks_about_what_has_been_said(scene: Scene, session: orm.Session) -> None:
    scene.move("not_hired")
    assert pipeline.ask_how_it_went(session, scene.now + timedelta(days=20)) == 0


def test_every_look_is_in_the_trail_and_on_the_citizens_page(
    scene: Scene, session: orm.Session, client_for: SignInAs
) -> None:
    business = client_for(scene.owner)
    assert "Har bagt i fem år." in business.get(scene.path).text
    assert business.get(scene.cv_path).status_code == 404
    invited = business.post(
        f"{scene.path}/kandidater/{scene.candidate.id}/trin", data={"step": "interview"}
    )
    assert invited.status_code == 302
    assert "Bagersvend" in business.get(scene.cv_path).text
    looks = session.execute(
        sa.select(AuditEvent.subject, AuditEvent.person_id)
        .where(
            AuditEvent.citizen_id == scene.citizen.id,
            AuditEvent.audience == "business",
            AuditEvent.action == "read",
        )
        .order_by(AuditEvent.id)
    ).all()
    assert looks == [("candidate", scene.owner.id), ("shared_cv", scene.owner.id)]
    mine = client_for(scene.citizen).get(f"/borger/jobforslag/{scene.referral.id}/delt").text
    assert mine.count(scene.owner.name) == 2
    assert "Din hele" in mine or "hele CV" in mine


def test_a_business_loses_the_page_it_looks_at(scene: Scene, client_for: SignInAs) -> None:
    business, citizen = client_for(scene.owner), client_for(scene.citizen)
    step = f"{scene.path}/kandidater/{scene.candidate.id}/trin"
    business.post(step, data={"step": "interview"})
    assert business.get(scene.cv_path).status_code == 200
    gone = citizen.post(f"/borger/jobforslag/{scene.referral.id}/traek-tilbage")
    assert gone.status_code == 302
    assert business.get(scene.cv_path).status_code == 404
    assert business.post(step, data={"step": "hired"}).status_code == 404
    page = business.get(scene.path).text
    assert "Har bagt i fem år." not in page
    assert "Bagersvend" not in page


def test_a_no_on_the_old_page_takes_back_what_was_shown(
    scene: Scene, session: orm.Session, client_for: SignInAs
) -> None:
    citizen = client_for(scene.citizen)
    citizen.post(f"/borger/jobforslag/{scene.referral.id}", data={"answer": "no"})
    session.expire_all()
    assert scene.step() == "withdrew"


def test_the_citizen_sees_the_whole_before_the_yes_and_nothing_is_ticked(
    session: orm.Session, client_for: SignInAs, scene: Scene
) -> None:
    person = baker()
    CvExperienceFactory(citizen=person, title="Konditorsvend")
    referral = ReferralFactory(opening=scene.opening, citizen=person, asked_at=scene.now)
    client = client_for(person)
    page = client.get("/borger/jobforslag").text
    assert "Konditorsvend" in page
    assert "ingen betydning for din ydelse" in page
    box = page[page.index('name="share_cv"') :]
    assert "checked" not in box[: box.index(">")]
    answer = f"/borger/jobforslag/{referral.id}"
    for said, copied in (
        ({"answer": "yes"}, False),
        ({"answer": "yes", "share_cv": "y"}, True),
        ({"answer": "no", "share_cv": "y"}, False),
    ):
        client.post(answer, data=said)
        assert scene.has_copy(referral) is copied


def test_the_whole_cv_is_taken_back_alone(scene: Scene, client_for: SignInAs) -> None:
    client = client_for(scene.citizen)
    client.post(f"/borger/jobforslag/{scene.referral.id}/luk-cv")
    assert not scene.has_copy()
    assert scene.step() == "presented"


def test_a_business_says_why_not_and_only_staff_read_it(
    scene: Scene, session: orm.Session, client_for: SignInAs
) -> None:
    business = client_for(scene.owner)
    at = f"{scene.path}/kandidater/{scene.candidate.id}/ikke-relevant"
    assert business.post(at, data={}).status_code == 200  # says what is missing
    assert scene.step() == "presented"
    said = {"code": "experience", "text": "For lidt rutine"}
    assert business.post(at, data=said).status_code == 302
    event = session.scalars(sa.select(ReferralEvent).where(ReferralEvent.kind == "not_hired")).one()
    assert (event.code, event.text, event.business_user_id) == (*said.values(), scene.owner.id)
    mine = client_for(scene.citizen).get(f"/borger/jobforslag/{scene.referral.id}/delt").text
    assert "rutine" not in mine


def test_staff_note_what_the_business_says(
    scene: Scene, session: orm.Session, client_for: SignInAs, consultant: Staff
) -> None:
    client = client_for(consultant)
    at = f"/personale/henvendelser/{scene.request.id}/kandidater/{scene.candidate.id}/trin"
    for wrong in ("", "asked", "withdrew", "not_hired", "not_hired:x", "hired:other"):
        assert client.post(at, data={"step": wrong}).status_code == 400
    client.post(at, data={"step": "interview"})
    client.post(at, data={"step": "not_hired:language"})
    assert scene.step() == "not_hired"
    assert (
        client.post(
            at.replace(str(scene.candidate.id), "999999"), data={"step": "hired"}
        ).status_code
        == 404
    )


def test_the_pages_ask_a_fixed_number_of_statements(
    scene: Scene, engine: sa.Engine, client_for: SignInAs
) -> None:
    citizen, business = client_for(scene.citizen), client_for(scene.owner)
    shared = f"/borger/jobforslag/{scene.referral.id}/delt"
    citizen.get(shared)
    with counted(engine) as few:
        citizen.get(shared)
    assert len(few) <= 12
    business.get(scene.path)
    with counted(engine) as one:
        business.get(scene.path)
    scene.present(scene.willing(baker()))
    with counted(engine) as two:
        business.get(scene.path)
    assert len(two) == len(one) <= 20


EVERYBODY = (
    "citizen", "other_citizen", "owner", "colleague", "other_unit", "other_company",
    "consultant", "team_lead", "caseworker", "analyst", "administrator", "nobody",
)  # fmt: skip
COMPANY, PICKERS = ("owner", "colleague"), ("consultant", "team_lead")
PAGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("GET {path}", COMPANY),
    ("GET {path}/kandidater/{candidate}/cv", COMPANY),
    ("GET {path}/kandidater/{candidate}/ikke-relevant", COMPANY),
    ("GET /borger/jobforslag/{referral}/delt", ("citizen",)),
    ("GET {staff}/kandidater", PICKERS),
    ("GET {staff}", (*PICKERS, "administrator")),
    ("POST {staff}/soegning", PICKERS),
    ("POST {path}/kandidater/{candidate}/trin", COMPANY),
    ("POST {staff}/kandidater/{candidate}/trin", PICKERS),
    ("POST /borger/jobforslag/{referral}/luk-cv", ("citizen",)),
    ("POST /borger/jobforslag/{referral}/traek-tilbage", ("citizen",)),
)
"""Every page and deed of this part, and who gets what; everybody else gets nothing."""


def somebody(scene: Scene, who: str, client_for: SignInAs, client: FlaskClient) -> FlaskClient:
    if who == "nobody":
        return client
    if who in ("citizen", "owner"):
        return client_for(getattr(scene, who))
    if who == "other_citizen":
        return client_for(CitizenFactory())
    if who in ("colleague", "other_unit"):
        colleague = BusinessUserFactory(business=scene.company)
        if who == "other_unit":
            colleague.unit_id = ProductionUnitFactory(business=scene.company).id
            scene.session.flush()
        return client_for(colleague)
    if who == "other_company":
        return client_for(BusinessUserFactory(business=BusinessFactory()))
    role = "business_consultant" if who == "consultant" else who
    return client_for(StaffFactory(role=role))


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_sees_what(scene: Scene, client_for: SignInAs, client: FlaskClient, who: str) -> None:
    scene.move("interview")
    visitor = somebody(scene, who, client_for, client)
    for wanted, allowed in PAGES:
        before = (scene.step(), scene.has_copy())
        method, address = wanted.format(
            path=scene.path,
            candidate=scene.candidate.id,
            referral=scene.referral.id,
            staff=f"/personale/henvendelser/{scene.request.id}",
        ).split()
        data = {"step": "offered", "search-occupations": "Bager", "search-danish": ""}
        answer = visitor.open(address, method=method, data=data if method == "POST" else None)
        if who in allowed:
            assert answer.status_code == (200 if method == "GET" else 302), wanted
            continue
        assert answer.status_code in (302, 403, 404), wanted
        assert answer.status_code != 302 or (who == "nobody" and "/log-ind" in answer.location)
        assert (scene.step(), scene.has_copy()) == before, wanted
        assert "Bagersvend" not in answer.text


@pytest.mark.parametrize("number", ["999999", str(2**63)])
def test_forged_ids_are_missing(scene: Scene, client_for: SignInAs, number: str) -> None:
    business, citizen = client_for(scene.owner), client_for(scene.citizen)
    for path in (
        f"{scene.path}/kandidater/{number}/cv",
        f"{scene.path}/kandidater/{number}/ikke-relevant",
        f"/virksomhed/henvendelser/{number}/kandidater/{scene.candidate.id}/cv",
    ):
        assert business.get(path).status_code == 404
    assert (
        business.post(f"{scene.path}/kandidater/{number}/trin", data={"step": "hired"}).status_code
        == 404
    )
    assert citizen.get(f"/borger/jobforslag/{number}/delt").status_code == 404
    assert citizen.post(f"/borger/jobforslag/{number}/traek-tilbage").status_code == 404
    assert citizen.post(f"/borger/jobforslag/{number}/luk-cv").status_code == 404


def test_another_requests_candidate_is_missing(scene: Scene, client_for: SignInAs) -> None:
    other = RequestFactory(business=scene.company, sent_by=scene.owner)
    at = f"/virksomhed/henvendelser/{other.id}/kandidater/{scene.candidate.id}"
    client = client_for(scene.owner)
    assert client.get(f"{at}/cv").status_code == 404
    assert client.post(f"{at}/trin", data={"step": "interview"}).status_code == 404


def test_a_business_cannot_say_a_citizens_words(scene: Scene, client_for: SignInAs) -> None:
    at = f"{scene.path}/kandidater/{scene.candidate.id}/trin"
    client = client_for(scene.owner)
    for word in ("withdrew", "yes", "asked", "not_hired", "", "x" * 10_000):
        assert client.post(at, data={"step": word}).status_code == 400
