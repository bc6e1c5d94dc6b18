"""What talks hang into the citizen's feed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from portal.accounts.models import Staff
from portal.booking import duty_words, queries
from portal.booking.models import Talk, TimeOffer
from portal.booking.queries import Duty
from portal.core import i18n
from portal.core.feed import Expects, ToDo, events
from portal.core.formatting import long_moment

WORDS: dict[str, Any] = {
    "talk_held": _l("Talk held with %(who)s"),
    "talk_citizen_absent": _l("The talk with %(who)s was not held: the citizen did not come"),
    "talk_centre_absent": _l("The talk with %(who)s was not held: the job centre did not come"),
    "talk_technical_trouble": _l("The talk with %(who)s was not held: technical trouble"),
}


def to_do(session: Session, citizen_id: int, now: datetime) -> list[ToDo]:
    """The talk to book, and times that are offered."""
    duty = queries.next_duty(session, citizen_id, now)
    found = [_book(duty)] if duty else []
    offers = queries.open_offers(session, citizen_id, now)
    return [*found, _answer(offers)] if offers else found


def _answer(offers: Sequence[TimeOffer]) -> ToDo:
    """However many times are offered, it is one thing to do: see them, and say yes to one or no."""
    first = offers[0]
    assert first.during.lower is not None
    moment = long_moment(first.during.lower, i18n.current(), with_year=False)
    title = ngettext(
        "We have a time for you: %(moment)s",
        "We have %(num)s times for you, the first one %(moment)s",
        len(offers),
        moment=moment,
    )
    return ToDo(
        title,
        _("See the times and answer"),
        "booking_talk.offers",
        first.staff.name,
        due_at=min(offer.expires_at for offer in offers),
        lapses=True,
    )


def _book(duty: Duty) -> ToDo:
    purpose = duty.purpose.text(i18n.current())
    words = f"{purpose}. {duty.purpose_words}" if duty.purpose_words else purpose
    stands_still = bool(duty.stopped_because)
    exempt = duty.status == "exempt"
    beside = (
        ()
        if stands_still or exempt
        else ((_("I cannot find a time"), url_for("booking_help.no_time")),)
    )
    return ToDo(
        _("We find a time for you") if exempt else _("Book your next talk"),
        _("See your talks") if exempt else _("See free times"),
        "booking.talks" if exempt else "booking.choose",
        Expects.CASEWORKER,
        due_on=None if stands_still or exempt else duty.book_by,
        lead=duty_words.lead(duty),
        more=tuple(
            line
            for line in (duty_words.more(duty), _("What it is for: %(purpose)s", purpose=words))
            if line
        ),
        beside=beside,
        must=True,
        calm=exempt,
    )


def happened(citizen_id: int) -> list[sa.Select[Any]]:
    """What came of the talks. That one is booked, moved or cancelled is told by a message."""
    return [
        events(kind, sa.func.lower(Talk.during), Talk.id, who=Staff.name)
        .join(Talk.caseworker)
        .where(Talk.citizen_id == citizen_id, Talk.status == kind.removeprefix("talk_"))
        for kind in WORDS
    ]
