"""Time is paused with a reason; a broken promise has a cause; what is no enquiry is left out."""

import json
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Staff
from portal.core.calendar import ClosingDay, OpeningHours
from portal.core.errors import Refused
from portal.notifications.models import OutboxMessage
from portal.recruitment import queries
from portal.recruitment.commands import recruitment
from portal.recruitment.models import RecruitmentRequest, RequestEvent, ServiceGoal
from portal.recruitment.queries import By
from portal.recruitment.refusals import RequestRefusal
from portal.recruitment.rules.clocks import State
from portal.recruitment.service import answering, ending, enquiries, pausing
from tests.conftest import NOW
from tests.factories.recruitment import RECEIVED, RequestEventFactory, RequestFactory
from tests.integration.recruitment.conftest import staff_actor
from tests.integration.recruitment.test_queries import CLOSES, OPENS
from tests.integration.recruitment.test_sending import FACTS, send

pytestmark = pytest.mark.usefixtures("in_app")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG_AGO = date(2026, 1, 1)


def refusal_of(deed: Callable[[], object]) -> RequestRefusal:
    """Why it was refused."""
    with pytest.raises(Refused) as refused:
        deed()
    assert isinstance(refused.value.refusal, RequestRefusal)
    return refused.value.refusal


def pause(session: orm.Session, request: RecruitmentRequest, by: Staff, at: object) -> None:
    pausing.pause(
        session,
        request.id,
        code="waits_for_business",
        text="I siger til om vagterne.",
        actor=staff_actor(by),
        now=at,  # type: ignore[arg-type]
    )


def test_a_pause_stops_the_time_and_the_business_reads_why(
    session: orm.Session, consultant: Staff
) -> None:
    request = RequestFactory(happened=["answered"])
    pause(session, request, consultant, RECEIVED + 2 * HOUR)
    own = queries.own_request(session, request.business_id, request.id, RECEIVED + 200 * HOUR)
    assert own.progress.candidates is not None
    assert own.progress.state_of(own.progress.candidates) is State.PAUSED
    told = session.scalars(sa.select(OutboxMessage.body).where(OutboxMessage.channel == "inbox"))
    assert any("I siger til om vagterne." in body for body in told)
    pausing.resume(session, request.id, actor=staff_actor(consultant), now=RECEIVED + 12 * HOUR)
    own = queries.own_request(session, request.business_id, request.id, RECEIVED + 13 * HOUR)
    assert own.progress.candidates is not None
    assert own.progress.candidates.due == RECEIVED + 82 * HOUR
    assert own.progress.answer is not None
    assert own.progress.answer.due == RECEIVED + 24 * HOUR


def test_what_can_not_be_paused(session: orm.Session, consultant: Staff) -> None:
    other = RequestFactory(kind="other")
    assert (
        refusal_of(lambda: pause(session, other, consultant, NOW))
        is RequestRefusal.NOTHING_TO_PAUSE
    )
    request = RequestFactory()
    late = RECEIVED + 73 * HOUR
    assert (
        refusal_of(lambda: pause(session, request, consultant, late))
        is RequestRefusal.NOTHING_TO_PAUSE
    )
    actor = staff_actor(consultant)
    assert (
        refusal_of(lambda: pausing.resume(session, request.id, actor=actor, now=NOW))
        is RequestRefusal.NOT_PAUSED
    )
    pause(session, request, consultant, NOW)
    assert refusal_of(lambda: pause(session, request, consultant, NOW)) is RequestRefusal.IS_PAUSED


def test_the_database_wants_a_reason_for_a_pause(session: orm.Session) -> None:
    request = RequestFactory()
    for more in ({"kind": "paused"}, {"kind": "paused", "code": "just_because"}):
        paused = sa.insert(RequestEvent).values(request_id=request.id, at=NOW, **more)
        with pytest.raises(sa.exc.IntegrityError, match="pause_has"), session.begin_nested():
            session.execute(paused)


def test_a_broken_promise_has_a_cause_before_the_end(
    session: orm.Session, consultant: Staff
) -> None:
    request, actor = RequestFactory(kind="other"), staff_actor(consultant)
    late = RECEIVED + 30 * HOUR
    answering.answer(session, request.id, text="Undskyld", actor=actor, now=late)

    def close() -> None:
        ending.close(session, request.id, text="Aftalt", actor=actor, now=late + HOUR)

    def say(key: str) -> None:
        ending.say_why(session, request.id, key=key, code="busy", text="", actor=actor, now=late)

    assert refusal_of(close) is RequestRefusal.CAUSE_MISSING
    assert refusal_of(lambda: say("candidates")) is RequestRefusal.NOT_BROKEN
    say("answer")
    close()
    assert refusal_of(close) is RequestRefusal.ENDED


def test_a_copy_leaves_the_figures_and_its_first_goes_on(
    session: orm.Session, owner: BusinessUser, consultant: Staff
) -> None:
    first, copy = send(session, owner, key="a"), send(session, owner, key="b")
    foreign, actor = RequestFactory(), staff_actor(consultant)

    def mark(one: int, of: int) -> None:
        ending.mark_duplicate(session, one, of, text="", actor=actor, now=NOW + HOUR)

    for one, of in ((copy.id, foreign.id), (copy.id, copy.id), (copy.id, 999_999)):
        assert refusal_of(lambda one=one, of=of: mark(one, of)) is RequestRefusal.NOT_THE_SAME
    mark(copy.id, first.id)
    # The first can't in turn be a copy of what is left out.
    assert refusal_of(lambda: mark(first.id, copy.id)) is RequestRefusal.NOT_THE_SAME
    states = {
        s.id: s.progress.is_open for s in queries.for_business(session, owner.business_id, NOW)
    }
    assert states == {first.id: True, copy.id: False}


