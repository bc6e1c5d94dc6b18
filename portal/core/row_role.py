"""The roles that the portal signs in as: making them, and whether one could pass the lock."""

from collections.abc import Iterator
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql
from psycopg.rows import namedtuple_row

from portal.core.standing import INSIDE, WORKER

# Roles are of the whole server, and another database of it may be quicker.
ONCE = """
DO $$ BEGIN
    {};
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""
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


class RolesMissing(Exception):
    """The owner may not make roles; the text says what somebody must do who may."""

    def __init__(self, app: str) -> None:
        super().__init__(
            "The owner of the tables may not make roles. Let somebody who may do this once:"
            f" CREATE ROLE {app} LOGIN NOINHERIT PASSWORD '…'; CREATE ROLE {app}{INSIDE};"
            f" GRANT {app}{INSIDE} TO {app}; CREATE ROLE {app}{WORKER} LOGIN PASSWORD '…';"
            f" GRANT {app}, {app}{INSIDE} TO {app}{WORKER};"
        )


def roles(connection: sa.Connection, app: str) -> Iterator[sql.Composed]:
    """The role that the application signs in as, its twin, which it may change to, and the worker.

    It does not inherit what its twin may: without changing to it, it sees nothing more.
    """
    found = connection.execute(sa.text("SELECT rolname, rolinherit FROM pg_roles"))
    known: dict[str, bool] = {name: inherits for name, inherits in found}
    inside, worker = app + INSIDE, app + WORKER
    if app not in known:
        made = sql.SQL("CREATE ROLE {} LOGIN NOINHERIT").format(sql.Identifier(app))
        yield sql.SQL(ONCE).format(made)
    if inside not in known:
        yield sql.SQL(ONCE).format(sql.SQL("CREATE ROLE {}").format(sql.Identifier(inside)))
    if worker not in known:
        made = sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(worker))
        yield sql.SQL(ONCE).format(made)
    elif not known[worker]:
        # Whoever made it so that it could sign in, before there was anything it might do.
        yield sql.SQL("ALTER ROLE {} INHERIT").format(sql.Identifier(worker))
    members = connection.execute(
        sa.text(
            "SELECT r.rolname, g.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid"
            " JOIN pg_roles g ON g.oid = m.member WHERE g.rolname IN (:app, :worker)"
        ),
        {"app": app, "worker": worker},
    )
    there = {tuple(row) for row in members}
    for pair in ((inside, app), (app, worker), (inside, worker)):
        if pair not in there:
            grant = sql.SQL("GRANT {} TO {}").format(*map(sql.Identifier, pair))
            yield sql.SQL(ONCE).format(grant)
