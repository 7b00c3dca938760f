"""What holds of every article and every quote."""

import re
import unicodedata

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from keyquestions.analysis import Anchor
from keyquestions.article import Article, BlockKind
from keyquestions.article.characters import clean
from keyquestions.grounding import Grounding, Missing
from keyquestions.grounding.words import pattern_for

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
TRICKY = st.text(
    st.sampled_from(
        "aAbeEgo  .,;:!?-\u2013\u2014…'\"\u2018\u2019\u201c\u201d«»()[]&;#0123456789%$€"
        "\u0301\u0308é\ufb01\ufb02ßİı\u00ad\u200b\u200f\u202e\u00a0\u2009不战ก\u0e34ال"
        "\u064b\U0001f468\u200d\U0001f3fd\u00bd\u2460Ａ\u02bc"
    ),
    max_size=60,
)
SCRIPTS = st.sampled_from(
    [
        "Der Rat stimmte nicht für die Brücke.",
        "Łódź nie zapłaciła 3,5 mln złotych.",
        "Он не был там 12 мая.",
        "لم يوقع المدير الاتفاق.",
        "他不支持战争\u3002",
        "เขาไม\u0e48ไปท\u0e35\u0e48น\u0e31\u0e48น",
        "הוא לא הלך לשם.",
    ]
)
BLOCKS = st.lists(ANY | TRICKY | SCRIPTS, min_size=1, max_size=5)
WORDS = (
    "harbour council report seventeen ferry winter quay engineers plan storm Whitcombe Skerry"
    " passengers cooperative approves rejected budget"
).split()
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def laid_out(texts):
    """An article of those of the texts that have anything in them."""
    parts = [(BlockKind.PARAGRAPH, cleaned) for text in texts if (cleaned := clean(text))]
    assume(parts)
    return Article.of(parts, title=None, language="en")


def check(article, anchors):
    """Hold every anchor against the article."""
    for anchor in anchors:
        block = article.blocks[anchor.block]
        assert article.text[anchor.start : anchor.end] == anchor.exact
        assert block.start <= anchor.start < anchor.end <= block.end
        assert anchor.exact == anchor.exact.strip()
        assert anchor.prefix in article.text[: anchor.start]
        assert anchor.suffix in article.text[anchor.end :]


@MANY
@given(BLOCKS, st.data())
def test_whatever_is_found_is_the_article_at_that_place(texts, data):
    """For any text in any script, and any quote: made up, cut out, or cut out and changed."""
    article = laid_out(texts)
    start = data.draw(st.integers(0, len(article.text)))
    end = data.draw(st.integers(start, len(article.text)))
    cut = article.text[start:end]
    middle = data.draw(st.integers(0, len(cut)))
    quote = data.draw(
        st.sampled_from(
            [
                cut,
                cut.upper(),
                cut.swapcase(),
                unicodedata.normalize("NFKD", cut),
                f"{cut[:middle]} \u2026 {cut[middle:]}",
                f"{cut[:middle]}...",
                f"**{cut}**",
                f"<p>{cut}</p>",
            ]
        )
        | ANY
        | TRICKY
    )
    grounding = Grounding(article)

    for found in (grounding.locate(quote), grounding.locate_all(quote)):
        if isinstance(found, Missing):
            assert found.reason
        else:
            check(article, (found,) if isinstance(found, Anchor) else found)


def number(low=2, high=9999):
    return st.integers(low, high).map(str) | st.tuples(st.integers(1, 99), st.integers(1, 9)).map(
        lambda pair: f"{pair[0]}.{pair[1]}"
    )


SENTENCE = st.lists(st.sampled_from(WORDS) | number(), min_size=5, max_size=12)
DAMAGE = st.sampled_from(
    [
        lambda text: text,
        lambda text: f"\u201c{text}\u201d",
        lambda text: f"'{text}'",
        lambda text: f"  {text}.",
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace(" ", "\n  "),
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text[:2] + "\u00ad" + text[2:],
        lambda text: text[:1].swapcase() + text[1:],
        lambda text: f"\u200b{text}\ufeff",
        lambda text: f"- {text}",
        lambda text: f"*{text}*",
        lambda text: text.replace("fi", "\ufb01"),
    ]
)


@MANY
@given(st.lists(SENTENCE, min_size=1, max_size=4), DAMAGE, st.data())
def test_a_damaged_passage_is_found_with_the_same_words(sentences, damage, data):
    """Whole words of a block are found again after what quoters do to them."""
    article = laid_out([" ".join(sentence) + "." for sentence in sentences])
    words = data.draw(st.sampled_from(sentences))
    start = data.draw(st.integers(0, len(words) - 2))
    passage = words[start : data.draw(st.integers(start + 2, len(words)))]
    found = Grounding(article).locate(damage(" ".join(passage)))

    assert isinstance(found, Anchor), found.reason
    assert found.exact.rstrip(".").split() == passage


def _another_number(word):
    last = int(word[-1])
    return word[:-1] + str(last + 1 if last < 9 else last - 1)


def _pieces(words):
    """The same words with more spaces between: how a reader would compare them."""
    return " ".join(words).casefold()


@MANY
@given(SENTENCE, st.data())
def test_a_passage_with_one_thing_changed_is_not_found(words, data):
    """One digit, one word, one negation more, one word less."""
    article = laid_out([" ".join(words) + "."])
    at = data.draw(st.integers(1, len(words) - 2))
    word = words[at]
    other = _another_number(word) if word[-1].isdigit() else f"{word}s"
    changed = data.draw(
        st.sampled_from(
            [
                [*words[:at], other, *words[at + 1 :]],
                [*words[:at], "not", *words[at:]],
                [*words[:at], *words[at + 1 :]],
                [*words[: at - 1], words[at], words[at - 1], *words[at + 1 :]],
            ]
        )
    )
    assume(f" {_pieces(changed)} " not in f" {_pieces(words)} ")
    grounding = Grounding(article)

    assert isinstance(grounding.locate_all(" ".join(changed)), Missing)


@MANY
@given(SENTENCE, st.data())
def test_a_left_out_negation_is_not_found(words, data):
    """Neither plainly nor behind the three points of an omission."""
    at = data.draw(st.integers(2, len(words) - 2))
    negator = data.draw(st.sampled_from(["not", "never", "no", "refused to", "didn\u2019t"]))
    article = laid_out([" ".join([*words[:at], negator, *words[at:]]) + "."])
    grounding = Grounding(article)
    left, right = " ".join(words[:at]), " ".join(words[at:])
    assume(left not in right)

    assert isinstance(grounding.locate_all(f"{left} {right}"), Missing)
    assert isinstance(grounding.locate_all(f"{left} \u2026 {right}"), Missing)


@given(st.text(alphabet=st.characters(max_codepoint=0x20CF, exclude_categories=["Cs"])))
def test_latin_text_is_read_as_any_text_is(text: str) -> None:
    """The faster reading of Latin letters finds what the general one finds."""
    for pattern in (r"[^\W\d_]+", r"(\d[^\W_]*|[^\W\d_][^\W_]*)"):
        assert pattern_for(pattern)(text).findall(text) == re.findall(pattern, text)
