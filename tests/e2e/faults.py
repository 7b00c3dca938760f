"""Break what the service stands on while callers post and read, and tell what each of them saw.

    python tests/e2e/faults.py [--down 60] [--only WORD]
        [--postgres postgresql://USER@HOST/postgres --restart "pg_ctl -D DATA -m immediate restart"]

Each fault has a service of its own (`keyquestions serve`, with an API key) over a model on loopback
that takes its time. Callers post a new article five times a second, and read a known analysis as
often, before, during and after the fault. Then every article whose post was answered with 200 or
202 has to be there, settled or queued, and what was refused or failed is posted again: it has to be
taken. Exits with 1 if anything is lost, stuck or refused for good.
"""

import argparse
import asyncio
import shlex
import socket
import sqlite3
import struct
import sys
import tempfile
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from callers import Service, afterwards, service, under_load

STREAMS = 200
AT_ONCE = 40
"""How many requests the service answers at once: fewer than streams are cut."""
BREAKER = {"KEYQUESTIONS_BREAKER_FAILURES": "5", "KEYQUESTIONS_BREAKER_PAUSE": "3"}


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/faults.sqlite3"


async def locked(seconds: float) -> bool:
    """Another program holds the write lock of SQLite's file."""
    with _sqlite() as url:
        async with service(url) as of:

            async def lock() -> None:
                other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
                other.execute("PRAGMA busy_timeout = 5000")
                other.execute("BEGIN IMMEDIATE")
                await asyncio.sleep(seconds)
                other.execute("ROLLBACK")
                other.close()

            await under_load(of, lock)
            return await afterwards(of)


async def full() -> bool:
    """The disk is full for five seconds: a file system in memory, filled by another file."""
    with tempfile.TemporaryDirectory() as folder:
        if await _run(f"mount -t tmpfs -o size=16m tmpfs {folder}"):
            print("  left out: only root may mount a small file system")
            return True
        try:
            return await _filled(Path(folder))
        finally:
            await _run(f"umount {folder}")


async def _filled(folder: Path) -> bool:
    async with service(f"sqlite:///{folder}/faults.sqlite3") as of:

        async def fill() -> None:
            filler = folder / "filler"
            with _until_full(), filler.open("wb", buffering=0) as file:
                while file.write(bytes(4096)):
                    pass
            await asyncio.sleep(5)
            filler.unlink()

        await under_load(of, fill)
        return await afterwards(of)


async def _run(command: str) -> int:
    process = await asyncio.create_subprocess_exec(
        *shlex.split(command), stdout=asyncio.subprocess.DEVNULL
    )
    return await process.wait()


@contextmanager
def _until_full() -> Iterator[None]:
    """Go on once there is no space left on the device."""
    try:
        yield
    except OSError as error:
        print(f"  the disk: {error.strerror}")


async def restarted(server: str, command: str) -> bool:
    """PostgreSQL ends at once, in the middle of everything, and is started again."""
    import psycopg  # noqa: PLC0415 - an optional dependency

    name = f"faults_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    try:
        async with service(f"{server.rpartition('/')[0]}/{name}") as of:

            async def restart() -> None:
                assert await _run(command) == 0

            await under_load(of, restart)
            return await afterwards(of)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


async def down(seconds: float) -> bool:
    """The model's server is gone."""
    with _sqlite() as url:
        async with service(url, **BREAKER) as of:

            async def stop() -> None:
                of.model.stop()
                await asyncio.sleep(seconds)
                await of.model.start(of.model.port)

            await under_load(of, stop)
            await asyncio.sleep(float(BREAKER["KEYQUESTIONS_BREAKER_PAUSE"]))
            return await afterwards(of)


async def cut() -> bool:
    """Clients vanish in the middle of a stream of events."""
    with _sqlite() as url:
        async with service(url, 5.0, KEYQUESTIONS_REQUESTS=str(AT_ONCE)) as of:
            await of.post(0)
            (identity,) = of.accepted
            before, begun = _handles(of.pid), 0
            for _ in range(STREAMS // 20):
                begun += sum(await asyncio.gather(*(_cut_one(of, identity) for _ in range(20))))
            await asyncio.sleep(1)
            after = _handles(of.pid)
            print(
                f"  {begun} of {STREAMS} streams had begun when they were cut, {AT_ONCE} requests "
                f"being answered at once; open files before {before}, after {after}"
            )
            # Each stream that leaked would take one of those places.
            asked = [of.ask("read", "GET", f"/v1/analyses/{identity}") for _ in range(AT_ONCE // 2)]
            fine = all(each.is_success for each in await asyncio.gather(*asked))
            return await afterwards(of) and fine and begun == STREAMS and after <= before + 20


async def _cut_one(of: Service, identity: str) -> bool:
    """Read the beginning of a stream and reset the connection; whether there was one."""
    base = of.client.base_url
    reader, writer = await asyncio.open_connection(base.host, base.port)
    key = of.client.headers["Authorization"]
    writer.write(
        f"GET /v1/analyses/{identity}/events HTTP/1.1\r\nHost: {base.host}\r\n"
        f"Authorization: {key}\r\n\r\n".encode()
    )
    begun = b""
    while piece := await reader.read(4096):
        begun += piece
        if b"event: running" in begun:
            break
    linger = struct.pack("ii", 1, 0)  # close() is a reset
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()
    return b"event: running" in begun and b"event: settled" not in begun


def _handles(pid: int) -> int:
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


async def main(given: argparse.Namespace) -> bool:
    """All faults; whether nothing went wrong."""
    faults: dict[str, Callable[[], Awaitable[bool]]] = {
        "database locked by another writer for 8 s": lambda: locked(8),
        "database locked by another writer for 15 s": lambda: locked(15),
        "disk full for 5 s": full,
        f"model down for {given.down:g} s (breaker: 5 failures, 3 s)": lambda: down(given.down),
        "client gone in the middle of a stream": cut,
    }
    if given.postgres:
        faults["PostgreSQL restarted"] = lambda: restarted(given.postgres, given.restart)
    fine = []
    for name, fault in faults.items():
        if given.only in name:
            print(f"{name}:", flush=True)
            fine.append(await fault())
            print(f"  => {'nothing lost' if fine[-1] else 'NOT AS IT SHOULD BE'}", flush=True)
    return all(fine)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--down", type=float, default=60.0, help="seconds")
    parser.add_argument("--only", default="", help="a word of the fault's name")
    parser.add_argument("--postgres")
    parser.add_argument("--restart", default="pg_ctl -m immediate restart")
    sys.exit(not asyncio.run(main(parser.parse_args())))
