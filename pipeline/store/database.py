"""How the database is opened, and the unit of work: one transaction for reading, one for writing."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, Select, create_engine, event
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from pipeline.domain.ids import CallId
from pipeline.errors import BadInputError, UnknownIdError
from pipeline.settings import Settings
from pipeline.store.keys import Sealer
from pipeline.store.tables import Base, CallRow

_BUSY_TIMEOUT_MS = 30_000
_FOR_WRITING = "callqa_for_writing"


def connect(settings: Settings) -> Engine:
    """An engine for the settings' database; raises BadInputError for a URL of any other kind than ours.

    `hide_parameters`: what is stored never appears in an exception's text.
    """
    try:
        url = make_url(settings.url)
    except ArgumentError as error:
        raise BadInputError("database_url is not a database URL; give postgresql+psycopg://…") from error
    kind = url.get_backend_name()
    if kind == "postgresql":
        return create_engine(url.set(drivername="postgresql+psycopg"), hide_parameters=True, pool_pre_ping=True)
    if kind != "sqlite":
        raise BadInputError(f"database_url names {kind}; callqa keeps its store in sqlite or postgresql")
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    for pragma in (
        f"busy_timeout = {_BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",  # a call that is marked as done stays so after a power cut
        "foreign_keys = ON",
        "secure_delete = ON",  # deleted rows are overwritten with zeros
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once, with no waiting, when another process wrote in
    # between. Writers therefore take the write lock at their beginning, where busy_timeout makes them wait.
    writing = connection.get_execution_options().get(_FOR_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def for_writing(engine: Engine) -> Engine:
    """The same engine, whose transactions take SQLite's write lock at their beginning."""
    return engine.execution_options(**{_FOR_WRITING: True})


class Database:
    """The base of the store's parts: sessions, sealing, and three small helpers for writing."""

    def __init__(self, engine: Engine, sealer: Sealer, home: Path) -> None:
        self._engine = engine
        self._writer = for_writing(engine)
        self._sealer = sealer
        self._home = home

    def close(self) -> None:
        """Give all connections back; the store must not be used afterwards."""
        self._engine.dispose()

    def read(self, query: Select[*tuple[Any, ...]]) -> Sequence[Row[*tuple[Any, ...]]]:
        """The rows of a query, for the parts of this folder that are not the store itself."""
        with self._reading() as session:
            return session.execute(query).all()

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with Session(self._engine) as session:
            yield session

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        """All or nothing: commits at the end, rolls back when anything is raised."""
        with Session(self._writer) as session, session.begin():
            yield session


def add_once(session: Session, row: type[Base], **values: object) -> bool:
    """Insert unless a row with the same key is there, another process's included; whether it was new."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement = insert(row).values(**values).on_conflict_do_nothing().returning(*row.__table__.primary_key)
    return session.execute(statement).first() is not None


def locked_call(session: Session, call_id: CallId) -> CallRow:
    """The call's row, locked until the transaction ends, so that writers of one call take turns.

    Raises UnknownIdError where there is no such call.
    """
    call = session.get(CallRow, call_id, with_for_update=True)
    if call is None:
        raise UnknownIdError(f"the store has no call {call_id}")
    return call
