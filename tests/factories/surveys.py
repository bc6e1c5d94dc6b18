"""Waves, invitations and answers."""

import datetime

import factory

from portal.surveys.models import Answer, Invitation, Wave
from tests.factories import Factory
from tests.factories.accounts import CitizenFactory


class WaveFactory(Factory):
    """The wave of the quarter that holds the tests' present."""

    class Meta:
        model = Wave
        sqlalchemy_get_or_create = ("quarter_start",)

    quarter_start = datetime.date(2026, 10, 1)
    version = 1


class InvitationFactory(Factory):
    """An invitation whose link is open in the tests' present."""

    class Meta:
        model = Invitation
        exclude = ("wave", "citizen")

    wave = factory.SubFactory(WaveFactory)
    wave_id = factory.LazyAttribute(lambda o: o.wave.id)
    citizen = factory.SubFactory(CitizenFactory)
    citizen_id = factory.LazyAttribute(lambda o: o.citizen.id)
    invited_at = datetime.datetime(2026, 11, 20, 9, 0, tzinfo=datetime.UTC)
    expires_at = datetime.datetime(2026, 12, 11, 9, 0, tzinfo=datetime.UTC)


class AnswerFactory(Factory):
    """An answer that agrees with everything."""

    class Meta:
        model = Answer
        exclude = ("wave",)

    wave = factory.SubFactory(WaveFactory)
    wave_id = factory.LazyAttribute(lambda o: o.wave.id)
    guidance = purpose = plan_use = resources = cooperation = 4
