"""The shape of what is typed about openings: answers, searches, vacancies, referrals."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import AnyOf, NumberRange, Optional, Regexp, ValidationError

from portal.core import weblinks
from portal.core.errors import Refusal
from portal.core.forms import Form, SeenForm
from portal.fds.fields import DatePartsField, NumberField, at_most, required
from portal.openings import words
from portal.openings.models import ANSWERS, WHY_NOT
from portal.openings.refusals import OpeningRefusal, ReferralRefusal
from portal.openings.rules import LONGEST_SEARCH
from portal.openings.service import Vacancy

FIELD_OF: dict[Refusal, str] = {
    OpeningRefusal.DEADLINE_PAST: "apply_by",
    OpeningRefusal.DEADLINE_FAR: "apply_by",
    OpeningRefusal.UNKNOWN_OCCUPATION: "occupation",
    ReferralRefusal.TOO_SOON: "answer_by",
    ReferralRefusal.TOO_FAR: "answer_by",
    ReferralRefusal.AFTER_JOB: "answer_by",
}
AREA_CHOICES = [
    SelectChoice("", _l("None, or the occupation's own")),
    *(SelectChoice(*area) for area in words.AREAS.items()),
]


class AnswerForm(Form):
    """Yes, applied already, or no."""

    answer = StringField(validators=[AnyOf(ANSWERS)])
    share_cv = BooleanField()
    """Only with a yes: the employer may have the whole CV."""


class WhyNotForm(Form):
    """Why it was a no; all of it may be left out."""

    why_not = RadioField(
        _l("What was it about?"),
        choices=[SelectChoice(*why) for why in words.WHY_NOT.items()],
        validate_choice=False,
        validators=[Optional(), AnyOf(WHY_NOT, _l("Choose one of the answers shown."))],
    )
    reason = TextAreaField(
        _l("Would you like to say more?"),
        description=_l("Leave out illness and other private matters."),
        validators=[at_most(1000)],
    )


def _choice(label: Any, choices: dict[str, Any]) -> Any:
    return SelectField(
        label,
        choices=[SelectChoice(*choice) for choice in choices.items()],
        default="",
        validate_choice=False,
        validators=[Optional()],
    )


class SearchForm(Form):
    """What a citizen looks for. What makes no sense is left out of the search."""

    class Meta(Form.Meta):
        """A search changes nothing, so its address can be kept and shared."""

        csrf = False

    q = StringField(
        _l("Search for words"),
        description=_l("For example: kitchen, Holte or a name of a business"),
        validators=[at_most(LONGEST_SEARCH)],
    )
    occupation = StringField(
        _l("Occupation"),
        description=_l("Write the beginning of a word, for example: sosu"),
        validators=[at_most(80)],
    )
    hours = _choice(_l("Hours"), words.HOURS)
    area = _choice(_l("Area short of people"), {"": _l("All"), **words.AREAS})
    km = _choice(_l("Distance from your home"), words.DISTANCES)


def _line(label: Any, hint: Any = "", most: int = 120) -> Any:
    return StringField(label, description=hint, validators=[required(), at_most(most)])


class VacancyForm(SeenForm):
    """An opening as staff write it."""

    KEPT_OTHERWISE = ("occupation_uris",)
    title = _line(_l("Job"), _l("As it is called in the advert, for example: chef"))
    employer = _line(_l("Employer"))
    place = _line(_l("Address or place"), most=160)
    postcode = StringField(
        _l("Postcode"),
        validators=[required(), Regexp(r"^[0-9]{4}\Z", message=_l("Write the four digits."))],
    )
    hours_per_week = NumberField(
        _l("Hours a week"),
        description=_l("Full time is 37 hours"),
        validators=[
            required(_l("Write a number.")),
            NumberRange(1, 60, _l("Write a number from 1 to 60.")),
        ],
    )
    positions = NumberField(
        _l("How many are wanted?"),
        default=1,
        validators=[
            required(_l("Write a number.")),
            NumberRange(1, 500, _l("Write a number from 1 to 500.")),
        ],
    )
    apply_by = DatePartsField(
        _l("Last day to apply"),
        description=_l("Leave it empty if there is none"),
        validators=[Optional()],
    )
    starts_on = DatePartsField(
        _l("First day of work"),
        description=_l("Leave it empty if it is as soon as possible"),
        validators=[Optional()],
    )
    link = StringField(
        _l("Link to the advert"),
        description=_l("The whole address, for example https://www.jobnet.dk/job/1"),
        validators=[at_most(weblinks.LONGEST)],
    )
    occupation = StringField(
        _l("Occupation"),
        description=_l("Write the beginning of a word, and choose a name we suggest"),
        validators=[at_most(120)],
    )
    occupation_2 = StringField(_l("Another occupation it could be"), validators=[at_most(120)])
    area = SelectField(
        _l("Area short of people"),
        choices=AREA_CHOICES,
        default="",
        validate_choice=False,
        validators=[Optional(), AnyOf([*words.AREAS], _l("Choose one of the answers shown."))],
    )
    tasks = TextAreaField(_l("What is the work?"), validators=[at_most(3000)])
    requirements = TextAreaField(
        _l("What must one be able to do?"),
        description=_l("One thing a line"),
        validators=[at_most(3000)],
    )
    listed = BooleanField(_l("Citizens find it by themselves in the search"), default=True)

    def validate_link(self, field: Any) -> None:
        """A link leads to a page on the web."""
        if field.data and not weblinks.is_web_address(field.data):
            raise ValidationError(
                _l("Write the whole address, for example https://www.jobnet.dk/job/1.")
            )

    def occupations(self) -> list[tuple[str, str]]:
        """The field and the name of each occupation that was typed."""
        fields = (self.occupation, self.occupation_2)
        return [(field.name, field.data) for field in fields if field.data and not field.errors]

    def values(self, uris: tuple[str, ...]) -> Vacancy:
        """What was written, as the service takes it, with the occupations' addresses."""
        assert self.hours_per_week.data is not None
        assert self.positions.data is not None
        return Vacancy(
            title=self.title.data,
            employer=self.employer.data,
            place=self.place.data,
            postcode=self.postcode.data,
            hours_per_week=self.hours_per_week.data,
            positions=self.positions.data,
            tasks=self.tasks.data or "",
            requirements=self.requirements.data or "",
            starts_on=self.starts_on.data,
            apply_by=self.apply_by.data,
            link=self.link.data or "",
            area=self.area.data or None,
            occupation_uris=uris,
            listed=self.listed.data,
        )


class CloseForm(Form):
    """Why an opening ends."""

    because = RadioField(
        _l("Why is it closed?"),
        choices=[SelectChoice(*why) for why in words.ENDINGS.items()],
        validate_choice=False,
        validators=[
            required(_l("Choose one of the answers shown.")),
            AnyOf([*words.ENDINGS], _l("Choose one of the answers shown.")),
        ],
    )


class ReferForm(Form):
    """A citizen is asked about an opening: why, and by when to answer."""

    reason = TextAreaField(
        _l("Why do you suggest this job?"),
        description=_l("The citizen reads it. Say what makes the job a good one for them."),
        validators=[required(_l("Write why, so that the citizen understands it.")), at_most(500)],
    )
    answer_by = DatePartsField(
        _l("Answer by"),
        description=_l("At least one day from now. The citizen can answer until midnight."),
        validators=[required(_l("Write the day."))],
    )

    def day(self) -> date:
        """The last day to answer."""
        assert self.answer_by.data is not None
        return self.answer_by.data


class OutcomeForm(Form):
    """What staff have heard of a referral."""

    kind = StringField(validators=[AnyOf(words.NOTED)])
