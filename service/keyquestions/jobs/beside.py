"""Processes beside this one that analyse articles: they compute, and the event loop answers.

In a thread the same work lets a loop wait ten to fifty milliseconds at every turn, because
only one thread of a process runs Python at a time. A process can be ended, too, in the middle of an
article. The two talk in JSON, as `piped` carries it.
"""

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Protocol

from keyquestions import errors, telemetry
from keyquestions.analysis import Analysis
from keyquestions.article import Article
from keyquestions.errors import AnalysisCrashed, KeyQuestionsError
from keyquestions.piped import Channel, packed, received
from keyquestions.pipeline import Told, listening


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

    async def ready(self) -> None:
        """Wait until one of them has loaded what it works with.

        Raises:
            AnalysisCrashed: it died of that.
        """
        await self._ask({}, _ignore)

    async def analyse(
        self, article: Article, language: str | None, listener: Callable[[Told], None]
    ) -> Analysis:
        """Have one of them analyse it; one that is given up in the middle is ended.

        What happens in it is told to this process's listeners of telemetry, too.

        Raises:
            KeyQuestionsError: there is no analysis; `AnalysisCrashed` where the process died.
        """
        asked = {"article": article.model_dump(), "language": language}
        answer = await self._ask(asked, listener)
        if "error" in answer:
            raise getattr(errors, answer["error"], AnalysisCrashed)(answer["message"])
        return Analysis.model_validate_json(answer["analysis"])

    async def _ask(
        self, asked: Mapping[str, Any], listener: Callable[[Told], None]
    ) -> dict[str, Any]:
        async with self._places:
            process = self._idle.pop() if self._idle else await self._started()
            try:
                await _send(process, asked)
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
        return answer

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


async def serve(channel: Channel, analyze: Analyze) -> None:
    """Analyse what the parent sends, one article after the other, until it is gone.

    Where it sends none it wants to know that this process is there.
    """

    def tell(told: Mapping[str, Any]) -> None:
        channel.write(_json(told))

    def tell_event(name: telemetry.Event, fields: telemetry.Admitted) -> None:
        tell({"event": name, "fields": fields})

    with (
        listening(lambda told: tell({"told": dict(told)})),
        telemetry.listening(tell_event),
    ):
        while (message := channel.read()) is not None:
            asked = json.loads(message)
            if not asked:
                tell({})
                continue
            article = Article.model_validate(asked["article"])
            try:
                analysis = await analyze(article, output_language=asked["language"])
            except KeyQuestionsError as error:
                tell({"error": type(error).__name__, "message": error.message})
            else:
                tell({"analysis": analysis.model_dump_json()})


async def _answer(process: Process, listener: Callable[[Told], None]) -> dict[str, Any]:
    """The last message about an article; those that tell of its stages, or events, go on."""
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    while True:
        message: dict[str, Any] = json.loads(await received(process.stdout))
        if "told" in message:
            listener(message["told"])
        elif "event" in message:
            telemetry.relay(message["event"], message["fields"])
        else:
            return message


def _ignore(_told: Told) -> None:
    """Nobody wants to know."""


async def _send(process: Process, told: Mapping[str, Any]) -> None:
    assert process.stdin is not None  # noqa: S101 - it is a pipe
    process.stdin.write(packed(_json(told)))
    await process.stdin.drain()


def _json(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told).encode()
