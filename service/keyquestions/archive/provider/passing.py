"""One pass of the pipeline over one article: replies that are there are used, others are noted.

The same pipeline that calls a model renders the requests here: a request that has no reply yet
becomes a row of the state and an error, which fails its stage. What an article still needs is so
found out by having it analysed; when nothing is missing, it is analysed.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import sha256
from typing import ClassVar

from keyquestions.analysis import Framing, Summary, Tokens
from keyquestions.analyst import (
    Analyst,
    FramingDraft,
    Objections,
    Proposal,
    QuestionsDraft,
    SummaryDraft,
)
from keyquestions.archive.provider.state import Kept, ProviderState, RequestState
from keyquestions.article import Article
from keyquestions.errors import ModelTimeout, ReplyNotRecorded, RequestRejected
from keyquestions.models import ChatModel, ChatReply, ChatRequest, Replies
from keyquestions.models.failures import Whose, failure
from keyquestions.models.laddered import Introduce, Laddered
from keyquestions.models.limited import OUTPUT_TOKENS, estimated_tokens
from keyquestions.models.openai_batches import EXPIRED, line_of
from keyquestions.models.openai_wire import body_of, ignored, reply_of
from keyquestions.models.records import Asked
from keyquestions.models.roomy import Roomy
from keyquestions.models.stored import ReplyStore, Stored

_passes: ContextVar["Pass"] = ContextVar("keyquestions_provider_pass")

_STRUCTURE = ("response_format", "json_schema")

Price = Callable[[Tokens], float | None]
"""USD for so many tokens; None where nobody knows."""


@dataclass(slots=True)
class Pass:
    """What one article has asked in this pass, and whether it waits for any of it.

    Requests that are made side by side are all noted before the first of them fails: whoever made
    them would not make the others then.
    """

    line: int
    inside: int = 0
    missing: int = 0
    pending: bool = False
    asked: Counter[str] = field(default_factory=Counter)
    quiet: asyncio.Event = field(default_factory=asyncio.Event)

    async def misses(self, name: str) -> ReplyNotRecorded:
        """The error of a request that has no reply yet, once all others have come as far."""
        self.missing += 1
        self.pending = True
        self._look()
        await self.quiet.wait()
        return ReplyNotRecorded(f"The reply of {name} is waited for in a batch of its provider.")

    @contextmanager
    def asking(self) -> Iterator[None]:
        """A request of this article is on its way inside."""
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1
            self._look()

    def _look(self) -> None:
        if self.missing and self.missing >= self.inside:
            self.quiet.set()


class Collected(ChatModel):
    """Says what the provider's batches have answered; notes what they have not been asked."""

    def __init__(self, whose: Whose, model: str, state: ProviderState, price: Price) -> None:
        """Say what is in `state`; `price` is what a request costs, at most."""
        self.name = whose.model
        self._whose = whose
        self._model = model
        self._state = state
        self._price = price

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The reply, if there is one.

        Raises:
            ReplyNotRecorded: it is waited for.
            ModelError: the provider refused the request, or its reply cannot be used.
        """
        now = _passes.get()
        first = wire_key(self.name, request)
        now.asked[first] += 1
        # The same request once more in one pass is meant: the first reply was no good.
        key = wire_key(self.name, request, now.asked[first])
        kept = self._state.get(key)
        if kept is None:
            self._note(key, request)
            raise await now.misses(self.name)
        if kept.state in {RequestState.WAITING, RequestState.SENT}:
            raise await now.misses(self.name)
        return self._said(kept, request, now)

    def has(self, request: ChatRequest) -> bool:
        """Whether a batch has answered it."""
        kept = self._state.get(wire_key(self.name, request))
        return kept is not None and kept.reply is not None

    def _note(self, key: str, request: ChatRequest) -> None:
        body = body_of(request, self._model, self._state.dialect)
        room = request.max_output_tokens or OUTPUT_TOKENS
        tokens = estimated_tokens(request) - room
        self._state.add(
            key,
            body,
            tokens=tokens,
            size=len(line_of(key, body)),
            most_usd=self._price(Tokens(input=tokens, output=room)),
        )

    def _said(self, kept: Kept, request: ChatRequest, now: Pass) -> ChatReply:
        if kept.reply is None:
            assert kept.told is not None  # noqa: S101 - there is no third way to come to an end
            if kept.told.words == EXPIRED:
                raise ModelTimeout(f"{self.name} did not answer in time in any batch.")
            error = failure(kept.told, self._whose)
            if isinstance(error, RequestRejected):
                # Trying another way to ask, on suspicion, would take a day each.
                error.structural = any(sign in kept.told.words for sign in _STRUCTURE)
            raise error
        reply = reply_of(kept.reply, self._whose)
        return reply.model_copy(
            update={
                "cost_usd": kept.cost_usd,
                "stored": not self._state.use(kept.key, now.line),
                "ignored": ignored(request, kept.body),
            }
        )


def wire_key(name: str, request: ChatRequest, attempt: int = 1) -> str:
    """What a request is called in a batch: a digest of all that bears on its body and reply."""
    asked = Asked.of(name, request).key
    return sha256(f"{asked}\n{request.structure.value}\n{attempt}".encode()).hexdigest()


class Passing(ChatModel):
    """The chat model of all passes: the store, what batches have answered, and a note of the rest.

    Each pass has a ladder and a store of its own. So what one article's replies teach about the
    server never changes another's requests, which may be under way already.
    """

    def __init__(self, collected: Collected, store: ReplyStore, introduce: Introduce) -> None:
        self.name = collected.name
        self._collected = collected
        self._store = store
        self._introduce = introduce
        self._chains: ContextVar[Callable[[ChatRequest], Awaitable[ChatReply]]] = ContextVar(
            "keyquestions_provider_chain"
        )

    @contextmanager
    def passing(self, line: int) -> Iterator[Pass]:
        """Have the requests that are made inside be those of that line of the archive."""
        now = Pass(line)
        model = Laddered(Roomy(self._collected), self._introduce)
        kept = Stored(model, self._store, Replies.USE)
        # A reply that this job has paid for belongs on its bill, however often it is read again.
        fresh = Stored(model, self._store, Replies.REFRESH)

        async def ask(request: ChatRequest) -> ChatReply:
            stored = fresh if self._collected.has(request) else kept
            return await stored.complete(request)

        tokens = _passes.set(now), self._chains.set(ask)
        try:
            yield now
        finally:
            _passes.reset(tokens[0])
            self._chains.reset(tokens[1])

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The reply of the pass in which this is asked."""
        with _passes.get().asking():
            return await self._chains.get()(request)


