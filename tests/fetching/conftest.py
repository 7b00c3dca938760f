"""A server on loopback that misbehaves as told, and a network that leads every name to it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import httpcore2
import pytest

from keyquestions.errors import FetchError
from keyquestions.fetching import Page, SystemNetwork, fetch

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]
PUBLIC, OTHER_PUBLIC = "93.184.215.14", "93.184.215.15"


def reply(
    body: bytes = b"<p>Hello.</p>", *, status: int = 200, framed: bool = True, **headers: str
) -> bytes:
    """An HTTP answer; `framed` says how long it is."""
    fields = {"content_type": "text/html"} | headers
    if framed:
        fields.setdefault("content_length", str(len(body)))
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "\r\n".join([f"HTTP/1.1 {status} X", *lines, "", ""]).encode() + body


class Server:
    """Answers each path on loopback with bytes, or with what a function writes."""

    def __init__(self) -> None:
        self.answers: dict[str, bytes | Answer] = {}
        self.requests: list[str] = []
        self.port = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and hang up."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.requests.append(request)
            answer = self.answers.get(request.split(" ")[1], reply(b"", status=404))
            if isinstance(answer, bytes):
                writer.write(answer)
                await writer.drain()
            else:
                await answer(writer)
        writer.close()


class FakeNetwork:
    """Names and public addresses that lead to a server on loopback; it records who asked."""

    def __init__(self, names: dict[str, list[str]], port: int, dead: tuple[str, ...] = ()) -> None:
        self.names = names
        self.port = port
        self.dead = dead
        self.asked: list[str] = []
        self.connected: list[str] = []
        self.timeouts: list[float | None] = []

    async def resolve(self, host: str, port: int) -> list[str]:
        """What the test says; numbers in odd spellings as the system reads them."""
        self.asked.append(host)
        if host in self.names:
            return self.names[host]
        return await SystemNetwork().resolve(host, port)

    async def connect(
        self,
        address: str,
        port: int,
        *,
        timeout: float | None,  # noqa: ASYNC109 - the port's signature
    ) -> httpcore2.AsyncNetworkStream:
        """Lead to the server, unless the address is dead."""
        self.connected.append(address)
        self.timeouts.append(timeout)
        if address in self.dead:
            raise httpcore2.ConnectTimeout
        return await SystemNetwork().connect("127.0.0.1", self.port, timeout=None)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.handle, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    async with listening:
        yield server


async def local(server: Server, path: str, **options: object) -> Page:
    """Fetch from the server with private addresses allowed."""
    return await fetch(f"{server.url}{path}", allow_private=True, **options)


async def failure(url: str, **options: object) -> str:
    """The one line that a fetch fails with."""
    with pytest.raises(FetchError) as caught:
        await fetch(url, **options)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith((".", "mean it."))
    return message
