"""Administrators say from which day what is promised and looked for, and see what it would mean."""

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Staff
from portal.core import clock
from portal.core.audit import AuditEvent
from portal.core.calendar import OpeningHours
from portal.recruitment import queries
from portal.recruitment.models import CriterionPattern, ServiceGoal
from portal.recruitment.service.log import keep_version
from tests.conftest import NOW
from tests.factories.accounts import StaffFactory
from tests.factories.recruitment import RequestEventFactory, RequestFactory
from tests.integration.conftest import SignInAs
from tests.integration.recruitment.test_business_pages import text_of
from tests.integration.recruitment.test_kept_results import DAY, HOUR

PAGES = "/personale/henvendelser"
PROMISE = f"{PAGES}/loefter/answer/nyt"
WORDS = f"{PAGES}/ord"


@pytest.fixture(autouse=True)
def _at_ten() -> object:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def admin(english_for: SignInAs, consultant: Staff) -> FlaskClient:
    return english_for(StaffFactory(role="administrator", team=consultant.team))


def open_weekdays(session: orm.Session) -> None:
    session.add_all(
        OpeningHours(
            weekday=day, valid_from=date(2020, 1, 1), opens=time(9), closes=time(15), source="test"
        )
        for day in range(5)
    )
    session.flush()


def dated(name: str, day: date) -> dict[str, str]:
    return {
        f"{name}-day": str(day.day),
        f"{name}-month": str(day.month),
        f"{name}-year": str(day.year),
    }


def promise(**changes: str) -> dict[str, str]:
    tomorrow = dated("valid_from", NOW.date() + DAY)
    return tomorrow | {"hours": "8", "counted": "opening", "source": "Udvalget"} | changes


def test_a_new_promise_is_shown_first_and_then_kept(
    admin: FlaskClient, session: orm.Session, consultant: Staff
) -> None:
    open_weekdays(session)
    RequestFactory(
        consultant=consultant, happened=["answered"], happened__at=NOW - 30 * DAY, kind="other"
    )
    assert "Within how many hours?" in text_of(admin.get(PROMISE))
    seen = text_of(admin.post(PROMISE, data=promise()))
    # Friday at half past two: half an hour that day, six on Monday, and the rest on Tuesday.
    assert "Friday 4 December at 14:30" in seen
    assert "Tuesday 8 December at 10:30" in seen
    assert "Of the enquiries of the past year 100% (of 1) were in time." in seen
    assert "By the new promise it would have been 100% (of 1)." in seen
    count = sa.select(sa.func.count()).select_from(ServiceGoal)
    before = session.scalar(count)
    assert admin.post(PROMISE, data=promise(save="1")).location == f"{PAGES}/loefter"
    assert session.scalar(count) == (before or 0) + 1
    page = text_of(admin.get(f"{PAGES}/loefter"))
    assert "Within 8 hours. Only the hours we are open." in page
    assert "To come" in page
    changes = sa.select(AuditEvent.action).where(AuditEvent.subject == "service_goal")
    assert session.scalars(changes).all() == ["add"]
    # What comes tomorrow is promised it, and what came today is not.
    for received, counted in ((NOW, "elapsed"), (NOW + DAY, "opening")):
        found = queries.clocks.promises(session, clock.local_date(received)).known
        now = queries.clocks.clocks.in_force(found, "answer", clock.local_date(received))
        assert now is not None
        assert now.counted == counted
    tomorrow = (NOW.date() + DAY).isoformat()
    away = admin.post(f"{PAGES}/loefter/answer/fjern", data={"valid_from": tomorrow})
    assert away.location == f"{PAGES}/loefter"
    assert session.scalar(count) == before
    assert session.scalars(changes).all() == ["add", "take_back"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (dated("valid_from", NOW.date()), "Write a day from tomorrow on"),
        (dated("valid_from", date(2030, 1, 1)), "Write a day within the next two years."),
        (dated("valid_from", date(2026, 13 - 1, 24)), "No day of the week has opening hours"),
        ({"hours": "0"}, "Write a number from 1 to 744."),
        ({"hours": "745"}, "Write a number from 1 to 744."),
        ({"source": ""}, "Write where the rule comes from."),
        ({"counted": "gold"}, "Not a valid choice"),
    ],
)
def test_an_impossible_promise_is_refused(
    admin: FlaskClient, session: orm.Session, changes: dict[str, str], sentence: str
) -> None:
    before = session.scalar(sa.select(sa.func.count()).select_from(ServiceGoal))
    answer = admin.post(PROMISE, data=promise(save="1", **changes))
    assert answer.status_code in (409, 422)
    if sentence != "Not a valid choice":
        assert sentence in text_of(answer)
    assert session.scalar(sa.select(sa.func.count()).select_from(ServiceGoal)) == before


def test_what_holds_can_not_be_taken_back(admin: FlaskClient, session: orm.Session) -> None:
    open_weekdays(session)
    away = f"{PAGES}/loefter/answer/fjern"
    admin.post(away, data={"valid_from": "2019-01-01"})
    assert "It has begun" in text_of(admin.get(f"{PAGES}/loefter")).replace("&#39;", "'")
    assert admin.post(away, data={"valid_from": "2025-01-01"}).status_code == 404
    assert admin.post(away, data={"valid_from": "aldrig"}).status_code == 404
    admin.post(PROMISE, data=promise(save="1"))
    again = admin.post(PROMISE, data=promise(save="1"))
    assert "There is one from that day already." in text_of(again)


