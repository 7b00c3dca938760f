"""Verification in processes beside this one, so that the event loop is there for its callers.

Verifying takes more computing than all else that an analysis does here, and only one thread of a
process runs Python at a time. All stages of an article go to the same process, which keeps the
article prepared.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from itertools import count

from pydantic_core import PydanticSerializationError

from keyquestions.analyst import Proposal
from keyquestions.article import Article
from keyquestions.codebook import Codebook
from keyquestions.errors import VerificationCrashed
from keyquestions.piped import packed, received
from keyquestions.pipeline.asked import Asked, Recent, verdicts
from keyquestions.pipeline.verdict import Docket, Verdict
from keyquestions.pipeline.verifying import HERE, Draft, Part, Verify

CHILD = (
    sys.executable,
    "-P",
    "-c",
    "from keyquestions.pipeline.verifying_child import main; main()",
)

UNDER_WAY = 8
"""Drafts that are sent to one process before it has answered: it never waits for the next one, and
what is cancelled is mostly never sent."""

TRIES = 2


class VerifiersBeside:
    """That many processes that verify; each is started again if it died.

    The one that dies takes the drafts with it that were sent to it; they are sent to the next one,
    once. What cannot be said in JSON, such as half a character, is verified here, and so is what a
    process fails at, so that the error is the same as ever.
    """

    def __init__(self, processes: int, command: Sequence[str] = CHILD) -> None:
        self._places = [_Place(command) for _ in range(processes)]

    async def start(self) -> None:
        """Start all of them, so that the first article need not wait for its process."""
        for place in self._places:
            await place.child()

    async def aclose(self) -> None:
        """End all of them."""
        for place in self._places:
            await place.aclose()

    async def verify(
        self, verify: Verify[Draft, Part], docket: Docket, proposal: Proposal[Draft]
    ) -> Verdict[Part]:
        """Verify it; see `pipeline.verifying.Verifier`."""
        place = self._places[hash(docket.grounding.article) % len(self._places)]
        try:
            told = await place.told(docket, proposal)
        except PydanticSerializationError:
            told = b""
        if not told:
            return await HERE.verify(verify, docket, proposal)
        return verdicts(docket.stage).validate_json(told)


class _DiedError(Exception):
    """The process was gone before it answered."""


class _Place:
    """Where one process is, or its successor."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._child: _Child | None = None
        self._starting = asyncio.Lock()
        self._under_way = asyncio.Semaphore(UNDER_WAY)

    async def told(self, docket: Docket, proposal: Proposal[Draft]) -> bytes:
        """The verdict in JSON; nothing where the process could not reach one.

        Raises:
            VerificationCrashed: it died, and so did the next one.
        """
        async with self._under_way:
            for _ in range(TRIES):
                child = await self.child()
                with suppress(_DiedError):
                    return await child.ask(docket, proposal)
        raise VerificationCrashed(
            f"The process that verified the {docket.stage} died, and so did the next one; try "
            "again later, or tell the operator."
        )

    async def child(self) -> "_Child":
        """The process, which is started where there is none."""
        async with self._starting:
            if self._child is None or self._child.is_gone:
                self._child = _Child(
                    await asyncio.create_subprocess_exec(
                        *self._command, stdin=PIPE, stdout=PIPE, start_new_session=True
                    )
                )
            return self._child

    async def aclose(self) -> None:
        if self._child is not None:
            await self._child.aclose()


class _Child:
    """One process, what it was sent, and who waits for its answers: it answers in order."""

    def __init__(self, process: Process) -> None:
        assert process.stdin is not None  # noqa: S101 - it is a pipe
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        self._process, self._in, self._out = process, process.stdin, process.stdout
        self._waiting: deque[asyncio.Future[bytes]] = deque()
        self._articles: Recent[Article, int] = Recent()
        self._codebook: Codebook | None = None
        self._numbers = count()
        self._reading = asyncio.create_task(self._read())

    @property
    def is_gone(self) -> bool:
        return self._reading.done()

    async def ask(self, docket: Docket, proposal: Proposal[Draft]) -> bytes:
        message = self._message(docket, proposal)
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        # Nothing may come between remembering what it is sent, sending it, and waiting for it.
        self._waiting.append(answer)
        self._in.write(message)
        return await answer

    def _message(self, docket: Docket, proposal: Proposal[Draft]) -> bytes:
        article, codebook = docket.grounding.article, docket.codebook
        number = self._articles.get(article)
        asked = Asked.model_construct(
            stage=docket.stage,
            number=next(self._numbers) if number is None else number,
            article=article if number is None else None,
            codebook=None if codebook is self._codebook else codebook,
            language=docket.language,
            draft=proposal.draft,
            rejected=proposal.rejected,
        )
        message = packed(asked.model_dump_json().encode())
        if number is None:
            self._articles.put(article, asked.number, len(article.text))
        self._codebook = codebook
        return message

    async def _read(self) -> None:
        """Hand its answers to those who wait for them, until it is gone."""
        try:
            while True:
                answer = await received(self._out)
                waiting = self._waiting.popleft()
                if not waiting.done():  # else it was cancelled
                    waiting.set_result(answer)
        except (EOFError, OSError):
            await self._end()
        finally:
            for waiting in self._waiting:
                if not waiting.done():
                    waiting.set_exception(_DiedError)

    async def aclose(self) -> None:
        self._reading.cancel()
        with suppress(asyncio.CancelledError):
            await self._reading
        await self._end()

    async def _end(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        self._in.close()
        await self._process.wait()
