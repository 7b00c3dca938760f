"""What the REST service bears, with 64 clients, beside a bare FastAPI route.

    python benchmarks/rest.py [--quick] [--only known|slow|memory]

Load comes from wrk in a process of its own (`apt-get install wrk`); the service and its peer have a
process each, one worker, and take turns in every round.

**Known analyses.** GET of analyses that are done, with an API key. The peer is a FastAPI route on
uvicorn that returns the same bytes with the same headers, and does nothing else. At the greatest
rate: responses a second, the median of the rounds, and ours as a share of the peer's. At a steady
rate, half of what ours reached: how long a response takes.

**Slow model.** POST of articles that are all new, while the model takes longer than anybody waits.
The service holds a post for a short while, in case its analysis is done by then (`docs/rest.md`);
`Prefer: respond-async` and `Prefer: wait=0` ask it not to. Measured are all three.

**Memory.** 100,000 requests of all kinds that a plugin sends: JSON, HTML and text of known
analyses, 304s, articles posted again, lists; each kind for a second, in turns. Reported is what the
process holds as they go on; its first tenth is left out of the growth, while caches fill.

Beside each figure stands its goal, and whether it was reached. Rates and times depend on what else
the machine does, so the load is told, too; of the peer's rate there is a share in every round.
"""

import argparse
import itertools
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from loopback import chat_server
from rest_load import CLIENTS, Load, Seen, generator, send
from rest_servers import Server, ours, peer

SAMPLE = Path(__file__).parents[1] / "evals" / "fixtures" / "istanbul-talks" / "article.txt"
SLOWER = 3600.0
"""Seconds that the slow model takes for a reply: longer than the benchmark."""

SHARE = 0.5
"""The share of a bare route's rate that is to be reached."""

SLOWEST_MS = 1000
"""Within what time 99 of 100 posts are to be answered while the model is slow."""

GROWTH = 0.05
"""By how much memory may grow and still be called flat."""

_EXPECTED = {"200", "304"}
ROOMY = {"KEYQUESTIONS_QUEUE": "1000000", "KEYQUESTIONS_GRACE": "1"}


def article(number: object) -> dict[str, object]:
    """The sample, made another article by a sentence under its title."""
    title, rest = SAMPLE.read_text("utf-8").strip().split("\n", 1)
    return {"content_text": f"{title}\nThis is edition {number}.\n{rest}", "language": "en"}


def analysed(service: Server, count: int) -> list[str]:
    """The paths of so many analyses that are done."""
    paths = []
    for number in range(count):
        made = service.ask("/v1/analyses", article(number), Prefer="wait=20")
        paths.append(f"/v1/analyses/{json.loads(made.body)['id']}")
    if len(set(paths)) < count:
        sys.exit("articles that should be different are one to the service")
    return paths


def row(name: str, seen: Seen, more: str = "") -> None:
    """Print one line of the table."""
    codes = " ".join(f"{status}:{count}" for status, count in sorted(seen.statuses.items()))
    broken = f" broken:{seen.broken}" if seen.broken else ""
    print(
        f"  {name:26} {seen.rate:8.0f}/s   p50 {seen.p50_ms:7.1f} ms   p99 {seen.p99_ms:7.1f} ms   "
        f"max {seen.max_ms:7.1f} ms   {codes}{broken}{more}",
        flush=True,
    )


def judge(figure: str, goal: str, *, reached: bool) -> None:
    """Print a figure beside its goal."""
    print(f"  {figure}; goal: {goal}: {'reached' if reached else 'NOT REACHED'}", flush=True)


def known(folder: Path, seconds: int, rounds: int, count: int) -> None:
    """GETs of known analyses, ours and the peer's."""
    with ours(folder, ROOMY) as service:
        paths = analysed(service, count)
        answers = {path: service.ask(path) for path in paths}
        size = statistics.mean(len(each.body.encode()) for each in answers.values())
        print(f"\nKnown analyses: GET of {count}, {size:,.0f} bytes each, {CLIENTS} clients")
        with peer(folder, answers) as bare:
            servers = {"keyquestions": service, "bare FastAPI route": bare}
            compare(servers, paths, seconds, rounds)


