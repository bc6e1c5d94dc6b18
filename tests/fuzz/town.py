"""The demo municipality with its personas as monkeys, and what went wrong so far."""

from collections import Counter
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask import Flask, request
from sqlalchemy import orm

from portal.accounts import queries
from portal.accounts import service as accounts
from portal.accounts.models import BusinessUser, Identity, Persona, Staff
from portal.core import clock
from portal.settings import Settings
from tests.fuzz.monkey import Click, Monkey, others, pairs, plain
from tests.fuzz.watch import SHOWN, UNSENT, watched

ANONYMOUS = ("", "", 0, "")
# Each citizen's own words hold a word that is found again wherever it is shown.
CANARIES = (
    "UPDATE cv SET profile_text = left(profile_text, 400) || ' kanariecv' || citizen_id || 'x'",
    "UPDATE plan SET goal = left(goal, 200) || ' kanarieplan' || citizen_id || 'x'",
    "UPDATE job_log_entry SET note = 'kanariejoblog' || citizen_id || 'x'",
    "UPDATE thread_message m SET text = text || ' kanariebesked' || t.citizen_id || 'x'"
    " FROM message_thread t WHERE t.id = m.thread_id",
)


@dataclass
class Town:
    """The demo municipality with its personas as monkeys, and what went wrong so far."""

    app: Flask
    engine: sa.Engine
    monkeys: list[Monkey]
    ids: list[str]
    wrong: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    sent: int = 0

    def do(self, monkey: Monkey, click: Click) -> None:
        """Send one request and judge the answer."""
        self.sent += 1
        if self.sent % 50 == 0:  # or the walls against floods would soon refuse all
            with self.engine.begin() as connection:
                connection.execute(sa.text("TRUNCATE rate_window"))
        with watched(self.engine) as deeds:
            try:
                answer = monkey.client.open(
                    plain(click.path),
                    method=click.method,
                    data=pairs(click.data) if click.method != "GET" else None,
                    query_string=None,
                    buffered=True,  # as a server sends it: to its end
                )
            except AssertionError as error:
                self.blame(monkey, click, f"the page itself: {str(error)[:160]}")
                return
            except ValueError:  # no address at all: nothing could be sent
                self.statuses[0] += 1
                return
        self.statuses[answer.status_code] += 1
        if answer.status_code >= 500:
            self.blame(monkey, click, f"answered {answer.status_code}")
        for canary in others(answer.text if answer.mimetype.startswith("text") else "", monkey):
            self.blame(monkey, click, f"shows {canary}")
        if click.method in ("GET", "HEAD") and deeds.kept - {"audit_event"} - SHOWN:
            self.blame(monkey, click, f"looking changed {sorted(deeds.kept)}")
        if deeds.unaudited - UNSENT - SHOWN:
            self.blame(monkey, click, f"changed {sorted(deeds.unaudited)} without a line")
        monkey.learn(answer)
        if "/log-ind" in answer.headers.get("Location", "") and monkey.audience:
            sign_in(self, monkey)

    def blame(self, monkey: Monkey, click: Click, what: str) -> None:
        """Note what went wrong once for each route."""
        with self.app.test_request_context(click.path.split("?")[0], method=click.method):
            rule = request.url_rule.rule if request.url_rule else click.path
        self.wrong[f"{click.method} {rule}: {what} (as {monkey.name}, {click.data!r:.300})"] += 1


def sign_in(town: Town, monkey: Monkey) -> None:
    """Let the monkey in anew."""
    column = {"citizen": "citizen_id", "business": "business_user_id", "staff": "staff_id"}
    with town.app.app_context(), orm.Session(town.engine) as session:
        subject = f"fuzz-{monkey.name}"
        known = session.scalar(sa.select(Identity).where(Identity.subject == subject))
        if known is None:
            known = Identity(
                issuer="test",
                subject=subject,
                audience=monkey.audience,
                **{column[monkey.audience]: monkey.person_id},
            )
            session.add(known)
            session.flush()
        limits = accounts.limits(town.app.extensions["portal.settings"])
        secret = accounts.open_sign_in(session, known, "high", limits, clock.now())
        session.commit()
    monkey.client.set_cookie(accounts.COOKIE, secret)


def person_of(session: orm.Session, settings: Settings, persona: Persona) -> tuple[int, str]:
    """The id and role behind a persona."""
    claims = persona.claims
    if persona.audience == "staff":
        one = session.scalars(sa.select(Staff).where(Staff.email == claims["email"])).one()
        return one.id, one.role
    if persona.audience == "business":
        user = session.scalars(
            sa.select(BusinessUser).where(BusinessUser.email == claims["email"])
        ).first()
        return (user.id if user else 0), ""
    return queries.citizen_named(session, settings, persona.subject) or 0, ""
