"""Who else takes part in a talk: colleagues' time, guests' answers, moving and cancelling."""

from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import Citizen, Staff
from portal.booking import queries, service
from portal.booking.models import Participant
from portal.booking.refusals import BookingRefusal
from portal.booking.service import Wish, absences, guests, joint
from portal.booking.service.absences import Decision
from portal.booking.service.links import link_path
from portal.core.access import Actor, Audience, Role
from portal.core.clock import at_local
from portal.core.errors import NotFound, constraint_of
from tests.factories.accounts import CitizenFactory, StaffFactory
from tests.factories.booking import (
    AbsenceFactory,
    KindRuleFactory,
    TalkFactory,
    WorkingPatternFactory,
    during,
)
from tests.integration.booking.joint_talks import (
    KAREN,
    MONDAY,
    NINE,
    TEN,
    book,
    calendar,
    free_times,
    refusal,
    taken,
    talk_of,
    token_of,
    told,
)

pytestmark = pytest.mark.usefixtures("in_app")


def test_a_colleague_takes_part_with_their_time(
    session: orm.Session, citizen: Citizen, mette: Actor, sofie: Staff, now: datetime
) -> None:
    talk = talk_of(citizen)
    made = joint.add_colleague(session, talk, sofie.id, actor=mette, now=now)
    again = joint.add_colleague(session, talk, sofie.id, actor=mette, now=now)
    assert made is again
    assert (made.status, made.name) == ("confirmed", "Sofie Lund")
    assert taken(session, sofie) == [NINE]
    (inbox, mail) = told(session, "colleague_added")
    assert (inbox.recipient_id, mail.channel) == (sofie.id, "email")
    assert citizen.name not in inbox.body + mail.body
    (joined, _notice) = told(session, "talk_joined")
    assert joined.recipient_id == citizen.id
    assert "Sofie Lund" in joined.body
    joint.remove(session, talk, made.id, actor=mette, now=now)
    joint.remove(session, talk, made.id, actor=mette, now=now)
    assert taken(session, sofie) == []
    assert len(told(session, "colleague_removed")) == 2
    assert taken(session, citizen.caseworker) == [NINE]


def test_a_busy_colleague_is_refused_with_times_at_which_all_can(
    session: orm.Session, citizen: Citizen, mette: Actor, sofie: Staff, now: datetime
) -> None:
    talk = talk_of(citizen)
    TalkFactory(citizen=CitizenFactory(caseworker=sofie), during=during(MONDAY, "09:30", 60))
    AbsenceFactory(staff=sofie, during=during(date(2026, 12, 1), "00:00", 10 * 60))
    assert refusal(joint.add_colleague, session, talk, sofie.id, actor=mette, now=now) == (
        "COLLEAGUE_BUSY"
    )
    assert session.scalars(sa.select(Participant)).all() == []
    nearest = [slot.starts for slot in joint.nearest_times(session, talk, sofie.id, now)]
    # Her own talk takes Monday's first two times, and she is away until ten on Tuesday.
    assert nearest == [
        at_local(MONDAY, time(10, 30)),
        at_local(MONDAY, time(11, 15)),
        at_local(date(2026, 12, 1), time(10, 30)),
    ]
    moved = book(
        session, citizen, now, starts=nearest[1], channel="in_person", moves=talk.id,
        by_staff=True, wish=Wish(colleagues=(sofie.id,)),
    )  # fmt: skip
    assert [one.staff_id for one in queries.participants_of(session, moved.id)] == [sofie.id]
    assert nearest[1] in taken(session, sofie)


@pytest.mark.parametrize("who", ["analyst", "left", "holder", "nobody"])
def test_only_colleagues_who_see_citizens_take_part(
    session: orm.Session, citizen: Citizen, mette: Actor, now: datetime, who: str
) -> None:
    talk = talk_of(citizen)
    staff_id = {
        "analyst": lambda: StaffFactory(role="analyst").id,
        "left": lambda: StaffFactory(active=False).id,
        "holder": lambda: citizen.caseworker_id,
        "nobody": lambda: 2**40,
    }[who]()
    with pytest.raises(NotFound):
        joint.add_colleague(session, talk, staff_id, actor=mette, now=now)


