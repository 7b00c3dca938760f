"""What the model layer costs: ours, the bare `openai` SDK and a LangChain chain, side by side.

    python benchmarks/model_layer.py [--quick]

All of them send the same three requests of an analysis to the same server on loopback, which runs
in a process of its own and answers at once, or after 500 ms. Reported are ratios: CPU seconds of
this process against the bare SDK's, and wall-clock time against the ideal of two round trips. The
order changes from round to round, and the median of the rounds counts.
"""

import argparse
import asyncio
import json
import multiprocessing
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import openai
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
from keyquestions.wiring import Service, open_service

SAMPLE = Path(__file__).parents[1] / "evals" / "fixtures" / "istanbul-talks" / "article.txt"
DELAY = 0.5
STAGES = {"summary": SummaryDraft, "framing": FramingDraft, "questions": QuestionsDraft}

Job = Callable[[], Awaitable[object]]


# The server: reads a request, answers with the draft that its schema asks for.


def serve(replies: dict[str, bytes], delay: float, told: Connection) -> None:
    """Run the server in this process until it is ended."""

    async def run() -> None:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await _converse(reader, writer, replies, delay)

        server = await asyncio.start_server(handle, "127.0.0.1", 0, backlog=1024)
        told.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


async def _converse(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    replies: dict[str, bytes],
    delay: float,
) -> None:
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            lines = (line.partition(b":") for line in head.lower().split(b"\r\n"))
            sizes = [int(value) for name, _, value in lines if name == b"content-length"]
            body = await reader.readexactly(sizes[0])
            if delay:
                await asyncio.sleep(delay)
            stage = json.loads(body)["response_format"]["json_schema"]["name"]
            writer.write(replies[stage])
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def completion(text: str) -> bytes:
    """One chat completion as an HTTP response."""
    message = {"role": "assistant", "content": text, "refusal": None}
    body = json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": "bench-1",
            "choices": [
                {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
            ],
            "usage": {"prompt_tokens": 2500, "completion_tokens": 900, "total_tokens": 3400},
        }
    ).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


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


def bare_sdk(work: Work, url: str) -> Job:
    """`openai` alone: create, then validate the reply with pydantic."""
    client = openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0, timeout=120)
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


async def at_once(work: Work, url: str, service: Service, *, quick: bool) -> None:
    """The CPU of a call against a server that answers at once."""
    model = service.analyst._chat  # type: ignore[attr-defined]  # noqa: SLF001 - the layer itself
    jobs: dict[str, Job] = {
        "bare openai SDK": bare_sdk(work, url),
        "our model layer": our_layer(work, model),
        "our whole analysis": our_analysis(work, service),
    }
    print("\nA server that answers at once: CPU of three calls, and its ratio to the bare SDK's")
    for concurrency in (1, 32, 256):
        total = max(concurrency, 32) * (1 if quick else 4)
        took = await compare(jobs, concurrency, total, 3 if quick else 5)
        base = took["bare openai SDK"].cpu
        for name, each in took.items():
            row = f"{each.cpu * 1000:8.2f} ms CPU {each.cpu / base:6.2f}"
            print(f"  concurrency {concurrency:3}  {name:20} {row}")


async def late(work: Work, url: str, service: Service, *, quick: bool) -> None:
    """How long an analysis takes where every reply takes half a second."""
    jobs: dict[str, Job] = {"our whole analysis": our_analysis(work, service)}
    if chain := langchain_chain(work, url):
        jobs["LangChain, sequential"] = chain
    print(f"\nA server that takes {DELAY} s: time of an analysis against two round trips")
    for concurrency in (1, 64):
        total = concurrency * (1 if quick else 3)
        took = await compare(jobs, concurrency, total, 1 if quick else 3)
        for name, each in took.items():
            seconds = each.wall * min(concurrency, total)
            ratio = seconds / (2 * DELAY)
            print(f"  concurrency {concurrency:3}  {name:22} {seconds:6.2f} s {ratio:6.2f}")


def settings_for(url: str) -> Settings:
    """Nothing stored, nothing limited: what is measured is the way of a request."""
    return load_settings(model="openai:bench", openai_base_url=url, replies="off", concurrency=512)


Measurement = Callable[..., Awaitable[None]]


async def main(arguments: Sequence[str] | None = None) -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds, for a first look")
    options = parser.parse_args(arguments)
    work = await prepare()
    replies = {stage: completion(text) for stage, text in work.replies.items()}
    plans: tuple[tuple[float, Measurement], ...] = ((0.0, at_once), (DELAY, late))
    for delay, measurement in plans:
        here, there = multiprocessing.Pipe()
        server = multiprocessing.get_context("spawn").Process(
            target=serve, args=(replies, delay, there), daemon=True
        )
        server.start()
        url = f"http://127.0.0.1:{here.recv()}/v1"
        async with open_service(settings_for(url)) as service:
            await measurement(work, url, service, quick=options.quick)
        server.terminate()
        server.join()


if __name__ == "__main__":
    asyncio.run(main())
