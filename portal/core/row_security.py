"""The second lock: PostgreSQL itself hides rows that are not the actor's.

A declaration says for each table whose its rows are (`portal/row_security/`); this module makes
policies, grants and roles of it, and tells where the database is not as declared. The application
signs in as a role that owns nothing; for staff and for the portal itself a transaction changes to
that role's twin, for which the policies hide nothing, so that its plans stay as if there were none.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql

from portal.core import months
from portal.core.row_role import RolesMissing, roles
from portal.core.standing import INSIDE, WORKER

UPGRADE = "upgrade"
OWNERS = (
    f"session_user <> current_user OR (SELECT current_setting('portal.flow', true)) = '{UPGRADE}'"
)
"""FORCE holds the tables' owner to the policies too: it sees rows while it upgrades, and in
functions of its own that the application calls."""
ALL = "true"
SINCE = "rows_"
"""What the names of our policies begin with; a digest of what they say follows."""


@dataclass(frozen=True)
class Rows:
    """Whose the rows of a table are: `seen` is SQL over its columns, `why` says it in words.

    `shown` rows are seen besides, and not changed; `added` is what a new row may be besides, for
    what is written to others.
    """

    seen: str
    why: str
    added: str = ""
    shown: str = ""


@dataclass(frozen=True)
class Flow:
    """A use by somebody who has not signed in, or beyond one's own rows: why, and what it opens.

    By table SQL for the rows, `true` for all of them: which are only read, and which also written.
    """

    why: str
    reads: Mapping[str, str]
    writes: Mapping[str, str]

    @property
    def tables(self) -> frozenset[str]:
        """Every table it opens rows of."""
        return frozenset(self.reads.keys() | self.writes.keys())


@dataclass(frozen=True)
class Declaration:
    """All of it: tables with a lock, tables without and why, flows, and what is only added to."""

    locked: Mapping[str, Rows]
    open: Mapping[str, str]
    flows: Mapping[str, Flow]
    functions: Mapping[str, str]
    """Questions of two ids that policies ask beyond their table: from where an answer comes."""
    deeds: Sequence[str]
    """Functions for what the portal may ask for beyond its rows: of what only the owner may do, or
    of columns of others' rows that say of nobody. `{worker}` and `{inside}` are its roles."""
    append_only: frozenset[str]
    forgotten_by_rule: frozenset[str]
    """Of these the portal itself, and nobody else, may delete rows; what is there never changes."""
    read_only: frozenset[str]
    """Open tables that only the portal itself writes: not who stands for one person, or nobody."""
    held: frozenset[str]
    """Of these, rows that whoever acts may hold until the end, so that others wait."""

    def flows_of(self, table: str) -> list[str]:
        """The flows that open `table`."""
        return sorted(name for name, flow in self.flows.items() if table in flow.tables)


def setting(name: str) -> str:
    """SQL for the id that the transaction acts for; NULL when there is none. Asked once a query.

    The setting is an empty string, and not NULL, after a transaction that had it.
    """
    return f"(SELECT nullif(current_setting('portal.{name}', true), '')::bigint)"


def policies(declared: Declaration, app: str, owner: str) -> dict[str, dict[str, sql.Composed]]:
    """The statements that make the policies, by table and name of the policy."""
    made: dict[str, dict[str, sql.Composed]] = {}
    for table, rows in declared.locked.items():
        made[table] = {}
        seen = [part for part in (rows.seen, _opened(declared, table, "writes")) if part]
        shown = [part for part in (rows.shown, _opened(declared, table, "reads")) if part]
        wanted = [(app + INSIDE, "USING (true)"), (owner, f"USING ({OWNERS})")]
        if seen:
            wanted.append((app, f"USING ({' OR '.join(seen)})"))
        if shown:
            wanted.append((app, f"FOR SELECT {{role}} USING ({' OR '.join(shown)})"))
        if rows.added:
            # Also of the owner, for triggers of the owner's that note what somebody does.
            wanted += [
                (who, f"FOR INSERT {{role}} WITH CHECK ({rows.added})") for who in (app, owner)
            ]
        for role, clause in wanted:
            name = SINCE + hashlib.sha256(f"{role} {clause}".encode()).hexdigest()[:12]
            made[table][name] = _policy(name, table, role, clause)
    return made


def _opened(declared: Declaration, table: str, how: str) -> str:
    """SQL for the rows of a table that flows open; empty when none does."""
    by_rows: dict[str, list[str]] = {}
    for name, flow in sorted(declared.flows.items()):
        if table in (opened := getattr(flow, how)):
            by_rows.setdefault(opened[table], []).append(f"'{name}'")
    now = "(SELECT current_setting('portal.flow', true))"
    return " OR ".join(
        f"{now} IN ({', '.join(names)})" + ("" if rows == ALL else f" AND ({rows})")
        for rows, names in sorted(by_rows.items())
    )


def _policy(name: str, table: str, role: str, clause: str) -> sql.Composed:
    text = clause.replace("{role}", "TO {role}") if "{role}" in clause else "TO {role} " + clause
    return sql.SQL("CREATE POLICY {name} ON {table} " + text).format(
        name=sql.Identifier(name), table=sql.Identifier(table), role=sql.Identifier(role)
    )


