"""Real PostgreSQL: migrated once, and every test in a transaction that is rolled back."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import orm

from portal import create_app
from portal.accounts import service as accounts
from portal.accounts.models import BusinessUser, Citizen, Identity, Staff
from portal.core import clock, embedded_postgres, migrations, standing
from portal.core.access import Audience
from portal.core.db import APPLICATION
from portal.core.engine import create_engine
from portal.settings import ROOT, Settings
from tests.factories import bind
from tests.integration import pooler
from tests.visits import CheckedClient, watch_sessions


def fresh_database(name: str) -> str:
    """The URL of a new, empty database called `name`."""
    given = os.environ.get("DATABASE_URL")
    if given:
        base = sa.make_url(given).set(drivername="postgresql", database="postgres")
        with psycopg.connect(base.render_as_string(hide_password=False), autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{name}" ENCODING UTF8 TEMPLATE template0')
        url = base.set(drivername="postgresql+psycopg", database=name)
        return url.render_as_string(hide_password=False)
    server_ = embedded_postgres.ensure_running(ROOT / ".data" / "test", durable=False)
    with psycopg.connect(server_.dsn("postgres"), autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    return server_.url(name)


def suffixed(name: str, worker_id: str) -> str:
    """`name` made this test process's own."""
    return f"{name}_{worker_id}{os.environ.get('PORTAL_TEST_DB_SUFFIX', '')}"


# Tests empty tables after themselves, and play somebody who has the keys to the database.
ONLY_IN_TESTS = (
    f"GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO {APPLICATION}{standing.INSIDE}",
    "CREATE FUNCTION as_owner(statement text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER"
    " AS $$ BEGIN EXECUTE statement; END $$",
)


def as_owner(session: orm.Session, statement: str) -> None:
    """Do in the session's transaction what only the owner of the tables may."""
    session.execute(sa.text("SELECT as_owner(:statement)"), {"statement": statement})


def migrated(owner_url: str, **options: Any) -> sa.Engine:
    """An engine on a database with every migration run: the application's role, never the owner.

    What is asked of it beside a request acts for the portal itself, and so sees everything.
    """
    owner = create_engine(owner_url, pool_size=1)
    made = create_engine(application_url(owner_url), **options)
    migrations.upgrade(owner, APPLICATION)
    with owner.begin() as connection:
        for statement in ONLY_IN_TESTS:
            connection.exec_driver_sql(statement)
    owner.dispose()
    standing.inside(made)
    return made


def application_url(owner_url: str) -> str:
    """The same database for the application's role, which is made where it is missing."""
    url = sa.make_url(owner_url)
    with psycopg.connect(owner_url.replace("+psycopg", ""), autocommit=True) as connection:
        for role, more in ((APPLICATION, "NOINHERIT"), (APPLICATION + standing.WORKER, "")):
            with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
                connection.execute(f"CREATE ROLE {role} LOGIN {more}".encode())
            # Two test processes may say it at once; then one of them is told so.
            with suppress(psycopg.errors.InternalError_):
                if url.password is None:
                    continue
                connection.execute(f"ALTER ROLE {role} PASSWORD '{APPLICATION}'".encode())
    if url.password is not None:
        url = url.set(password=APPLICATION)
    return url.set(username=APPLICATION).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def engine(worker_id: str) -> Iterator[sa.Engine]:
    """An engine on a fresh database, with every migration run.

    With PORTAL_TEST_POOLER=1 there is PgBouncer in between (`make pooler-test`).
    """
    made = migrated(fresh_database(suffixed("portal_test", worker_id)))
    with ExitStack() as stack:
        if pooler.IS_BEFORE:
            near = stack.enter_context(pooler.before(made.url, servers=30))
            made.dispose()
            address = near.render_as_string(hide_password=False)
            made = create_engine(address, pooled=True)
            standing.inside(made)
        yield made
        made.dispose()


@pytest.fixture(scope="session")
def bare_app(engine: sa.Engine, settings: Settings) -> Flask:
    """The application, on the test database."""
    app = create_app(settings)
    app.extensions["portal.engine"] = engine
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = CheckedClient
    watch_sessions(app)
    return app


def as_worker(engine: sa.Engine) -> sa.Engine:
    """An engine on the same database as the worker and commands sign in."""
    url = engine.url.set(username=APPLICATION + standing.WORKER)
    made = create_engine(url.render_as_string(hide_password=False))
    standing.inside(made)
    return made


@pytest.fixture(scope="session")
def worker_engine(engine: sa.Engine) -> Iterator[sa.Engine]:
    """The same database as the worker and commands sign in."""
    made = as_worker(engine)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: sa.Engine, bare_app: Flask) -> Iterator[orm.Session]:
    """A session whose work, and that of all requests of the test, is rolled back."""
    with undone(engine, bare_app) as made:
        yield made


@contextmanager
def undone(engine: sa.Engine, bare_app: Flask) -> Iterator[orm.Session]:
    """A session on `engine`, which all requests share meanwhile; in the end nothing was done."""
    with engine.connect() as connection, connection.begin() as outer:
        bare_app.extensions["portal.test_connection"] = connection
        with orm.Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False
        ) as made:
            bind(made)
            yield made
        bare_app.extensions.pop("portal.test_connection")
        outer.rollback()


@pytest.fixture
def app(bare_app: Flask, session: orm.Session) -> Flask:
    """The application inside the test's transaction."""
    return bare_app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser-like client that checks every page it is shown."""
    return app.test_client()


SignInAs = Callable[[Citizen | BusinessUser | Staff], FlaskClient]


@pytest.fixture
def client_for(app: Flask, session: orm.Session, settings: Settings) -> SignInAs:
    """A client with its own cookies, signed in as the given person."""

    def sign_in(person: Citizen | BusinessUser | Staff) -> FlaskClient:
        audience, column = {
            Citizen: (Audience.CITIZEN, "citizen_id"),
            BusinessUser: (Audience.BUSINESS, "business_user_id"),
            Staff: (Audience.STAFF, "staff_id"),
        }[type(person)]
        identity = Identity(
            issuer="test",
            subject=f"{audience}-{person.id}",
            audience=audience.value,
            **{column: person.id},
        )
        known = session.scalar(sa.select(Identity).where(Identity.subject == identity.subject))
        if known is None:
            session.add(identity)
            session.flush()
            known = identity
        secret = accounts.open_sign_in(
            session, known, "substantial", accounts.limits(settings), clock.now()
        )
        session.commit()
        client = app.test_client()
        client.set_cookie(accounts.COOKIE, secret)
        return client

    return sign_in


def english(client: FlaskClient) -> FlaskClient:
    """The browser, now in English."""
    client.set_cookie("lang", "en")
    return client


@pytest.fixture
def english_for(client_for: SignInAs) -> SignInAs:
    """As `client_for`, with a browser that reads English."""
    return lambda person: english(client_for(person))


@pytest.fixture
def at_now(now: datetime) -> Iterator[None]:
    """The present stands still, for everybody who asks the clock."""
    with clock.frozen(now):
        yield


@pytest.fixture
def scanner(app: Flask) -> Iterator[Callable[[str], None]]:
    """Let the portal ask a scanner there."""
    settings = app.extensions["portal.settings"]

    def at(place: str) -> None:
        changed = settings.model_copy(update={"clamd": place, "clamd_timeout": 2.0})
        app.extensions["portal.settings"] = changed

    yield at
    app.extensions["portal.settings"] = settings
