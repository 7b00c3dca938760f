"""Callers of a service that really runs, over a model on loopback, and what they saw."""

import asyncio
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[2]))

from kills import SlowModel
from rest_service import new_key
from tests.pipeline.conftest import TEXT

EVERY = 0.2
"""Seconds between two posts, and between two reads."""
PATIENCE = 60.0
"""Seconds that all which was taken in has to be settled in, and a caller waits for an answer."""


class Model(SlowModel):
    """A model that can go away, with all its connections, and come back at its address."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self._open: set[asyncio.StreamWriter] = set()
        self.port = 0

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            await super()._serve(reader, writer)
        finally:
            self._open.discard(writer)

    def stop(self) -> None:
        """Be down."""
        assert self._server
        self.port = self._server.sockets[0].getsockname()[1]
        self._server.close()
        for writer in tuple(self._open):
            writer.transport.abort()


@dataclass(slots=True)
class Service:
    """One that runs; `accepted` are the numbers of articles by the ids of their analyses."""

    client: httpx.AsyncClient
    model: Model
    database: str
    pid: int
    seen: dict[tuple[str, str], list[float]] = field(default_factory=lambda: defaultdict(list))
    accepted: dict[str, int] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    posted: int = 0

    async def ask(self, what: str, method: str, path: str, **given: object) -> httpx.Response:
        """One request of a caller's, noted down."""
        began = time.monotonic()
        try:
            response = await self.client.request(method, path, **given)
            told = _told(response)
        except httpx.HTTPError as error:
            response, told = httpx.Response(599), f"no answer ({type(error).__name__})"
        self.seen[what, told].append(time.monotonic() - began)
        return response

    async def post(self, number: int, what: str = "post", **more: object) -> httpx.Response:
        """Post an article of that number."""
        text = f"{TEXT}\n\nNotice number {number} was read aloud in the town hall."
        response = await self.ask(what, "POST", "/v1/analyses", json={"content_text": text, **more})
        if response.status_code in {200, 202}:
            self.accepted[response.json()["id"]] = number
            self.refused.discard(number)
        else:
            self.refused.add(number)
        return response


def _told(response: httpx.Response) -> str:
    if response.is_success:
        return str(response.status_code)
    again = response.headers.get("retry-after", "-")
    error = response.json()["error"]
    return (
        f"{response.status_code} {error['code']}, retryable {error['retryable']}, "
        f'Retry-After {again}: "{error["message"]}"'
    )


@asynccontextmanager
async def service(url: str, seconds: float = 0.4, **more: str) -> AsyncIterator[Service]:
    """A service that runs over that database, and its model."""
    model = Model(seconds)
    environment = os.environ | {
        "KEYQUESTIONS_DATABASE_URL": url, "KEYQUESTIONS_MODEL": "openai:slow",
        "OPENAI_BASE_URL": await model.start(), "OPENAI_API_KEY": "none",
        "KEYQUESTIONS_LEASE": "3", "KEYQUESTIONS_PORT": "0", **more,
    }  # fmt: skip
    key = await asyncio.to_thread(new_key, environment)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-u", "-m", "keyquestions", "serve",
        env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout
    try:
        address = await _address(process.stdout)
        drain = asyncio.create_task(process.stdout.read())
        async with httpx.AsyncClient(
            base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE
        ) as client:
            yield Service(client, model, url, process.pid)
    finally:
        process.terminate()
        await process.wait()
    if complaints := (await drain).decode().strip():
        print(f"  the service's own words: {complaints[-600:]}")


async def _address(output: asyncio.StreamReader) -> str:
    while line := (await output.readline()).decode():
        if "http://" in line:
            return f"http://{line.partition('http://')[2].split()[0].rstrip('.,/')}"
    raise SystemExit("the service did not start")


async def under_load(of: Service, fault: Callable[[], Awaitable[None]]) -> None:
    """Have callers post and read while that happens, and a while before and after."""
    known = (await of.post(0, "first post")).json()["id"]
    await settled(of)
    callers: set[asyncio.Task[httpx.Response]] = set()

    async def load() -> None:
        while True:
            of.posted += 1
            for call in (
                of.post(of.posted),
                of.ask("read a known one", "GET", f"/v1/analyses/{known}"),
            ):
                callers.add(asyncio.create_task(call))
            await asyncio.sleep(EVERY)

    loading = asyncio.create_task(load())
    await asyncio.sleep(2)
    await fault()
    await asyncio.sleep(2)
    loading.cancel()
    await asyncio.gather(*callers)


async def settled(of: Service) -> Counter[str]:
    """The states of all that was accepted, once they have had the time to settle."""
    ends = time.monotonic() + PATIENCE
    while True:
        found = [await of.client.get(f"/v1/analyses/{each}") for each in of.accepted]
        states = Counter(
            each.json().get("state", "?") if each.is_success else f"lost ({each.status_code})"
            for each in found
        )
        if not {"queued", "running"} & states.keys() or time.monotonic() > ends:
            return states
        await asyncio.sleep(0.5)


async def afterwards(of: Service) -> bool:
    """Print what the callers saw and what became of it; whether nothing is lost."""
    for (what, told), seconds in sorted(of.seen.items()):
        print(f"  {what}: {len(seconds)} x {told} (longest {max(seconds):.1f} s)")
    states, refused = await settled(of), sorted(of.refused)
    refusals = len(refused)
    # An analysis that has only some of its parts is made anew only where that is asked for.
    if {"failed", "partial"} & states.keys():
        refused = sorted({*refused, *of.accepted.values()})
    again = await asyncio.gather(*(of.post(each, "again", retry=True) for each in refused))
    last = await settled(of)
    print(f"  accepted: {dict(states)}; refused or failed when posted: {refusals}")
    print(f"  posted again: {dict(Counter(each.status_code for each in again))}; all: {dict(last)}")
    return not of.refused and last == Counter(succeeded=of.posted + 1)
