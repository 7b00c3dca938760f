"""Runs: the journal survives what kills a run, and a run does what is missing and nothing else."""

import asyncio
import json
import multiprocessing
import os
import signal
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from keyquestions.analysis import Analysis
from keyquestions.article import Article, read_article
from keyquestions.builtin.analyst import BuiltinAnalyst
from keyquestions.codebook import load_codebook
from keyquestions.errors import KeyMissing, ModelTimeout
from keyquestions.models.trials import current_trial
from keyquestions.pipeline import analyze
from keyquestions.resources import prompts_folder
from keyquestions_evals.errors import JournalInvalid, RunMismatch
from keyquestions_evals.runs import Budget, Item, Journal, Mishap, Plan, RunHead, run

NAMES = ("bridge", "harbour", "museum", "school")
TEXT = (
    "The council of Oststrand voted on Monday to close the {name} for the whole winter. Repairs "
    "will cost 400,000 crowns, the engineer Ida Renner said, and nobody knows who is to pay them."
)


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    return {name: read_article(TEXT.format(name=name)) for name in NAMES}


@pytest.fixture(scope="module")
def analysis(articles: dict[str, Article]) -> Analysis:
    made = analyze(articles["bridge"], BuiltinAnalyst(), load_codebook(prompts_folder()))
    return asyncio.run(made)


def head_of(articles: dict[str, Article], *, trials: int = 1, prompts: str = "one") -> RunHead:
    return RunHead(
        variant="prompts", analyst="model", model="openai:test", prompts=prompts,
        codebook="codebook/1", software="keyquestions 0", split="dev", trials=trials,
        fixtures={name: each.content_hash for name, each in articles.items()},
        started_at=datetime(2026, 11, 1, tzinfo=UTC),
    )  # fmt: skip


@pytest.fixture
def head(articles: dict[str, Article]) -> RunHead:
    return head_of(articles)


def item(article: str, analysis: Analysis | None, trial: int = 0) -> Item:
    error = None if analysis else Mishap(code="provider_timeout", message="Too slow.")
    return Item(article=article, trial=trial, analysis=analysis, error=error, seconds=1.0)


class Analyst:
    """Answers with one analysis, except where an error is set; it remembers who was asked."""

    def __init__(self, analysis: Analysis, errors: dict[str, Exception] | None = None) -> None:
        self.analysis = analysis
        self.errors = errors or {}
        self.asked: list[tuple[str, int]] = []
        self.at_once = self.most = 0

    async def __call__(self, article: Article) -> Analysis:
        """Answer, once others have had their turn."""
        name = next(each for each in NAMES if each in article.text)
        self.asked.append((name, current_trial()))
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if name in self.errors:
            raise self.errors[name]
        return self.analysis


Filled = Callable[..., Awaitable[Journal]]


@pytest.fixture
def filled(tmp_path: Path, articles: dict[str, Article], head: RunHead) -> Filled:
    async def fill(analyst: Analyst, plan: Plan | None = None, trials: int = 1) -> Journal:
        wanted = head.model_copy(update={"trials": trials})
        journal = Journal.open(tmp_path / "run.jsonl", wanted)
        try:
            await run(journal, articles, analyst, plan or Plan())
        finally:
            journal.close()
        return journal

    return fill


async def test_a_run_analyses_every_article_in_every_trial(
    filled: Filled, analysis: Analysis
) -> None:
    """Each trial of an article is asked as that trial."""
    analyst = Analyst(analysis)
    journal = await filled(analyst, trials=2)
    assert sorted(analyst.asked) == [(name, n) for name in NAMES for n in (0, 1)]
    assert sorted(journal.items) == sorted(analyst.asked)
    assert not journal.missing


async def test_no_more_articles_are_analysed_at_once_than_allowed(
    filled: Filled, analysis: Analysis
) -> None:
    """The concurrency of the plan is reached, and kept."""
    analyst = Analyst(analysis)
    await filled(analyst, Plan(concurrency=2), trials=3)
    assert analyst.most == 2


async def test_a_run_goes_on_where_it_ended(
    filled: Filled, analysis: Analysis, tmp_path: Path, head: RunHead
) -> None:
    """What the journal has is not asked again; what it lacks is."""
    journal = Journal.open(tmp_path / "run.jsonl", head)
    journal.add(item("bridge", analysis))
    journal.close()
    analyst = Analyst(analysis)
    await filled(analyst)
    assert sorted(analyst.asked) == [(name, 0) for name in NAMES if name != "bridge"]


async def test_an_article_that_fails_is_an_item(filled: Filled, analysis: Analysis) -> None:
    """It stays in the denominator, with its error."""
    broken = Analyst(analysis, {"harbour": ModelTimeout("No reply in 5 s.")})
    journal = await filled(broken)
    assert journal.items["harbour", 0].error == Mishap(
        code="provider_timeout", message="No reply in 5 s."
    )
    assert len(journal.items) == len(NAMES)


