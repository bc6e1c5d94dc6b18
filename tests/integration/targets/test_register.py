"""The register of goals: figures come in, are shown before they are stored, and never vanish."""

import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.core import clock, policy
from portal.core.access import Role
from portal.core.audit import AuditEvent
from portal.targets import defaults
from portal.targets.models import Measurement
from tests.conftest import NOW
from tests.factories.accounts import StaffFactory
from tests.integration.conftest import SignInAs
from tests.statements import counted

GOALS, BRING, APPROVE = (
    "/personale/maal",
    "/personale/maal/hent-ind",
    "/personale/maal/hent-ind/godkend",
)
HEAD = "plan_year;key;figures_from;municipality;cluster;eastern_denmark;whole_country\n"
FILE = HEAD + "2019;maal_4;2019-06;58,3;55;56,1;57\n2019;maal_4;2019-07;61;;;\n2019;maal_4;x;1;;;\n"


@pytest.fixture(autouse=True)
def present(app: Flask) -> Iterator[None]:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def analyst(client_for: SignInAs) -> FlaskClient:
    return client_for(StaffFactory(role="analyst", name="Ida Frandsen"))


def upload(client: FlaskClient, content: str | bytes, source: str = "jobindsats.dk") -> Any:
    raw = content.encode() if isinstance(content, str) else content
    data = {"file": (io.BytesIO(raw), "tal.csv"), "source": source}
    return client.post(f"{BRING}?lang=en", data=data, content_type="multipart/form-data")


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the page's form, as a browser would send them."""
    found = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
    named = {re.search(r'name="([^"]*)"', f)[1]: re.search(r'value="([^"]*)"', f) for f in found}  # type: ignore[index]
    return {name: unescape(value[1]) for name, value in named.items() if value}


def stored(session: orm.Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Measurement)) or 0


def rows(session: orm.Session, key: str) -> list[Measurement]:
    wanted = sa.select(Measurement).where(Measurement.goal_key == key)
    return list(session.scalars(wanted.order_by(Measurement.month, Measurement.revision)))


def test_a_file_is_shown_first_and_stored_after_the_yes(
    analyst: FlaskClient, session: orm.Session
) -> None:
    before = stored(session)
    page = upload(analyst, FILE).text
    for words in ("2 new, 0 changed, 0 there already, 1 refused", "June 2019", "58.3",
                  "Line 4 (maal_4): “x” is no month", "Yes, store 2 figures"):  # fmt: skip
        assert words in page, words
    assert stored(session) == before
    assert analyst.post(APPROVE, data=fields(page)).status_code == 302
    june, july = rows(session, "maal_4")
    assert (june.month, june.revision, june.municipality) == (date(2019, 6, 1), 1, Decimal("58.3"))
    assert (june.whole_country, july.whole_country) == (Decimal(57), None)
    assert (june.source, june.recorded_at) == ("jobindsats.dk", NOW)
    trail = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "import")).one()
    assert (trail.subject, trail.details) == ("goal_measurement", {"figures": 2})


def test_a_later_figure_replaces_and_the_earlier_stays_to_be_seen(
    analyst: FlaskClient, session: orm.Session
) -> None:
    analyst.post(APPROVE, data=fields(upload(analyst, FILE).text))
    page = upload(analyst, FILE.replace("58,3", "59,1"), "Egen optælling").text
    assert "0 new, 1 changed, 1 there already, 1 refused" in page
    assert "(was 58.3)" in page
    analyst.post(APPROVE, data=fields(page))
    old, new, _july = rows(session, "maal_4")
    assert (old.revision, old.municipality) == (1, Decimal("58.3"))
    assert (new.revision, new.municipality) == (2, Decimal("59.1"))
    goal = analyst.get(f"{GOALS}/2019/maal_4?lang=en").text
    assert goal.count("replaced by a later figure") == 1
    for words in ("59.1%", "58.3%", "Egen optælling", "by Ida Frandsen", "July 2019"):
        assert words in goal, words


def test_the_same_file_again_changes_nothing(analyst: FlaskClient, session: orm.Session) -> None:
    analyst.post(APPROVE, data=fields(upload(analyst, FILE).text))
    before = stored(session)
    page = upload(analyst, FILE).text
    assert "There is nothing to store" in page
    assert stored(session) == before


def test_a_yes_to_something_else_than_what_would_be_stored_is_asked_again(
    analyst: FlaskClient, session: orm.Session
) -> None:
    sent = fields(upload(analyst, FILE).text)
    # Meanwhile a colleague brings another figure of the same month.
    other = fields(upload(analyst, HEAD + "2019;maal_4;2019-06;60;;;\n").text)
    analyst.post(APPROVE, data=other)
    before = stored(session)
    page = analyst.post(f"{APPROVE}?lang=en", data=sent)
    assert page.status_code == 200
    assert "Something has changed since you looked, so nothing is stored yet" in page.text
    assert "(was 60)" in page.text
    assert stored(session) == before
    analyst.post(APPROVE, data=fields(page.text))
    assert stored(session) == before + 2


