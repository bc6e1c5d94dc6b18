"""Inviting, links, and answers that count once."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core.crypto import signer
from portal.core.errors import NotFound, Refused
from portal.notifications.models import OutboxMessage
from portal.surveys import defaults, queries, service
from portal.surveys.keys import PURPOSE
from portal.surveys.models import (
    STATEMENTS,
    Answer,
    Invitation,
    SealedAnswer,
    SpentLink,
)
from portal.surveys.refusals import SurveyRefusal
from portal.surveys.rules import Numbers, day_of_asking
from portal.surveys.service.links import LONGEST_TOKEN
from tests.conftest import NOW
from tests.factories.accounts import CitizenFactory
from tests.factories.surveys import AnswerFactory, InvitationFactory
from tests.integration.conftest import as_owner

LINK_LASTS = Numbers().link_lasts
AGREE: dict[str, int | None] = dict.fromkeys(STATEMENTS, 4)


@pytest.fixture(autouse=True)
def in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def stored(session: orm.Session) -> tuple[int, int]:
    """How many answers wait, and how many marks of used links there are."""
    answers = session.scalar(sa.select(sa.func.count()).select_from(SealedAnswer))
    marks = session.scalar(sa.select(sa.func.count()).select_from(SpentLink))
    return answers or 0, marks or 0


def refusal_of(session: orm.Session, token: str, answers: dict[str, int | None]) -> object:
    with pytest.raises(Refused) as refused:
        service.submit(session, token, answers, now=NOW)
    return refused.value.refusal


def test_an_answer_counts_once_however_often_it_is_sent(session: orm.Session) -> None:
    token = service.link_token(InvitationFactory())
    service.submit(session, token, AGREE, now=NOW)
    assert refusal_of(session, token, AGREE) is SurveyRefusal.USED
    assert refusal_of(session, token, dict.fromkeys(STATEMENTS, 1)) is SurveyRefusal.USED
    assert stored(session) == (1, 1)


def test_another_link_of_the_same_invitation_is_the_same_link(session: orm.Session) -> None:
    invitation = InvitationFactory()
    first = service.link_token(invitation)
    service.submit(session, first, AGREE, now=NOW)
    assert refusal_of(session, service.link_token(invitation), AGREE) is SurveyRefusal.USED


def test_what_was_chosen_is_what_is_laid_down(session: orm.Session) -> None:
    answers = dict(zip(STATEMENTS, (1, 2, 3, 5, None), strict=True))
    invitation = InvitationFactory()
    service.submit(session, service.link_token(invitation), answers, now=NOW)
    wave = service.running_wave(session, NOW)
    assert wave is not None
    assert service.lay_wave(session, wave, everything=True, now=NOW) == 1
    row = session.execute(sa.select(Answer)).scalar_one()
    assert {key: getattr(row, key) for key in STATEMENTS} == answers
    assert row.cell_id == invitation.cell_id


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [
        (dict.fromkeys(STATEMENTS, 6), SurveyRefusal.OFF_SCALE),
        (AGREE | {"guidance": 0}, SurveyRefusal.OFF_SCALE),
        (dict.fromkeys(STATEMENTS[:4], 4), SurveyRefusal.INCOMPLETE),
        (AGREE | {"wave_id": 1}, SurveyRefusal.INCOMPLETE),
        ({}, SurveyRefusal.INCOMPLETE),
    ],
)
def test_answers_off_the_scale_store_nothing_and_spend_nothing(
    session: orm.Session, answers: dict[str, int | None], refusal: SurveyRefusal
) -> None:
    token = service.link_token(InvitationFactory())
    assert refusal_of(session, token, answers) is refusal
    assert stored(session) == (0, 0)
    service.submit(session, token, AGREE, now=NOW)
    assert stored(session) == (1, 1)


def test_a_link_opens_nothing_after_its_time(session: orm.Session) -> None:
    invitation = InvitationFactory(expires_at=NOW)
    assert refusal_of(session, service.link_token(invitation), AGREE) is SurveyRefusal.EXPIRED
    assert stored(session) == (0, 0)


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_cut_link_is_forged(session: orm.Session, cut: int) -> None:
    token = service.link_token(InvitationFactory())
    assert refusal_of(session, token[:-cut], AGREE) is SurveyRefusal.FORGED


def test_other_tokens_are_forged(session: orm.Session) -> None:
    invitation = InvitationFactory()
    for_another_purpose = signer("calendar").dumps(invitation.id.hex)
    unknown = signer(PURPOSE).dumps("0" * 32)
    odd = [signer(PURPOSE).dumps(value) for value in (17, None, ["x"], "x", {"a": 1})]
    junk = ["", "x", "x" * 10_240, "æøå", "\udc80", "\x00", str(invitation.id), invitation.id.hex]
    for token in [for_another_purpose, unknown, *odd, *junk]:
        assert refusal_of(session, token, AGREE) is SurveyRefusal.FORGED
    assert stored(session) == (0, 0)


def test_a_link_fits_the_length_that_is_read(session: orm.Session) -> None:
    assert len(service.link_token(InvitationFactory())) < LONGEST_TOKEN / 1.5


def test_inviting_twice_invites_once_and_tells_each_person(session: orm.Session) -> None:
    citizens = [CitizenFactory().id, CitizenFactory().id]
    wave = service.ensure_wave(session, NOW)
    made = service.invite(session, citizens, wave, now=NOW)
    assert {invitation.citizen_id for invitation in made} == set(citizens)
    assert service.invite(session, citizens, wave, now=NOW) == []
    told = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.channel == "inbox")).all()
    assert {message.recipient_id for message in told} == set(citizens)
    for message in told:
        token = message.path.removeprefix("/svar/")
        invitation = session.get_one(
            Invitation, service.open_link(session, token, now=NOW).invitation_id
        )
        assert invitation.citizen_id == message.recipient_id
        assert invitation.expires_at == NOW + LINK_LASTS


def test_the_days_invitations_reach_those_whose_day_has_come(session: orm.Session) -> None:
    today, first, last = date(2026, 11, 23), date(2026, 10, 1), date(2026, 12, 31)
    running = [CitizenFactory() for _ in range(30)]
    CitizenFactory(course_ended_on=today - timedelta(days=1))
    ends_today = CitizenFactory(course_ended_on=today)
    CitizenFactory(course_started_on=today + timedelta(days=50))
    due = {c.id for c in [*running, ends_today] if day_of_asking(c.id, first, last) <= today}
    assert 5 < len(due) < 30
    assert service.invite_due(session, now=NOW) == len(due)
    assert set(session.scalars(sa.select(Invitation.citizen_id))) == due
    assert service.invite_due(session, now=NOW) == 0
    end_of_quarter = NOW + timedelta(days=38)
    everybody = {c.id for c in running} - due
    assert service.invite_due(session, now=end_of_quarter) == len(everybody)


def test_a_new_quarter_is_a_new_wave(session: orm.Session) -> None:
    citizen = CitizenFactory()
    for moment in (NOW, NOW, NOW + timedelta(days=60)):
        service.invite(session, [citizen.id], service.ensure_wave(session, moment), now=moment)
    assert session.scalar(sa.select(sa.func.count()).select_from(Invitation)) == 2


def test_a_link_by_hand_is_made_kept_prolonged_and_refused(session: orm.Session) -> None:
    citizen: Citizen = CitizenFactory()
    made = service.invite_by_hand(session, citizen.id, now=NOW)
    again = service.invite_by_hand(session, citizen.id, now=NOW + timedelta(days=1))
    assert again.id == made.id
    assert again.expires_at == NOW + LINK_LASTS
    later = service.invite_by_hand(session, citizen.id, now=NOW + timedelta(days=30))
    assert later.id == made.id
    assert later.expires_at == NOW + timedelta(days=30) + LINK_LASTS
    service.submit(session, service.link_token(made), AGREE, now=NOW)
    with pytest.raises(Refused) as refused:
        service.invite_by_hand(session, citizen.id, now=NOW)
    assert refused.value.refusal is SurveyRefusal.USED
    with pytest.raises(NotFound):
        service.invite_by_hand(session, 0, now=NOW)


def test_counts_leave_not_relevant_outside(session: orm.Session) -> None:
    for value in (1, 3, 4, 5, None):
        AnswerFactory(guidance=value)
    InvitationFactory()
    counts = queries.counts(session, date(2026, 10, 1), date(2026, 10, 1))
    assert [count.key for count in counts] == list(STATEMENTS)
    assert counts[0][2:] == (1, 4, 2)
    assert counts[1][2:] == (1, 5, 5)


def test_statements_stand_in_order_and_in_danish_where_untranslated(session: orm.Session) -> None:
    defaults.load_defaults(session)
    defaults.load_defaults(session)
    assert tuple(queries.statements(session, 1, "da")) == (*STATEMENTS, "open")
    assert queries.statements(session, 1, "en")["purpose"].startswith("My talks")
    as_owner(session, "DELETE FROM survey_statement WHERE key = 'purpose' AND language = 'en'")
    mixed = queries.statements(session, 1, "en")
    assert tuple(mixed) == (*STATEMENTS, "open")
    assert mixed["purpose"].startswith("Der er et klart formål")
