"""Every page, file and deed of businesses and guests, and who gets what of one company's.

A page that stands in no line of the table fails the test, so a new one gets its line.
"""

from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal.accounts.models import BusinessUser, Staff
from portal.businesses.models import Business
from portal.core import clock
from portal.recruitment.models import RequestDraft, RequestFile
from portal.recruitment.service import guests, links
from portal.supported import defaults as supported_defaults
from portal.supported.service import applying
from portal.supported.service.applying import Wish
from portal.systems.models import SystemAccess, Webhook, WebhookDelivery
from tests.conftest import NOW
from tests.factories.accounts import BusinessUserFactory, CitizenFactory, StaffFactory
from tests.factories.businesses import ProductionUnitFactory
from tests.factories.recruitment import RequestFactory
from tests.factories.systems import acting, token_for
from tests.integration.conftest import SignInAs
from tests.integration.recruitment.test_files import pdf

PREFIXES = ("/virksomhed", "/henvendelse")
ROOMS = ("recruitment", "systems", "supported", "businesses")
WHO = (
    "administrator", "in_unit", "other_unit", "other_company", "citizen", "consultant", "analyst",
    "admin", "guest",
)  # fmt: skip
COMPANY = ("administrator", "in_unit", "other_unit", "other_company")
SEES = ("administrator", "in_unit")

# Which pages hold what. What the names mean stands in `ALLOWED`.
TABLE = {
    "request": (
        "recruitment.show", "recruitment.receipt", "recruitment.copy", "recruitment.withdraw",
        "recruitment.write_message", "recruitment_files.show", "recruitment_files.add_own",
        "recruitment_files.open_own", "recruitment_visits.choose", "recruitment_visits.book",
        "recruitment_visits.cancel", "recruitment_candidates.whole_cv",
        "recruitment_candidates.why_not", "recruitment_candidates.not_chosen",
        "recruitment_candidates.step",
    ),
    "draft": (
        "recruitment.write", "recruitment.save", "recruitment.check", "recruitment.send",
        "recruitment.discard",
    ),
    "application": (
        "supported_business.show", "supported_business.extend", "supported_business.take_back",
        "supported_business.ask_again",
    ),
    "access": (
        "systems.revoke", "systems.rotate", "systems_hooks.show", "systems_hooks.send_again",
        "systems_hooks.enable", "systems_hooks.rotate", "systems_hooks.remove",
    ),
    "administrators": (
        "systems.index", "systems.new", "systems.give", "systems_hooks.new",
        "systems_hooks.register", "businesses.arrange",
    ),
    "anybodys": (
        "recruitment.new", "recruitment.start", "supported_business.index",
        "supported_business.new", "supported_business.send", "businesses.show",
    ),
    "guests_draft": (
        "recruitment_guest.write", "recruitment_guest.save", "recruitment_guest.check",
        "recruitment_guest.send",
    ),
    "guests_talk": (
        "recruitment_guest_talk.show", "recruitment_guest_talk.write",
        "recruitment_guest_talk.add_file", "recruitment_guest_talk.open_file",
    ),
    "by_link": (
        "recruitment_guest.new", "recruitment_guest.start", "recruitment_guest.status",
        "recruitment_guest.confirm", "recruitment_guest.confirmed", "recruitment_guest_talk.ask",
        "recruitment_guest_talk.enter", "recruitment_guest_talk.entered",
        "recruitment_guest_talk.close",
    ),
}  # fmt: skip
TYPED = {
    "text": "Jeg er ikke en af jer.",
    "start": (NOW + timedelta(days=7)).isoformat(),
    "days": "90",
    "step": "interview",
    "reason": "other",
}
"""Right as far as its shape goes, so that only whose it is can be wrong."""
ALLOWED = {
    "request": SEES,
    "draft": ("in_unit",),  # whoever writes it
    "application": SEES,
    "access": ("administrator",),
    "administrators": ("administrator", "other_company"),  # each their own company's
    "anybodys": COMPANY,
    "guests_draft": (),  # nobody here has begun it in their browser
    "guests_talk": (),  # nobody here has opened it by the mailed link
    "by_link": WHO,
}


@pytest.fixture(autouse=True)
def _at_ten() -> object:
    with clock.frozen(NOW):
        yield


@pytest.fixture
def there(
    app: Flask, session: orm.Session, consultant: Staff, owner: BusinessUser
) -> dict[str, Any]:
    """One of everything of a company with two units, and what leads to it in an address."""
    supported_defaults.load_defaults(session)
    owner.is_administrator = True
    company = session.get_one(Business, owner.business_id)
    unit, other = (ProductionUnitFactory(business=company) for _number in range(2))
    in_unit = BusinessUserFactory(business=company, unit_id=unit.id)
    request = RequestFactory(
        business=company, sent_by=in_unit, unit_id=unit.id, consultant=consultant
    )
    file = RequestFile(
        request_id=request.id, name="a.pdf", mimetype="application/pdf", size=len(pdf()),
        content=pdf(), added_at=NOW,
    )  # fmt: skip
    draft = RequestDraft(
        key=uuid4(), business_user_id=in_unit.id, data={"kind": "other"}, updated_at=NOW
    )
    guests_draft = RequestDraft(key=uuid4(), data={"kind": "other"}, updated_at=NOW)
    session.add_all([file, draft, guests_draft])
    guests_request = RequestFactory(
        business=company, sent_by=None, created_by_id=None, channel="guest", consultant=consultant
    )
    systems = _systems(session, owner)
    with app.app_context():
        application_id = _application(session, unit.id, in_unit)
        guests.send_pass(session, guests_request.id, now=NOW)
        token = links.make(links.STATUS, guests_request.id)
    session.commit()
    return {
        "people": _people(consultant)
        | {
            "administrator": owner,
            "in_unit": in_unit,
            "other_unit": BusinessUserFactory(business=company, unit_id=other.id),
        },
        "draft": draft.key,
        "guests_draft": guests_draft.key,
        "values": {
            "request_id": request.id, "file_id": file.id, "application_id": application_id,
            **systems,
            "candidate_id": 999_999, "step": "opgave", "token": token, "secret": "unknown",
        },
    }  # fmt: skip


