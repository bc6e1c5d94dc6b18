"""Both sides attach files, known by their content; nobody else opens them."""

from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Staff
from portal.businesses.models import Business
from portal.core import clock
from portal.recruitment.models import RequestEvent, RequestFile
from tests.conftest import NOW
from tests.factories.accounts import BusinessUserFactory, StaffFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.conftest import SignInAs
from tests.integration.recruitment.test_business_pages import text_of


@pytest.fixture(autouse=True)
def _at_ten() -> object:
    with clock.frozen(NOW):
        yield


def picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (20, 20)).save(made, "PNG")
    return made.getvalue()


def test_files_are_attached_and_opened_by_both_sides_only(
    client_for: SignInAs, owner: BusinessUser, consultant: Staff, session: orm.Session
) -> None:
    request = RequestFactory(
        business=session.get_one(Business, owner.business_id), sent_by=owner, consultant=consultant
    )
    business, staff = client_for(owner), client_for(consultant)
    business.set_cookie("lang", "en")
    mine = f"/virksomhed/henvendelser/{request.id}/filer"
    theirs = f"/personale/henvendelser/{request.id}/filer"
    sent = business.post(mine, data={"file": (BytesIO(picture()), "../skema 010190-1234.exe")})
    assert sent.status_code == 302
    file = session.scalars(sa.select(RequestFile)).one()
    assert file.name.endswith(".png")
    assert "1234" not in file.name
    assert "The file is attached." in text_of(business.get(mine))
    for client, path in ((business, mine), (staff, theirs)):
        assert client.get(path).status_code == 200
        got = client.get(f"{path}/{file.id}")
        assert got.mimetype == "image/png"
        assert got.headers["Content-Disposition"].startswith("attachment")
    for wrong, sentence in (
        (b"", "The file is empty."),
        (b"MZ not a picture", "We can only take PDF, JPEG and PNG."),
        (b"\x89PNG\r\n\x1a\n broken", "The file is damaged"),
    ):
        business.post(mine, data={"file": (BytesIO(wrong), "a.png")})
        assert sentence in text_of(business.get(mine))
    assert business.post(mine).status_code == 302
    other = client_for(BusinessUserFactory())
    assert other.get(mine).status_code == 404
    assert other.get(f"{mine}/{file.id}").status_code == 404
    assert other.post(mine, data={"file": (BytesIO(picture()), "a.png")}).status_code == 404
    foreign = RequestFactory()
    assert staff.get(f"/personale/henvendelser/{foreign.id}/filer/{file.id}").status_code == 404
    assert client_for(StaffFactory()).get(f"{theirs}/{file.id}").status_code == 403
    kinds = session.scalars(sa.select(RequestEvent.kind).order_by(RequestEvent.id)).all()
    assert kinds.count("file_added") == 1
