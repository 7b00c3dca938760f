"""Passages, pairs and rankings held against each other."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyquestions_evals.matching import (
    copied_share,
    ndcg,
    optimal_pairs,
    overlap,
    passage_credit,
    rank_correlation,
    span_f1,
    token_f1,
)
from keyquestions_evals.passages import Passage, pair_passages

SCORES = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 10).map(lambda x: x / 10), min_size=width, max_size=width),
        min_size=1,
        max_size=4,
    )
)
SPANS = st.tuples(st.integers(0, 30), st.integers(1, 20)).map(lambda s: (s[0], s[0] + s[1]))


@given(SCORES, st.sampled_from([0.3, 0.5]))
def test_no_other_pairing_is_worth_more(scores: list[list[float]], threshold: float) -> None:
    """Against all pairings there are: nothing is paired twice, or below the threshold."""
    pairs = optimal_pairs(scores, threshold)
    assert len({p.left for p in pairs}) == len({p.right for p in pairs}) == len(pairs)
    assert all(pair.score >= threshold for pair in pairs)
    rows, columns = range(len(scores)), range(len(scores[0]))
    small, large = sorted((rows, columns), key=len)
    best = 0.0
    for chosen in itertools.permutations(large, len(small)):
        cells = zip(small, chosen, strict=True)
        values = [scores[a][b] if small is rows else scores[b][a] for a, b in cells]
        best = max(best, sum(value for value in values if value >= threshold))
    assert sum(pair.score for pair in pairs) == pytest.approx(best)


def test_greedy_pairing_would_lose_one() -> None:
    """The best single pair is given up where two others are worth more together."""
    assert {(p.left, p.right) for p in optimal_pairs([[0.9, 0.8], [0.8, 0.0]], 0.5)} == {
        (0, 1),
        (1, 0),
    }
    assert optimal_pairs([], 0.5) == optimal_pairs([[]], 0.5) == ()


@given(SPANS, SPANS)
def test_overlaps_are_symmetrical_shares(one: tuple[int, int], other: tuple[int, int]) -> None:
    """As many common characters as sets of them have, from either side."""
    common = len(set(range(*one)) & set(range(*other)))
    lengths = [end - start for start, end in (one, other)]
    assert overlap(one, other) == overlap(other, one) == common / min(lengths)
    assert span_f1(one, other) == span_f1(other, one) == 2 * common / sum(lengths)
    assert passage_credit(one, other) == passage_credit(other, one)


def test_a_passage_is_found_whole_in_part_or_not() -> None:
    """Nearly the same is worth 1, the sentence around it one half, beside it nothing."""
    assert passage_credit((10, 30), (12, 28)) == 1
    assert passage_credit((0, 100), (12, 28)) == 0.5
    assert passage_credit((0, 14), (12, 28)) == 0


def test_answers_are_compared_word_by_word() -> None:
    """As SQuAD does it: each word counts as often as it stands there, in any case and order."""
    assert token_f1(["The cat sat", "the mat"], ["on the mat"]) == pytest.approx(2 * 2 / 8)
    assert token_f1([], ["x"]) == 0
    assert token_f1([], []) == 0


def test_ndcg_by_hand() -> None:
    """Gains 3, 0 and 2 against 3, 2 and 1 at best."""
    best = 3 / 1 + 2 / 1.5849625 + 1 / 2
    assert ndcg([3, 0, 2], [1, 2, 3]) == pytest.approx((3 + 2 / 2) / best)
    assert ndcg([3, 2], [3, 2, 1]) == 1
    assert ndcg([], [3]) is None
    assert ndcg([0], []) is None


def test_rank_correlation_needs_three_ranks() -> None:
    """Spearman's rho of what can be ranked; nothing is claimed of pairs or constants."""
    assert rank_correlation([1, 2, 3, 4], [2, 3, 4, 5]) == pytest.approx(1)
    assert rank_correlation([1, 2, 3], [3, 2, 1]) == pytest.approx(-1)
    assert rank_correlation([1, 2], [1, 2]) is None
    assert rank_correlation([2, 2, 2], [1, 2, 3]) is None


def test_copied_runs_of_words() -> None:
    """Two of the three runs of four words are the source's; a short text has none."""
    assert copied_share("a b c d e x", "A b, c d e f") == (pytest.approx(2 / 3), 3)
    assert copied_share("a b c", "a b c") == (None, 0)


def test_passages_are_paired_by_place_then_voice_then_kind() -> None:
    """Of two at one place the one of the same voice is meant; one about the article needs none."""
    author = Passage("labeling", "author", ((5, 20),))
    source = Passage("loaded_language", "quoted_source", ((5, 20),))
    found = [Passage("loaded_language", "author", ((5, 20),)), source]
    assert [(p.left, p.right) for p in pair_passages(found, [source, author])] == [(0, 1), (1, 0)]
    one, other = (Passage("one_sided_sourcing", "author", ((at, at + 9),)) for at in (0, 50))
    assert [pair.score for pair in pair_passages([one], [other])] == [1.0]
    assert pair_passages([Passage("labeling", "author", ())], [author]) == ()
