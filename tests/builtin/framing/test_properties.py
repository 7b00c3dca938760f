"""What holds for any text: no exception, nothing quoted that is not in it, the same every time."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyquestions.article import Article, BlockKind
from keyquestions.builtin.document import Document
from keyquestions.builtin.framing import frame
from keyquestions.builtin.patterns import Phrases, expand, noun_forms, verb_forms
from keyquestions.builtin.signals.endings import ahead
from keyquestions.builtin.words import Word

LANGUAGES = ("en", "de", "es", "fr", "da", "und")
PIECES = (
    "observers",
    "critics",
    "say",
    "said",
    "the mayor",
    "Ruth Bell",
    "shameful",
    "an absurd",
    "and",
    "farce",
    "that",
    "not",
    "flood of migrants",
    "Moscow",
    "according to",
    "declined to comment",
    "“",
    "”",
    '"',
    "'",
    ",",
    ".",
    ":",
    "—",
    "clearly",
    "slammed",
    "in a bid to save",
    "the",
    "40",
    "families",
    "skandalös",
    "según",
    "experts",
)

texts = st.lists(
    st.one_of(
        st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map(" ".join),
        st.text(min_size=1, max_size=80).map(lambda text: " ".join(text.split())).filter(bool),
    ),
    min_size=1,
    max_size=5,
)
kinds = st.sampled_from(list(BlockKind))


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(texts, st.data(), st.sampled_from(LANGUAGES), st.booleans())
def test_any_text_is_framed_with_its_own_words(paragraphs, data, language, titled):
    """Every quote is a passage of the article, every label a known one, and nothing fails."""
    parts = [(data.draw(kinds), text) for text in paragraphs]
    title = "Observers slam 40 families" if titled else None
    article = Article.of(parts, title=title, language=language)
    draft = frame(Document.of(article))
    quotes = [signal.quote for signal in draft.signals]
    for finding in (*draft.frames, *draft.functions, *draft.perspectives):
        quotes += finding.quotes
    assert all(quote and quote in article.text for quote in quotes)
    assert {signal.voice for signal in draft.signals} <= {"author", "quoted_source"}
    assert len(draft.frames) <= 3
    assert draft == frame(Document.of(article))


@given(st.lists(st.sampled_from(("a", "b", "c", "d")), max_size=12))
def test_a_phrase_is_found_wherever_it_stands(words):
    """The trie finds what a plain search finds."""
    phrases: Phrases[str] = Phrases()
    phrases.add("a b", "ab")
    phrases.add("a b c", "abc")
    longest = [
        (at, at + 3) if words[at : at + 3] == ["a", "b", "c"] else (at, at + 2)
        for at in range(len(words))
        if words[at : at + 2] == ["a", "b"]
    ]
    assert [(hit.first, hit.last) for hit in phrases.find(words)] == longest


@pytest.mark.parametrize(
    ("pattern", "expanded"),
    [
        ("slam+v", [("slam",), ("slams",), ("slammed",), ("slamming",)]),
        ("deny|denies", [("deny",), ("denies",)]),
        ("open? letter", [("letter",), ("open", "letter")]),
        ("bully+n", [("bully",), ("bullies",)]),
    ],
)
def test_a_pattern_stands_for_its_phrases(pattern, expanded):
    """Alternatives, optional words and regular forms are written out."""
    assert expand(pattern) == expanded


@pytest.mark.parametrize(
    ("pattern", "words", "found"),
    [
        ("econom*", "the economy", [(1, 2)]),
        ("the _ ever", "the worst ever", [(0, 3)]),
        ("the _ ever", "the ever", []),
        ("short", "short", [(0, 1)]),
    ],
)
def test_prefixes_and_gaps_are_matched(pattern, words, found):
    """`word*` matches what begins so, `_` exactly one word."""
    phrases: Phrases[None] = Phrases()
    phrases.add(pattern, None)
    assert [(hit.first, hit.last) for hit in phrases.find(words.split())] == found


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("blame", ("blame", "blames", "blamed", "blaming")),
        ("deny", ("deny", "denies", "denied", "denying")),
        ("bash", ("bash", "bashes", "bashed", "bashing")),
        ("stop", ("stop", "stops", "stopped", "stopping")),
        ("fear", ("fear", "fears", "feared", "fearing")),
        ("show", ("show", "shows", "showed", "showing")),
    ],
)
def test_regular_verbs_are_inflected(base, forms):
    """English spelling: e, y, sibilants, doubled consonants."""
    assert verb_forms(base) == forms


def test_regular_nouns_are_inflected():
    """English spelling of plurals."""
    assert [noun_forms(noun)[1] for noun in ("party", "boss", "day")] == [
        "parties",
        "bosses",
        "days",
    ]


def _words(*tagged: tuple[str, str]) -> list[Word]:
    return [
        Word(text=text, lower=text.lower(), tag=tag, start=0, end=0, before=" ")
        for text, tag in tagged
    ]


def test_a_quote_does_not_end_on_an_open_word():
    """ "Showing contempt for the" is cut back to "contempt", not left hanging."""
    words = _words(("showing", "VBG"), ("contempt", "NN"), ("for", "IN"), ("the", "DT"))
    assert ahead(words, 1, 5) == 2


def test_a_quote_does_not_end_before_the_verb_of_its_subject():
    """ "Stop pretending the road" goes on to "will help"."""
    words = _words(
        ("pretending", "VBG"), ("the", "DT"), ("road", "NN"), ("will", "MD"), ("help", "VB")
    )
    assert ahead(words, 1, 2) == 5
