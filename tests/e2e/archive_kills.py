"""Kill an archive job with -9 again and again, and count what is lost and what is paid twice.

    python tests/e2e/archive_kills.py [--kills 30] [--articles 2000]
        [--postgres postgresql://USER@HOST/postgres]

A fake model on loopback takes 200 ms for each reply. `keyquestions batch run` is started over one
archive, killed at some moment, started again by the same command, and so on; then it is left to
finish. Every line has to be in the output exactly once, no reply that was in the store at a kill
may be asked for again, and of the others no more than were on their way at the kills. SQLite
always; PostgreSQL, in a database of its own, where a server is given: there also with two workers
of which one is killed and never comes back. Exits with 1 if anything is lost or paid twice.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
import uuid
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kills import TEXT, Request, SlowModel, stored_in
from sqlalchemy import Connection, func, select

from keyquestions.store.database import Database
from keyquestions.store.tables import intents

SECONDS = 0.2
"""How long the model takes for a reply, on average."""

LATEST = 4.0
"""Seconds in which a process is killed, mostly after it has begun to ask, else after its start."""

AT_THE_START = 0.2
"""The share of kills that come before, or while, a process begins."""

PATIENCE = 900.0


@dataclass(slots=True)
class Report:
    """What came of one archive on one database."""

    kills: int = 0
    on_their_way: int = 0
    asked: int = 0
    asked_again: int = 0
    stored_and_asked_again: int = 0
    lines: int = 0
    distinct: int = 0
    wrong: int = 0
    articles: int = 0
    seconds: float = 0.0
    said: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing went wrong."""
        whole = self.lines == self.distinct == self.articles and not self.wrong
        return whole and not self.stored_and_asked_again and self.asked_again <= self.on_their_way

    def told(self, name: str) -> str:
        """All of it in a few lines."""
        return (
            f"{name}: {self.kills} kills in {self.seconds:.0f} s; at the kills "
            f"{self.on_their_way} replies were on their way\n"
            f"  output: {self.lines} lines, {self.distinct} different ones, for {self.articles} "
            f"articles; {self.wrong} of them not succeeded\n"
            f"  replies asked for: {self.asked}, again: {self.asked_again}, of which in the store "
            f"at a kill: {self.stored_and_asked_again}\n"
            f"  => {'nothing lost, nothing paid twice' if self.is_clean else 'NOT AS IT SHOULD BE'}"
        )


@dataclass(slots=True)
class Job:
    """An archive, and the commands that work on it."""

    folder: Path
    url: str
    model: str
    articles: int
    concurrency: int

    @property
    def output(self) -> Path:
        """What is written."""
        return self.folder / "out.jsonl"

    def write_input(self) -> None:
        """One article a line."""
        with (self.folder / "in.jsonl").open("w", encoding="utf-8") as file:
            for number in range(self.articles):
                text = f"{TEXT}\n\nNotice number {number} was read aloud in the town hall."
                file.write(json.dumps({"custom_id": f"a{number}", "content_text": text}) + "\n")

    async def run(self) -> Process:
        """The job's own process."""
        at_once = ("--concurrency", str(self.concurrency))
        return await self._start(
            "batch", "run", str(self.folder / "in.jsonl"), str(self.output), *at_once
        )

    async def worker(self) -> Process:
        """Another one that helps."""
        return await self._start("worker", "--concurrency", str(self.concurrency))

    async def _start(self, *arguments: str) -> Process:
        environment = os.environ | {
            "KEYQUESTIONS_DATABASE_URL": self.url,
            "KEYQUESTIONS_MODEL": "openai:slow",
            "OPENAI_BASE_URL": self.model,
            "OPENAI_API_KEY": "none",
        }
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "keyquestions", *arguments,
            stdout=DEVNULL, stderr=PIPE, env=environment,
        )  # fmt: skip


def on_their_way(connection: Connection) -> int:
    """How many replies were asked for and not stored, by what was written down before asking."""
    return connection.scalar(select(func.count()).select_from(intents)) or 0


