"""The shape of what a citizen writes in the CV."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, NumberRange, Optional, ValidationError

from portal.core.errors import Refusal
from portal.core.forms import Form, SeenForm
from portal.cv import rules, words
from portal.cv.service import Competences, CvRefusal, Profile, Visibility, Wishes
from portal.fds.fields import DatePartsField, NumberField, at_most, required

MOST_LINES = 30
LONGEST_LINE = 80
EARLIEST_YEAR = 1930
"""Characters of a whole CV as it goes through the browser to be approved."""
FIELD_OF: dict[Refusal, str] = {
    CvRefusal.START_IN_FUTURE: "started_on",
    CvRefusal.END_IN_FUTURE: "ended_on",
    CvRefusal.END_BEFORE_START: "ended_on",
    CvRefusal.YEAR_IN_FUTURE: "ended_year",
    CvRefusal.LANGUAGE_TWICE: "language",
    CvRefusal.START_IS_PAST: "earliest_start",
}


class MonthField(StringField):  # type: ignore[misc]  # WTForms has no types
    """A month, typed as 3/2020. `data` is its first day or None; what was typed is kept."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data.month}/{self.data.year}" if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the month.

        Raises:
            ValueError: with a sentence, when it is none.
        """
        self.raw_data = [text for text in valuelist if text.strip()]
        self.data = rules.parse_month(self.raw_data[0]) if self.raw_data else None
        if self.raw_data and (self.data is None or self.data.year < EARLIEST_YEAR):
            self.data = None
            raise ValueError(_("Write month and year, for example 3/2020."))


def _line(label: Any, hint: Any = "") -> Any:
    return StringField(label, description=hint, validators=[required(), at_most(120)])


def _number(label: Any, lowest: int, highest: int, hint: Any = "") -> Any:
    between = _l("Write a number from %(low)d to %(high)d.", low=lowest, high=highest)
    return NumberField(
        label, description=hint, validators=[Optional(), NumberRange(lowest, highest, between)]
    )


def _few_short_lines(_form: Any, field: Any) -> None:
    listed = rules.lines(field.data or "")
    if len(listed) > MOST_LINES:
        raise ValidationError(_("Write at most %(max)d lines.", max=MOST_LINES))
    if any(len(line) > LONGEST_LINE for line in listed):
        raise ValidationError(_("Write at most %(max)d characters on each line.", max=LONGEST_LINE))


class ExperienceForm(SeenForm):
    """A job or other work."""

    title = _line(_l("What did you work as?"), _l("For example shop assistant"))
    employer = _line(_l("Where?"), _l("The name of the workplace, and the country if abroad"))
    started_on = MonthField(
        _l("Began"),
        description=_l("Month and year, for example 3/2020"),
        validators=[required()],
    )
    ended_on = MonthField(
        _l("Ended"),
        description=_l("For example 6/2023. Leave it empty if you still work there"),
        validators=[Optional()],
    )
    tasks = TextAreaField(
        _l("What did you do there?"),
        description=_l("Two or three tasks are enough"),
        validators=[at_most(2000)],
    )

    def values(self) -> rules.Experience:
        """What was written, as the service takes it."""
        assert self.started_on.data is not None
        return rules.Experience(
            self.title.data,
            self.employer.data,
            self.started_on.data,
            self.ended_on.data,
            self.tasks.data or "",
        )


class EducationForm(SeenForm):
    """An education or course."""

    title = _line(_l("Education or course"), _l("For example HF, cook or forklift certificate"))
    school = _line(_l("School or place"), _l("And the country if abroad"))
    ended_year = _number(
        _l("Year it ended"), EARLIEST_YEAR, 2200, _l("Leave it empty if you aren't done yet")
    )

    def values(self) -> rules.Education:
        """What was written, as the service takes it."""
        return rules.Education(self.title.data, self.school.data, self.ended_year.data)


class CertificateForm(SeenForm):
    """A course, licence or certificate."""

    title = _line(
        _l("Course or certificate"), _l("For example driving licence B or hygiene course")
    )
    issuer = StringField(
        _l("Who gave it?"),
        description=_l("Leave it empty if you don't remember"),
        validators=[at_most(120)],
    )
    ended_year = _number(_l("Year you got it"), EARLIEST_YEAR, 2200)
    expires_on = DatePartsField(
        _l("Runs out"),
        description=_l("Leave it empty if it holds for good"),
        validators=[Optional()],
    )

    def values(self) -> rules.Certificate:
        """What was written, as the service takes it."""
        return rules.Certificate(
            self.title.data, self.issuer.data or "", self.ended_year.data, self.expires_on.data
        )


class LanguageForm(SeenForm):
    """A language and its level."""

    language = StringField(
        _l("Language"),
        description=_l("For example Danish, Arabic or sign language"),
        validators=[required(), at_most(60)],
    )
    level = SelectField(
        _l("How well do you speak it?"),
        choices=[SelectChoice(*level) for level in (("", _l("Choose")), *words.LEVELS.items())],
        validate_choice=False,  # AnyOf says it in our words instead
        validators=[
            required(_l("Choose a level.")),
            AnyOf(list(words.LEVELS), _l("Choose a level.")),
        ],
    )

    def values(self) -> rules.Language:
        """What was written, as the service takes it."""
        return rules.Language(self.language.data, self.level.data)


class ListForm(SeenForm):
    """A list in own words, one a line, with a field that finds the usual names by typing."""

    UNSAID = ("find", "pick")

    find = StringField(
        _l("Find by typing"),
        description=_l("Write the beginning of a word, for example: kas"),
        validators=[at_most(LONGEST_LINE)],
    )
    pick = StringField(validators=[at_most(LONGEST_LINE)])

    def listed(self, field: Any) -> str:
        """The lines of `field`, with what was found or picked."""
        found = (field.data, self.find.data, self.pick.data)
        return "\n".join(text for text in found if text)


class CompetencesForm(ListForm):
    """What the citizen is good at."""

    competences = TextAreaField(
        _l("What are you good at?"),
        description=_l("One thing a line, for example: serving customers"),
        validators=[at_most(3000), _few_short_lines],
    )

    def values(self) -> Competences:
        """What was written, as the service takes it."""
        return Competences(self.listed(self.competences))


class WishesForm(ListForm):
    """What the citizen wants to work with, how much, how far away, from when."""

    wished_occupations = TextAreaField(
        _l("What kind of work would you like?"),
        description=_l("One occupation a line"),
        validators=[at_most(3000), _few_short_lines],
    )
    hours_per_week = _number(_l("Hours a week"), 1, 60, _l("Full time is 37 hours"))
    max_distance_km = _number(_l("How far can you travel to work?"), 0, 500, _l("In kilometres"))
    earliest_start = DatePartsField(
        _l("When can you begin?"),
        description=_l("Leave it empty if you can begin now"),
        validators=[Optional()],
    )

    considerations = TextAreaField(
        _l("What must a workplace take into account?"),
        description=_l(
            "Only if you want to write it. Leave out illness: write what helps, for example"
            " breaks, no heavy lifting or a quiet room"
        ),
        validators=[at_most(500)],
    )
    show_considerations = BooleanField(_l("A business may see this, for a job I have said yes to"))

    def values(self) -> Wishes:
        """What was written, as the service takes it."""
        return Wishes(
            self.listed(self.wished_occupations),
            self.hours_per_week.data,
            self.max_distance_km.data,
            self.earliest_start.data,
            self.considerations.data or "",
            self.show_considerations.data,
        )


class ProfileForm(SeenForm):
    """How the citizen introduces themselves."""

    profile_text = TextAreaField(
        _l("Who are you at work?"),
        description=_l("Two or three sentences, as you would say them to a new colleague"),
        validators=[at_most(2000)],
    )

    def values(self) -> Profile:
        """What was written, as the service takes it."""
        return Profile(self.profile_text.data or "")


class VisibilityForm(Form):
    """Who sees the CV."""

    seen_by = RadioField(
        _l("Who may see your CV?"),
        choices=[SelectChoice(code, text) for code, text in words.SEEN_BY.items()],
        validators=[required(_l("Choose one of the answers shown."))],
    )
    hide_employers = BooleanField(_l("Leave out the names of my workplaces"))
    hide_contact = BooleanField(_l("Leave out my phone number and e-mail address"))

    def values(self) -> Visibility:
        """What was chosen, as the service takes it."""
        return Visibility(
            self.seen_by.data != "nobody",
            self.seen_by.data == "businesses",
            self.hide_employers.data,
            self.hide_contact.data,
        )