def wording(**changes: str) -> dict[str, str]:
    said = {"pattern": "  Frisk  pige* ", "ground": "sex", "source": "Ligebehandlingsloven"}
    return said | dated("valid_from", NOW.date()) | changes


def test_words_are_added_and_ended_with_day_and_source(
    admin: FlaskClient, session: orm.Session, consultant: Staff, client_for: SignInAs
) -> None:
    hit = RequestFactory(consultant=consultant, tasks="Vi søger en frisk pige, gerne i dag.")
    RequestFactory(consultant=consultant)
    seen = text_of(admin.post(f"{WORDS}/nyt", data=wording()))
    assert "In the past year they stood in 1 of 2 enquiries:" in seen
    assert "“frisk pige”" in seen
    there = sa.select(CriterionPattern).where(CriterionPattern.pattern == "Frisk pige*")
    assert session.scalars(there).all() == []
    assert admin.post(f"{WORDS}/nyt", data=wording(save="1")).location == WORDS
    assert "Frisk pige*" in text_of(admin.get(WORDS))
    texts = {"tasks": hit.tasks}
    today = NOW.date()
    assert [one.words for one in queries.findings(session, texts, today)] == ["frisk pige"]
    assert queries.findings(session, texts, today - DAY) == []
    again = admin.post(f"{WORDS}/nyt", data=wording(save="1", pattern="frisk PIGE*"))
    assert (again.status_code, "looked for already" in text_of(again)) == (409, True)
    end = f"{WORDS}/slut?ord=Frisk+pige*&fra={today}"
    assert "They are looked for since" in text_of(admin.get(end))
    early = admin.post(end, data=dated("last_day", today - DAY) | {"source": "Fejl"})
    assert early.status_code == 409
    assert admin.post(end, data=dated("last_day", today) | {"source": ""}).status_code == 422
    assert admin.post(end, data=dated("last_day", today) | {"source": "Fejl"}).location == WORDS
    assert queries.findings(session, texts, today + DAY) == []
    with clock.frozen(NOW + DAY + HOUR):
        admin = client_for(StaffFactory(role="administrator"))
        admin.set_cookie("lang", "en")
        page = text_of(admin.get(WORDS))
        assert "Looked for no longer" in page
        assert "Fejl" in page
        later = dated("last_day", today + 9 * DAY) | {"source": "x"}
        assert admin.post(end, data=later).status_code == 409
    for wrong in (f"{WORDS}/slut?ord=Guld&fra={today}", f"{WORDS}/slut?ord=Guld&fra=nu"):
        assert admin.get(wrong).status_code == admin.post(wrong, data={}).status_code == 404
    audited = sa.select(AuditEvent.action).where(AuditEvent.subject == "criterion_pattern")
    assert session.scalars(audited).all() == ["add", "end"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"pattern": "** ## *"}, "Write words with at least three letters in all."),
        ({"pattern": "x" * 81}, "Write at most 80 characters."),
        (dated("valid_from", NOW.date() - timedelta(days=1)), "Write a day from today on"),
        ({"source": " "}, "Write where the rule comes from."),
    ],
)
def test_impossible_words_are_refused(
    admin: FlaskClient, session: orm.Session, changes: dict[str, str], sentence: str
) -> None:
    before = session.scalar(sa.select(sa.func.count()).select_from(CriterionPattern))
    answer = admin.post(f"{WORDS}/nyt", data=wording(save="1", **changes))
    assert answer.status_code in (409, 422)
    assert sentence in text_of(answer)
    assert session.scalar(sa.select(sa.func.count()).select_from(CriterionPattern)) == before


def test_consultants_read_and_only_administrators_change(
    client_for: SignInAs, consultant: Staff
) -> None:
    desk, stranger = client_for(consultant), client_for(StaffFactory(role="caseworker"))
    for page in (f"{PAGES}/loefter", WORDS):
        assert desk.get(page).status_code == 200
        assert stranger.get(page).status_code == 403
    for act in (PROMISE, f"{WORDS}/nyt", f"{WORDS}/slut?ord=x&fra=2026-01-01"):
        assert desk.get(act).status_code == desk.post(act).status_code == 403


def test_the_other_way_of_counting_stands_beside(
    client_for: SignInAs, consultant: Staff, session: orm.Session
) -> None:
    open_weekdays(session)
    request = RequestFactory(consultant=consultant)
    key = keep_version(session, NOW, NOW)
    RequestEventFactory(
        request_id=request.id, kind="backdated", at=NOW - 2 * HOUR, text="Ringede", version_key=key
    )
    page = text_of(client_for(consultant).get(f"{PAGES}/{request.id}?lang=en"))
    # Twenty-four open hours are four days of six, from Monday nine o'clock to Thursday at three.
    assert "In opening hours: Answer, due Thursday 26 November at 15:00" in page
    assert "In opening hours: Candidates, due" in page
