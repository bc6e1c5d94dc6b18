"""Webhooks against a real server on this machine: what arrives, what does not, and what then."""

import base64
import hmac
import html
import json
import logging
import re
import time
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
import sqlalchemy as sa
from sqlalchemy import orm

from portal.accounts.models import BusinessUser
from portal.core.audit import AuditEvent
from portal.recruitment.models import RecruitmentRequest
from portal.recruitment.service.log import append
from portal.settings import Settings
from portal.systems import sending
from portal.systems.models import Webhook, WebhookDelivery, WebhookSecret
from portal.systems.rules import hooks as rules
from portal.systems.service import hooks
from tests.factories.recruitment import RequestFactory
from tests.factories.systems import acting
from tests.integration.conftest import SignInAs
from tests.integration.systems.conftest import ALL, happens
from tests.integration.systems.receiver import Receiver

PAGE = "/virksomhed/vores-virksomhed/systemer/beskeder"


def send(session: orm.Session, told: Settings, now: datetime) -> WebhookDelivery:
    sending.send_due(session, told, lambda: now)
    session.expire_all()
    return session.scalars(
        sa.select(WebhookDelivery).order_by(WebhookDelivery.created_at.desc()).limit(1)
    ).one()


def test_what_happens_is_told_signed_and_names_nobody(
    session: orm.Session,
    ours: RecruitmentRequest,
    hook: tuple[Webhook, str],
    receiver: Receiver,
    told: Settings,
    now: datetime,
) -> None:
    happens(session, ours, "answered", now)
    delivery = send(session, told, now)
    assert (delivery.delivered_at, delivery.last_status) == (now, 204)
    ((headers, body),) = receiver.got
    signed = f"{headers['Webhook-Id']}.{headers['Webhook-Timestamp']}.".encode() + body
    key = base64.b64decode(hook[1].removeprefix("whsec_"))
    mine = base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()
    assert headers["Webhook-Signature"] == f"v1,{mine}"
    assert headers["Webhook-Id"] == str(delivery.id)
    said = json.loads(body)
    assert said["type"] == "enquiry.answered"
    assert said["enquiry"].keys() == {"id", "status", "url"}
    for secret in (ours.contact_name, ours.contact_email, ours.title, "Jens"):
        assert secret.encode() not in body


def test_only_what_is_wanted_and_only_once(
    session: orm.Session,
    ours: RecruitmentRequest,
    hook: tuple[Webhook, str],
    receiver: Receiver,
    told: Settings,
    now: datetime,
) -> None:
    hook[0].events = ["answered"]
    session.commit()
    for kind in ("note", "presented", "answered"):
        happens(session, ours, kind, now)
    happens(session, RequestFactory(), "answered", now)  # another company's
    for _run in range(2):
        sending.send_due(session, told, lambda: now)
    assert len(receiver.got) == 1


def test_nothing_is_told_of_what_is_undone(
    session: orm.Session, ours: RecruitmentRequest, hook: tuple[Webhook, str], now: datetime
) -> None:
    undone = session.begin_nested()
    append(session, ours.id, "answered", now=now)
    undone.rollback()
    session.commit()
    assert session.scalar(sa.select(sa.func.count()).select_from(WebhookDelivery)) == 0


@pytest.mark.parametrize(
    ("status", "way", "problem"),
    [
        (500, "plain", "refused"),
        (404, "plain", "refused"),
        (302, "redirect", "redirect"),
        (204, "drip", "slow"),
    ],
)
def test_what_does_not_arrive_is_tried_again(
    session: orm.Session,
    ours: RecruitmentRequest,
    hook: tuple[Webhook, str],
    receiver: Receiver,
    told: Settings,
    now: datetime,
    status: int,
    way: str,
    problem: str,
) -> None:
    receiver.status, receiver.way = status, way
    happens(session, ours, "answered", now)
    began = time.monotonic()
    delivery = send(session, told, now)
    assert time.monotonic() - began < 8
    assert (delivery.last_problem, delivery.attempts) == (problem, 1)
    assert delivery.due_at == now + timedelta(minutes=1)
    assert len(receiver.got) == 1  # a redirect is not followed
    receiver.status, receiver.way = 200, "plain"
    later = now + timedelta(minutes=1)
    assert send(session, told, later).delivered_at == later
    assert receiver.got[0][0]["Webhook-Id"] == receiver.got[1][0]["Webhook-Id"]


def test_a_huge_answer_is_not_read(
    session: orm.Session,
    ours: RecruitmentRequest,
    hook: tuple[Webhook, str],
    receiver: Receiver,
    told: Settings,
    now: datetime,
) -> None:
    receiver.status, receiver.way = 200, "huge"
    happens(session, ours, "answered", now)
    assert send(session, told, now).delivered_at == now


