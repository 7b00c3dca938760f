"""The genre of an article, by what gives it away."""

import pytest


@pytest.mark.parametrize(
    ("name", "genre"),
    [
        ("library", "reporting"),
        ("court", "reporting"),
        ("business", "reporting"),
        ("brief", "reporting"),
        ("sport", "reporting"),
        ("science", "reporting"),
        ("opinion", "opinion"),
        ("heldout_essay", "opinion"),
        ("press", "press_release"),
        ("feature", "feature"),
        ("column_phones", "opinion"),
        ("press_hearing", "press_release"),
        ("court_appeal", "reporting"),
        ("sport_marathon", "reporting"),
        ("council_brief", "reporting"),
        ("de_rathaus", "reporting"),
        ("es_puerto", "reporting"),
        ("fr_train", "reporting"),
    ],
)
def test_each_article_of_our_own_has_its_genre(printed, name, genre):
    """What a reader would call it: a report, a column, a release, a feature."""
    assert printed(name).genre == genre


def test_satire_is_told_by_its_marks(framed):
    """Two marks of the trade are enough."""
    draft = framed(
        "Area man wins argument with lamp, sources confirmed.", "At press time he slept."
    )
    assert draft.genre == "satire"


def test_an_explainer_is_analysis(framed):
    """Scenarios, outlooks and what it means are an analysis."""
    draft = framed(
        "The outlook remains unclear, and three scenarios are likely.",
        "In the long run the trade-off suggests that prices could mean more strikes.",
        title="What the deal means",
    )
    assert draft.genre == "analysis"


def test_first_person_in_quotes_does_not_make_an_opinion(framed):
    """ "I must" in a source's mouth leaves a report a report."""
    draft = framed(
        '"I believe that we must act, and we should be ashamed," said Ruth Bell on Monday.',
        "The council met for two hours.",
    )
    assert draft.genre == "reporting"


def test_an_unknown_language_is_other(framed):
    """Without word lists nothing is claimed at all."""
    draft = framed("Broen er lukket, sagde borgmesteren.", language="da")
    assert draft.genre == "other"
    assert (draft.frames, draft.signals, draft.perspectives, draft.functions) == ((), (), (), ())


def test_a_title_alone_is_other(framed):
    """A headline without a body has no genre."""
    assert framed(title="Council closes library").genre == "other"
