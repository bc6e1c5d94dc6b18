"""Large tables in parts, one a month: coming months are made ahead, old ones go as a whole.

What no month has a place for goes into the table's default part, so that a missing month never
refuses a row; `keep_up` moves it to its month. People and the application ask the table itself: its
parts are open to nobody but their owner, for the policies of rows hold on the table alone.
"""

# ruff: noqa: S608  # put together of our own constants, never of input

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portal.core import clock

BY_MONTH = {"audit_event": "at", "outbox_message": "month"}
"""The tables in parts, and the column by which a row finds its part."""
AHEAD = 3
"""So many months there are already when they begin: a worker may be away for a while."""
ZONE = "Europe/Copenhagen"
LOCK = 0x6D6F6E74
# What is deleted from the trail before a year has passed, whatever a command is told, and whether
# a part may go whose rows are old: of messages none that waits, or was told later than that.
_SPARED = "CASE parent WHEN 'audit_event' THEN interval '1 year' ELSE interval '30 days' END"
_NAMES = ", ".join(f"'{table}'" for table in BY_MONTH)
_KEY = "CASE parent " + " ".join(f"WHEN '{t}' THEN '{k}'" for t, k in BY_MONTH.items()) + " END"
_HEAD = """ LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public SET lock_timeout = '2s' AS $$"""
_KNOWN = f"""
    IF parent NOT IN ({_NAMES}) THEN
        RAISE EXCEPTION '% is not kept by the month', parent;
    END IF;"""

ONLY_WORKER = """
    IF session_user <> {worker} AND NOT pg_has_role(session_user, current_user, 'MEMBER') THEN
        RAISE EXCEPTION 'only the worker forgets what is in the trail'
            USING ERRCODE = 'insufficient_privilege';
    END IF;"""
"""For a function of the owner's that no page may make forget anything; `{worker}` is a role."""

# Nobody but the owner reaches a part: its rows have no policy for anybody else, and no grant.
CLOSE = """
CREATE OR REPLACE FUNCTION close_month(part text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    known oid := format('public.%I', part)::regclass;
    other record;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_class WHERE oid = known AND relforcerowsecurity) THEN
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', part);
        EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', part);
    END IF;
    IF NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = known AND polname = 'owner_only') THEN
        EXECUTE format('CREATE POLICY owner_only ON public.%I TO %I USING (session_user <>'
            ' current_user OR current_setting(''portal.flow'', true) = ''upgrade'')',
            part, current_user);
    END IF;
    FOR other IN SELECT DISTINCT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END
            AS named FROM pg_class, aclexplode(relacl) WHERE oid = known AND grantee <> relowner
    LOOP
        EXECUTE format('REVOKE ALL ON public.%I FROM %s', part, other.named);
    END LOOP;
END $$
"""

# The part is filled and indexed before it is attached, so that the table is held for a moment only.
# A row that comes into the default part meanwhile makes it fail, and the next run succeed.
MAKE = f"""
CREATE OR REPLACE FUNCTION make_month(parent text, month date) RETURNS boolean{_HEAD}
DECLARE
    part text := parent || to_char(month, '_YYYY_MM');
    key text := {_KEY};
    since text := month;
    until text := (month + interval '1 month')::date;
    listed text;
    options text;
    rule text := coalesce(current_setting('portal.deletion_rule', true), '');
BEGIN{_KNOWN}
    IF extract(day FROM month) <> 1
        OR month < current_date - interval '30 years'
        OR month > current_date + interval '2 years'
    THEN
        RAISE EXCEPTION '% is no month to keep', month;
    END IF;
    PERFORM pg_advisory_xact_lock({LOCK});
    IF to_regclass(format('public.%I', part)) IS NOT NULL THEN
        RETURN false;
    END IF;
    IF key = 'at' THEN
        since := since::timestamp AT TIME ZONE '{ZONE}';
        until := until::timestamp AT TIME ZONE '{ZONE}';
    END IF;
    EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING DEFAULTS'
        ' INCLUDING CONSTRAINTS INCLUDING INDEXES INCLUDING STORAGE)', part, parent);
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO listed FROM pg_attribute
        WHERE attrelid = format('public.%I', part)::regclass AND attnum > 0 AND NOT attisdropped;
    SELECT array_to_string(reloptions, ', ') INTO options FROM pg_class
        WHERE oid = format('public.%I', parent || '_default')::regclass;
    IF options <> '' THEN
        EXECUTE format('ALTER TABLE public.%I SET (%s)', part, options);
    END IF;
    PERFORM set_config('portal.deletion_rule', 'month', true);
    EXECUTE format('WITH moved AS (DELETE FROM public.%I WHERE %I >= %L AND %I < %L RETURNING %s)'
        ' INSERT INTO public.%I (%s) SELECT %s FROM moved',
        parent || '_default', key, since, key, until, listed, part, listed, listed);
    PERFORM set_config('portal.deletion_rule', rule, true);
    PERFORM close_month(part);
    EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
        parent, part, since, until);
    RETURN true;
END $$
"""

STRAY = f"""
CREATE OR REPLACE FUNCTION stray_months(parent text) RETURNS SETOF date{_HEAD}
DECLARE
    key text := {_KEY};
BEGIN{_KNOWN}
    IF key = 'at' THEN
        key := format('at AT TIME ZONE %L', '{ZONE}');
    END IF;
    RETURN QUERY EXECUTE format('SELECT DISTINCT date_trunc(''month'', %s)::date FROM public.%I'
        ' ORDER BY 1 DESC', key, parent || '_default');
END $$
"""

