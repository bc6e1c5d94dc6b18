"""A month's looks as a file, for the one who checks them. Citizens are in it by number alone."""

from collections.abc import Iterator
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from portal.core import clock, i18n, policy
from portal.core.formatting import month_year, opening
from portal.exports.kinds import Batch, Choices, Kind, Task, of_rows
from portal.privacy.access_log import month, rules, words

TITLE = _l("Access log")
MONTHS = 24


def _header() -> list[str]:
    return [
        _("When"),
        _("Who"),
        _("Role"),
        _("Team"),
        _("What was done"),
        _("What it was for"),
        _("The citizen's number"),
        _("Reason"),
    ]


def _row(one: month.MonthLook) -> list[object]:
    return [
        f"{clock.local(one.at):%Y-%m-%d %H:%M:%S}",
        one.name,
        str(words.ROLES.get(one.role or "", "")),
        one.team,
        str(words.ACTIONS[one.action]),
        words.purpose(one.action, one.subject),
        one.citizen_id,
        one.reason.words(i18n.current()) if one.reason else "",
    ]


def month_of(choice: str) -> date:
    """The month that was chosen."""
    return date.fromisoformat(f"{choice}-01")


def _batches(task: Task) -> Iterator[Batch]:
    chosen = month_of(task.choice["value"])
    after = None
    while found := month.some(task.session, task.actor, chosen, after):
        after = (found[-1].at, found[-1].id)
        yield Batch([_row(one) for one in found])


def _choices(_session: Session, now: datetime) -> Choices:
    first, listed = clock.local_date(now).replace(day=1), []
    for _back in range(MONTHS):
        listed.append((f"{first:%Y-%m}", opening(said(f"{first:%Y-%m}"))))
        first = rules.month_before(first)
    return listed


def said(choice: str) -> str:
    """The chosen month in words."""
    return month_year(month_of(choice), i18n.current())


ACCESS_LOG = Kind(
    "access_log",
    TITLE,
    _l(
        "Every look of staff in one month but your own: who, when and what for. Citizens are"
        " there by a number, not by name."
    ),
    of_rows(TITLE, _header, _batches),
    lambda task: month.number(task.session, task.actor, month_of(task.choice["value"])),
    policy.CHECK_LOG,
    choices=_choices,
    choice_label=_l("Month"),
    said=said,
)
