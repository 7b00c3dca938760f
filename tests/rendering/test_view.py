"""What a page says about what could not be established, and about who made it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from keyquestions import errors
from keyquestions.analysis import Analysis, Dropped, Failure, Severity, Stage, StandIn
from keyquestions.codebook import Codebook
from keyquestions.rendering import (
    PageView,
    as_html,
    as_markdown,
    as_text,
    load_words,
    page,
)
from keyquestions.rendering.labelling import Release
from keyquestions.resources import prompts_folder

Build = Callable[..., PageView]
LOST = Dropped(stage=Stage.FRAMING, item="signal labeling: crooks", reason="not in the article")


def _severity(view: PageView) -> tuple[str, str]:
    assert view.framing is not None
    return view.framing.severity, view.framing.severity_meaning


def test_none_found_is_said_where_none_was_found(page_of: Build, framing) -> None:
    """Findings of other kinds show that the article was looked at, and no signal was dropped."""
    view = page_of(framing=framing(signals=(), severity=Severity.NONE))
    assert _severity(view)[0] == "none found"


def test_signals_that_were_lost_are_not_none(page_of: Build, framing) -> None:
    """Where all that was called slanted could not be verified, the page says that instead."""
    view = page_of(framing=framing(signals=(), severity=None), dropped=(LOST,))
    assert _severity(view) == (
        "not established",
        "Wording was called slanted, but it could not be verified against the article.",
    )


def test_a_severity_that_was_established_stays(page_of: Build) -> None:
    """One lost signal beside those that were verified takes nothing from them."""
    assert _severity(page_of(dropped=(LOST,)))[0] == "moderate"


def test_an_empty_framing_is_no_clean_bill(page_of: Build, framing) -> None:
    """Without a single finding nobody knows whether the article was understood."""
    empty = framing(
        frames=(), functions={"moral_evaluation": None}, signals=(), perspectives=(),
        severity=None, abstained=True,
    )  # fmt: skip
    name, meaning = _severity(page_of(framing=empty))
    assert name == "not established"
    assert "does not mean that it is fair" in meaning


@pytest.mark.parametrize("written", [as_text, as_html, as_markdown])
def test_who_stood_in_is_told_on_the_page(page_of: Build, analysis, written) -> None:
    """Readers of every format learn which model answered in place of which, and why."""
    told = (
        StandIn(model="model-b", instead_of="model-a", code="provider_timeout"),
        StandIn(model="builtin", instead_of="model-a", code="unheard"),
    )
    made = analysis.provenance.model_copy(update={"stand_ins": told})
    page = " ".join(written(page_of(provenance=made)).replace("\\_", "_").split())
    assert "How this was made" in page
    assert "model-b stood in for model-a: it did not answer in time." in page
    assert "The built-in analyst stood in for model-a: unheard." in page


def test_every_error_that_brings_a_stand_in_has_words() -> None:
    """The codes of all errors after which another model is asked, and no others."""
    kinds, down = [errors.ModelError], set()
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.down:
            down.add(kind.code)
    assert set(load_words(prompts_folder()).stand_in_reasons) == down


def test_readers_are_not_told_what_an_operator_would_have_to_do(
    analysis: Analysis, codebook: Codebook
) -> None:
    """Published, a part that failed is missing; before that, the page says why."""
    reason = "The built-in analyst has no questions in German; set KEYQUESTIONS_MODEL."
    failure = Failure(stage=Stage.QUESTIONS, code="language_unsupported", message=reason)
    part = analysis.model_copy(update={"questions": (), "failures": (failure,)})
    words = load_words(prompts_folder())
    release = Release(at=datetime(2026, 11, 24, tzinfo=UTC), changed=False, text_changed=False)
    assert "KEYQUESTIONS_MODEL" in as_html(page(part, codebook, words))
    told = as_html(page(part, codebook, words, release))
    assert "KEYQUESTIONS_MODEL" not in told
    assert "This part is missing.</p>" in told
