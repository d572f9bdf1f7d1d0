"""Migrations make exactly the tables that the code knows, and can be taken back."""

import logging
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, insert, inspect, text
from sqlalchemy.exc import IntegrityError

from pipeline.domain.score import Severity
from pipeline.errors import BadInputError
from pipeline.settings import Settings
from pipeline.store.database import connect, for_writing
from pipeline.store.schema import downgrade, locked, upgrade
from pipeline.store.tables import Base, FlagRow


@pytest.fixture
def engine(store_settings: Settings) -> Iterator[Engine]:
    opened = for_writing(connect(store_settings))
    yield opened
    opened.dispose()


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def test_migrating_from_nothing_gives_the_tables_of_the_code(engine: Engine) -> None:
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_constraints_carry_the_names_that_the_code_gives_them(engine: Engine) -> None:
    upgrade(engine)
    found = inspect(engine)
    for table in Base.metadata.sorted_tables:
        assert found.get_pk_constraint(table.name)["name"] == table.primary_key.name
        assert {one["name"] for one in found.get_foreign_keys(table.name)} == {
            one.name for one in table.foreign_key_constraints
        }


def test_going_back_leaves_nothing_and_going_forth_again_works(engine: Engine) -> None:
    upgrade(engine)
    downgrade(engine, "base")
    assert tables(engine) == {"alembic_version"}
    upgrade(engine)
    assert tables(engine) == {"alembic_version", *Base.metadata.tables}


def test_opening_again_runs_no_migration(engine: Engine, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "alembic"):
        upgrade(engine)
        assert "Running upgrade" in caplog.text
        caplog.clear()
        upgrade(engine)
        assert "Running upgrade" not in caplog.text


def test_a_database_of_newer_code_is_refused(engine: Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadInputError, match="update callqa"):
        upgrade(engine)


@pytest.mark.parametrize("url", ["mysql://localhost/callqa", "no url at all"])
def test_another_kind_of_database_is_refused(settings: Settings, url: str) -> None:
    with pytest.raises(BadInputError, match="database_url"):
        connect(Settings(home=settings.home, database_url=url))


def test_an_error_of_the_database_shows_nothing_of_what_was_written(engine: Engine) -> None:
    upgrade(engine)
    with pytest.raises(Exception, match="access_event") as caught, engine.begin() as connection:
        connection.execute(
            text("INSERT INTO access_event (call_id, kind, actor) VALUES (:call_id, :kind, :actor)"),
            {"call_id": "a", "kind": "b", "actor": "Dana Whitlow"},
        )
    assert "parameters hidden" in str(caught.value)


def test_a_migration_that_is_cut_off_leaves_nothing_half_made(engine: Engine) -> None:
    def cut_off_at_the_end() -> None:
        with locked(engine) as config:
            command.upgrade(config, "head")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut_off_at_the_end()
    assert tables(engine) == set()
    upgrade(engine)
    assert tables(engine) == {"alembic_version", *Base.metadata.tables}


def test_a_row_of_a_call_that_is_not_there_is_refused(engine: Engine) -> None:
    upgrade(engine)
    orphan = insert(FlagRow).values(call_id="none", position=0, rule="r", severity=Severity.MINOR, criteria=())
    with engine.connect() as connection, pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        connection.execute(orphan)
