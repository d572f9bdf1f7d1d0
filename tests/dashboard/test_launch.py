"""How the server is started."""

from pathlib import Path

import pytest

from dashboard.launch import command, environment
from pipeline.settings import Settings


def test_the_server_listens_on_this_machine_only_and_sends_nothing_home() -> None:
    line = command(8600)
    for option in (
        "--server.address=127.0.0.1",
        "--server.port=8600",
        "--browser.gatherUsageStats=false",
        "--client.showErrorDetails=none",
    ):
        assert option in line


def test_the_server_opens_the_store_of_the_settings_it_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = Settings(home=tmp_path / "elsewhere", database_url="postgresql+psycopg://clinic@db/qa")
    for name, value in environment(given).items():
        if name.startswith("CALLQA_"):
            monkeypatch.setenv(name, value)
    opened = Settings()
    assert (opened.home, opened.database_url) == (given.home, given.database_url)


def test_a_key_in_the_settings_is_handed_on_and_never_stands_in_the_command_line() -> None:
    given = Settings.model_validate({"master_key": "a2V5"})
    assert environment(given)["CALLQA_MASTER_KEY"] == "a2V5"
    assert "a2V5" not in " ".join(command(8600))
