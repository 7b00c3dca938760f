"""A severity is only told where there is one, or where none could be found."""

import pytest

from keyquestions.analysis import Dropped, Severity, Signal, Stage, Voice
from keyquestions.analyst import FrameDraft, SignalDraft
from keyquestions.pipeline import analyze
from keyquestions.pipeline.severity import settled
from keyquestions.rendering.view import page
from keyquestions.rendering.words import load_words
from keyquestions.resources import prompts_folder

from .conftest import framing

QUOTE = "its roof would cost $1.2 million to repair"
FRAME = FrameDraft(label="economic", explanation="It is about what it costs.", quotes=(QUOTE,))
INVENTED = SignalDraft(
    kind="loaded_language",
    voice="author",
    quote="the shameless council",
    explanation="The word judges the council.",
    neutral=None,
)


@pytest.mark.parametrize(
    ("drafted", "severity", "shown"),
    [
        (framing(frames=(FRAME,)), Severity.NONE, "none found"),
        (framing(), None, "not established"),
        (framing(frames=(FRAME,), signals=(INVENTED,)), None, "not established"),
    ],
)
async def test_the_result_and_the_page_say_the_same(
    drafted, severity, shown, article, codebook, analyst_of
):
    """That nothing was found is told where something was looked at and nothing was lost."""
    analysis = await analyze(article, analyst_of(framings=[drafted, drafted]), codebook)
    view = page(analysis, codebook, load_words(prompts_folder()))
    assert analysis.framing.severity is severity
    assert view.framing.severity == shown
    assert analysis.model_dump(mode="json")["framing"]["severity"] == (severity and severity.value)


@pytest.mark.parametrize(
    ("item", "is_signal"),
    [("signal labeling: thugs", True), ("signals", True), ("frame morality: signal", False)],
)
def test_only_a_lost_signal_leaves_it_open(item, is_signal):
    """A frame that was dropped says nothing about the article's wording."""
    assert Dropped.of(Stage.FRAMING, item, "not found").is_signal is is_signal
    assert not Dropped.of(Stage.SUMMARY, item, "not found").is_signal


async def test_a_severity_that_was_established_stays(article, codebook, analyst_of):
    """One lost signal beside those that were verified takes nothing from them."""
    analysis = await analyze(article, analyst_of(), codebook)
    lost = (Dropped.of(Stage.FRAMING, "signal labeling: thugs", "not found"),)
    signal = Signal(kind="labeling", voice=Voice.AUTHOR, explanation="x", neutral=None, evidence=())
    high = {"severity": Severity.HIGH, "signals": (signal,)}
    slanted = analysis.framing.model_copy(update=high)
    assert settled(slanted, lost) is slanted
    assert settled(None, lost) is None
