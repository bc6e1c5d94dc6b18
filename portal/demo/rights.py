"""What personas have asked of their data: one answered, one waiting with a week left."""

from datetime import timedelta

from sqlalchemy.orm import Session

from portal.accounts import models
from portal.core.access import Actor, Audience, Role
from portal.demo.town import Citizen, Town
from portal.privacy.service import asking


def load(session: Session, town: Town) -> None:
    """Anna had her street put right; Mikkel waits to hear what of his case may go."""
    anna, mikkel = town.citizen("anna-dagpenge"), town.citizen("mikkel-booket")
    torben = town.colleague("torben-administrator")
    decides = Actor(Audience.STAFF, torben.id, torben.name, role=Role.ADMINISTRATOR)
    asked_at = town.now - timedelta(days=40, hours=3)
    street = asking.ask(
        session,
        _self(anna),
        "correct",
        "person",
        "Min adresse er forkert: opgangen mangler.",
        "demo",
        now=asked_at,
    )
    answer = asking.Decision(
        "granted", "Du har ret. Opgangen mangler i vores register, og nu står den der.",
        {"address": f"{_address(session, anna)}, opgang B"},
    )  # fmt: skip
    asking.decide(session, decides, street.id, answer, now=asked_at + timedelta(days=3))
    asking.ask(
        session,
        _self(mikkel),
        "erase",
        "talks",
        "Kan I slette samtalerne fra mit gamle forløb? Det er længe siden nu.",
        "demo",
        now=town.now - timedelta(days=24, hours=2),
    )


def _address(session: Session, citizen: Citizen) -> str:
    found = session.get(models.Citizen, citizen.id)
    assert found is not None
    return found.real_address


def _self(citizen: Citizen) -> Actor:
    return Actor(Audience.CITIZEN, citizen.id, citizen.name)
