"""What clocks came to is written down, and never says anything but what the log says."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from time import sleep

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal.core import clock
from portal.core.calendar import OpeningHours
from portal.recruitment import defaults, queries
from portal.recruitment.models import CLOCKS, RequestEvent, ServiceGoal, ServiceResult
from portal.recruitment.queries import By
from portal.recruitment.queries.results import ClockResult, clock_results
from portal.recruitment.rules.figures import Measured, Summary, summarise
from portal.recruitment.service import keeping
from portal.recruitment.service.log import keep_version
from tests.conftest import NOW
from tests.factories.recruitment import ConsultantFactory, RequestEventFactory, RequestFactory
from tests.integration.recruitment.test_race import Scene, committed

__all__ = ["committed"]

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START, UNTIL = date(2026, 6, 1), date(2026, 12, 1)
LATER = NOW + 10 * DAY


@pytest.fixture(autouse=True)
def _promised(request: pytest.FixtureRequest) -> None:
    """Opening hours came to count in October; before that all hours did, and fewer of them."""
    if "committed" in request.fixturenames:
        return
    session: orm.Session = request.getfixturevalue("session")
    defaults.load_defaults(session)
    session.add_all(
        OpeningHours(
            weekday=day, valid_from=date(2026, 1, 1), opens=time(9), closes=time(15), source="test"
        )
        for day in range(5)
    )
    session.add_all(
        ServiceGoal(key=key, valid_from=day, hours=hours, counted=counted, source="test")
        for day, counted, by_key in (
            (date(2026, 10, 1), "opening", {"answer": 6, "candidates": 18}),
        )
        for key, hours in by_key.items()
    )
    session.flush()


@pytest.fixture
def many(session: orm.Session) -> list[int]:
    """Enquiries of half a year, some of which have all they were promised, some have not."""
    chance = random.Random(7)
    consultants = [ConsultantFactory() for _ in range(3)]
    first = RequestFactory(happened__at=datetime(2025, 1, 1, 9, tzinfo=NOW.tzinfo)).id
    made = []
    for number in range(60):
        received = clock.start_of_day(START) + timedelta(minutes=chance.randrange(176 * 1440))
        request = RequestFactory(
            consultant=chance.choice(consultants),
            kind=chance.choice(["recruitment", "other", "job_rotation"]),
            happened__at=received,
        )
        if number % 7:  # the others are from before promises were kept
            received -= timedelta(minutes=1)
            key = keep_version(session, received, received)
            RequestEventFactory(
                request_id=request.id, kind="backdated", at=received, text="Ja", version_key=key
            )
        _happen(chance, request.id, first, received)
        made.append(request.id)
    return made


def _happen(chance: random.Random, request_id: int, first: int, received: datetime) -> None:
    kinds = ["answered", "presented", "paused", "resumed", "closed", "withdrawn", "spam"]
    kinds += ["answered", "presented", "closed", "duplicate", "message"]
    needs = {"paused": {"code": "wants_later"}, "duplicate": {"other_request_id": first}}
    for kind in chance.sample(kinds, chance.randrange(7)):
        at = received + timedelta(minutes=chance.randrange(-60, 7000))
        RequestEventFactory(request_id=request_id, kind=kind, at=at, **needs.get(kind, {}))


def keep_all(session: orm.Session, now: datetime) -> int:
    """How many results there are when all that can be has been written down."""
    last: int | None = 0
    while last is not None:
        last = keeping.keep_results(session, now, last)
    return session.scalar(sa.select(sa.func.count()).select_from(ServiceResult)) or 0


def by_the_rules(
    session: orm.Session, key: str, counted: str | None, now: datetime
) -> tuple[Summary, dict[object, Summary]]:
    """The figures by quarter as the rules have them, of every enquiry's log."""
    start, until = clock.start_of_day(START), clock.start_of_day(UNTIL)
    groups: dict[object, list[Measured]] = {}
    for result in clock_results(session, start, until, now):
        if key in result.promised:
            quarter = clock.quarter_start(clock.local_date(result.received_at))
            groups.setdefault(quarter, []).append(_measured(result, key, counted))
    everything = [case for cases in groups.values() for case in cases]
    return summarise(everything), {group: summarise(cases) for group, cases in groups.items()}


def _measured(result: ClockResult, key: str, counted: str | None) -> Measured:
    promise = result.promised[key]
    waited = result.waits[key, counted or promise.counted]
    return Measured(waited.hours, promise.hours, waited.done, result.left_out)


