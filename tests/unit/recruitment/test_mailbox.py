"""A pasted mail suggests fields; whatever is pasted, it takes no long time."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.recruitment.rules.mailbox import read_mail

MAIL = """Fra: Lars Bruun <Lars@Orholm-bageri.dk>
Sendt: 23. november 2026 08:15
Til: Jobcenter <virksomhed@example.invalid>
Emne: SV: Vi søger to bagere

Hej

Vi mangler to bagere fra januar, 37 timer om ugen.

Venlig hilsen
Lars Bruun
Ørholm Bageri ApS
Lyngby Torv 2
2800 Kongens Lyngby
CVR-nr. 99 00 00 15
Tlf. +45 45 97 30 00
"""


def test_what_a_mail_says() -> None:
    found = read_mail(MAIL)
    assert found.name == "Lars Bruun"
    assert found.email == "lars@orholm-bageri.dk"
    assert found.phone == "45 97 30 00"
    assert found.cvr == "99000015"
    assert found.postcode == "2800"
    assert found.workplace == "Lyngby Torv 2"
    assert found.title == "Vi søger to bagere"
    assert found.kind == "recruitment"
    assert found.received == datetime(2026, 11, 23, 8, 15)  # noqa: DTZ001
    assert found.text.startswith("Hej\n\nVi mangler")


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("Date: Mon, 23 Nov 2026 07:15:00 +0000", datetime(2026, 11, 23, 7, 15, tzinfo=UTC)),
        ("Dato: mandag den 23. november 2026 kl. 08.15", datetime(2026, 11, 23, 8, 15)),  # noqa: DTZ001
        ("Sent: 23-11-2026 08:15", datetime(2026, 11, 23, 8, 15)),  # noqa: DTZ001
        ("Sendt: 23. nov. 2026", datetime(2026, 11, 23)),  # noqa: DTZ001
        ("Sendt: 31. februar 2026 08:15", None),
        ("Sendt: i går", None),
        ("Sendt: 23-13-2026 08:15", None),
    ],
)
def test_moments_as_mail_programs_write_them(line: str, moment: datetime | None) -> None:
    assert read_mail(f"{line}\n\nHej").received == moment


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Vores tømrer er sygemeldt", "keep_employee"),
        ("Kan I tilbyde en praktikant?", "placement"),
        ("Vi vil gerne høre om jobrotation", "job_rotation"),
        ("Kursus i truckkørsel", "upskilling"),
        ("We want to hire a cook", "recruitment"),
        ("Hvad tilbyder I?", "other"),
    ],
)
def test_the_kind_is_guessed_from_words(text: str, kind: str) -> None:
    assert read_mail(text).kind == kind


def test_what_is_no_mail_is_all_text() -> None:
    found = read_mail("Ring til os. Bemærk: det haster.")
    assert (found.name, found.email, found.received) == ("", "", None)
    assert found.text == "Ring til os. Bemærk: det haster."


@given(st.text(max_size=500))
def test_anything_can_be_pasted(text: str) -> None:
    read_mail(text)


@pytest.mark.parametrize("part", ["Fra: ", "a@", "1234 A", "12 ", "CVR ", "Aa bb ", "[mailto:"])
def test_a_megabyte_takes_no_long_time(part: str) -> None:
    began = time.perf_counter()
    read_mail(part * (1_000_000 // len(part)))
    assert time.perf_counter() - began < 3
