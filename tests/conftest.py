"""What every test may ask for. Tests in `unit` never touch the database."""

from datetime import UTC, datetime

import hypothesis
import pytest

from portal.settings import Settings

# A machine that is busy with other things makes no rule wrong.
hypothesis.settings.register_profile("portal", deadline=None)
hypothesis.settings.load_profile("portal")

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday, ten o'clock in Denmark


@pytest.fixture
def now() -> datetime:
    """A fixed working-day morning, for tests that need a present."""
    return NOW


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a test run: nothing from the developer's environment but the database."""
    return Settings(env="test", data_dir=tmp_path_factory.mktemp("data"), log_level="error")
