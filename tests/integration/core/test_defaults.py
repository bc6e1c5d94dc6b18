"""A portal without the demo starts with its rules, statements and goals, and keeps changed ones."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy import orm

from portal import defaults
from portal.booking.models import TalkRule
from portal.recruitment.models import ServiceGoal
from portal.surveys.models import Statement
from portal.targets.models import Goal


def count(session: orm.Session, model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_every_room_gets_its_data_once(session: orm.Session) -> None:
    defaults.load(session)
    first = [count(session, model) for model in (TalkRule, ServiceGoal, Statement, Goal)]
    assert all(number > 0 for number in first)
    assert count(session, ServiceGoal) == 2
    defaults.load(session)
    assert [count(session, m) for m in (TalkRule, ServiceGoal, Statement, Goal)] == first


def test_what_a_job_centre_has_changed_stays(session: orm.Session) -> None:
    defaults.load(session)
    promise = session.scalars(sa.select(ServiceGoal).where(ServiceGoal.key == "answer")).one()
    promise.hours = 12
    session.flush()
    defaults.load(session)
    session.expire_all()
    hours = session.scalar(
        sa.select(ServiceGoal.hours).where(
            ServiceGoal.key == "answer", ServiceGoal.valid_from <= date(2030, 1, 1)
        )
    )
    assert hours == 12
