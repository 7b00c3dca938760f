"""Faithful sentences pass and unfaithful ones do not, over articles of our own."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from keyquestions.article import read_article
from keyquestions.grounding import Grounding, Missing

ROOT = Path(__file__).parents[2]
CASES = yaml.safe_load((Path(__file__).parent / "faithfulness.yaml").read_text(encoding="utf-8"))
ENTRIES = [entry for group in CASES.values() for entry in group]
FAITHFUL = [(entry["file"], *case) for entry in ENTRIES for case in entry["faithful"]]
UNFAITHFUL = [(entry["file"], *case[1:3]) for entry in ENTRIES for case in entry["unfaithful"]]
SLIPS = {case[1] for entry in ENTRIES for case in entry["unfaithful"] if case[3:] == ["slips"]}
MOST_SLIPS = 0.07


@cache
def grounding_of(file):
    return Grounding(read_article((ROOT / file).read_text(encoding="utf-8")))


def objections(file, sentence, quote):
    evidence = grounding_of(file).locate_all(quote)
    assert not isinstance(evidence, Missing), f"{quote}: {evidence.reason}"
    return grounding_of(file).objections(sentence, evidence)


@pytest.mark.parametrize(("file", "sentence", "quote"), FAITHFUL)
def test_a_faithful_sentence_is_not_refused(file, sentence, quote):
    """Other words for the same thing are no fault."""
    assert objections(file, sentence, quote) == ()


@pytest.mark.parametrize(("file", "sentence", "quote"), UNFAITHFUL)
def test_an_unfaithful_sentence_is_refused(file, sentence, quote):
    """A changed fact is found even though the quote is real; known slips are marked in the data."""
    assert bool(objections(file, sentence, quote)) is (sentence not in SLIPS)


def test_the_sets_are_large_and_few_slip():
    """What is known to get through stays a small share."""
    assert len(FAITHFUL) >= 60
    assert len(UNFAITHFUL) >= 60
    assert len(SLIPS) <= MOST_SLIPS * len(UNFAITHFUL)
