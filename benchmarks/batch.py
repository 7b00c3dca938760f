"""What archives cost: `keyquestions batch run` beside a plain script, and how much memory it takes.

    python benchmarks/batch.py [--quick] [--articles 20000] [--skip-memory]

**Throughput.** A server on loopback, in a process of its own, takes 200 ms for a reply. The ideal
is concurrency ÷ the time of two round trips. The peer is a script that makes the same analyses with
the same concurrency, writes them down and keeps nothing else: what it lacks of the ideal is the
analysis itself, and what the job lacks of the peer is the price of never losing or paying twice.
Both run as processes of their own, one after the other; *steady* is the rate between a tenth and
nine tenths of the lines that are in the output, *whole* counts start and end, too. The CPU that an
article takes in the process, start and end included, says how much of the ideal a processor allows.

**Memory.** The server answers at once; reported is the peak of the job's resident memory in each
quarter of the archive.
"""

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from loopback import chat_server, completion
from model_layer import SAMPLE, prepare

from keyquestions.article import read_article
from keyquestions.settings import load_settings
from keyquestions.wiring import open_service

DELAY = 0.2
TRIPS = 2
LOOK = 0.1

KIB = 1024

OWN = "The delegations had exchanged {0} letters about the talks by the end of that week."
"""A whole paragraph near the top: what stands at the end may be taken for none of the text."""


@dataclass(frozen=True, slots=True)
class Look:
    """Lines that were in the output after so many seconds, and the resident memory in MiB."""

    seconds: float
    lines: int
    memory: float


def write_archive(path: Path, count: int) -> None:
    """The sample article with a paragraph of its own each: none of them is a copy."""
    text = SAMPLE.read_text(encoding="utf-8")
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            content = text.replace("\n", f"\n{OWN.format(number)}\n", 1)
            file.write(json.dumps({"custom_id": f"v{number}", "content_text": content}) + "\n")


async def plain_script(source: Path, target: Path, concurrency: int) -> None:
    """Analyse and write, and keep nothing: who is stopped begins anew, and pays again."""
    settings = load_settings().model_copy(update={"concurrency": 2 * concurrency})
    with source.open(encoding="utf-8") as given, target.open("w", encoding="utf-8") as file:
        async with open_service(settings) as service, asyncio.TaskGroup() as group:

            async def worker() -> None:
                for line in given:
                    request = json.loads(line)
                    article = read_article(request["content_text"])
                    analysis = await service.analyze(article)
                    told = {"custom_id": request["custom_id"], "analysis": analysis.model_dump()}
                    file.write(json.dumps(told, default=str) + "\n")
                    file.flush()

            for _ in range(concurrency):
                group.create_task(worker())


def watch(command: list[str], environment: dict[str, str], target: Path) -> list[Look]:
    """Run a command, and look at it until it ends.

    Raises:
        SystemExit: it failed.
    """
    began, looks, counted = time.perf_counter(), [], Lines(target)
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as process:
        while process.poll() is None:
            looks.append(Look(time.perf_counter() - began, counted.count(), memory(process.pid)))
            time.sleep(LOOK)
        told = process.stderr.read().decode() if process.stderr else ""
    if process.returncode:
        raise SystemExit(f"{' '.join(command[1:4])} ended with {process.returncode}:\n{told}")
    looks.append(Look(time.perf_counter() - began, counted.count(), looks[-1].memory))
    return looks


class Lines:
    """Counts the lines of a file that grows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = self._lines = 0

    def count(self) -> int:
        """How many there are by now."""
        if self._path.exists():
            with self._path.open("rb") as file:
                file.seek(self._at)
                while block := file.read(1 << 20):
                    self._lines += block.count(b"\n")
                    self._at += len(block)
        return self._lines


def memory(pid: int) -> float:
    """The resident memory of a process, in MiB; 0 where it cannot be told."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / KIB / KIB


