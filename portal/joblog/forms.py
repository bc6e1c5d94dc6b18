"""The shape of an entry of the job log."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, NumberRange, Optional, ValidationError

from portal.core import weblinks
from portal.core.errors import Refusal
from portal.core.forms import Form, SeenForm
from portal.fds.fields import DatePartsField, NumberField, at_most, required
from portal.joblog import words
from portal.joblog.service import Entry, JobLogRefusal

FIELD_OF: dict[Refusal, str] = {
    JobLogRefusal.FUTURE: "applied_on",
    JobLogRefusal.TOO_FAR: "applied_on",
    JobLogRefusal.TOO_OLD: "applied_on",
    JobLogRefusal.NEXT_PAST: "next_on",
    JobLogRefusal.NEXT_TOO_FAR: "next_on",
    JobLogRefusal.ENDS_BEFORE: "last",
    JobLogRefusal.AWAY_TOO_LONG: "last",
    JobLogRefusal.AWAY_TOO_OLD: "first",
    JobLogRefusal.AWAY_TOO_FAR: "first",
}


class Known(AnyOf):  # type: ignore[misc]  # WTForms has no types
    """One of the choices; it stands there from the start, so it is never marked as optional."""

    field_flags = {"required": True}


class EntryForm(SeenForm):
    """A job applied for, or about to be."""

    title = StringField(
        _l("Job"), validators=[required(_l("Write which job it is.")), at_most(120)]
    )
    employer = StringField(
        _l("Employer"), validators=[required(_l("Write where the job is.")), at_most(120)]
    )
    applied_on = DatePartsField(_l("Day"), validators=[required(_l("Write the day."))])
    status = SelectField(
        _l("How does it stand?"),
        choices=[SelectChoice(*status) for status in words.STATUSES.items()],
        default="applied",
        validate_choice=False,  # AnyOf says it in our words instead
        validators=[
            Known(list(words.STATUSES), _l("Choose how it stands.")),
        ],
    )
    how = SelectField(
        _l("How did you find or apply for it?"),
        choices=[SelectChoice(*how) for how in words.HOWS.items()],
        default="",
        validate_choice=False,
        validators=[Optional(), AnyOf(list(words.HOWS), _l("Choose one of the answers shown."))],
    )
    next_step = StringField(
        _l("What is the next step?"),
        description=_l("For example: call them and ask"),
        validators=[at_most(120)],
    )
    next_on = DatePartsField(_l("When?"), validators=[Optional()])
    link = StringField(_l("Link"), validators=[at_most(weblinks.LONGEST)])
    note = TextAreaField(
        _l("Note"),
        description=_l("For example a name or when you will hear from them"),
        validators=[at_most(1000)],
    )

    def validate_link(self, field: Any) -> None:
        """A link leads to a page on the web."""
        if field.data and not weblinks.is_web_address(field.data):
            raise ValidationError(
                _l("Write the whole address, for example https://www.jobnet.dk/job/1.")
            )

    def values(self) -> Entry:
        """What was written, as the service takes it."""
        assert self.applied_on.data is not None
        return Entry(
            self.title.data,
            self.employer.data,
            self.applied_on.data,
            self.status.data,
            self.note.data or "",
            self.how.data or "",
            self.next_step.data or "",
            self.next_on.data,
            self.link.data or "",
        )


class PasteForm(Form):
    """A link or the text of an advert."""

    pasted = TextAreaField(
        _l("Paste a link or the text of the advert"),
        description=_l("We suggest the fields from it. Nothing is fetched from the web."),
        validators=[required(_l("Paste a link or a text first.")), at_most(20_000)],
    )


class AwayForm(Form):
    """Days on which one does not look for work."""

    first = DatePartsField(_l("The first day"), validators=[required(_l("Write the day."))])
    last = DatePartsField(_l("The last day"), validators=[required(_l("Write the day."))])

    def days(self) -> tuple[date, date]:
        """The first and the last day."""
        assert self.first.data is not None
        assert self.last.data is not None
        return self.first.data, self.last.data


class GoalForm(Form):
    """How many jobs a week a caseworker proposes."""

    per_week = NumberField(
        _l("Jobs a week"),
        description=_l("0 means that there is no goal"),
        validators=[
            required(_l("Write a number.")),
            NumberRange(0, 20, _l("Write a number from 0 to 20.")),
        ],
    )

    def number(self) -> int:
        """How many."""
        assert self.per_week.data is not None
        return self.per_week.data


class CommentForm(Form):
    """What a caseworker says of an entry."""

    text = TextAreaField(
        _l("Comment"),
        description=_l("The citizen sees it at once."),
        validators=[required(_l("Write a comment first.")), at_most(500)],
    )
