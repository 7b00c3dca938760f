"""Processes beside this one that analyse articles: they compute, and the event loop answers.

In a thread the same work lets a loop wait ten to fifty milliseconds at every turn, because
only one thread of a process runs Python at a time. A process can be ended, too, in the middle of an
article. The two talk in frames: four bytes of length, then JSON. A process whose parent dies reads
the end of its input, and ends.
"""

import asyncio
import json
import os
import struct
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, BinaryIO, Protocol

from keyquestions import errors
from keyquestions.analysis import Analysis
from keyquestions.article import Article
from keyquestions.errors import AnalysisCrashed, KeyQuestionsError
from keyquestions.pipeline import Told, listening

_LENGTH = struct.Struct(">I")


class Beside:
    """At most `room` processes; each is started when it is first needed, and again if it died.

    `command` starts one, which calls `serve`; `given` is the first thing that it is told.
    """

    def __init__(self, command: Sequence[str], given: Mapping[str, Any], room: int) -> None:
        self.room = room
        self._command = tuple(command)
        self._given = dict(given)
        self._places = asyncio.Semaphore(room)
        self._idle: list[Process] = []
        self._all: set[Process] = set()

    async def start(self) -> None:
        """Start one, so that the first article need not wait for it."""
        self._idle.append(await self._started())

    async def analyse(
        self, article: Article, language: str | None, listener: Callable[[Told], None]
    ) -> Analysis:
        """Have one of them analyse it; one that is given up in the middle is ended.

        Raises:
            KeyQuestionsError: there is no analysis; `AnalysisCrashed` where the process died.
        """
        async with self._places:
            process = self._idle.pop() if self._idle else await self._started()
            try:
                await _send(process, {"article": article.model_dump(), "language": language})
                answer = await _answer(process, listener)
            except BaseException as error:
                await self._end(process)
                if isinstance(error, (EOFError, OSError)):
                    raise AnalysisCrashed(
                        "The process that made the analysis died; try a shorter article, or tell "
                        "the operator."
                    ) from error
                raise
            self._idle.append(process)
        if "error" in answer:
            raise getattr(errors, answer["error"], AnalysisCrashed)(answer["message"])
        return Analysis.model_validate_json(answer["analysis"])

    async def aclose(self) -> None:
        """End all of them."""
        for process in tuple(self._all):
            await self._end(process)
        self._idle.clear()

    async def _started(self) -> Process:
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, start_new_session=True
        )
        self._all.add(process)
        await _send(process, self._given)
        return process

    async def _end(self, process: Process) -> None:
        self._all.discard(process)
        with suppress(ProcessLookupError):
            process.kill()
        if process.stdin:
            process.stdin.close()
        await asyncio.shield(process.wait())


class Analyze(Protocol):
    """Analyses one article."""

    def __call__(
        self, article: Article, *, output_language: str | None = None
    ) -> Awaitable[Analysis]:
        """Analyse it."""
        ...


class Channel:
    """The line to the parent; what others print goes to standard error instead."""

    def __init__(self) -> None:
        self._in: BinaryIO = sys.stdin.buffer
        self._out: BinaryIO = os.fdopen(os.dup(1), "wb")
        os.dup2(2, 1)

    def read(self) -> Any:  # noqa: ANN401 - whatever the parent says
        """The next frame; None when the parent is gone."""
        head = self._in.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return None
        return json.loads(self._in.read(_LENGTH.unpack(head)[0]))

    def write(self, told: Mapping[str, Any]) -> None:
        """Send a frame."""
        self._out.write(_frame(told))
        self._out.flush()


async def serve(channel: Channel, analyze: Analyze) -> None:
    """Analyse what the parent sends, one article after the other, until it is gone."""
    with listening(lambda told: channel.write({"told": dict(told)})):
        while (asked := channel.read()) is not None:
            article = Article.model_validate(asked["article"])
            try:
                analysis = await analyze(article, output_language=asked["language"])
            except KeyQuestionsError as error:
                channel.write({"error": type(error).__name__, "message": error.message})
            else:
                channel.write({"analysis": analysis.model_dump_json()})


async def _answer(process: Process, listener: Callable[[Told], None]) -> dict[str, Any]:
    """The last frame about an article; those that tell of its stages are passed on."""
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    while True:
        (length,) = _LENGTH.unpack(await process.stdout.readexactly(_LENGTH.size))
        frame: dict[str, Any] = json.loads(await process.stdout.readexactly(length))
        if "told" not in frame:
            return frame
        listener(frame["told"])


async def _send(process: Process, told: Mapping[str, Any]) -> None:
    assert process.stdin is not None  # noqa: S101 - it is a pipe
    process.stdin.write(_frame(told))
    await process.stdin.drain()


def _frame(told: Mapping[str, Any]) -> bytes:
    body = json.dumps(told).encode()
    return _LENGTH.pack(len(body)) + body