def children_cpu() -> float:
    """Seconds of CPU that processes took which were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def steady(looks: list[Look]) -> float:
    """Lines a second between a tenth and nine tenths of them."""
    total = looks[-1].lines
    inner = [each for each in looks if 0.1 * total <= each.lines <= 0.9 * total]
    first, last = inner[0], inner[-1]
    return (last.lines - first.lines) / max(last.seconds - first.seconds, LOOK)


def environment(url: str, folder: Path, replies: str) -> dict[str, str]:
    """The settings of a run, its data in a folder of its own."""
    chosen = {
        "KEYQUESTIONS_MODEL": "openai:bench-1",
        "OPENAI_API_KEY": "none",
        "OPENAI_BASE_URL": url,
        "KEYQUESTIONS_REPLIES": replies,
        "XDG_DATA_HOME": str(folder),
    }
    return {**os.environ, **chosen}


def run_job(url: str, source: Path, concurrency: int) -> list[Look]:
    """`keyquestions batch run`, from nothing."""
    with tempfile.TemporaryDirectory() as name:
        target = Path(name) / "results.jsonl"
        command = [sys.executable, "-m", "keyquestions", "batch", "run", str(source), str(target)]
        command += ["--concurrency", str(concurrency)]
        return watch(command, environment(url, Path(name), "use"), target)


def run_plain(url: str, source: Path, concurrency: int) -> list[Look]:
    """The script, from nothing."""
    with tempfile.TemporaryDirectory() as name:
        target = Path(name) / "results.jsonl"
        command = [sys.executable, __file__, "--script", str(source), str(target), str(concurrency)]
        return watch(command, environment(url, Path(name), "off"), target)


def throughput(url: str, folder: Path, concurrency: int, seconds: float) -> Iterator[str]:
    """A table's rows: contenders in turn, with as many articles as the ideal makes in a time."""
    ideal = concurrency / (TRIPS * DELAY)
    source = folder / f"archive-{concurrency}.jsonl"
    count = int(ideal * seconds)
    write_archive(source, count)
    runs: dict[str, Callable[[str, Path, int], list[Look]]] = {
        "plain script": run_plain,
        "batch run": run_job,
    }
    for name, run in runs.items():
        before = children_cpu()
        looks = run(url, source, concurrency)
        cpu = 1000 * (children_cpu() - before) / count
        rate, whole = steady(looks), looks[-1].lines / looks[-1].seconds
        yield (
            f"{concurrency:>5}  {name:<13} {count:>7,} articles  steady {rate:>7.1f}/s "
            f"({rate / ideal:.2f} of {ideal:.0f})  whole {whole:>7.1f}/s  CPU {cpu:.0f} ms each"
        )


def memories(url: str, folder: Path, count: int) -> str:
    """The peak in each quarter of an archive, in MiB."""
    source = folder / "archive.jsonl"
    write_archive(source, count)
    looks = run_job(url, source, 64)
    quarters = []
    for quarter in range(4):
        low, high = quarter * count / 4, (quarter + 1) * count / 4
        peaks = [each.memory for each in looks if low <= each.lines <= high]
        quarters.append(f"{max(peaks, default=0.0):.0f}")
    return (
        f"{count:,} articles, {looks[-1].lines / looks[-1].seconds:.1f}/s: peak memory of each "
        f"quarter {' / '.join(quarters)} MiB"
    )


def load() -> str:
    """How busy the machine is: rates mean little without it."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"


def main() -> None:
    """Measure, and print as it comes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="few articles: does it work at all?")
    parser.add_argument("--articles", type=int, default=20_000, help="for the memory")
    parser.add_argument("--skip-memory", action="store_true")
    parser.add_argument("--script", nargs=3, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.script:
        source, target, concurrency = chosen.script
        asyncio.run(plain_script(Path(source), Path(target), int(concurrency)))
        return
    replies = {stage: completion(text) for stage, text in asyncio.run(prepare()).replies.items()}
    with tempfile.TemporaryDirectory() as name:
        with chat_server(replies, DELAY) as url:
            for concurrency in (64, 256):
                print(load())
                for row in throughput(url, Path(name), concurrency, 1 if chosen.quick else 30):
                    print(row, flush=True)
        if not chosen.skip_memory:
            with chat_server(replies, 0.0) as url:
                print(load())
                print(memories(url, Path(name), 400 if chosen.quick else chosen.articles))


if __name__ == "__main__":
    main()
