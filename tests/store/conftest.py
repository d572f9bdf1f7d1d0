"""One store, opened on SQLite and on PostgreSQL alike."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from pipeline.settings import Settings
from pipeline.store import FileVault, Store, open_store, open_vault
from tests.store.postgres import find_binaries, running_server

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("no PostgreSQL here: neither pg_config, nor initdb on the PATH, nor /usr/lib/postgresql/*/bin")
    with running_server(binaries) as url:
        yield url


@pytest.fixture
def postgres_settings(postgres_server: str, tmp_path: Path) -> Iterator[Settings]:
    """A new, empty database for each test."""
    name = f"callqa{next(_numbers)}"
    with psycopg.connect(postgres_server.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield Settings(home=tmp_path / "home", database_url=postgres_server.format(name=name))
    with psycopg.connect(postgres_server.format(name="postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def store_settings(request: pytest.FixtureRequest) -> Settings:
    """Settings of an empty store, once for each database."""
    fixture = "settings" if request.param == "sqlite" else "postgres_settings"
    found: Settings = request.getfixturevalue(fixture)
    return found


@pytest.fixture
def store(store_settings: Settings) -> Iterator[Store]:
    opened = open_store(store_settings)
    yield opened
    opened.close()


@pytest.fixture
def vault(store_settings: Settings, store: Store) -> FileVault:
    return open_vault(store_settings, store)
