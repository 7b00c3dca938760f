"""Quotes are found as they are meant, and never where the article says something else."""

import pytest

from keyquestions.analysis import Anchor
from keyquestions.article import Article, BlockKind
from keyquestions.grounding import Grounding, Missing

PARAGRAPHS = (
    "Talks on the Grüntal dam collapse",
    (
        "He did not support the war, and the art of the deal was a “difficult” thing"
        "\u00a0to explain. The rate fell to -3.5 percent from 5.3 percent — a record … or so"
        " they say."
    ),
    (
        "The office’s chief, Dr. Ana Ruiz\u2011Vega, paid $1,200.50 for 3/4 of it; café owners"
        " can’t agree. No member of the Anti-War Party was at the of\ufb01ce at 10:30 a.m."
    ),
    (
        "Mina Toth said the council had refused to sign. “We will never pay,” she said. The"
        " therapist said that 1,200 people and 12 dogs were there."
    ),
    "In Kyjiw waren 3.000 Menschen auf der Straße.",
)


def article_of(*paragraphs):
    parts = [(BlockKind.PARAGRAPH, text) for text in paragraphs]
    return Article.of(parts, title=None, language="en")


@pytest.fixture(scope="module")
def grounding():
    return Grounding(article_of(*PARAGRAPHS))


@pytest.mark.parametrize(
    ("quote", "exact"),
    [
        ("the art of the deal", "the art of the deal"),
        ("He did not support the war,", "He did not support the war,"),
        ("a 'difficult' thing", "a “difficult” thing"),
        ('a "difficult" thing to explain', "a “difficult” thing\u00a0to explain"),
        ("a \u00abdifficult\u00bb thing", "a “difficult” thing"),
        ("a difficult thing", "a “difficult” thing"),
        ("thing  to\n explain", "thing\u00a0to explain"),
        ("fell to \u22123.5 percent", "fell to -3.5 percent"),
        ("fell to \u20133.5 percent", "fell to -3.5 percent"),
        ("5.3 percent - a record", "5.3 percent — a record"),
        ("5.3 percent -- a record", "5.3 percent — a record"),
        ("a record ... or so they say", "a record … or so they say"),
        ("The office's chief", "The office’s chief"),
        ("cafe\u0301 owners", "café owners"),
        ("caf&eacute; owners can&rsquo;t agree", "café owners can’t agree"),
        ("at the office at", "at the of\ufb01ce at"),
        ("Ana Ruiz-Vega", "Ana Ruiz\u2011Vega"),
        ("the coun\u00adcil had re\u200bfused", "the council had refused"),
        ("\ufeffthe council", "the council"),
        ("he did not support the war", "He did not support the war"),
        ("HE DID NOT SUPPORT THE WAR", "He did not support the war"),
        ("[H]e did not support the war", "He did not support the war"),
        ('"He did not support the war."', "He did not support the war"),
        ("“We will never pay”", "“We will never pay"),
        ("“We will never pay,” she said.", "“We will never pay,” she said."),
        ("**the council** had refused to sign", "the council had refused to sign"),
        ("> the council had refused", "the council had refused"),
        ("<b>the council</b> had refused", "the council had refused"),
        ("1,200 people and 12 dogs!", "1,200 people and 12 dogs"),
        ("paid $1,200.50", "paid $1,200.50"),
        ("10:30 a.m.", "10:30 a.m."),
        ("auf der Straße", "auf der Straße"),
    ],
)
def test_a_quote_is_found_however_it_is_set(grounding, quote, exact):
    """Quotation marks, dashes, spaces, accents, case at the start and markup do not matter."""
    found = grounding.locate(quote)

    assert isinstance(found, Anchor), found.reason
    assert found.exact.strip("“”,. ") == exact.strip("“”,. ")
    assert grounding.article.text[found.start : found.end] == found.exact


@pytest.mark.parametrize(
    ("quote", "reason"),
    [
        ("fell to -3.6 percent from 5.3 percent", 'the article says "3.5", not "3.6"'),
        ("Mina Roth said the council had refused", 'the article says "Toth", not "Roth"'),
        ("He did support the war", 'the article has "not" here'),
        ("He did not not support the war", 'the article has no "not" here'),
        (
            "Mina Toth said the council had agreed to sign",
            'the article says "refused", not "agreed"',
        ),
        ("We will always pay, she said", 'the article has "never" here'),
        ("paid $1,200 for", 'the article says "1,200.50", not "1,200"'),
        ("café owners can agree", 'the article has "can’t" here'),
        ("the dam is safe", "not in the article"),
    ],
)
def test_one_changed_word_is_no_match_and_the_reason_says_which(grounding, quote, reason):
    """A number, name, negation or word that differs is told."""
    missing = grounding.locate(quote)

    assert isinstance(missing, Missing)
    assert missing.reason == reason


