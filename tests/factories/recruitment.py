"""Enquiries of businesses."""

import datetime
from typing import Any

import factory

from portal.recruitment.models import RecruitmentRequest, RequestEvent
from tests.factories import Factory
from tests.factories.accounts import BusinessUserFactory, StaffFactory, TeamFactory
from tests.factories.businesses import BusinessFactory

RECEIVED = datetime.datetime(2026, 11, 23, 8, 0, tzinfo=datetime.UTC)


class ConsultantFactory(StaffFactory):
    """A business consultant."""

    name = factory.Sequence(lambda n: f"Jens Bro {n}")
    title = "Virksomhedskonsulent"
    role = "business_consultant"
    team = factory.SubFactory(TeamFactory, serves="businesses")


class RequestEventFactory(Factory):
    """One thing that happened."""

    class Meta:
        model = RequestEvent

    kind = "received"
    at = RECEIVED


class RequestFactory(Factory):
    """A bakery's enquiry of this morning. `happened` adds events an hour after one another."""

    class Meta:
        model = RecruitmentRequest
        exclude = ("sent_by",)

    business = factory.SubFactory(BusinessFactory)
    sent_by = factory.SubFactory(BusinessUserFactory, business=factory.SelfAttribute("..business"))
    created_by_id = factory.LazyAttribute(lambda o: o.sent_by.id)
    consultant = factory.SubFactory(ConsultantFactory)
    kind = "recruitment"
    title = "Bager"
    positions = 2
    tasks = "Bage brød om natten."
    requirements = "Surdej\nKørekort B"
    hours_per_week = 37
    starts_on = datetime.date(2027, 1, 4)
    workplace = "Lyngby Torv 2"
    postcode = "2800"
    contact_name = "Lars Bruun"
    contact_phone = "45 97 30 00"
    contact_email = "lars@example.invalid"

    @factory.post_generation
    def happened(obj: Any, _create: bool, kinds: Any, at: Any = RECEIVED, **_: Any) -> None:  # noqa: N805
        """Write the log: received, then what is given."""
        for number, kind in enumerate(["received", *(kinds or ())]):
            RequestEventFactory(
                request_id=obj.id, kind=kind, at=at + datetime.timedelta(hours=number)
            )
