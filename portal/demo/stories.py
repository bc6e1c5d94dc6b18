"""What the personas are in the middle of, done through the portal's own use cases."""

from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Persona
from portal.booking import queries as booking
from portal.booking.models import Talk
from portal.booking.service import messages
from portal.core import clock
from portal.core.access import Actor, Audience, Role
from portal.cv.models import Cv
from portal.demo import agreements, entrances, helpers, personas, placements
from portal.demo.town import Colleague, Town
from portal.demo.trades import BY_TITLE
from portal.notifications import service as notifications
from portal.notifications.models import OutboxMessage
from portal.openings import service as openings
from portal.recruitment.models import RecruitmentRequest
from portal.recruitment.rules.enquiry import Facts
from portal.recruitment.service import (
    answering,
    candidates,
    ending,
    enquiries,
    pipeline,
    sharing,
)
from portal.surveys import service as surveys
from portal.surveys.models import Invitation

REPLY = (
    "Hej Lars. Tak for jeres henvendelse. Vi har flere, der kan bage, og jeg spørger dem nu, om de"
    " vil. Du hører fra mig, så snart de første har sagt ja. Venlig hilsen Kasper"
)
FITS = "Har bagt før, kan møde kl. 4 og kan begynde med det samme."


def load(session: Session, town: Town) -> None:
    """The personas themselves, the baker's enquiries, and what everybody has been told."""
    session.add_all(_personas(town))
    session.flush()
    _old_enquiry(session, town)
    _baker_wanted(session, town)
    _shop_assistant_wanted(session, town)
    entrances.load(session, town, _actor(town.colleague("kasper-konsulent")))
    _confirm_talks(session, town)
    _invite_to_survey(session, town)
    agreements.load(session, town)
    placements.load(session, town)
    helpers.load(session, town)
    _all_sent(session, town.now)


def _personas(town: Town) -> list[Persona]:
    made = [_citizen(town, role) for role in personas.CITIZENS] + [helpers.signe(town)]
    made += [_company(town, role) for role in personas.COMPANIES]
    made += [_colleague(town, role) for role in personas.STAFF]
    for position, persona in enumerate(made, 1):
        persona.position = position
    return made


def _citizen(town: Town, role: personas.CitizenRole) -> Persona:
    one = town.citizen(role.subject)
    left = personas.book_by(town).get(role.subject, timedelta(0))
    weekday = (town.today + left).weekday()
    first = one.first_name
    da = role.story_da.format(weekday=personas.WEEKDAYS["da"][weekday])
    en = role.story_en.format(weekday=personas.WEEKDAYS["en"][weekday])
    return Persona(
        subject=role.subject,
        audience="citizen",
        name=one.name,
        role="citizen",
        story_da=f"{first}, {role.age}, {da}",
        story_en=f"{first}, {role.age}, {en}",
        claims={"name": one.name, "cpr": one.cpr, "loa": personas.HIGH_ENOUGH},
    )


def _company(town: Town, role: personas.CompanyRole) -> Persona:
    one = town.company(role.subject)
    first = role.name.split()[0]
    return Persona(
        subject=role.subject,
        audience="business",
        name=role.name,
        role="business_user",
        story_da=f"{first}, {role.story_da}",
        story_en=f"{first}, {role.story_en}",
        claims={
            "name": role.name,
            "cvr": one.cvr,
            "email": one.email,
            "loa": personas.HIGH_ENOUGH,
        },
    )


def _colleague(town: Town, role: personas.StaffRole) -> Persona:
    one = town.colleague(role.subject)
    first = role.name.split()[0]
    return Persona(
        subject=role.subject,
        audience="staff",
        name=role.name,
        role=role.role,
        story_da=f"{first}, {role.story_da}",
        story_en=f"{first}, {role.story_en}",
        claims={
            "name": role.name,
            "email": one.email,
            "roles": [role.role],
            "loa": personas.HIGH_ENOUGH,
        },
    )


def _actor(one: Colleague) -> Actor:
    return Actor(Audience.STAFF, one.id, one.name, role=Role(one.role))


def _owner(town: Town) -> Actor:
    """The baker, signed in."""
    company = town.company("lars-bageri")
    assert company.user_id is not None
    return Actor(Audience.BUSINESS, company.user_id, company.user_name, business_id=company.id)


def _send(
    session: Session, town: Town, title: str, positions: int, at: datetime
) -> RecruitmentRequest:
    """The baker sends an enquiry; Kasper is the company's named contact."""
    company, trade = town.company("lars-bageri"), BY_TITLE[title]
    return enquiries.send(
        session,
        company.id,
        Facts(
            kind="recruitment",
            title=title,
            tasks=trade.tasks,
            requirements="\n".join(trade.wanted),
            positions=positions,
            hours_per_week=37,
            starts_on=town.today + timedelta(days=14),
            workplace=company.address,
            postcode=company.postcode,
            contact_name=company.user_name,
            contact_phone=company.phone,
            contact_email=company.email,
        ),
        user_id=company.user_id,
        idempotency_key=None,
        now=at,
    )


