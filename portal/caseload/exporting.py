"""One's own citizens as a file, for a lead the team's. Each of them sees that it was taken."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.accounts.words import TARGET_GROUPS
from portal.booking import queries as booking
from portal.caseload import queries
from portal.core import policy
from portal.exports.kinds import Batch, Kind, Task, of_rows

TITLE = _l("Citizens")


def _header() -> list[str]:
    return [
        _("Citizen"),
        _("Caseworker"),
        _("Target group"),
        _("Course began"),
        _("Next talk: book by"),
        _("Next talk: hold by"),
    ]


def _batches(task: Task) -> Iterator[Batch]:
    after = 0
    while found := queries.some_of_list(task.session, task.actor, after):
        after, ids = found[-1].id, [one.id for one in found]
        duties = booking.first_duties(task.session, ids)
        rows = []
        for one in found:
            duty = duties.get(one.id)
            dates = (duty.book_by.isoformat(), duty.hold_by.isoformat()) if duty else ("", "")
            rows.append([
                one.name,
                one.caseworker.name,
                str(TARGET_GROUPS[one.target_group]),
                one.course_started_on.isoformat(),
                *dates,
            ])  # fmt: skip
        yield Batch(rows, ids)


CITIZENS = Kind(
    "citizens",
    TITLE,
    _l(
        "Your own citizens, and as a lead the team's, with the dates of their next talk. Each of"
        " them can see that you took the list out."
    ),
    of_rows(TITLE, _header, _batches),
    lambda task: queries.number_on_list(task.session, task.actor),
    policy.SEE_OWN_CITIZENS,
)
