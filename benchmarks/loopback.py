"""A chat server on loopback that runs in a process of its own, so that its CPU is not counted.

It reads a request and answers, at once or after a while, with the draft that its schema asks for.
"""

import asyncio
import json
import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection


def serve(replies: dict[str, bytes], delay: float, told: Connection) -> None:
    """Run the server in this process until it is ended."""

    async def run() -> None:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await _converse(reader, writer, replies, delay)

        server = await asyncio.start_server(handle, "127.0.0.1", 0, backlog=1024)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


async def _converse(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    replies: dict[str, bytes],
    delay: float,
) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            lines = (line.partition(b":") for line in head.lower().split(b"\r\n"))
            sizes = [int(value) for name, _, value in lines if name == b"content-length"]
            body = await reader.readexactly(sizes[0])
            if delay:
                await asyncio.sleep(delay)
            stage = json.loads(body)["response_format"]["json_schema"]["name"]
            writer.write(replies[stage])
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def completion(text: str) -> bytes:
    """One chat completion as an HTTP response."""
    message = {"role": "assistant", "content": text, "refusal": None}
    body = json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": "bench-1",
            "choices": [
                {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
            ],
            "usage": {"prompt_tokens": 2500, "completion_tokens": 900, "total_tokens": 3400},
        }
    ).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


@contextmanager
def chat_server(replies: dict[str, bytes], delay: float) -> Iterator[str]:
    """Run a server that answers after `delay` seconds; gives the URL under which it does."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(
        target=serve, args=(replies, delay, there), daemon=True
    )
    server.start()
    try:
        yield f"http://127.0.0.1:{here.recv()}/v1"
    finally:
        server.terminate()
        server.join()
