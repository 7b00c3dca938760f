"""Signals that only the whole article shows, and which of many are shown."""

from dataclasses import replace

import pytest

from keyquestions.analysis import Voice
from keyquestions.builtin.signals.candidates import Candidate
from keyquestions.builtin.signals.choice import choose

CANDIDATE = Candidate(
    kind="loaded_language",
    voice=Voice.AUTHOR,
    start=0,
    end=8,
    score=0.75,
    trigger="shameful",
    explanations=("It judges.",),
    neutral=None,
    line=0,
)
NEUTRAL = "The council will meet again in May, and the minutes will be printed. "


def _kinds(draft):
    return [signal.kind for signal in draft.signals]


def test_a_headline_with_another_number_than_the_article_is_flagged(framed):
    """Forty in the headline, fourteen in the article: the article's own number is offered."""
    draft = framed(
        "Fourteen families must leave the estate by May, the council said.",
        "The fourteen families were told in a letter on Monday.",
        title="Council evicts 40 families from estate",
    )
    signal = next(s for s in draft.signals if s.kind == "headline_body_mismatch")
    assert signal.quote == "40 families"
    assert signal.neutral == "Fourteen families"


@pytest.mark.parametrize(
    "title",
    [
        "Council evicts 14 families from estate",
        "Council evicts 15 families from estate",
        "Council spends 40 million on estate",
        "Council evicts 40 tenants from estate",
        "Council evicts two families",
    ],
)
def test_a_headline_that_the_article_bears_out_is_not_flagged(framed, title):
    """The same number, a rounded one, an amount, an unknown noun and small numbers pass."""
    draft = framed("Fourteen families must leave the estate by May, she said.", title=title)
    assert "headline_body_mismatch" not in _kinds(draft)


def test_a_certain_headline_over_a_doubtful_study_is_flagged(framed):
    """ "Cures" above an article that says there is no evidence of it."""
    draft = framed(
        "A berry may help against migraine, a small study suggests.",
        "There is no evidence yet that the berry works in people, the authors write.",
        title="Blue berry cures migraine",
    )
    signal = next(s for s in draft.signals if s.kind == "headline_body_mismatch")
    assert signal.quote == "berry cures migraine"
    assert "no evidence yet" in signal.explanation


@pytest.mark.parametrize(
    "title",
    [
        "Can a berry cure migraine?",
        "Berry may cure migraine",
        "Berry cures migraine, says Ruth Bell",
    ],
)
def test_a_careful_headline_over_a_doubtful_study_is_not_flagged(framed, title):
    """A question, a hedge and somebody's claim promise nothing in the author's voice."""
    draft = framed("There is no evidence yet that the berry works.", title=title)
    assert "headline_body_mismatch" not in _kinds(draft)


def test_without_a_title_no_headline_is_flagged(framed):
    """A heading further down is no headline."""
    draft = framed("Fourteen families must leave.", "# Council evicts 40 families", NEUTRAL)
    assert "headline_body_mismatch" not in _kinds(draft)


ATTACKS = (
    "The mayor of Elmford, Ruth Bell, said on Monday that the harbour was in danger.",
    "Bell accused Northbank of ruining the harbour with its dredging.",
    "Harbour master Tom Colley said that Northbank had broken its word.",
    "Fishing leader Ann Dray warned that Northbank would not stop.",
    "Northbank has dredged the harbour since 2019. Northbank employs 40 people there.",
)


def test_one_side_against_a_silent_other_is_one_sided(framed):
    """Three speak against a company that is named again and again and never heard."""
    draft = framed(*ATTACKS, NEUTRAL * 12)
    signal = next(s for s in draft.signals if s.kind == "one_sided_sourcing")
    assert signal.quote.startswith("Bell accused Northbank")
    assert "Northbank" in signal.explanation


@pytest.mark.parametrize(
    "answer",
    [
        "Northbank said that its permits were in order.",
        "Northbank did not respond to a request for comment.",
    ],
)
def test_an_answer_or_an_attempt_at_one_is_not_one_sided(framed, answer):
    """Who was heard, or asked, has been treated fairly."""
    draft = framed(*ATTACKS, answer, NEUTRAL * 12)
    assert "one_sided_sourcing" not in _kinds(draft)