def rounded(summary: Summary) -> dict[str, object]:
    return {
        name: round(value, 6) if isinstance(value, float) else value
        for name, value in vars(summary).items()
    }


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("counted", [None, "elapsed", "opening"])
@pytest.mark.parametrize("now", [LATER, datetime(2026, 9, 3, 12, tzinfo=NOW.tzinfo)])
def test_the_database_counts_as_the_rules_do(
    session: orm.Session, counted: str | None, now: datetime
) -> None:
    for _round in ("nothing kept", "all kept"):
        found = {
            one.key: one for one in queries.figures(session, START, UNTIL, By.QUARTER, counted, now)
        }
        assert set(found) == set(CLOCKS)
        for key, one in found.items():
            whole, lines = by_the_rules(session, key, counted, now)
            assert rounded(one.whole) == rounded(whole)
            assert {line.group: rounded(line.summary) for line in one.lines} == {
                group: rounded(summary) for group, summary in lines.items()
            }
        assert keep_all(session, LATER) > 30


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("by", list(By))
def test_kept_or_not_the_figures_are_the_same(session: orm.Session, by: By) -> None:
    before = queries.figures(session, START, UNTIL, by, None, LATER)
    assert keep_all(session, LATER) > 30
    assert queries.figures(session, START, UNTIL, by, None, LATER) == before


@pytest.mark.parametrize(
    "kind", ["backdated", "answered", "presented", "paused", "withdrawn", "spam", "duplicate"]
)
def test_a_new_line_of_the_log_takes_the_result_away(
    session: orm.Session, many: list[int], kind: str
) -> None:
    keep_all(session, LATER)
    request_id = session.scalars(sa.select(ServiceResult.request_id).order_by("request_id")).first()
    needs = {
        "paused": {"code": "wants_later"},
        "duplicate": {"other_request_id": many[-1]},
        "backdated": {"text": "Ringede"},
    }
    RequestEventFactory(request_id=request_id, kind=kind, at=NOW, **needs.get(kind, {}))
    assert _kept(session, request_id) == 0


def test_a_message_changes_no_result(session: orm.Session, many: list[int]) -> None:
    keep_all(session, LATER)
    request_id = session.scalars(sa.select(ServiceResult.request_id)).first()
    before = _kept(session, request_id)
    RequestEventFactory(request_id=request_id, kind="message", at=NOW, text="Tak")
    assert _kept(session, request_id) == before > 0


def _kept(session: orm.Session, request_id: int | None) -> int:
    number = sa.select(sa.func.count()).where(ServiceResult.request_id == request_id)
    return session.scalar(number) or 0


def test_who_writes_meanwhile_is_left_alone_and_whoever_comes_later_is_heard(
    committed: Callable[[], Scene], engine: sa.Engine
) -> None:
    scene = committed()
    with orm.Session(engine) as session:
        key = keep_version(session, NOW - DAY, NOW)
        session.add_all(
            RequestEvent(request_id=scene.request_id, kind=kind, at=at, text=kind, version_key=kept)
            for kind, at, kept in (("backdated", NOW - DAY, key), ("withdrawn", NOW, None))
        )
        assert keep_all(session, LATER) == 2
        # Not yet committed, and somebody finds out that it was spam.
        with ThreadPoolExecutor(1) as pool:
            written = pool.submit(_write, engine, scene.request_id)
            _wait_until_somebody_waits(engine)
            session.commit()
            written.result(timeout=10)
    with orm.Session(engine) as session:
        assert _kept(session, scene.request_id) == 0
    with orm.Session(engine) as writing, orm.Session(engine) as keeper:
        writing.add(RequestEvent(request_id=scene.request_id, kind="closed", at=NOW))
        writing.flush()
        assert keep_all(keeper, LATER) == 0
        writing.commit()
        assert keep_all(keeper, LATER) == 2
        kept = keeper.scalars(sa.select(ServiceResult.left_out).distinct()).all()
        assert kept == ["spam"]


def _write(engine: sa.Engine, request_id: int) -> None:
    with orm.Session(engine) as session:
        session.add(RequestEvent(request_id=request_id, kind="spam", at=NOW))
        session.commit()


def _wait_until_somebody_waits(engine: sa.Engine) -> None:
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for _attempt in range(200):
            if connection.scalar(waiting):
                return
            sleep(0.02)
    raise AssertionError("nobody waits for the lock")
