"""The dashboard, a figure's page and the register of goals."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.core import clock, policy
from portal.core.access import Role
from portal.targets.models import Goal
from portal.targets.rules.quarters import Quarter
from tests.conftest import NOW
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.integration.conftest import SignInAs
from tests.integration.targets.conftest import Answers, Enquiry, publish

KEYS = ("guidance", "purpose", "plan_use", "resources", "cooperation", "answer", "candidates")
PATHS = ["/personale/maaltal", "/personale/maal", *(f"/personale/maaltal/{k}" for k in KEYS)]


@pytest.fixture(autouse=True)
def present(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def history(session: orm.Session, answers: Answers, enquiry: Enquiry) -> None:
    """Met, on the right way, not met, too early and hidden, in the last whole quarter."""
    q3 = Quarter(2026, 3).first_day
    answers(q3, "guidance", 900, 100)
    answers(q3, "purpose", 400, 100)
    answers(q3, "plan_use", 100, 400)
    answers(q3, "resources", 8, 2)
    answers(q3, "cooperation", 3, 1)
    answers(Quarter(2025, 2).first_day, "guidance", 50, 50)
    publish(session)
    for hours in (1, 2, 3, 4, 5, 6, 7, 8, 9, 30):
        enquiry(datetime(2026, 8, 3, 8, 0, tzinfo=UTC), answered=hours, presented=100)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["da", "en"])
def test_pages_hold_with_and_without_figures(
    client_for: SignInAs,
    session: orm.Session,
    request: pytest.FixtureRequest,
    path: str,
    language: str,
) -> None:
    client = client_for(StaffFactory(role="analyst"))
    assert client.get(f"{path}?lang={language}").status_code == 200
    request.getfixturevalue("history")
    assert client.get(path).status_code == 200


@pytest.mark.usefixtures("history")
def test_the_dashboard_says_share_n_interval_and_verdict(client_for: SignInAs) -> None:
    page = client_for(StaffFactory()).get("/personale/maaltal?lang=en").text
    for words in (
        "90%", "1000 answers, ", "95% interval 88–92%", "Met", "On the right way", "Not met",
        "Too early to say", "Too few answers to show anything", "target 60%", "promise: all",
        "9 of 10 enquiries", "half within 5.5 h", "Q3 2026", "no figure to compare with",
    ):  # fmt: skip
        assert words in page, words
    assert page.count("<polyline") == 0  # single quarters make no line, but each has its point
    assert page.count('class="spark"') == 7


@pytest.mark.usefixtures("history")
def test_a_hidden_figure_shows_no_number_anywhere(client_for: SignInAs) -> None:
    page = client_for(StaffFactory()).get("/personale/maaltal/cooperation?lang=en").text
    assert "Too few answers to show anything" in page
    table = page.split("<tbody>")[1].split("</tbody>")[0]
    assert table.count("Too few<") == 8
    assert 'class="value' not in page
    for betrayed in (">4<", ">3<", "75%<", "3 of 4"):
        assert betrayed not in table


@pytest.mark.usefixtures("history")
def test_a_figure_has_a_chart_a_table_and_its_definition(client_for: SignInAs) -> None:
    page = client_for(StaffFactory()).get("/personale/maaltal/guidance?lang=en").text
    assert page.count('<rect class="value') == 2
    assert 'role="img" aria-labelledby="chart-title chart-summary"' in page
    assert page.split("</table>")[0].count("<tr>") == 9
    assert "40% to 60%" in page
    assert 'lang="da">Minimum 60 pct. af borgerne oplever' in page


@pytest.mark.usefixtures("history")
def test_hours_have_their_page(client_for: SignInAs) -> None:
    page = client_for(StaffFactory()).get("/personale/maaltal/answer?lang=en").text
    for words in ("90%", "5.5 h", "9 h", "30 h", "altid inden for 24 timer"):
        assert words in page, words


def test_an_unknown_figure_is_not_found(client_for: SignInAs) -> None:
    client = client_for(StaffFactory())
    for path in ("/personale/maaltal/salary", "/personale/maaltal/x%00y"):
        assert client.get(path).status_code == 404


@pytest.mark.usefixtures("history")
def test_the_register_holds_every_goal_with_its_status(
    client_for: SignInAs, session: orm.Session
) -> None:
    page = client_for(StaffFactory()).get("/personale/maal?lang=da").text
    for text in session.scalars(sa.select(Goal.text_da)):
        assert text in page
    for figure in ("-39,7", "+22,7", "70,2", "juni 2014", "På rette vej", "Opfyldt"):
        assert figure in page, figure
    assert page.index(" 2022</h2>") < page.index(" 2019</h2>") < page.index(" 2014</h2>")


def test_without_goals_the_pages_say_what_comes_here(
    client_for: SignInAs, session: orm.Session
) -> None:
    session.execute(sa.text("TRUNCATE goal, goal_measurement, service_goal"))
    session.commit()
    client = client_for(StaffFactory())
    assert "There are no figures yet" in client.get("/personale/maaltal?lang=en").text
    assert "There are no goals yet" in client.get("/personale/maal").text


@pytest.mark.parametrize("path", ["/personale/maaltal", "/personale/maal"])
def test_every_member_of_staff_sees_figures_and_nobody_else(
    client_for: SignInAs, path: str, app: Flask
) -> None:
    for role in Role:
        expected = 200 if role in policy.SEE_FIGURES.roles else 403
        assert client_for(StaffFactory(role=role.value)).get(path).status_code == expected
    for person in (CitizenFactory(), BusinessUserFactory()):
        assert client_for(person).get(path).status_code == 403
    assert app.test_client().get(path).status_code == 302
