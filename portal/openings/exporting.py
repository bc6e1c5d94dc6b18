"""All openings with counts, as a file. Nobody is named in it."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from portal.core import policy
from portal.exports.kinds import Batch, Kind, Task, of_rows
from portal.openings import publishing, queries

TITLE = _l("Openings")


def _batches(task: Task) -> Iterator[Batch]:
    before = None
    while found := queries.export_rows(task.session, task.now, before):
        before = found[-1].opening.id
        yield Batch([publishing.row(one, task.now) for one in found])


OPENINGS = Kind(
    "openings",
    TITLE,
    _l("Every opening with how many were asked, and what they answered. Nobody is named."),
    of_rows(TITLE, publishing.header, _batches),
    lambda task: queries.number_of_openings(task.session),
    policy.EDIT_OPENINGS,
)
