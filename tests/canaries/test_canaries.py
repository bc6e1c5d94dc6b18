"""What must not leak is put where it belongs; afterwards every log, mail and column is searched.

On real processes: gunicorn, a worker, a mail server, PostgreSQL. Some words are secret everywhere
(CPR numbers, sign-ins, survey links, answers), others belong in one column and nowhere else.
"""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import Citizen
from portal.core import clock
from portal.core.crypto import cpr_hmac, encrypt_cpr
from portal.surveys import service as surveys
from portal.surveys.models import STATEMENTS, Invitation
from tests.factories import bind
from tests.factories.surveys import InvitationFactory
from tests.faults.people import Town
from tests.faults.stage import Browser, Stage, wait_for
from tests.faults.test_web import ENTRY, NEW, a_time
from tests.integration.notifications.mailserver import MailServer

CPR = "0707614285"
WORDS = {
    "message": "kanariebesked",
    "note": "kanarienotat",
    "employer": "Kanariebageriet",
    "answer": "kanariesvar",
    "phone": "20304099",
}
# Where each may stand. What has no line here may stand nowhere.
BELONGS = {
    "message": {("thread_message", "text")},
    "note": {("job_log_entry", "note")},
    "employer": {("job_log_entry", "employer")},
    "phone": {("citizen", "phone")},
}


class Leaks:
    """What was found where it should not be."""

    def __init__(self, stage: Stage, mail: MailServer, secrets: dict[str, str]) -> None:
        self.stage, self.mail, self.secrets = stage, mail, secrets

    def everywhere(self) -> list[str]:
        """Every hit outside the columns meant for it."""
        return [*self.in_text(), *self.in_columns()]

    def in_text(self) -> Iterator[str]:
        """Hits in logs of the web, the worker and the database, and in mails."""
        texts = {
            "web log": self.stage.web_log.read_text(),
            "worker log": self.stage.worker_log.read_text(),
            "database log": self.stage.postgres.log.read_text(),
            "mails": "\n".join(
                str(one["Subject"]) + str(one["To"]) + one.as_string() + bodies(one)
                for one in self.mail.taken
            ),
        }
        for where, text in texts.items():
            assert text, f"nothing in {where}: was it written at all?"
            for name, secret in self.secrets.items():
                if secret in text or spaced(secret) in text:
                    yield f"{name} in {where}"

    def in_columns(self) -> Iterator[str]:
        """Hits in every column of every table: what a dump would hold, text and bytes."""
        with self.stage.engine.connect() as connection:
            tables = connection.scalars(
                sa.text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            ).all()
            for table in tables:
                for name, secret in self.secrets.items():
                    wanted = [f"%{secret}%", f"%{secret.encode().hex()}%"]
                    rows = connection.execute(
                        sa.text(
                            f'SELECT to_jsonb(t) FROM "{table}" t WHERE t::text ILIKE ANY (:wanted)'
                        ),
                        {"wanted": wanted},
                    ).scalars()
                    for row in rows:
                        yield from self._columns(table, name, secret, row)

    def _columns(self, table: str, name: str, secret: str, row: dict[str, object]) -> Iterator[str]:
        for column, value in row.items():
            here = secret in str(value) or secret.encode().hex() in str(value)
            if here and (table, column) not in BELONGS.get(name, set()):
                yield f"{name} in {table}.{column}"


def bodies(message: object) -> str:
    """What a reader of the mail sees."""
    parts = message.walk()  # type: ignore[attr-defined]
    return "\n".join(
        str(part.get_content()) for part in parts if part.get_content_maintype() == "text"
    )


def spaced(secret: str) -> str:
    """A CPR number as people write it; others as they are."""
    return f"{secret[:6]}-{secret[6:]}" if re.fullmatch(r"\d{10}", secret) else secret


