"""The demo municipality as a world to walk through: which rows the places in addresses mean."""

import re
from collections.abc import Iterator
from itertools import product

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm
from werkzeug.routing import Rule

from portal.core.access import access_of
from portal.tables import METADATA

# Where an id leads, by the place's name, or by blueprint where one name means several things.
TABLES = {
    "absence_id": "absence",
    "access_id": "system_access",
    "agreement_id": "partner_agreement",
    "application_id": "supported_application",
    "asked_id": "no_time_found",
    "away_id": "job_log_away",
    "business_id": "business",
    "candidate_id": "candidate",
    "citizen_id": "citizen",
    "contact_id": "plan_contact",
    "businesses_staff.contact_id": "business_contact",
    "copy_id": "export_order",
    "order_id": "export_order",
    "cv.entry_id": "cv_experience",
    "entry_id": "job_log_entry",
    "file_id": "message_file",
    "recruitment_files.file_id": "request_file",
    "goal_id": "job_log_goal",
    "hook_id": "webhook",
    "improvement_id": "improvement",
    "item_id": "talk_agenda_item",
    "look_id": "access_sample_look",
    "message_id": "outbox_message",
    "obligation_id": "obligation",
    "offer_id": "time_offer",
    "opening_id": "opening",
    "person_id": "talk_participant",
    "referral_id": "referral",
    "request_id": "recruitment_request",
    "privacy_business.request_id": "data_request",
    "privacy_citizen.request_id": "data_request",
    "privacy_staff.request_id": "data_request",
    "resource_id": "talk_resource",
    "screen_id": "wall_screen",
    "share_id": "plan_share",
    "staff_id": "staff",
    "talk_id": "talk",
    "task_id": "plan_task",
    "thread_id": "message_thread",
}
# Rows the demo need not have: the walk tries a number all the same.
MAY_BE_EMPTY = {
    *("access_sample_look", "export_order", "data_request", "job_log_away", "message_file"),
    *("request_file", "waiting_wish", "webhook"),
}
# What else stands in addresses: words and days, not rows.
WORDS = {
    "day": "2026-11-23",
    "month": "2026-10",
    "plan_year": "2022",
    "key": "guidance",
    "group": "unemployment_benefit",
    "kind": "job",
    "language": "da",
    "code": "job_search",
    "quarter": "2026-K3",
    "version": "1",
    "number": "1",
    "format_": "pdf",
    "slug": "maal",
}
MISSING = 8_000_000_000
NO_UUID = "00000000-0000-4000-8000-000000000000"


def places(rule: Rule) -> list[tuple[str, str]]:
    """The converter and the name of each place in the rule's address."""
    return [
        (kind.partition("(")[0], name)
        for kind, name in re.findall(r"<(?:([^<>]*):)?(\w+)>", rule.rule)
    ]


def table_of(rule: Rule, name: str) -> str | None:
    """The table whose rows a place means, or None for words."""
    blueprint = rule.endpoint.partition(".")[0]
    return TABLES.get(f"{blueprint}.{name}", TABLES.get(name))


def ids(session: orm.Session, table: str, most: int) -> list[int]:
    """Some rows of the table, the newest and the oldest."""
    column = METADATA.tables[table].c.id
    newest = session.scalars(sa.select(column).order_by(column.desc()).limit(most)).all()
    oldest = session.scalars(sa.select(column).order_by(column).limit(most)).all()
    found = sorted({*newest, *oldest})
    assert found or table in MAY_BE_EMPTY, f"the demo has no {table}"
    return found


def addresses(session: orm.Session, rule: Rule, most: int) -> Iterator[str]:
    """Addresses the rule answers, with rows of the demo in their places."""
    choices = []
    for kind, name in places(rule):
        table = table_of(rule, name)
        if table is not None and kind == "int":
            choices.append([str(one) for one in ids(session, table, most)] or ["1"])
            continue
        listed = re.search(rf"<any\(([^)]*)\):{name}>", rule.rule)
        if listed:
            choices.append([one.strip("' ") for one in listed[1].split(",")])
        else:
            assert name in WORDS or kind == "uuid", f"{name} in {rule.rule} means nothing here"
            choices.append(
                ["0" * 8 + "-0000-4000-8000-" + "0" * 12 if kind == "uuid" else WORDS[name]]
            )
    for values in product(*choices):
        left = iter(values)
        yield re.sub(r"<[^>]*>", lambda _place: next(left), rule.rule)  # noqa: B023


def of_audience(app: Flask, audience: str) -> list[Rule]:
    """The rules that serve one audience."""
    return [
        rule
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)
        if (access := access_of(app, rule.endpoint)) and access.audience == audience
        and access.scope is None
    ]  # fmt: skip
