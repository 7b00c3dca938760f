"""German, Spanish and French: fewer rules, the same honesty."""

from pathlib import Path

import pytest
import yaml

CASES = yaml.safe_load((Path(__file__).parent / "languages.yaml").read_text(encoding="utf-8"))


def _name(case):
    return f"{case['language']} {' '.join(case['text'].split()[:5])}"


@pytest.mark.parametrize("case", CASES["flagged"], ids=_name)
def test_a_biased_sentence_is_flagged_with_its_neighbour(framed, case):
    """The word is quoted with the noun that it belongs to, and explained in English."""
    found = [
        signal
        for signal in framed(case["text"], language=case["language"]).signals
        if signal.kind == case["kind"]
    ]
    assert found
    assert found[0].quote == case.get("quote", found[0].quote)
    assert found[0].voice == "author"
    assert found[0].explanation.endswith(".")
    assert "{" not in found[0].explanation


@pytest.mark.parametrize("case", CASES["silent"], ids=_name)
def test_a_neutral_sentence_is_not_flagged(framed, case):
    """Plain news in another language is plain news."""
    assert framed(case["text"], language=case["language"]).signals == ()


@pytest.mark.parametrize("name", ["de_rathaus", "es_puerto", "fr_train"])
def test_a_fair_article_has_no_signal_and_no_invented_party(printed, name):
    """The three reports of our own are fair; parties are told in English only."""
    framing = printed(name)
    assert framing.signals == ()
    assert framing.perspectives == ()
