"""German, Spanish and French: fewer rules, the same honesty."""

from pathlib import Path

import pytest
import yaml

CASES = yaml.safe_load((Path(__file__).parent / "languages.yaml").read_text(encoding="utf-8"))


def _name(case):
    return f"{case['language']} {' '.join(case['text'].split()[:5])}"


@pytest.mark.parametrize("case", CASES["flagged"], ids=_name)
def test_a_biased_sentence_is_flagged_with_its_neighbour(framed, case):
    """The word is quoted with the noun that it belongs to."""
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


@pytest.mark.parametrize("case", [c for c in CASES["flagged"] if c["kind"] == "loaded_language"])
def test_an_explanation_is_in_the_language_of_the_article(framed, case):
    """A German reader is told in German, in German quotation marks, what "skandalös" does."""
    marks = {"de": "„", "es": "«", "fr": "«"}
    told = {"de": "Lesern", "es": "lectores", "fr": "lecteurs"}
    explanation = framed(case["text"], language=case["language"]).signals[0].explanation
    assert explanation.startswith(marks[case["language"]])
    assert told[case["language"]] in explanation


def test_a_source_is_named_in_the_language_of_the_article(framed):
    """What a German source says is said to be its words, in German."""
    draft = framed("Jan Hell nannte die Gebühr einen skandalösen Kahlschlag.", language="de")
    assert draft.signals[0].voice == "quoted_source"
    assert draft.signals[0].explanation == (
        "Der Artikel gibt hier die Worte einer Quelle wieder (Jan Hell)."
    )


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
