"""What single sentences are flagged for, and what they are not flagged for."""

from pathlib import Path
from typing import Any

import pytest
import yaml

CASES = yaml.safe_load((Path(__file__).parent / "signals.yaml").read_text(encoding="utf-8"))


def _name(case: Any) -> str:
    text = case["text"] if isinstance(case, dict) else case
    return " ".join(text.split()[:6])


@pytest.mark.parametrize("case", CASES["flagged"], ids=_name)
def test_a_biased_sentence_is_flagged_in_the_authors_voice(framed, case):
    """The passage that an editor would mark is quoted, with its kind and a plain wording."""
    found = [s for s in framed(case["text"]).signals if s.kind == case["kind"]]
    assert found, [s.kind for s in framed(case["text"]).signals]
    best = next((s for s in found if s.quote == case.get("quote")), found[0])
    assert best.voice == "author"
    assert best.quote == case.get("quote", best.quote)
    assert best.neutral == case.get("neutral", best.neutral)
    assert best.quote in case["text"]


@pytest.mark.parametrize("text", CASES["silent"], ids=_name)
def test_a_neutral_sentence_is_not_flagged(framed, text):
    """Plain news, homonyms, names and named sources give no signal at all."""
    assert [(s.kind, s.quote) for s in framed(text).signals] == []


@pytest.mark.parametrize("case", CASES["flagged"], ids=_name)
def test_an_explanation_is_one_plain_sentence(framed, case):
    """It ends like a sentence, holds no placeholder and does not repeat a long quote."""
    for signal in framed(case["text"]).signals:
        assert signal.explanation[0].isupper() or signal.explanation[0] == "“"
        assert signal.explanation.endswith(".")
        assert "{" not in signal.explanation
        assert len(signal.quote.split()) < 3 or signal.quote not in signal.explanation
