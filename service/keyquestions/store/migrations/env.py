"""Alembic's entry: run on the connection, and in the transaction, that the opener holds."""

from alembic import context

from keyquestions.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
