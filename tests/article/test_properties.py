"""What holds for every input: an article that is sound or an article error, and one hash."""

import html

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from keyquestions.article import BlockKind, decode, read_article
from keyquestions.errors import ArticleError

from .conftest import FILLER, check, outcome

Blocks = list[tuple[BlockKind, str]]

WORD = st.text("abcdefghijklmnopqrstuvwxyzäéñßçøжя", min_size=1, max_size=8)
SENTENCE = st.lists(
    st.one_of(WORD, st.sampled_from(["“so”", "don’t", "R&D", "x<y", "–", "5%", "café…", "a'b"])),
    min_size=6,
    max_size=12,
).map(lambda words: "Then " + " ".join(words) + " ended.")
BLOCKS = st.lists(
    st.tuples(
        st.sampled_from([BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.QUOTE]), SENTENCE
    ),
    min_size=3,
    max_size=8,
)
_TAGS = {BlockKind.PARAGRAPH: "p", BlockKind.LIST_ITEM: "li", BlockKind.QUOTE: "blockquote"}
_MARKS = {BlockKind.PARAGRAPH: "", BlockKind.LIST_ITEM: "- ", BlockKind.QUOTE: "> "}
_FOLDED = {"“": '"', "”": '"', "’": "'", "–": "—", "…": "..."}


def numeric(text: str) -> str:
    return "".join(c if c.isascii() and c.isalnum() else f"&#{ord(c)};" for c in text)


def spaced(text: str) -> str:
    return html.escape(text).replace(" ", "&nbsp;\n\t")


def marked(text: str) -> str:
    return " ".join(f"<b>{html.escape(word)}</b>" for word in text.split())


def split(text: str) -> str:
    return "<i>&shy;</i>".join(map(html.escape, text))


def typewriter(text: str) -> str:
    return html.escape("".join(_FOLDED.get(character, character) for character in text))


def as_html(blocks: Blocks, spell, *, upper: bool, comments: bool) -> str:
    written = []
    for kind, text in blocks:
        tag = _TAGS[kind].upper() if upper else _TAGS[kind]
        item = f"<{tag}>{spell(text)}</{tag}>"
        item = f"<ul>{item}</ul>" if kind is BlockKind.LIST_ITEM else item
        written.append(f"<!-- wp:block -->\n{item}\n<!-- /wp:block -->" if comments else item)
    return "\n\n".join(written)


def as_text(blocks: Blocks, gap: str) -> str:
    return gap.join(_MARKS[kind] + text for kind, text in blocks)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    BLOCKS,
    st.sampled_from([html.escape, numeric, spaced, marked, split, typewriter]),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["\n\n", "\r\n\r\n", "\n \n\n"]),
)
def test_the_same_words_have_the_same_hash_in_every_spelling(blocks, spell, upper, comments, gap):
    """HTML in several hands and plain text are the same content, block by block."""
    markup = read_article(as_html(blocks, spell, upper=upper, comments=comments), language="en")
    text = read_article(as_text(blocks, gap), language="en")
    check(markup)

    assert markup.content_hash == text.content_hash
    if gap == "\n\n":
        assert [block.kind for block in markup.blocks if spell is not marked] == [
            kind for kind, _ in blocks if spell is not marked
        ]


@settings(deadline=None)
@given(BLOCKS, st.data())
def test_another_word_has_another_hash(blocks, data):
    """Changed, added or left out: the content is another."""
    at = data.draw(st.integers(0, len(blocks) - 1))
    kind, text = blocks[at]
    words = text.split()
    place = data.draw(st.integers(1, len(words) - 2))
    change = data.draw(st.sampled_from([["other"], [], [words[place], "more"]]))
    changed = " ".join([*words[:place], *change, *words[place + 1 :]])
    others = [*blocks[:at], (kind, changed), *blocks[at + 1 :]]

    one = read_article(as_text(blocks, "\n\n"), language="en").content_hash

    assert one != read_article(as_text(others, "\n\n"), language="en").content_hash


PIECES = st.sampled_from(
    "<p> </p> <div> </div> <h1> </h1> <ul> <li> </ul> <br> <b> </b> <blockquote> </blockquote> "
    "<!-- --> <script> </script> <html> <body> <head> <title> </title> <article> <table> <tr> <td> "
    "<q> </q> <aside> <figure> & &amp; &#0; &#xd800; &lt;p&gt; < > <![CDATA[ <?xml ?> <svg> "
    "hidden='' style='display:none' class='share' [caption] # ** * _ ` [ ]( ) > - 1. --- title: "
    "\n \n\n \r \t \0 \ud800 \u200d \u2028 \u0301 \ufeff Related By: Word. word ? “ ’ …".split(" ")
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.one_of(PIECES, st.just(FILLER), st.text(max_size=5)), max_size=40))
@example(["<html>", FILLER * 3, "\ud800"])
@example(["<p hidden>", FILLER])
def test_any_text_is_an_article_or_an_article_error(pieces):
    """Whatever a publisher's system sends."""
    for glue in ("", " ", "\n"):
        outcome(glue.join(pieces))


@settings(deadline=None)
@given(st.text(st.characters(), max_size=300), st.text(st.characters(), max_size=30))
def test_any_characters_are_an_article_or_an_article_error(text, title):
    """Half characters, control characters and all the planes of Unicode, also in a title."""
    outcome(f"{FILLER} {text}", title=title)
    outcome(f"<p>{FILLER}</p><p>{text}</p>", title=title)
    outcome(text)


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from([None, "utf-16", "latin-1"]))
def test_any_bytes_are_an_article_or_an_article_error(data, encoding):
    """From a file to an article, nothing else can happen."""
    try:
        content = decode(FILLER.encode(encoding or "utf-8") + data, encoding=encoding)
    except ArticleError:
        return
    outcome(content)
