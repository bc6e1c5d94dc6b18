"""The shape of who else takes part in a talk."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import AnyOf, Regexp, ValidationError

from portal.accounts.models import Staff
from portal.booking import words
from portal.booking.refusals import BookingRefusal
from portal.booking.service.joint import Guest
from portal.core.forms import Form
from portal.core.i18n import LANGUAGES
from portal.fds.fields import at_most, required

# As strict as needed to catch slips; whether it arrives only the e-mail itself can tell.
ADDRESS = r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]{2,}\Z"
LONGEST_ADDRESS = 254
NOBODY = ""


def colleagues_by_team(
    house: Mapping[str, Sequence[Staff]], without: set[int]
) -> list[SelectChoice]:
    """The people of the house as choices, by team."""
    return [
        SelectChoice(str(one.id), f"{one.name}, {one.title}", optgroup=team)
        for team, people in house.items()
        for one in people
        if one.id not in without
    ]


class ColleagueForm(Form):
    """Which colleague takes part."""

    staff = SelectField(
        _l("Colleague"),
        validate_choice=False,
        validators=[required(_l("Choose a colleague."))],
    )

    def offer(self, house: Mapping[str, Sequence[Staff]], without: set[int]) -> None:
        """Let one of these be chosen."""
        choose = SelectChoice(NOBODY, _l("Choose a colleague"))
        self.staff.choices = [choose, *colleagues_by_team(house, without)]

    def validate_staff(self, field: Any) -> None:
        """One of those that are offered."""
        if field.data not in {choice.value for choice in field.choices if choice.value}:
            raise ValidationError(_l("Choose a colleague."))

    def staff_id(self) -> int:
        """Who was chosen."""
        return int(self.staff.data)


class GuestForm(Form):
    """Somebody from outside who is invited."""

    FIELD_OF: ClassVar[dict[Any, str]] = {BookingRefusal.ASKED_ALREADY: "email"}

    kind = SelectField(
        _l("From where?"),
        choices=[SelectChoice(code, word) for code, word in words.GUEST_KINDS.items()],
        validate_choice=False,
        validators=[
            required(_l("Choose one of the answers shown.")),
            AnyOf(tuple(words.GUEST_KINDS), message=_l("Choose one of the answers shown.")),
        ],
    )
    name = StringField(_l("Name"), validators=[required(_l("Write a name.")), at_most(100)])
    organisation = StringField(
        _l("Organisation"),
        description=_l("The citizen sees name and organisation"),
        validators=[required(_l("Write where the person comes from.")), at_most(100)],
    )
    email = EmailField(
        _l("E-mail"),
        validators=[
            required(_l("Write an e-mail address, for example name@company.dk.")),
            at_most(LONGEST_ADDRESS),
            Regexp(ADDRESS, message=_l("Write an e-mail address, for example name@company.dk.")),
        ],
    )
    language = RadioField(
        _l("Language of the invitation"),
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
        default="da",
        validate_choice=False,
        validators=[
            required(_l("Choose one of the answers shown.")),
            AnyOf(tuple(LANGUAGES), message=_l("Choose one of the answers shown.")),
        ],
    )
    about = StringField(
        _l("What the invitation says it is about"),
        description=_l("Leave out what is private. Empty means only the kind of talk."),
        validators=[at_most(200)],
    )

    def guest(self) -> Guest:
        """As the service takes it."""
        return Guest(
            self.kind.data,
            self.name.data,
            self.organisation.data,
            self.email.data,
            self.language.data,
            self.about.data or "",
        )


def is_id(text: str | None) -> bool:
    """True for what can be the id of a row."""
    return re.fullmatch(r"[0-9]{1,18}", text or "") is not None
