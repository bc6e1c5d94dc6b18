"""What pages say of messages."""

from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.core import clock, i18n
from portal.core.files import BadFile
from portal.core.formatting import long_moment, number, weekday_time
from portal.messages.models import ThreadMessage
from portal.settings import Settings

NEAR = timedelta(days=6)

ROLES: dict[str, Any] = {
    "caseworker": _l("your caseworker"),
    "coordinator": _l("coordinating caseworker"),
    "mentor": _l("mentor"),
    "job_broker": _l("job broker"),
    "consultant": _l("business consultant"),
    "other": _l("contact person"),
}


def bad_file(reason: BadFile, settings: Settings) -> str:
    """Why a file can't be taken, and what to do instead."""
    sentences = {
        BadFile.EMPTY: _("The file is empty."),
        BadFile.TOO_LARGE: _(
            "The file is too large. It may be %(number)s MB.", number=settings.file_max_mb
        ),
        BadFile.WRONG_TYPE: _("We can only take PDF, JPEG and PNG."),
        BadFile.HEIC: _(
            "The picture is in Apple’s own format. Send it as JPEG: take a screenshot of it, or"
            " choose “Most compatible” in the settings of the camera."
        ),
        BadFile.DAMAGED: _("The file is damaged or not whole. Save it again and try once more."),
        BadFile.TOO_MANY_PIXELS: _("The picture has too many pixels. Make it smaller first."),
        BadFile.TWO_IN_ONE: _("Something else hides in the file. Save it again as a plain PDF."),
    }
    return str(sentences[reason])


def when(moment: datetime, now: datetime) -> str:
    """'i dag kl. 10.12', 'torsdag kl. 10.12', or the whole date when it is longer ago."""
    language = i18n.current()
    if clock.local_date(moment) == clock.local_date(now):
        return str(_("today %(time)s", time=weekday_time(moment, language).partition(" ")[2]))
    if timedelta(0) <= now - moment < NEAR:
        return weekday_time(moment, language)
    same_year = clock.local(moment).year == clock.local(now).year
    return long_moment(moment, language, not same_year)


def read_line(message: ThreadMessage, now: datetime) -> str:
    """Whether the other side has read it, and when; for a citizen's message also who."""
    if message.read_at is None:
        return str(_("Not read yet"))
    moment = when(message.read_at, now)
    if message.staff_id is None and message.read_by is not None:
        return str(_("Read by %(name)s %(when)s", name=message.read_by.name, when=moment))
    return str(_("Read %(when)s", when=moment))


def span(time: timedelta) -> str:
    """How long, in words people use: minutes, hours, days and hours."""
    minutes = max(1, round(time.total_seconds() / 60))
    if minutes < 60:
        return str(ngettext("%(num)s minute", "%(num)s minutes", minutes))
    hours = round(minutes / 60)
    if hours < 24:
        return str(ngettext("%(num)s hour", "%(num)s hours", hours))
    days, hours = divmod(hours, 24)
    said = str(ngettext("%(num)s day", "%(num)s days", days))
    if not hours:
        return said
    return str(
        _(
            "%(days)s and %(hours)s",
            days=said,
            hours=ngettext("%(num)s hour", "%(num)s hours", hours),
        )
    )


def size(of_bytes: int) -> str:
    """'340 kB', '2,4 MB'."""
    if of_bytes < 1_000_000:
        return f"{max(1, round(of_bytes / 1000))} kB"
    return f"{number(round(of_bytes / 1_000_000, 1), i18n.current())} MB"
