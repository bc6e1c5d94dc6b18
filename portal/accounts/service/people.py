"""Find the person behind a provider's claims."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal.accounts.models import (
    BusinessUser,
    Citizen,
    Identity,
    PowerOfAttorney,
    Representative,
    Staff,
)
from portal.accounts.refusals import SignInRefusal
from portal.accounts.rules.powers import is_same_person
from portal.businesses.models import Business
from portal.core.access import Audience
from portal.core.crypto import NotACpr, cpr_hmacs, parse_cpr
from portal.core.errors import Refused
from portal.settings import Settings


def identify(
    session: Session,
    settings: Settings,
    audience: Audience,
    issuer: str,
    subject: str,
    claims: dict[str, Any],
) -> Identity:
    """The identity of (issuer, subject, audience), made at the first sign-in.

    A citizen is found by CPR number, a business user by CVR number and e-mail, staff by e-mail.

    Raises:
        Refused: when nobody the portal knows is behind the claims.
    """
    wanted = sa.select(Identity).where(
        Identity.issuer == issuer, Identity.subject == subject, Identity.audience == audience
    )
    known = session.scalar(wanted)
    if known is not None:
        _refuse_removed(session, known)
        if audience is Audience.CITIZEN and known.citizen_id is None:
            _become(session, settings, known, claims)
        return known
    new = Identity(issuer=issuer, subject=subject, audience=audience.value)
    try:
        with session.begin_nested():
            return _introduce(session, settings, audience, new, claims)
    except IntegrityError:
        # The same person came in through another tab at this very moment.
        return session.scalars(wanted).one()


def _introduce(
    session: Session,
    settings: Settings,
    audience: Audience,
    made: Identity,
    claims: dict[str, Any],
) -> Identity:
    if audience is Audience.CITIZEN:
        _become(session, settings, made, claims)
    elif audience is Audience.BUSINESS:
        made.business_user_id = _business_user_behind(session, claims)
    else:
        made.staff_id = _staff_behind(session, claims)
    session.add(made)
    session.flush()
    return made


def _refuse_removed(session: Session, identity: Identity) -> None:
    """Refuse people who had access once and have it no more, in words."""
    if identity.staff_id is not None and not session.scalar(
        sa.select(Staff.active).where(Staff.id == identity.staff_id)
    ):
        raise Refused(SignInRefusal.UNKNOWN_STAFF)
    if identity.business_user_id is not None and not session.scalar(
        sa.select(BusinessUser.active).where(BusinessUser.id == identity.business_user_id)
    ):
        raise Refused(SignInRefusal.UNKNOWN_BUSINESS)


def _become(
    session: Session, settings: Settings, identity: Identity, claims: dict[str, Any]
) -> None:
    """A citizen of the job centre, or else somebody who may act for one."""
    try:
        numbers = cpr_hmacs(settings, parse_cpr(str(claims.get("cpr", ""))))
    except NotACpr:
        raise Refused(SignInRefusal.CLAIMS_MISSING) from None
    citizen_id = session.scalar(sa.select(Citizen.id).where(Citizen.cpr_hmac.in_(numbers)))
    helper = session.scalar(sa.select(Representative).where(Representative.cpr_hmac.in_(numbers)))
    if helper is not None:
        helper.cpr_hmac = numbers[0]  # the only moment at which we know their number
        helper.name = str(claims.get("name", "")) or helper.name
    if citizen_id is not None:
        identity.citizen_id, identity.representative_id = citizen_id, None
    elif helper is not None and _has_been_trusted(session, helper):
        identity.representative_id = helper.id
    else:
        raise Refused(SignInRefusal.UNKNOWN_CITIZEN)


def _has_been_trusted(session: Session, helper: Representative) -> bool:
    """Whether a citizen has named them as they are called: which powers hold is asked later."""
    named = sa.select(PowerOfAttorney.holder_name).where(
        PowerOfAttorney.representative_id == helper.id, PowerOfAttorney.ended_at.is_(None)
    )
    return any(is_same_person(name, helper.name or "") for name in session.scalars(named))


def _business_user_behind(session: Session, claims: dict[str, Any]) -> int:
    cvr, name = str(claims.get("cvr", "")), str(claims.get("name", ""))
    email = str(claims.get("email", "")).lower()
    if not cvr or not name or not email:
        raise Refused(SignInRefusal.CLAIMS_MISSING)
    business_id = session.scalar(
        sa.select(Business.id).where(Business.cvr == cvr, Business.closed_at.is_(None))
    )
    if business_id is None:
        raise Refused(SignInRefusal.UNKNOWN_BUSINESS)
    known = session.scalar(
        sa.select(BusinessUser).where(
            BusinessUser.business_id == business_id, BusinessUser.email == email
        )
    )
    if known is not None and not known.active:
        raise Refused(SignInRefusal.UNKNOWN_BUSINESS)
    if known is not None:
        return known.id
    first = session.scalar(
        sa.select(BusinessUser.id).where(BusinessUser.business_id == business_id).limit(1)
    )
    user = BusinessUser(
        business_id=business_id, name=name, email=email, is_administrator=first is None
    )
    session.add(user)
    session.flush()
    return user.id


def _staff_behind(session: Session, claims: dict[str, Any]) -> int:
    email = str(claims.get("email", "")).lower()
    found = session.scalar(sa.select(Staff.id).where(Staff.email == email, Staff.active))
    if found is None:
        raise Refused(SignInRefusal.UNKNOWN_STAFF)
    return found
