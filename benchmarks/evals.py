"""What the eval harness adds to the analyses that it runs, beside a bare loop and beside its peers.

    python benchmarks/evals.py [--items 100] [--concurrency 20] [--delay 0.2] [--rounds 3]

Live: a model that takes `delay` seconds a call; an analysis is three calls in two round trips, so
that the ideal is `items / concurrency * 2 * delay`. The bare loop makes the same calls with nothing
around them; "harness" is our run around just these calls, with its journal on the disk after every
item, and so are the peers, each with what it keeps. "whole" is our run of the production analysis:
prompts rendered, replies stored, every finding verified. A peer that is not installed is named.

Replay: the replies of the live run, out of their recordings. "replies" is reading and finding them,
"journal" a run around ready analyses: both together are the harness. "run" is all of it with the
production analysis, "analyses_alone" the same analyses in a loop. Rounds take turns; medians are
reported, as JSON.
"""

import argparse
import asyncio
import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from keyquestions.analysis import Analysis
from keyquestions.article import Article, read_article
from keyquestions.builtin.analyst import BuiltinAnalyst
from keyquestions.codebook import Codebook, load_codebook
from keyquestions.model_analyst import ModelAnalyst
from keyquestions.models import ChatModel, ChatReply, ChatRequest
from keyquestions.models.scripted import scripted_reply
from keyquestions.models.stored import Replayed, Stored
from keyquestions.pipeline import analyze
from keyquestions.prompting import load_prompts
from keyquestions.resources import prompts_folder
from keyquestions.store.recordings import RecordedReplies
from keyquestions.wiring import Service
from keyquestions_evals.cli.showing import summarised
from keyquestions_evals.fixtures import load_articles, load_fixtures
from keyquestions_evals.runs import Analyze, Journal, Plan, RunHead, run, sheet_of
from keyquestions_evals.tables import as_text

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "evals" / "fixtures"
MODEL = "openai:bench"
SEED = 1
RECORDINGS = "replies.jsonl"
Drafts = dict[tuple[str, str], str]
"""The text of a reply by stage and item."""
CALLS = (2, 1)
"""How many calls each round trip of an analysis makes at once."""