def _people(consultant: Staff) -> dict[str, Any]:
    """Who is not of the company."""
    return {
        "other_company": BusinessUserFactory(is_administrator=True),
        "citizen": CitizenFactory(),
        "consultant": consultant,
        "analyst": StaffFactory(role="analyst"),
        "admin": StaffFactory(role="administrator"),
    }


def _systems(session: orm.Session, owner: BusinessUser) -> dict[str, Any]:
    """An access, an address that is told, and a message to it."""
    token_for(session, owner, NOW)
    hook = Webhook(
        business_id=owner.business_id,
        url="https://hr.example.dk/",
        events=["closed"],
        created_at=NOW,
    )
    session.add(hook)
    session.flush()
    delivery = WebhookDelivery(
        webhook_id=hook.id,
        event="event:1",
        kind="closed",
        body="{}",
        created_at=NOW,
        due_at=NOW,
        delivered_at=NOW,
    )
    session.add(delivery)
    session.flush()
    access = session.query(SystemAccess).one()
    return {"access_id": access.id, "hook_id": hook.id, "delivery_id": delivery.id}


def _application(session: orm.Session, unit_id: int, person: BusinessUser) -> int:
    wish = Wish(
        unit_id=unit_id,
        form="work_placement",
        sector="private",
        title="Køkkenhjælp",
        tasks="Røre dej.",
        starts_on=date(2026, 12, 7),
        ends_on=date(2027, 1, 15),
        hours_per_week=30,
        ordinary_staff=6,
        supervisor_name="Sidsel Bage",
        supervisor_phone="45 97 30 11",
        representative_name="Tilde Rasmussen",
        representative_email="tilde@example.invalid",
    )
    made = applying.apply(session, acting(person), wish, key="k1", now=NOW)
    return made.id


def everything(app: Flask) -> list[tuple[str, str, Any]]:
    """Every page and deed of businesses and guests: endpoint, method, rule."""
    return [
        (rule.endpoint, method, rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith(ROOMS) and rule.rule.startswith(PREFIXES)
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]


def test_every_page_has_its_line(app: Flask) -> None:
    found = {endpoint for endpoint, _method, _rule in everything(app)}
    lines = [endpoint for listed in TABLE.values() for endpoint in listed]
    assert found == set(lines)
    assert len(lines) == len(set(lines))


def somebody(
    who: str, there: dict[str, Any], client_for: SignInAs, client: FlaskClient
) -> FlaskClient:
    return client if who == "guest" else client_for(there["people"][who])


@pytest.mark.parametrize("who", WHO)
def test_who_gets_what(
    app: Flask, client: FlaskClient, client_for: SignInAs, there: dict[str, Any], who: str
) -> None:
    visitor = somebody(who, there, client_for, client)
    kinds = {endpoint: kind for kind, listed in TABLE.items() for endpoint in listed}
    wrong = []
    for endpoint, method, rule in everything(app):
        kind = kinds[endpoint]
        if method == "POST" and who in ALLOWED[kind]:
            continue  # what the deed does is asked elsewhere
        key = there["guests_draft" if kind == "guests_draft" else "draft"]
        known = there["values"] | {"key": key}
        with app.test_request_context():
            address = app.url_for(
                endpoint, **{name: known[name] for name in rule.arguments if name in known}
            )
        if method == "GET":
            answer = visitor.get(address)
        else:
            upload = {"file": (BytesIO(pdf()), "b.pdf")} if "file" in endpoint else {}
            answer = visitor.post(address, data=TYPED | upload)
        said = f"{who} {method} {endpoint}: {answer.status_code}"
        if not _is_right(answer, who, kind, endpoint, method):
            wrong.append(said)
    assert wrong == []


def _is_right(answer: Any, who: str, kind: str, endpoint: str, method: str) -> bool:
    status = answer.status_code
    if who in ALLOWED[kind]:
        # The CV of a candidate that there is not, and a link that we never made, are missing.
        missing = "candidates" in endpoint or endpoint.split(".")[1] in ("confirm", "enter")
        return status in ((404,) if missing else (200, 302, 303, 410))
    if kind == "guests_talk":
        back = status == 302 and "/henvendelse/" in answer.location
        return status == 404 or (endpoint.endswith(".show") and back)
    if kind == "guests_draft":
        return status == 404
    if who == "guest":
        return status == 403 if method == "POST" else "/log-ind" in (answer.location or "")
    if who in ("citizen", "consultant", "analyst", "admin"):
        return status == 403
    if endpoint == "businesses.arrange":  # says why on the page it leads back to
        return status == 302
    # Another's object is like a missing one; what only administrators may is said to be theirs.
    return status == 404 or (status == 403 and kind in ("access", "administrators"))