def test_a_talk_is_booked_when_all_are_free(
    session: orm.Session, citizen: Citizen, sofie: Staff, now: datetime
) -> None:
    KindRuleFactory(kind="joint", buffer_before_minutes=15, self_bookable=False)
    WorkingPatternFactory(staff=sofie, weekday=0, starts=time(13), ends=time(14))
    WorkingPatternFactory(staff=sofie, weekday=1, starts=time(13), ends=time(14))
    TalkFactory(citizen=CitizenFactory(caseworker=sofie), during=during(MONDAY, "08:30", 30))
    planner = queries.planner(
        session, citizen.id, now, kind="joint", by_staff=True, with_staff=[sofie.id]
    )
    free = [slot.starts for slot in planner.slots(MONDAY, date(2026, 12, 4))]
    assert planner.others == (sofie,)
    # Her days are Monday and Tuesday, and a talk needs a quarter of an hour before it.
    assert {start.date() for start in free} == {MONDAY, date(2026, 12, 1)}
    assert free[0] == at_local(MONDAY, time(9, 15))
    wish = Wish(kind="joint", colleagues=(sofie.id,))
    talk = book(session, citizen, now, starts=free[0], by_staff=True, wish=wish)
    assert talk.kind == "joint"
    assert taken(session, sofie)[-1] == NINE
    assert {row.recipient_id for row in told(session, "colleague_added")} == {sofie.id}
    wednesday = at_local(date(2026, 12, 2), time(9, 15))
    assert refusal(
        book, session, citizen, now, starts=wednesday, by_staff=True, wish=wish
    ) == "COLLEAGUE_BUSY"  # fmt: skip


def test_a_talk_moves_with_all_who_take_part_or_not_at_all(
    session: orm.Session, citizen: Citizen, mette: Actor, sofie: Staff, now: datetime
) -> None:
    talk = talk_of(citizen)
    joint.add_colleague(session, talk, sofie.id, actor=mette, now=now)
    guest = joint.add_guest(session, talk, KAREN, actor=mette, now=now)
    old_link = link_path(guest)
    guests.answer(session, token_of(old_link), True, now=now)
    other = TalkFactory(citizen=CitizenFactory(caseworker=sofie), during=during(MONDAY, "10:30"))
    half_past = at_local(MONDAY, time(10, 30))
    assert half_past not in free_times(session, citizen, talk, now)
    assert refusal(book, session, citizen, now, starts=half_past, moves=talk.id) == "COLLEAGUE_BUSY"
    session.refresh(talk)
    assert (talk.status, taken(session, sofie)) == ("booked", [NINE, half_past])

    moved = book(session, citizen, now, starts=TEN, moves=talk.id)
    assert taken(session, sofie) == [TEN, half_past]
    assert {one.talk_id for one in queries.participants_of(session, moved.id)} == {moved.id}
    assert (guest.status, guest.answered_at, guest.talk_id) == ("invited", None, moved.id)
    (mail,) = told(session, "participant_moved")
    assert "is moved" in mail.subject
    assert link_path(guest).split(".")[0] in mail.body
    assert calendar(mail)["SEQUENCE"] == 1
    assert {m.recipient_id for m in told(session, "colleague_moved")} == {sofie.id}
    assert refusal(guests.open_link, session, token_of(old_link), now=now) == "MOVED"
    guests.answer(session, token_of(link_path(guest)), True, now=now)
    assert guest.status == "confirmed"
    assert other.status == "booked"


def test_when_a_talk_is_cancelled_everybody_hears_of_it(
    session: orm.Session, citizen: Citizen, mette: Actor, sofie: Staff, now: datetime
) -> None:
    for number, cancel in enumerate(("citizen", "centre")):
        day = MONDAY + timedelta(days=number)
        talk = talk_of(citizen, during=during(day, "09:00"))
        joint.add_colleague(session, talk, sofie.id, actor=mette, now=now)
        guest = joint.add_guest(session, talk, KAREN, actor=mette, now=now)
        if cancel == "citizen":
            service.cancel(session, citizen.id, talk.id, actor=None, now=now)
        else:
            service.failures.cancel_by_centre(session, talk.id, actor=mette, now=now)
        assert taken(session, sofie) == []
        mail = told(session, "participant_cancelled")[number]
        assert "is cancelled" in mail.subject
        assert "/samtale/" not in mail.body
        assert (calendar(mail)["STATUS"], calendar(mail)["SEQUENCE"]) == ("CANCELLED", 1)
        assert len(told(session, "colleague_cancelled")) == 2 * (number + 1)
        assert refusal(guests.open_link, session, token_of(link_path(guest)), now=now) == (
            "CANCELLED"
        )
        assert refusal(joint.add_guest, session, talk, KAREN, actor=mette, now=now) == (
            "PARTICIPANTS_CLOSED"
        )


