"""Alembic's migrations; `keyquestions.store.database` runs them when a database is opened."""
