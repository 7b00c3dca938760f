"""Durable workflows: a chunk that was handed out is worked on until it is done, by DBOS Transact.

One workflow a chunk, never a step a line: MEASURED figures say why. What a chunk had got when its
process died is in the database, so that it is simply begun again.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from dbos import DBOS, DBOSConfig, SetWorkflowID
from sqlalchemy import Engine, create_engine, event, make_url

from keyquestions.store.chunks import Chunk
from keyquestions.store.database import known_url, translated
from keyquestions.telemetry import quiet, unhandled

QUEUE = "keyquestions-archives"
NAME = "keyquestions_archive_chunk"
VERSION = "archives-1"
"""Of the workflow: by the default, a hash of the code, an upgrade would strand all work."""

THREADS = 8
POLL = 0.25
"""Seconds between two looks at the queue."""

SPARE = 2
"""Chunks beyond those that fill all places: one's last lines shall not leave places empty."""

LIVING = frozenset({"PENDING", "ENQUEUED", "DELAYED"})

T = TypeVar("T")
Run = Callable[[Chunk], Awaitable[None]]


class Workflows:
    """Chunks as workflows in a queue, which all workers with the same database share.

    There is one for each process, as the library has it. It adopts the running event loop.
    """

    def __init__(self, url: str, worker: str, run: Run, chunks_at_once: int) -> None:
        """Have `run` called for chunks; `worker` is what no other process is called."""
        self._url = url
        self._worker = worker
        self._run = run
        self._at_once = chunks_at_once
        self._engine: Engine | None = None
        # The library's calls block, and its own pool is what its workflows write with.
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="keyquestions-workflows")

    async def open(self) -> None:
        """Begin to take chunks.

        Raises:
            StoreFailed: the database does not work.
        """
        quiet("dbos")
        with translated("opened"):
            self._engine = _engine(self._url)
            unhandled("dbos")
            DBOS(config=self._config())
            self._workflow = DBOS.workflow(name=NAME)(_workflow(self._run))
            DBOS.launch()
            await self._call(
                partial(
                    DBOS.register_queue,
                    QUEUE,
                    worker_concurrency=self._at_once,
                    polling_interval_sec=POLL,
                    on_conflict="always_update",
                )
            )

    async def enqueue(self, chunks: Iterable[Chunk]) -> None:
        """Put them into the queue, those that are not there already.

        Raises:
            StoreFailed: the database fails.
        """

        def put() -> None:
            for chunk in chunks:
                with SetWorkflowID(chunk.name):
                    DBOS.enqueue_workflow(QUEUE, self._workflow, _told(chunk))

        with translated("written"):
            await self._call(put)

    async def take_over(self, dead: str) -> int:
        """Put what a dead worker had under way back into the queue; how many chunks that were.

        Raises:
            StoreFailed: the database fails.
        """

        def move() -> int:
            pending = DBOS.list_workflows(
                status="PENDING", executor_id=dead, name=NAME, load_input=False, load_output=False
            )
            ids = [each.workflow_id for each in pending]
            if ids:
                DBOS.resume_workflows(ids, queue_name=QUEUE)
            return len(ids)

        with translated("written"):
            return await self._call(move)

    async def missing(self, chunks: Sequence[Chunk]) -> tuple[Sequence[Chunk], Sequence[Chunk]]:
        """Of open chunks, those that are in no queue, and those that came to their end there.

        Raises:
            StoreFailed: the database fails.
        """
        if not chunks:
            return (), ()
        names = [each.name for each in chunks]

        def look() -> dict[str, str]:
            found = DBOS.list_workflows(workflow_ids=names, load_input=False, load_output=False)
            return {each.workflow_id: each.status for each in found}

        with translated("read"):
            states = await self._call(look)
        lost = [each for each in chunks if each.name not in states]
        ended = [each for each in chunks if states.get(each.name, "PENDING") not in LIVING]
        return lost, ended

    async def aclose(self) -> None:
        """Take no more; workflows that are under way are over by now, or are left to others."""
        await self._call(partial(DBOS.destroy, destroy_registry=True))
        self._threads.shutdown()
        if self._engine is not None:
            self._engine.dispose()

    async def _call(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)

    def _config(self) -> DBOSConfig:
        config: DBOSConfig = {
            "name": "keyquestions",
            "system_database_url": workflows_url(self._url),
            "executor_id": self._worker,
            "application_version": VERSION,
            "max_executor_threads": THREADS,
            "enable_otlp": False,
            "log_level": "CRITICAL",
            "console_log_level": "CRITICAL",
        }
        if self._engine is not None:
            config["system_database_engine"] = self._engine
        return config


def _workflow(run: Run) -> Callable[[str], Coroutine[Any, Any, str]]:
    async def chunk(told: str) -> str:
        """What it gives and takes is JSON: by itself the library would pickle it."""
        await run(Chunk(**json.loads(told)))
        return told

    return chunk


def workflows_url(url: str) -> str:
    """Where the workflows are kept: in the same PostgreSQL, or in a file beside SQLite's.

    SQLite has room for one writer in each file.
    """
    known = make_url(url)
    if known.get_backend_name() != "sqlite":
        return known_url(url).render_as_string(hide_password=False)
    stem, dot, suffix = (known.database or "").rpartition(".")
    return str(
        known.set(database=f"{stem}-workflows{dot}{suffix}" if dot else f"{suffix}-workflows")
    )


def _engine(url: str) -> Engine | None:
    """For SQLite an engine of our own; the library's has no write-ahead log."""
    known = make_url(workflows_url(url))
    if known.get_backend_name() != "sqlite":
        return None
    engine = create_engine(known)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
        connection.isolation_level = "IMMEDIATE"
        for pragma in ("busy_timeout = 30000", "journal_mode = WAL", "synchronous = NORMAL",
                       "foreign_keys = ON"):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _told(chunk: Chunk) -> str:
    return json.dumps(
        {
            "batch_id": chunk.batch_id,
            "first": chunk.first,
            "last": chunk.last,
            "round": chunk.round,
        }
    )
