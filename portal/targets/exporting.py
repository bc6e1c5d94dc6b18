"""All published figures of five years with every division, as a file."""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _l

from portal.core import clock, policy
from portal.exports.kinds import Batch, Kind, Task, of_rows
from portal.targets import figure_files, queries
from portal.targets.queries import SurveyFigure
from portal.targets.rules.quarters import Quarter

TITLE = _l("Figures")
QUARTERS = 20


def _batches(task: Task) -> Iterator[Batch]:
    running = Quarter.of(clock.local_date(task.now))
    for back in range(1 - QUARTERS, 1):
        quarter = running.shifted(back)
        found = queries.series(task.session, task.now, [quarter], chosen=True)
        rows = figure_files.rows_of(found)
        rows += figure_files.work_rows(queries.work_goals(task.session, [quarter], task.now))
        for one in found:
            figure = one.headline
            if isinstance(figure, SurveyFigure):
                groups = queries.breakdown(
                    task.session, one.key, figure.target, figure.quarter, task.now
                )
                rows += figure_files.group_rows(one.label, groups)
        yield Batch(rows)


FIGURES = Kind(
    "figures",
    TITLE,
    _l(
        "The targets and promises of the last 20 quarters by team, target group and every other"
        " division, as they are published: small groups are hidden here too."
    ),
    of_rows(TITLE, figure_files.header, _batches),
    lambda _task: None,
    policy.SEE_FIGURES,
)
