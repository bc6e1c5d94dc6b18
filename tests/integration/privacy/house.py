"""A portal on a database of its own, that can be copied and read whole."""

import re
from datetime import UTC, datetime

import psycopg
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import orm

from portal import create_app
from portal.core.db import create_engine
from portal.privacy.service import retention
from portal.settings import Settings

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def copied(name: str, of: str) -> str:
    """The URL of a new database that holds what `of` holds; nobody may be connected to that."""
    made = sa.make_url(of).set(database=name)
    admin = made.set(drivername="postgresql", database="postgres")
    with psycopg.connect(admin.render_as_string(hide_password=False), autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[arg-type]
        template = sa.make_url(of).database
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[arg-type]
    return made.render_as_string(hide_password=False)


class House:
    """A portal on a database of its own."""

    def __init__(self, url: str, settings: Settings) -> None:
        self.url, self.settings = url, settings
        self.open()

    def open(self) -> None:
        self.engine = create_engine(self.url)
        self.app: Flask = create_app(self.settings)
        self.app.extensions["portal.engine"] = self.engine

    def session(self) -> orm.Session:
        return orm.Session(self.engine, expire_on_commit=False)

    def dump(self) -> str:
        """Every row of every table as text, with bytes as what they spell."""
        everything = []
        with psycopg.connect(self.url.replace("+psycopg", "")) as there:
            tables = there.execute(
                "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
                " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            ).fetchall()
            for (table,) in tables:
                with there.cursor().copy(f"COPY (SELECT * FROM {table}) TO STDOUT") as rows:  # type: ignore[arg-type]
                    everything += [f"{table}: {bytes(row).decode()}" for row in rows]
        plain = "".join(everything)
        spelt = re.sub(
            r"\\\\x((?:[0-9a-f]{2})+)",
            lambda found: bytes.fromhex(found[1]).decode("utf-8", "replace"),
            plain,
        )
        return plain + spelt

    def forget(self, now: datetime = NOW) -> None:
        with self.app.app_context(), self.session() as session:
            for _step in retention.run(session, now):
                session.commit()
