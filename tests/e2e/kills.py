"""Kill the service with -9 while analyses run, and count what is lost and what is paid twice.

    python tests/e2e/kills.py [--kills 20] [--postgres postgresql://USER@HOST/postgres]

A fake model on loopback takes its time for each reply. In each round 40 articles are taken in, the
process is killed at some moment while they run, and another one is started: all of them have to be
settled then, and no reply that was in the store at the kill may be asked for again. What was on
its way at that moment may be: nobody can know whether it was paid. SQLite always; PostgreSQL, in a
database of its own, where a server is given. Exits with 1 if anything is lost, stuck or paid twice.
"""

import argparse
import asyncio
import json
import random
import re
import sys
import tempfile
import uuid
import zlib
from asyncio.subprocess import PIPE, Process
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, select

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.models.faults import completion
from tests.pipeline.conftest import FRAMING, QUESTIONS, SUMMARY, TEXT

from keyquestions.article import read_article
from keyquestions.jobs import SETTLED, Submission
from keyquestions.serving import open_core
from keyquestions.settings import load_settings
from keyquestions.store.database import Database
from keyquestions.store.tables import analyses, replies

ARTICLES = 40
SECONDS = 0.4
"""How long the model takes for a reply, on average."""
LEASE = 3.0
PATIENCE = 60.0
DRAFTS = {"summary": SUMMARY, "framing": FRAMING, "questions": QUESTIONS}

_MARK = re.compile(r"Notice number (\d+) was read")
Request = tuple[int, str]
"""The number of an article and what was asked about it."""


class SlowModel:
    """A server that speaks OpenAI's protocol; `asked` is what it was asked, and how often."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.asked: Counter[Request] = Counter()
        self._server: asyncio.Server | None = None

    async def start(self, port: int = 0) -> str:
        """Its base URL."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: *(\d+)", head)
                body = await reader.readexactly(int(length[1])) if length else b""
                stage = json.loads(body)["response_format"]["json_schema"]["name"]
                mark = _MARK.search(body.decode())
                assert mark, "a request without its article"
                self.asked[int(mark[1]), stage] += 1
                await asyncio.sleep(random.uniform(0.5, 1.5) * self.seconds)  # noqa: S311 - no secret
                text = DRAFTS[stage].model_dump_json()
                answer = json.dumps(completion(text)).encode()
                writer.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
                    b"content-length: %d\r\n\r\n%b" % (len(answer), answer)
                )
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()


@dataclass(slots=True)
class Report:
    """What came of all rounds on one database."""

    kills: int = 0
    running: int = 0
    queued: int = 0
    done: int = 0
    stored: int = 0
    settled: int = 0
    stuck: int = 0
    lost: int = 0
    failed: int = 0
    paid_twice: int = 0
    on_their_way: int = 0
    attempts: Counter[int] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.stuck or self.lost or self.failed or self.paid_twice)

    def told(self, name: str) -> str:
        """All of it in a few lines."""
        attempts = ", ".join(f"{n} in attempt {at}" for at, n in sorted(self.attempts.items()))
        return (
            f"{name}: {self.kills} kills; at the kills {self.running} running, {self.queued} "
            f"queued, {self.done} done, {self.stored} replies of them in the store\n"
            f"  afterwards: {self.settled} settled ({attempts}), {self.failed} of them failed, "
            f"{self.stuck} stuck, {self.lost} lost\n"
            f"  replies asked for again: {self.paid_twice} that were stored, {self.on_their_way} "
            "that were on their way"
        )


async def serve(url: str, model: str) -> None:
    """The process that is killed: it takes in what it reads the numbers of."""
    settings = load_settings(
        database_url=url, model="openai:slow", openai_base_url=model, openai_api_key="none",
        running=ARTICLES, lease=LEASE,
    )  # fmt: skip
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    async with open_core(settings) as core:
        print("ready", flush=True)
        while line := await reader.readline():
            text = f"{TEXT}\n\nNotice number {int(line)} was read aloud in the town hall."
            await core.jobs.submit(Submission(read_article(text), external_id=line.decode()))
            print(int(line), flush=True)


