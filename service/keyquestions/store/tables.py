"""The tables; `migrations/` is how a database comes to have them."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
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

analyses = Table(
    "analyses",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("state", String(12), nullable=False),
    Column("content_hash", String(80), nullable=False),
    Column("title", Text),
    Column("output_language", String(16)),
    Column("means", JSON, nullable=False),  # what it is, or was, made with
    Column("error_code", String(40)),
    Column("error_message", Text),
    Column("retryable", Boolean),
    Column("attempts", Integer, nullable=False),  # how often it was begun; tells leases apart
    Column("deaths", Integer, nullable=False),  # how often its process died since it was posted
    Column("steps", Integer, nullable=False),  # the last `seq` of its progress
    Column("worker", String(80)),
    Column("leased_until", DateTime(timezone=True)),
    Column("cancelling", Boolean, nullable=False),
    Column("key_id", String(64)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("queued_at", DateTime(timezone=True), nullable=False),
    Column("started_at", DateTime(timezone=True)),
    Column("finished_at", DateTime(timezone=True)),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    # Last, so that whoever wants only the rest need not read over them.
    Column("article", LargeBinary, nullable=False),  # JSON, deflated
    Column("result", LargeBinary),  # JSON, deflated
    Index("analyses_by_state", "state", "queued_at"),
    Index("analyses_by_time", "created_at", "id"),
)

refs = Table(
    "refs",
    metadata,
    Column("external_id", Text, primary_key=True),
    Column("analysis_id", String(64), primary_key=True),
    Column("url", Text),
    Column("requested_at", DateTime(timezone=True), nullable=False),
    Index("refs_by_analysis", "analysis_id"),
    Index("refs_by_time", "external_id", "requested_at"),
)

progress = Table(
    "progress",
    metadata,
    Column("analysis_id", String(64), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("event", String(12), nullable=False),
    Column("data", JSON, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("analysis_id", String(64), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("state", String(12), nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("content_hash", String(80), nullable=False),
    Column("edits", JSON),
    Column("key_id", String(64)),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

analysis_replies = Table(
    "analysis_replies",
    metadata,
    Column("analysis_id", String(64), primary_key=True),
    Column("reply_key", String(64), primary_key=True),
    Index("analysis_replies_by_key", "reply_key"),
)

keys = Table(
    "keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", String(64), nullable=False),  # of the secret, which is nowhere
    Column("scopes", Text, nullable=False),  # a JSON array
    Column("requests_per_minute", Integer),
    Column("requests_per_day", Integer),
    Column("usd_per_month", Float),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
    Column("last_used_at", DateTime(timezone=True)),
)

usage = Table(
    "usage",
    metadata,
    Column("key_id", String(32), primary_key=True),
    Column("day", Date, primary_key=True),  # of UTC
    Column("requests", BigInteger, nullable=False),
    Column("minute", BigInteger, nullable=False),  # the last one with a request, since 1970
    Column("minute_requests", BigInteger, nullable=False),
    Column("analyses", BigInteger, nullable=False),
    Column("calls", BigInteger, nullable=False),
    Column("tokens_input", BigInteger, nullable=False),
    Column("tokens_output", BigInteger, nullable=False),
    Column("cost_usd", Float, nullable=False),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("key_id", String(32), primary_key=True),
    Column("name", String(255), primary_key=True),  # what the Idempotency-Key says
    Column("payload", String(64), nullable=False),  # the digest of method, path, query and body
    Column("owner", String(32), nullable=False),  # of the lease: one request
    Column("leased_until", DateTime(timezone=True), nullable=False),
    Column("status", Integer),  # NULL while the request is not answered
    Column("headers", Text),  # a JSON array of pairs
    Column("body", LargeBinary),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    Column("about", String(64)),  # the id of what the answer speaks of, and is erased with
    Index("idempotency_by_expiry", "expires_at"),
    Index("idempotency_by_thing", "about"),
)

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False),  # as it is: it signs, so a digest would not do
    Column("events", JSON, nullable=False),  # a list of names
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("disabled_at", DateTime(timezone=True)),
    Column("disabled_because", String(32)),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(40), primary_key=True),
    # No foreign key: a webhook that is deleted must not make an analysis' transaction fail.
    Column("webhook_id", String(32), nullable=False),
    Column("event", String(40), nullable=False),
    Column("payload", Text, nullable=False),  # what is signed and sent, to the byte
    Column("state", String(10), nullable=False),  # pending, delivered, dead
    Column("attempts", Integer, nullable=False),
    # When it is tried next; while a worker has it, when its lease is over.
    Column("next_at", DateTime(timezone=True), nullable=False),
    Column("worker", String(64)),
    Column("last_status", Integer),
    Column("last_error", String(32)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("settled_at", DateTime(timezone=True)),
    Index("deliveries_due", "webhook_id", "state", "next_at"),
    Index("deliveries_settled", "state", "settled_at"),
)

batches = Table(
    "batches",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("key_id", String(64)),
    Column("state", String(12), nullable=False),  # receiving, running, cancelling, finished, …
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Index("batches_by_time", "created_at", "id"),
    Index("batches_by_state", "state", "created_at"),
)

batch_items = Table(
    "batch_items",
    metadata,
    Column("batch_id", String(32), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),  # the line, from 1
    Column("custom_id", String(200)),  # None where the line does not say
    Column("external_id", String(200)),
    Column("request", LargeBinary),  # JSON, deflated; None once it is not needed any more
    Column("state", String(10), nullable=False),  # waiting, running, succeeded, partial, failed, …
    Column("analysis_id", String(64)),
    Column("error_code", String(40)),
    Column("error_message", Text),
    Column("retryable", Boolean, nullable=False),
    Column("worker", String(64)),
    Column("leased_until", DateTime(timezone=True)),
    Index("batch_items_by_custom_id", "batch_id", "custom_id", unique=True),
    Index("batch_items_by_state", "batch_id", "state", "position"),
    Index("batch_items_by_analysis", "analysis_id"),
    Index("batch_items_by_article", "external_id"),
)
