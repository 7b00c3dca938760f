"""Characters: one canonical spelling, and a hash over words alone."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyquestions.article.characters import (
    _with_few_marks,
    clean,
    content_hash,
    count_words,
    unescaped,
)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  a \u00a0\t\r\n b  ", "a b"),
        ("a\u00adb\u200bc\ufeffd\u2060e", "abcde"),
        ("a\u202eb\u2066c", "abc"),
        ("a\u2028b\u2029c\x85d\x1ce", "a b c d e"),
        ("a\0b\x7fc\x9bd", "a b c d"),
        ("e\u0301", "é"),
        ("e\u200b\u0301", "é"),
        ("\ud83d x", "\ufffd x"),
        ("A\U000e0049\U000e0067B\U000e0101\ufe0f", "AB"),
        ("“a” – ‘b’…", "“a” – ‘b’…"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("in\u200dvis\u200cible", "invisible"),
    ],
)
def test_text_is_cleaned_of_what_no_reader_sees(text, cleaned):
    """Spaces, marks of direction, hidden tags; joiners stay where they are spelling."""
    assert clean(text) == cleaned


@settings(deadline=None)
@given(st.text(st.characters(), max_size=50))
def test_cleaning_is_done_once(text):
    """What is clean stays as it is, in NFC and without control characters."""
    cleaned = clean(text)

    assert clean(cleaned) == cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} for character in cleaned)


def test_a_tower_of_accents_is_cut():
    """Thirty are more than any language writes; a million in disorder would take for ever."""
    assert len(clean("o" + "\u0301\u0323" * 500)) <= 31
    assert clean("ộ") == "ộ"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a  b\n\nc", "a b c"),
        ("“a” ‘b’ «c»", '"a" \'b\' "c"'),
        ("a – b — c", "a - b - c"),
        ("a…", "a..."),
        ("ﬁnal ½", "final 1⁄2"),
        ("cafe\u0301", "café"),
        ("a\u00adb", "ab"),
        ("می\u200cخواهم", "میخواهم"),
    ],
)
def test_the_hash_is_over_words(one, other):
    """Typography does not count."""
    assert content_hash(one) == content_hash(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("a part", "apart"), ("do not", "do"), ("US", "us"), ("3", "4"), ("Ja.", "Ja?"), ("e", "é")],
)
def test_the_hash_tells_words_apart(one, other):
    """Anything that a reader could read as another statement counts."""
    assert content_hash(one) != content_hash(other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one two", 2),
        ("été à l’aube", 3),
        ("港口议会", 3),
        ("กรุงเทพ", 4),
        ("한국 사람", 2),
    ],
)
def test_words_are_counted_in_every_script(text, words):
    """By spaces, and by pairs of characters where a script has none."""
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "read"),
    [("R&D", "R&D"), ("a &amp; b", "a & b"), ("&amp;lt;", "&lt;"), ("&nonsense;", "&nonsense;")],
)
def test_entities_are_read_once(text, read):
    """One layer at a time."""
    assert unescaped(text) == read


def test_a_run_of_accents_is_cut_in_every_script():
    """Wherever Unicode has a mark, more of them on one letter than any language writes are cut."""
    marks = [each for each in map(chr, range(0x110000)) if unicodedata.combining(each)]
    spared = [each for each in marks if len(_with_few_marks("a" + each * 31)) != 31]
    assert len(marks) > 900
    assert spared == []
