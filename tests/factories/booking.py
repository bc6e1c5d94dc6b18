"""Talks: rules, duties, when caseworkers work, and the talks themselves."""

import datetime

import factory
from sqlalchemy.dialects.postgresql import Range

from portal.booking.models import (
    Absence,
    KindRule,
    Obligation,
    Purpose,
    Resource,
    Talk,
    TalkRule,
    WorkingPattern,
)
from portal.core.clock import at_local
from tests.factories import Factory
from tests.factories.accounts import CitizenFactory, StaffFactory


def during(day: datetime.date, starts: str, minutes: int = 45) -> Range[datetime.datetime]:
    """From a Danish wall time, so many minutes."""
    start = at_local(day, datetime.time.fromisoformat(starts))
    return Range(start, start + datetime.timedelta(minutes=minutes))


class PurposeFactory(Factory):
    """What a talk is for."""

    class Meta:
        model = Purpose
        sqlalchemy_get_or_create = ("code",)

    code = "job_search"
    text_da = "Vi ser på din jobsøgning"
    text_en = "We look at your job search"
    bring_da = "Dit CV"
    bring_en = "Your CV"


class TalkRuleFactory(Factory):
    """Monthly talks of 45 minutes, booked at least a day before."""

    class Meta:
        model = TalkRule
        sqlalchemy_get_or_create = ("target_group", "at_risk", "valid_from")

    target_group = "unemployment_benefit"
    at_risk = False
    valid_from = datetime.date(2022, 1, 1)
    first_kind = "job"
    first_within_days = 28
    early_within_days = 30
    early_until_days = 182
    next_within_days = None
    purpose_code = factory.LazyFunction(lambda: PurposeFactory().code)
    talk_minutes = 45
    book_before_hold_days = 11
    notice_days = 8
    cancel_until_hours = 24
    remind_hours_before = factory.LazyFunction(lambda: [24])
    channels = factory.LazyFunction(lambda: ["in_person", "phone"])
    source = "BP 2019"


class KindRuleFactory(Factory):
    """Talks from a day to 60 days ahead, with nothing before or after."""

    class Meta:
        model = KindRule
        sqlalchemy_get_or_create = ("kind", "valid_from")

    kind = "job"
    valid_from = datetime.date(2022, 1, 1)
    channels = factory.LazyFunction(lambda: ["in_person", "phone", "video"])
    lead_hours = 24
    horizon_days = 60
    source = "BP 2019"


class WorkingPatternFactory(Factory):
    """A morning of talks."""

    class Meta:
        model = WorkingPattern

    class Params:
        staff = factory.SubFactory(StaffFactory)

    staff_id = factory.LazyAttribute(lambda o: o.staff.id)
    weekday = 0
    starts = datetime.time(9)
    ends = datetime.time(12)
    valid_from = datetime.date(2026, 1, 1)


class AbsenceFactory(Factory):
    """A time away."""

    class Meta:
        model = Absence

    class Params:
        staff = factory.SubFactory(StaffFactory)

    staff_id = factory.LazyAttribute(lambda o: o.staff.id)
    during = during(datetime.date(2026, 11, 30), "08:00", 8 * 60)


class ObligationFactory(Factory):
    """A job talk to be booked by 3 December and held by 14 December."""

    class Meta:
        model = Obligation

    citizen = factory.SubFactory(CitizenFactory)
    kind = "job"
    purpose = factory.SubFactory(PurposeFactory)
    book_by = datetime.date(2026, 12, 3)
    hold_by = datetime.date(2026, 12, 14)
    status = "open"
    created_at = datetime.datetime(2026, 11, 16, 8, tzinfo=datetime.UTC)


class TalkFactory(Factory):
    """A talk on Monday 30 November at nine with the citizen's caseworker."""

    class Meta:
        model = Talk

    citizen = factory.SubFactory(CitizenFactory)
    caseworker_id = factory.LazyAttribute(lambda o: o.citizen.caseworker_id)
    kind = "job"
    channel = "in_person"
    purpose = factory.SubFactory(PurposeFactory)
    during = during(datetime.date(2026, 11, 30), "09:00")
    status = "booked"
    version = 1
    created_at = datetime.datetime(2026, 11, 16, 8, tzinfo=datetime.UTC)


class ResourceFactory(Factory):
    """One room that everybody may use."""

    class Meta:
        model = Resource

    kind = "room"
    name = factory.Sequence(lambda n: f"Lokale {n}")
    capacity = 1
    features = factory.LazyFunction(list)
