"""Protected name and address: who the reader of this request is, and what others see instead.

A row of somebody who is protected shows its name, address, e-mail and telephone only to staff who
are named for it. That is decided where the columns are read, so no page can forget it. Jobs and
citizens themselves read what is stored.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from flask import g, has_app_context, has_request_context
from flask.globals import app_ctx
from flask_babel import gettext as _
from sqlalchemy.ext.hybrid import hybrid_property

from portal.core.access import Actor, Audience


def reader() -> frozenset[int] | None:
    """The protected citizens whom the reader may see; None when nothing is to be hidden."""
    actor: Actor | None = g.get("actor") if has_request_context() else _told()
    if actor is None or actor.audience is Audience.CITIZEN:
        return None
    return actor.sees_protected


def _told() -> Actor | None:
    told: Actor | None = getattr(app_ctx, "portal_reader", None) if has_app_context() else None
    return told


@contextmanager
def read_by(actor: Actor) -> Iterator[None]:
    """Inside, a job reads for somebody: what is hidden from them is hidden in what it makes."""
    app_ctx.portal_reader = actor  # type: ignore[attr-defined]
    try:
        yield
    finally:
        app_ctx.portal_reader = None  # type: ignore[attr-defined]


def hidden_name() -> str:
    """What stands where the name would."""
    return str(_("Protected name and address"))


def somebody() -> str:
    """What a sentence calls a person whose name is hidden."""
    return str(_("The citizen"))


def nothing() -> str:
    """What stands where an address would."""
    return ""


def unknown() -> None:
    """What stands where a telephone number or an e-mail address would."""


def hidden_from_reader(owner: Any) -> Any:
    """`owner` is a row or its class with `id` and `protected_from`: a bool, or SQL for it."""
    named = reader()
    if isinstance(owner, type) or not hasattr(owner, "_sa_instance_state"):
        if named is None:
            return sa.false()
        return sa.and_(owner.protected_from.is_not(None), owner.id.not_in(named))
    return named is not None and owner.protected_from is not None and owner.id not in named


def shown(column: str, instead: Callable[[], Any]) -> Any:
    """An attribute that reads and writes `column`, and gives `instead` to whom it is hidden from.

    The owner has `is_hidden`.
    """

    def read(owner: Any) -> Any:
        return instead() if owner.is_hidden else getattr(owner, column)

    def write(owner: Any, value: Any) -> None:
        setattr(owner, column, value)

    def in_sql(owner: Any) -> Any:
        real = getattr(owner, column)
        if reader() is None:
            return real
        return sa.case((owner.is_hidden, sa.literal(instead(), real.type)), else_=real)

    return hybrid_property(read, fset=write, expr=in_sql)
