"""The shape of the times a caseworker takes talks."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectChoice, SelectMultipleField
from wtforms.validators import NumberRange, Optional, Regexp, ValidationError

from portal.booking import words
from portal.booking.forms_calendar import clock_field, wall
from portal.booking.service.patterns import Times
from portal.core.forms import Form
from portal.fds.fields import DatePartsField, NumberField, required

LONGEST_RELEASE_HOURS = 14 * 24


MOST_TALKS_A_DAY = 20


class DeskForm(Form):
    """What else decides the talks of a caseworker: how many a day, and in which languages."""

    daily_talk_limit = NumberField(
        _l("Most talks a day"),
        description=_l("Empty: as many as there are times"),
        validators=[
            Optional(),
            NumberRange(
                1,
                MOST_TALKS_A_DAY,
                _l("Write a number from %(min)d to %(max)d.", min=1, max=MOST_TALKS_A_DAY),
            ),
        ],
    )
    languages = SelectMultipleField(
        _l("Languages talks can be held in"),
        validate_choice=False,
        validators=[required(_l("Choose at least one language."))],
    )

    def offer_languages(self, codes: Iterable[str]) -> None:
        """Let these be chosen, named in the language of the page."""
        field: Any = self["languages"]
        field.choices = [SelectChoice(code, words.language(code)) for code in codes]

    def validate_languages(self, field: Any) -> None:
        """Only languages that are offered."""
        if not set(field.data) <= {choice.value for choice in field.choices}:
            raise ValidationError(_l("Choose one of the answers shown."))


class TimesForm(Form):
    """More times at which talks can be booked."""

    weekdays = SelectMultipleField(
        _l("Which days?"),
        choices=[SelectChoice(str(day), name) for day, name in enumerate(words.WEEKDAYS)],
        validate_choice=False,
        validators=[required(_l("Choose at least one day."))],
    )
    starts = clock_field(_l("From, time"), "09.00")
    ends = clock_field(_l("Until, time"), "12.00")
    valid_from = DatePartsField(_l("From"), validators=[required(_l("Write a day."))])
    valid_to = DatePartsField(_l("Until"), description=_l("Leave it empty if it has no end"))
    kept_for_staff = BooleanField(_l("Keep these times for staff to book"))
    released_hours_before = NumberField(
        _l("Let citizens have what is left, so many hours before"),
        description=_l("Only for times kept for staff. Empty: never"),
        validators=[
            Optional(),
            NumberRange(
                1,
                LONGEST_RELEASE_HOURS,
                _l("Write a number from %(min)d to %(max)d.", min=1, max=LONGEST_RELEASE_HOURS),
            ),
        ],
    )

    def validate_weekdays(self, field: Any) -> None:
        """Only days there are."""
        if not set(field.data) <= {str(day) for day in range(7)}:
            raise ValidationError(_l("Choose one of the answers shown."))

    def validate_ends(self, field: Any) -> None:
        """After the beginning."""
        if wall(field.data) <= wall(self.starts.data):
            raise ValidationError(_l("It must end after it begins."))

    def validate_valid_to(self, field: Any) -> None:
        """Not before it begins."""
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise ValidationError(_l("It must end after it begins."))

    def validate_released_hours_before(self, field: Any) -> None:
        """Only what is kept can be let go."""
        if field.data is not None and not self.kept_for_staff.data:
            raise ValidationError(_l("Only times kept for staff can be let go later."))

    def times(self) -> Times:
        """As the service takes them."""
        assert self.valid_from.data is not None
        return Times(
            weekdays=frozenset(int(day) for day in self.weekdays.data),
            starts=wall(self.starts.data),
            ends=wall(self.ends.data),
            valid_from=self.valid_from.data,
            valid_to=self.valid_to.data,
            kept_for_staff=bool(self.kept_for_staff.data),
            released_hours_before=self.released_hours_before.data,
        )


class EndTimesForm(Form):
    """Until when some times hold, and which talks are kept after that."""

    pattern = HiddenField(validators=[Regexp(r"\d{1,18}\Z")])
    last_day = DatePartsField(_l("Last day"), validators=[required(_l("Write a day."))])
    keep = HiddenField(validators=[Optional(), Regexp(r"(\d{1,18},?){1,200}\Z")])

    def kept_talks(self) -> set[int]:
        """The talks that were shown and stay."""
        return {int(part) for part in (self.keep.data or "").split(",") if part}