def test_after_the_last_attempt_it_is_given_up_and_can_be_sent_again(
    session: orm.Session,
    ours: RecruitmentRequest,
    hook: tuple[Webhook, str],
    receiver: Receiver,
    told: Settings,
    client_for: SignInAs,
    administrator: BusinessUser,
    now: datetime,
) -> None:
    receiver.status = 503
    happens(session, ours, "answered", now)
    at = now
    for _attempt in range(len(rules.WAITS) + 1):
        delivery = send(session, told, at)
        at = delivery.due_at
    assert delivery.failed_at is not None
    assert len(receiver.got) == len(rules.WAITS) + 1
    signed_in = client_for(administrator)
    assert "503" in signed_in.get(f"{PAGE}/{hook[0].id}").text
    receiver.status = 200
    answer = signed_in.post(f"{PAGE}/{hook[0].id}/{delivery.id}/send-igen")
    assert answer.status_code == 302
    assert send(session, told, at).delivered_at == at


def test_gone_is_gone(
    session: orm.Session,
    ours: RecruitmentRequest,
    hook: tuple[Webhook, str],
    receiver: Receiver,
    told: Settings,
    client_for: SignInAs,
    administrator: BusinessUser,
    now: datetime,
) -> None:
    receiver.status = 410
    happens(session, ours, "answered", now)
    assert send(session, told, now).last_problem == "gone"
    session.refresh(hook[0])
    assert hook[0].disabled_at == now
    happens(session, ours, "presented", now)
    assert session.scalar(sa.select(sa.func.count()).select_from(WebhookDelivery)) == 1
    assert client_for(administrator).post(f"{PAGE}/{hook[0].id}/aabn").status_code == 302
    session.refresh(hook[0])
    assert hook[0].disabled_at is None


def test_both_keys_sign_for_a_week(
    session: orm.Session,
    ours: RecruitmentRequest,
    hook: tuple[Webhook, str],
    receiver: Receiver,
    told: Settings,
    administrator: BusinessUser,
    now: datetime,
) -> None:
    _hook, new = hooks.rotate(session, acting(administrator), hook[0].id, now=now)
    session.commit()
    assert new != hook[1]
    happens(session, ours, "answered", now)
    send(session, told, now)
    happens(session, ours, "presented", now)
    send(session, told, now + timedelta(days=7))
    assert [len(headers["Webhook-Signature"].split()) for headers, _b in receiver.got] == [2, 1]
    sealed = session.scalars(sa.select(WebhookSecret.sealed)).all()
    assert not any(hook[1].encode() in row or new.encode() in row for row in sealed)


def test_a_removed_address_and_a_closed_company_are_told_nothing(
    session: orm.Session,
    ours: RecruitmentRequest,
    hook: tuple[Webhook, str],
    receiver: Receiver,
    told: Settings,
    administrator: BusinessUser,
    now: datetime,
) -> None:
    happens(session, ours, "answered", now)
    session.execute(sa.text("UPDATE business SET closed_at = now()"))
    session.commit()
    send(session, told, now)
    session.execute(sa.text("UPDATE business SET closed_at = NULL"))
    hooks.remove(session, acting(administrator), hook[0].id, now=now)
    session.commit()
    send(session, told, now)
    assert receiver.got == []


def test_the_secret_is_in_no_log_no_trail_and_no_message(
    client_for: SignInAs,
    session: orm.Session,
    administrator: BusinessUser,
    ours: RecruitmentRequest,
    receiver: Receiver,
    told: Settings,
    now: datetime,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    signed_in = client_for(administrator)
    shown = signed_in.post(f"{PAGE}/ny", data={"url": receiver.url, "events": ALL})
    found = re.search(r"whsec_([A-Za-z0-9+/=]{20,})", html.unescape(shown.text))
    assert found is not None
    hook_id = session.scalars(sa.select(Webhook.id)).one()
    happens(session, ours, "answered", now)
    send(session, told, now)
    receiver.status = 500
    happens(session, ours, "presented", now)
    send(session, told, now)
    newer = signed_in.post(f"{PAGE}/{hook_id}/ny-noegle").text
    again = re.search(r"whsec_([A-Za-z0-9+/=]{20,})", html.unescape(newer))
    assert again is not None
    out, err = capfd.readouterr()
    trail = "".join(session.scalars(sa.select(sa.cast(AuditEvent.details, sa.Text))))
    kept = "".join(session.scalars(sa.select(WebhookDelivery.body + WebhookDelivery.last_problem)))
    sealed = b"".join(session.scalars(sa.select(WebhookSecret.sealed))).decode("latin-1")
    sent = "".join(str(headers) + body.decode() for headers, body in receiver.got)
    assert len(receiver.got) == 2
    for secret in (found[1], again[1]):
        for text in (caplog.text, out, err, trail, kept, sealed, sent, signed_in.get(PAGE).text):
            assert secret not in text