def test_a_colleague_who_is_away_leaves_or_is_replaced(
    session: orm.Session, citizen: Citizen, mette: Actor, sofie: Staff, now: datetime
) -> None:
    talk = talk_of(citizen)
    joint.add_colleague(session, talk, sofie.id, actor=mette, now=now)
    day = Range(at_local(MONDAY, time(0)), at_local(MONDAY, time(23)))
    assert absences.hit_by(session, sofie.id, day, now) == [talk]
    lead = Actor(Audience.STAFF, sofie.id, "Sofie", Role.CONSULTANT, team_id=sofie.team_id)

    def save(what: str | None, staff_id: int | None = None) -> None:
        decisions = {talk.id: Decision(what, staff_id)} if what else {}
        absences.save(session, sofie.id, day, decisions, actor=lead, now=now)

    for odd in (None, "cancel", "offer"):
        assert refusal(save, odd) == "TALKS_HIT"
    busy, free = StaffFactory(), StaffFactory()
    TalkFactory(citizen=CitizenFactory(caseworker=busy))
    assert refusal(save, "hand_over", busy.id) == "COLLEAGUE_BUSY"
    save("hand_over", free.id)
    assert [one.staff_id for one in queries.participants_of(session, talk.id)] == [free.id]
    assert (taken(session, sofie), taken(session, free)) == ([], [NINE])
    assert {row.recipient_id for row in told(session, "colleague_left")} == {mette.person_id}
    assert talk.status == "booked"


def test_who_takes_over_the_talk_no_longer_takes_part_besides(
    session: orm.Session, citizen: Citizen, mette: Actor, now: datetime
) -> None:
    talk = talk_of(citizen)
    colleague = StaffFactory(team=citizen.caseworker.team)
    joint.add_colleague(session, talk, colleague.id, actor=mette, now=now)
    service.take_over(
        session, from_id=mette.person_id, to_id=colleague.id, day=MONDAY, actor=mette, now=now
    )
    assert talk.caseworker_id == colleague.id
    assert queries.participants_of(session, talk.id) == []
    assert (taken(session, colleague), taken(session, citizen.caseworker)) == ([NINE], [])


def test_new_times_for_an_absence_are_times_at_which_all_can(
    session: orm.Session, citizen: Citizen, mette: Actor, sofie: Staff, now: datetime
) -> None:
    talk = talk_of(citizen)
    joint.add_colleague(session, talk, sofie.id, actor=mette, now=now)
    first = absences.new_times(session, talk, talk.during, now)[0]
    TalkFactory(citizen=CitizenFactory(caseworker=sofie), during=Range(first.starts, first.ends))
    assert first not in absences.new_times(session, talk, talk.during, now)


def test_the_database_alone_refuses_two_talks_of_one_colleague(
    session: orm.Session, citizen: Citizen, sofie: Staff, now: datetime
) -> None:
    first, second = talk_of(citizen), TalkFactory(citizen=CitizenFactory())
    values = {
        "kind": "colleague",
        "staff_id": sofie.id,
        "name": "S",
        "email": "s@s",
        "invited_at": now,
    }
    session.execute(sa.insert(Participant).values(talk_id=first.id, **values))
    with pytest.raises(IntegrityError) as error, session.begin_nested():
        session.execute(sa.insert(Participant).values(talk_id=second.id, **values))
    assert constraint_of(error.value) == "caseworker_not_double_booked"
    with pytest.raises(IntegrityError), session.begin_nested():
        TalkFactory(citizen=CitizenFactory(caseworker=sofie), during=during(MONDAY, "09:30"))
    session.execute(sa.delete(Participant))
    assert taken(session, sofie) == []


def test_no_refusal_is_left_without_words() -> None:
    assert all(str(one.sentence) for one in BookingRefusal)
