"""`keyquestions batch run --dry-run`: what a job would cost, from a sample of its articles."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from keyquestions.analysis import Tokens
from keyquestions.archive.items import ArchiveItem
from keyquestions.article import Article
from keyquestions.cli.archives import Order
from keyquestions.codebook import load_codebook
from keyquestions.errors import KeyQuestionsError, ModelUnavailable
from keyquestions.fetching import Pages
from keyquestions.jobs.batches import Reader
from keyquestions.model_analyst import open_analyst
from keyquestions.models.port import ChatModel, ChatReply, ChatRequest
from keyquestions.pipeline import analyze
from keyquestions.prompting import load_prompts
from keyquestions.settings import Settings
from keyquestions.wiring import BUILTIN, CHARACTERS, chosen_prompts, cost_of

SAMPLE = 100
"""Articles that are looked at; all lines are counted."""

OUTPUT = 900
"""Tokens of a reply, as they mostly are; a reasoning model needs more."""

SECONDS = 6.0
"""A round trip to a model that is not on this machine, as it mostly is."""

TRIPS = 2

NOT_COUNTED = (
    "Articles that were analysed before with the same model, prompts and codebook cost nothing, "
    "and neither do those that are there twice; that is not taken off here."
)


@dataclass(slots=True)
class Sample:
    """Lines of an input: how many there are, and some of them, each as likely as any other."""

    lines: int = 0
    bad: int = 0
    kept: list[ArchiveItem] = field(default_factory=list)

    @classmethod
    def of(cls, items: Iterator[ArchiveItem]) -> "Sample":
        """Read all of them, and keep a few."""
        sample, chance = cls(), random.Random(0)  # noqa: S311 - the same sample each time
        for item in items:
            sample.lines += 1
            if item.error is not None:
                sample.bad += 1
                continue
            good = sample.lines - sample.bad
            if len(sample.kept) < SAMPLE:
                sample.kept.append(item)
            elif (at := chance.randrange(good)) < SAMPLE:
                sample.kept[at] = item
        return sample


class Listening(ChatModel):
    """Notes what it is asked, and never answers."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked: list[ChatRequest] = []

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Note it.

        Raises:
            ModelUnavailable: always.
        """
        self.asked.append(request)
        raise ModelUnavailable("Nothing is asked in a dry run.")


async def foresee(settings: Settings, order: Order) -> str:
    """Articles, tokens, price and time, in some lines.

    Raises:
        KeyQuestionsError: the input cannot be read, or the settings do not work.
    """
    sample = await asyncio.to_thread(Sample.of, order.items())
    articles, unreadable = await _articles(sample)
    good = round((sample.lines - sample.bad) * len(articles) / max(1, len(sample.kept)))
    told = [_counted(order, sample, unreadable)]
    if (settings.model or BUILTIN) == BUILTIN:
        told.append(f"The built-in analyst would analyse some {good:,} articles, for nothing.")
        return "\n".join(told)
    requests = await _requests(settings, articles)
    calls = len(requests) / max(1, len(articles))
    tokens = sum(map(_tokens, requests)) / max(1, len(articles))
    whole = Tokens(input=round(good * tokens), output=round(good * calls * OUTPUT))
    seconds = good * TRIPS * SECONDS / order.concurrency
    told += [
        f"{settings.model} would be asked {good * calls:,.0f} times about some {good:,} articles:",
        f"  tokens  {whole.input:,} in, {whole.output:,} out ({OUTPUT} a reply)",
        f"  price   {_price(settings, whole)}",
        f"  time    {_span(seconds)}, {order.concurrency} articles at once, {SECONDS:g} s a reply",
        NOT_COUNTED,
    ]
    return "\n".join(told)


def _counted(order: Order, sample: Sample, unreadable: int) -> str:
    return (
        f"{sample.lines:,} lines in {order.source}: {sample.bad:,} are no requests; of a sample of "
        f"{len(sample.kept)}, {unreadable} are no articles."
    )


async def _articles(sample: Sample) -> tuple[list[Article], int]:
    """Those of the sample that can be read, and how many cannot; pages are not fetched."""
    reader = Reader(Pages())
    articles = []
    for item in sample.kept:
        with suppress(KeyQuestionsError):
            assert item.request is not None  # noqa: S101 - only such are kept
            articles.append((await reader.submission(item.request, None)).article)
    return articles, len(sample.kept) - len(articles)


async def _requests(settings: Settings, articles: list[Article]) -> list[ChatRequest]:
    """What would be asked about them; the last request has less in it than it will have."""
    folder = chosen_prompts(settings)
    model = Listening(settings.model or "")
    codebook = load_codebook(folder)
    analyst = open_analyst(
        model,
        load_prompts(folder),
        codebook,
        window=settings.model_window,
        calls=settings.calls,
    )
    for article in articles:
        with suppress(KeyQuestionsError):
            await analyze(article, analyst, codebook)
    return model.asked


def _tokens(request: ChatRequest) -> int:
    return sum(len(each.content) for each in request.messages) // (CHARACTERS + 1)


def _price(settings: Settings, tokens: Tokens) -> str:
    cost = cost_of(settings)(tokens)
    if cost is None:
        return "unknown: put a price into a file that KEYQUESTIONS_PRICES names"
    return f"${cost:,.2f}"


def _span(seconds: float) -> str:
    hours = seconds / 3600
    return f"{hours:.1f} hours" if hours >= 1 else f"{seconds / 60:.0f} minutes"