def test_whoever_was_served_can_not_be_left_out(session: orm.Session, consultant: Staff) -> None:
    request = RequestFactory(happened=["answered", "presented"])
    actor = staff_actor(consultant)
    assert (
        refusal_of(
            lambda: ending.mark_spam(session, request.id, text="", actor=actor, now=NOW + 9 * HOUR)
        )
        is RequestRefusal.IS_SERVED
    )


def enquiry(at: object, *happened: tuple[str, float], **facts: object) -> RecruitmentRequest:
    request: RecruitmentRequest = RequestFactory(happened__at=at, **facts)
    for kind, hours in happened:
        RequestEventFactory(request_id=request.id, kind=kind, at=at + hours * HOUR)  # type: ignore[operator]
    return request


@pytest.mark.usefixtures("consultant")
def test_figures_say_what_is_in_them_and_what_is_not(session: orm.Session) -> None:
    enquiry(RECEIVED, ("answered", 2), ("presented", 50), ("closed", 60))
    enquiry(RECEIVED, ("answered", 30), ("closed", 31))  # answered late, closed before candidates
    enquiry(RECEIVED, ("answered", 4), kind="other")
    enquiry(RECEIVED, ("withdrawn", 3))
    enquiry(RECEIVED, ("withdrawn", 90))  # both promises were broken before
    enquiry(RECEIVED, ("spam", 1))
    enquiry(RECEIVED)  # waits in vain
    start, until = date(2026, 10, 1), date(2027, 1, 1)
    now = RECEIVED + 100 * HOUR
    answer, candidates = queries.figures(session, start, until, By.KIND, None, now)
    assert (answer.whole.n, answer.whole.within) == (5, 2)
    assert answer.whole.worst == 100
    assert answer.whole.median == 30
    assert answer.whole.left_out == {"spam": 1, "withdrawn": 1}
    assert candidates.whole.left_out == {"closed": 1, "spam": 1, "withdrawn": 1}
    assert (candidates.whole.n, candidates.whole.within, candidates.whole.waiting) == (3, 1, 0)
    assert [line.group for line in answer.lines] == ["other", "recruitment"]
    early = queries.figures(session, start, until, By.KIND, None, RECEIVED + 9 * HOUR)[0]
    assert (early.whole.n, early.whole.within, early.whole.waiting) == (2, 2, 3)
    by_week = queries.figures(session, start, until, By.WEEK, "opening", now)[0]
    assert [line.group for line in by_week.lines] == [date(2026, 11, 23)]


def test_the_setting_and_calendar_in_force_are_kept(
    session: orm.Session, owner: BusinessUser, consultant: Staff
) -> None:
    session.add_all(
        OpeningHours(
            weekday=day, valid_from=date(2026, 1, 1), opens=OPENS, closes=CLOSES, source=""
        )
        for day in range(5)
    )
    session.flush()
    request = send(session, owner)
    # Afterwards the promise is tightened, counted in another way, and the house is shut for a day.
    session.add_all(
        [
            ServiceGoal(
                key="answer", valid_from=NOW.date(), hours=2, counted="opening", source="new"
            ),
            ClosingDay(day=NOW.date() + DAY, reason="Flytning", source=""),
        ]
    )
    session.flush()
    found = queries.replay(session, request.id, NOW + 30 * HOUR)
    assert found.progress.answer is not None
    assert (found.progress.answer.hours, found.progress.answer.counted) == (24, "elapsed")
    # Ten to three on Monday, nine to three on Tuesday, nine to four... until four in the afternoon.
    assert found.hours["answer"] == {"elapsed": 30, "opening": 11}
    later = enquiries.send(
        session, owner.business_id, FACTS, user_id=owner.id, idempotency_key=None, now=NOW + HOUR
    )
    found = queries.replay(session, later.id, NOW + 30 * HOUR)
    assert found.progress.answer is not None
    assert (found.progress.answer.hours, found.progress.answer.counted) == (2, "opening")


def test_the_answer_keeps_the_version_of_its_enquiry(
    session: orm.Session, owner: BusinessUser, consultant: Staff
) -> None:
    request = send(session, owner)
    answering.answer(session, request.id, text="Ja", actor=staff_actor(consultant), now=NOW + HOUR)
    kept = session.scalars(
        sa.select(RequestEvent.version_key).where(RequestEvent.kind.in_(("received", "answered")))
    ).all()
    assert len(kept) == 2
    assert len(set(kept)) == 1
    assert kept[0] is not None


def test_replaying_a_log_in_the_terminal(
    app: Flask, session: orm.Session, consultant: Staff
) -> None:
    request = RequestFactory(happened=["answered"])
    pause(session, request, consultant, RECEIVED + 2 * HOUR)
    session.commit()

    def run(*words: str) -> str:
        result = app.test_cli_runner().invoke(recruitment, ["replay", *words])
        assert result.exit_code == 0, result.output
        return result.stdout

    words = (str(request.id), "--now", "2026-11-25T20:00")
    shown = json.loads(run(*words, "--json"))
    assert [event["kind"] for event in shown["events"]] == ["received", "answered", "paused"]
    assert shown["clocks"]["answer"]["state"] == "done_in_time"
    assert shown["clocks"]["candidates"]["state"] == "paused"
    assert shown["clocks"]["candidates"]["hours"]["elapsed"] == 2
    assert shown["pauses"] == [["2026-11-23T11:00:00+01:00", None]]
    assert "paused waits_for_business" in run(*words)
    missing = app.test_cli_runner().invoke(recruitment, ["replay", "999999"])
    assert missing.exit_code == 1
    assert "no enquiry" in missing.output
