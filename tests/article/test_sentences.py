"""Sentences have their places in the canonical text."""

from keyquestions.article import Article, BlockKind, read_article, sentences

from .conftest import FILLER


def test_sentences_end_where_their_block_ends():
    """A heading without a full stop does not run into the text below it."""
    article = read_article(
        f"The pier\n\n{FILLER} Élan 😀 costs 1.5 million. “Why?” asked Dr. Lund."
    )
    found = sentences(article)

    assert [sentence.text for sentence in found] == [
        "The pier",
        FILLER,
        "Élan 😀 costs 1.5 million.",
        "“Why?” asked Dr. Lund.",
    ]
    assert [sentence.block for sentence in found] == [0, 1, 1, 1]
    assert all(article.text[each.start : each.end] == each.text for each in found)


def test_sentences_that_a_plugin_has_fused_are_told_apart(read):
    """A full stop without a space after it still ends a sentence."""
    texts = [sentence.text for sentence in sentences(read("fused.txt"))]

    assert "Her brother owns the land next door." in texts
    assert "It was never advertised, a member said." in texts


def test_words_that_could_be_abbreviations_end_a_sentence_before_a_name():
    """ "no", "May" and the like end one, "No. 5" and "May 5" do not."""
    text = "Two voted no. Archuleta left in May. Cllr Hession saw No. 5 on May 5. Mr. Orr had it."
    article = Article.of([(BlockKind.PARAGRAPH, text)], title=None, language="en")
    assert [each.text for each in sentences(article)] == [
        "Two voted no.",
        "Archuleta left in May.",
        "Cllr Hession saw No. 5 on May 5.",
        "Mr. Orr had it.",
    ]
