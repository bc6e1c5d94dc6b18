"""The forms of an enquiry, and the page of figures."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Staff
from portal.core import clock
from portal.recruitment.models import RecruitmentRequest, RequestEvent
from portal.recruitment.queries import By
from tests.conftest import NOW
from tests.factories.accounts import StaffFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.conftest import SignInAs
from tests.integration.recruitment.test_business_pages import text_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PAGE = "/personale/henvendelser"


@pytest.mark.parametrize("by", list(By))
@pytest.mark.usefixtures("consultant")
def test_the_page_of_figures(session: orm.Session, client_for: SignInAs, by: By) -> None:
    RequestFactory(happened=["answered", "presented"])
    with clock.frozen(NOW + 9 * DAY):
        client = client_for(StaffFactory(role="analyst"))
        for way in ("", "elapsed", "opening", "nonsense"):
            path = f"{PAGE}/tal?efter={by.value}&taelling={way}&kvartal=2026-10-01"
            page = client.get(f"{path}&lang=da")
            assert page.status_code == 200
            assert "100 % af 1 henvendelser" in page.text.replace("\N{NO-BREAK SPACE}", " ")
        empty = client.get(f"{PAGE}/tal?kvartal=2026-07-01&efter=month&lang=en")
    assert "No enquiries in this quarter" in empty.text


def test_the_forms_of_a_request(
    session: orm.Session, consultant: Staff, client_for: SignInAs
) -> None:
    request: RecruitmentRequest = RequestFactory(business=RequestFactory().business)
    path = f"{PAGE}/{request.id}"
    with clock.frozen(NOW + 30 * HOUR):
        client = client_for(consultant)
        assert "Choose why." in client.post(f"{path}/saet-paa-pause?lang=en").text
        answer = client.post(
            f"{path}/saet-paa-pause",
            data={"pause-code": "wants_later", "pause-text": "Først i januar."},
        )
        assert answer.status_code == 302
        page = text_of(client.get(f"{path}?lang=en"))
        assert "The time for candidates is paused" in page
        business = client_for(session.get_one(BusinessUser, request.created_by_id))
        status = f"/virksomhed/henvendelser/{request.id}"
        assert "Paused: Først i januar." in text_of(business.get(f"{status}?lang=en"))
        assert client.post(f"{path}/genoptag").status_code == 302
        bad = client.post(f"{path}/aarsag?lang=en", data={"cause-key": "candidates"})
        assert bad.status_code == 200
        said = {"cause-key": "answer", "cause-code": "busy", "cause-text": "Ferie"}
        assert client.post(f"{path}/aarsag", data=said).status_code == 302
        wrong = client.post(f"{path}/gentagelse", data={"duplicate-original": "x"})
        assert wrong.status_code == 200
        assert "Fill this in." in client.post(f"{path}/ingen-henvendelse?lang=en").text
        gone = client.post(f"{path}/ingen-henvendelse", data={"spam-text": "Reklame"})
        assert gone.status_code == 302
        for language in ("da", "en"):
            assert client.get(f"{path}?lang={language}").status_code == 200
    kinds = session.scalars(
        sa.select(RequestEvent.kind)
        .where(RequestEvent.request_id == request.id)
        .order_by(RequestEvent.id)
    ).all()
    assert kinds == ["received", "paused", "resumed", "cause", "spam"]
