"""Kept answers know what they are about, and are erased with it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of answers that were kept before nobody knows it, so they go."""
    op.execute("DELETE FROM idempotency WHERE status IS NOT NULL")
    op.add_column("idempotency", sa.Column("about", sa.String(64)))
    op.create_index("idempotency_by_thing", "idempotency", ["about"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("idempotency_by_thing", "idempotency")
    op.drop_column("idempotency", "about")
