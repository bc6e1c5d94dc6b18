"""What businesses say is shown when its quarter is over, and where enough have said it."""

import re
from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import orm

from portal.surveys import defaults
from portal.surveys.models import BUSINESS_STATEMENTS, BusinessAnswer, Wave
from portal.targets import queries
from portal.targets.rules.suppression import Limits
from tests.factories.accounts import StaffFactory
from tests.factories.surveys import CellFactory, WaveFactory
from tests.integration.conftest import SignInAs

LIMITS = Limits()


def answered(session: orm.Session, values: Sequence[int | None], *, closed: bool = True) -> None:
    """So many answers whose every value is the one given, in both kinds of occasions."""
    wave: Wave = WaveFactory(
        questionnaire="business", quarter_start=date(2026, 7, 1), closed=closed
    )
    cells = [
        CellFactory(wave=wave, kind="occasion", value=value) for value in ("request", "yearly")
    ]
    session.add_all(
        BusinessAnswer(cell_id=cells[n % 2].id, **dict.fromkeys(BUSINESS_STATEMENTS, value))
        for n, value in enumerate(values)
    )
    session.flush()


@pytest.mark.parametrize(
    ("values", "n", "share"),
    [
        ((4, 4, 5, 2), None, None),
        ((4, 4, 5, 2, None), None, None),
        ((4, 4, 5, 2, 1), 5, 0.6),
        ((4,) * 9, None, None),  # all alike: who answered would be known to agree
        ((4,) * 10, 10, 1.0),
    ],
)
def test_too_few_or_too_alike_show_nothing(
    session: orm.Session, values: tuple[int | None, ...], n: int | None, share: float | None
) -> None:
    answered(session, values)
    (quarter,) = queries.of_businesses(session, LIMITS)
    assert [one.key for one in quarter.opinions] == list(BUSINESS_STATEMENTS)
    for one in quarter.opinions:
        assert (one.n, one.share) == (n, share)
        assert (one.low is None) == (one.high is None) == (n is None)


def test_a_running_quarter_shows_nothing_so_no_figure_moves(session: orm.Session) -> None:
    answered(session, (4, 5, 1, 2, 4, 5), closed=False)
    assert queries.of_businesses(session, LIMITS) == []


def test_staff_see_it_with_the_number_of_answers(
    client_for: SignInAs, session: orm.Session
) -> None:
    defaults.load_defaults(session)
    answered(session, (4, 4, 5, 2, 1))
    client = client_for(StaffFactory(role="analyst"))
    page = client.get("/personale/undersoegelse?lang=en").text
    row = re.search(r"The job centre is easy to reach.*?</tr>", page, re.DOTALL)
    assert row
    assert re.findall(r"<td data-title[^>]*>(.*?)</td>", row[0]) == [
        "<strong>60%</strong>",
        "23%–88%",
        "5",
    ]
