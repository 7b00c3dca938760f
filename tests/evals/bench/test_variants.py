"""A benchmark of a model: asked as production asks, its reply verified and stored."""

import json

import pytest

from keyquestions_evals.bench import Report

from ..serving import serving  # noqa: TID252 - tests are no package: it has no absolute name
from .made import BIASED, PLAIN, Bench, babe_row, table


def framing(schema: str, content: str) -> str:
    """A signal for each sentence, although one of them does not have its word."""
    assert schema == "framing"
    quote = "shamelessly" if BIASED in content else "scandalously"
    signal = {"kind": "loaded_language", "voice": "author", "quote": quote,
              "explanation": "The word judges what it tells.", "neutral": None}  # fmt: skip
    return json.dumps({"genre": "reporting", "frames": [], "functions": [], "signals": [signal],
                       "perspectives": []})  # fmt: skip


def test_a_model_is_measured_by_what_can_be_proved(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quote that is not in the sentence makes it no biased one; replies are paid for once."""
    table("final_labels_SG2.csv", [
        babe_row(BIASED, "Biased", "['shamelessly']"), babe_row(PLAIN, "Non-biased", "[]"),
    ])  # fmt: skip
    monkeypatch.setenv("OPENAI_API_KEY", "sk-none")
    with serving(framing) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        model = ("--variant", "prompts", "--model", "openai:judge-1")
        reports = [bench("babe", *model) for _ in range(2)]
        asked = len(server.asked)
    assert [shares(each) for each in reports] == [{"macro_f1": 1.0, "said": 0.5, "words": 1.0}] * 2
    assert asked == 3  # the sentence whose finding was dropped is asked about once more


def shares(report: Report) -> dict[str, float | None]:
    return {
        figure.name: figure.value
        for figure in report.figures
        if figure.name in {"macro_f1", "said", "words"}
    }
