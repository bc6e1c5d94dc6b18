"""For whom the database answers: set at the start of each transaction, gone with its end.

The policies of `portal/row_security/` read what is set here. A request is nobody's until it is
known who asks; what runs without a request (the worker, a command) is the portal itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import psycopg
import sqlalchemy as sa
from flask import g, has_request_context
from flask.globals import app_ctx
from psycopg import pq
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from portal.core.access import Actor

INSIDE = "_inside"
"""What the name of the role ends with that sees all rows: staff, the worker, commands."""
WORKER = "_worker"
"""What the name of the role ends with that the worker and commands sign in as."""
_APPLIED = "portal.standing"


@dataclass(frozen=True)
class Standing:
    """Whose rows a transaction sees. `flow` opens the few tables of one named use besides.

    Of these only the rows of `key`, or of what `event` names, where the flow says so.
    """

    citizen: int | None = None
    user: int | None = None
    business: int | None = None
    staff: int | None = None
    inside: bool = False
    flow: str = ""
    key: int | None = None
    event: str = ""


NOBODY = Standing()
SIGN_IN = Standing(flow="sign_in")
PORTAL = Standing(inside=True)


def of_actor(actor: "Actor | None") -> Standing:
    """What somebody who is signed in sees: their own, their company's, or (staff) everybody's."""
    from portal.core import policy  # which asks what an actor is, as everybody does

    if actor is None:
        return NOBODY
    if actor.audience == "citizen":
        return Standing(citizen=actor.person_id)
    if actor.audience == "business":
        return Standing(user=actor.person_id, business=actor.business_id)
    return Standing(staff=actor.person_id, inside=policy.may(actor, policy.INSIDE))


SETTINGS = {
    "citizen": "portal.citizen",
    "user": "portal.business_user",
    "business": "portal.business",
    "staff": "portal.staff",
    "flow": "portal.flow",
    "key": "portal.flow_key",
}


@lru_cache(maxsize=4096)
def _statement(whom: Standing, role: str) -> bytes:
    """One statement that says it all, so that nothing of an earlier one is left."""
    values = {name: getattr(whom, field) for field, name in SETTINGS.items()}
    values["role"] = role + INSIDE if whom.inside else role
    listed = "; ".join(
        f"SET LOCAL {name} = '{'' if value is None else value}'" for name, value in values.items()
    )
    # What this very request writes into the trail it may look at, whomever it is about.
    return f"{listed}; SET LOCAL portal.request = ".encode()


def _role(connection: sa.Connection) -> str:
    return application(str(connection.engine.url.username))


def application(username: str) -> str:
    """The application's role, of the name that the web or the worker signs in as."""
    return username.removesuffix(WORKER)


def apply(connection: sa.Connection, whom: Standing) -> None:
    """Let the present transaction of `connection` act for somebody.

    It goes past SQLAlchemy: it is a part of BEGIN, and neither reads nor writes.
    """
    driver: Any = connection.connection.driver_connection
    request = g.get("request_id", "") if has_request_context() else ""
    assert request.isalnum() or not request, "it is made by us, of hexadecimal digits"
    known = replace(whom, event="") if whom.event else whom
    event = whom.event.replace("'", "''")
    said = f"'{request}'; SET LOCAL portal.flow_event = '{event}'"
    send(driver, _statement(known, _role(connection)) + said.encode())
    connection.info[_APPLIED] = whom


def send(driver: Any, settings: bytes) -> None:
    """Send settings as they are, the first of a transaction in one message with its BEGIN.

    A page changes them twice, so it is done without a cursor.

    Raises:
        psycopg.Error: as psycopg would have said it.
    """
    server = driver.pgconn
    begins = server.transaction_status == pq.TransactionStatus.IDLE and not driver.autocommit
    result = server.exec_(b"BEGIN; " + settings if begins else settings)
    if result.status == pq.ExecStatus.COMMAND_OK:
        return
    if server.status == pq.ConnStatus.BAD:
        raise psycopg.OperationalError(server.get_error_message())
    raise psycopg.errors.error_from_result(result)


def send_end(connection: sa.Connection) -> None:
    """End a transaction that has only read, as cheaply as `send` begins one."""
    driver: Any = connection.connection.driver_connection
    if driver.info.transaction_status == pq.TransactionStatus.INTRANS:
        driver.commit()


def present() -> Standing:
    """For whom this application context acts."""
    known: Standing | None = getattr(app_ctx, "portal_standing", None)
    return known or (NOBODY if has_request_context() else PORTAL)


def become(whom: Standing) -> None:
    """From here on this application context acts for somebody else."""
    app_ctx.portal_standing = whom  # type: ignore[attr-defined]
    session: Session | None = getattr(app_ctx, "portal_session", None)
    if session is not None and session.in_transaction():
        connection = session.connection()
        if connection.info.get(_APPLIED) != whom:
            apply(connection, whom)


def person(audience: str, person_id: int) -> tuple[str, int]:
    """Somebody as `through` understands it."""
    return {"citizen": "citizen", "business": "user"}.get(audience, "staff"), person_id


def of(session: Session) -> Standing:
    """For whom the session's transaction acts."""
    found: Standing = session.connection().info.get(_APPLIED, NOBODY)
    return found


@contextmanager
def through(
    session: Session,
    flow: str,
    *,
    key: int | None = None,
    event: str = "",
    unless: tuple[str, int] | None = None,
) -> Iterator[None]:
    """Inside, what `flow` opens is open as well: for what must reach beyond one's own rows.

    The portal itself and staff see them anyway, as does the person of `unless`, whom alone it
    concerns: then nothing is sent.
    """
    before = of(session)
    is_own = unless is not None and getattr(before, unless[0]) == unless[1]
    with _for_a_while(
        session, before if is_own else replace(before, flow=flow, key=key, event=event)
    ):
        yield


@contextmanager
def entirely(session: Session) -> Iterator[None]:
    """Inside, all rows are open: for what the portal does with everything there is about somebody.

    Who asks for it was let in before; what is read must be narrowed by the code.
    """
    with _for_a_while(session, replace(of(session), inside=True)):
        yield


@contextmanager
def _for_a_while(session: Session, wider: Standing) -> Iterator[None]:
    before = of(session)
    if before.inside or wider == before:
        yield
        return
    session.flush()
    connection = session.connection()
    apply(connection, wider)
    try:
        yield
        session.flush()
    finally:
        driver: Any = connection.connection.driver_connection
        # A refused statement takes the setting with it, when its savepoint is rolled back.
        if driver.info.transaction_status == pq.TransactionStatus.INTRANS:
            apply(connection, before)


def inside(engine: sa.Engine) -> None:
    """Let everything that `engine` begins be the portal's own: for the bench and for tests."""
    sa.event.listen(engine, "begin", lambda connection: apply(connection, PORTAL))
