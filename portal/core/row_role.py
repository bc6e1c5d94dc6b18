"""Whether the role that the portal signs in as could pass the lock of the rows."""

from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from portal.core.standing import INSIDE, WORKER

_WHO = """
    SELECT rolsuper, rolbypassrls,
        EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public'
            AND pg_has_role(me.rolname, tableowner, 'MEMBER')) AS owns,
        EXISTS (SELECT FROM pg_roles other WHERE pg_has_role(me.rolname, other.oid, 'MEMBER')
            AND (other.rolsuper OR other.rolbypassrls)) AS may_become,
        EXISTS (SELECT FROM pg_roles twin
            WHERE twin.rolname = regexp_replace(me.rolname, %(worker)s || '$', '') || %(inside)s
            AND pg_has_role(me.rolname, twin.oid, 'USAGE')) AS inherits
    FROM pg_roles me WHERE rolname = session_user
"""


def weaknesses(driver: psycopg.Connection[Any], *, behind: bool = False) -> list[str]:
    """Why the role that `driver` signed in as could pass the lock; empty when it can't.

    Only what is behind the pages, the worker and commands, may be the role that sees all rows.
    """
    with driver.cursor(row_factory=namedtuple_row) as cursor:
        found: Any = cursor.execute(_WHO, {"inside": INSIDE, "worker": WORKER}).fetchone()
    if found.rolsuper:
        return ["it is a superuser"]
    reasons = (
        (found.rolbypassrls, "it has BYPASSRLS"),
        (found.owns, "it owns the portal's tables, or may become who does"),
        (found.may_become and not found.rolbypassrls, "it may become a role that passes any lock"),
        (found.inherits and not behind, "it must have NOINHERIT, and not be the worker's"),
    )
    return [reason for holds, reason in reasons if holds]
