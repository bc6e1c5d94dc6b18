"""People: teams, staff, citizens, companies' users."""

import datetime

import factory

from portal.accounts.models import BusinessUser, Citizen, Staff, Team
from portal.core.crypto import cpr_hmac, encrypt_cpr
from portal.settings import Settings
from tests.factories import Factory
from tests.factories.businesses import BusinessFactory

_SETTINGS = Settings(env="test")


class TeamFactory(Factory):
    """A team that serves citizens."""

    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")
    serves = "citizens"


class StaffFactory(Factory):
    """A caseworker."""

    class Meta:
        model = Staff

    name = factory.Sequence(lambda n: f"Mette Ravn {n}")
    title = "Sagsbehandler"
    email = factory.Sequence(lambda n: f"staff{n}@example.invalid")
    phone = "45 97 30 01"
    role = "caseworker"
    team = factory.SubFactory(TeamFactory)


class CitizenFactory(Factory):
    """A citizen on unemployment benefit with a replacement CPR number."""

    class Meta:
        model = Citizen
        exclude = ("cpr",)

    cpr = factory.Sequence(lambda n: f"610192{n:04d}")
    cpr_hmac = factory.LazyAttribute(lambda o: cpr_hmac(_SETTINGS, o.cpr))
    cpr_encrypted = factory.LazyAttribute(lambda o: encrypt_cpr(_SETTINGS, o.cpr))
    name = factory.Sequence(lambda n: f"Anna Holm {n}")
    born_on = datetime.date(1992, 4, 1)
    email = factory.Sequence(lambda n: f"citizen{n}@example.invalid")
    phone = "20 00 00 00"
    address = "Lyngby Hovedgade 1"
    postcode = "2800"
    city = "Kongens Lyngby"
    target_group = "unemployment_benefit"
    course_started_on = datetime.date(2026, 9, 1)
    caseworker = factory.SubFactory(StaffFactory)


class BusinessUserFactory(Factory):
    """A person who acts for a company."""

    class Meta:
        model = BusinessUser

    class Params:
        business = factory.SubFactory(BusinessFactory)

    business_id = factory.LazyAttribute(lambda o: o.business.id)
    name = factory.Sequence(lambda n: f"Lars Bruun {n}")
    email = factory.Sequence(lambda n: f"user{n}@example.invalid")
