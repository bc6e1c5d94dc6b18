"""What the database itself refuses, also when two come at once."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal.supported.models import PartnerAgreement, Placement, SupportedApplication
from portal.supported.service.log import append
from tests.conftest import NOW
from tests.factories import bind
from tests.factories.accounts import CitizenFactory
from tests.factories.businesses import ProductionUnitFactory
from tests.integration.supported.conftest import Scene, make_scene

FIRST = date(2026, 12, 7)
WRITTEN = "team, placement_rule, business, audit_event"


def applied(session: orm.Session, scene: Scene, **changes: Any) -> SupportedApplication:
    """An application, straight into the database."""
    values: dict[str, Any] = {
        "business_id": scene.business.id,
        "unit_id": scene.unit.id,
        "created_by_id": scene.owner.id,
        "consultant_id": scene.consultant.id,
        "key": str(session.scalar(sa.text("SELECT gen_random_uuid()"))),
        "form": "work_placement",
        "sector": "private",
        "title": "Hjælp",
        "tasks": "Feje",
        "starts_on": FIRST,
        "ends_on": FIRST + timedelta(days=30),
        "counted_from": FIRST,
        "hours_per_week": 30,
        "ordinary_staff": 6,
        "supervisor_name": "S",
        "supervisor_phone": "45 97 30 11",
        "representative_name": "R",
        "representative_email": "r@example.invalid",
    }
    made = SupportedApplication(**{**values, **changes})
    session.add(made)
    session.flush()
    return made


def partner(session: orm.Session, scene: Scene, places: int = 2) -> PartnerAgreement:
    """An agreement of the unit."""
    made = PartnerAgreement(
        business_id=scene.business.id,
        unit_id=scene.unit.id,
        places=places,
        starts_on=FIRST - timedelta(days=30),
        ends_on=FIRST + timedelta(days=300),
        tasks="Alt",
        made_by_id=scene.consultant.id,
        made_at=NOW,
    )
    session.add(made)
    session.flush()
    return made


def put(session: orm.Session, one: SupportedApplication, citizen_id: int, by: int) -> None:
    """Place somebody."""
    session.add(
        Placement(
            application_id=one.id,
            citizen_id=citizen_id,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            chosen_by_id=by,
            chosen_at=NOW,
        )
    )
    session.flush()


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"ends_on": FIRST + timedelta(days=91)}, "within_rule"),
        ({"form": "public_benefit"}, "within_rule"),
        ({"starts_on": date(2013, 1, 1), "counted_from": date(2013, 1, 1)}, "within_rule"),
        ({"counted_from": FIRST - timedelta(days=1)}, "counted_from_first_day"),
        ({"ends_on": FIRST - timedelta(days=1)}, "ends_after_start"),
    ],
)
def test_no_more_time_than_the_rule_allows(
    session: orm.Session, scene: Scene, changes: dict[str, Any], name: str
) -> None:
    applied(session, scene, ends_on=FIRST + timedelta(days=90))
    with pytest.raises(sa.exc.IntegrityError) as refused, session.begin_nested():
        applied(session, scene, **changes)
    assert name in str(refused.value.orig.diag.constraint_name)  # type: ignore[union-attr]


def test_a_unit_of_another_company_is_refused(session: orm.Session, scene: Scene) -> None:
    foreign = ProductionUnitFactory()
    with pytest.raises(sa.exc.IntegrityError, match="unit_is_own"), session.begin_nested():
        applied(session, scene, unit_id=foreign.id)


def test_an_extension_goes_on_where_the_first_ends(session: orm.Session, scene: Scene) -> None:
    first = applied(session, scene)
    follows = {"extends_id": first.id, "starts_on": first.ends_on + timedelta(days=1)}
    applied(session, scene, ends_on=FIRST + timedelta(days=90), **follows)
    for wrong in (
        {**follows, "ends_on": FIRST + timedelta(days=91)},
        {
            **follows,
            "starts_on": first.ends_on + timedelta(days=2),
            "ends_on": FIRST + timedelta(days=60),
        },
    ):
        with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
            applied(session, scene, **wrong)


def test_a_citizen_is_at_one_place_at_a_time(session: orm.Session, scene: Scene) -> None:
    by = scene.consultant.id
    put(session, applied(session, scene), scene.citizen.id, by)
    with pytest.raises(sa.exc.IntegrityError, match="one_at_a_time"), session.begin_nested():
        put(session, applied(session, scene), scene.citizen.id, by)


def test_a_partner_company_has_only_its_places(session: orm.Session, scene: Scene) -> None:
    agreed, by = partner(session, scene), scene.consultant.id
    for _ in range(2):
        put(session, applied(session, scene, agreement_id=agreed.id), CitizenFactory().id, by)
    with pytest.raises(sa.exc.IntegrityError, match="no place free"), session.begin_nested():
        put(session, applied(session, scene, agreement_id=agreed.id), CitizenFactory().id, by)
    agreed.ends_on = FIRST
    with pytest.raises(sa.exc.IntegrityError, match="has one of"):
        session.flush()


def test_the_log_is_not_changed(session: orm.Session, scene: Scene) -> None:
    one = applied(session, scene)
    event = append(session, one.id, "sent", now=NOW, actor=None)
    event.text = "noget andet"
    with pytest.raises(sa.exc.DBAPIError, match=r"append-only|permission denied"):
        session.flush()


@pytest.fixture
def committed(engine: sa.Engine, bare_app: object) -> Iterator[Callable[[], orm.Session]]:
    """Sessions whose work other connections see; all of it is gone afterwards."""
    yield lambda: orm.Session(engine, expire_on_commit=False)
    with engine.begin() as connection:
        connection.execute(sa.text(f"TRUNCATE {WRITTEN} CASCADE"))


@pytest.mark.parametrize("same_citizen", [True, False])
def test_of_two_at_once_one_gets_the_last_place(
    committed: Callable[[], orm.Session], same_citizen: bool
) -> None:
    with committed() as session:
        bind(session)
        scene = make_scene(session)
        agreed = None if same_citizen else partner(session, scene)
        by = scene.consultant.id
        if agreed is not None:
            put(session, applied(session, scene, agreement_id=agreed.id), CitizenFactory().id, by)
        people = [scene.citizen.id, scene.citizen.id if same_citizen else CitizenFactory().id]
        wanted = [
            applied(session, scene, agreement_id=agreed.id if agreed else None) for _ in people
        ]
        session.commit()
    ready = Barrier(2)

    def try_it(number: int) -> bool:
        with committed() as mine:
            ready.wait(10)
            try:
                put(mine, wanted[number], people[number], by)
                mine.commit()
            except sa.exc.IntegrityError:
                return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(try_it, range(2))) == [False, True]
