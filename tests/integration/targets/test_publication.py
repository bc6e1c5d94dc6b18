"""What is published, when it moves, and that it never changes again."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.core import clock
from portal.core.audit import AuditEvent
from portal.targets import queries
from portal.targets.models import FigureRelease, PublicationRule, PublishedFigure
from portal.targets.rules.quarters import Quarter
from portal.targets.service import publication
from tests.conftest import NOW
from tests.factories.surveys import InvitationFactory, WaveFactory
from tests.integration.targets.conftest import Answers

Q3, Q4 = Quarter(2026, 3), Quarter(2026, 4)
DAY = timedelta(days=1)


def published(
    session: orm.Session, quarter: Quarter, now: datetime = NOW
) -> tuple[int | None, ...]:
    (figure,) = [
        one for one in queries.survey_targets(session, [quarter], now) if one.key == "purpose"
    ]
    return figure.result.n, figure.result.favourable


def publish(session: orm.Session, now: datetime) -> list[FigureRelease]:
    made = publication.publish_due(session, now=now)
    session.commit()
    return made


def test_a_running_quarter_moves_only_in_steps_nobody_is_recognised_in(
    session: orm.Session, answers: Answers
) -> None:
    seen = []
    for day, (yes, no) in enumerate([(3, 1), (3, 1), (1, 2), (1, 3), (7, 0), (0, 1)]):
        answers(Q4.first_day, "purpose", yes, no)
        publish(session, NOW + day * DAY)
        seen.append(published(session, Q4, NOW + day * DAY))
    assert seen == [(None, None), (8, 6), (8, 6), (15, 8), (15, 8), (23, 15)]


def test_nothing_is_published_twice(session: orm.Session, answers: Answers) -> None:
    answers(Q4.first_day, "purpose", 20, 10)
    answers(Q3.first_day, "purpose", 20, 10)
    assert len(publish(session, NOW)) == 2
    assert publish(session, NOW + DAY) == []
    lines = session.scalars(
        sa.select(AuditEvent.subject_id).where(
            AuditEvent.action == "publish", AuditEvent.subject_id.in_(["2026-Q3", "2026-Q4"])
        )
    ).all()
    assert sorted(map(str, lines)) == ["2026-Q3", "2026-Q4"]


def test_a_frozen_quarter_never_changes(session: orm.Session, answers: Answers) -> None:
    answers(Q3.first_day, "purpose", 20, 10)
    (release,) = publish(session, NOW)
    assert release.final
    answers(Q3.first_day, "purpose", 400, 10)
    publish(session, NOW + 30 * DAY)
    assert published(session, Q3, NOW + 40 * DAY) == (30, 20)
    for statement in (
        sa.update(PublishedFigure).values(n=31),
        sa.delete(PublishedFigure),
        sa.update(FigureRelease).values(final=False),
        sa.delete(FigureRelease),
    ):
        with (
            pytest.raises(sa.exc.DBAPIError, match=r"never changed|permission denied"),
            session.begin_nested(),
        ):
            session.execute(statement)


def test_a_quarter_is_frozen_when_its_last_link_has_expired(session: orm.Session) -> None:
    wave = WaveFactory(quarter_start=Q3.first_day)
    last = datetime(2026, 10, 21, 9, 0, tzinfo=UTC)
    InvitationFactory(wave=wave, invited_at=last - 21 * DAY, expires_at=last)
    session.commit()
    (early,) = publish(session, last - DAY)
    (late,) = publish(session, last + DAY)
    assert (early.final, late.final) == (False, True)


def test_late_answers_that_could_be_recognised_are_left_out_and_it_is_said(
    session: orm.Session, answers: Answers
) -> None:
    answers(Q4.first_day, "purpose", 20, 10)
    publish(session, NOW)
    answers(Q4.first_day, "purpose", 2, 0)
    after = clock.start_of_day(date(2027, 2, 1))
    (release,) = publish(session, after)
    assert release.final
    (figure,) = [
        one for one in queries.survey_targets(session, [Q4], after) if one.key == "purpose"
    ]
    assert (figure.result.n, figure.complete, figure.final) == (30, False, True)


def test_a_figure_is_what_was_known_on_the_day_asked_for(
    session: orm.Session, answers: Answers
) -> None:
    answers(Q4.first_day, "purpose", 20, 10)
    publish(session, NOW)
    answers(Q4.first_day, "purpose", 20, 30)
    publish(session, NOW + 7 * DAY)
    assert published(session, Q4, NOW - DAY) == (None, None)
    assert published(session, Q4, NOW + 6 * DAY) == (30, 20)
    assert published(session, Q4, NOW + 8 * DAY) == (80, 40)


def test_the_rule_is_dated_and_never_under_five(session: orm.Session, answers: Answers) -> None:
    session.add(
        PublicationRule(valid_from=date(2026, 11, 1), smallest=20, unanimous_below=20, source="x")
    )
    answers(Q4.first_day, "purpose", 9, 9)
    publish(session, NOW)
    assert published(session, Q4) == (None, None)
    assert publication.limits_on(session, date(2026, 10, 31)).smallest == 5
    for values in ({"smallest": 4, "unanimous_below": 10}, {"smallest": 9, "unanimous_below": 8}):
        with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
            session.execute(
                sa.insert(PublicationRule).values(valid_from=date(2030, 1, 1), source="", **values)
            )


def test_the_database_refuses_a_small_figure(session: orm.Session, answers: Answers) -> None:
    answers(Q4.first_day, "purpose", 20, 10)
    (release,) = publish(session, NOW)
    row = {"release_id": release.id, "key": "purpose", "dimension": "team", "value": "1"}
    for counts in (
        {"invited": 9, "n": 4, "favourable": 1},
        {"invited": 9, "n": 8, "favourable": 9},
        {"invited": 9, "n": 8},
        {"favourable": 3},
    ):
        with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
            session.execute(sa.insert(PublishedFigure).values(**row, **counts))


def test_the_worker_and_the_command_publish(app: Flask, answers: Answers) -> None:
    answers(Q3.first_day, "purpose", 20, 10)
    run = app.test_cli_runner()
    words = ["portal", "targets", "publish", "--now", NOW.isoformat()]
    assert "2026-Q3 is published and frozen." in run.invoke(args=words).output
    assert "Nothing has moved." in run.invoke(args=words).output


def test_two_workers_freeze_a_quarter_once(engine: sa.Engine) -> None:
    """On committed transactions: the second waits, and finds nothing left to do."""
    start = date(1991, 1, 1)
    with orm.Session(engine) as session:
        session.execute(
            sa.text("INSERT INTO survey_wave (quarter_start) VALUES (:s)"), {"s": start}
        )
        session.commit()
    made: list[int] = []

    def work() -> None:
        with orm.Session(engine) as session:
            made.append(len(publication.publish_due(session, now=NOW)))
            session.commit()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    try:
        assert sorted(made) == [0, 0, 0, 1]
    finally:
        with orm.Session(engine) as session:
            session.execute(sa.text("TRUNCATE published_figure, figure_release"))
            session.execute(
                sa.text("DELETE FROM survey_wave WHERE quarter_start = :s"), {"s": start}
            )
            session.commit()
