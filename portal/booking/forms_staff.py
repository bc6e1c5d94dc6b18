"""The shape of what staff send about talks and deadlines."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, ValidationError

from portal.accounts.models import Staff
from portal.booking import words
from portal.booking.forms import BookingForm
from portal.booking.forms_joint import colleagues_by_team, is_id
from portal.booking.models import CHANNELS, EXEMPTION_GROUNDS, KINDS, Purpose
from portal.booking.queries import Planner
from portal.booking.refusals import BookingRefusal
from portal.booking.service import Wish
from portal.core import clock
from portal.core.forms import Form
from portal.fds.fields import DatePartsField, at_most, required

LARGEST_ID = 2**63 - 1


def _kind(default: str | None = None) -> SelectField:
    return SelectField(
        _l("Kind of talk"),
        choices=[SelectChoice(code, words.KINDS[code]) for code in KINDS],
        default=default,
        validators=[required(_l("Choose one of the answers shown."))],
    )


def _purpose() -> SelectField:
    return SelectField(
        _l("What it is for"),
        validate_choice=False,
        validators=[required(_l("Choose one of the answers shown."))],
    )


def _words() -> TextAreaField:
    return TextAreaField(
        _l("In your own words"),
        description=_l("The citizen sees it at once. Leave out what is private."),
        validators=[at_most(300)],
    )


class _WithPurpose(Form):
    """Its purposes are those of the job centre's list."""

    def offer_purposes(self, purposes: Iterable[Purpose], language: str) -> None:
        """Let one of the active purposes be chosen."""
        field: Any = self["purpose"]
        field.choices = [SelectChoice(p.code, p.text(language)) for p in purposes]

    def validate_purpose(self, field: Any) -> None:
        """One of those that are offered."""
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError(_l("Choose one of the answers shown."))


class BehalfForm(_WithPurpose):
    """A talk booked for a citizen."""

    starts = HiddenField(_l("Time"), validators=[required(_l("Choose a time."))])
    channel = SelectField(
        _l("How do you meet?"),
        choices=[SelectChoice(code, words.CHANNELS[code]) for code in CHANNELS],
        validators=[required(_l("Choose how you want to meet."))],
    )
    kind = _kind(None)
    purpose = _purpose()
    words = _words()
    place = StringField(
        _l("Where"),
        description=_l("Only when it is not at the job centre"),
        validators=[at_most(200)],
    )
    flyt = HiddenField()
    med = SelectField(_l("Does a colleague take part?"), validate_choice=False)

    validate_starts = BookingForm.validate_starts
    moment = BookingForm.moment

    def moves(self) -> int | None:
        """The talk this one takes the place of, or None."""
        text = self.flyt.data or ""
        is_id = text.isascii() and text.isdigit() and int(text) <= LARGEST_ID
        return int(text) if is_id else None

    def colleagues(self) -> tuple[int, ...]:
        """The colleague who takes part, if any."""
        return (int(self.med.data),) if is_id(self.med.data) else ()

    def offer_colleagues(self, house: Mapping[str, Sequence[Staff]], without: set[int]) -> None:
        """Let one of these take part."""
        alone = SelectChoice("", _l("No"))
        self.med.choices = [alone, *colleagues_by_team(house, without)]

    def wanted_kind(self) -> str | None:
        """The kind of talk chosen, or None for the one that is due or moved."""
        return self.kind.data if self.kind.data in KINDS else None

    def wanted_channel(self) -> str | None:
        """The way of meeting chosen, or None for the one that is usual."""
        return self.channel.data if self.channel.data in CHANNELS else None

    def start_from(self, planner: Planner) -> None:
        """Fill what is not sent with what is due, or with the talk that is moved."""
        self.kind.data, self.channel.data = planner.kind, planner.channel
        if not self.purpose.data:
            self.purpose.data = planner.purpose.code

    def wish(self) -> Wish:
        """What staff say of the talk."""
        return Wish(
            self.kind.data,
            self.purpose.data,
            self.words.data or "",
            self.place.data or "",
            self.colleagues(),
        )


class RequireForm(_WithPurpose):
    """A talk the citizen is asked to book."""

    FIELD_OF: ClassVar[dict[Any, str]] = {
        BookingRefusal.SHORT_NOTICE: "reason",
        BookingRefusal.DAYS_IN_ORDER: "hold_by",
        BookingRefusal.ALREADY_DUE: "kind",
    }
    kind = _kind("job")
    purpose = _purpose()
    words = _words()
    book_by = DatePartsField(_l("Book by"), validators=[required(_l("Write a day."))])
    hold_by = DatePartsField(_l("Hold by"), validators=[required(_l("Write a day."))])
    reason = StringField(
        _l("Why the notice is short"),
        description=_l("Only when it is shorter than the rule promises"),
        validators=[at_most(300)],
    )

    def values(self) -> dict[str, Any]:
        """As the service takes them."""
        return {
            "kind": self.kind.data,
            "purpose_code": self.purpose.data,
            "purpose_words": self.words.data or "",
            "book_by": self.book_by.data,
            "hold_by": self.hold_by.data,
            "short_notice_reason": self.reason.data or "",
        }


class ExemptForm(Form):
    """Why a citizen need not book, and until when."""

    ground = RadioField(
        _l("Why?"),
        choices=[SelectChoice(code, words.GROUNDS[code]) for code in EXEMPTION_GROUNDS],
        validate_choice=False,
        validators=[
            required(_l("Choose why.")),
            AnyOf(EXEMPTION_GROUNDS, message=_l("Choose why.")),
        ],
    )
    expires_on = DatePartsField(_l("Until"), description=_l("Leave it empty if it has no end"))

    def validate_expires_on(self, field: Any) -> None:
        """A day that has not gone by."""
        if field.data is not None and field.data < clock.local_date(clock.now()):
            raise ValidationError(_l("The day has gone by."))


class EndForm(Form):
    """Why a talk need not be booked after all."""

    status = HiddenField(validators=[AnyOf(("excused", "withdrawn"))])
    reason = StringField(
        _l("Why?"), validators=[required(_l("Write why, in a few words.")), at_most(300)]
    )
