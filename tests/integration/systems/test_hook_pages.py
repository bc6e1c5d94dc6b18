"""Where webhooks are registered: which addresses, by whom, and the secret once."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal.accounts.models import BusinessUser
from portal.core.errors import Refused
from portal.recruitment.models import RecruitmentRequest
from portal.settings import Settings
from portal.systems.models import Webhook, WebhookDelivery
from portal.systems.refusals import SystemRefusal, UrlRefusal
from portal.systems.service import hooks
from tests.factories.accounts import BusinessUserFactory
from tests.factories.systems import acting
from tests.integration.conftest import SignInAs
from tests.integration.systems.conftest import ALL, happens
from tests.statements import counted

PAGE = "/virksomhed/vores-virksomhed/systemer/beskeder"


@pytest.mark.parametrize(
    ("url", "refusal"),
    [
        ("http://hr.example.dk/", UrlRefusal.NO_HTTPS),
        ("https://u:p@hr.example.dk/", UrlRefusal.USER_INFO),
        ("https://10.0.0.1/", UrlRefusal.NOT_PUBLIC),
        ("hello", UrlRefusal.NOT_AN_ADDRESS),
    ],
)
def test_addresses_that_are_refused(
    app: Flask,
    session: orm.Session,
    administrator: BusinessUser,
    url: str,
    refusal: UrlRefusal,
    now: datetime,
) -> None:
    with app.app_context(), pytest.raises(Refused) as caught:
        hooks.register(session, acting(administrator), url=url, events=ALL, now=now)
    assert caught.value.refusal is refusal


def test_where_it_is_off_nobody_is_told(
    app: Flask,
    session: orm.Session,
    administrator: BusinessUser,
    ours: RecruitmentRequest,
    hook: tuple[Webhook, str],
    told: Settings,
    now: datetime,
) -> None:
    app.extensions["portal.settings"] = told.model_copy(update={"webhooks": "off"})
    happens(session, ours, "answered", now)
    assert session.scalar(sa.select(sa.func.count()).select_from(WebhookDelivery)) == 0
    with pytest.raises(Refused) as caught:
        hooks.register(
            session, acting(administrator), url="https://hr.example.dk/", events=ALL, now=now
        )
    assert caught.value.refusal is SystemRefusal.HOOKS_OFF


def test_another_companys_webhook_is_like_a_missing_one(
    client_for: SignInAs, session: orm.Session, hook: tuple[Webhook, str]
) -> None:
    stranger = client_for(BusinessUserFactory(is_administrator=True))
    assert stranger.get(f"{PAGE}/{hook[0].id}").status_code == 404
    for path in ("ny-noegle", "slet", "aabn"):
        assert stranger.post(f"{PAGE}/{hook[0].id}/{path}").status_code == 404


def test_the_secret_is_shown_once_and_the_page_asks_little(
    client_for: SignInAs, engine: sa.Engine, session: orm.Session, administrator: BusinessUser
) -> None:
    signed_in = client_for(administrator)
    form = {"url": "https://hr.example.dk/in", "events": ["answered"]}
    shown = signed_in.post(f"{PAGE}/ny", data=form).text
    assert "whsec_" in shown
    again = signed_in.post(f"{PAGE}/ny", data=form).text
    assert "whsec_" not in again
    hook_id = session.scalars(sa.select(Webhook.id)).one()
    with counted(engine) as statements:
        page = signed_in.get(f"{PAGE}/{hook_id}").text
    assert "whsec_" not in page
    assert len(statements) <= 7, "\n".join(statements)
