"""What happened to an enquiry, in one line that a business reads at a glance."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.core import clock, i18n
from portal.core.formatting import opening, wall_time
from portal.recruitment.rules.progress import Progress

TIME = {"time": "%(time)s"}


def story(progress: Progress, candidates: int) -> str:
    """'Received 09:12 – answered 10:40 – 3 candidates 14:05 the next day'.

    Each moment with the clock alone, and with the days that passed since the one before.
    """
    moments, language = progress.moments, i18n.current()
    shown = ngettext(
        "%(num)s candidate %(time)s", "%(num)s candidates %(time)s", candidates, **TIME
    )
    steps = (
        (moments.answered, _("answered %(time)s", **TIME)),
        (moments.presented, shown),
        (moments.withdrawn, _("withdrawn %(time)s", **TIME)),
        (moments.closed, _("closed %(time)s", **TIME)),
    )
    happened = sorted((at, text) for at, text in steps if at is not None)
    parts = [_("received %(time)s", time=wall_time(moments.received, language))]
    last = moments.received
    for at, text in happened:
        parts.append(text % {"time": wall_time(at, language) + _days_later(last, at)})
        last = at
    return opening(" – ".join(parts))


def _days_later(before: datetime, at: datetime) -> str:
    days = (clock.local_date(at) - clock.local_date(before)).days
    if days == 0:
        return ""
    later: str = " " + (_("the next day") if days == 1 else _("%(days)s days later", days=days))
    return later
