"""CVs and their entries."""

import datetime

import factory

from portal.cv.models import Cv, CvEducation, CvExperience, CvLanguage
from tests.factories import Factory
from tests.factories.accounts import CitizenFactory

UPDATED = datetime.datetime(2026, 11, 1, 12, 0, tzinfo=datetime.UTC)


class _OfCitizen(Factory):
    class Meta:
        abstract = True

    class Params:
        citizen = factory.SubFactory(CitizenFactory)

    citizen_id = factory.LazyAttribute(lambda o: o.citizen.id)


class CvFactory(_OfCitizen):
    """The head of a CV that says something in every field."""

    class Meta:
        model = Cv

    profile_text = "Jeg er mødestabil og glad for mennesker."
    wished_occupations = "Butiksassistent\nLagermedarbejder"
    competences = "Kassebetjening\nVareopfyldning\nKundeservice"
    hours_per_week = 37
    updated_at = UPDATED


class CvExperienceFactory(_OfCitizen):
    """A job that has ended."""

    class Meta:
        model = CvExperience

    title = "Butiksassistent"
    employer = "Brugsen"
    started_on = datetime.date(2020, 3, 1)
    ended_on = datetime.date(2023, 6, 1)


class CvEducationFactory(_OfCitizen):
    """A finished education."""

    class Meta:
        model = CvEducation

    title = "HF"
    school = "VUF"
    ended_year = 2012


class CvLanguageFactory(_OfCitizen):
    """A mother tongue."""

    class Meta:
        model = CvLanguage

    language = "Dansk"
    level = "native"
