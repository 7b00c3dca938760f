"""Words, their places and their tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyquestions.article import read_article
from keyquestions.builtin.document import Document
from keyquestions.builtin.tagging import tag_all
from keyquestions.builtin.tokens import (
    is_only_verb,
    known_tag,
    lemma,
    may_be_common,
    may_be_verb,
    tokenise,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It costs $2.4 million.", ["It", "costs", "$", "2.4", "million", "."]),
        ("a 1,000-for-1,000 swap", ["a", "1,000-for-1,000", "swap"]),
        ("Dr. Osei didn't speak.", ["Dr.", "Osei", "did", "n't", "speak", "."]),
        ("the town’s 6-3 vote", ["the", "town", "’s", "6-3", "vote"]),
        ("U.S. firms, AT&T too", ["U.S.", "firms", ",", "AT&T", "too"]),
        ("Wait… what?", ["Wait", "…", "what", "?"]),
        ("", []),
    ],
)
def test_words_and_marks(text: str, words: list[str]) -> None:
    """Numbers, compounds, titles and contractions are cut where a grammar needs it."""
    assert [word for word, _, _ in tokenise(text, 0)] == words


@given(st.text(max_size=200), st.integers(0, 1000))
def test_tokens_stand_where_they_say(text: str, offset: int) -> None:
    """Whatever the text, every token is found at its place and none overlap."""
    at = offset
    for word, start, end in tokenise(text, offset):
        assert at <= start < end
        assert text[start - offset : end - offset] == word
        at = end


def tags(text: str) -> list[str]:
    return [token.tag for token in tag_all([tokenise(text, 0)])[0]]


@pytest.mark.parametrize(
    ("text", "word", "tag"),
    [
        ("The council will cut the budget.", "cut", "VB"),
        ("The council plans to close it.", "plans", "VBZ"),
        ("The plans were dropped.", "plans", "NNS"),
        ("Mayor Osei has announced the sale.", "announced", "VBN"),
        ("Its spokesman led the talks.", "led", "VBD"),
        ("Biologists at the station bred 40 larvae.", "bred", "VBD"),
        ("A memo seen by the paper was lost.", "seen", "VBN"),
        ("A later start is impossible.", "later", "JJ"),
        ("A later start is impossible.", "start", "NN"),
        ("Two software updates failed.", "Two", "CD"),
        ("The loss would hurt them, the Space Office estimates.", "estimates", "VBZ"),
        ("No coral could survive.", "could", "MD"),
        ("Self-checkouts shorten queues.", "shorten", "VBP"),
        ("The Harbour Trust, a charity, plans to sell it.", "plans", "VBZ"),
        ("Its counter-memorandum remains delayed.", "remains", "VBZ"),
        ("Teachers at Hollin School oppose the merger.", "oppose", "VBP"),
        ("Teachers now refuse to go back.", "refuse", "VBP"),
        ("The bill may pass in May.", "may", "MD"),
        ("The bill may pass in May.", "May", "NNP"),
        ("A 30-day ceasefire began.", "30-day", "JJ"),
        ("They did not vote.", "vote", "VB"),
        ("These measures work.", "work", "VBP"),
    ],
)
def test_tags(text: str, word: str, tag: str) -> None:
    """What the tagger often gets wrong in news is mended by the words around."""
    found = tag_all([tokenise(text, 0)])[0]
    assert next(token.tag for token in found if token.text == word) == tag


def test_a_sentence_without_a_verb_is_given_its_likeliest() -> None:
    """Where the tagger finds no verb at all, one is made of a word that can be one."""
    assert {"VBZ", "VBP", "VBD", "MD"} & set(tags("The strike harms the islands."))


def test_other_languages_have_words_without_tags() -> None:
    """A German article is cut into sentences and bare words."""
    text = "Der Stadtrat hat am Montag beschlossen, das alte Hallenbad zu sanieren. " * 3
    document = Document.of(read_article(text, language="de"))
    assert not document.tagged
    assert {token.tag for passage in document.passages for token in passage.tokens} == {""}


def test_what_is_known_of_word_forms() -> None:
    """Base forms and word classes come from the dictionaries that are installed with the tagger."""
    assert lemma("voted") == "vote"
    assert lemma("left") == "leave"
    assert lemma("'ve") == "have"
    assert lemma("councillors", "NOUN") == "councillor"
    assert lemma("qwrtz") == "qwrtz"
    assert may_be_verb("plans")
    assert not may_be_verb("library")
    assert is_only_verb("shorten")
    assert not is_only_verb("plan")
    assert may_be_common("library")
    assert known_tag("qwrtz") is None
