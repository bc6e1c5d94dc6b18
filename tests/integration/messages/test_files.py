"""Files in messages: kept when fit, cleaned, judged by the scanner, given to nobody else."""

import gc
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from pypdf import PdfWriter
from sqlalchemy import orm
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from portal.accounts.models import Citizen, Staff
from portal.core import clock, scanning
from portal.core import worker as core_worker
from portal.core.audit import AuditEvent
from portal.messages import jobs, service
from portal.messages.models import MessageFile, MessageThread, ThreadMessage
from tests.conftest import NOW
from tests.factories.messages import FileFactory, MessageFactory, ThreadFactory
from tests.integration.core.clamd import EICAR, clamd, free_port
from tests.integration.messages.conftest import English
from tests.integration.messages.written import key


def pdf() -> bytes:
    writer, made = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(made)
    return made.getvalue()


def photo(**options: Any) -> bytes:
    made = BytesIO()
    Image.new("RGB", (40, 30)).save(made, "JPEG", **options)
    return made.getvalue()


def chosen(*files: tuple[bytes, str], **fields: Any) -> dict[str, Any]:
    """A form with files, as a browser sends it: in memory, so the client leaves no file open."""
    sent = {
        "text": "Se her",
        "key": key(1),
        "files": [FileStorage(BytesIO(c), n) for c, n in files],
    }
    boundary, body = encode_multipart(sent | fields)
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


@pytest.fixture
def thread(anna: Citizen) -> MessageThread:
    made: MessageThread = ThreadFactory(citizen=anna)
    return made


@pytest.fixture
def address(thread: MessageThread) -> str:
    return f"/borger/beskeder/traad/{thread.id}"


@pytest.fixture
def hers(browser: English, anna: Citizen) -> FlaskClient:
    return browser(anna)


def stored(session: orm.Session) -> list[MessageFile]:
    session.expire_all()
    return list(session.scalars(sa.select(MessageFile).order_by(MessageFile.id)))


def test_files_are_sent_and_given_to_both_sides_to_be_saved(
    browser: English, session: orm.Session, hers: FlaskClient, address: str, mette: Staff
) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    files = ((pdf(), "010190-1234 brev.pdf"), (photo(exif=exif), "DSC_1.JPG"))
    page = hers.post(address, **chosen(*files), follow_redirects=True).text
    assert "010190-**** brev.pdf" in page
    assert "DSC_1.jpg" in page
    letter, picture = stored(session)
    for client, where in ((hers, "/borger/beskeder"), (browser(mette), "/personale/beskeder")):
        answer = client.get(f"{where}/fil/{letter.id}")
        assert answer.data == pdf()
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.mimetype == "application/pdf"
        assert b"taken at home" not in client.get(f"{where}/fil/{picture.id}").data
    looks = session.scalars(
        sa.select(AuditEvent).where(
            AuditEvent.subject == "message_file", AuditEvent.person_id == mette.id
        )
    ).all()
    assert {one.subject_id for one in looks if one.audience == "staff"} == {
        str(letter.id),
        str(picture.id),
    }


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"MZ\x90\0" * 100, "faktura.pdf", "faktura.pdf: We can only take PDF, JPEG and PNG."),
        (pdf()[:-40], "halv.pdf", "halv.pdf: The file is damaged or not whole."),
        (photo()[:300], "foto.jpg", "foto.jpg: The file is damaged or not whole."),
        (b"", "tom.pdf", "tom.pdf: The file is empty."),
        (
            b"%PDF-" + b"x" * 1_100_000,
            "stor.pdf",
            "stor.pdf: The file is too large. It may be 1 MB.",
        ),
        (b"\0\0\0\x18ftypheic" + b"\0" * 50, "a.heic", "The picture is in Apple’s own format."),
        (b"PK\x03\x04" + b"\0" * 50, "<b>.zip", "&lt;b&gt;.zip: We can only take"),
    ],
    ids=["program", "half_pdf", "half_photo", "empty", "too_large", "heic", "zip"],
)
def test_what_is_refused_costs_neither_the_text_nor_the_other_files(
    app: Flask,
    session: orm.Session,
    hers: FlaskClient,
    address: str,
    content: bytes,
    name: str,
    says: str,
) -> None:
    settings = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = settings.model_copy(update={"file_max_mb": 1})
    try:
        answer = hers.post(address, **chosen((content, name), (pdf(), "god.pdf")))
    finally:
        app.extensions["portal.settings"] = settings
    assert answer.status_code == 422
    assert says in answer.text
    assert "Se her</textarea>" in answer.text
    assert [one.name for one in stored(session)] == ["god.pdf"]
    assert session.scalar(sa.select(sa.func.count()).select_from(ThreadMessage)) == 0
    again = hers.post(address, data={"text": "Se her", "key": key(1)}, follow_redirects=True)
    assert "god.pdf" in again.text  # it came along
    assert len(stored(session)) == 1


def test_a_file_is_left_out_again(session: orm.Session, hers: FlaskClient, address: str) -> None:
    hers.post(address, **chosen((pdf(), "a.pdf"), (pdf(), "b.pdf"), text=""))
    first, _second = stored(session)
    hers.post(address, data={"text": "Nu", "key": key(1), "remove": first.id})
    assert [(one.name, one.message_id is not None) for one in stored(session)] == [("b.pdf", True)]


