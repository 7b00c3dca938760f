"""Scores of a framing against its article's labels."""

import dataclasses
from collections.abc import Callable, Mapping

import pytest

from keyquestions.analysis import Anchor, Severity
from keyquestions.codebook import Codebook
from keyquestions_evals.labels import Frames
from keyquestions_evals.metrics import Measured, Tally
from keyquestions_evals.scorers import score

Scored = Callable[..., Mapping[str, Measured]]

RECKLESS = ("loaded_language", "author", "The reckless decision")
OBSERVERS = ("vague_attribution", "author", "Observers expect a legal challenge")
SENTENCE = "The reckless decision leaves 300 pupils of Elm Road school without swimming lessons."


def test_frames_are_tallied_by_label(maker, scored: Scored) -> None:
    """Required ones are hits or misses, acceptable ones count neither way, others are extra."""
    named = ("economic", "health_and_safety", "morality")
    found = scored(framing=maker.framing(frames=named))["framing.frames_micro"]
    assert found.tallies == {"economic": Tally(hit=1), "morality": Tally(extra=1)}
    assert found.value == pytest.approx(2 / 3)
    verdicts = {each.text: each.verdict for each in found.details}
    assert verdicts["health_and_safety"] == "acceptable"
    missed = scored(framing=maker.framing(frames=("political",)))["framing.frames_macro"]
    assert missed.tallies == {"economic": Tally(missed=1), "political": Tally(extra=1)}


def test_to_abstain_where_frames_are_required_is_wrong(maker, scored: Scored) -> None:
    """Whether to name frames at all is a score of its own."""
    assert scored(framing=maker.framing())["framing.abstention"].value == 0
    assert scored(framing=maker.framing(frames=("morality",)))["framing.abstention"].value == 1


@pytest.mark.parametrize(
    ("acceptable", "named", "value"),
    [
        ((), (), 1),
        ((), ("political",), 0),
        (("political",), (), None),
        (("political",), ("political",), None),
    ],
)
def test_to_abstain_may_be_right(
    maker, codebook: Codebook, acceptable: tuple[str, ...], named: tuple[str, ...], value: int
) -> None:
    """Where no frame is labelled one has to abstain; where some are acceptable both are right."""
    labels = maker.fixture.labels.model_copy(update={"frames": Frames(acceptable=acceptable)})
    fixture = dataclasses.replace(maker.fixture, labels=labels)
    found = score(maker.analysis(framing=maker.framing(frames=named)), fixture, codebook)
    assert found["framing.abstention"].value == value


def test_genre_and_severity_are_compared(maker, scored: Scored) -> None:
    """The severity may be one step from what production computes of the labels (moderate)."""
    right = scored(framing=maker.framing(severity=Severity.HIGH))
    assert (right["framing.genre"].value, right["framing.severity"].value) == (1, 1)
    wrong = scored(framing=maker.framing(genre="satire", severity=Severity.NONE))
    assert (wrong["framing.genre"].value, wrong["framing.severity"].value) == (0, 0)
    assert wrong["framing.severity"].details[0].gold == "moderate"


def test_signals_are_found_by_passage_and_voice(maker, scored: Scored) -> None:
    """A shorter or longer quote of the passage is the passage; one elsewhere is extra."""
    other = ("labeling", "author", "the town engineer")
    signals = (("loaded_language", "author", "reckless decision leaves"), OBSERVERS, other)
    found = scored(framing=maker.framing(signals=signals))
    assert found["framing.signals_recall"].value == 1
    assert found["framing.signals_precision"].value == pytest.approx(2 / 3)
    assert found["framing.signals_f1"].tallies == {"signal": Tally(hit=2, extra=1)}
    assert [each.verdict for each in found["framing.signals_f1"].details] == ["hit", "hit", "extra"]


def test_a_sentence_around_a_passage_is_worth_half(maker, scored: Scored) -> None:
    """Partial credit, for precision as for recall."""
    signals = (("loaded_language", "author", SENTENCE),)
    found = scored(framing=maker.framing(signals=signals))["framing.signals_f1"]
    assert found.tallies == {"signal": Tally(hit=0.5, extra=0.5, missed=1.5)}


def test_kind_and_voice_are_scores_of_their_own(maker, scored: Scored) -> None:
    """Another kind still finds the passage; another voice does not, and is told."""
    signals = (("opinion_as_fact", *RECKLESS[1:]), (OBSERVERS[0], "quoted_source", OBSERVERS[2]))
    found = scored(framing=maker.framing(signals=signals))
    assert found["framing.signals_kind"].value == 0.5
    assert found["framing.signals_voice"].value == 0.5
    assert found["framing.signals_recall"].value == 0.5


def test_strictly_the_kind_has_to_be_right_too(maker, scored: Scored) -> None:
    """Each kind has its tallies; a wrong kind is one extra and one miss."""
    signals = (RECKLESS, ("labeling", *OBSERVERS[1:]))
    found = scored(framing=maker.framing(signals=signals))["framing.signals_strict"]
    assert found.tallies == {
        "loaded_language": Tally(hit=1),
        "labeling": Tally(extra=1),
        "vague_attribution": Tally(missed=1),
    }
    assert found.value == 0.5


def test_clean_passages_are_not_to_be_flagged(maker, scored: Scored) -> None:
    """In the author's voice it is a false flag; as the source's words it is none."""
    spoken = "That is more than we spend on all our playgrounds"
    for voice, value in (("author", 0.5), ("quoted_source", 0.0)):
        flagged = maker.framing(signals=(("loaded_language", voice, spoken),))
        assert scored(framing=flagged)["framing.false_flags"].value == value


def test_quotes_have_to_be_exact(maker, scored: Scored) -> None:
    """An anchor that says other words than the article at its place is told."""
    framing = maker.framing(signals=(RECKLESS, OBSERVERS))
    assert scored(framing=framing)["framing.quotes"].value == 1
    first = framing.signals[0]
    bent = Anchor(**first.evidence[0].model_dump() | {"exact": "The wise decision"})
    signals = (first.model_copy(update={"evidence": (bent,)}), *framing.signals[1:])
    found = scored(framing=framing.model_copy(update={"signals": signals}))["framing.quotes"]
    assert found.value == 0.5
    assert found.details[0].text == "The wise decision"


def test_parties_are_found_by_any_of_their_names(maker, scored: Scored) -> None:
    """Absent ones are not asked for; the status of those found is compared."""
    named = (("supporters of the closure", "present"), ("the pupils of Elm Road school", "absent"))
    found = scored(framing=maker.framing(perspectives=named))
    assert found["framing.perspectives"].value == pytest.approx(2 / 3)
    assert found["framing.perspective_status"].value == 0.5


def test_what_survived_is_a_share_of_what_was_proposed(maker, scored: Scored) -> None:
    """Frames, signals, parties and functions count; nothing proposed is no value."""
    assert scored(framing=maker.framing(frames=("economic",)))["framing.kept"].value == 1
    assert scored(framing=maker.framing())["framing.kept"].value is None
