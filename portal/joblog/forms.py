"""The shape of an entry of the job log."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf

from portal.core.errors import Refusal
from portal.core.forms import Form
from portal.fds.fields import DatePartsField, at_most, required
from portal.joblog import words
from portal.joblog.service import Entry, JobLogRefusal

FIELD_OF: dict[Refusal, str] = dict.fromkeys(
    (JobLogRefusal.FUTURE, JobLogRefusal.TOO_FAR, JobLogRefusal.TOO_OLD), "applied_on"
)


class Known(AnyOf):  # type: ignore[misc]  # WTForms has no types
    """One of the choices; it stands there from the start, so it is never marked as optional."""

    field_flags = {"required": True}


class EntryForm(Form):
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
    note = TextAreaField(
        _l("Note"),
        description=_l("For example a link, a name or when you will hear from them"),
        validators=[at_most(1000)],
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
        )
