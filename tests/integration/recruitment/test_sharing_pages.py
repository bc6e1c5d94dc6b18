"""The pages on which a CV is shared, opened, chosen from and taken back."""

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Staff
from portal.caseload import defaults as caseload
from portal.core.audit import AuditEvent
from portal.joblog.models import JobLogEntry
from portal.openings.models import ReferralEvent
from tests.factories.cv import CvExperienceFactory
from tests.factories.openings import ReferralFactory
from tests.integration.conftest import SignInAs
from tests.integration.recruitment.conftest import baker
from tests.integration.recruitment.scene import Scene
from tests.statements import counted

pytestmark = pytest.mark.usefixtures("in_app")


@pytest.fixture
def scene(session: orm.Session, consultant: Staff, owner: BusinessUser) -> Scene:
    return Scene(session, consultant, owner)


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
    caseload.load_defaults(session)
    log = client_for(scene.citizen).get("/borger/mine-data/hvem-har-set")
    assert log.status_code == 200
    assert scene.owner.name in log.text, "the looks stand in the list of all who have seen"


def test_the_businesss_own_click_fills_the_job_and_the_citizens_log(
    scene: Scene, session: orm.Session, client_for: SignInAs
) -> None:
    business = client_for(scene.owner)
    step = f"{scene.path}/kandidater/{scene.candidate.id}/trin"
    for kind in ("interview", "hired"):
        assert business.post(step, data={"step": kind}).status_code == 302
    assert "Ansat" in business.get(f"{scene.path}?lang=da").text
    entries = session.scalars(
        sa.select(JobLogEntry.status).where(JobLogEntry.citizen_id == scene.citizen.id)
    )
    assert entries.all() == ["offer"]


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
