"""Runs heard by a judge: all its verdicts, gathered at once, before anything is scored."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from keyquestions.article import Article
from keyquestions.codebook import Codebook
from keyquestions.errors import KeyQuestionsError, ModelError
from keyquestions_evals.fixtures import Fixture
from keyquestions_evals.judging import Judge, Verdicts, gather
from keyquestions_evals.judging.pairs import PairVerdict, prefer
from keyquestions_evals.judging.printable import measure_questions
from keyquestions_evals.metrics import Measured
from keyquestions_evals.runs import Journal, Mishap, Slot, check_articles

Heard = TypeVar("Heard")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Heard]):
    """What a judge said for each slot, in order, and where it said nothing that can be used."""

    heard: Mapping[Slot, Heard]
    failed: Mapping[Slot, Mishap]


@dataclass(frozen=True, slots=True)
class Judged:
    """A judge's verdicts on one analysis: for the scorers, and on its questions."""

    semantics: Verdicts
    questions: Mapping[str, Measured]


async def hear_run(
    judge: Judge, journal: Journal, fixtures: Sequence[Fixture], codebook: Codebook
) -> Outcome[Judged]:
    """All verdicts on a run.

    Raises:
        ConfigurationError: what is set does not work.
        RunMismatch: the fixtures are not those that were run.
    """
    known = {fixture.name: fixture for fixture in fixtures}
    check_articles(journal, {name: each.article for name, each in known.items()})

    async def hear(slot: Slot) -> Judged:
        analysis, fixture = journal.items[slot].analysis, known[slot[0]]
        semantics = await gather(judge, analysis, fixture, codebook)
        questions = await measure_questions(judge, analysis, fixture.article)
        return Judged(semantics, questions)

    return await _hear_all(journal.items, hear)


async def hear_pairs(
    judge: Judge, baseline: Journal, candidate: Journal, articles: Mapping[str, Article]
) -> Outcome[PairVerdict]:
    """A verdict on each pair of analyses of the same article and trial in two runs.

    Raises:
        ConfigurationError: what is set does not work.
        RunMismatch: the articles are not those that were run.
    """
    check_articles(baseline, articles)
    check_articles(candidate, articles)

    async def hear(slot: Slot) -> PairVerdict:
        one, other = (run.items[slot].analysis for run in (baseline, candidate))
        return await prefer(judge, articles[slot[0]], one, other)

    return await _hear_all(baseline.items.keys() & candidate.items.keys(), hear)


async def _hear_all(
    slots: Iterable[Slot], hear: Callable[[Slot], Awaitable[Heard]]
) -> Outcome[Heard]:
    """Ask for all slots at once; how many requests are under way is the model's own limit."""
    heard: dict[Slot, Heard] = {}
    failed: dict[Slot, Mishap] = {}

    async def one(slot: Slot) -> None:
        try:
            heard[slot] = await hear(slot)
        except ModelError as error:
            failed[slot] = Mishap(code=error.code, message=error.message)

    ordered = sorted(slots)
    try:
        async with asyncio.TaskGroup() as group:
            for slot in ordered:
                group.create_task(one(slot))
    except* KeyQuestionsError as errors:
        raise errors.exceptions[0] from None
    return Outcome(
        heard={slot: heard[slot] for slot in ordered if slot in heard},
        failed={slot: failed[slot] for slot in ordered if slot in failed},
    )
