"""Companies and their sites."""

import factory

from portal.businesses.models import Business, ProductionUnit
from tests.factories import Factory


class BusinessFactory(Factory):
    """A small local company."""

    class Meta:
        model = Business

    cvr = factory.Sequence(lambda n: f"{10000000 + n}")
    name = factory.Sequence(lambda n: f"Ørholm Bageri {n}")
    trade = "Detailhandel"
    employees = 12
    address = "Lyngby Torv 2"
    postcode = "2800"
    city = "Kongens Lyngby"


class ProductionUnitFactory(Factory):
    """A site of a company."""

    class Meta:
        model = ProductionUnit

    class Params:
        business = factory.SubFactory(BusinessFactory)

    business_id = factory.LazyAttribute(lambda o: o.business.id)
    p_number = factory.Sequence(lambda n: f"{1000000000 + n}")
    name = "Afdeling"
    address = "Lyngby Torv 2"
    postcode = "2800"
    city = "Kongens Lyngby"
