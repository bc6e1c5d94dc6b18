"""Places at companies: asked for, decided, under way; a partner company; cards with a history."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.businesses.models import ProductionUnit
from portal.businesses.service import card as cards
from portal.core import clock
from portal.core.access import Actor, Audience, Role
from portal.demo.town import Company, Town
from portal.supported import service
from portal.supported.service import Wish
from portal.supported.service.log import append

PARTNER_DAYS = timedelta(days=200)


def load(session: Session, town: Town) -> None:
    """The baker has one place under way and one to be decided; Kasper's companies have cards."""
    consultant = town.colleague("kasper-konsulent")
    kasper = Actor(Audience.STAFF, consultant.id, consultant.name, role=Role.CONSULTANT)
    baker = town.company("lars-bageri")
    lars = Actor(Audience.BUSINESS, baker.user_id or 0, "", business_id=baker.id)
    unit = session.scalars(
        sa.select(ProductionUnit.id).where(ProductionUnit.business_id == baker.id)
    ).first()
    if unit is None:
        return
    service.make_agreement(
        session,
        baker.id,
        unit,
        places=2,
        starts_on=town.today - PARTNER_DAYS,
        ends_on=town.today + PARTNER_DAYS,
        tasks="Prøve bageri, pakkeri og butik, tre dage om ugen.",
        actor=kasper,
        now=town.now - PARTNER_DAYS,
    )
    _under_way(session, town, lars, unit, kasper)
    _to_decide(session, town, lars, unit)
    for number, company in enumerate((baker, *town.companies[2:14])):
        _card(session, town, company, kasper, number)


def _wish(unit: int, title: str, first: date, days: int) -> Wish:
    return Wish(
        unit_id=unit,
        form="work_placement",
        sector="private",
        title=title,
        tasks="Veje mel af, forme boller, pakke brød og hjælpe ved disken.",
        starts_on=first,
        ends_on=first + timedelta(days=days),
        hours_per_week=25,
        ordinary_staff=14,
        supervisor_name="Sidsel Munk",
        supervisor_phone="45 97 30 21",
        representative_name="Torben Kjær",
        representative_email="torben.kjaer@example.invalid",
    )


def _under_way(session: Session, town: Town, lars: Actor, unit: int, kasper: Actor) -> None:
    """Mikkel has been at the bakery for ten days."""
    first, at = town.today - timedelta(days=10), town.now - timedelta(days=30)
    one = service.apply(
        session, lars, _wish(unit, "Bagerimedhjælper", first, 55), key="demo-1", now=at
    )
    append(session, one.id, "consented", now=at + timedelta(hours=5), actor=None)
    service.approve(
        session,
        one.id,
        reason="Godt sted med tid til oplæring.",
        actor=kasper,
        now=at + timedelta(days=2),
    )
    citizen = town.citizen("mikkel-booket")
    caseworker = Actor(Audience.STAFF, citizen.caseworker_id, "", role=Role.CASEWORKER)
    service.place(session, one.id, citizen.id, actor=caseworker, now=at + timedelta(days=6))
    service.say(
        session,
        Actor(Audience.CITIZEN, citizen.id, citizen.name),
        one.id,
        "Jeg kan lide at møde tidligt, og de viser mig alt. Jeg vil gerne prøve ovnen.",
        now=town.now - timedelta(days=2),
    )


def _to_decide(session: Session, town: Town, lars: Actor, unit: int) -> None:
    """The representative has said yes eleven days ago: three are left."""
    at = town.now - timedelta(days=11)
    first = town.today + timedelta(days=21)
    one = service.apply(
        session, lars, _wish(unit, "Hjælp i butikken", first, 60), key="demo-2", now=at
    )
    append(session, one.id, "consented", now=at, actor=None)


def _card(session: Session, town: Town, company: Company, kasper: Actor, number: int) -> None:
    at = town.now - timedelta(days=20 + number * 17)
    cards.add_contact(
        session,
        company.id,
        name=company.user_name,
        title="Indehaver",
        phone=company.phone,
        email=company.email,
        consent_by=("phone", "meeting", "mail")[number % 3],
        actor=kasper,
        now=at,
    )
    cards.note(
        session,
        company.id,
        kind=("visit", "call", "meeting")[number % 3],
        on_day=clock.local_date(at),
        text="Vi talte om, hvem de mangler til foråret, og hvad en praktik kan være.",
        next_step="",
        next_on=None,
        actor=kasper,
        now=at,
    )
    if number < 3:
        cards.note(
            session,
            company.id,
            kind="call",
            on_day=town.today - timedelta(days=1),
            text="De vil gerne høre om flere praktikanter.",
            next_step="Ringe om en plads mere",
            next_on=town.today + timedelta(days=5 + number),
            actor=kasper,
            now=town.now - timedelta(days=1),
        )
