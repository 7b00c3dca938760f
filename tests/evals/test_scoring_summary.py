"""Scores of a summary against its article's labels."""

from collections.abc import Callable, Mapping

import pytest

from keyquestions.analysis import Dropped, Stage
from keyquestions_evals.metrics import Measure, Measured

Scored = Callable[..., Mapping[str, Measured]]

VOTE = ("The council of Harrow Bay voted 7 to 4 to close the seawater pool.", "voted 7 to 4")
PRICE = (
    "Repairs would cost 1.9 million crowns, Ida Renner said.",
    "Repairs would cost 1.9 million",
)
CRACKS = ("A survey found cracks in the north wall.", "A survey in May found cracks")


def test_key_facts_count_by_their_weight(maker, scored: Scored) -> None:
    """Of weights 3, 2 and 2, the vote alone is three sevenths, all three are everything."""
    one = scored(summary=maker.summary(VOTE))["summary.facts"]
    assert one.value == pytest.approx(3 / 7)
    assert [each.verdict for each in one.details] == ["hit", "missed", "missed"]
    assert (one.n, one.measure) == (3, Measure.LEXICAL)
    assert scored(summary=maker.summary(VOTE, PRICE, CRACKS))["summary.facts"].value == 1


def test_a_fact_may_be_told_in_two_sentences(maker, scored: Scored) -> None:
    """What one sentence begins and the next completes is told."""
    halves = (
        ("The council of Harrow Bay has voted.", "The town council voted"),
        ("It closes the seawater pool on 30 September.", "close the seawater pool"),
    )
    assert scored(summary=maker.summary(*halves))["summary.facts"].details[0].verdict == "hit"


def test_a_forbidden_claim_is_told_from_what_is_so(maker, scored: Scored) -> None:
    """The claim in other words is made; the article's own sentence in such words is not."""
    claim = ("The council decided that the seawater pool is repaired.", "close the seawater pool")
    made = scored(summary=maker.summary(claim))["summary.forbidden"]
    assert made.value == 0.5
    assert made.details[0].text == claim[0]
    assert scored(summary=maker.summary(VOTE, PRICE, CRACKS))["summary.forbidden"].value == 0


def test_what_the_article_lacks_is_unsupported(maker, scored: Scored) -> None:
    """The checks that guard production count the numbers and names that are invented."""
    wrong = ("Repairs would cost 2.4 million crowns, Paula Jones said.", PRICE[1])
    found = scored(summary=maker.summary(VOTE, wrong))
    remarks = " ".join(each.remark or "" for each in found["summary.unsupported"].details)
    assert all(word in remarks for word in ("2.4", "Paula", "Jones"))
    assert found["summary.support"].value == 0.5
    assert scored(summary=maker.summary(VOTE, PRICE))["summary.unsupported"].value == 0


def test_length_and_copying_are_told(maker, scored: Scored) -> None:
    """Words are counted; a copied sentence is copied, one in other words is not."""
    copied = "A survey in May found cracks in the north wall."
    found = scored(summary=maker.summary((copied, CRACKS[1])))
    assert found["summary.words"].value == 10
    assert found["summary.copied"].value == 1
    other = ("Engineers say that the wall to the north has cracks.", CRACKS[1])
    assert scored(summary=maker.summary(other))["summary.copied"].value == 0


def test_what_was_dropped_counts_against_it(maker, scored: Scored) -> None:
    """Of two sentences proposed, one survived; what other stages dropped is theirs."""
    dropped = tuple(
        Dropped(stage=stage, item="A sentence.", reason="none of its quotes is in the article")
        for stage in (Stage.SUMMARY, Stage.FRAMING)
    )
    found = scored(summary=maker.summary(VOTE), dropped=dropped)["summary.kept"]
    assert found.value == 0.5
    assert [each.remark for each in found.details] == ["none of its quotes is in the article"]
