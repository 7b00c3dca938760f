"""Entman's functions, each with the sentence that fills it."""

import pytest


def _found(draft):
    return {function.function: function.quotes[0] for function in draft.functions}


@pytest.mark.parametrize(
    ("function", "text"),
    [
        ("problem_definition", "The clinic has run out of beds since the fire."),
        ("causal_interpretation", "The bridge closed because a cable had snapped."),
        ("moral_evaluation", "The plan is a betrayal of the tenants."),
        ("treatment_recommendation", "Ruth Bell called for a second inspection of the bridge."),
    ],
)
def test_a_cue_proves_a_function(framed, function, text):
    """The sentence with the cue is the finding and its quote."""
    draft = framed("The council met on Monday.", text)
    assert _found(draft) == {function: text}
    assert draft.functions[0].text == text


@pytest.mark.parametrize(
    "text",
    [
        "The talks were due to resume on Tuesday.",
        "The council must approve the plan by May.",
        "The board studies whether it should recommend a ban.",
        "Who should pay for the bridge?",
        "The council met on Monday and went home at nine.",
    ],
)
def test_what_only_looks_like_a_cue_proves_nothing(framed, text):
    """Plans, procedures, open questions and plain facts fill no function of a report."""
    assert framed(text, "The clerk wrote it down.").functions == ()


@pytest.mark.parametrize(
    "text",
    [
        'Ruth Bell called the plan "a betrayal of the tenants".',
        "Ruth Bell said that the bridge closed because a cable had snapped.",
        "Critics say that the plan is a disgrace.",
        "The company blames the weather.",
        '"The clinic has run out of beds," said Ruth Bell.',
        '"We want a second inspection," said Ruth Bell.',
    ],
)
def test_what_a_source_holds_is_not_the_articles_view(framed, text):
    """A source's attack, cause or wish fills no function as if the article had said it."""
    assert framed("The council met on Monday.", text).functions == ()


def test_a_threat_in_a_column_is_no_advice(framed):
    """ "So should you" tells nobody what is to be done."""
    draft = framed(
        "I believe we must be honest, and I think our council is wrong.",
        "We will remember it in June, and so should you.",
        title="Opinion: why we need a ban",
    )
    assert "June" not in _found(draft).get("treatment_recommendation", "")


def test_should_is_a_recommendation_in_a_column(framed):
    """A text that argues may recommend with a plain "should"."""
    draft = framed(
        "I believe we must be honest, and I think our council is wrong.",
        "The council should lock the phones away.",
        title="Opinion: why we need a ban",
    )
    assert draft.genre == "opinion"
    assert "treatment_recommendation" in _found(draft)


def test_a_heading_fills_no_function(framed):
    """Headings are not evidence of what the article does with its matter."""
    assert framed("# A crisis because of the storm", "The clerk went home.").functions == ()


def test_the_earlier_of_two_causes_is_shown(framed):
    """Of equal sentences the first is taken."""
    first = "The road closed because of mud."
    assert (
        _found(framed(first, "The bridge closed because of ice."))["causal_interpretation"] == first
    )
