"""Alembic runs this file with the connection that `pipeline.store.schema` opened."""

from alembic import context

from pipeline.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter most things in place: Alembic copies the table instead
)
with context.begin_transaction():
    context.run_migrations()
