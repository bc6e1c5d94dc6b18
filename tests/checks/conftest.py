"""The checks that need a database use the integration tests' one."""

from tests.integration.conftest import bare_app, engine

__all__ = ["bare_app", "engine"]