async def killed(job: Job, kills: int) -> Report:
    """Kill the job's process so many times, then let it finish."""
    model = SlowModel(SECONDS)
    job.model = await model.start()
    job.write_input()
    report = Report(articles=job.articles)
    database = await Database.open(job.url)
    stored: set[Request] = set()
    before: Counter[Request] = Counter()
    began = time.monotonic()
    while True:
        process = await job.run()
        told = asyncio.create_task(_errors(process))
        ended = asyncio.create_task(process.wait())
        if report.kills < kills:
            await _some_moment(ended, model)
        else:
            await asyncio.wait([ended], timeout=PATIENCE)
        if not ended.done():
            process.kill()
            await ended
            report.kills += 1
            report.on_their_way += await database.read(on_their_way)
        report.said += await told
        again = {each for each, count in model.asked.items() if count > before[each]}
        report.stored_and_asked_again += len(again & stored)
        stored, before = await database.read(stored_in), +model.asked
        print(
            f"  {report.kills}: {len(stored)} replies stored, exit {process.returncode}", flush=True
        )
        if process.returncode != -9:
            break
    report.seconds = time.monotonic() - began
    await database.aclose()
    _look(job, model, report)
    return report


async def _some_moment(ended: asyncio.Task[int], model: SlowModel) -> None:
    """Wait for one, or for the end of the process."""
    before = model.asked.total()
    if random.random() > AT_THE_START:  # noqa: S311 - no secret
        while model.asked.total() == before and not ended.done():
            await asyncio.sleep(0.05)
    await asyncio.wait([ended], timeout=random.uniform(0, LATEST))  # noqa: S311


async def one_of_two(job: Job) -> Report:
    """Kill one of two workers for good while the other one and the job's own process go on."""
    model = SlowModel(SECONDS)
    job.model = await model.start()
    job.write_input()
    report = Report(articles=job.articles)
    database = await Database.open(job.url)
    began = time.monotonic()
    process, other = await job.run(), await job.worker()
    told = asyncio.create_task(_errors(process))
    asyncio.create_task(_errors(other)).add_done_callback(
        lambda done: report.said.extend(done.result())
    )
    while model.asked.total() < job.articles:
        await asyncio.sleep(0.1)
    other.kill()
    await other.wait()
    report.kills = 1
    report.on_their_way = await database.read(on_their_way)
    stored, before = await database.read(stored_in), +model.asked
    print(f"  one of two killed: {len(stored)} replies stored", flush=True)
    await asyncio.wait_for(process.wait(), PATIENCE)
    report.said += await told
    again = {each for each, count in model.asked.items() if count > before[each] > 0}
    report.stored_and_asked_again = len(again & stored)
    report.seconds = time.monotonic() - began
    await database.aclose()
    _look(job, model, report)
    return report


async def _errors(process: Process) -> list[str]:
    assert process.stderr
    return (await process.stderr.read()).decode().splitlines()


def _look(job: Job, model: SlowModel, report: Report) -> None:
    lines = [json.loads(line) for line in job.output.read_text(encoding="utf-8").splitlines()]
    report.lines = len(lines)
    report.distinct = len(
        {line["custom_id"] for line in lines} & {f"a{n}" for n in range(job.articles)}
    )
    report.wrong = sum(line["state"] != "succeeded" for line in lines)
    report.asked = model.asked.total()
    report.asked_again = model.asked.total() - len(model.asked)


@asynccontextmanager
async def _databases(server: str | None) -> AsyncIterator[dict[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        urls = {"SQLite": f"sqlite:///{folder}/kills.sqlite3"}
        if not server:
            yield urls
            return
        import psycopg  # noqa: PLC0415 - an optional dependency

        names = {
            name: f"kills_{uuid.uuid4().hex}"
            for name in ("PostgreSQL", "two workers on PostgreSQL")
        }
        with psycopg.connect(server, autocommit=True) as connection:
            for name, database in names.items():
                connection.execute(f"CREATE DATABASE {database}".encode())
                urls[name] = f"{server.rpartition('/')[0]}/{database}"
            try:
                yield urls
            finally:
                for database in names.values():
                    connection.execute(f"DROP DATABASE {database} WITH (FORCE)".encode())


async def main(given: argparse.Namespace) -> bool:
    """All databases; whether nothing went wrong."""
    reports = {}
    async with _databases(given.postgres) as urls:
        for name, url in urls.items():
            if given.only not in name:
                continue
            print(f"{name}:", flush=True)
            with tempfile.TemporaryDirectory() as folder:
                job = Job(Path(folder), url, "", given.articles, given.concurrency)
                if name.startswith("two"):
                    reports[name] = await one_of_two(job)
                else:
                    reports[name] = await killed(job, given.kills)
                for line in reports[name].said[-3:]:
                    print(f"  said: {line}")
    for name, report in reports.items():
        print(report.told(name))
    return all(report.is_clean for report in reports.values())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--concurrency", type=int, default=64)
    parser.add_argument("--only", default="", help="a word of the database's name")
    parser.add_argument("--postgres")
    sys.exit(not asyncio.run(main(parser.parse_args())))
