"""Text that is safe to print, and the article's own words in it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyquestions.rendering.prose import Run, besides, nested, prose, safe


def test_a_quote_in_the_text_is_told_apart() -> None:
    """A passage that the text repeats word for word is a quote, the rest is not."""
    assert prose("It says: The roof leaks badly.", ["The roof leaks badly."]) == (
        Run("It says: "),
        Run("The roof leaks badly.", quoted=True),
    )


def test_quotation_marks_around_a_quote_are_not_doubled() -> None:
    """Marks that the text has already belong to the quote, however short it is."""
    assert prose("The word “reckless” judges.", ["reckless"]) == (
        Run("The word "),
        Run("reckless", quoted=True),
        Run(" judges."),
    )


@pytest.mark.parametrize("marks", ["“”", "„“", "«»", '""'])
def test_no_marks_are_doubled_whatever_their_kind(marks: str) -> None:
    """A model may write other marks than ours around a quote."""
    said = "a cold betrayal of all"
    assert prose(f"Walsh said {marks[0]}{said}{marks[1]}.", [said]) == (
        Run("Walsh said "),
        Run(said, quoted=True),
        Run("."),
    )


def test_a_quote_keeps_its_own_marks() -> None:
    """Those at its ends belong to it, and it counts as shown."""
    said = "“They are leaving,” said Petra Walsh."
    told = prose(said, [said])
    assert told == (Run(said, quoted=True),)
    assert besides([said], told) == ()


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("“We did not want this”", "We did not want this"),
        ('"We did," she said, "in May."', "‘We did,’ she said, ‘in May.’"),
        ("„Wir brauchen das Geld“, sagte sie.", "‚Wir brauchen das Geld‘, sagte sie."),
        ("« Non », dit-elle.", "‹ Non ›, dit-elle."),
        ("the town's council", "the town's council"),
        ("”", "’"),
        ("", ""),
    ],
)
def test_a_quote_within_quotation_marks(quote: str, shown: str) -> None:
    """Marks in it become single ones; a passage that is one utterance has no second pair."""
    assert nested(quote) == shown


def test_one_or_two_plain_words_are_no_quote() -> None:
    """Words that could be there by chance are left alone."""
    assert prose("The demands grew.", ["demands", "demands grew"]) == (Run("The demands grew."),)


def test_a_quote_is_whole_words() -> None:
    """A quote does not begin or end inside a word of the text."""
    assert prose("Unsold cars are rusting.", ["sold cars are rust"]) == (
        Run("Unsold cars are rusting."),
    )


def test_the_longer_of_two_quotes_wins() -> None:
    """Where one quote is a part of another, the whole is shown once."""
    quotes = ["the roof leaks", "the roof leaks and the walls crack"]
    runs = prose("Since the roof leaks and the walls crack, it closes.", quotes)
    assert [run.text for run in runs if run.quoted] == [quotes[1]]
    assert besides(quotes, runs) == ("the roof leaks",)


def test_quotes_that_were_not_shown_remain_once_each() -> None:
    """What the text does not contain is listed, in order and without doubles."""
    told = prose("He says: The roof leaks badly.", ["The roof leaks badly."])
    assert besides(["b", "The roof leaks badly.", "a", "b"], told) == ("b", "a")
    assert besides(["b"]) == ("b",)


def test_an_empty_quote_changes_nothing() -> None:
    """A quote of nothing but removed characters is not found everywhere."""
    assert prose("A text.", [""]) == (Run("A text."),)


def test_what_could_deceive_is_taken_out() -> None:
    """Terminal escapes, direction overrides, invisible and tag characters go; words stay apart."""
    assert safe("a\x1b[31mb\u202ec\u2066d\ufeffe\u200bf\U000e0041g\x07") == "a[31mbcdefg"
    assert safe("one\u2028two\x85three\n\n four\tfive") == "one two three four five"


def test_what_belongs_to_a_script_stays() -> None:
    """Letters, accents, emoji and the joiners that Persian and emoji need are not harmed."""
    text = "Ça va – “naïve” 東京 می\u200cخواهم 👩\u200d🚀 ﬁn"
    assert safe(text) == text


@given(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=4))
def test_nothing_is_lost_or_invented(text: str, quotes: list[str]) -> None:
    """Whatever the quotes are, the runs are the safe text; quoted ones are among the quotes."""
    safe_quotes = [safe(quote) for quote in quotes]
    runs = prose(text, safe_quotes)
    marks = str.maketrans("", "", '“”„«»"')
    assert "".join(run.text for run in runs).translate(marks) == safe(text).translate(marks)
    stripped = {quote.translate(marks) for quote in safe_quotes}
    assert {run.text.translate(marks) for run in runs if run.quoted} <= stripped


@given(st.text(max_size=200))
def test_safe_text_is_one_line_without_controls(text: str) -> None:
    """No input leaves a control character, a line break or a direction override behind."""
    found = safe(text)
    assert not {unicodedata.category(each) for each in found} & {"Cc", "Zl", "Zp"}
    assert not set(found) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert safe(found) == found
