"""Waves, their cells, invitations and answers."""

import datetime

import factory

from portal.surveys.models import Answer, Cell, Invitation, Wave
from tests.factories import Factory
from tests.factories.accounts import CitizenFactory


class WaveFactory(Factory):
    """The wave of the quarter that holds the tests' present."""

    class Meta:
        model = Wave
        sqlalchemy_get_or_create = ("questionnaire", "quarter_start")

    questionnaire = "citizen"
    quarter_start = datetime.date(2026, 10, 1)
    version = 1


class CellFactory(Factory):
    """The cell of a wave in which everybody is counted whose background is kept back."""

    class Meta:
        model = Cell
        exclude = ("wave",)
        sqlalchemy_get_or_create = (
            "wave_id",
            "kind",
            "group_family",
            "team",
            "length_band",
            "value",
        )

    wave = factory.SubFactory(WaveFactory)
    wave_id = factory.LazyAttribute(lambda o: o.wave.id)
    kind = "background"
    group_family = team = length_band = factory.LazyAttribute(
        lambda o: "other" if o.kind == "background" else ""
    )
    value = ""
    population = 1


class InvitationFactory(Factory):
    """An invitation whose link is open in the tests' present."""

    class Meta:
        model = Invitation
        exclude = ("wave", "citizen", "cell")

    wave = factory.SubFactory(WaveFactory)
    wave_id = factory.LazyAttribute(lambda o: o.wave.id)
    citizen = factory.SubFactory(CitizenFactory)
    citizen_id = factory.LazyAttribute(lambda o: o.citizen.id)
    cell = factory.SubFactory(CellFactory, wave=factory.SelfAttribute("..wave"))
    cell_id = factory.LazyAttribute(lambda o: o.cell.id)
    invited_at = datetime.datetime(2026, 11, 20, 9, 0, tzinfo=datetime.UTC)
    expires_at = datetime.datetime(2026, 12, 11, 9, 0, tzinfo=datetime.UTC)


class AnswerFactory(Factory):
    """An answer that agrees with everything, laid down."""

    class Meta:
        model = Answer
        exclude = ("wave", "cell")

    wave = factory.SubFactory(WaveFactory)
    cell = factory.SubFactory(CellFactory, wave=factory.SelfAttribute("..wave"))
    cell_id = factory.LazyAttribute(lambda o: o.cell.id)
    guidance = purpose = plan_use = resources = cooperation = 4
