"""A person with something of their own in every column that can hold it."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, Range
from sqlalchemy.orm import Session

from portal.core.access import Audience
from portal.core.crypto import cpr_hmac, encrypt_cpr
from portal.privacy.queries.rows import path_of, personal, table_of
from portal.settings import Settings
from portal.tables import METADATA

CPR = "6104921234"
AT = datetime(2020, 5, 4, 9, 0, tzinfo=UTC)
DAY = date(2020, 5, 4)
LISTED = re.compile(r"(\w+) (?:IN \(|<@ ARRAY\[)'([^']*)'(?:, '([^']*)')?")
# What the tables themselves demand of a row, beyond words from a list.
DEMANDED: dict[str, dict[str, Any]] = {
    "citizen": {"course_started_on": date(2018, 1, 1), "course_ended_on": date(2020, 5, 4),
                "needs": ["step_free"]},
    "identity": {"audience": "citizen", "business_user_id": None, "staff_id": None},
    "audit_event": {"audience": "citizen"},
    "outbox_message": {"audience": "citizen", "channel": "email", "dropped_at": None,
                       "failed_at": None},
    "talk": {"status": "held", "cancelled_at": None, "cancelled_by": None, "resource_id": None,
             "resource_unit": None, "obligation_id": None},
    "obligation": {"status": "held", "stopped_at": None, "stopped_because": None},
    "calendar_feed": {"staff_id": None},
    "contact_preference": {"channels": ["email"]},
    "job_log_entry": {"link": "https://canary.invalid/job_log_entry"},
    "referral": {"answer": "yes", "why_not": None, "origin": "staff", "asked_by_id": 1,
                 "answer_by": datetime(2020, 6, 4, 9, 0, tzinfo=UTC)},
    "candidate": {"answer": "yes"},
    "thread_message": {"waited_since": None, "read_by_id": None},
    "message_file": {"state": "fit"},
    "processing_restriction": {"lifted_at": AT},
    "data_copy": {"parts": 9, "done": 9, "business_user_id": None},
    "export_order": {"business_user_id": None, "staff_id": None, "failed_at": None,
                     "cancelled_at": None},
    "data_request": {"business_user_id": None, "decision": "granted", "decided_by_id": 1},
    "survey_invitation": {"business_user_id": None},
    "survey_opt_out": {"business_user_id": None},
    "plan_task": {"step": 1},
    "power_of_attorney": {"may_act": ["talks"]},
    "plan_share": {"asked_for": ["goal"], "shown": ["goal"]},
    "no_time_found": {"answered_by_id": 1},
    "talk_participant": {"kind": "employer", "staff_id": None},
    "time_offer": {"answered_at": None},
    "booking_exemption": {"ended_at": AT},
}  # fmt: skip


def word(table: str, column: str) -> str:
    """What stands in that column and nowhere else."""
    return f"canary-{table}-{column}-yranac"


def seed(session: Session, settings: Settings, *, own: dict[str, int]) -> dict[str, str]:
    """A row for the person in every table that can have one; the words by table and column.

    `own` names rows that are there already, such as a caseworker, by their table.
    """
    session.execute(sa.text("SET LOCAL session_replication_role = replica"))
    keys: dict[str, dict[str, Any]] = {name: {"id": key} for name, key in own.items()}
    words: dict[str, str] = {}
    held = {one.table: one for one in personal(Audience.CITIZEN)}
    tied = [table.name for table in METADATA.sorted_tables if table.name in held]
    for name in ["citizen", *(name for name in tied if name != "citizen")]:
        table = table_of(name)
        row = _row(table, path_of(held[name], Audience.CITIZEN), keys, settings)
        made = session.execute(sa.insert(table).values(row).returning(*table.primary_key.columns))
        keys[name] = row | dict(made.mappings().one())
        for column, value in row.items():
            if "canary-" in str(value):
                words[f"{name}.{column}"] = word(name, column)
    session.execute(sa.text("SET LOCAL session_replication_role = origin"))
    session.flush()
    return words


def _row(
    table: sa.Table, path: str, keys: dict[str, dict[str, Any]], settings: Settings
) -> dict[str, Any]:
    listed = _listed(table)
    row: dict[str, Any] = {}
    for column in table.columns:
        if column.computed is not None or column.identity is not None:
            continue
        if table.name in DEMANDED and column.name in DEMANDED[table.name]:
            row[column.name] = DEMANDED[table.name][column.name]
        elif column.name == path or column.foreign_keys:
            row[column.name] = _points_at(column, keys)
        elif column.name in listed:
            known = listed[column.name]
            row[column.name] = [known] if isinstance(column.type, ARRAY) else known
        else:
            row[column.name] = _value(table, column)
    if table.name == "citizen":
        row |= {"cpr_hmac": cpr_hmac(settings, CPR), "cpr_encrypted": encrypt_cpr(settings, CPR)}
    return row


def _points_at(column: sa.Column[Any], keys: dict[str, dict[str, Any]]) -> Any:
    for key in column.foreign_keys:
        target = key.column
        if target.table.name in keys and target.name in keys[target.table.name]:
            return keys[target.table.name][target.name]
    if not column.foreign_keys:  # a citizen's id that no key ties
        return keys["citizen"]["id"]
    return None if column.nullable else (1 if isinstance(column.type, sa.BigInteger) else "x")


def _listed(table: sa.Table) -> dict[str, str]:
    """The columns that hold one word of a list, with a word of it."""
    found: dict[str, str] = {}
    for check in table.constraints:
        if isinstance(check, sa.CheckConstraint):
            for match in LISTED.finditer(str(check.sqltext)):
                found.setdefault(match[1], match[2] or match[3])
    return {name: value for name, value in found.items() if name in table.c}


def _value(table: sa.Table, column: sa.Column[Any]) -> Any:
    mine = word(table.name, column.name)
    kind = column.type
    if isinstance(kind, ARRAY):
        return [mine]
    if isinstance(kind, JSONB):
        return {"words": mine}
    if isinstance(kind, sa.LargeBinary):
        return mine.encode()
    if isinstance(kind, sa.Text | sa.String) or kind.python_type is str:
        return mine
    if isinstance(kind, sa.DateTime):
        return AT + timedelta(minutes=list(table.columns).index(column))
    if isinstance(kind, sa.Date):
        return DAY
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, sa.Uuid):
        return None if column.nullable else sa.text("gen_random_uuid()")
    if "RANGE" in str(kind).upper():
        return Range(AT, datetime(2020, 5, 4, 10, 0, tzinfo=UTC))
    return 2019 if "year" in column.name else 1
