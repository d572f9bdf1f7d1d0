"""Migrations make exactly the tables that the code knows, and can be taken back."""

import logging
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, MetaData, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from pipeline.domain.ids import CallId
from pipeline.domain.phi import PhiLabel
from pipeline.domain.score import Severity
from pipeline.domain.status import HiddenCounts
from pipeline.errors import BadInputError
from pipeline.settings import Settings
from pipeline.store import open_store
from pipeline.store.database import connect, for_writing
from pipeline.store.schema import downgrade, locked, upgrade
from pipeline.store.tables import Base, FlagRow
from tests import builders


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


def test_a_store_of_the_first_schema_keeps_everything_and_its_old_calls_are_counted(
    engine: Engine, store_settings: Settings
) -> None:
    with locked(engine) as config:
        command.upgrade(config, "0001")
    name, gate = (
        '{"start":0,"end":4,"label":"NAME","confidence":0.6}',
        '{"start":5,"end":9,"label":"PHONE","by_gate":true}',
    )
    fill_first_schema(
        engine, {"plain": ["[]", "[]"], "older": [f"[{name}]", "[]"], "newer": [f"[{name},{gate}]", f"[{gate}]"]}
    )
    before = contents(engine)
    upgrade(engine)
    after = contents(engine)
    counted = {row.pop("call_id"): row for row in (dict(one) for one in after["redacted_transcript"])}
    assert {call: (row["identifiers_hidden"], row["hidden_by_gate"]) for call, row in counted.items()} == {
        "plain": (0, 0),
        "older": (1, 0),
        "newer": (3, 2),
    }
    store = open_store(store_settings)
    assert [span.label for span in store.redacted(CallId("newer")).turns[0].phi] == [PhiLabel.NAME, PhiLabel.PHONE]
    assert store.status().hidden == HiddenCounts(identifiers=4, by_gate=2, withheld_by_gate=0)
    store.close()
    downgrade(engine, "0001")
    assert contents(engine) == before


def fill_first_schema(engine: Engine, calls: dict[str, list[str]]) -> None:
    """Calls as the first schema held them: id -> the PHI column of each turn."""
    quality = builders.QUALITY.model_dump_json()
    with engine.begin() as connection:
        for call, turns in calls.items():
            for statement in (
                "INSERT INTO call (id, sha256, container, codec, duration_s, sample_rate, channels, admitted_at)"
                " VALUES (:call, :call, 'wav', 'pcm', 60, 8000, 1, '2026-03-02 09:15:00')",
                "INSERT INTO redacted_transcript VALUES (:call, 60, 'en', :quality, '[]', 'f')",
            ):
                connection.execute(text(statement), {"call": call, "quality": quality})
            for turn, phi in enumerate(turns):
                connection.execute(
                    text("INSERT INTO redacted_turn VALUES (:call, :turn, 'caller', 0, 1, 'Hello.', '[]', :phi)"),
                    {"call": call, "turn": turn, "phi": phi},
                )


def contents(engine: Engine) -> dict[str, list[dict[str, object]]]:
    """Every row of every table but Alembic's own, as the database has them."""
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]
            for table in found.sorted_tables
            if table.name != "alembic_version"
        }


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
