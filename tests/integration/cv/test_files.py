"""A CV goes out and comes in as a file; nothing in it is more than text."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft7Validator
from pypdf import PdfReader
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.cv import queries
from portal.cv.models import CvVersion
from tests.integration.cv.taking import SCHEMA

pytestmark = pytest.mark.usefixtures("at_now")


def test_the_pdf_is_tagged_and_its_text_is_only_text(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    answer = client.get("/borger/cv/cv.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cv.pdf"'
    reader = PdfReader(io.BytesIO(answer.data))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "CV: Anna Holm"
    assert b"pdfuaid:part" in reader.xmp_metadata.stream.get_data()  # type: ignore[union-attr]
    tags = list(structure(root["/StructTreeRoot"]))
    assert [tag for tag in tags if tag in ("/H1", "/H2", "/H3")][:3] == ["/H1", "/H2", "/H3"]
    text = reader.pages[0].extract_text().replace("\n", " ")
    assert "alert(1)" in text
    order = [text.index(word) for word in ("Anna Holm", "Experience", "Education", "Languages")]
    assert order == sorted(order)


def structure(node: object) -> Iterator[str]:
    found = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(found, list):
        for one in found:
            yield from structure(one)
    elif isinstance(found, dict):
        if "/S" in found:
            yield str(found["/S"])
        if "/K" in found:
            yield from structure(found["/K"])


def test_json_resume_and_text_can_be_taken(client: FlaskClient) -> None:
    resume = client.get("/borger/cv/cv.json")
    Draft7Validator(SCHEMA).validate(resume.json)
    assert "attachment" in resume.headers["Content-Disposition"]
    text = client.get("/borger/cv/cv.txt")
    assert "3/2020 – 6/2023: Butiksassistent, Brugsen" in text.text
    assert text.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_brought_is_shown_before_it_is_stored(
    client: FlaskClient, session: orm.Session, citizen: Citizen
) -> None:
    here = "/borger/cv/hent-ind"
    before = queries.document(session, citizen.id)
    resume = {"work": [{"position": "Kok", "name": "Café", "startDate": "2020-03"}, {"name": "A"}]}
    sent = {"file": (io.BytesIO(json.dumps(resume).encode()), "mit.pdf")}
    page = client.post(here, data=sent, content_type="multipart/form-data").text
    assert "Kok, Café (March 2020 – now)" in page
    assert "a title, a place or a start is missing" in page
    assert queries.document(session, citizen.id) == before
    content = re.search(r'name="content" type="hidden" value="([^"]*)"', page)[1]  # type: ignore[index]
    approved = {"content": content.replace("&#34;", '"'), "how": "add"}
    page = client.post(f"{here}/godkend", data=approved, follow_redirects=True).text
    assert "It is in your CV." in page
    session.expire_all()
    assert len(queries.document(session, citizen.id).experience) == 2
    client.post(f"{here}/godkend", data=approved | {"how": "replace"})
    session.expire_all()
    whole = queries.document(session, citizen.id)
    assert [one.title for one in whole.experience] == ["Kok"]
    assert whole.profile == ""


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "There is nothing in it."),
        ({"pasted": '{"work": ['}, "broken JSON"),
        ({"pasted": '{"a": 1}'}, "nothing of a CV"),
    ],
)
def test_what_can_not_be_read_is_said(client: FlaskClient, sent: dict[str, str], said: str) -> None:
    answer = client.post("/borger/cv/hent-ind", data=sent)
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"experience": [{"x": 1}]}', '{"languages": 5}']
)
def test_a_forged_approval_stores_nothing(
    client: FlaskClient, session: orm.Session, content: str
) -> None:
    answer = client.post("/borger/cv/hent-ind/godkend", data={"content": content, "how": "replace"})
    assert answer.status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(CvVersion)) == 0


@pytest.mark.parametrize("format_", ["pdf", "jsonresume", "text"])
def test_operators_take_a_cv_out(
    app: Flask, citizen: Citizen, tmp_path: Path, format_: str
) -> None:
    out = tmp_path / "cv"
    command = ["portal", "cv", "export", "--citizen", str(citizen.id), "--format", format_]
    done = app.test_cli_runner().invoke(args=[*command, "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert out.stat().st_size > 300
    gone = app.test_cli_runner().invoke(args=[*command[:4], "0", *command[5:], "--out", str(out)])
    assert "There is no citizen 0." in gone.output