class Patient(Analyst):
    """An analyst that asks nothing that hangs on a reply which is still waited for."""

    kind: ClassVar[str] = "model"
    revises: ClassVar[bool] = True

    def __init__(self, analyst: Analyst) -> None:
        self.model, self.prompts, self.notice = analyst.model, analyst.prompts, analyst.notice
        self._analyst = analyst

    def begin(self, language: str | None) -> "Patient":
        """The patient one for one analysis."""
        return Patient(self._analyst.begin(language))

    def means(self, article: Article) -> tuple[str, ...]:
        """As the analyst's own."""
        return self._analyst.means(article)

    async def summarise(
        self, article: Article, objections: Objections | None = None
    ) -> Proposal[SummaryDraft]:
        """Draft a summary, or note what that takes."""
        return await self._analyst.summarise(article, objections)

    async def frame(
        self, article: Article, objections: Objections | None = None
    ) -> Proposal[FramingDraft]:
        """Draft the framing analysis, or note what that takes."""
        return await self._analyst.frame(article, objections)

    async def ask(
        self,
        article: Article,
        summary: Summary | None,
        framing: Framing | None,
        objections: Objections | None = None,
    ) -> Proposal[QuestionsDraft]:
        """Draft the questions, once summary and framing are what they will be."""
        if _passes.get().pending:
            raise ReplyNotRecorded("The questions are asked when summary and framing are there.")
        return await self._analyst.ask(article, summary, framing, objections)
