"""English word forms: loaded in a way of our own, the same answers as the libraries'."""

import subprocess
import sys

import pytest
from lemminflect import getAllLemmas, getLemma
from lemminflect.core.Lemmatizer import Lemmatizer
from textblob.en import lexicon, parser

from keyquestions import english

# TextBlob leaves its own files open.
LEAKS = "ignore:Exception ignored in.*FileIO:pytest.PytestUnraisableExceptionWarning"

SENTENCES = (
    "The council voted 7 to 4 on Tuesday to close the library .",
    "Her sisters' newest books were quickly sold , and readers loved them !",
    "Analysts say that Moscow isn't likely to withdraw its troops from occupied regions .",
    "What will residents do if the ferries stop running in Zorvania ?",
)


@pytest.mark.filterwarnings(LEAKS)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_tags_are_the_taggers_own(sentence: str) -> None:
    """A sentence is tagged as TextBlob's own English parser tags it."""
    words = sentence.split()
    assert english.usual_tags(words) == [tag for _, tag, *_ in parser.find_tags(words)]


@pytest.mark.filterwarnings(LEAKS)
def test_lexicon_is_the_taggers_own() -> None:
    """A word's usual tag is the lexicon's, and a word that is not in it has none."""
    for word in ("negotiations", "Moscow", "announced", "quickly", "May", "'s"):
        assert english.known_tag(word) == lexicon.get(word)
    assert english.known_tag("qwrtzpl") is None


def test_base_forms_are_the_dictionarys_own() -> None:
    """Every fiftieth word of the dictionary, and every override, has the library's forms."""
    table, overrides = Lemmatizer()._getLemmaDict(), Lemmatizer()._getOverridesDict()
    words = [*list(table)[::50], *overrides]
    assert len(words) > 1000
    differing = [
        word
        for word in words
        if word == word.lower() and english.base_forms(word) != getAllLemmas(word)
    ]
    assert differing == []


@pytest.mark.parametrize(
    ("word", "category", "form"),
    [
        ("announced", "VERB", "announce"),
        ("Was", "AUX", "be"),
        ("mice", "NOUN", "mouse"),
        ("deplatforming", "VERB", "deplatform"),
        ("council", "VERB", None),
    ],
)
def test_base_form_falls_back_to_rules(word: str, category: str, form: str | None) -> None:
    """A word in the dictionary has its form there, an unknown one by the library's rules."""
    found = english.base_form(word, category)
    own = getLemma(word.lower(), category)
    assert found == (own[0] if own else None)
    if form:
        assert found == form


def test_a_word_that_is_nowhere_has_no_base_forms() -> None:
    """Nothing is guessed where only the dictionary is asked."""
    assert english.base_forms("qwrtzpl") == {}
    assert english.base_forms("") == {}


def test_the_last_word_of_the_dictionary_is_found() -> None:
    """The end of the table is not run over."""
    last = max(line.partition(",")[0] for line in english._dictionary()._lines)
    assert english.base_forms(last)


def test_neither_nltk_nor_numpy_is_imported_for_known_words() -> None:
    """Tagging and looking up known words stays as light as the module promises."""
    code = (
        "import sys; from keyquestions import english; english.usual_tags(['They', 'vote']);"
        "english.base_form('votes', 'VERB');"
        "print(sorted({'nltk', 'numpy', 'textblob', 'lemminflect'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_library_that_is_missing_is_named() -> None:
    """An incomplete installation says what is missing."""
    with pytest.raises(ModuleNotFoundError, match="no_such_library is not installed"):
        english._folder("no_such_library")