async def start(url: str, model: str) -> Process:
    """A process that is ready to take articles in."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, __file__, "--serve", url, model, stdin=PIPE, stdout=PIPE
    )
    assert process.stdout
    await process.stdout.readline()
    return process


async def take_in(process: Process, numbers: range) -> None:
    """Have it take in articles with these numbers; returns when it has."""
    assert process.stdin
    assert process.stdout
    process.stdin.write("".join(f"{number}\n" for number in numbers).encode())
    for _ in numbers:
        await process.stdout.readline()


def states_of(connection: Connection) -> list[tuple[str, int]]:
    """State and attempts of all analyses."""
    rows = connection.execute(select(analyses.c.state, analyses.c.attempts))
    return [(row.state, row.attempts) for row in rows]


def stored_in(connection: Connection) -> set[Request]:
    """What there is a reply to."""
    rows = connection.execute(select(replies.c.task, replies.c.request)).all()
    marks = ((row.task, _MARK.search(zlib.decompress(row.request).decode())) for row in rows)
    return {(int(mark[1]), task) for task, mark in marks if mark}


async def rounds(url: str, kills: int) -> Report:
    """Take in, kill, start again and look, so many times."""
    report, model = Report(), SlowModel()
    address = await model.start()
    database = await Database.open(url)
    process = await start(url, address)
    for at in range(kills):
        total = (at + 1) * ARTICLES
        await take_in(process, range(total - ARTICLES, total))
        await asyncio.sleep(random.uniform(0.0, 3.0) * SECONDS)  # noqa: S311 - no secret
        process.kill()
        await process.wait()
        await _note_kill(report, database, total)
        before = +model.asked
        stored = await database.read(stored_in)
        process = await start(url, address)
        await _wait_for_all(database)
        states = [state for state, _ in await database.read(states_of)]
        report.stuck += sum(state not in SETTLED for state in states)
        again = {each for each, count in model.asked.items() if count > before[each] > 0}
        report.paid_twice += len(again & stored)
        report.on_their_way += len(again - stored)
        print(f"  round {at + 1}: {dict(Counter(states))}", flush=True)
    process.kill()
    await process.wait()
    everything = await database.read(states_of)
    report.settled = sum(state in SETTLED for state, _ in everything)
    report.failed = sum(state != "succeeded" for state, _ in everything)
    report.lost = kills * ARTICLES - len(everything)
    report.attempts = Counter(attempts for _, attempts in everything)
    await database.aclose()
    return report


async def _note_kill(report: Report, database: Database, total: int) -> None:
    states = Counter(state for state, _ in await database.read(states_of))
    stored = await database.read(stored_in)
    report.kills += 1
    report.running += states["running"]
    report.queued += states["queued"]
    report.done += states["succeeded"] - (total - ARTICLES)
    report.stored += sum(number >= total - ARTICLES for number, _ in stored)


async def _wait_for_all(database: Database) -> None:
    """Until nothing is queued or runs, or patience is over."""
    for _ in range(round(PATIENCE / 0.1)):
        if all(state in SETTLED for state, _ in await database.read(states_of)):
            return
        await asyncio.sleep(0.1)


async def main(kills: int, server: str | None) -> bool:
    """Both databases; whether nothing went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        reports = {"SQLite": await rounds(f"sqlite:///{folder}/kills.sqlite3", kills)}
    if server:
        import psycopg  # noqa: PLC0415 - an optional dependency

        name = f"kills_{uuid.uuid4().hex}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
            try:
                reports["PostgreSQL"] = await rounds(f"{server.rpartition('/')[0]}/{name}", kills)
            finally:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
    for name, report in reports.items():
        print(report.told(name))
    return all(report.is_clean for report in reports.values())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--postgres")
    parser.add_argument("--serve", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        asyncio.run(serve(*given.serve))
    else:
        sys.exit(not asyncio.run(main(given.kills, given.postgres)))
