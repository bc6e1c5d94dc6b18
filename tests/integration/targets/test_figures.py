"""The five targets and two promises, counted on read from real rows."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal.recruitment.models import ServiceGoal
from portal.surveys.models import STATEMENTS
from portal.targets import queries
from portal.targets.models import Goal
from portal.targets.queries import Series
from portal.targets.rules.quarters import Quarter
from portal.targets.rules.shares import Verdict
from tests.conftest import NOW
from tests.integration.targets.conftest import Answers, Enquiry, publish

Q3, Q4 = Quarter(2026, 3), Quarter(2026, 4)
IN_Q3 = datetime(2026, 8, 3, 8, 0, tzinfo=UTC)


def figure(session: orm.Session, key: str, quarter: Quarter = Q3) -> queries.SurveyFigure:
    publish(session)
    found = queries.survey_targets(session, [quarter], NOW)
    return next(one for one in found if one.key == key)


def promise(session: orm.Session, key: str, quarter: Quarter = Q3) -> queries.ServiceFigure:
    found = queries.service_goals(session, [quarter], NOW)
    return next(one for one in found if one.key == key)


def test_targets_come_from_the_plan_in_force(session: orm.Session) -> None:
    assert [figure(session, key).target for key in STATEMENTS] == [0.6, 0.8, 0.7, 0.8, 0.75]
    session.add(
        Goal(
            plan_year=2026,
            key="guidance",
            focus_area="",
            text_da="",
            kind="share_min",
            target_value=65,
            unit="pct",
            baseline="",
            deadline="2026-12",
            source="portal",
            position=99,
        )
    )
    session.commit()
    assert figure(session, "guidance").target == 0.65
    assert figure(session, "guidance", Quarter(2025, 4)).target == 0.6
    assert queries.survey_targets(session, [Quarter(2021, 4)], NOW) == []


@pytest.mark.parametrize(
    ("yes", "no", "expected"),
    [
        (450, 50, Verdict.MET),
        (300, 200, Verdict.NOT_MET),
        (400, 100, Verdict.ON_THE_RIGHT_WAY),
        (24, 5, Verdict.TOO_EARLY),
    ],
)
def test_verdicts_from_answers(
    session: orm.Session, answers: Answers, yes: int, no: int, expected: Verdict
) -> None:
    answers(Q3.first_day, "purpose", yes, no, not_relevant=40)
    result = figure(session, "purpose").result
    assert (result.n, result.favourable, result.share) == (yes + no, yes, yes / (yes + no))
    assert result.verdict is expected


def test_under_five_answers_are_like_none(session: orm.Session, answers: Answers) -> None:
    answers(Q3.first_day, "purpose", 3, 1, not_relevant=60)
    answers(Q4.first_day, "purpose", 0, 0)
    assert figure(session, "purpose").result == figure(session, "purpose", Q4).result
    assert figure(session, "purpose").result.n is None


def test_each_quarter_counts_its_own_wave(
    session: orm.Session, answers: Answers, invited: Callable[[date, int], None]
) -> None:
    answers(Q3.first_day, "guidance", 10, 0)
    answers(Q4.first_day, "guidance", 0, 10)
    invited(Q3.first_day, 3)
    assert figure(session, "guidance", Q3).result.share == 1
    assert figure(session, "guidance", Q4).result.share == 0
    assert figure(session, "guidance", Q3).invited == 3
    assert figure(session, "guidance", Q4).invited == 0


def test_quarters_to_come_have_no_figures(session: orm.Session) -> None:
    assert queries.survey_targets(session, [Quarter(2027, 1)], NOW) == []
    assert queries.service_goals(session, [Quarter(2027, 1)], NOW) == []
    assert queries.survey_targets(session, [], NOW) == queries.service_goals(session, [], NOW) == []


def test_hours_of_enquiries(session: orm.Session, enquiry: Enquiry) -> None:
    for hours in (1, 2, 3, 24, 30):
        enquiry(IN_Q3, answered=hours, presented=hours + 40)
    enquiry(IN_Q3, "upskilling", answered=5)
    answer, candidates = promise(session, "answer"), promise(session, "candidates")
    assert (answer.hours, answer.counted) == (24, "elapsed")
    assert (answer.result.n, answer.result.within) == (6, 5)
    assert (answer.result.median, answer.result.p90, answer.result.worst) == (4, 30, 30)
    # Candidates are promised only to those who look for somebody.
    assert (candidates.hours, candidates.result.n, candidates.result.within) == (72, 5, 5)
    assert candidates.result.verdict is Verdict.MET


def test_who_still_waits_is_late_once_the_time_has_passed(
    session: orm.Session, enquiry: Enquiry
) -> None:
    for _ in range(5):
        enquiry(NOW - timedelta(hours=100), answered=1, presented=50)
    enquiry(NOW - timedelta(hours=20))
    assert promise(session, "answer", Q4).result.n == 5
    enquiry(NOW - timedelta(hours=40), receipt_sent=0)
    late = promise(session, "answer", Q4).result
    assert (late.n, late.within, late.worst) == (6, 5, 40)
    assert promise(session, "candidates", Q4).result.n == 5


def test_what_was_ended_in_time_is_left_out_and_what_was_ended_late_is_late(
    session: orm.Session, enquiry: Enquiry
) -> None:
    for _ in range(5):
        enquiry(IN_Q3, answered=1, presented=70)
    enquiry(IN_Q3, withdrawn=23)
    enquiry(IN_Q3, closed=23)
    assert promise(session, "answer").result.n == 5
    enquiry(IN_Q3, answered=1, closed=71)
    assert promise(session, "candidates").result.n == 5
    enquiry(IN_Q3, withdrawn=90)
    answer, candidates = promise(session, "answer").result, promise(session, "candidates").result
    assert (answer.n, answer.within, answer.worst) == (7, 6, 90)
    assert (candidates.n, candidates.within, candidates.worst) == (6, 5, 90)


def test_promises_may_count_opening_hours(session: orm.Session, enquiry: Enquiry) -> None:
    session.execute(sa.update(ServiceGoal).values(counted="opening", hours=10))
    session.execute(
        sa.text(
            "INSERT INTO opening_hours (weekday, valid_from, opens, closes, source)"
            " SELECT day, '2020-01-01', '09:00', '15:00', '' FROM generate_series(0, 4) AS day"
            " ON CONFLICT DO NOTHING"
        )
    )
    session.commit()
    friday_at_two = datetime(2026, 8, 7, 12, 0, tzinfo=UTC)
    for _ in range(4):
        enquiry(friday_at_two, answered=68)  # Monday at ten: an hour on Friday, one on Monday
    enquiry(datetime(2026, 11, 20, 13, 0, tzinfo=UTC))  # still waits; came in the next quarter
    enquiry(friday_at_two)  # has waited for weeks
    result = promise(session, "answer").result
    assert (result.n, result.within, result.median) == (5, 4, 2)
    assert result.worst is not None
    assert result.worst > 100
    assert promise(session, "answer", Q4).result.n is None


def test_a_quarter_begins_at_danish_midnight(session: orm.Session, enquiry: Enquiry) -> None:
    for _ in range(5):
        enquiry(datetime(2026, 9, 30, 22, 30, tzinfo=UTC), answered=1)  # half past midnight
    assert promise(session, "answer", Q3).result.n is None
    assert promise(session, "answer", Q4).result.n == 5


def guidance(session: orm.Session) -> Series:
    (one,) = (one for one in queries.series(session, NOW) if one.key == "guidance")
    return one


def test_the_headline_is_the_last_whole_quarter_if_it_can_be_shown(
    session: orm.Session, answers: Answers
) -> None:
    answers(Q4.first_day, "guidance", 40, 10)
    publish(session)
    assert guidance(session).headline.quarter == Q4
    answers(Q3.first_day, "guidance", 30, 20)
    publish(session)
    assert guidance(session).headline.quarter == Q3
    quarters = [figure.quarter.name for figure in guidance(session).figures]
    assert quarters[::7] == ["2025-Q1", "2026-Q4"]


def test_the_front_page_gets_seven_bars(
    session: orm.Session, answers: Answers, enquiry: Enquiry
) -> None:
    answers(Q3.first_day, "guidance", 400, 100)
    for _ in range(5):
        enquiry(IN_Q3, answered=1, presented=80)
    publish(session)
    bars = queries.front_page(session, NOW)
    assert [bar.kind for bar in bars] == ["survey"] * 5 + ["service"] * 2
    first, second, answer, candidates = bars[0], bars[1], bars[5], bars[6]
    assert (first.share, first.target, first.n, first.verdict) == (0.8, 0.6, 500, "met")
    assert (second.share, second.n, second.verdict) == (None, None, "too_early_to_say")
    assert (answer.share, answer.verdict) == (1.0, "met")
    assert (candidates.share, candidates.verdict) == (0.0, "not_met")
    assert all(bar.label and bar.verdict_word and bar.period for bar in bars)


def test_all_seven_series_take_few_statements(
    session: orm.Session, answers: Answers, enquiry: Enquiry
) -> None:
    for back in range(1, 8):
        answers(Q4.shifted(-back).first_day, "guidance", 20, 20)
    for _ in range(20):
        enquiry(IN_Q3, answered=1, presented=80)
    publish(session)
    counted: list[str] = []

    def watch(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        counted.append(statement)

    bind = session.get_bind()
    sa.event.listen(bind, "before_cursor_execute", watch)
    try:
        queries.series(session, NOW)
    finally:
        sa.event.remove(bind, "before_cursor_execute", watch)
    assert len(counted) < 10
