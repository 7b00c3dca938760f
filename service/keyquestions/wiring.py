"""The composition root: settings in, working parts out. Vendors are imported here, if chosen."""

import gc
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from keyquestions.analysis import Analysis
from keyquestions.analyst import Analyst
from keyquestions.article import Article
from keyquestions.codebook import Codebook, load_codebook
from keyquestions.errors import PromptInvalid
from keyquestions.models.adapters import (
    Access,
    check_access,
    check_spelling,
    is_openai,
    open_adapter,
)
from keyquestions.models.clock import CLOCK, Clock
from keyquestions.models.deadline import deadline
from keyquestions.models.port import ChatModel, JsonSchema, Replies
from keyquestions.models.prices import load_prices
from keyquestions.pipeline import HERE, Verifier, analyze
from keyquestions.resources import prompts_folder
from keyquestions.settings import Settings, load_environment
from keyquestions.telemetry import configure

if TYPE_CHECKING:
    from keyquestions.models.stored import ReplyStore
    from keyquestions.prompting import Prompts
    from keyquestions.store.database import Database

BUILTIN = "builtin"


@dataclass(frozen=True, slots=True)
class Service:
    """An analyst and a codebook, ready to analyse articles.

    `stand_in` makes the analysis where the analyst's model is down; None lets it fail. `seconds`
    is the deadline of one analysis; `verifier` is where findings are verified.
    """

    analyst: Analyst
    codebook: Codebook
    prompts: Path
    stand_in: Analyst | None = None
    seconds: float = 300.0
    clock: Clock = field(default=CLOCK)
    verifier: Verifier = HERE

    async def analyze(self, article: Article, *, output_language: str | None = None) -> Analysis:
        """Analyse one article; see `pipeline.analyze`."""
        with deadline(self.seconds, self.clock):
            return await analyze(
                article,
                self.analyst,
                self.codebook,
                self.stand_in,
                output_language=output_language,
                verifier=self.verifier,
            )


@asynccontextmanager
async def open_service(
    settings: Settings, clock: Clock = CLOCK, *, store: "ReplyStore | None" = None
) -> AsyncIterator[Service]:
    """Build what the settings choose, and close it again.

    `store` is the reply store of the settings, where that is open already; it stays open.

    Raises:
        ConfigurationError: the settings choose something that does not work.
    """
    configure(settings.log, settings.log_level, settings.traces)
    folder = chosen_prompts(settings)
    codebook = load_codebook(folder)
    if (settings.model or BUILTIN) == BUILTIN:
        yield Service(builtin(), codebook, folder, seconds=settings.deadline, clock=clock)
        return
    from keyquestions.model_analyst import open_analyst
    from keyquestions.prompting import load_prompts

    prompts = load_prompts(folder)
    async with (
        open_model(settings, prompts, clock, store=store) as model,
        open_verifier(settings.verifiers) as verifier,
    ):
        keep_for_good()
        yield Service(
            open_analyst(
                model,
                prompts,
                codebook,
                window=settings.model_window,
                calls=settings.calls,
            ),
            codebook,
            folder,
            stand_in=builtin() if settings.fallback_model == BUILTIN else None,
            seconds=settings.deadline,
            clock=clock,
            verifier=verifier,
        )


@asynccontextmanager
async def open_verifier(processes: int) -> AsyncIterator[Verifier]:
    """Verification in so many processes beside this one; in this one where that is none."""
    if not processes:
        yield HERE
        return
    from keyquestions.pipeline.beside import VerifiersBeside

    verifiers = VerifiersBeside(processes)
    try:
        await verifiers.start()
        yield verifiers
    finally:
        await verifiers.aclose()


@cache
def keep_for_good() -> None:
    """Take what is loaded by now, once, out of the garbage collector's sight: it stays anyway.

    Every full collection would look through some 150,000 objects, most of them classes and
    functions of libraries; without them an analysis takes a tenth less CPU.
    """
    gc.freeze()


def chosen_prompts(settings: Settings) -> Path:
    """The folder with the prompt files, the codebook and the words of the page.

    Raises:
        PromptInvalid: the folder that is set does not exist.
    """
    if settings.prompts is None:
        return prompts_folder()
    if not settings.prompts.is_dir():
        raise PromptInvalid(f"The prompts folder {settings.prompts} does not exist.")
    return settings.prompts


def builtin() -> Analyst:
    """The analyst that needs no model."""
    from keyquestions.builtin.analyst import BuiltinAnalyst

    return BuiltinAnalyst()


@asynccontextmanager
async def open_model(
    settings: Settings,
    prompts: "Prompts",
    clock: Clock = CLOCK,
    *,
    store: "ReplyStore | None" = None,
) -> AsyncIterator[ChatModel]:
    """The model of the settings with all that is wrapped around it, outermost first.

    Fallback → Stored → Laddered → Roomy → Retrying → Breaker → Limited → Timed → Traced → adapter.
    The fallback is outside of the store, so that each model's replies are kept, and replayed, under
    its own name.

    Raises:
        ConfigurationError: the settings choose something that does not work.
    """
    configure(settings.log, settings.log_level, settings.traces)
    spelled = _spelled(settings)
    for each in spelled:
        check_model(each, settings)
    async with AsyncExitStack() as stack:
        if settings.replies is Replies.OFF:
            store = None
        elif store is None and (store := await open_store_of(settings)) is not None:
            stack.push_async_callback(store.aclose)
        models = []
        for each in spelled:
            relieved = each is not spelled[-1]
            chain = partial(_chain, each, settings, prompts, clock, relieved=relieved)
            model = _behind(store, settings.replies, each, chain)
            stack.push_async_callback(model.aclose)
            models.append(model)
        if len(models) == 1:
            yield models[0]
            return
        from keyquestions.models.fallback import Fallback

        yield Fallback(*models)


