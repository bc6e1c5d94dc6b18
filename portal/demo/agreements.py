"""What personas and their caseworkers ask each other about plans, goals, and who may see them."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.accounts import models
from portal.core.access import Actor, Audience, Role
from portal.demo.town import Citizen, Town
from portal.joblog import service as joblog
from portal.plan import service as plan
from portal.plan.models import PlanTask

HOUR = timedelta(hours=1)
SLEEP = "Dorte kan hjælpe med søvn og træning, så du kan klare flere timer på arbejdet."
TRAINING = "Dorte kan se, om et forløb på sundhedshuset passer med din jobsøgning."


def load(session: Session, town: Town) -> None:
    """One has agreed, and has a new goal since; one is asked; one shares parts of her plan."""
    anna, mikkel = town.citizen("anna-dagpenge"), town.citizen("mikkel-booket")
    # The version is of the plan as it is now, so it was made after the last task was done.
    done = sa.select(sa.func.max(PlanTask.done_at)).where(PlanTask.citizen_id == anna.id)
    last = session.scalar(done) or town.now - timedelta(days=10)
    plan.propose(session, _caseworker(town, anna), anna.id, now=last + timedelta(minutes=1))
    agreed_at = min(last + timedelta(hours=5), town.now)
    plan.answer(session, _self(anna), 1, agreed=True, reply="", now=agreed_at)
    wish = "Jeg vil have et job som kontorassistent tæt på hjemmet, gerne 25 timer om ugen."
    plan.write(session, _self(anna), {"goal": wish}, now=min(agreed_at + HOUR, town.now))
    plan.propose(session, _caseworker(town, mikkel), mikkel.id, now=town.ago(20, 28))
    monday = town.today - timedelta(days=town.today.weekday())
    joblog.propose_goal(
        session, _caseworker(town, mikkel), mikkel.id, 3, monday, now=town.ago(20, 28)
    )
    _share(session, town, "birgit-sygemeldt", SLEEP, yes=("goal", "barriers", "tasks"))
    _share(session, town, "poul-senior", TRAINING)


def _share(session: Session, town: Town, subject: str, why: str, yes: tuple[str, ...] = ()) -> None:
    one, dorte = town.citizen(subject), town.colleague("dorte-sundhed")
    asked_at = town.now - timedelta(days=9) if yes else town.ago(20, 28)
    share = plan.invite(
        session,
        _caseworker(town, one),
        session.scalars(sa.select(models.Citizen).where(models.Citizen.id == one.id)).one(),
        dorte.id,
        sections=("goal", "strengths", "barriers", "tasks") if yes else ("goal", "tasks"),
        why=why,
        until=town.today + timedelta(days=60),
        now=asked_at,
    )
    if yes:
        allowed_at = asked_at + timedelta(days=1, hours=2)
        plan.allow(session, _self(one), share.id, yes, now=allowed_at)
        looks = Actor(Audience.STAFF, dorte.id, dorte.name, role=Role.DEPARTMENT)
        for days in (2, 6):
            plan.note_shared_look(session, looks, share, now=asked_at + timedelta(days=days))


def _caseworker(town: Town, citizen: Citizen) -> Actor:
    one = next(one for one in town.staff if one.id == citizen.caseworker_id)
    return Actor(Audience.STAFF, one.id, one.name, role=Role(one.role))


def _self(citizen: Citizen) -> Actor:
    return Actor(Audience.CITIZEN, citizen.id, citizen.name)
