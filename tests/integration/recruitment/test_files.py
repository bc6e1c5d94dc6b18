"""Both sides attach files, known by their content; nobody else opens them."""

from collections.abc import Callable
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Staff
from portal.businesses.models import Business
from portal.core import clock
from portal.core import worker as core_worker
from portal.core.audit import AuditEvent
from portal.recruitment import jobs
from portal.recruitment.models import RequestEvent, RequestFile
from tests.conftest import NOW
from tests.factories.accounts import BusinessUserFactory, StaffFactory
from tests.factories.recruitment import RequestFactory
from tests.integration.conftest import SignInAs
from tests.integration.core.clamd import EICAR, clamd, free_port
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
        assert (got.headers["Cache-Control"], got.headers.get("ETag")) == ("no-store", None)
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


def pdf(inside: bytes = b"") -> bytes:
    return b"%PDF-1.4\n%" + inside + b"\nstartxref\n0\n%%EOF\n"


def test_a_virus_is_refused_and_nothing_kept(
    client_for: SignInAs,
    consultant: Staff,
    session: orm.Session,
    scanner: Callable[[str], None],
) -> None:
    client = client_for(consultant)
    client.set_cookie("lang", "en")
    path = f"/personale/henvendelser/{RequestFactory(consultant=consultant).id}/filer"
    with clamd() as (where, _seen):
        scanner(where)
        client.post(path, data={"file": (BytesIO(pdf(EICAR)), "slem.pdf")})
    assert "A virus was found in the file" in text_of(client.get(f"{path}?lang=en"))
    assert session.scalars(sa.select(RequestFile)).all() == []
    noted = sa.select(AuditEvent.person_id).where(AuditEvent.action == "refuse_virus")
    assert session.scalars(noted).all() == [consultant.id]


def test_without_its_scanner_a_file_waits_and_is_judged_later(
    app: Flask,
    client_for: SignInAs,
    owner: BusinessUser,
    consultant: Staff,
    session: orm.Session,
    scanner: Callable[[str], None],
) -> None:
    request = RequestFactory(
        business=session.get_one(Business, owner.business_id), sent_by=owner, consultant=consultant
    )
    business, staff = client_for(owner), client_for(consultant)
    business.set_cookie("lang", "en")
    mine = f"/virksomhed/henvendelser/{request.id}/filer"
    theirs = f"/personale/henvendelser/{request.id}/filer"
    scanner(f"tcp:127.0.0.1:{free_port()}")
    for name, inside in (("god.pdf", b"x"), ("slem.pdf", EICAR)):
        business.post(mine, data={"file": (BytesIO(pdf(inside)), name)})
    page = text_of(business.get(f"{mine}?lang=en"))
    assert "It can be opened when it is checked for viruses." in page
    assert page.count("is being checked for viruses.") == 2
    good, evil = session.scalars(sa.select(RequestFile).order_by(RequestFile.id)).all()
    assert (good.state, evil.state) == ("waiting", "waiting")
    for client, path in ((business, mine), (staff, theirs)):
        assert client.get(f"{path}/{good.id}").status_code == 404
    queued = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'recruitment.scan'"
    assert session.scalar(sa.text(queued)) == 2
    core_worker.worker_app[:] = [app]
    jobs.scan()  # still away: nothing is lost, nothing is given out
    session.expire_all()
    assert (good.state, evil.state) == ("waiting", "waiting")
    with clamd() as (where, _seen):
        scanner(where)
        jobs.scan()
    session.expire_all()
    assert (good.state, evil.state, evil.content) == ("fit", "infected", None)
    assert staff.get(f"{theirs}/{good.id}").data == pdf(b"x")
    assert staff.get(f"{theirs}/{evil.id}").status_code == 404
    assert "Removed: it held a virus" in text_of(staff.get(f"{theirs}?lang=en"))
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.update(RequestFile).values(state="infected", content=b"x"))
