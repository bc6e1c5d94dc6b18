"""The date in three boxes: everything typed is kept, everything wrong is said in words."""

from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms.validators import Optional

from portal.core.forms import Form
from portal.fds.fields import DatePartsField, read_date, required

app = Flask(__name__)
app.secret_key = "test"
Babel(app)


class Needed(Form):
    """A form that must have a date."""

    day = DatePartsField("Dag", validators=[required()])


class MayBe(Form):
    """A form that may have a date."""

    day = DatePartsField("Dag", validators=[Optional()])


def sent(form: type[Form], day: str, month: str, year: str) -> Form:
    data = MultiDict({"day-day": day, "day-month": month, "day-year": year})
    made = form(formdata=data, meta={"csrf": False})
    made.validate()
    return made


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (("31", "2", "2026"), "There is no day 31 in that month."),
        (("1", "13", "2026"), "There is no month 13."),
        (("9999999999", "1", "2026"), "There is no day 9999999999 in that month."),
        (("1", "12", "26"), "Write the year with four digits, for example 2026."),
        (("1", "12", "9999"), "Write the year with four digits, for example 2026."),
        (("en", "12", "2026"), "Write the date with numbers only, for example 5 12 2026."),
        (("²", "12", "2026"), "Write the date with numbers only, for example 5 12 2026."),
        (("1", "", "2026"), "Write the day, the month and the year."),
        (("", "", ""), "Fill this in."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    typed: tuple[str, str, str], says: str
) -> None:
    with app.test_request_context():
        form = sent(Needed, *typed)
        assert [str(e) for e in form.day.errors] == [says]
        assert tuple(form.day.parts) == typed
        assert form.day.data is None


def test_a_right_date_is_a_date() -> None:
    with app.test_request_context():
        form = sent(Needed, " 5", "12 ", "2026")
        assert form.day.errors in ((), [])
        assert form.day.data == date(2026, 12, 5)


def test_an_optional_date_may_be_empty_but_not_wrong() -> None:
    with app.test_request_context():
        assert not sent(MayBe, "", "", "").errors
        assert sent(MayBe, "40", "1", "2026").errors


def test_a_stored_date_fills_the_boxes() -> None:
    with app.test_request_context():
        form = MayBe(data={"day": date(2026, 1, 2)}, meta={"csrf": False})
        assert list(form.day.parts) == ["2", "1", "2026"]


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_every_date_can_be_typed(day: date) -> None:
    with app.test_request_context():
        assert read_date([f"{day.day:02d}", str(day.month), str(day.year)]) == day
