"""The replies of chat models."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and its index."""
    op.create_table(
        "replies",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("request", sa.LargeBinary, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("finish", sa.String(16), nullable=False),
        sa.Column("structure", sa.String(16)),
        sa.Column("model_served", sa.Text),
        sa.Column("tokens_input", sa.Integer),
        sa.Column("tokens_output", sa.Integer),
        sa.Column("tokens_cached", sa.Integer),
        sa.Column("tokens_reasoning", sa.Integer),
        sa.Column("cost_usd", sa.Float),
        sa.Column("latency_ms", sa.Integer),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("replies_by_task", "replies", ["task", "created_at"])


def downgrade() -> None:
    """Drop the table: the replies are lost."""
    op.drop_table("replies")
