"""The recorded replies: the prompts are run offline, and held to the last accepted run."""

from pathlib import Path

import pytest

from .commands import ROOT, ran

EVALS = ROOT / "evals"
MODEL = ("--model", "openai:desk", "--replies", "replay", "--recordings", EVALS / "recordings")
TEST = ("--fixtures", EVALS / "fixtures", "--split", "test")


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The journal of a run of the prompts over the test split, by the recorded replies alone."""
    journal = tmp_path_factory.mktemp("runs") / "replayed.jsonl"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_API_KEY", "none")
        patch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
        assert ran("run", "prompts", *MODEL, *TEST, "--journal", journal) == 0
    return journal


def gated(before: Path, after: Path) -> int:
    return ran(
        "gate", before, after, "--gate", EVALS / "gate.yaml", "--fixtures", EVALS / "fixtures"
    )


def test_the_prompts_are_as_good_as_the_last_accepted_run(replayed: Path) -> None:
    """A change of prompts, verification or scorers that makes the recorded run worse is seen."""
    assert gated(EVALS / "accepted.jsonl", replayed) == 0


def test_the_prompts_beat_the_analyst_without_a_model(replayed: Path, tmp_path: Path) -> None:
    """No gated metric is worse with the model than with the built-in analyst."""
    builtin = tmp_path / "builtin.jsonl"
    assert ran("run", "builtin", *TEST, "--journal", builtin) == 3  # it asks in English alone
    assert gated(builtin, replayed) == 0
    assert gated(replayed, builtin) == 1
