"""What the model layer costs: ours, the bare `openai` SDK and a LangChain chain, side by side.

    python benchmarks/model_layer.py [--quick]

All of them send the same three requests of an analysis to the same server on loopback, which runs
in a process of its own.

**CPU.** The server answers at once. So many callers as are named keep doing the three calls;
reported is the CPU of this process for one analysis, the median of rounds in which the order turns,
and its ratio to the bare SDK's.

**Latency.** The server takes 500 ms for a reply, so that two round trips take 1 s. Reported are the
mean and the 95th percentile of the time that one analysis takes, from its call to its result, as
multiples of two round trips, and the CPU that one takes in this process. Our whole analysis comes
twice: verified in this process, and in one beside it (KEYQUESTIONS_VERIFIERS=1).
- *Steady*: a closed loop. Each caller begins its next analysis when its last one is done. Callers
  begin at random moments of the first second, as readers and editors do; each makes ten analyses,
  of which the first and the last are not counted: then some of the others are not at work yet, or
  no longer.
- *Burst*: all callers begin at the same instant, and each makes one analysis. What it measures is
  mostly the queue before one CPU; it is reported because it happens, and is no steady load.
"""

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openai
from loopback import chat_server, completion
from pydantic import TypeAdapter

from keyquestions.analyst import FramingDraft, QuestionsDraft, SummaryDraft
from keyquestions.article import Article, read_article
from keyquestions.builtin.analyst import BuiltinAnalyst
from keyquestions.codebook import load_codebook
from keyquestions.model_analyst import ModelAnalyst
from keyquestions.models import ChatModel, ChatReply, ChatRequest
from keyquestions.models.scripted import ScriptedModel
from keyquestions.pipeline import analyze
from keyquestions.prompting import load_prompts
from keyquestions.resources import prompts_folder
from keyquestions.settings import Settings, load_settings
from keyquestions.wiring import Service, open_model, open_service

SAMPLE = Path(__file__).parents[1] / "evals" / "fixtures" / "istanbul-talks" / "article.txt"
DELAY = 0.5
STAGES = {"summary": SummaryDraft, "framing": FramingDraft, "questions": QuestionsDraft}

Job = Callable[[], Awaitable[object]]


# The same three requests for everybody.


@dataclass(frozen=True, slots=True)
class Work:
    """An article, the requests that its analysis makes, and the replies to them."""

    article: Article
    requests: dict[str, ChatRequest]
    replies: dict[str, str]


async def prepare() -> Work:
    """The built-in analyst's drafts serve as replies: real ones, which verification keeps."""
    article, builtin = read_article(SAMPLE.read_text(encoding="utf-8")), BuiltinAnalyst()
    codebook = load_codebook(prompts_folder())
    drafts = [await builtin.summarise(article), await builtin.frame(article)]
    analysis = await analyze(article, builtin, codebook)
    drafts.append(await builtin.ask(article, analysis.summary, analysis.framing))
    texts = [draft.draft.model_dump_json() for draft in drafts]
    replies = dict(zip(STAGES, texts, strict=True))

    def answer(request: ChatRequest) -> str:
        return replies[request.json_schema.name] if request.json_schema else ""

    model = ScriptedModel(answer)
    await analyze(article, ModelAnalyst(model, load_prompts(prompts_folder()), codebook), codebook)
    asked = {each.json_schema.name: each for each in model.requests if each.json_schema}
    return Work(article, asked, replies)


def plain(request: ChatRequest) -> dict[str, Any]:
    """The request as somebody would write it for the SDK."""
    schema = request.json_schema
    named = {"name": schema.name, "schema": schema.body} if schema else {}
    return {
        "messages": [message.model_dump(mode="json") for message in request.messages],
        "response_format": {"type": "json_schema", "json_schema": named | {"strict": True}},
        "max_completion_tokens": request.max_output_tokens,
    }


# The contenders. Each gives a job that does the three calls of one analysis, two of them at once.


