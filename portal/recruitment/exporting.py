"""Every enquiry with its clocks, as a file. No candidate is in it."""

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.core import clock, policy
from portal.exports.kinds import Batch, Kind, Task, of_rows
from portal.recruitment import words
from portal.recruitment.queries.kept_enquiries import Enquiry, number, some
from portal.recruitment.rules.clocks import ANSWER, CANDIDATES, ELAPSED, OPENING

TITLE = _l("Enquiries")
WAITS = [(key, counted) for key in (ANSWER, CANDIDATES) for counted in (ELAPSED, OPENING)]


def _header() -> list[str]:
    return [
        _("Number"),
        _("Received"),
        _("Company"),
        _("Job"),
        _("What is it about?"),
        _("How it came"),
        _("Consultant"),
        _("Hours to the answer"),
        _("Opening hours to the answer"),
        _("Hours to the first candidates"),
        _("Opening hours to the first candidates"),
    ]


def _row(one: Enquiry) -> list[object]:
    result = one.result
    hours = [result.hours(key, counted) if result else None for key, counted in WAITS]
    return [
        one.request.id,
        f"{clock.local(result.received_at):%Y-%m-%d %H:%M}" if result else "",
        one.request.business.name,
        one.request.title,
        str(words.KINDS[one.request.kind]),
        str(words.CHANNELS[one.request.channel]),
        one.request.consultant.name,
        *(None if taken is None else round(taken, 2) for taken in hours),
    ]


def _batches(task: Task) -> Iterator[Batch]:
    after = 0
    while found := some(task.session, after, task.now):
        after = found[-1].request.id
        yield Batch([_row(one) for one in found])


ENQUIRIES = Kind(
    "enquiries",
    TITLE,
    _l("Every enquiry of companies, and how long the answer and the candidates took."),
    of_rows(TITLE, _header, _batches),
    lambda task: number(task.session),
    policy.SEE_ENQUIRIES,
)
