"""Files of figures: what is read, what is refused and why, and what is counted once."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.targets import measurement_files
from portal.targets.rules.measurements import judging
from portal.targets.rules.measurements.judging import Change, Figures, No
from portal.targets.rules.measurements.table import (
    Unreadable,
    read_csv,
)
from portal.targets.rules.measurements.values import (
    NotANumber,
    TwoReadings,
    month_of,
    number_of,
)
from tests.unit.targets.measured import GOALS, HEAD, TODAY


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("2014-06", date(2014, 6, 1)),
        ("2014-06-30", date(2014, 6, 1)),
        ("2014M06", date(2014, 6, 1)),
        ("2014/6", date(2014, 6, 1)),
        ("06-2014", date(2014, 6, 1)),
        ("30.06.2014", date(2014, 6, 1)),
        ("juni 2014", date(2014, 6, 1)),
        ("Jun. 2014", date(2014, 6, 1)),
        ("maj 2014", date(2014, 5, 1)),
        ("October 2014", date(2014, 10, 1)),
        (date(2014, 6, 30), date(2014, 6, 1)),
        (datetime(2014, 6, 30, 12), date(2014, 6, 1)),  # noqa: DTZ001 - as spreadsheets give them
        ("2014-13", None),
        ("2014-00", None),
        ("ju 2014", None),
        ("2014", None),
        ("0014-06", None),
        ("2014-06-31x", None),
        ("", None),
        (41820, None),
    ],
)
def test_months_as_people_write_them(cell: object, month: date | None) -> None:
    assert month_of(cell) == month


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("-39.7", "-39.7"),
        ("-39,7", "-39.7"),
        ("−39,7", "-39.7"),
        ("70,2 %", "70.2"),
        ("70 pct.", "70"),
        ("+21", "21"),
        ("1.234,5", "1234.5"),
        ("12.345.678", "12345678"),
        ("1,234.5", "1234.5"),
        ("1,234", "1.234"),
        (70.2, "70.2"),
        (7, "7"),
    ],
)
def test_numbers_as_people_write_them(cell: object, number: str) -> None:
    assert number_of(cell) == Decimal(number)


@pytest.mark.parametrize("cell", ["", "-", "–", "..", " "])
def test_no_figure_is_no_number(cell: str) -> None:
    assert number_of(cell) is None


@pytest.mark.parametrize(
    "cell",
    ["many", "1e5", "NaN", "inf", "1,2,3", "12 34", "=1+1", True, date(2026, 1, 1), "9" * 30,
     float("nan"), "٣"],
)  # fmt: skip
def test_what_is_no_number_is_said_to_be_none(cell: object) -> None:
    with pytest.raises(NotANumber):
        number_of(cell)


@pytest.mark.parametrize("cell", ["1.234", "-39.700"])
def test_a_point_before_three_digits_is_not_guessed_at(cell: str) -> None:
    with pytest.raises(TwoReadings):
        number_of(cell)


@given(st.decimals(-99999, 99999, places=2))
def test_what_we_write_we_read_again(number: Decimal) -> None:
    assert number_of(f"{number:f}".replace(".", ",")) == number


def judged(text: str, known: dict[judging.Key, Figures] | None = None) -> list[judging.Judged]:
    return judging.judge(read_csv(text.encode()), GOALS, known or {}, TODAY)


REFUSED = {
    "2014;unge;2014-06;-1;;;;surplus": No.TOO_MANY_CELLS,
    "2014;;2014-06;-1;;;": No.NO_GOAL,
    "2014;gamle;2014-06;-1;;;": No.UNKNOWN_GOAL,
    "2022;unge;2014-06;-1;;;": No.UNKNOWN_GOAL,
    ";unge;2014-06;-1;;;": No.WHICH_PLAN,
    ";purpose;2022-06;80;;;": No.COUNTED_HERE,
    ";bedrageri;2019-06;1;;;": No.IN_WORDS,
    ";aktive;sommeren;60;;;": No.NOT_A_MONTH,
    ";aktive;2026-12;60;;;": No.FUTURE_MONTH,
    ";aktive;2026-06;mange;;;": No.NOT_A_NUMBER,
    ";aktive;2026-06;60;1.234;;": No.TWO_READINGS,
    ";aktive;2026-06;100,1;;;": No.OVER_100,
    ";aktive;2026-06;60;;;101": No.OVER_100,
    ";aktive;2026-06;-1;;;": No.BELOW_0,
    ";antal;2026-06;-1;;;": No.BELOW_0,
    "2014;unge;2014-06;-100,1;;;": No.BELOW_MINUS_100,
    ";aktive;2026-06;;-;..;": No.NO_FIGURES,
}


@pytest.mark.parametrize(("line", "reason"), REFUSED.items())
def test_each_bad_line_is_refused_by_name_and_the_others_are_taken(line: str, reason: No) -> None:
    good, bad = judged(f"{HEAD}\n;aktive;2026-05;60;;;\n{line}")
    assert (good.change, good.line) == (Change.NEW, 2)
    assert (bad.change, bad.reason, bad.line) == (Change.REFUSED, reason, 3)
    assert bad.key is None
    assert judging.to_store([good, bad]) == [good]


def test_every_reason_but_those_of_other_columns_is_met_above() -> None:
    elsewhere = {No.FORMULA, No.UNKNOWN_STATUS, No.TWICE}
    assert set(REFUSED.values()) | elsewhere == set(No)


@pytest.mark.parametrize("line", ["100;;;", "0;100;0;100"])
def test_nothing_and_everything_are_shares(line: str) -> None:
    assert judged(f"{HEAD}\n;aktive;2026-05;{line}")[0].change is Change.NEW


def test_the_same_month_twice_is_taken_from_neither_line() -> None:
    first, second, other = judged(
        f"{HEAD}\n;aktive;2026-05;60;;;\n;aktive;maj 2026;61;;;\n;aktive;2026-06;62;;;"
    )
    assert first.reason is second.reason is No.TWICE
    assert other.change is Change.NEW


def test_new_changed_and_there_already() -> None:
    known = {
        (2019, "aktive", date(2026, 5, 1)): Figures(Decimal("60.0"), None, None, None),
        (2019, "aktive", date(2026, 6, 1)): Figures(Decimal(62), None, None, Decimal(50)),
    }
    same, changed, new = judged(
        f"{HEAD}\n;aktive;2026-05;60;;;\n;aktive;2026-06;62;;;51\n;aktive;2026-07;1;;;", known
    )
    assert [one.change for one in (same, changed, new)] == [
        Change.SAME,
        Change.CHANGED,
        Change.NEW,
    ]
    assert changed.before == known[2019, "aktive", date(2026, 6, 1)]


def test_the_fingerprint_is_of_what_would_be_stored() -> None:
    text = f"{HEAD}\n;aktive;2026-05;60;;;"
    known = {(2019, "aktive", date(2026, 5, 1)): Figures(Decimal(59), None, None, None)}
    mark = judging.fingerprint(judged(text))
    assert judging.fingerprint(judged(f"{text}\n;x;;;;;")) == mark
    assert judging.fingerprint(judged(text, known)) != mark
    assert judging.fingerprint(judged(text.replace("60", "61"))) != mark


TABLE = f"{HEAD};reported_status\n2014;unge;maj 2014;-9,3;-2,6;-8,3;-8,2;på rette vej\n"


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("cp1252"),
        TABLE.encode("utf-16"),
        b"\xfe\xff" + TABLE.encode("utf-16-be"),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace(";", "\t").encode(),
        ("\n\n" + TABLE).encode(),
        TABLE.replace("-9,3;-2,6;-8,3;-8,2", '"-9,3";"-2,6";"-8,3";"-8,2"').replace(";", ",")
        .encode(),
        TABLE.replace("figures_from", "Måned").replace("key", "Mål").encode("cp1252"),
    ],
)  # fmt: skip
def test_every_way_of_saving_a_table_gives_the_same(content: bytes) -> None:
    (one,) = judging.judge(measurement_files.read(content), GOALS, {}, TODAY)
    assert one.key == (2014, "unge", date(2014, 5, 1))
    assert one.figures == Figures(
        Decimal("-9.3"), Decimal("-2.6"), Decimal("-8.3"), Decimal("-8.2"), "på rette vej"
    )


def test_decimal_commas_in_a_file_of_commas_are_noticed() -> None:
    text = "key,figures_from,municipality\naktive,2026-05,70,2\n"
    (one,) = judged(text)
    assert (one.reason, one.detail) == (No.TOO_MANY_CELLS, "2")


def test_an_unknown_verdict_is_refused() -> None:
    (one,) = judged(f"{HEAD};status\n;aktive;2026-05;60;;;;fremragende")
    assert one.reason is No.UNKNOWN_STATUS


def test_a_wrong_header_names_what_is_missing_once() -> None:
    with pytest.raises(Unreadable) as caught:
        read_csv(b"key;navn\naktive;Anna\n")
    assert caught.value.detail == "figures_from, municipality"


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    try:
        table = measurement_files.read(content)
    except Unreadable:
        return
    judging.judge(table, GOALS, {}, TODAY)


def test_what_is_shown_goes_through_the_browser_unchanged() -> None:
    shown = judged(TABLE + "2014;unge;2014-06;-1,234;;;;\n2019;unge;2014-06;1.000.000;;;;")
    word = measurement_files.packed(shown)
    again = judging.judge(measurement_files.unpacked(word), GOALS, {}, TODAY)
    assert judging.fingerprint(again) == judging.fingerprint(shown)


@given(st.text(max_size=200))
def test_what_is_no_word_of_ours_is_unreadable(word: str) -> None:
    with pytest.raises(Unreadable):
        measurement_files.unpacked(word)
