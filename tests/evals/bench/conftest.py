"""A benchmark, run as its users run it."""

from pathlib import Path

import pytest

from keyquestions_evals.bench import Report

from .made import Bench, Run


@pytest.fixture
def bench(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bench:
    """Measure the data in the test's folder, and give the report."""

    def measured(name: str, *options: str | Path) -> Report:
        file = tmp_path / "report.json"
        assert (
            run("bench", name, "--data", tmp_path, "--half", "all", "--json", file, *options) == 0
        )
        capsys.readouterr()
        return Report.model_validate_json(file.read_text(encoding="utf-8"))

    return measured
