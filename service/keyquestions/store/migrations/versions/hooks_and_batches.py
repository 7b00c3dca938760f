"""Webhooks with their deliveries, and batches with their items."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and their indexes."""
    _webhooks()
    _batches()


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("events", sa.JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True)),
        sa.Column("disabled_because", sa.String(32)),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("webhook_id", sa.String(32), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worker", sa.String(64)),
        sa.Column("last_status", sa.Integer),
        sa.Column("last_error", sa.String(32)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
    )
    op.create_index("deliveries_due", "deliveries", ["webhook_id", "state", "next_at"])
    op.create_index("deliveries_settled", "deliveries", ["state", "settled_at"])


def _batches() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("key_id", sa.String(64)),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
    )
    op.create_index("batches_by_time", "batches", ["created_at", "id"])
    op.create_index("batches_by_state", "batches", ["state", "created_at"])
    op.create_table(
        "batch_items",
        sa.Column("batch_id", sa.String(32), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("custom_id", sa.String(200)),
        sa.Column("external_id", sa.String(200)),
        sa.Column("request", sa.LargeBinary),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("analysis_id", sa.String(64)),
        sa.Column("error_code", sa.String(40)),
        sa.Column("error_message", sa.Text),
        sa.Column("retryable", sa.Boolean, nullable=False),
        sa.Column("worker", sa.String(64)),
        sa.Column("leased_until", sa.DateTime(timezone=True)),
    )
    unique = ["batch_id", "custom_id"]
    op.create_index("batch_items_by_custom_id", "batch_items", unique, unique=True)
    op.create_index("batch_items_by_state", "batch_items", ["batch_id", "state", "position"])
    op.create_index("batch_items_by_analysis", "batch_items", ["analysis_id"])
    op.create_index("batch_items_by_article", "batch_items", ["external_id"])


def downgrade() -> None:
    """Drop the tables: what was not delivered and not analysed is lost."""
    for name in ("batch_items", "batches", "deliveries", "webhooks"):
        op.drop_table(name)
