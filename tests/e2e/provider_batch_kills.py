"""kill -9 while a provider's batches are under way: nothing is handed in, or paid for, twice.

    python tests/e2e/provider_batch_kills.py --articles 200 --kills 10

Starts a server that speaks the Batch API and `keyquestions batch run --provider-batch` again and
again, kills it at random moments, and lets the last one come to its end.
"""

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "archive"))
from batch_api_server import BatchServer

TEXT = (
    "The council of town {0} voted {0} to 4 on Tuesday to close the library in street {0}, because "
    "its roof would cost too much to repair.\n\nMayor Dana Okafor said after a debate of three "
    "hours that the town could not afford the work.\n\nOpponents plan to sue."
)
MODEL = "openai:m"


async def show(articles: int, kills: int, folder: Path, seed: int) -> bool:
    """Kill so often, then let it end; whether all is as it must be."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    (folder / "in.jsonl").write_text(
        "".join(
            json.dumps({"custom_id": f"a{n}", "content_text": TEXT.format(n)}) + "\n"
            for n in range(10, 10 + articles)
        )
    )
    plan = {"expired": 0.05, "busy": 0.02}
    async with BatchServer(
        plan=lambda _line, times: next(
            (fate for fate, share in plan.items() if times == 1 and chance.random() < share), "ok"
        )
    ) as server:
        for number in range(kills):
            process = await _started(folder, server.url)
            await asyncio.sleep(chance.uniform(2.0, 9.0))
            if process.returncode is None:
                process.kill()
            code = await process.wait()
            print(f"kill {number + 1}: code {code}, {len(server.sent)} batches", flush=True)
        last = await _started(folder, server.url)
        code = await last.wait()
    lines = [json.loads(line) for line in (folder / "out.jsonl").read_text().splitlines()]
    ids = Counter(line["custom_id"] for line in lines)
    states = Counter(line["state"] for line in lines)
    twice = sum(count > 1 for count in server.paid.values())
    print(
        f"code {code}; {len(lines)} lines {dict(states)}, {len(ids)} ids; {len(server.sent)} "
        f"batches, {sum(server.paid.values())} replies paid, {twice} of them twice"
    )
    return code == 0 and len(ids) == len(lines) == articles and not twice


async def _started(folder: Path, url: str) -> asyncio.subprocess.Process:
    environment = os.environ | {
        "OPENAI_BASE_URL": url,
        "OPENAI_API_KEY": "none",
        "KEYQUESTIONS_DATABASE_URL": f"sqlite:///{folder}/keyquestions.sqlite3",
        "XDG_DATA_HOME": str(folder / "data"),
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "keyquestions", "batch", "run", "in.jsonl", "out.jsonl",
        "--model", MODEL, "--provider-batch",
        cwd=folder, env=environment, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip


def main() -> None:
    """Read the command line, and end with 1 where something was paid twice or lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        good = asyncio.run(show(given.articles, given.kills, Path(folder), given.seed))
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
