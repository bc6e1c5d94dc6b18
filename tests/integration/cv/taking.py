"""A CV as it is taken out, in every form."""

import io
import json
from pathlib import Path

from flask.testing import FlaskClient
from jsonschema import Draft7Validator
from pypdf import PdfReader

SCHEMA = json.loads(Path(__file__).with_name("jsonresume-schema.json").read_text())


def taken(client: FlaskClient) -> dict[str, str]:
    """The text of everything a business may get: the page, and each file."""
    here = "/borger/cv/til-virksomheder"
    reader = PdfReader(io.BytesIO(client.get(f"{here}.pdf").data))
    resume = client.get(f"{here}.json").json
    Draft7Validator(SCHEMA).validate(resume)
    return {
        "page": client.get("/borger/cv/som-virksomheder-ser-det").text.partition("<footer")[0],
        "pdf": "".join(page.extract_text() for page in reader.pages),
        "json": json.dumps(resume, ensure_ascii=False),
        "text": client.get(f"{here}.txt").text,
    }
