"""The quarterly check: what it counts, and that small groups never stand in it."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from sqlalchemy import orm

from portal.accounts.models import Citizen, Staff
from portal.openings.models import ReferralEvent
from portal.recruitment.queries.fairness import fairness
from portal.targets.rules.suppression import Limits
from tests.conftest import NOW
from tests.factories.accounts import StaffFactory
from tests.factories.openings import OpeningFactory, ReferralFactory
from tests.integration.conftest import SignInAs
from tests.integration.recruitment.conftest import baker

START, UNTIL = date(2026, 10, 1), date(2027, 1, 1)


def cpr_of(token: bytes) -> str:
    """As the tests write it down: the number itself."""
    if not token.isdigit():
        raise InvalidToken
    return token.decode()


def people(
    session: orm.Session, born: date, asked: int, presented: int, number: int, digit: int = 1
) -> None:
    opening = OpeningFactory()
    for place in range(number):
        person = baker()
        person.born_on = born
        person.cpr_encrypted = f"010190000{digit}".encode()
        if place < asked:
            referral = ReferralFactory(opening=opening, citizen=person, asked_at=NOW)
            kinds = ["asked", "presented"] if place < presented else ["asked"]
            session.add_all(
                ReferralEvent(referral_id=referral.id, kind=kind, at=NOW) for kind in kinds
            )
    session.flush()


def test_shares_by_group_and_small_groups_hidden(session: orm.Session, consultant: Staff) -> None:
    people(session, date(2000, 1, 1), asked=12, presented=6, number=16)
    people(session, date(1980, 1, 1), asked=11, presented=5, number=18)
    people(session, date(1960, 1, 1), asked=2, presented=1, number=3)
    found = fairness(session, START, UNTIL, Limits(), cpr_of)
    assert found.whole is not None
    assert (found.whole.people, found.whole.asked, found.whole.presented) == (37, 25, 12)
    ages = {line.value: line.asked for line in found.lines if line.dimension == "age"}
    assert "55_up" not in ages
    assert len(ages) < 2, "with one group hidden, another must be, or the total gives it away"
    assert found.hidden >= 2


def test_a_few_who_were_presented_stand_nowhere(session: orm.Session, consultant: Staff) -> None:
    people(session, date(2000, 1, 1), asked=12, presented=2, number=16)
    people(session, date(1980, 1, 1), asked=11, presented=8, number=18)
    people(session, date(1960, 1, 1), asked=10, presented=9, number=20)
    found = fairness(session, START, UNTIL, Limits(), cpr_of)
    ages = {line.value: line.presented for line in found.lines if line.dimension == "age"}
    assert found.whole is not None
    assert found.whole.presented == 19
    assert ages["under_30"] is None
    assert list(ages.values()).count(None) > 1, "or the total gives it away"
    assert set(ages.values()) - {None}, "what is enough stays"


def test_when_hardly_anybody_was_presented_the_page_says_too_few(
    session: orm.Session, client_for: SignInAs, consultant: Staff
) -> None:
    people(session, date(2000, 1, 1), asked=12, presented=1, number=16)
    client = client_for(StaffFactory(role="analyst"))
    page = client.get("/personale/henvendelser/tal/praesentation?kvartal=2026-10-01&lang=da").text
    assert "For få til at vise" in page
    assert "(1)" not in page


def test_sex_is_read_for_the_count_alone(session: orm.Session, consultant: Staff) -> None:
    born = date(1990, 1, 1)
    people(session, born, asked=12, presented=6, number=20, digit=2)
    people(session, born, asked=14, presented=7, number=22, digit=7)
    found = fairness(session, START, UNTIL, Limits(), cpr_of)
    sexes = {line.value: line for line in found.lines if line.dimension == "sex"}
    assert {name: (one.people, one.asked, one.presented) for name, one in sexes.items()} == {
        "women": (20, 12, 6), "men": (22, 14, 7),
    }  # fmt: skip


def test_a_small_sex_hides_the_other_too(session: orm.Session, consultant: Staff) -> None:
    born = date(1990, 1, 1)
    people(session, born, asked=12, presented=6, number=20, digit=2)
    people(session, born, asked=2, presented=1, number=3, digit=3)
    found = fairness(session, START, UNTIL, Limits(), cpr_of)
    assert [line for line in found.lines if line.dimension == "sex"] == []


def test_an_erased_number_is_neither(session: orm.Session, consultant: Staff) -> None:
    people(session, date(1990, 1, 1), asked=24, presented=12, number=30, digit=2)
    for person in session.scalars(sa.select(Citizen)):
        person.cpr_encrypted = b""
    session.flush()
    found = fairness(session, START, UNTIL, Limits(), cpr_of)
    assert {line.value for line in found.lines if line.dimension == "sex"} == {"not_known"}


def test_another_quarter_has_nobody_asked(session: orm.Session, consultant: Staff) -> None:
    people(session, date(2000, 1, 1), asked=12, presented=6, number=16)
    assert fairness(session, date(2025, 1, 1), date(2025, 4, 1), Limits(), cpr_of).whole is None


@pytest.mark.parametrize(("role", "status"), [("analyst", 200), ("administrator", 200)])
def test_the_page_reads(
    session: orm.Session, client_for: SignInAs, consultant: Staff, role: str, status: int
) -> None:
    people(session, date(2000, 1, 1), asked=12, presented=6, number=16)
    client = client_for(StaffFactory(role=role))
    start = NOW.date() - timedelta(days=NOW.date().day - 1)
    for query in ("", f"?kvartal={start}", "?kvartal=2026-10-01", "?kvartal=x"):
        page = client.get(f"/personale/henvendelser/tal/praesentation{query}")
        assert page.status_code == status