def bare_sdk(work: Work, client: openai.AsyncOpenAI) -> Job:
    """`openai` alone: create, then validate the reply with pydantic."""
    bodies = {stage: plain(request) for stage, request in work.requests.items()}
    readers = {stage: TypeAdapter(draft) for stage, draft in STAGES.items()}

    async def ask(stage: str) -> object:
        reply = await client.chat.completions.create(model="bench", **bodies[stage])
        return readers[stage].validate_json(reply.choices[0].message.content or "")

    async def job() -> None:
        await asyncio.gather(ask("summary"), ask("framing"))
        await ask("questions")

    return job


def our_layer(work: Work, model: ChatModel) -> Job:
    """Our calls: all that is wrapped around a model, and the reply validated in the same way."""
    readers = {stage: TypeAdapter(draft) for stage, draft in STAGES.items()}

    async def ask(stage: str) -> object:
        reply: ChatReply = await model.complete(work.requests[stage])
        return readers[stage].validate_json(reply.text)

    async def job() -> None:
        await asyncio.gather(ask("summary"), ask("framing"))
        await ask("questions")

    return job


def our_analysis(work: Work, service: Service) -> Job:
    """The whole line: prompts rendered, three calls, every finding verified."""

    async def job() -> object:
        return await service.analyze(work.article)

    return job


def langchain_chain(work: Work, url: str) -> Job | None:
    """A plain chain that does the three one after the other; None where it is not installed."""
    try:
        from langchain_openai import ChatOpenAI  # noqa: PLC0415 - optional
    except ImportError:
        return None
    model = ChatOpenAI(model="bench", base_url=url, api_key="none", max_retries=0, timeout=120)
    steps = []
    for stage, request in work.requests.items():
        bound = model.with_structured_output(STAGES[stage], method="json_schema", strict=True)
        steps.append((bound, [(each.role.value, each.content) for each in request.messages]))

    async def job() -> None:
        for bound, messages in steps:
            await bound.ainvoke(messages)

    return job


