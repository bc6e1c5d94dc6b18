"""The codes of places in words, for every page that shows them."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.core import i18n
from portal.core.formatting import long_date
from portal.supported.rules import Check, Code, Limits, Stage, Standing

FORMS: dict[str, Any] = {
    "work_placement": _l("Work placement"),
    "wage_subsidy": _l("Job with wage subsidy"),
    "public_benefit": _l("Public-benefit place"),
}
FORM_CHOICES: dict[str, Any] = {
    "work_placement": _l("Work placement: somebody tries the work for some weeks"),
    "wage_subsidy": _l("A job with wage subsidy: you pay wages and get a part of them back"),
    "public_benefit": _l("A public-benefit place: useful tasks at a public employer"),
}
SECTORS: dict[str, Any] = {"private": _l("Private"), "public": _l("Public")}
STAGES: dict[Stage, Any] = {
    Stage.WAITS_FOR_CONSENT: _l("Waits for the employees' representative"),
    Stage.OBJECTED: _l("The employees' representative has said no"),
    Stage.TO_DECIDE: _l("Waits for our decision"),
    Stage.REFUSED: _l("Refused"),
    Stage.WITHDRAWN: _l("Taken back"),
    Stage.APPROVED: _l("Approved, nobody has the place yet"),
    Stage.COMING: _l("Approved, begins soon"),
    Stage.RUNNING: _l("Under way"),
    Stage.OVER: _l("Over"),
}
BADGES: dict[Stage, str] = {
    Stage.WAITS_FOR_CONSENT: "warning",
    Stage.OBJECTED: "error",
    Stage.TO_DECIDE: "info",
    Stage.REFUSED: "neutral",
    Stage.WITHDRAWN: "neutral",
    Stage.APPROVED: "success",
    Stage.COMING: "success",
    Stage.RUNNING: "success",
    Stage.OVER: "neutral",
}
EVENTS: dict[str, Any] = {
    "sent": _l("Sent"),
    "asked_again": _l("The link was sent again"),
    "asked_another": _l("Somebody else was asked to speak for the employees"),
    "consented": _l("The employees' representative said yes"),
    "objected": _l("The employees' representative said no"),
    "approved": _l("Approved"),
    "refused": _l("Refused"),
    "withdrawn": _l("Taken back"),
    "placed": _l("Somebody has the place"),
    "ended": _l("Ended early"),
}


def _day(day: Any) -> str:
    return str(long_date(day, i18n.current()))


def check(one: Check) -> str:
    """What a check found; for a failed one what would be right."""
    return str(_right(one) if one.holds else _wrong(one))


def _right(one: Check) -> Any:
    if one.code is Code.LENGTH:
        return _("The length is within the rule: it may last until %(day)s.", day=_day(one.right))
    if one.code is Code.RATIO:
        return _(
            "The ratio to ordinary employees is right: %(there)s of at most %(most)s are there"
            " in that time.",
            there=one.there,
            most=one.right,
        )
    if one.code is Code.PARTNER:
        return _("The partner company has a place free in that time.")
    said: dict[Code, Any] = {
        Code.START: _("The first day is one we can still decide before."),
        Code.ORDER: _("The days come in the right order."),
        Code.EMPLOYER: _("This kind of employer can have such a place."),
        Code.HOURS: _("The hours are within the rule."),
    }
    return said[one.code]


def _wrong(one: Check) -> Any:
    if one.code is Code.LENGTH:
        return _(
            "It can last until %(day)s at the latest. Choose that day or an earlier one.",
            day=_day(one.right),
        )
    if one.code is Code.RATIO:
        return _(
            "With so many ordinary employees the unit can have at most %(most)s at once, and"
            " %(there)s are there in that time. Choose a time with fewer.",
            most=one.right,
            there=one.there,
        )
    if one.code is Code.PARTNER:
        return _(
            "All %(places)s places of the partner company are taken in that time, or the"
            " agreement ends before (%(day)s). Choose other days.",
            places=one.right,
            day=_day(one.there) if one.there else "",
        )
    if one.code is Code.HOURS:
        return _("It can be at most %(hours)s hours a week.", hours=one.right)
    if one.code is Code.START:
        return _("Choose a first day from today on, and within a year.")
    if one.code is Code.ORDER:
        return _(
            "The last day comes before the first. It can be %(day)s or later.", day=_day(one.right)
        )
    return _(
        "Only a public employer can have a public-benefit place. A private one can offer a work"
        " placement or a job with wage subsidy."
    )


FIELDS = {
    Code.LENGTH: "ends_on",
    Code.ORDER: "ends_on",
    Code.START: "starts_on",
    Code.HOURS: "hours_per_week",
    Code.RATIO: "ordinary_staff",
    Code.PARTNER: "starts_on",
    Code.EMPLOYER: "form",
}
"""The field that a failed check is about."""


def rule(limits: Limits) -> str:
    """The length a rule allows, in words."""
    if limits.weeks is not None:
        return str(ngettext("at most %(num)s week", "at most %(num)s weeks", limits.weeks))
    months = limits.months or 0
    return str(ngettext("at most %(num)s month", "at most %(num)s months", months))


def time_left(standing: Standing) -> str:
    """How long there is to decide."""
    left = standing.days_left
    if left is None:
        return ""
    if left < 0:
        return str(ngettext("%(num)s day late", "%(num)s days late", -left))
    if left == 0:
        return str(_("to be decided today"))
    return str(ngettext("%(num)s day left", "%(num)s days left", left))


def urgency(standing: Standing) -> str:
    """The colour that goes with the time left."""
    left = standing.days_left
    if left is None:
        return "neutral"
    return "error" if left < 0 else "warning" if left <= 3 else "info"