async def open_store_of(
    settings: Settings, database: "Database | None" = None
) -> "ReplyStore | None":
    """The reply store of the settings; see `store.opening.open_store`.

    Where no replies are used it is opened all the same: older ones may have to be erased.

    Raises:
        StoreFailed: it does not work.
    """
    from keyquestions.store.opening import open_store

    url = settings.database_url
    return await open_store(
        Replies.USE if settings.replies is Replies.OFF else settings.replies,
        url.get_secret_value() if url else None,
        settings.recordings,
        server=server_of(settings),
        database=database,
    )


def server_of(settings: Settings) -> str | None:
    """Where models are asked that are named alike on other servers; None: at their vendors'."""
    models = [each for each in _spelled(settings) if each not in {"", BUILTIN}]
    return settings.openai_base_url if any(map(is_openai, models)) else None


def _spelled(settings: Settings) -> list[str]:
    """The models that may be asked, in their order."""
    second = settings.fallback_model
    return [settings.model or "", *([second] if second and second != BUILTIN else [])]


def _behind(
    store: "ReplyStore | None", mode: Replies, spelled: str, build: Callable[[], ChatModel]
) -> ChatModel:
    """A model behind a store, if there is one; for replaying it is not even built."""
    from keyquestions.models.stored import Replayed, Stored

    if store is None:
        return build()
    if mode is Replies.REPLAY:
        return Replayed(spelled, store)
    return Stored(build(), store, mode)


def _chain(
    spelled: str, settings: Settings, prompts: "Prompts", clock: Clock, *, relieved: bool
) -> ChatModel:
    """One model with everything but the store."""
    from keyquestions.models.laddered import Laddered
    from keyquestions.models.roomy import Roomy

    guarded = guard(_adapter(spelled, settings), settings, clock, relieved=relieved)
    return Laddered(Roomy(guarded), partial(_introduced, prompts))


def _adapter(spelled: str, settings: Settings) -> ChatModel:
    from keyquestions.models.traced import Traced

    return Traced(open_adapter(spelled, access_of(settings)))


def _introduced(prompts: "Prompts", schema: JsonSchema) -> str:
    """The schema in words, for servers that are not given it."""
    return prompts.render("structure", schema=json.dumps(schema.body, ensure_ascii=False))


def guard(
    model: ChatModel, settings: Settings, clock: Clock = CLOCK, *, relieved: bool = False
) -> ChatModel:
    """A model within its time and limits, with a breaker and retries.

    One that is `relieved` has another one after it, which shall have time left after a timeout.
    """
    from keyquestions.models.breaker import Breaker
    from keyquestions.models.limited import Limited, Limits
    from keyquestions.models.retrying import Retrying, RetryPolicy
    from keyquestions.models.timed import Timed

    limits = Limits(settings.requests_per_minute, settings.tokens_per_minute, settings.concurrency)
    breaker = Breaker(
        Limited(Timed(model), limits, clock),
        failures=settings.breaker_failures,
        pause=settings.breaker_pause,
        now=clock.now,
    )
    policy = RetryPolicy(
        attempts=settings.attempts, longest_wait=settings.longest_wait, timeouts=not relieved
    )
    return Retrying(breaker, policy, clock)


def access_of(settings: Settings) -> Access:
    """What adapters take from the settings.

    Raises:
        SettingInvalid: the file of prices cannot be used.
    """
    key = settings.openai_api_key
    return Access(
        openai_key=key.get_secret_value() if key else None,
        openai_base_url=settings.openai_base_url,
        openai_api_version=settings.openai_api_version,
        timeout=settings.model_timeout,
        prices=load_prices(settings.prices),
        environment=load_environment(),
    )


@asynccontextmanager
async def open_bare(settings: Settings) -> AsyncIterator[tuple[ChatModel, "Prompts"]]:
    """The model without store, guards and stand-in, to find out whether and how it works.

    Raises:
        ConfigurationError: the settings choose something that does not work.
    """
    from keyquestions.models.laddered import Laddered
    from keyquestions.models.roomy import Roomy
    from keyquestions.prompting import load_prompts

    configure(settings.log, settings.log_level, settings.traces)
    prompts = load_prompts(chosen_prompts(settings))
    adapter = _adapter(settings.model or "", settings)
    model = Laddered(Roomy(adapter), partial(_introduced, prompts))
    try:
        yield model, prompts
    finally:
        await model.aclose()


def check_model(spelled: str, settings: Settings) -> None:
    """Find out what cannot work before anything is opened; recordings want no key.

    Raises:
        ConfigurationError: there is no such model, or it wants something that is not there.
    """
    if settings.replies is Replies.REPLAY:
        check_spelling(spelled)
    else:
        check_access(spelled, access_of(settings))