# Measuring.


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds per analysis."""

    cpu: float
    wall: float


async def measure(job: Job, concurrency: int, total: int) -> Took:
    """Do the job `total` times, `concurrency` at once."""
    todo = iter(range(total))

    async def worker() -> None:
        for _ in todo:
            await job()

    cpu, wall = time.process_time(), time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for _ in range(min(concurrency, total)):
            group.create_task(worker())
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return Took(cpu / total, wall / total)


async def compare(
    jobs: dict[str, Job], concurrency: int, total: int, rounds: int
) -> dict[str, Took]:
    """Medians over rounds; the order turns, so that nobody always goes first."""
    took: dict[str, list[Took]] = {name: [] for name in jobs}
    names = list(jobs)
    for job in jobs.values():
        await measure(job, concurrency, min(total, concurrency))
    for turn in range(rounds):
        shift = turn % len(names)
        for name in names[shift:] + names[:shift]:
            took[name].append(await measure(jobs[name], concurrency, total))
    return {
        name: Took(
            statistics.median(each.cpu for each in several),
            statistics.median(each.wall for each in several),
        )
        for name, several in took.items()
    }


async def at_once(jobs: dict[str, Job], *, quick: bool) -> None:
    """The CPU of a call against a server that answers at once; the first job is the yardstick."""
    print("\nA server that answers at once: CPU of three calls, and its ratio to the bare SDK's")
    for concurrency in (1, 32, 256):
        total = max(concurrency, 32) * (1 if quick else 2)
        took = await compare(jobs, concurrency, total, 3)
        base = took[next(iter(jobs))].cpu
        for name, each in took.items():
            row = f"{each.cpu * 1000:8.2f} ms CPU {each.cpu / base:6.2f}"
            print(f"  concurrency {concurrency:3}  {name:20} {row}")


@dataclass(frozen=True, slots=True)
class Load:
    """How callers come: `each` counted analyses a caller, over how many seconds they begin."""

    name: str
    callers: int
    each: int
    spread: float

    @property
    def around(self) -> int:
        """Analyses of each caller before and after the counted ones, which keep up the load."""
        return 1 if self.spread else 0


async def latencies(job: Job, load: Load) -> tuple[list[float], float]:
    """Seconds of every counted analysis, and the CPU seconds of one."""
    found: list[float] = []
    moments = random.Random(load.callers)  # noqa: S311 - the same moments in every run

    async def caller(begins: float) -> None:
        await asyncio.sleep(begins)
        for at in range(load.each + 2 * load.around):
            began = time.perf_counter()
            await job()
            if load.around <= at < load.each + load.around:
                found.append(time.perf_counter() - began)

    cpu = time.process_time()
    async with asyncio.TaskGroup() as group:
        for _ in range(load.callers):
            group.create_task(caller(moments.uniform(0, load.spread)))
    cpu = time.process_time() - cpu
    return found, cpu / (load.callers * (load.each + 2 * load.around))


def loads(*, quick: bool) -> tuple[Load, ...]:
    """One caller, 64 in a steady state, 64 at one instant."""
    trips = 2 * DELAY
    return (
        Load("steady", 1, 3 if quick else 8, trips),
        Load("steady", 64, 2 if quick else 8, trips),
        Load("burst", 64, 1, 0.0),
    )


async def late(jobs: Iterable[tuple[str, Job]], *, quick: bool) -> None:
    """How long an analysis takes where every reply takes half a second."""
    print(f"\nA server that takes {DELAY} s: time of an analysis against two round trips")
    for name, job in jobs:
        await latencies(job, Load("connections", 64, 1, 0.0))
        for load in loads(quick=quick):
            rounds = [await latencies(job, load) for _ in range(1 if quick else 2)]
            took = [seconds / (2 * DELAY) for found, _ in rounds for seconds in found]
            high = statistics.quantiles(took, n=20, method="inclusive")[-1]
            cpu = statistics.median(each for _, each in rounds) * 1000
            row = f"mean {statistics.mean(took):5.2f}  p95 {high:5.2f}  {cpu:6.2f} ms CPU"
            print(f"  {name:22} {load.callers:3} callers, {load.name:6}  {row}", flush=True)


def peers(
    work: Work, url: str, services: Mapping[str, Service], bare: Job
) -> Iterator[tuple[str, Job]]:
    """LangChain comes last: what its import leaves in memory slows the collector for everybody."""
    for name, service in services.items():
        yield name, our_analysis(work, service)
    yield "bare SDK, two trips", bare
    if chain := langchain_chain(work, url):
        yield "LangChain, sequential", chain


def settings_for(url: str, verifiers: int = 0) -> Settings:
    """Nothing stored, nothing limited: what is measured is the way of a request."""
    return load_settings(
        model="openai:bench",
        openai_base_url=url,
        replies="off",
        concurrency=512,
        verifiers=verifiers,
    )


async def measured(work: Work, url: str, *, late_server: bool, quick: bool) -> None:
    """Open everything, print one table, close everything.

    A client that is left to the garbage collector can take the connections of the next one with it.
    """
    settings, prompts = settings_for(url), load_prompts(prompts_folder())
    async with (
        open_service(settings) as service,
        open_service(settings_for(url, verifiers=1)) as verified_beside,
        open_model(settings, prompts) as model,
        openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0, timeout=120) as client,
    ):
        bare = bare_sdk(work, client)
        if late_server:
            services = {"our whole analysis": service, "… verified beside": verified_beside}
            await late(peers(work, url, services, bare), quick=quick)
            return
        jobs = {
            "bare openai SDK": bare,
            "our model layer": our_layer(work, model),
            "our whole analysis": our_analysis(work, service),
        }
        await at_once(jobs, quick=quick)


async def main(arguments: Sequence[str] | None = None) -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds, for a first look")
    options = parser.parse_args(arguments)
    work = await prepare()
    replies = {stage: completion(text) for stage, text in work.replies.items()}
    # LangChain names a schema after its class.
    replies |= {draft.__name__: replies[stage] for stage, draft in STAGES.items()}
    for delay in (0.0, DELAY):
        with chat_server(replies, delay) as url:
            await measured(work, url, late_server=bool(delay), quick=options.quick)


if __name__ == "__main__":
    asyncio.run(main())
