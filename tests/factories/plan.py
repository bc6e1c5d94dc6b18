"""Plans and tasks."""

import datetime

import factory

from portal.plan.models import Plan, PlanTask
from tests.factories import Factory
from tests.factories.accounts import CitizenFactory

MADE = datetime.datetime(2026, 11, 1, 12, 0, tzinfo=datetime.UTC)


class PlanFactory(Factory):
    """The head of a plan."""

    class Meta:
        model = Plan

    class Params:
        citizen = factory.SubFactory(CitizenFactory)

    citizen_id = factory.LazyAttribute(lambda o: o.citizen.id)
    goal = "Jeg vil arbejde i en butik"
    updated_at = MADE


class PlanTaskFactory(Factory):
    """A task of the citizen's own, without a day."""

    class Meta:
        model = PlanTask

    class Params:
        citizen = factory.SubFactory(CitizenFactory)

    citizen_id = factory.LazyAttribute(lambda o: o.citizen.id)
    title = factory.Sequence(lambda n: f"Ring til butik nummer {n}")
    created_at = MADE