def test_too_many_files_and_too_much_at_once(
    app: Flask, session: orm.Session, hers: FlaskClient, address: str
) -> None:
    six = [(pdf(), f"{number}.pdf") for number in range(6)]
    answer = hers.post(address, **chosen(*six))
    assert answer.status_code == 422
    assert "There are too many files." in answer.text
    settings = app.extensions["portal.settings"]
    smaller = settings.model_copy(update={"file_max_mb": 1, "file_max_count": 1})
    app.extensions["portal.settings"] = smaller
    try:
        huge = hers.post(
            address, **chosen((b"%PDF-" + b"x" * smaller.largest_upload(), "stor.pdf"))
        )
    finally:
        app.extensions["portal.settings"] = settings
    assert huge.status_code == 413
    assert len(stored(session)) == 5


def test_a_stranger_is_refused_before_the_body_is_read(client: FlaskClient, address: str) -> None:
    answer = client.post(address, **chosen((b"%PDF-" + b"x" * 3_000_000, "stor.pdf")))
    assert answer.status_code == 403


def test_nobody_else_gets_the_file(
    browser: English, session: orm.Session, anna: Citizen, thread: MessageThread, kasper: Staff
) -> None:
    from tests.factories.accounts import CitizenFactory, StaffFactory

    sent = FileFactory(message=MessageFactory(thread=thread))
    draft = FileFactory(message_id=None, message=None)
    others = [
        (browser(CitizenFactory()), "/borger"),
        (browser(StaffFactory()), "/personale"),
        (browser(kasper), "/personale"),
    ]
    for client, side in others:
        for file_id in (sent.id, draft.id, sent.id + 99, 10**17):
            for method in (client.get, client.head):
                assert method(f"{side}/beskeder/fil/{file_id}").status_code == 404
    hers = browser(anna)
    assert hers.get(f"/borger/beskeder/fil/{draft.id}").status_code == 404
    assert hers.get(f"/personale/beskeder/fil/{sent.id}").status_code == 403


def test_files_of_anothers_form_do_not_come_along(
    browser: English, session: orm.Session, thread: MessageThread, address: str, mette: Staff
) -> None:
    """A forged form name reaches one's own files only."""
    there = f"/personale/beskeder/traad/{thread.id}"
    browser(mette).post(there, **chosen((pdf(), "mettes.pdf"), text=""))
    [mettes] = stored(session)
    hers = browser(session.get_one(Citizen, thread.citizen_id))
    hers.post(address, data={"text": "Hej", "key": key(1), "remove": mettes.id})
    assert [one.message_id for one in stored(session)] == [None]


def test_a_virus_is_refused_and_nothing_kept(
    session: orm.Session, hers: FlaskClient, address: str, scanner: Any
) -> None:
    bad = pdf().replace(b"startxref", b"%" + EICAR + b"\nstartxref")
    with clamd() as (where, _seen):
        scanner(where)
        answer = hers.post(address, **chosen((bad, "a.pdf"), (pdf(), "b.pdf")))
    assert answer.status_code == 422
    assert "a.pdf: The file holds a virus, so we have not kept it." in answer.text
    assert [(one.name, one.state) for one in stored(session)] == [("b.pdf", "fit")]


def test_without_its_scanner_a_file_waits_and_is_judged_later(
    app: Flask,
    session: orm.Session,
    browser: English,
    hers: FlaskClient,
    address: str,
    mette: Staff,
    scanner: Any,
) -> None:
    scanner(f"tcp:127.0.0.1:{free_port()}")
    bad = pdf().replace(b"startxref", b"%" + EICAR + b"\nstartxref")
    files = ((pdf(), "god.pdf"), (bad, "slem.pdf"))
    page = hers.post(address, **chosen(*files), follow_redirects=True).text
    assert page.count("is being checked for viruses.") == 2
    good, evil = stored(session)
    assert {good.state, evil.state} == {"waiting"}
    metas = browser(mette)
    assert metas.get(f"/personale/beskeder/fil/{good.id}").status_code == 404
    queued = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'messages.scan'"
    assert session.scalar(sa.text(queued)) == 2
    with app.app_context(), pytest.raises(scanning.ScannerAway):
        service.scan_waiting(session, app.extensions["portal.settings"], NOW)
    core_worker.worker_app[:] = [app]
    with clamd() as (where, _seen):
        scanner(where)
        jobs.scan()
    good, evil = stored(session)
    assert (good.state, evil.state, evil.content) == ("fit", "infected", None)
    assert metas.get(f"/personale/beskeder/fil/{good.id}").status_code == 200
    assert metas.get(f"/personale/beskeder/fil/{evil.id}").status_code == 404
    assert "Removed: it held a virus" in hers.get(address).text


def test_the_database_keeps_no_infected_content(session: orm.Session) -> None:
    for state, content in (("infected", b"x"), ("fit", None), ("unknown", b"x")):
        with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
            FileFactory(state=state, content=content)
    assert clock.now() == NOW


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_lost_connection_leaves_nothing(
    session: orm.Session, hers: FlaskClient, address: str
) -> None:
    sent = chosen((pdf(), "a.pdf"))
    body = sent["data"]
    answer = hers.post(
        address,
        input_stream=BytesIO(body[: len(body) // 2]),
        content_length=len(body),
        content_type=sent["content_type"],
    )
    assert answer.status_code in (400, 422)
    assert stored(session) == []
    assert session.scalar(sa.select(sa.func.count()).select_from(ThreadMessage)) == 0
    gc.collect()  # the half file that the parser left open
