"""The worker keeps the duties up to date by itself."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.booking import jobs
from portal.booking.models import Obligation
from portal.core import clock
from portal.core import worker as core_worker
from tests.factories.accounts import CitizenFactory
from tests.factories.booking import ObligationFactory
from tests.integration.booking.conftest import with_mornings


@pytest.fixture
def worker(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs run inside the test's application."""
    monkeypatch.setattr(core_worker, "worker_app", [app])


def test_the_hourly_job_marks_and_makes(
    session: orm.Session, citizen: Citizen, worker: None, now: datetime
) -> None:
    today = clock.local_date(now)
    late = with_mornings(CitizenFactory())
    missed = ObligationFactory(citizen=late, book_by=today - timedelta(days=1))
    nothing_free = ObligationFactory(book_by=today - timedelta(days=1))
    new = CitizenFactory(course_started_on=today)
    session.commit()
    with clock.frozen(now):
        for _hour in range(2):
            jobs.keep_duties(0)
    session.refresh(missed)
    assert missed.status == "expired"
    session.refresh(nothing_free)
    assert (nothing_free.status, nothing_free.book_by) == ("open", today + timedelta(days=6))
    made = session.scalars(sa.select(Obligation).where(Obligation.created_at == now)).all()
    assert {duty.citizen_id for duty in made} == {citizen.id, new.id}
    assert len(made) == 2


def test_the_worker_knows_the_job() -> None:
    known = core_worker.queue.tasks
    assert jobs.KEEP_DUTIES in known
