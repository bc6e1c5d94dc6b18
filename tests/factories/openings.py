"""Openings, and citizens asked about them."""

import datetime

import factory

from portal.openings.models import Opening, Referral
from tests.factories import Factory
from tests.factories.accounts import CitizenFactory, StaffFactory

ASKED = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)


class OpeningFactory(Factory):
    """A bakery looks for a baker."""

    class Meta:
        model = Opening

    title = "Bager"
    employer = "Ørholm Bageri"
    place = "Lyngby Torv 2"
    postcode = "2800"
    positions = 2
    hours_per_week = 37
    tasks = "Bage brød."
    requirements = "Surdej\nKørekort B"
    starts_on = datetime.date(2027, 1, 4)
    created_at = ASKED


class ReferralFactory(Factory):
    """A citizen asked this morning, with a day to answer."""

    class Meta:
        model = Referral
        exclude = ("asked_by",)

    opening = factory.SubFactory(OpeningFactory)
    citizen = factory.SubFactory(CitizenFactory)
    asked_by = factory.SubFactory(StaffFactory, role="business_consultant")
    asked_by_id = factory.LazyAttribute(lambda o: o.asked_by.id)
    reason = "Du har bagt før."
    asked_at = ASKED
    answer_by = factory.LazyAttribute(lambda o: o.asked_at + datetime.timedelta(hours=24))
    answered_at = factory.LazyAttribute(lambda o: o.asked_at if o.answer else None)
    answer = None