TAKE = f"""
CREATE OR REPLACE FUNCTION take_month(parent text, before timestamptz) RETURNS bigint{_HEAD}
DECLARE
    found record;
    held boolean := false;
    gone bigint;
BEGIN{_KNOWN}{ONLY_WORKER}
    FOR found IN SELECT relname AS part, to_date(right(relname, 7), 'YYYY_MM') AS month
        FROM pg_inherits JOIN pg_class ON oid = inhrelid
        WHERE inhparent = format('public.%I', parent)::regclass AND relname ~ '_[0-9]+_[0-9][0-9]$'
        ORDER BY 2
    LOOP
        EXIT WHEN (found.month + interval '1 month') AT TIME ZONE '{ZONE}'
            > least(before, clock_timestamp() - {_SPARED});
        IF parent = 'outbox_message' THEN
            EXECUTE format('SELECT EXISTS (SELECT FROM public.%I WHERE due_at >= $1'
                ' OR coalesce(sent_at, failed_at, dropped_at) IS NULL)', found.part)
                INTO held USING before;
            CONTINUE WHEN held;
            DELETE FROM outbox_key WHERE month = found.month;
        END IF;
        EXECUTE format('SELECT count(*) FROM public.%I', found.part) INTO gone;
        EXECUTE format('ALTER TABLE public.%I DETACH PARTITION public.%I', parent, found.part);
        EXECUTE format('DROP TABLE public.%I', found.part);
        RETURN gone;
    END LOOP;
    RETURN NULL;
END $$
"""

DEEDS = (CLOSE, MAKE, STRAY, TAKE)
"""What only the owner of the tables may do, and the portal asks for."""


def month_of(moment: datetime) -> date:
    """The first day of the month in which a moment lies, as people in Denmark count it."""
    return clock.local_date(moment).replace(day=1)


def after(month: date) -> date:
    """The month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def coming(now: datetime) -> list[date]:
    """This month and those to have ready."""
    found = [month_of(now)]
    while len(found) <= AHEAD:
        found.append(after(found[-1]))
    return found


def month_begins(moment: datetime, kind: Any) -> date | datetime:
    """When the month of a moment began, as a day or as a moment, as the column has it."""
    first = month_of(moment)
    return first if isinstance(kind, sa.Date) else clock.start_of_day(first)


def part_of(table: str, month: date) -> str:
    """The name of a month's part."""
    return f"{table}_{month:%Y_%m}"


def naming(table: sa.Table) -> list[sa.Column[object]]:
    """The columns that name a row: its key, but for the month it lies in."""
    month = BY_MONTH.get(table.name)
    return [column for column in table.primary_key.columns if column.name != month]


def make(session: Session | sa.Connection, table: str, month: date) -> bool:
    """Make a month's part, with the rows of it that strayed; False when it is there already."""
    wanted = sa.func.make_month(table, sa.cast(sa.literal(month), sa.Date))
    return bool(session.scalar(sa.select(wanted)))


def strays(session: Session | sa.Connection, table: str) -> list[date]:
    """The months of the rows that found no part of their own, the latest first."""
    found = sa.select(sa.func.stray_months(table).column_valued("month"))
    return list(session.scalars(found))


def take(session: Session, table: str, before: datetime) -> int | None:
    """Let the oldest month go that ended before then; how many rows it had, None when none did."""
    return session.scalar(sa.select(sa.func.take_month(table, before)))


def parts(connection: sa.Connection) -> list[str]:
    """The parts there are of all tables, by name."""
    named = "SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' ORDER BY 1"
    return list(connection.scalars(sa.text(named)))


def open_parts(connection: sa.Connection, roles: Sequence[str]) -> list[str]:
    """The parts that one of these roles could reach past the policies of their table."""
    rows = connection.scalars(
        sa.text(
            "SELECT DISTINCT relname FROM pg_class, unnest(CAST(:roles AS text[])) AS who"
            " WHERE relispartition AND relkind = 'r' AND (NOT relforcerowsecurity"
            " OR has_table_privilege(who, pg_class.oid, 'SELECT, INSERT, UPDATE, DELETE'))"
        ),
        {"roles": list(roles)},
    )
    return list(rows)


def missing(session: Session | sa.Connection, now: datetime) -> list[str]:
    """The parts that there should be by now: this month's and the next's."""
    wanted = [part_of(table, month) for table in BY_MONTH for month in coming(now)[:2]]
    there = session.scalars(sa.text("SELECT relname FROM pg_class WHERE relispartition"))
    return sorted(set(wanted) - set(there))


def make_coming(session: Session | sa.Connection, now: datetime) -> Iterator[str]:
    """Make this month and those to come, where they are missing; says which it made.

    The caller commits after each.
    """
    for table in BY_MONTH:
        for month in coming(now):
            if make(session, table, month):
                yield part_of(table, month)


def keep_up(session: Session | sa.Connection, now: datetime) -> Iterator[str]:
    """Make the months to come, and one for each that rows have strayed from; says which it made.

    The caller commits after each: that moves one month's rows at a time.
    """
    yield from make_coming(session, now)
    for table in BY_MONTH:
        for month in strays(session, table):
            if make(session, table, month):
                yield part_of(table, month)