def _old_enquiry(session: Session, town: Town) -> None:
    """One that ended well some months ago."""
    kasper = _actor(town.colleague("kasper-konsulent"))
    at = clock.at_local(town.today - timedelta(days=120), time(10, 15))
    request = _send(session, town, "Butiksassistent", 1, at)
    answering.answer(session, request.id, text=REPLY, actor=kasper, now=at + timedelta(hours=2))
    ending.say_why(
        session,
        request.id,
        key="candidates",
        code="no_candidates",
        text="De fire, vi spurgte, havde fundet andet arbejde.",
        actor=kasper,
        now=at + timedelta(days=4),
    )
    ending.close(
        session,
        request.id,
        text="Stillingen er besat.",
        actor=kasper,
        now=at + timedelta(days=9),
    )


def _baker_wanted(session: Session, town: Town) -> None:
    """Two days old: answered, citizens asked, two presented; Sofie has not said anything yet."""
    kasper = _actor(town.colleague("kasper-konsulent"))
    at = clock.at_local(town.today - timedelta(days=2), time(9, 10))
    request = _send(session, town, "Bager", 2, at)
    answering.answer(session, request.id, text=REPLY, actor=kasper, now=at + timedelta(hours=3))
    asked_at = at + timedelta(hours=4)
    entrances.talk(session, town, kasper, request.id, at)
    bakers = _visible(session, [one.id for one in town.citizens if one.trade.title == "Bager"])
    sofie = town.citizen("sofie-jobforslag").id
    willing = [citizen_id for citizen_id in bakers if citizen_id != sofie][:2]
    reason = "Du har arbejdet som bager og ønsker det igen."
    referrals = candidates.ask(
        session, request.id, willing, reason=reason, actor=kasper, now=asked_at
    )
    for hours, referral in enumerate(referrals, 2):
        at_hour = asked_at + timedelta(hours=hours)
        openings.answer(
            session, referral.citizen_id, referral.id, answer="yes", reason="", now=at_hour
        )
    if referrals:
        reasons = {referral.id: FITS for referral in referrals}
        presented_at = at + timedelta(hours=30)
        for referral in referrals:
            sharing.allow(session, referral.citizen_id, referral.id, now=asked_at)
        shown = candidates.present(session, request.id, reasons, actor=kasper, now=presented_at)
        pipeline.move(
            session,
            request.id,
            shown[0].id,
            "interview",
            actor=_owner(town),
            now=presented_at + timedelta(hours=2),
        )
    candidates.ask(
        session,
        request.id,
        [sofie],
        reason=reason,
        actor=kasper,
        now=town.now - timedelta(hours=2),
    )


def _visible(session: Session, citizen_ids: list[int]) -> list[int]:
    wanted = sa.select(Cv.citizen_id).where(Cv.citizen_id.in_(citizen_ids), Cv.visible_to_staff)
    return list(session.scalars(wanted.order_by(Cv.citizen_id)))


def _shop_assistant_wanted(session: Session, town: Town) -> None:
    """Nearly a day old and not answered: the clock is about to run out."""
    _send(session, town, "Butiksassistent", 1, town.ago(18.5, 23.5))


def _confirm_talks(session: Session, town: Town) -> None:
    """The personas' latest talks and those to come: what they were and will be told of them."""
    ids = {one.id for one in town.citizens if one.persona}
    talks = session.scalars(
        sa.select(Talk)
        .where(Talk.citizen_id.in_(ids), Talk.status.in_(("booked", "held")))
        .where(sa.func.lower(Talk.during) > town.now - timedelta(days=60))
        .options(orm.selectinload(Talk.citizen).selectinload(Citizen.caseworker))
        .order_by(Talk.created_at)
    )
    for talk in talks:
        terms = booking.terms_for(session, talk.citizen_id, town.now)
        messages.confirm(session, talk, talk.citizen, terms, talk.created_at)


def _invite_to_survey(session: Session, town: Town) -> None:
    """Who was asked in the running quarter has the message with the link."""
    ids = {one.id for one in town.citizens if one.persona}
    asked = session.scalars(
        sa.select(Invitation)
        .where(Invitation.citizen_id.in_(ids), Invitation.expires_at > town.now)
        .order_by(Invitation.citizen_id)
    )
    for invitation in asked:
        assert invitation.citizen_id is not None
        notifications.tell(
            session,
            event=f"survey:{invitation.invited_at:%Y-%m-%d}",
            kind="survey_invited",
            audience=Audience.CITIZEN,
            recipient_id=invitation.citizen_id,
            now=invitation.invited_at,
            path=surveys.link_path(invitation),
        )


def _all_sent(session: Session, now: datetime) -> None:
    """What was told in the past has been sent; only what is still to come waits."""
    session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.due_at <= now)
        .values(sent_at=OutboxMessage.due_at, attempts=1)
    )
    session.execute(
        sa.update(OutboxMessage)
        .where(OutboxMessage.due_at <= now - timedelta(days=5))
        .values(read_at=OutboxMessage.due_at + timedelta(hours=5))
    )
