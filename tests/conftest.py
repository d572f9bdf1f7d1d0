"""Fixtures that every part of the tests may use. Values come from `tests.builders`."""

import os
from pathlib import Path

import pytest

from pipeline.flows.prefect_home import configure_prefect
from pipeline.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a fresh installation below a temporary folder."""
    return Settings(home=tmp_path / "home")


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prefect's folder for all flow tests: its embedded server takes seconds to start, so they share one."""
    home = tmp_path_factory.mktemp("prefect")
    os.environ["PREFECT_HOME"] = str(home)
    configure_prefect(Settings(home=home))
    return home
