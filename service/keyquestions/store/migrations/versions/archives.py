"""Archives: batches that are read from files, their chunks, their workers, and what they cost."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_UNWRITTEN = sa.text("written = false AND state NOT IN ('waiting', 'running')")


def upgrade() -> None:
    """Add the columns and create the tables."""
    _batches()
    _chunks()
    _money()


def _batches() -> None:
    added = (
        sa.Column("name", sa.String(200)),
        sa.Column("source", sa.Text),
        sa.Column("target", sa.Text),
        sa.Column("options", sa.JSON),
        sa.Column("complete", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("budget_usd", sa.Float),
        sa.Column("halted", sa.String(40)),
        sa.Column("halted_because", sa.Text),
        sa.Column("runner", sa.String(80)),
    )
    for column in added:
        op.add_column("batches", column)
    op.create_index("batches_by_name", "batches", ["name", "created_at"])
    op.add_column("batch_items", sa.Column("written", sa.Boolean))
    # Whoever ran lines before this version is gone: they wait.
    op.execute("UPDATE batch_items SET state = 'waiting' WHERE state = 'running'")
    op.drop_index("batch_items_by_custom_id", "batch_items")
    op.create_index("batch_items_by_custom_id", "batch_items", ["batch_id", "custom_id"])
    op.drop_column("batch_items", "worker")
    op.drop_column("batch_items", "leased_until")
    op.create_index(
        "batch_items_unwritten",
        "batch_items",
        ["batch_id", "position"],
        sqlite_where=_UNWRITTEN,
        postgresql_where=_UNWRITTEN,
    )


def _chunks() -> None:
    op.create_table(
        "batch_chunks",
        sa.Column("batch_id", sa.String(32), primary_key=True),
        sa.Column("first", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
    )
    op.execute(
        "INSERT INTO batch_chunks (batch_id, first, last, round, state) "
        "SELECT batch_id, MIN(position), MAX(position), 0, 'held' FROM batch_items "
        "GROUP BY batch_id"
    )
    op.create_index("batch_chunks_by_state", "batch_chunks", ["batch_id", "state", "first"])
    op.create_table(
        "workers",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("host", sa.String(80), nullable=False),
        sa.Column("pid", sa.Integer, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heir", sa.String(80)),
    )


def _money() -> None:
    op.create_table(
        "intents",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("worker", sa.String(80), nullable=False),
        sa.Column("usd", sa.Float, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("intents_by_account", "intents", ["account"])
    op.create_index("intents_by_worker", "intents", ["worker"])
    op.create_table(
        "spending",
        sa.Column("account", sa.String(64), primary_key=True),
        sa.Column("usd", sa.Float, nullable=False),
        sa.Column("usd_perhaps", sa.Float, nullable=False),
        sa.Column("calls", sa.BigInteger, nullable=False),
        sa.Column("calls_perhaps", sa.BigInteger, nullable=False),
        sa.Column("tokens_input", sa.BigInteger, nullable=False),
        sa.Column("tokens_output", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Drop what was added: archives that are under way are lost."""
    for name in ("spending", "intents", "workers", "batch_chunks"):
        op.drop_table(name)
    op.drop_index("batch_items_unwritten", "batch_items")
    op.drop_column("batch_items", "written")
    op.add_column("batch_items", sa.Column("worker", sa.String(64)))
    op.add_column("batch_items", sa.Column("leased_until", sa.DateTime(timezone=True)))
    op.drop_index("batches_by_name", "batches")
    for name in (
        "name", "source", "target", "options", "complete", "budget_usd", "halted",
        "halted_because", "runner",
    ):  # fmt: skip
        op.drop_column("batches", name)
