"""The event loop stays free while a long article is verified."""

import asyncio
import threading
from contextvars import ContextVar

import pytest

from keyquestions.analysis import Stage
from keyquestions.analyst import Proposal
from keyquestions.article import read_article
from keyquestions.builtin.analyst import BuiltinAnalyst
from keyquestions.grounding import Grounding
from keyquestions.pipeline.stages import Bench
from keyquestions.pipeline.summaries import verify_summary

from .conftest import SUMMARY, TEXT

TICKS = 100
PATIENCE = 30
"""Seconds until a thread gives up, so that a failure ends."""

LOCALE = ContextVar("LOCALE", default="unset")


async def propose(*, objections=None):  # noqa: ARG001 - as the protocol has it
    return Proposal(SUMMARY)


def bench(codebook, *, words):
    """Stages over an article of about so many words."""
    times = max(1, words // len(TEXT.split()))
    article = read_article("\n\n".join([TEXT] * times), language="en")
    return Bench(Grounding(article), codebook, revises=False)


class Held:
    """Verification that begins when it is let go, and tells where it was done."""

    def __init__(self):
        self.begun, self.released, self.ended = (threading.Event() for _ in range(3))
        self.in_time, self.thread, self.locale = False, None, None

    def __call__(self, draft, docket, rejected):
        """Verify the summary."""
        self.begun.set()
        self.in_time = self.released.wait(PATIENCE)
        self.thread, self.locale = threading.get_ident(), LOCALE.get()
        try:
            return verify_summary(draft, docket, rejected)
        finally:
            self.ended.set()


async def test_the_loop_ticks_on_while_30000_words_are_verified(codebook):
    """Verification ends only after the loop has ticked: one that blocks the loop never gets on."""
    held = Held()
    long = bench(codebook, words=30_000)
    assert long.grounding.article.words > 29_000

    async def tick():
        for _ in range(TICKS):
            await asyncio.sleep(0)
        held.released.set()

    async with asyncio.TaskGroup() as group:
        running = group.create_task(long.run(Stage.SUMMARY, propose, held))
        await asyncio.to_thread(held.begun.wait, PATIENCE)
        group.create_task(tick())

    assert held.in_time
    assert held.thread != threading.get_ident()
    assert len(running.result().part.sentences) == len(SUMMARY.sentences)


async def test_a_short_article_is_verified_where_the_caller_is(codebook):
    """A thread would cost more than it spares."""
    held = Held()
    held.released.set()
    await bench(codebook, words=200).run(Stage.SUMMARY, propose, held)

    assert held.thread == threading.get_ident()


async def test_the_thread_knows_the_callers_context(codebook):
    """Traces and log fields of the caller hold in the thread, too."""
    held = Held()
    held.released.set()
    LOCALE.set("tr")
    await bench(codebook, words=3_000).run(Stage.SUMMARY, propose, held)

    assert held.thread != threading.get_ident()
    assert held.locale == "tr"


async def test_who_is_cancelled_does_not_wait_for_the_thread(codebook):
    """The caller goes at once; the thread ends by itself and its verdict is nobody's."""
    held = Held()
    running = asyncio.create_task(bench(codebook, words=3_000).run(Stage.SUMMARY, propose, held))
    await asyncio.to_thread(held.begun.wait, PATIENCE)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running

    assert not held.ended.is_set()
    held.released.set()
    assert await asyncio.to_thread(held.ended.wait, PATIENCE)


async def test_two_stages_in_threads_of_their_own_share_one_article(codebook):
    """Side by side they find what each finds alone."""
    alone = await bench(codebook, words=3_000).run(Stage.SUMMARY, propose, verify_summary)
    shared, both = bench(codebook, words=3_000), threading.Barrier(2, timeout=PATIENCE)

    def together(draft, docket, rejected):
        both.wait()
        return verify_summary(draft, docket, rejected)

    async with asyncio.TaskGroup() as group:
        runs = [group.create_task(shared.run(Stage.SUMMARY, propose, together)) for _ in range(2)]

    assert [run.result() for run in runs] == [alone, alone]


async def test_the_built_in_analyst_leaves_the_loop_free():
    """Its rules run beside the loop, one draft after the other, and see the caller's context."""
    article, analyst = read_article(TEXT, language="en"), BuiltinAnalyst()
    seen, released = [], threading.Event()

    class Watched(BuiltinAnalyst):
        def _document(self, article):
            seen.append((threading.get_ident(), released.wait(PATIENCE), LOCALE.get()))
            return super()._document(article)

    async def tick():
        for _ in range(TICKS):
            await asyncio.sleep(0)
        released.set()

    LOCALE.set("tr")
    watched = Watched()
    async with asyncio.TaskGroup() as group:
        summary = group.create_task(watched.summarise(article))
        framing = group.create_task(watched.frame(article))
        group.create_task(tick())

    (thread, *summarising), (same, *framing_) = seen
    assert thread == same != threading.get_ident()
    assert summarising == framing_ == [True, "tr"]
    assert summary.result() == await analyst.summarise(article)
    assert framing.result() == await analyst.frame(article)