def test_a_short_notice_is_never_one_sided(framed):
    """A notice with one source is a notice."""
    assert "one_sided_sourcing" not in _kinds(framed(*ATTACKS))


def test_a_defence_lawyer_does_not_attack_the_accused(printed):
    """The court report of our own is fair: nothing in it is in the author's voice."""
    assert [s for s in printed("court").signals if s.voice == "author"] == []


def test_verbs_that_treat_the_sides_unlike_are_flagged(framed):
    """ "Claims" for one side where another "points out" is a signal, with a plain verb."""
    draft = framed(
        "Ruth Bell pointed out that the harbour was deep enough.",
        "Tom Colley claimed that the harbour was full of mud.",
        NEUTRAL,
    )
    signal = next(s for s in draft.signals if s.kind == "doubt_or_certainty_verb")
    assert (signal.quote, signal.neutral) == ("Tom Colley claimed", "Tom Colley said")


def test_claimed_alone_is_not_flagged(framed):
    """One verb that all sides get says nothing."""
    draft = framed("Ruth Bell claimed that it was deep.", "Tom Colley claimed that it was not.")
    assert _kinds(draft) == []


def test_unnamed_doctors_who_were_introduced_are_named(framed):
    """ "Researchers" whose university the article gives are not an unnamed collective."""
    named = framed("Researchers at Tamsar counted ants.", "Researchers believe that ants count.")
    bare = framed("A team counted ants.", "Researchers believe that ants count.")
    assert _kinds(named) == []
    assert _kinds(bare) == ["vague_attribution"]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Many observers, tired of waiting, now expect a split.", "observers, tired of waiting"),
        ("Experts widely doubt the figures of the ministry.", "Experts widely doubt"),
        ("Critics of Ruth Bell say that she is wrong.", None),
        ("Northbank's analysts expect a rise.", None),
        ("Observers watched the vote from the gallery.", None),
        ("The ministry, critics said, had lost the file.", "critics said"),
    ],
)
def test_collectives_need_an_opinion_and_no_name(framed, text, quote):
    """A collective is flagged where it has an opinion and nobody's name is tied to it."""
    found = [s.quote for s in framed(text).signals if s.kind == "vague_attribution"]
    assert [quote in f for f in found] == ([True] if quote else [])


def test_of_overlapping_candidates_the_most_specific_stays():
    """A passage is shown once, under the kind that its words prove best."""
    mind = replace(CANDIDATE, kind="mind_reading", start=4, end=20, score=0.6)
    assert choose([CANDIDATE, mind], 400, 20) == [mind]


def test_a_mild_word_counts_only_in_company():
    """One "bitter" in a long article is no finding; beside "shameful" it is."""
    mild = replace(CANDIDATE, score=0.45, trigger="bitter", start=30, end=40, mild=True)
    assert choose([mild], 400, 20) == []
    assert choose([CANDIDATE, mild], 400, 20) == [CANDIDATE, replace(mild, score=0.55)]
    assert choose([CANDIDATE, replace(mild, line=1)], 400, 20) == [CANDIDATE]


def test_in_a_text_of_one_sentence_a_mild_word_is_enough():
    """Where there are no other sentences to speak of, one word is all the text."""
    mild = replace(CANDIDATE, score=0.45, mild=True)
    assert choose([mild], 20, 1) == [mild]


def test_kinds_and_words_take_turns():
    """The third finding of the same word comes after a weaker one of another kind."""
    again = [replace(CANDIDATE, start=at, end=at + 5, line=at) for at in (10, 20, 30)]
    other = replace(CANDIDATE, kind="labeling", trigger="mob", start=50, end=60, line=5, score=0.6)
    assert choose([*again, other], 600, 30)[1] == other


def test_the_list_stays_short():
    """Twelve findings at most, and at most three of a source's words."""
    many = [replace(CANDIDATE, start=n * 10, end=n * 10 + 5, line=n) for n in range(40)]
    said = [
        replace(c, voice=Voice.QUOTED_SOURCE, start=c.start + 500, end=c.end + 500) for c in many
    ]
    assert len(choose(many + said, 3000, 90)) == 12
    assert len(choose(many[:2] + said, 3000, 90)) == 5