@pytest.mark.parametrize(
    "quote",
    [
        "fell to 3.5 percent",
        "3.5 percent",
        "fell to -3.5 percent from 53 percent",
        "fell to -35 percent",
        "fell to -3,5 percent",
        "5 percent",
        "3 percent",
        "$1,200",
        "1,200.5",
        "200.50",
        "$12,00.50",
        "30 a.m.",
        "3.00 Menschen",
        "000 Menschen",
        "3/5 of it",
    ],
)
def test_a_number_is_found_whole_or_not_at_all(grounding, quote):
    """No sign, digit or decimal point may go missing or move."""
    assert isinstance(grounding.locate(quote), Missing)
    assert isinstance(grounding.locate_all(quote), Missing)


@pytest.mark.parametrize(
    "quote",
    [
        "ort the war",
        "the rapist said",
        "War Party",
        "agree. No memb",
        "ouncil",
        "raz",
        "can",
        "Ruiz-Ve",
    ],
)
def test_parts_of_words_are_not_words(grounding, quote):
    """Nothing begins or ends in the middle of a word."""
    assert isinstance(grounding.locate(quote), Missing)


@pytest.mark.parametrize(
    "quote",
    [
        "",
        " ",
        "\u00a0\n",
        "…",
        "”",
        "a",
        "the",
        "of the",
        "is not",
        "it was",
        "\u200b\u200d",
    ],
)
@pytest.mark.parametrize("find", ["locate", "locate_all"])
def test_what_proves_nothing_is_refused(grounding, quote, find):
    """Little words, punctuation and nothing at all are in every article."""
    missing = getattr(grounding, find)(quote)

    assert isinstance(missing, Missing)
    assert missing.reason in {
        "too short to be found in one place",
        "no word in it that could prove anything",
    }


def test_a_quote_longer_than_the_article_is_refused_at_once(grounding):
    """A hundred thousand characters are not searched for."""
    for quote in ("x" * 100_000, "the war " * 20_000):
        missing = grounding.locate_all(quote)
        assert isinstance(missing, Missing)
        assert missing.reason == "longer than the article"


@pytest.mark.parametrize(
    "quote",
    [
        "He did … support the war",
        "He did ... support the war",
        "He did [...] support the war",
        "He did (…) support the war",
        "Mina Toth said the council … to sign",
        "“We will … she said",
        "café owners … agree. No member",
    ],
)
def test_an_omission_cannot_turn_a_quote_around(grounding, quote):
    """A left-out "not", "refused" or "can't" makes another statement of the quote."""
    assert isinstance(grounding.locate(quote), Missing)
    assert isinstance(grounding.locate_all(quote), Missing)


def test_an_omission_shows_the_whole_passage(grounding):
    """What is shown has back in it whatever the quote left out."""
    found = grounding.locate("the art of the deal … thing to explain")

    assert found.exact == "the art of the deal was a “difficult” thing\u00a0to explain"


def test_pieces_in_the_wrong_order_or_far_apart_are_not_a_passage(grounding):
    """An omission has a left and a right side, near each other."""
    far = article_of("Alpha beta gamma " + "word " * 200 + "delta epsilon zeta.")

    assert isinstance(grounding.locate("thing to explain … the art of the deal"), Missing)
    assert isinstance(grounding.locate("Alpha beta … Alpha beta"), Missing)
    assert isinstance(Grounding(far).locate("Alpha beta gamma … delta epsilon"), Missing)


def test_no_passage_runs_over_the_end_of_a_block(grounding):
    """Over it, each block gives an anchor of its own; left-out words never join blocks."""
    quote = "or so they say. The office's chief"
    pieces = grounding.locate_all(quote)

    assert isinstance(grounding.locate(quote), Missing)
    assert [piece.exact for piece in pieces] == ["or so they say.", "The office’s chief"]
    assert pieces[0].block + 1 == pieces[1].block
    assert isinstance(grounding.locate_all("or so they say … The office's chief"), Missing)
    assert isinstance(grounding.locate_all("a record or so they say. Mina Toth said"), Missing)


def test_the_nearest_of_several_places_is_taken():
    """Without a hint it is the first."""
    grounding = Grounding(article_of("One plan failed.", "Another plan failed."))
    late = grounding.article.text.rindex("plan failed")

    assert grounding.locate("plan failed").start == grounding.article.text.index("plan failed")
    assert grounding.locate("plan failed", near=late).start == late


def test_a_known_place_must_be_in_one_block(grounding):
    """An anchor cannot be made of nothing, or of two blocks."""
    end = grounding.article.blocks[0].end
    anchor = grounding.anchor(0, end)

    assert anchor.exact == PARAGRAPHS[0]
    assert (anchor.prefix, anchor.block) == ("", 0)
    for start, stop in ((3, 3), (end, end + 2), (0, end + 5)):
        with pytest.raises(ValueError, match="not a place within one block"):
            grounding.anchor(start, stop)


