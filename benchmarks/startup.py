"""How long the command line takes as a whole process, beside a bare interpreter.

    python benchmarks/startup.py [--runs 5] [ARTICLE]

Prints one line of JSON a command: the median of the runs in seconds, and its ratio to the median of
`python -c pass`. The runs take turns, so that a busy moment of the machine meets all of them.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "evals" / "fixtures" / "istanbul-talks" / "article.txt"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("article", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    commands = {
        "python -c pass": ["-c", "pass"],
        "keyquestions --help": ["-m", "keyquestions", "--help"],
        "keyquestions schema": ["-m", "keyquestions", "schema"],
        "keyquestions analyze": ["-m", "keyquestions", "analyze", str(given.article)],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for arguments in commands.values():
        _run(arguments)  # compiles what was not compiled, and warms the disk's cache
    for _ in range(given.runs):
        for name, arguments in commands.items():
            seconds[name].append(_run(arguments))
    bare = statistics.median(seconds["python -c pass"])
    for name, measured in seconds.items():
        median = statistics.median(measured)
        facts = {"command": name, "median_s": round(median, 3), "ratio": round(median / bare, 1)}
        print(json.dumps(facts | {"best_s": round(min(measured), 3), "runs": given.runs}))


def _run(arguments: list[str]) -> float:
    """Seconds that one run takes; it has to succeed."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("KEYQUESTIONS_", "OPENAI_"))
    }
    began = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=environment)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