def lay(connection: sa.Connection, declared: Declaration, app: str) -> None:
    """Make roles, grants and policies what is declared. What is as declared is left alone.

    `connection` is the owner's, in a transaction.

    Raises:
        RolesMissing: when the role `app` or its twin is not there, and the owner may not make it.
    """
    run: Any = connection.connection.driver_connection
    owner = connection.scalar(sa.text("SELECT current_user"))
    try:
        for statement in roles(connection, app):
            run.execute(statement)
    except psycopg.errors.InsufficientPrivilege as error:
        raise RolesMissing(app) from error
    for statement in [*_functions(declared, app), *_grants(declared, app)]:
        run.execute(statement)
    for part in months.parts(connection):
        run.execute("SELECT close_month(%s)", [part])
    there = _there(connection)
    for table, wanted in policies(declared, app, str(owner)).items():
        state = there.get(table, _Table(False, frozenset()))
        if not state.forced:
            for word in ("ENABLE", "FORCE"):
                run.execute(
                    sql.SQL("ALTER TABLE {} " + word + " ROW LEVEL SECURITY").format(
                        sql.Identifier(table)
                    )
                )
        for name in sorted(wanted.keys() - state.policies):
            run.execute(wanted[name])
        _drop(run, table, state.policies - wanted.keys())
    for table in there.keys() - declared.locked.keys():
        _drop(run, table, there[table].policies)
        run.execute(
            sql.SQL("ALTER TABLE {} DISABLE ROW LEVEL SECURITY").format(sql.Identifier(table))
        )


def _drop(run: Any, table: str, names: Sequence[str] | frozenset[str]) -> None:
    for name in sorted(names):
        run.execute(
            sql.SQL("DROP POLICY {} ON {}").format(sql.Identifier(name), sql.Identifier(table))
        )


def _grants(declared: Declaration, app: str) -> Iterator[sql.Composed]:
    """Both may read and write rows, of later tables too; what is only added to stays as it is."""
    both = sql.SQL(", ").join(map(sql.Identifier, (app, app + INSIDE)))
    rows, numbers = "SELECT, INSERT, UPDATE, DELETE", "USAGE, SELECT, UPDATE"
    for words in (
        "GRANT USAGE ON SCHEMA public TO {}",
        f"GRANT {rows} ON ALL TABLES IN SCHEMA public TO {{}}",
        f"GRANT {numbers} ON ALL SEQUENCES IN SCHEMA public TO {{}}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rows} ON TABLES TO {{}}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {numbers} ON SEQUENCES TO {{}}",
        "REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {}",
    ):
        yield sql.SQL(words).format(both)
    for table in sorted(declared.read_only):
        yield sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {} FROM {}").format(
            sql.Identifier(table), sql.Identifier(app)
        )
    for table in sorted(declared.held):
        # PostgreSQL lets a row be held by whoever may change one of its columns.
        yield sql.SQL("GRANT UPDATE (id) ON {} TO {}").format(
            sql.Identifier(table), sql.Identifier(app)
        )
    for table in sorted(declared.append_only):
        yield sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(table), both)
    for table in sorted(declared.forgotten_by_rule):
        yield sql.SQL("GRANT DELETE ON {} TO {}").format(
            sql.Identifier(table), sql.Identifier(app + INSIDE)
        )


def _functions(declared: Declaration, app: str) -> Iterator[sql.Composed]:
    for statement in declared.deeds:
        yield sql.SQL(statement).format(
            worker=sql.Literal(app + WORKER), inside=sql.Identifier(app + INSIDE)
        )
    for name, body in declared.functions.items():
        # Each call is a query: dear enough that a plan asks it of few rows, found by their keys.
        yield sql.SQL(
            "CREATE OR REPLACE FUNCTION {}(bigint, bigint) RETURNS boolean LANGUAGE sql STABLE"
            " STRICT SECURITY DEFINER COST 10000 SET search_path = pg_catalog, public AS {}"
        ).format(sql.Identifier(name), sql.Literal(f"SELECT EXISTS (SELECT {body})"))


@dataclass(frozen=True)
class _Table:
    forced: bool
    policies: frozenset[str]


def _there(connection: sa.Connection) -> dict[str, _Table]:
    """The tables that have a lock, or policies of ours, as they are."""
    rows = connection.execute(
        sa.text(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity,"
            " coalesce(array_agg(p.polname::text) FILTER"
            "  (WHERE starts_with(p.polname, :ours)), '{}')"
            " FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
            " AND NOT c.relispartition"
            " AND (c.relrowsecurity OR p.polname IS NOT NULL) GROUP BY c.oid"
        ),
        {"ours": SINCE},
    )
    return {name: _Table(forced, frozenset(names)) for name, forced, names in rows}


def missing(connection: sa.Connection, declared: Declaration, app: str) -> list[str]:
    """The tables whose lock is not as declared; empty when all is well. Any role may ask."""
    owner = connection.scalar(
        sa.text("SELECT tableowner FROM pg_tables WHERE tablename = 'alembic_version'")
    )
    there = _there(connection)
    wanted = policies(declared, app, str(owner))
    unlocked = {
        table
        for table in wanted
        if table not in there
        or not there[table].forced
        or there[table].policies != wanted[table].keys()
    }
    return sorted(unlocked.union(months.open_parts(connection, (app, app + INSIDE))))
