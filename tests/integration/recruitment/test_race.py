"""Two people at once, each on a connection of their own."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Staff
from portal.core import audit
from portal.core.access import Actor
from portal.core.audit import AuditEvent
from portal.core.errors import NotFound, Refused
from portal.openings import service as openings
from portal.recruitment import defaults, queries
from portal.recruitment.models import Candidate, RecruitmentRequest, RequestEvent
from portal.recruitment.queries import pipeline as seen
from portal.recruitment.service import candidates, drafts, pipeline, sharing
from tests.conftest import NOW
from tests.factories import bind
from tests.factories.accounts import BusinessUserFactory
from tests.factories.openings import OpeningFactory, ReferralFactory
from tests.factories.recruitment import ConsultantFactory, RequestFactory
from tests.integration.recruitment.conftest import baker, business_actor, staff_actor
from tests.integration.recruitment.test_sending import FACTS

WRITTEN = (
    "team, opening, service_goal, match_weight, share_rule, business, outbox_message,"
    " audit_event, procrastinate_jobs"
)
ROUNDS = 8


@dataclass(frozen=True)
class Scene:
    """A request, a willing citizen, and the consultant."""

    request_id: int
    referral_id: int
    citizen_id: int
    actor: Actor


@pytest.fixture
def committed(engine: sa.Engine, bare_app: Flask) -> Iterator[Callable[[], Scene]]:
    """Makes scenes that other connections see."""

    def make() -> Scene:
        with orm.Session(engine, expire_on_commit=False) as session:
            bind(session)
            defaults.load_defaults(session)
            consultant: Staff = ConsultantFactory()
            opening = OpeningFactory()
            request = RequestFactory(opening=opening, consultant=consultant)
            referral = ReferralFactory(opening=opening, citizen=baker(), answer="yes")
            session.commit()
            return Scene(request.id, referral.id, referral.citizen_id, staff_actor(consultant))

    yield make
    with engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {WRITTEN} CASCADE"))


def together(
    engine: sa.Engine, app: Flask, *deeds: Callable[[orm.Session], object]
) -> list[object]:
    """What each deed came to, all begun at the same moment and committed."""
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[orm.Session], object]) -> object:
        with app.app_context(), orm.Session(engine, expire_on_commit=False) as session:
            barrier.wait(timeout=10)
            try:
                result = deed(session)
                session.commit()
            except Refused as refused:
                return refused.refusal.name
            return result

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def presenting(scene: Scene) -> Callable[[orm.Session], object]:
    return lambda session: len(
        candidates.present(
            session, scene.request_id, {scene.referral_id: "Fordi"}, actor=scene.actor, now=NOW
        )
    )


def test_two_consultants_present_the_same_person_once(
    engine: sa.Engine, bare_app: Flask, committed: Callable[[], Scene]
) -> None:
    for _ in range(ROUNDS):
        scene = committed()
        both = together(engine, bare_app, presenting(scene), presenting(scene))
        assert sorted(both, key=str) == [0, 1]
        with orm.Session(engine) as session:
            shown = sa.select(sa.func.count()).where(
                RequestEvent.request_id == scene.request_id, RequestEvent.kind == "presented"
            )
            assert session.scalar(shown) == 1


def test_taking_a_yes_back_and_presenting_it_never_both_happen(
    engine: sa.Engine, bare_app: Flask, committed: Callable[[], Scene]
) -> None:
    for _ in range(ROUNDS):
        scene = committed()

        def say_no(session: orm.Session, scene: Scene = scene) -> object:
            openings.answer(
                session, scene.citizen_id, scene.referral_id, answer="no", reason="", now=NOW
            )
            return "no"

        presented, said = together(engine, bare_app, presenting(scene), say_no)
        with orm.Session(engine) as session:
            shown = session.scalar(
                sa.select(sa.func.count()).where(Candidate.request_id == scene.request_id)
            )
        assert (presented, said, shown) in [(1, "PRESENTED", 1), ("NOT_WILLING", "no", 0)]


def test_stepping_back_wins_over_being_presented_at_the_same_moment(
    engine: sa.Engine, bare_app: Flask, committed: Callable[[], Scene]
) -> None:
    """Whichever comes first, the business is left with nobody it was not meant to see."""
    for _ in range(ROUNDS):
        scene = committed()

        def back(session: orm.Session, scene: Scene = scene) -> object:
            person, referral = scene.citizen_id, scene.referral_id
            if sharing.step_back(session, person, referral, now=NOW):
                return "back"
            openings.answer(session, person, referral, answer="no", reason="", now=NOW)
            return "no"

        presented, said = together(engine, bare_app, presenting(scene), back)
        with orm.Session(engine) as session:
            shown = session.scalar(
                sa.select(sa.func.count()).where(Candidate.request_id == scene.request_id)
            )
        assert (presented, said, shown) in [(1, "back", 0), ("NOT_WILLING", "no", 0)]


def test_hiring_and_stepping_back_never_both_happen(
    engine: sa.Engine, bare_app: Flask, committed: Callable[[], Scene]
) -> None:
    for _ in range(ROUNDS):
        scene = committed()
        with bare_app.app_context(), orm.Session(engine) as session:
            presenting(scene)(session)
            session.commit()
            candidate = session.scalars(
                sa.select(Candidate.id).where(Candidate.request_id == scene.request_id)
            ).one()

        def hire(session: orm.Session, scene: Scene = scene, candidate: int = candidate) -> object:
            try:
                pipeline.move(
                    session, scene.request_id, candidate, "hired", actor=scene.actor, now=NOW
                )
            except NotFound:
                return "gone"
            return "hired"

        def back(session: orm.Session, scene: Scene = scene) -> object:
            return sharing.step_back(session, scene.citizen_id, scene.referral_id, now=NOW)

        both = together(engine, bare_app, hire, back)
        assert both in (["hired", "HIRED"], ["gone", True])


def test_who_looks_while_the_citizen_steps_back_has_looked_before_or_sees_nothing(
    engine: sa.Engine, bare_app: Flask, committed: Callable[[], Scene]
) -> None:
    for _ in range(2 * ROUNDS):
        scene = committed()
        with bare_app.app_context(), orm.Session(engine) as session:
            sharing.allow(session, scene.citizen_id, scene.referral_id, now=NOW)
            presenting(scene)(session)
            (candidate,) = session.scalars(
                sa.select(Candidate.id).where(Candidate.request_id == scene.request_id)
            )
            pipeline.move(
                session, scene.request_id, candidate, "interview", actor=scene.actor, now=NOW
            )
            session.commit()

        def look(session: orm.Session, scene: Scene = scene, candidate: int = candidate) -> object:
            progress = queries.request_page(session, scene.request_id, NOW).progress
            try:
                seen.opened_cv(session, scene.request_id, candidate, progress, NOW)
            except NotFound:
                return "nothing"
            audit.record(
                session, scene.actor, "read", "shared_cv", candidate,
                now=NOW, citizen_id=scene.citizen_id,
            )  # fmt: skip
            session.flush()
            return "seen"

        def back(session: orm.Session, scene: Scene = scene) -> object:
            return sharing.step_back(session, scene.citizen_id, scene.referral_id, now=NOW)

        looked, stepped = together(engine, bare_app, look, back)
        assert stepped is True
        with orm.Session(engine) as session:
            trail = session.scalars(
                sa.select(AuditEvent.action)
                .where(
                    AuditEvent.citizen_id == scene.citizen_id,
                    AuditEvent.subject == "shared_cv",
                    AuditEvent.action.in_(("read", "disallow")),
                )
                .order_by(AuditEvent.id)
            ).all()
        assert trail == (["read", "disallow"] if looked == "seen" else ["disallow"])


def test_a_double_click_sends_one_enquiry(
    engine: sa.Engine, bare_app: Flask, committed: Callable[[], Scene]
) -> None:
    committed()
    for _ in range(ROUNDS):
        with orm.Session(engine, expire_on_commit=False) as session:
            bind(session)
            person = BusinessUserFactory()
            actor = business_actor(person)
            draft = drafts.start(session, actor, "recruitment", now=NOW)
            values = {k: v for k, v in vars(FACTS).items() if v is not None}
            drafts.save(session, draft, values, now=NOW)
            session.commit()
            key = draft.key

        def send(session: orm.Session, actor: Actor = actor, key: object = key) -> object:
            return drafts.send(session, actor, key, now=NOW).id  # type: ignore[arg-type]

        first, second = together(engine, bare_app, send, send)
        assert first == second
        with orm.Session(engine) as session:
            stored = sa.select(sa.func.count()).where(
                RecruitmentRequest.business_id == actor.business_id
            )
            assert session.scalar(stored) == 1
