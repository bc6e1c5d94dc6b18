"""Who is asked when, who is reminded, and who is left alone."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core import clock
from portal.core.access import Actor, Audience
from portal.core.errors import Refused
from portal.notifications.models import OutboxMessage
from portal.surveys import service
from portal.surveys.models import (
    STATEMENTS,
    Invitation,
    OptOut,
    ReminderRound,
    SurveyRule,
    Wave,
)
from portal.surveys.refusals import SurveyRefusal
from portal.surveys.rules import day_of_asking
from portal.surveys.service import opting
from tests.conftest import NOW
from tests.factories.accounts import BusinessUserFactory, CitizenFactory
from tests.factories.booking import TalkFactory, during
from tests.factories.surveys import InvitationFactory, WaveFactory
from tests.integration.surveys.test_anonymity import everything

FIRST, LAST = date(2026, 10, 1), date(2026, 12, 31)
AGREE: dict[str, int | None] = dict.fromkeys(STATEMENTS, 4)
TUESDAY = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def later_than_today() -> int:
    """The id of a citizen whose own day of the quarter has not come."""
    while True:
        citizen = CitizenFactory()
        if day_of_asking(citizen.id, FIRST, LAST) > clock.local_date(NOW):
            found: int = citizen.id
            return found


@pytest.mark.parametrize("status", ["held", "citizen_absent", "centre_absent", "cancelled"])
def test_a_talk_is_asked_about_whatever_came_of_it(session: orm.Session, status: str) -> None:
    citizen = later_than_today()
    ended = {"cancelled_at": NOW - timedelta(days=4)} if status == "cancelled" else {}
    talked = during(clock.local_date(NOW) - timedelta(days=3), "09:00")
    TalkFactory(citizen=session.get_one(Citizen, citizen), during=talked, status=status, **ended)
    service.invite_due(session, now=NOW)
    assert session.scalar(sa.select(Invitation.id).where(Invitation.citizen_id == citizen))


def test_who_does_not_want_to_be_asked_is_left_alone(session: orm.Session) -> None:
    citizen = CitizenFactory()
    me = Actor(Audience.CITIZEN, citizen.id, citizen.name)
    opting.choose(session, me, asked=False, now=NOW)
    opting.choose(session, me, asked=False, now=NOW)
    end = clock.parse_moment("2026-12-31T12:00")
    assert service.invite_due(session, now=end) == 0
    opting.choose(session, me, asked=True, now=NOW)
    assert service.invite_due(session, now=end) == 1


def test_a_link_takes_one_out_also_when_it_is_used(session: orm.Session) -> None:
    invitation = InvitationFactory()
    token = service.link_token(invitation)
    service.submit(session, token, AGREE, now=NOW)
    for _ in range(2):
        opting.leave_by_link(session, token, now=NOW)
    assert session.scalars(sa.select(OptOut.citizen_id)).all() == [invitation.citizen_id]
    with pytest.raises(Refused) as refused:
        opting.leave_by_link(session, token[:-2], now=NOW)
    assert refused.value.refusal is SurveyRefusal.FORGED


def invited(session: orm.Session, number: int, days_ago: int = 8) -> list[Invitation]:
    wave: Wave = WaveFactory()
    made = [
        InvitationFactory(
            wave=wave,
            invited_at=TUESDAY - timedelta(days=days_ago),
            expires_at=TUESDAY + timedelta(days=20),
        )
        for _ in range(number)
    ]
    session.flush()
    return made


def reminded(session: orm.Session) -> set[int]:
    found = sa.select(OutboxMessage.recipient_id).where(
        OutboxMessage.kind == "survey_reminder", OutboxMessage.channel == "inbox"
    )
    return set(session.scalars(found))


def test_reminders_go_in_one_batch_and_some_who_answered_get_one_too(session: orm.Session) -> None:
    people = invited(session, 80)
    for invitation in people[:40]:
        service.submit(session, service.link_token(invitation), AGREE, now=NOW)
    before = everything(session)
    service.remind_due(session, now=TUESDAY)
    told = reminded(session)
    assert {one.citizen_id for one in people[40:]} <= told
    # A quarter of the forty, by lot: 10, and five standard deviations are 14.
    others = len(told & {one.citizen_id for one in people[:40]})
    assert 0 < others <= 24
    changed = {name for name, found in everything(session).items() if found != before[name]}
    assert changed == {"outbox_key", "outbox_message", "survey_reminder_round"}
    assert service.remind_due(session, now=TUESDAY + timedelta(hours=3)) == 0
    assert service.remind_due(session, now=TUESDAY + timedelta(days=2)) == 0


def test_a_day_that_was_missed_is_made_up_for(session: orm.Session) -> None:
    people = invited(session, 12)
    assert service.remind_due(session, now=TUESDAY + timedelta(days=2)) == 12
    assert reminded(session) == {one.citizen_id for one in people}


def test_too_few_wait_for_the_next_week_and_each_is_in_one_batch(session: orm.Session) -> None:
    invited(session, 6)
    assert service.remind_due(session, now=TUESDAY) == 0
    assert session.scalars(sa.select(ReminderRound)).all() == []
    invited(session, 6, days_ago=5)
    assert service.remind_due(session, now=TUESDAY + timedelta(days=7)) == 12
    # A week on the first six and the others have had the first; the second is due for all.
    assert service.remind_due(session, now=TUESDAY + timedelta(days=14)) == 12
    assert service.remind_due(session, now=TUESDAY + timedelta(days=21)) == 0


def test_nobody_is_reminded_who_has_left_or_whose_link_is_old(session: orm.Session) -> None:
    people = invited(session, 14)
    session.add(OptOut(citizen_id=people[0].citizen_id, since=clock.local_date(NOW)))
    people[1].expires_at = TUESDAY
    session.flush()
    service.remind_due(session, now=TUESDAY)
    assert not reminded(session) & {people[0].citizen_id, people[1].citizen_id}


def test_a_clock_put_back_invites_nobody(session: orm.Session) -> None:
    CitizenFactory()
    service.ensure_wave(session, NOW)
    for invite in (service.invite_due, service.invite_businesses):
        service.ensure_wave(session, NOW, "business")
        with pytest.raises(Refused) as refused:
            invite(session, now=NOW - timedelta(days=80))
        assert refused.value.refusal is SurveyRefusal.CLOCK_BACK
    assert session.scalars(sa.select(Invitation)).all() == []


def test_numbers_are_dated(session: orm.Session) -> None:
    session.add(
        SurveyRule(key="link_days", valid_from=date(2026, 11, 24), value=10, source="Byrådet")
    )
    session.flush()
    wave = service.ensure_wave(session, NOW)
    one, two = CitizenFactory().id, CitizenFactory().id
    (before,) = service.invite(session, [one], wave, now=NOW)
    (after,) = service.invite(session, [two], wave, now=TUESDAY)
    assert before.expires_at == NOW + timedelta(days=28)
    assert after.expires_at == TUESDAY + timedelta(days=10)


def test_the_link_speaks_the_citizens_language(session: orm.Session) -> None:
    wave = service.ensure_wave(session, NOW)
    people = [CitizenFactory(talk_language=code).id for code in ("ar", "uk", "da", "fa")]
    service.invite(session, people, wave, now=NOW)
    paths = dict(
        (person, path)
        for person, path in session.execute(
            sa.select(OutboxMessage.recipient_id, OutboxMessage.path).where(
                OutboxMessage.channel == "inbox"
            )
        )
    )
    ends = [paths[person].partition("?")[2] for person in people]
    assert ends == ["lang=ar", "lang=uk", "", ""]


def test_businesses_without_a_request_are_not_asked(session: orm.Session) -> None:
    BusinessUserFactory()
    assert service.invite_businesses(session, now=NOW) == 0
