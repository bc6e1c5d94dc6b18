"""Powers of attorney: given, taken up, ended; choosing whom to act for."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts import queries
from portal.accounts.models import Citizen, Identity, PowerOfAttorney, Representative, SignIn
from portal.accounts.refusals import PowerRefusal
from portal.accounts.rules import powers as rules
from portal.accounts.service.sign_ins import rotate, sign_in_behind
from portal.core import audit, clock, standing
from portal.core.access import Actor, Audience
from portal.core.crypto import NotACpr, cpr_hmacs, parse_cpr
from portal.core.errors import NotFound, Refused, in_words
from portal.notifications import service as notifications
from portal.settings import Settings

PATH = "/konto/fuldmagter"


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to give: to whom, what, and for how long."""

    name: str
    cpr: str
    reads: tuple[str, ...]
    acts: tuple[str, ...]
    starts_on: date
    ends_on: date


def give(
    session: Session,
    settings: Settings,
    citizen_id: int,
    wanted: Wanted,
    *,
    actor: Actor,
    reason: str | None = None,
    now: datetime,
) -> PowerOfAttorney:
    """Let somebody act for the citizen. Staff enter what was given on paper, with a reason.

    Raises:
        Refused: when it can't be given so, or that person has one at that time.
    """
    today = clock.local_date(now)
    problem = rules.wrong(wanted.reads, wanted.acts, wanted.starts_on, wanted.ends_on, today)
    if problem is not None:
        raise Refused(PowerRefusal[problem])
    representative_id = _representative(session, settings, citizen_id, wanted)
    on_paper = actor.audience is Audience.STAFF
    made = PowerOfAttorney(
        citizen_id=citizen_id,
        representative_id=representative_id,
        holder_name=wanted.name,
        may_read=sorted(wanted.reads),
        may_act=sorted(wanted.acts),
        starts_on=wanted.starts_on,
        ends_on=wanted.ends_on,
        given_at=now,
        given_by_staff_id=actor.person_id if on_paper else None,
        reason=reason if on_paper else None,
    )
    with in_words(session, {"power_of_attorney_once": PowerRefusal.ALREADY}):
        session.add(made)
    _note(session, actor, "give", made, now)
    if on_paper:
        _tell(session, made, "power_given_on_paper", now)
    return made


def _representative(session: Session, settings: Settings, citizen_id: int, wanted: Wanted) -> int:
    try:
        numbers = cpr_hmacs(settings, parse_cpr(wanted.cpr))
    except NotACpr:
        raise Refused(PowerRefusal.NOT_A_CPR) from None
    own = sa.select(Citizen.cpr_hmac).where(Citizen.id == citizen_id)
    if session.scalars(own).one() in numbers:
        raise Refused(PowerRefusal.ONESELF)
    known = sa.select(Representative.id).where(Representative.cpr_hmac.in_(numbers))
    with standing.through(session, "sign_in"):  # whoever it is may be trusted by others already
        # The same work for whom we know and whom we don't, so that it tells nothing of anybody.
        anew = sa.select(sa.literal(numbers[0])).where(~known.exists())
        made = insert(Representative).from_select(["cpr_hmac"], anew)
        session.execute(made.on_conflict_do_nothing())
        return session.scalars(known).one()


def end(
    session: Session,
    power: PowerOfAttorney,
    *,
    actor: Actor,
    by: str,
    reason: str | None = None,
    now: datetime,
) -> None:
    """End a power at once; whoever acts by it is refused at the next request."""
    if power.ended_at is not None:
        return
    power.ended_at, power.ended_by, power.end_reason = now, by, reason
    with standing.through(session, "sign_in"):
        session.execute(sa.update(SignIn).where(SignIn.power_id == power.id).values(power_id=None))
    session.flush()
    _note(session, actor, "end", power, now)
    if by != "citizen":
        _tell(session, power, "power_ended", now)


def act_for(session: Session, current: SignIn, power_id: int | None, now: datetime) -> str:
    """Act by one of one's powers from now on, or with None for oneself again; the new secret id.

    Raises:
        NotFound: when there is no such power in force that is one's own.
    """
    if power_id is not None:
        held = queries.held_powers(session, current.identity_id, clock.local_date(now))
        if power_id not in {power.id for power in held}:
            raise NotFound
    named = power_id or current.power_id
    citizen_id = session.scalar(
        sa.select(PowerOfAttorney.citizen_id).where(PowerOfAttorney.id == named)
    )
    secret = rotate(session, current, now, power_id=power_id)
    action = "act_for" if power_id is not None else "stop_acting_for"
    who = {"identity": current.identity_id}
    audit.record(session, None, action, "power", named, now=now, citizen_id=citizen_id, **who)
    return secret


def begin_acting(session: Session, secret: str, now: datetime) -> None:
    """Whoever acts for one citizen and has no pages of their own need not choose."""
    current = sign_in_behind(session, secret)
    assert current is not None
    identity = session.get_one(Identity, current.identity_id)
    if identity.representative_id is None:
        return
    held = queries.held_powers(session, identity.id, clock.local_date(now))
    if len(held) == 1:
        current.power_id = held[0].id
        session.flush()


def _note(
    session: Session, actor: Actor, action: str, power: PowerOfAttorney, now: datetime
) -> None:
    audit.record(
        session,
        actor,
        action,
        "power",
        power.id,
        now=now,
        citizen_id=power.citizen_id,
        holder=power.representative_id,
    )


def _tell(session: Session, power: PowerOfAttorney, kind: str, now: datetime) -> None:
    notifications.tell(
        session,
        event=f"{kind}:{power.id}",
        kind=kind,
        audience=Audience.CITIZEN,
        recipient_id=power.citizen_id,
        now=now,
        path=PATH,
        who=power.holder_name,
    )