def test_context_is_cut_between_words(grounding):
    """Prefix and suffix stand directly at the quote and hold no half words."""
    text = grounding.article.text
    anchor = grounding.locate("the council had refused")

    assert text[: anchor.start].rstrip().endswith(anchor.prefix.strip())
    assert text[anchor.end :].lstrip().startswith(anchor.suffix.strip())
    assert len(anchor.prefix) <= 32
    assert f" {anchor.suffix.split()[-1]}" in text


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("他不支持战争\u3002战争结束了\u3002", "战争结束", True),
        ("他不支持战争\u3002", "他支持战争", False),
        ("Он не был там.", "он не был", True),
        ("Он не был там.", "он был там", False),
        ("لم يوقع الاتفاق.", "يوقع الاتفاق", True),
        ("لم يوقع الاتفاق.", "وقع", False),
    ],
)  # fmt: skip
def test_other_scripts_have_words_too(text, quote, found):
    """Chinese, Russian and Arabic are held to the same rule."""
    assert isinstance(Grounding(article_of(text)).locate(quote), Anchor) is found


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("His ex-wife spoke first.", "wife spoke first", False),
        ("Non-smokers protested there.", "smokers protested", False),
        ("The well-known singer left.", "known singer", True),
        ("COVID-19 cases rose again.", "19 cases rose", False),
        ("The 1998-2001 boom ended.", "2001 boom ended", False),
        ("The 1998-2001 boom ended.", "The 1998", False),
        ("Mr O’Brien said so.", "Brien said so", False),
        ("L’accord signé hier tient.", "accord signé hier", True),
        ("The war’s end came.", "The war", True),
        ("They can’t pay it.", "They can", False),
        ("Ask joe@mail.org for more.", "mail.org for more", False),
        ("Ask joe@mail.org for more.", "Ask joe", False),
        ("The U.S. said no to it.", "S. said no", False),
        ("That was all.New plans came.", "New plans came", True),
        ("That was all.New plans came.", "That was all", True),
        ("The 10:30 train was late.", "The 10", False),
        ("Some 1,200 of 3,400 paid.", "Some 1", False),
        ("It cost 5. 3 people died.", "cost 5.3 people", False),
        ("It rose to 5.3 percent.", "rose to 5. 3 percent", False),
        ("Bags of 12kg cost more.", "Bags of 12 kg cost more", True),
        ("Sellers on eBay complained.", "Sellers on e Bay complained", True),
        ("The notable man was there.", "The not able man was there", False),
        (
            "The government spokes person declined to comment.",
            "The government spokesperson declined to comment",
            True,
        ),
        ("Turkey won the match.", "turkey won the match", True),
        ("The US team won it.", "the us team won it", False),
        ("They met May there.", "They met may there", False),
        ("Η ΟΔΟΣ ΕΚΛΕΙΣΕ.", "η οδος εκλεισε", True),
        ("The o\ufb03ce burnt down.", "The of", False),
        ("Prices fell by &pound;5 there.", "fell by \u00a35 there", True),
        ("R&D costs; AT&T paid.", "AT&T paid", True),
    ],
)  # fmt: skip
def test_words_begin_and_end_where_readers_see_them(text, quote, found):
    """Hyphens, apostrophes, points and missing spaces decide it."""
    assert isinstance(Grounding(article_of(text)).locate(quote), Anchor) is found


def test_quotation_marks_that_belong_to_a_passage_come_with_it():
    """A quoter's marks around the whole stand for the article's own."""
    grounding = Grounding(article_of("She said: “We will never pay!” Then she left."))

    assert grounding.locate('"We will never pay!"').exact == "“We will never pay!”"
    assert grounding.locate("We will never pay!").exact == "We will never pay!"


def test_headings_may_be_quoted_in_lower_case():
    """Their capitals are a matter of style; in running text a capital may be a name."""
    parts = [
        (BlockKind.HEADING, "Peace Talks Set For June"),
        (BlockKind.PARAGRAPH, "They met Polish Workers there."),
    ]
    grounding = Grounding(Article.of(parts, title=None, language="en"))

    assert grounding.locate("peace talks").exact == "Peace Talks"
    assert isinstance(grounding.locate("met polish workers"), Missing)


def test_context_never_splits_a_letter_from_its_accent():
    """Also where there is no space to cut at."""
    text = "a\u0323\u0307" * 40 + "战争" + "b\u0323\u0307" * 40
    grounding = Grounding(article_of(text))
    at = text.index("战")
    anchor = grounding.anchor(at, at + 2)

    assert anchor.prefix.startswith("a")
    assert text[at + 2 + len(anchor.suffix)] == "b"


def test_what_the_nearest_passage_has_is_told_in_few_words():
    """A long difference is cut; other spacing is said to be that."""
    grounding = Grounding(article_of("One two three four five six seven eight nine ten eleven."))

    assert grounding.locate("One two three four ten eleven").reason.startswith("the article has")
    assert grounding.locate("One two. three four five").reason == (
        "the article has other spacing or punctuation here"
    )
