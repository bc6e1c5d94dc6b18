"""Factories of the rooms' rows. They flush into the test's session."""

from factory.alchemy import SQLAlchemyModelFactory
from sqlalchemy import orm

_session: list[orm.Session] = []


def bind(session: orm.Session) -> None:
    """Let every factory write through `session`."""
    _session[:] = [session]


class Factory(SQLAlchemyModelFactory):
    """Base of the rooms' factories."""

    class Meta:
        abstract = True
        sqlalchemy_session_factory = lambda: _session[0]  # noqa: E731
        sqlalchemy_session_persistence = "flush"
