"""Pages that everybody may read."""

from datetime import UTC, date, datetime, time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.core import clock
from portal.core.calendar import ClosingDay, OpeningHours
from portal.home import queries
from portal.recruitment import defaults as recruitment
from portal.surveys import defaults as surveys
from portal.targets import defaults as targets


@pytest.fixture
def hours(session: orm.Session) -> None:
    """Open from nine until three on weekdays, closed on a Wednesday."""
    session.add_all(
        OpeningHours(
            weekday=day,
            valid_from=date(2022, 1, 1),
            opens=time(9),
            closes=time(15),
            source="test",
        )
        for day in range(5)
    )
    session.add(ClosingDay(day=date(2026, 11, 25), reason="Kursus", source="test"))
    session.flush()


@pytest.mark.parametrize("path", ["/", "/was", "/privatliv"])
@pytest.mark.parametrize("language", ["da", "en"])
def test_everybody_may_read(client: FlaskClient, hours: None, path: str, language: str) -> None:
    answer = client.get(f"{path}?lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text


def test_the_front_page_has_three_doors(client: FlaskClient, hours: None) -> None:
    page = client.get("/?lang=en").text
    for path in ("/borger", "/virksomhed", "/personale"):
        assert f'href="{path}"' in page
        assert client.get(path).status_code == 302


def test_the_front_page_says_how_it_goes(
    client: FlaskClient, session: orm.Session, hours: None
) -> None:
    targets.load_defaults(session)
    surveys.load_defaults(session)
    recruitment.load_defaults(session)
    page = client.get("/?lang=en").text
    assert page.count("The target is") == 7


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), "Open until 15:00"),
        (datetime(2026, 11, 23, 7, 0, tzinfo=UTC), "We open again on Monday 23 November at 09:00"),
        (datetime(2026, 11, 24, 14, 0, tzinfo=UTC), "on Thursday 26 November at 09:00"),
        (datetime(2026, 12, 23, 15, 0, tzinfo=UTC), "on Monday 28 December at 09:00"),
    ],
)
def test_the_front_page_says_whether_we_are_open(
    client: FlaskClient, hours: None, now: datetime, said: str
) -> None:
    with clock.frozen(now):
        assert said in client.get("/?lang=en").text


def test_without_opening_hours_nothing_is_promised(session: orm.Session, now: datetime) -> None:
    assert queries.doors(session, now) == queries.Doors(None, None)