def test_what_comes_back_from_the_browser_is_read_as_a_strangers(
    analyst: FlaskClient, session: orm.Session
) -> None:
    sent = fields(upload(analyst, FILE).text)
    before = stored(session)
    for content in ("", "nonsense", HEAD + "2019;maal_4;2019-06;999;;;\n", "x" * 1_000_000):
        assert analyst.post(APPROVE, data=sent | {"content": content}).status_code in (
            200,
            302,
            413,
        )
    assert analyst.post(APPROVE, data={}).status_code == 302
    assert stored(session) == before


@pytest.mark.parametrize(
    "statement",
    ["UPDATE goal_measurement SET municipality = 0", "DELETE FROM goal_measurement"],
)
def test_the_database_lets_nobody_change_a_figure(session: orm.Session, statement: str) -> None:
    with (
        pytest.raises(sa.exc.DBAPIError, match=r"append-only|permission denied"),
        session.begin_nested(),
    ):
        session.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "The file is empty"),
        ("navn;alder\nAnna;34", "These are missing: key, figures_from, municipality"),
        (b"\xd0\xcf\x11\xe0", "an Excel file of the old kind"),
        (b"PK\x03\x04", "broken or protected"),
        (b"\x89PNG\r\n", "neither a CSV file nor an Excel file"),
        (HEAD + "2019;maal_4;2019-06;1;;;\n" * 2001, "more than 2000 lines"),
    ],
)
def test_a_file_that_can_not_be_read_says_why(
    analyst: FlaskClient, content: str | bytes, says: str
) -> None:
    answer = upload(analyst, content)
    assert answer.status_code == 422
    assert says in unescape(answer.text)


def test_no_file_and_no_source_are_asked_for(analyst: FlaskClient) -> None:
    assert "Choose a file" in analyst.post(f"{BRING}?lang=en", data={"source": ""}).text
    assert upload(analyst, FILE, "").status_code == 422
    assert upload(analyst, FILE, "x" * 101).status_code == 422


def test_script_in_a_file_is_text(analyst: FlaskClient) -> None:
    page = upload(analyst, HEAD + "2019;<script>alert(1)</script>;2019-06;1;;;\n").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_municipalitys_own_status_of_2014_can_be_brought_in_as_it_is(
    analyst: FlaskClient, session: orm.Session
) -> None:
    content = (defaults.DATA / "plan_status_2014q2.csv").read_bytes()
    page = upload(analyst, content).text
    assert "0 new, 0 changed, 7 there already, 1 refused" in page
    assert "Line 4 (samarbejdsgrad): “” is no month" in page


def test_the_template_is_read_again_when_it_is_filled_in(analyst: FlaskClient) -> None:
    content = analyst.get(f"{GOALS}/skabelon.csv").data.decode("utf-8-sig")
    assert "2019;maal_4;;;;;" in content
    assert "purpose" not in content
    page = upload(analyst, content.replace("2019;maal_4;;", "2019;maal_4;2019-06;58").encode()).text
    assert "1 new" in page


def test_a_goal_has_its_page_with_figures_and_without(
    client_for: SignInAs, session: orm.Session
) -> None:
    client = client_for(StaffFactory())
    page = client.get(f"{GOALS}/2014/ledighedsydelse?lang=en").text
    for words in ("A rise of at most 21%", "+22.7%", "-9.2%", "On the right way", "June 2014",
                  "December 2012", "The report said:", "på rette vej"):  # fmt: skip
        assert words in page, words
    assert 'role="img" aria-labelledby="comparison-title"' in page
    assert "No figures yet" in client.get(f"{GOALS}/2019/maal_4?lang=en").text
    assert "This goal is judged by people" in client.get(f"{GOALS}/2019/maal_9?lang=en").text
    assert client.get(f"{GOALS}/2022/purpose?lang=en").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "2014/nothing",
        "1999/maal_4",
        "99999/maal_4",
        f"{10**18}/maal_4",
        "2019/x%00y",
        "2019/MAAL_4",
    ],
)
def test_what_is_no_goal_is_not_found(client_for: SignInAs, path: str) -> None:
    assert client_for(StaffFactory()).get(f"{GOALS}/{path}").status_code == 404


def test_every_role_sees_the_goals_and_some_may_bring_figures(
    client_for: SignInAs, session: orm.Session
) -> None:
    for role in policy.INSIDE.roles:
        client = client_for(StaffFactory(role=role.value))
        allowed = role in (Role.ANALYST, Role.ADMINISTRATOR)
        seen = client.get(f"{GOALS}/2014/kontanthjaelp").status_code
        assert seen == (200 if role in policy.SEE_FIGURES.roles else 403)
        assert (BRING in client.get(GOALS).text) is allowed
        for path in (BRING, f"{GOALS}/skabelon.csv"):
            assert client.get(path).status_code == (200 if allowed else 403)
        assert upload(client, FILE).status_code == (200 if allowed else 403)
        assert client.post(APPROVE, data={}).status_code == (302 if allowed else 403)


def test_pages_take_few_statements(
    analyst: FlaskClient, engine: sa.Engine, session: orm.Session
) -> None:
    analyst.post(APPROVE, data=fields(upload(analyst, FILE).text))
    for path, most in ((GOALS, 10), (f"{GOALS}/2019/maal_4", 4), (f"{GOALS}/2022/purpose", 10)):
        with counted(engine) as sent:
            analyst.get(path)
        assert len(sent) <= most, (path, sent)
    with counted(engine) as sent:
        upload(analyst, FILE)
    assert len(sent) <= 4, sent
