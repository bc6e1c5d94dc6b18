"""Entries of the job log."""

import datetime

import factory

from portal.joblog.models import JobLogEntry
from tests.factories import Factory
from tests.factories.accounts import CitizenFactory


class JobLogEntryFactory(Factory):
    """A job applied for."""

    class Meta:
        model = JobLogEntry

    class Params:
        citizen = factory.SubFactory(CitizenFactory)

    citizen_id = factory.LazyAttribute(lambda o: o.citizen.id)
    title = factory.Sequence(lambda n: f"Butiksassistent {n}")
    employer = "Føtex"
    applied_on = datetime.date(2026, 11, 23)
    created_at = datetime.datetime(2026, 11, 23, 9, 0, tzinfo=datetime.UTC)