async def test_the_failed_alone_are_done_again(filled: Filled, analysis: Analysis) -> None:
    """The newest line of an article counts."""
    await filled(Analyst(analysis, {"harbour": ModelTimeout("No reply in 5 s.")}))
    analyst = Analyst(analysis)
    journal = await filled(analyst, Plan(only_failed=True))
    assert analyst.asked == [("harbour", 0)]
    assert not any(each.failed for each in Journal.read(journal.path).items.values())


async def test_wrong_settings_end_the_run(filled: Filled, analysis: Analysis) -> None:
    """No article could be analysed: that is one error, and not one for each article."""
    with pytest.raises(KeyMissing):
        await filled(Analyst(analysis, dict.fromkeys(NAMES, KeyMissing("No key."))))


async def test_nothing_begins_when_the_budget_is_spent(filled: Filled, analysis: Analysis) -> None:
    """What is under way ends; what has not begun stays missing, and can be gone on with."""
    paid = analysis.provenance.model_copy(update={"cost_usd": 0.4})
    analyst = Analyst(analysis.model_copy(update={"provenance": paid}))
    journal = await filled(analyst, Plan(concurrency=1, budget=Budget(0.7)))
    assert len(journal.items) == 2
    assert len(journal.missing) == 2


def test_a_half_written_line_was_never_written(
    tmp_path: Path, head: RunHead, analysis: Analysis
) -> None:
    """A run that was killed while it wrote goes on as if it had not; the file is whole again."""
    path = tmp_path / "run.jsonl"
    journal = Journal.open(path, head)
    journal.add(item("bridge", analysis))
    journal.close()
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"kind":"item","article":"harb')
    assert set(Journal.read(path).items) == {("bridge", 0)}
    journal = Journal.open(path, head)
    journal.add(item("harbour", analysis))
    journal.close()
    assert path.read_bytes().startswith(whole)
    assert set(Journal.read(path).items) == {("bridge", 0), ("harbour", 0)}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "Invalid JSON"),
        ('{"kind":"item","article":"bridge"}', "trial: Field required"),
        ('{"kind":"item","article":"barn","trial":0,"analysis":null,"error":null,"seconds":1}',
         "barn, trial 0, is not of this run"),
    ],
)  # fmt: skip
def test_a_broken_line_is_named(tmp_path: Path, head: RunHead, line: str, said: str) -> None:
    """File and line are told, so that somebody can look."""
    path = tmp_path / "run.jsonl"
    Journal.open(path, head).close()
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(JournalInvalid, match=r"run\.jsonl:2: ") as caught:
        Journal.read(path)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_journal_can_be_missing_or_empty(tmp_path: Path) -> None:
    """Both are told by the file's name."""
    with pytest.raises(JournalInvalid, match="it cannot be read"):
        Journal.read(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").touch()
    with pytest.raises(JournalInvalid, match="the journal is empty"):
        Journal.read(tmp_path / "empty.jsonl")


def test_another_runs_journal_is_left_alone(
    tmp_path: Path, articles: dict[str, Article], head: RunHead
) -> None:
    """Articles analysed by other prompts never get mixed."""
    path = tmp_path / "run.jsonl"
    Journal.open(path, head).close()
    before = path.read_bytes()
    with pytest.raises(RunMismatch, match="other prompts"):
        Journal.open(path, head_of(articles, prompts="two"))
    with pytest.raises(RunMismatch, match="other trials"):
        Journal.open(path, head_of(articles, trials=2))
    assert path.read_bytes() == before


def test_a_journal_that_is_read_cannot_be_written(
    tmp_path: Path, head: RunHead, analysis: Analysis
) -> None:
    """Only who opened it for writing adds to it."""
    path = tmp_path / "run.jsonl"
    Journal.open(path, head).close()
    with pytest.raises(JournalInvalid, match="open for reading only"):
        Journal.read(path).add(item("bridge", analysis))


def test_the_text_of_an_article_is_no_part_of_the_head(tmp_path: Path, head: RunHead) -> None:
    """The head tells articles by their hashes."""
    path = tmp_path / "run.jsonl"
    Journal.open(path, head).close()
    told = json.loads(path.read_text())
    assert told["fixtures"].keys() == set(NAMES)
    assert "Oststrand" not in path.read_text()


def _endless(path: Path, head: RunHead, articles: dict[str, Article], analysis: Analysis) -> None:
    """A run that never ends by itself: the last article hangs."""

    async def answer(article: Article) -> Analysis:
        if "school" in article.text:
            await asyncio.Event().wait()
        return analysis

    asyncio.run(run(Journal.open(path, head), articles, answer, Plan(concurrency=1)))


def test_a_killed_run_loses_only_what_was_under_way(
    tmp_path: Path, head: RunHead, articles: dict[str, Article], analysis: Analysis
) -> None:
    """After kill -9 the journal has every article that was done."""
    path = tmp_path / "run.jsonl"
    process = multiprocessing.get_context("spawn").Process(
        target=_endless, args=(path, head, articles, analysis)
    )
    process.start()
    while not path.exists() or path.read_bytes().count(b"\n") < len(NAMES):
        assert process.is_alive()
        time.sleep(0.01)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert Journal.read(path).missing == (("school", 0),)
