"""What talks must take into account, and a talk that others take part in."""

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Staff
from portal.booking.models import Talk
from portal.booking.service import joint
from portal.core.access import Actor, Audience, Role
from portal.demo.town import Town

# The languages besides Danish and English that caseworkers speak, in turn; most speak none more.
SPOKEN = ("ar", "uk", "tr", "fa", "pl")
EVERY = 7
# persona: (language of talks, needs)
NEEDS = {
    "amina-integration": ("ar", ["interpreter"]),
    "poul-senior": ("da", ["hearing_loop"]),
    "birgit-sygemeldt": ("da", ["step_free"]),
}
WITH_GUEST = "mikkel-booket"
GUEST = joint.Guest(
    kind="unemployment_fund",
    name="Lone Bjerregaard",
    organisation="A-kassen Handel og Service",
    email="lone.bjerregaard@example.invalid",
    about="Vi taler om, hvilke job Mikkel kan søge, og hvordan vi hjælper hinanden",
)


def load(session: Session, town: Town) -> None:
    """Languages and needs, and the unemployment fund at Mikkel's talk."""
    staff = session.scalars(sa.select(Staff).order_by(Staff.id)).all()
    for number, one in enumerate(staff[::EVERY]):
        one.languages = [*one.languages, SPOKEN[number % len(SPOKEN)]]
    for persona, (language, needs) in NEEDS.items():
        citizen = session.get_one(Citizen, town.citizen(persona).id)
        citizen.talk_language, citizen.needs = language, needs
    session.flush()
    _invite_guest(session, town)


def _invite_guest(session: Session, town: Town) -> None:
    talk = session.scalars(
        sa.select(Talk)
        .where(Talk.citizen_id == town.citizen(WITH_GUEST).id, Talk.status == "booked")
        .where(sa.func.lower(Talk.during) > town.now)
        .options(orm.joinedload(Talk.caseworker), orm.joinedload(Talk.purpose))
        .order_by(sa.func.lower(Talk.during))
        .limit(1)
    ).first()
    if talk is None:
        return
    holder = talk.caseworker
    actor = Actor(
        Audience.STAFF, holder.id, holder.name, role=Role(holder.role), team_id=holder.team_id
    )
    joint.add_guest(session, talk, GUEST, actor=actor, now=town.ago(20, 26))
