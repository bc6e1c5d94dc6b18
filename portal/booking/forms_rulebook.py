"""The shape of a new version of a rule. Bounds keep typing errors out; the rest is policy."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import NumberRange, Optional, ValidationError

from portal.booking import words
from portal.booking.models import CHANNELS, KINDS, KindRule, Purpose, TalkRule
from portal.fds.fields import NumberField, at_most, required
from portal.fds.versions import VersionForm

MOST_REMINDERS = 4
LONGEST_REMINDER_HOURS = 14 * 24
# What a new version does not take from the old.
BLANK = {"valid_from": None, "source": ""}


def _number(label: Any, least: int, most: int, hint: Any = "", optional: bool = False) -> Any:
    between = NumberRange(
        least, most, _l("Write a number from %(min)d to %(max)d.", min=least, max=most)
    )
    first = Optional() if optional else required(_l("Write a number."))
    return NumberField(label, description=hint, validators=[first, between])


def _channels(hint: Any = "") -> SelectMultipleField:
    return SelectMultipleField(
        _l("Ways to meet"),
        description=hint,
        choices=[SelectChoice(code, words.CHANNELS[code]) for code in CHANNELS],
        validate_choice=False,
        validators=[required(_l("Choose at least one way to meet."))],
    )


class _VersionForm(VersionForm):
    """What every version has: from when, on what ground, and ways there are."""

    def validate_channels(self, field: Any) -> None:
        """Only ways there are."""
        if not set(field.data) <= set(CHANNELS):
            raise ValidationError(_l("Choose one of the answers shown."))


class GroupRuleForm(_VersionForm):
    """How often and how a target group's talks are held."""

    self_booking = BooleanField(_l("Citizens book their talks themselves"))
    channels = _channels()
    first_kind = SelectField(
        _l("Kind of the first talk"),
        choices=[SelectChoice(code, words.KINDS[code]) for code in KINDS],
        validators=[required(_l("Choose one of the answers shown."))],
    )
    first_within_days = _number(
        _l("First talk within so many days"), 1, 366, _l("Empty: agreed individually"), True
    )
    early_until_days = _number(
        _l("In the beginning, so many days long"), 1, 3660, _l("Empty: no such time"), True
    )
    early_within_days = _number(
        _l("In the beginning a talk every so many days"), 1, 366, optional=True
    )
    next_within_days = _number(
        _l("After that a talk every so many days"), 1, 366, _l("Empty: agreed individually"), True
    )
    purpose_code = SelectField(
        _l("What the talks are for"),
        validate_choice=False,
        validators=[required(_l("Choose one of the answers shown."))],
    )
    talk_minutes = _number(_l("Minutes a talk lasts"), 10, 180)
    book_before_hold_days = _number(
        _l("To be booked so many days before the talk must be held"), 0, 90
    )
    notice_days = _number(
        _l("Days the citizen has to book"), 8, 90, _l("At least 8, as the law says")
    )
    cancel_until_hours = _number(_l("Can be moved or cancelled until so many hours before"), 0, 336)
    max_changes = _number(_l("Can be moved or cancelled so many times"), 0, 50)
    reminders = StringField(
        _l("Reminders, hours before the talk"),
        description=_l("For example 72, 24. Empty: none"),
        validators=[at_most(40)],
    )
    answer_within_days = _number(_l("Working days to answer those who can't find a time"), 1, 30)

    def offer_purposes(self, purposes: Iterable[Purpose], language: str) -> None:
        """Let one of the active purposes be chosen."""
        field: Any = self["purpose_code"]
        field.choices = [SelectChoice(p.code, p.text(language)) for p in purposes]

    def validate_purpose_code(self, field: Any) -> None:
        """One of those that are offered."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_l("Choose one of the answers shown."))

    def validate_early_within_days(self, field: Any) -> None:
        """The beginning has both a length and a pace, or neither."""
        if (field.data is None) != (self.early_until_days.data is None):
            raise ValidationError(_l("Write both numbers of the beginning, or none."))

    def validate_reminders(self, field: Any) -> None:
        """A few whole numbers of hours."""
        try:
            hours = self.remind_hours_before()
        except ValueError:
            raise ValidationError(_("Write whole numbers with commas between them.")) from None
        if len(hours) > MOST_REMINDERS or any(
            not 1 <= each <= LONGEST_REMINDER_HOURS for each in hours
        ):
            raise ValidationError(
                _(
                    "At most %(most)s reminders, from 1 to %(hours)s hours before.",
                    most=MOST_REMINDERS,
                    hours=LONGEST_REMINDER_HOURS,
                )
            )

    def remind_hours_before(self) -> list[int]:
        """The hours before the talk, the longest first, each once.

        Raises:
            ValueError: when something typed is no number.
        """
        parts = (self.reminders.data or "").split(",")
        return sorted({int(part) for part in parts if part.strip()}, reverse=True)

    def start_from(self, rule: TalkRule) -> None:
        """Fill in what the rule says now."""
        self.process(data=vars(rule) | BLANK)
        self.reminders.data = ", ".join(str(hours) for hours in rule.remind_hours_before)

    def values(self) -> dict[str, Any]:
        """The columns of a `TalkRule`, but for its key."""
        named = {
            name: field.data
            for name, field in self._fields.items()
            if name not in ("valid_from", "reminders", "csrf_token")
        }
        return named | {"remind_hours_before": self.remind_hours_before()}


class KindRuleForm(_VersionForm):
    """What holds for a kind of talk, whoever it is with."""

    self_bookable = BooleanField(_l("Citizens book it themselves"))
    channels = _channels()
    buffer_before_minutes = _number(_l("Minutes kept free before it"), 0, 120)
    buffer_after_minutes = _number(_l("Minutes kept free after it"), 0, 120)
    lead_hours = _number(_l("Can be booked until so many hours before"), 0, 336)
    horizon_days = _number(_l("Can be booked so many days ahead"), 1, 366)

    def start_from(self, rule: KindRule) -> None:
        """Fill in what the rule says now."""
        self.process(data=vars(rule) | BLANK)

    def values(self) -> dict[str, Any]:
        """The columns of a `KindRule`, but for its key."""
        return {
            name: field.data
            for name, field in self._fields.items()
            if name not in ("valid_from", "csrf_token")
        }
