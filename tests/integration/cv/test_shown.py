"""What others get of a CV follows the choices of whose it is."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.cv import queries
from portal.cv.models import Cv
from portal.recruitment.queries import matching
from tests.integration.cv.taking import taken

pytestmark = pytest.mark.usefixtures("at_now")


@pytest.mark.parametrize("employers", [False, True])
@pytest.mark.parametrize("contact", [False, True])
@pytest.mark.parametrize("considerations", [False, True])
def test_what_a_business_gets_follows_the_choices_everywhere(
    client: FlaskClient,
    session: orm.Session,
    citizen: Citizen,
    employers: bool,
    contact: bool,
    considerations: bool,
) -> None:
    citizen.email, citizen.phone = "anna@mail.invalid", "45973001"
    head = session.get_one(Cv, citizen.id)
    head.profile_text = "Jeg har været glad for Brugsen. Ring 45 97 30 01, anna@mail.invalid"
    head.considerations, head.show_considerations = "Korte vagter", considerations
    head.hide_employers, head.hide_contact = employers, contact
    session.commit()
    for where, said in taken(client).items():
        assert ("Brugsen" in said) == (not employers), where
        assert ("anna@mail" in said) == (not contact), where
        assert ("45 97 30 01" in said) == (not contact), where
        assert ("Korte vagter" in said) == considerations, where
        assert "2800" not in said, where
    short = matching.short_profile(queries.profiles(session, [citizen.id])[citizen.id])
    assert ("Brugsen" in short) == (not employers)
    assert ("Korte vagter" in short) == considerations
    assert "anna@mail" not in short


@pytest.mark.parametrize("seen_by", ["staff", "nobody"])
def test_a_hidden_cv_gives_a_business_nothing(
    client: FlaskClient, session: orm.Session, citizen: Citizen, seen_by: str
) -> None:
    client.post("/borger/cv/synlighed", data={"seen_by": seen_by})
    for ending in ("pdf", "txt", "json"):
        answer = client.get(f"/borger/cv/til-virksomheder.{ending}")
        assert answer.headers["Location"] == "/borger/cv/som-virksomheder-ser-det"
    assert "Brugsen" not in client.get("/borger/cv/som-virksomheder-ser-det").text
    session.expire_all()
    assert queries.for_business(session, citizen.id) is None
    assert matching.short_profile(queries.profiles(session, [citizen.id])[citizen.id]) == ""


def test_considerations_stay_out_of_ones_own_files_until_shown(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    head = session.get_one(Cv, citizen.id)
    head.considerations = "Korte vagter"
    for shown in (False, True):
        head.show_considerations = shown
        session.commit()
        for ending in ("txt", "json"):
            assert ("Korte vagter" in client.get(f"/borger/cv/cv.{ending}").text) == shown
