"""Public benchmarks: what an analyst reaches on others' labelled data, beside published figures.

The data sets are not part of the project: their folder is given. Nothing of them may be copied into
the project, neither a sentence nor a word list, and nothing learned from them.

    running        a benchmark over a half of its data; `published.yaml`: sources and figures
    benchmark      what a benchmark is, and how the files are read
    babe, …        one module for each data set
    saying         what an analyst says of a text, verified
    rouge          the measure of summaries
    figures        items' numbers as a value with its interval
"""

from typing import Any

from keyquestions_evals.bench.babe import Babe
from keyquestions_evals.bench.benchmark import Benchmark, Half
from keyquestions_evals.bench.figures import Figure
from keyquestions_evals.bench.giveme5w1h import Giveme5W1H
from keyquestions_evals.bench.gvfc import Gvfc
from keyquestions_evals.bench.qags import Qags
from keyquestions_evals.bench.qsalience import QSalience
from keyquestions_evals.bench.running import Plan, Published, Report, published, run_benchmark
from keyquestions_evals.bench.summeval import SummEval

BENCHMARKS: dict[str, Benchmark[Any]] = {
    each.name: each for each in (Babe(), Gvfc(), Giveme5W1H(), QSalience(), SummEval(), Qags())
}
"""Every benchmark, by its name."""

__all__ = [
    "BENCHMARKS", "Benchmark", "Figure", "Half", "Plan", "Published", "Report", "published",
    "run_benchmark",
]  # fmt: skip
