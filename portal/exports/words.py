"""Orders in words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.core import i18n
from portal.core.formatting import number
from portal.exports.kinds import Kind
from portal.exports.models import ExportOrder
from portal.exports.rules import State

FORMATS: dict[str, Any] = {"xlsx": "Excel", "csv": "CSV"}
STATES: dict[State, tuple[str, Any]] = {
    State.WAITING: ("neutral", _l("Waiting to begin")),
    State.MAKING: ("info", _l("Being made")),
    State.READY: ("success", _l("Ready")),
    State.EXPIRED: ("neutral", _l("Deleted")),
    State.FAILED: ("error", _l("Could not be made")),
    State.CANCELLED: ("neutral", _l("Stopped")),
}
KILO = 1000


def title(kind: Kind, order: ExportOrder) -> str:
    """What was ordered: 'Access log, October 2026'."""
    chosen = order.choice.get("value")
    return f"{kind.title}, {kind.said(chosen)}" if chosen else str(kind.title)


def progress(kind: Kind, order: ExportOrder) -> str:
    """How far it is."""
    if not order.done:
        return str(_("The rows are being counted") if order.attempts else _("Not begun yet"))
    done = _number(order.done)
    if order.expected is None:
        return str(ngettext("%(rows)s row so far", "%(rows)s rows so far", order.done, rows=done))
    whole = _number(order.expected)
    if kind.unit == "parts":
        return str(_("%(done)s of %(all)s parts", done=done, all=whole))
    return str(_("%(done)s of about %(all)s rows", done=done, all=whole))


def content(kind: Kind, order: ExportOrder) -> str:
    """How much is in it."""
    size = _("%(number)s kB", number=_number(max(1, order.size // KILO)))
    if kind.unit != "rows":
        return str(size)
    rows = ngettext("%(rows)s row", "%(rows)s rows", order.done, rows=_number(order.done))
    return f"{rows}, {size}"


def _number(value: int) -> str:
    return number(value, i18n.current())