@dataclass(frozen=True, slots=True)
class Load:
    """How much is run, and how."""

    items: int
    concurrency: int
    delay: float

    @property
    def ideal(self) -> float:
        """Seconds that the calls alone take."""
        return -(-self.items // self.concurrency) * len(CALLS) * self.delay


class Slow(ChatModel):
    """Says what a draft of the built-in analyst says, after `delay` seconds."""

    def __init__(self, drafts: Mapping[tuple[str, str], str], delay: float) -> None:
        self.name = MODEL
        self._drafts = drafts
        self._delay = delay

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The draft for the stage and the article that are asked about."""
        await asyncio.sleep(self._delay)
        stage = request.json_schema.name if request.json_schema else ""
        told = request.messages[1].content
        number = told.rpartition("Item number ")[2].split(".")[0]
        return scripted_reply(self._drafts[stage, number])


async def prepare(items: int, codebook: Codebook) -> tuple[dict[str, Article], Drafts]:
    """So many articles, none the same, and the drafts of replies to them."""
    sources = list(load_articles(FIXTURES).values())
    drafts, articles, builtin = {}, {}, BuiltinAnalyst()
    made: dict[int, dict[str, str]] = {}
    for number in range(items):
        base = number % len(sources)
        if base not in made:
            made[base] = await _drafted(sources[base], builtin, codebook)
        text = f"{sources[base].text}\n\nItem number {number}."
        articles[f"item-{number:03}"] = read_article(text)
        drafts |= {(stage, str(number)): text for stage, text in made[base].items()}
    return articles, drafts


async def _drafted(article: Article, builtin: BuiltinAnalyst, codebook: Codebook) -> dict[str, str]:
    """What the built-in analyst says of an article; what it cannot say of its language is empty."""
    whole = await analyze(article, builtin, codebook)
    made = {"summary": await builtin.summarise(article), "framing": await builtin.frame(article)}
    drafts = {stage: each.draft.model_dump_json() for stage, each in made.items()}
    drafts["questions"] = '{"questions": []}'
    if whole.questions:
        asked = await builtin.ask(article, whole.summary, whole.framing)
        drafts["questions"] = asked.draft.model_dump_json()
    return drafts


def service(model: ChatModel, codebook: Codebook) -> Service:
    """The production analysis with that model."""
    prompts = prompts_folder()
    return Service(ModelAnalyst(model, load_prompts(prompts), codebook), codebook, prompts)


def head(articles: Mapping[str, Article]) -> RunHead:
    """A run of these articles."""
    hashes = {name: article.content_hash for name, article in articles.items()}
    return RunHead(
        variant="prompts", analyst="model", model=MODEL, prompts="bench", codebook="codebook/1",
        software="bench", split=None, trials=1, fixtures=hashes, started_at=datetime.now(UTC),
    )  # fmt: skip


Job = Callable[[], Awaitable[object]]


async def timed(job: Job) -> float:
    """Seconds that a job takes."""
    began = time.perf_counter()
    await job()
    return time.perf_counter() - began


async def in_a_loop(names: list[str], each: Callable[[str], Awaitable[object]], most: int) -> None:
    """Do something for every name, `most` at once, with nothing around it."""
    todo = iter(names)

    async def worker() -> None:
        for name in todo:
            await each(name)

    async with asyncio.TaskGroup() as group:
        for _ in range(most):
            group.create_task(worker())


async def calls_only(delay: float) -> None:
    """The calls of one analysis."""
    for at_once in CALLS:
        await asyncio.gather(*(asyncio.sleep(delay) for _ in range(at_once)))


async def our_run(
    load: Load, articles: Mapping[str, Article], analyze_one: Analyze, folder: Path
) -> Path:
    """A run into a new journal."""
    path = Path(tempfile.mkdtemp(dir=folder)) / "run.jsonl"
    journal = Journal.open(path, head(articles))
    await run(journal, articles, analyze_one, Plan(concurrency=load.concurrency))
    journal.close()
    if any(item.analysis is None for item in journal.items.values()):
        raise SystemExit("An article has no analysis: the benchmark measures nothing.")
    return path


async def pydantic_evals(load: Load) -> None:
    """The same calls as cases of a data set."""
    from pydantic_evals import Case, Dataset  # noqa: PLC0415 - a peer that need not be there

    async def task(_: str) -> str:
        await calls_only(load.delay)
        return "{}"

    cases = [Case(name=str(n), inputs=str(n)) for n in range(load.items)]
    data: Dataset[str, str, None] = Dataset(name="bench", cases=cases, evaluators=[])
    await data.evaluate(task, max_concurrency=load.concurrency, progress=False)


def promptfoo(load: Load, folder: Path) -> float | None:
    """Seconds that promptfoo says its evaluation took, without its start; None if it cannot run."""
    own = Path(tempfile.mkdtemp(dir=folder))
    provider = (
        "module.exports = class {\n  id() { return 'bench'; }\n  async callApi() {\n"
        f"    await new Promise((done) => setTimeout(done, {len(CALLS) * load.delay * 1000}));\n"
        "    return { output: '{}' };\n  }\n};\n"
    )
    (own / "provider.js").write_text(provider)
    config = {
        "prompts": ["{{n}}"],
        "providers": ["file://provider.js"],
        "tests": [{"vars": {"n": str(n)}} for n in range(load.items)],
    }
    (own / "promptfooconfig.json").write_text(json.dumps(config))
    quiet = {
        "PROMPTFOO_DISABLE_TELEMETRY": "1",
        "PROMPTFOO_DISABLE_UPDATE": "1",
        "PROMPTFOO_DISABLE_REMOTE_GENERATION": "1",
        "PROMPTFOO_CONFIG_DIR": str(own),
    }
    began = time.perf_counter()
    command = ["promptfoo", "eval", "-c", "promptfooconfig.json", "-o", "out.json", "--no-cache",
               "--no-table", "--no-progress-bar", "-j", str(load.concurrency)]  # fmt: skip
    subprocess.run(command, cwd=own, env=os.environ | quiet, check=False, capture_output=True)
    whole = time.perf_counter() - began
    if not (own / "out.json").exists():
        return None
    told = json.loads((own / "out.json").read_text())["results"]["stats"].get("durationMs")
    return told / 1000 if told else whole


async def live(
    load: Load, articles: Mapping[str, Article], drafts: Drafts, folder: Path, rounds: int
) -> tuple[dict[str, float | None], dict[str, Analysis]]:
    """Seconds of each contender, and the analyses by their article's hash."""
    codebook = load_codebook(prompts_folder())
    recordings = folder / RECORDINGS

    async def whole() -> Path:
        recordings.unlink(missing_ok=True)
        store = RecordedReplies(recordings)
        made = service(Stored(Slow(drafts, load.delay), store), codebook)
        path = await our_run(load, articles, made.analyze, folder)
        await store.aclose()
        return path

    async def bare() -> None:
        await in_a_loop(list(articles), lambda _: calls_only(load.delay), load.concurrency)

    items = Journal.read(await whole()).items.values()
    analyses = {x.analysis.article.content_hash: x.analysis for x in items if x.analysis}
    jobs: dict[str, Job] = {
        "bare loop": bare,
        "harness": lambda: our_run(load, articles, ready(analyses, load.delay), folder),
        "whole": whole,
    }
    if importlib.util.find_spec("pydantic_evals"):
        jobs["pydantic-evals"] = lambda: pydantic_evals(load)
    took: dict[str, float | None] = {**await in_turns(jobs, rounds)}
    if shutil.which("promptfoo"):
        times = [each for each in (promptfoo(load, folder) for _ in range(rounds)) if each]
        took["promptfoo"] = round(statistics.median(times), 3) if times else None
    for peer in ("pydantic-evals", "promptfoo"):
        if took.setdefault(peer, None) is None:
            print(f"{peer} is not installed, or does not run, and was skipped.", file=sys.stderr)
    return took, analyses


async def replayed(
    load: Load,
    articles: Mapping[str, Article],
    analyses: Mapping[str, Analysis],
    folder: Path,
    rounds: int,
) -> dict[str, float]:
    """Seconds of a replayed run, and of its parts."""
    recordings = folder / RECORDINGS
    codebook = load_codebook(prompts_folder())
    made = service(Replayed(MODEL, RecordedReplies(recordings)), codebook)
    asked = [each.request async for each in RecordedReplies(recordings).records()]

    async def replies() -> None:
        model = Replayed(MODEL, RecordedReplies(recordings))
        for each in asked:
            await model.complete(ChatRequest(**each.model_dump(exclude={"model"})))

    async def loop() -> None:
        await in_a_loop(list(articles), lambda name: made.analyze(articles[name]), load.concurrency)

    jobs: dict[str, Job] = {
        "replies": replies,
        "journal": lambda: our_run(load, articles, ready(analyses, 0.0), folder),
        "analyses_alone": loop,
        "run": lambda: our_run(load, articles, made.analyze, folder),
    }
    took = await in_turns(jobs, rounds)
    return {"harness": round(took["replies"] + took["journal"], 3), **took}


def ready(analyses: Mapping[str, Analysis], delay: float) -> Analyze:
    """Makes an analysis's calls, and gives one that was made before."""

    async def one(article: Article) -> Analysis:
        if delay:
            await calls_only(delay)
        return analyses[article.content_hash]

    return one


async def in_turns(jobs: Mapping[str, Job], rounds: int) -> dict[str, float]:
    """The median seconds of each job; who begins changes from round to round."""
    names, took = list(jobs), {name: [] for name in jobs}
    for turn in range(rounds):
        shift = turn % len(names)
        for name in names[shift:] + names[:shift]:
            took[name].append(await timed(jobs[name]))
    return {name: round(statistics.median(each), 3) for name, each in took.items()}


def scoring(folder: Path, codebook: Codebook, most: int) -> dict[str, float | int]:
    """Seconds that scores, intervals and the table of a run take, of labelled fixtures."""
    labelled = [each.parent.name for each in sorted(FIXTURES.glob("*/labels.yaml"))][:most]
    if not labelled:
        return {"articles": 0}
    began = time.perf_counter()
    fixtures = load_fixtures(FIXTURES, codebook, only=labelled)
    loaded = time.perf_counter()
    articles = {fixture.name: fixture.article for fixture in fixtures}
    load = Load(len(articles), 1, 0.0)
    path = asyncio.run(our_run(load, articles, _builtin(codebook).analyze, folder))
    ran = time.perf_counter()
    journal = Journal.read(path)
    grid = summarised(journal, sheet_of(journal, fixtures, codebook), SEED)
    as_text([grid], width=110, colour=False)
    scored = time.perf_counter()
    return {"articles": len(articles), "labels_read": round(loaded - began, 3),
            "scored": round(scored - ran, 3)}  # fmt: skip


def _builtin(codebook: Codebook) -> Service:
    return Service(BuiltinAnalyst(), codebook, prompts_folder())


def main() -> None:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=100)
    parser.add_argument("--concurrency", type=int, default=20)
    parser.add_argument("--delay", type=float, default=0.2)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    load = Load(given.items, given.concurrency, given.delay)
    codebook = load_codebook(prompts_folder())
    with tempfile.TemporaryDirectory(prefix="keyquestions-bench-") as temporary:
        folder = Path(temporary)
        articles, drafts = asyncio.run(prepare(load.items, codebook))
        lived, analyses = asyncio.run(live(load, articles, drafts, folder, given.rounds))
        again = asyncio.run(replayed(load, articles, analyses, folder, given.rounds))
        figures = {
            "items": load.items, "concurrency": load.concurrency, "delay_s": load.delay,
            "live_s": {"ideal": round(load.ideal, 3), **lived},
            "replay_s": again,
            "scoring_s": scoring(folder, codebook, load.items),
        }  # fmt: skip
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
