"""A benchmark run over a half of its data: what was reached, beside what others published."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field

from keyquestions import __version__
from keyquestions.analysis import Value
from keyquestions.errors import ConfigurationError, KeyQuestionsError
from keyquestions.settings import Settings
from keyquestions.wiring import Service, chosen_prompts, open_service
from keyquestions_evals.bench.benchmark import Benchmark, Half
from keyquestions_evals.bench.figures import Figure, Row, figure
from keyquestions_evals.errors import BenchDataInvalid
from keyquestions_evals.files import read_yaml
from keyquestions_evals.runs import variant_folder

PUBLISHED = Path(__file__).with_name("published.yaml")
CONCURRENCY = 8

Told = Callable[[], None]


class Reached(Value):
    """What somebody else reached, and how; `figure` names the column that it compares with."""

    system: str
    figure: str
    value: str


class Published(Value):
    """Where a data set is from, how it is measured here, and what others reached on it."""

    title: str
    source: str
    licence: str
    measures: str
    protocol: str
    reached: tuple[Reached, ...]


class PublishedSets(Value):
    """All of `published.yaml`."""

    benchmarks: dict[str, Published] = Field(min_length=1)


class Report(Value):
    """A benchmark's figures; `failed` counts the items whose analysis failed, by error code."""

    benchmark: str
    half: Half
    variant: str
    software: str
    seed: int
    items: int
    groups: int
    failed: dict[str, int]
    figures: tuple[Figure, ...]
    published: Published


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured of a data set: which half, and of it how many items at most."""

    half: Half = Half.REPORT
    limit: int | None = None
    seed: int = 0


@cache
def published() -> Mapping[str, Published]:
    """What is known of each benchmark, by its name."""
    return read_yaml(PUBLISHED, PublishedSets, BenchDataInvalid).benchmarks


async def run_benchmark(
    benchmark: Benchmark[Any],
    folder: Path,
    variant: str,
    settings: Settings,
    plan: Plan,
    begun: Callable[[int], Told] = lambda _: lambda: None,
) -> Report:
    """Measure a variant on a benchmark.

    `begun` is told how many items there are, and gives what is called after each.

    Raises:
        ConfigurationError: what is set does not work.
        EvalsError: the data or the variant cannot be used.
    """
    items = [each for each in benchmark.load(folder) if plan.half.has(benchmark.group(each))]
    items = items[: plan.limit]
    if not items:
        raise BenchDataInvalid(f"{folder}: there are no items in the half {plan.half}.")
    with variant_folder(variant, chosen_prompts(settings)) as prompts:
        async with open_service(settings.model_copy(update={"prompts": prompts})) as service:
            rows, failed = await _measured(benchmark, items, service, begun(len(items)))
    groups = [benchmark.group(each) for each in items]
    return Report(
        benchmark=benchmark.name, half=plan.half, variant=variant, seed=plan.seed,
        software=f"keyquestions {__version__}", items=len(items), groups=len(set(groups)),
        failed=failed, published=published()[benchmark.name],
        figures=tuple(figure(each, rows, groups, seed=plan.seed) for each in benchmark.columns),
    )  # fmt: skip


async def _measured(
    benchmark: Benchmark[Any], items: Sequence[Any], service: Service, done: Told
) -> tuple[list[Row], dict[str, int]]:
    """What each item gives, and how many failed, by the error's code."""
    turn, failed = asyncio.Semaphore(CONCURRENCY), dict[str, int]()

    async def one(item: Any) -> Row:  # noqa: ANN401 - the benchmark knows its items
        async with turn:
            try:
                return await benchmark.measure(item, service)
            except ConfigurationError:
                raise
            except KeyQuestionsError as error:
                failed[error.code] = failed.get(error.code, 0) + 1
                return benchmark.failed(item)
            finally:
                done()

    try:
        async with asyncio.TaskGroup() as together:
            tasks = [together.create_task(one(item)) for item in items]
    except* KeyQuestionsError as group:
        raise group.exceptions[0] from None
    return [task.result() for task in tasks], failed
