"""Fixtures that every part of the tests may use. Values come from `tests.builders`."""

from pathlib import Path

import pytest

from pipeline.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a fresh installation below a temporary folder."""
    return Settings(home=tmp_path / "home")
