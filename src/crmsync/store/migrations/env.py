"""Runs the migrations on the connection that `crmsync.store.engine` hands over, inside its transaction."""

from alembic import context

from crmsync.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
