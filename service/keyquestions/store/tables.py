"""The tables; `migrations/` is how a database comes to have them."""

from sqlalchemy import (
    Column,
    DateTime,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

replies = Table(
    "replies",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("model", Text, nullable=False),
    Column("task", Text, nullable=False),  # the schema's name, "" where there is none
    Column("request", LargeBinary, nullable=False),  # canonical JSON, deflated
    Column("text", Text, nullable=False),
    Column("finish", String(16), nullable=False),
    Column("structure", String(16)),
    Column("model_served", Text),
    Column("tokens_input", Integer),
    Column("tokens_output", Integer),
    Column("tokens_cached", Integer),
    Column("tokens_reasoning", Integer),
    Column("cost_usd", Float),
    Column("latency_ms", Integer),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Index("replies_by_task", "task", "created_at"),
)
