"""Brings a database to the schema of this code, and back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine, text

from pipeline.errors import BadInputError
from pipeline.settings import Settings
from pipeline.store.database import connect, for_writing

_LOCK = 7_203_114_902  # any number, as long as every process of ours takes the same


def upgrade(engine: Engine) -> None:
    """Run the migrations that are missing; two processes at once run them once.

    Raises BadInputError where the database comes from a newer version of the code.
    """
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    scripts = ScriptDirectory.from_config(_config())
    if current == scripts.get_current_head():
        return
    with locked(engine) as config:
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise BadInputError(f"the database's schema {current} is unknown here: update callqa") from error


def downgrade(engine: Engine, revision: str) -> None:
    """Back to a revision, `base` for an empty database. Loses what the older schema cannot hold."""
    with locked(engine) as config:
        command.downgrade(config, revision)


def draft(message: str) -> None:
    """Write a draft of the next migration: what the tables say and the migrations lack. For developers."""
    with TemporaryDirectory() as folder:
        engine = for_writing(connect(Settings(home=Path(folder), database_url=None)))
        upgrade(engine)
        with locked(engine) as config:
            command.revision(config, message, autogenerate=True)
        engine.dispose()


@contextmanager
def locked(engine: Engine) -> Iterator[Config]:
    """One transaction for a migration and its bookkeeping; other processes that want to migrate wait for it."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        config = _config()
        config.attributes["connection"] = connection
        yield config


def _config() -> Config:
    config = Config()
    # Config interpolates like configparser: a percent sign in a path must be doubled.
    folder = str(Path(__file__).parent / "migrations").replace("%", "%%")
    config.set_main_option("script_location", folder)
    return config
