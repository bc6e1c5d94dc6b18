"""The demo municipality in tables of somebody who is no superuser, and who has most of what."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
import sqlalchemy as sa

from portal.core.standing import Standing
from tests.integration.conftest import application_url

OWNER = "portal_test_owner"
As = Callable[[Standing], Any]


def owned(url: str) -> str:
    """The same database, given to a role as in production: its owner is held by FORCE."""
    plain, database = url.replace("+psycopg", ""), sa.make_url(url).database
    application_url(url)
    with psycopg.connect(plain, autocommit=True) as server:
        with suppress(psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            server.execute(f"CREATE ROLE {OWNER} LOGIN CREATEROLE PASSWORD '{OWNER}'".encode())
        server.execute(f'ALTER DATABASE "{database}" OWNER TO {OWNER}'.encode())
    return sa.make_url(url).set(username=OWNER, password=OWNER).render_as_string(False)
