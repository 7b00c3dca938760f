"""The word lists agree with the codebook and with each other."""

import pytest

from keyquestions.builtin.signals.lexicon import literal_uses, signal_phrases
from keyquestions.builtin.wordlists import LANGUAGES, items, variants, word_list
from keyquestions.codebook import load_codebook
from keyquestions.resources import prompts_folder


@pytest.fixture(scope="module")
def codebook():
    """The one that ships."""
    return load_codebook(prompts_folder())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_is_in_the_codebook(codebook, language):
    """A list can not bring in a frame, a signal, a function or a genre of its own."""
    assert word_list(language, "frames").keys() <= codebook.frames.keys()
    assert word_list(language, "signals").keys() <= codebook.signals.keys()
    assert word_list(language, "functions").keys() <= codebook.functions.keys()
    assert word_list(language, "genre").keys() <= codebook.genres.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_frame_can_be_explained(language):
    """Each frame has words, and a reason to be named after them."""
    for frame in word_list(language, "frames").values():
        assert frame["why"]
        assert items(frame["core"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unnamed_collective_can_be_explained(language):
    """Each group of collectives has its wording, with nothing in braces but the collective."""
    wording = word_list(language, "wording")["unnamed"]
    for group in word_list(language, "attribution")["unnamed"]:
        for why in variants(wording[group]):
            assert "{" not in why.format(who="observers")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_signal_can_be_explained(language):
    """Each group of words has at least one explanation that needs nothing but the word."""
    for groups in word_list(language, "signals").values():
        for group in groups.values():
            for why in variants(group["why"]):
                assert why.format(word="shameful").endswith(".")


def test_words_that_mean_what_they_say_are_words_of_the_lists():
    """No exception is written for a word that is never looked for."""
    known = signal_phrases("en")
    unused = [word for word in literal_uses("en") if not known.find([*word.split(), "of", "the"])]
    assert unused == []


def test_a_language_without_lists_has_none():
    """An unknown language gives an empty list, not an error."""
    assert word_list("da", "signals") == {}
    assert items(None) == []
