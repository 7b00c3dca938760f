"""How far annotators agree."""

from pathlib import Path

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from keyquestions.codebook import Codebook
from keyquestions_evals.agreement import agreement, alpha, frames_alpha, masi_distance
from keyquestions_evals.fixtures import load_annotated
from keyquestions_evals.metrics import Measured, Tally

SETS = st.frozensets(st.sampled_from("abcd"), max_size=3)


def of(*pairs: tuple[str, str]) -> list[tuple[frozenset[str], frozenset[str]]]:
    """Pairs of sets of one-letter labels."""
    return [(frozenset(one), frozenset(other)) for one, other in pairs]


def test_masi_by_hand() -> None:
    """Same 0, part 1 - 2/3 J, both more 1 - 1/3 J, nothing in common 1; to abstain is a set too."""
    cases = {("ab", "ab"): 0, ("a", "ab"): 1 - 1 / 3, ("ab", "bc"): 1 - 1 / 9, ("a", "b"): 1}
    for pair, distance in {**cases, ("", ""): 0, ("", "a"): 1}.items():
        assert masi_distance(*map(frozenset, pair)) == pytest.approx(distance)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2, max_size=9))
def test_alpha_of_single_labels_is_nominal_alpha(pairs: list[tuple[str, str]]) -> None:
    """Where all sets have one label, MASI is the nominal distance."""
    assume(len({label for pair in pairs for label in pair}) > 1)
    theirs = krippendorff.alpha(
        reliability_data=np.array(list(zip(*pairs, strict=True))), level_of_measurement="nominal"
    )
    assert alpha(of(*pairs)) == pytest.approx(float(theirs))


@given(st.lists(st.tuples(SETS, SETS), min_size=2, max_size=8))
def test_alpha_with_masi_is_krippendorffs(pairs: list) -> None:
    """Against the library with the same distance."""
    domain = sorted({each for pair in pairs for each in pair}, key=sorted)
    assume(len(domain) > 1)
    table = np.array([[masi_distance(a, b) for b in domain] for a in domain])
    theirs = krippendorff.alpha(
        reliability_data=np.array([[domain.index(p[i]) for p in pairs] for i in (0, 1)]),
        value_domain=np.arange(len(domain)),
        level_of_measurement=lambda v1, v2, **_: table[v1.astype(int), v2.astype(int)],
    )
    assert alpha(pairs) == pytest.approx(float(theirs))


def test_alpha_needs_something_to_disagree_about() -> None:
    """Where everybody always says the same there is no alpha; full agreement is 1."""
    assert alpha(of(("a", "a"), ("a", "a"))) is None
    assert alpha([]) is None
    assert alpha(of(("a", "a"), ("b", "b"))) == 1


def test_analyses_have_an_alpha_with_the_labels() -> None:
    """From their tallies; a frame counts that half of the trials name."""

    def trial(**tallies: Tally) -> dict[str, Measured]:
        return {"framing.frames_micro": Measured(value=None, tallies=tallies)}

    hit, extra, missed = Tally(hit=1), Tally(extra=1), Tally(missed=1)
    sheet = {
        "x": [trial(a=hit, b=extra), trial(a=hit), trial(a=hit)],
        "y": [trial(b=missed, c=extra), trial(b=hit), trial(b=missed)],
    }
    assert frames_alpha(sheet) == alpha(of(("a", "a"), ("", "b")))


def test_two_who_write_the_same_agree_in_everything(
    harrow: Path, example: str, codebook: Codebook
) -> None:
    """All shares are 1; of one article with one set of frames there is no alpha."""
    (harrow / "annotations" / "b.yaml").write_text(example)
    found = agreement(load_annotated(harrow.parent, codebook))
    assert found.articles == 1
    assert found.frames_alpha is None
    shares = (found.genre, found.signals_f1, found.signals_voice, found.facts, found.questions)
    assert shares == (1, 1, 1, 1, 1)


def test_disagreement_is_told_where_it_is(harrow: Path, example: str, codebook: Codebook) -> None:
    """Another voice, a missing signal, another status and a fact left out show in their figures."""
    other = example.replace("voice: author\n    quote: The", "voice: quoted_source\n    quote: The")
    start, end = other.index("  - kind: vague_attribution"), other.index("clean:")
    other = other[:start] + other[end:]
    start, end = other.index("  - text: A survey in May"), other.index("forbidden:")
    other = (other[:start] + other[end:]).replace("status: answered", "status: partly_answered")
    (harrow / "annotations" / "b.yaml").write_text(other)
    found = agreement(load_annotated(harrow.parent, codebook))
    assert found.signals_f1 == pytest.approx(2 / 3)
    assert found.signals_voice == 0
    assert found.signals_kind == 1
    assert found.question_status == 0.5
    assert found.facts == pytest.approx((5 / 7 + 1) / 2)


def test_a_single_annotation_is_no_agreement(harrow: Path, codebook: Codebook) -> None:
    """Nothing is claimed where only one has labelled."""
    found = agreement(load_annotated(harrow.parent, codebook))
    assert (found.articles, found.genre, found.signals_f1, found.questions) == (0, None, None, None)
