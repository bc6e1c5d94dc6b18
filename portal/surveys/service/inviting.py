"""Use case: invite citizens to the running wave, each once."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from portal.accounts.models import Citizen, Staff
from portal.core import clock, i18n
from portal.core.access import Audience
from portal.core.errors import NotFound, Refused
from portal.notifications import service as notifications
from portal.surveys import queries, rules
from portal.surveys.models import Cell, Invitation, OptOut, Wave
from portal.surveys.refusals import SurveyRefusal
from portal.surveys.rules import Background, band_of, family_of
from portal.surveys.service import codes
from portal.surveys.service.links import is_spent, link_path
from portal.surveys.service.waves import ensure_wave


def invite(
    session: Session, citizen_ids: Iterable[int], wave: Wave, *, now: datetime
) -> list[Invitation]:
    """Invite those of `citizen_ids` who are not yet in `wave`, and queue their messages.

    Twice the same call invites once. Returns the new invitations.
    """
    made = _add_invitations(session, citizen_ids, wave, now)
    codes.issue(session, made)
    paths = paths_of(session, made)
    for invitation in made:
        audience, recipient_id = reader_of(invitation)
        notifications.tell(
            session,
            event=f"survey:{wave.quarter_start.isoformat()}",
            kind="survey_invited",
            audience=audience,
            recipient_id=recipient_id,
            now=now,
            path=paths[invitation.id],
            code=rules.shown(codes.code_of(invitation.id)),
        )
    return made


def reader_of(invitation: Invitation) -> tuple[Audience, int]:
    """Whom an invitation is for."""
    if invitation.citizen_id is not None:
        return Audience.CITIZEN, invitation.citizen_id
    assert invitation.business_user_id is not None
    return Audience.BUSINESS, invitation.business_user_id


def paths_of(session: Session, invitations: Sequence[Invitation]) -> dict[uuid.UUID, str]:
    """The paths of links, in the language the citizen speaks where the survey knows it."""
    citizens = [one.citizen_id for one in invitations if one.citizen_id is not None]
    spoken = {
        one: language
        for one, language in session.execute(
            sa.select(Citizen.id, Citizen.talk_language).where(
                Citizen.id.in_(citizens), Citizen.talk_language.in_(i18n.MORE_LANGUAGES)
            )
        )
    }
    return {
        one.id: link_path(one)
        + (f"?lang={spoken[one.citizen_id]}" if one.citizen_id in spoken else "")
        for one in invitations
    }


def invite_due(session: Session, *, now: datetime) -> int:
    """Invite every citizen with a running course for whom there is a reason today.

    Raises:
        Refused: when the clock has been put back behind a wave that has begun.
    """
    today = clock.local_date(now)
    wave = ensure_wave(session, now)
    last_day = clock.next_quarter(today) - timedelta(days=1)
    numbers = queries.numbers(session, today)
    due = [
        person.id
        for person in queries.not_yet_asked(session, wave, now)
        if rules.reason_to_ask(person, wave.quarter_start, last_day, today, numbers)
    ]
    return len(invite(session, due, wave, now=now))


def invite_by_hand(session: Session, citizen_id: int, *, now: datetime) -> Invitation:
    """The citizen's open invitation of this quarter, made or prolonged if need be; no message.

    Raises:
        NotFound: when there is no such citizen.
        Refused: when the citizen has answered this quarter.
    """
    if session.get(Citizen, citizen_id) is None:
        raise NotFound
    invitation = add_by_hand(session, citizen_id, ensure_wave(session, now), now)
    if is_spent(session, invitation):
        raise Refused(SurveyRefusal.USED)
    return invitation


def add_by_hand(session: Session, citizen_id: int, wave: Wave, now: datetime) -> Invitation:
    """The citizen's invitation of a wave, made or prolonged if need be, also of one who is not
    asked any more: they ask for it themselves. Nobody is told, and its use is not looked at."""
    _add_invitations(session, [citizen_id], wave, now, even_left=True)
    invitation = session.scalars(
        sa.select(Invitation).where(
            Invitation.wave_id == wave.id, Invitation.citizen_id == citizen_id
        )
    ).one()
    if invitation.expires_at <= now:
        numbers = queries.numbers(session, clock.local_date(now))
        invitation.expires_at = now + numbers.link_lasts
        session.flush()
    return invitation


def _add_invitations(
    session: Session,
    citizen_ids: Iterable[int],
    wave: Wave,
    now: datetime,
    *,
    even_left: bool = False,
) -> list[Invitation]:
    wanted = sorted(set(citizen_ids))
    if not wanted:
        return []
    today = clock.local_date(now)
    lasts = queries.numbers(session, today).link_lasts
    places = _Places(session, wave)
    last_talks = queries.last_talks(session, wanted, now)
    rows = [
        {
            "id": uuid.uuid4(),
            "wave_id": wave.id,
            "citizen_id": citizen_id,
            **places.of(exact, *last_talks.get(citizen_id, ("none", "none"))),
            "invited_at": now,
            "expires_at": now + lasts,
        }
        for citizen_id, exact in _backgrounds(session, wanted, today, even_left).items()
    ]
    added = (
        insert(Invitation)
        .on_conflict_do_nothing(constraint="survey_invited_once_per_wave")
        .returning(Invitation)
    )
    return list(session.scalars(added, rows)) if rows else []


def _backgrounds(
    session: Session, citizen_ids: list[int], day: date, even_left: bool
) -> dict[int, Background]:
    """What is known of each citizen's course; of those who wish not to be asked only if told so."""
    asked = ~sa.exists().where(OptOut.citizen_id == Citizen.id)
    found = session.execute(
        sa.select(Citizen.id, Citizen.target_group, Staff.team_id, Citizen.course_started_on)
        .join(Staff, Staff.id == Citizen.caseworker_id)
        .where(Citizen.id.in_(citizen_ids), sa.true() if even_left else asked)
        .order_by(Citizen.id)
    )
    return {
        one: Background(family_of(group), str(team), band_of(started, day))
        for one, group, team, started in found
    }


class _Places:
    """The cells of a wave, by what they stand for."""

    def __init__(self, session: Session, wave: Wave) -> None:
        self._background: dict[Background, Cell] = {}
        self._beside: dict[tuple[str, str], int] = {}
        for cell in session.scalars(sa.select(Cell).where(Cell.wave_id == wave.id)):
            if cell.kind == "background":
                key = Background(cell.group_family, cell.team, cell.length_band)
                self._background[key] = cell
            else:
                self._beside[cell.kind, cell.value] = cell.id
        self._sizes = {key: cell.population for key, cell in self._background.items()}

    def of(self, exact: Background, caseworker: str, channel: str) -> dict[str, Any]:
        """The columns of an invitation that say where an answer will be counted."""
        return {
            "cell_id": self._background[rules.place(exact, self._sizes)].id,
            "caseworker_cell_id": self._beside.get(("caseworker", caseworker)),
            "channel_cell_id": self._beside.get(("channel", channel)),
        }
