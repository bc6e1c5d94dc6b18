"""Fields of the design system that WTForms lacks, and validators that speak plainly."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields import Field, IntegerField
from wtforms.utils import unset_value
from wtforms.validators import InputRequired, Length, StopValidation

PARTS = ("day", "month", "year")
# A number beyond is as good as this one: no limit reaches so far, and no column holds more.
LARGEST = 2_000_000_000


class Required(InputRequired):  # type: ignore[misc]  # WTForms has no types
    """The field must be filled in; spaces alone do not fill a text."""

    def __call__(self, form: Any, field: Any) -> None:
        """Stop when nothing was sent, or nothing is left of it."""
        super().__call__(form, field)
        if isinstance(field.data, str) and not field.data:
            raise StopValidation(self.message)


def required(message: Any = None) -> Required:
    """The field must be filled in."""
    return Required(message or _l("Fill this in."))


def at_most(characters: int) -> Length:
    """The text may be this long."""
    message = _l("Write at most %(max)d characters.", max=characters)
    return Length(max=characters, message=message)


class NumberField(IntegerField):  # type: ignore[misc]  # WTForms has no types
    """A whole number; says so in plain words when it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number.

        Raises:
            ValueError: with a sentence, when it is none.
        """
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                self.data = max(-LARGEST, min(int(valuelist[0]), LARGEST))
            except ValueError:
                raise ValueError(_("Write a whole number.")) from None


class DatePartsField(Field):  # type: ignore[misc]  # WTForms has no types
    """A date in three boxes: day, month, year.

    `data` is a date or None; `parts` is what was typed, kept when it is no date.
    """

    data: date | None
    parts: Sequence[str] = ("", "", "")

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the three boxes when they were sent, else the date given."""
        super().process(None, data, extra_filters)
        self.parts = _as_parts(self.data)
        if formdata is None or f"{self.name}-day" not in formdata:
            return
        self.parts = [formdata.get(f"{self.name}-{part}", "").strip()[:10] for part in PARTS]
        self.raw_data = [part for part in self.parts if part]
        self.data = None
        if self.raw_data:
            try:
                self.data = read_date(self.parts)
            except ValueError as error:
                self.process_errors = [str(error)]

    def pre_validate(self, form: Any) -> None:
        """Stop at the first thing that is wrong with the date."""
        if self.process_errors:
            raise StopValidation


def _as_parts(day: date | None) -> list[str]:
    return [str(day.day), str(day.month), str(day.year)] if day else ["", "", ""]


def read_date(parts: Sequence[str]) -> date:
    """The date typed as day, month and year.

    Raises:
        ValueError: with a sentence that says what is wrong.
    """
    if not all(parts):
        raise ValueError(_("Write the day, the month and the year."))
    if not all(part.isascii() and part.isdigit() for part in parts):
        raise ValueError(_("Write the date with numbers only, for example 5 12 2026."))
    day, month, year = (int(part) for part in parts)
    if not 1 <= month <= 12:
        raise ValueError(_("There is no month %(month)s.", month=parts[1]))
    if not 1900 <= year <= 2200:
        raise ValueError(_("Write the year with four digits, for example 2026."))
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise ValueError(_("There is no day %(day)s in that month.", day=parts[0])) from None