def answer_survey(stage: Stage, token: str) -> None:
    """Answer by the link, without a sign-in, as a citizen does."""
    browser = Browser(stage, "")
    browser.http.cookies.clear()
    page = browser.get(f"/svar/{token}")
    assert page.status == 200, page
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    browser.token = found[1] if found else "none"
    said = {**dict.fromkeys(STATEMENTS, "4"), "open": WORDS["answer"]}
    assert browser.post(f"/svar/{token}", said).status == 302


@pytest.fixture(scope="module")
def secrets(stage: Stage, town: Town, beside: Flask) -> dict[str, str]:
    """A citizen whose number, sign-in and survey link are known to us, and to nobody else."""
    settings = beside.extensions["portal.settings"]
    with beside.app_context(), stage.session() as session:
        citizen = session.get_one(Citizen, town.citizens[0].id)
        citizen.cpr_hmac, citizen.cpr_encrypted = (
            cpr_hmac(settings, CPR),
            encrypt_cpr(settings, CPR),
        )
        citizen.phone = WORDS["phone"]
        session.flush()
        surveys.ensure_wave(session, clock.now())
        session.commit()
        token = survey_token(session, citizen.id)
        session.commit()
    return {"cpr": CPR, "sign-in": town.secrets[0], "survey link": token, **WORDS}


def survey_token(session: orm.Session, citizen_id: int) -> str:
    """The citizen's link to the survey."""
    bind(session)
    citizen = session.get_one(Citizen, citizen_id)
    invitation: Invitation = InvitationFactory(citizen=citizen)
    session.flush()
    return surveys.link_token(invitation)


def test_no_secret_is_found_where_it_does_not_belong(
    stage: Stage, town: Town, mail: MailServer, secrets: dict[str, str]
) -> None:
    anna = town.browser(0)
    with stage.worker():
        assert anna.post(NEW, {"starts": a_time(anna), "channel": "phone"}).status == 302
        entry = ENTRY | {"title": "Bager", "employer": WORDS["employer"], "note": WORDS["note"]}
        assert anna.post("/borger/joblog", entry).status == 302
        message = {
            "to": str(town.citizens[0].caseworker_id),
            "subject": "Om os",
            "text": WORDS["message"],
            "key": uuid4().hex,
        }
        assert anna.post("/borger/beskeder/ny", message).status == 302
        # A number typed where it does not belong is warned of, and shown to nobody else.
        typed = message | {"text": f"Mit nummer er {CPR}", "key": uuid4().hex}
        assert anna.post("/borger/beskeder/ny", typed).status == 422
        assert anna.get(f"/borger/beskeder?q={CPR}").status == 200
        assert anna.get(f"/findes-ikke/{CPR}").status == 404
        answer_survey(stage, secrets["survey link"])
        unsent = "SELECT count(*) FROM outbox_message WHERE channel = 'email' AND sent_at IS NULL"
        wait_for(lambda: stage.value(f"{unsent} AND due_at <= now()") == 0, "all mails")
    assert mail.taken
    assert Leaks(stage, mail, secrets).everywhere() == []
    stage.check()


def test_the_search_finds_what_it_is_there_to_find(
    stage: Stage, mail: MailServer, secrets: dict[str, str]
) -> None:
    leaks = Leaks(stage, mail, secrets)
    stage.run(f"UPDATE citizen SET address = 'c/o {CPR}' WHERE id = (SELECT min(id) FROM citizen)")
    stage.run(
        "UPDATE outbox_message SET body = 'kanariebesked', attachment = 'kanarienotat'::bytea"
        " WHERE id = (SELECT min(id) FROM outbox_message)"
    )
    with stage.web_log.open("a") as log:
        log.write(f"GET /svar/{secrets['survey link']} {CPR[:6]}-{CPR[6:]}\n")
    found = set(leaks.everywhere())
    stage.run("UPDATE citizen SET address = ''")
    stage.run("UPDATE outbox_message SET body = '', attachment = NULL")
    assert {
        "cpr in citizen.address",
        "message in outbox_message.body",
        "note in outbox_message.attachment",
        "survey link in web log",
        "cpr in web log",
    } <= found
