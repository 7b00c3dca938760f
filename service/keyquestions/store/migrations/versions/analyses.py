"""Analyses with their articles, names, progress, reviews and replies."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and their indexes."""
    _analyses()
    _what_belongs_to_them()


def _analyses() -> None:
    op.create_table(
        "analyses",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("content_hash", sa.String(80), nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("output_language", sa.String(16)),
        sa.Column("means", sa.JSON, nullable=False),
        sa.Column("error_code", sa.String(40)),
        sa.Column("error_message", sa.Text),
        sa.Column("retryable", sa.Boolean),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("deaths", sa.Integer, nullable=False),
        sa.Column("steps", sa.Integer, nullable=False),
        sa.Column("worker", sa.String(80)),
        sa.Column("leased_until", sa.DateTime(timezone=True)),
        sa.Column("cancelling", sa.Boolean, nullable=False),
        sa.Column("key_id", sa.String(64)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("article", sa.LargeBinary, nullable=False),
        sa.Column("result", sa.LargeBinary),
    )
    op.create_index("analyses_by_state", "analyses", ["state", "queued_at"])
    op.create_index("analyses_by_time", "analyses", ["created_at", "id"])


def _what_belongs_to_them() -> None:
    op.create_table(
        "refs",
        sa.Column("external_id", sa.Text, primary_key=True),
        sa.Column("analysis_id", sa.String(64), primary_key=True),
        sa.Column("url", sa.Text),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("refs_by_analysis", "refs", ["analysis_id"])
    op.create_index("refs_by_time", "refs", ["external_id", "requested_at"])
    op.create_table(
        "progress",
        sa.Column("analysis_id", sa.String(64), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(12), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
    )
    op.create_table(
        "reviews",
        sa.Column("analysis_id", sa.String(64), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reviewer", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("content_hash", sa.String(80), nullable=False),
        sa.Column("edits", sa.JSON),
        sa.Column("key_id", sa.String(64)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "analysis_replies",
        sa.Column("analysis_id", sa.String(64), primary_key=True),
        sa.Column("reply_key", sa.String(64), primary_key=True),
    )
    op.create_index("analysis_replies_by_key", "analysis_replies", ["reply_key"])


def downgrade() -> None:
    """Drop the tables: analyses and reviews are lost."""
    for name in ("analysis_replies", "reviews", "progress", "refs", "analyses"):
        op.drop_table(name)
