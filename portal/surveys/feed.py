"""What the survey hangs into the citizen's feed: an open invitation, answered or not."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from portal.core import clock, i18n
from portal.core.feed import Expects, ToDo
from portal.core.formatting import long_date
from portal.surveys import queries
from portal.surveys.service.links import token_of

WORDS: dict[str, Any] = {}


def to_do(session: Session, citizen_id: int, now: datetime) -> list[ToDo]:
    """The five questions, until the link expires.

    They stand there whether the citizen has answered or not, so that neither the page nor whoever
    sees it can tell. No mark of a used link is looked for.
    """
    found = queries.open_invitation(session, citizen_id, now)
    if found is None:
        return []
    invitation_id, expires_at = found
    until = long_date(clock.local_date(expires_at), i18n.current(), with_year=False)
    return [
        ToDo(
            _("Answer 5 short questions"),
            _("See the questions"),
            "surveys.show",
            Expects.NOBODY,
            values={"token": token_of(invitation_id)},
            more=(
                _("It takes a minute, and nobody can see who answered what."),
                _(
                    "This stands here until %(day)s, also when you have answered: "
                    "we don't know who has.",
                    day=until,
                ),
            ),
        )
    ]


def happened(_citizen_id: int) -> list[sa.Select[Any]]:
    """Nothing: that somebody answered is written nowhere."""
    return []