def compare(servers: Mapping[str, Server], paths: list[str], seconds: int, rounds: int) -> None:
    """As many as can be, by turns, and then at a steady rate."""
    rates: dict[str, list[float]] = {name: [] for name in servers}
    for server in servers.values():
        send(server.url, Load(paths, server.headers, seconds=1))
    for turn in range(rounds):
        for name in list(servers) if turn % 2 else list(servers)[::-1]:
            server = servers[name]
            seen = send(server.url, Load(paths, server.headers, seconds=seconds))
            rates[name].append(seen.rate)
            row(name, seen)
    mine, bare = (statistics.median(each) for each in rates.values())
    share = mine / bare
    judge(
        f"ours {mine:.0f}/s, the peer {bare:.0f}/s: {share:.2f} of its rate",
        f"at least {SHARE}",
        reached=share >= SHARE,
    )
    for name, server in servers.items():
        steady = Load(paths, server.headers, seconds=seconds, rate=round(mine / 2))
        row(f"{name}, steady", send(server.url, steady))


def slow(folder: Path, seconds: int) -> None:
    """POSTs while the model does not answer."""
    print(f"\nSlow model: POST of new articles, {CLIENTS} clients")
    with chat_server({}, SLOWER) as model:
        settings = {"KEYQUESTIONS_MODEL": "openai:bench", "OPENAI_BASE_URL": model}
        with ours(folder, ROOMY | settings | {"OPENAI_API_KEY": "none"}) as service:
            first = 0
            # What the first article waits for is loaded once in the life of a process.
            service.ask("/v1/analyses", article("before"), Prefer="wait=0")
            for prefer in ("respond-async", "wait=0", None):
                told = {"Content-Type": "application/json", **service.headers}
                if prefer is not None:
                    told["Prefer"] = prefer
                body = json.dumps(article("NUMBER"))
                seen = send(
                    service.url,
                    Load(["/v1/analyses"], told, body=body, first=first, seconds=seconds),
                )
                row(f"Prefer: {prefer}" if prefer else "nothing preferred", seen)
                first += seen.requests + CLIENTS
        judge(
            f"with nothing preferred, p99 of the answers {seen.p99_ms:.0f} ms",
            f"under {SLOWEST_MS} ms",
            reached=seen.p99_ms < SLOWEST_MS and not seen.statuses.keys() - {"202"},
        )


def memory(folder: Path, total: int, count: int) -> None:
    """What the process holds as requests go on."""
    print(f"\nMemory: {total:,} requests of all kinds, {CLIENTS} clients")
    with ours(folder, ROOMY) as service:
        paths = analysed(service, count)
        tag = service.ask(paths[0]).headers["etag"]
        json_only = service.headers
        kinds = (
            Load(paths, json_only),
            Load(paths, {**json_only, "Accept": "text/html"}),
            Load(paths, {**json_only, "Accept": "text/plain"}),
            Load(paths[:1], {**json_only, "If-None-Match": tag}),
            Load(["/v1/analyses"], json_only),
            Load(
                ["/v1/analyses"], {**json_only, "Content-Type": "application/json"},
                body=json.dumps(article(0)),
            ),
        )  # fmt: skip
        grow(service, kinds, total)


def grow(service: Server, kinds: Sequence[Load], total: int) -> None:
    """Send at least `total` requests, the kinds by turns; what the process holds meanwhile."""
    every, done, held = max(1, total // 10), 0, []
    for kind in itertools.cycle(kinds):
        if done >= len(held) * every:
            held.append(service.resident_mb())
            print(f"  {done:9,} requests {held[-1]:7.1f} MB", flush=True)
        if done >= total:
            break
        seen = send(service.url, kind)
        done += seen.requests
        if seen.broken or seen.statuses.keys() - _EXPECTED:
            row("not answered as expected", seen)
    growth = held[-1] - held[1]
    judge(
        f"after the first tenth it grew by {growth:.1f} MB ({growth / held[1]:.0%})",
        f"no more than {GROWTH:.0%}",
        reached=growth <= GROWTH * held[1],
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="whether it runs, not how fast")
    parser.add_argument("--only", choices=("known", "slow", "memory"))
    given = parser.parse_args()
    if generator() is None:
        sys.exit("wrk is not installed; apt-get install wrk")
    seconds, rounds, count, total = (1, 1, 2, 1000) if given.quick else (5, 3, 32, 100_000)
    parts = {
        "known": lambda folder: known(folder, seconds, rounds, count),
        "slow": lambda folder: slow(folder, seconds),
        "memory": lambda folder: memory(folder, total, count),
    }
    print(f"load average {os.getloadavg()[0]:.2f}, {os.cpu_count()} processors")
    for name, part in parts.items():
        if given.only in {None, name}:
            with tempfile.TemporaryDirectory() as folder:
                part(Path(folder))
    print(f"\nload average {os.getloadavg()[0]:.2f}")


if __name__ == "__main__":
    main()
