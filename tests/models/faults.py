"""A server on loopback that misbehaves as it is told to, and keeps a journal of what it was asked.

    async with FaultServer([failure(429, headers={"retry-after": "1"}), reply("{}")]) as server:
        model = OpenAIChat("m", api_key=None, base_url=server.url)

It speaks HTTP/1.1 by hand, because a fault in mid-body is nothing that a framework would send.
"""

import asyncio
import json
import socket
import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it arrived; header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server does with one request.

    `sent` is how much of the body is sent (None: all of it); `then` is what follows: "keep" the
    connection, "reset" it, or "stall" until the server closes. With `sent=-1` not even the head
    is sent. `later` is how many seconds pass while it stalls: they pass at once, on the clock of
    the loop, by which timeouts go. So these end when the request has arrived and never before,
    however slow the machine is, and nobody waits for them.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: int | None = None
    then: str = "keep"
    later: float = 0.0


Script = Answer | Iterable[Answer] | Callable[[Asked], Answer]

USAGE = {
    "prompt_tokens": 100,
    "completion_tokens": 20,
    "total_tokens": 120,
    "prompt_tokens_details": {"cached_tokens": 40},
    "completion_tokens_details": {"reasoning_tokens": 5},
}


def completion(
    text: str | None = "{}", *, finish: str = "stop", model: str = "served-1", **message: Any
) -> dict[str, Any]:
    """A chat completion in OpenAI's form; `message` adds to its message."""
    said = {"role": "assistant", "content": text} | message
    return {
        "id": "c1",
        "object": "chat.completion",
        "created": 1,
        "model": model,
        "choices": [{"index": 0, "finish_reason": finish, "message": said}],
        "usage": USAGE,
    }


def tool_call(arguments: str | Mapping[str, Any]) -> dict[str, Any]:
    """A completion whose message calls one tool."""
    called = {"id": "t1", "type": "function", "function": {"name": "x", "arguments": arguments}}
    return completion(None, finish="tool_calls", tool_calls=[called])


def as_json(payload: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer with a JSON body."""
    told = {"content-type": "application/json"} | dict(headers or {})
    return Answer(status, json.dumps(payload).encode(), told)


def reply(text: str | None = "{}", **completed: Any) -> Answer:
    """A chat completion."""
    return as_json(completion(text, **completed))


def failure(
    status: int,
    message: str = "it does not work",
    *,
    code: str | None = None,
    kind: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """An error in OpenAI's form."""
    told = {"error": {"message": message, "type": kind, "param": None, "code": code}}
    return as_json(told, status, headers)


def page(html: str = "<html><body>Welcome</body></html>", status: int = 200) -> Answer:
    """A web page where an API was expected."""
    return Answer(status, html.encode(), {"content-type": "text/html"})


def broken_json(text: str = '{"choices": [{"message": {"cont') -> Answer:
    """A whole HTTP answer whose JSON ends in the middle."""
    return Answer(200, text.encode(), {"content-type": "application/json"})


def reset() -> Answer:
    """The connection is reset before anything is answered."""
    return Answer(sent=-1, then="reset")


def reset_in_body() -> Answer:
    """The connection is reset in the middle of a good reply."""
    return _cut("reset")


def stall(later: float = 0.0) -> Answer:
    """Nothing is ever answered, and so many seconds pass."""
    return Answer(sent=-1, then="stall", later=later)


def stall_in_body(later: float = 0.0) -> Answer:
    """A good reply stops in the middle, the connection stays open, and so many seconds pass."""
    return _cut("stall", later)


def _cut(then: str, later: float = 0.0) -> Answer:
    whole = reply('{"sentences": []}')
    half = len(whole.body) // 2
    return Answer(200, whole.body, whole.headers, sent=half, then=then, later=later)


def _pass(seconds: float) -> None:
    """Let time pass on the loop's clock, at once."""
    loop = asyncio.get_running_loop()
    now = loop.time
    loop.time = lambda: now() + seconds  # type: ignore[method-assign]


def closed_url() -> str:
    """An address on loopback where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/v1"


class FaultServer:
    """Answers by its script: always the same, answers in order, or a function of the request.

    A script that has run out answers 418, so that a test sees one request too many.
    """

    def __init__(self, script: Script) -> None:
        self.journal: list[Asked] = []
        self._next = _player(script)
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._closing = asyncio.Event()

    async def __aenter__(self) -> Self:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close, also the connections that are stalled."""
        assert self._server is not None
        self._server.close()
        self._closing.set()
        for writer in list(self._open):
            writer.transport.abort()
        await asyncio.sleep(0)

    @property
    def root(self) -> str:
        """Its address without a path."""
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    @property
    def url(self) -> str:
        """What OPENAI_BASE_URL would be."""
        return f"{self.root}/v1"

    @property
    def bodies(self) -> list[Any]:
        """The bodies of the requests so far."""
        return [asked.body for asked in self.journal]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while (asked := await _read(reader)) is not None:
                self.journal.append(asked)
                if not await self._answer(self._next(asked), writer):
                    return
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _answer(self, answer: Answer, writer: asyncio.StreamWriter) -> bool:
        """Send what shall be sent; True if the connection goes on."""
        if answer.sent != -1:
            told = dict(answer.headers) | {"content-length": str(len(answer.body))}
            head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
            writer.write(f"HTTP/1.1 {answer.status} X\r\n{head}\r\n".encode())
            writer.write(answer.body[: answer.sent])
            await writer.drain()
        if answer.then == "stall":
            if answer.later:
                _pass(answer.later)
            await self._closing.wait()
        if answer.then == "reset":
            # Without lingering, closing is a reset and not an orderly end.
            linger = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        return answer.then == "keep"


def _player(script: Script) -> Callable[[Asked], Answer]:
    if isinstance(script, Answer):
        return lambda _asked: script
    if callable(script):
        return script
    lines = iter(script)
    return lambda _asked: next(lines, failure(418, "one request too many"))


async def _read(reader: asyncio.StreamReader) -> Asked | None:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    method, path, _version = first.split(" ", 2)
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    sent = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, path, headers, json.loads(sent) if sent else None)
