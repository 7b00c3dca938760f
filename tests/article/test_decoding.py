"""Bytes to text: certain, or an error that says what to do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyquestions.article import decode
from keyquestions.errors import ArticleError, ArticleUnreadable

WORDS = "“Café” – größer als zuvor, sagte er."


def refusal(data: bytes, encoding: str | None = None) -> str:
    """The one line that says why these bytes are not read."""
    with pytest.raises(ArticleUnreadable) as caught:
        decode(data, encoding=encoding)
    message = str(caught.value)
    assert message.isprintable()
    assert message.endswith(".")
    return message


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_utf8_is_read_with_and_without_its_mark(mark):
    """The mark is no character of the text."""
    assert decode(mark + WORDS.encode()) == WORDS


@pytest.mark.parametrize(
    ("encoding", "says"),
    [
        ("utf-16", "it looks like UTF-16); convert it to UTF-8, or say --encoding utf-16."),
        ("utf-16-le", "or say --encoding utf-16-le."),
        ("utf-16-be", "or say --encoding utf-16-be."),
        ("utf-32", "it looks like UTF-32); convert it to UTF-8, or say --encoding utf-32."),
        ("windows-1252", "or say --encoding windows-1252."),
        ("latin-1", "it looks like Latin-1 or Windows-1252); convert it to UTF-8, or say"),
    ],
)
def test_other_encodings_are_named_and_then_read(encoding, says):
    """What is not UTF-8 is not guessed: the message has the option that reads it."""
    words = "Größer als zuvor, sagte er."
    data = words.encode(encoding)

    assert says in refusal(data)
    assert decode(data, encoding=encoding) == words


@pytest.mark.parametrize("mark", [b"\xfe\xff", b"\xff\xfe"])
def test_utf16_of_both_kinds_is_recognised_by_its_mark(mark):
    """Little-endian and big-endian."""
    encoding = "utf-16-be" if mark == b"\xfe\xff" else "utf-16-le"
    data = mark + WORDS.encode(encoding)

    assert "UTF-16" in refusal(data)
    assert decode(data, encoding="utf-16") == WORDS
    assert decode(data, encoding=encoding) == WORDS


@pytest.mark.parametrize(
    "declaration",
    [
        "<meta charset=windows-1252>",
        "<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=ISO-8859-1'>",
        '<meta charset = " latin1 ">',
        '<?xml version="1.0" encoding="iso-8859-1"?>',
    ],
)
def test_a_page_may_declare_its_encoding(declaration):
    """What is called Latin-1 is Windows-1252 on the web, curly quotation marks included."""
    text = f"{declaration}<p>{WORDS}"

    assert decode(text.encode("windows-1252")) == text


def test_utf8_wins_over_a_declaration_that_nobody_looked_at():
    """Servers call everything ISO-8859-1; bytes that are UTF-8 are UTF-8."""
    for name in ("ISO-8859-1", "windows-1252", "us-ascii", None):
        assert decode(f"<meta charset=latin1>{WORDS}".encode(), encoding=name).endswith(WORDS)


def test_the_given_encoding_wins_over_the_declared_one():
    """The caller or the server knows better than the page."""
    data = "<meta charset=windows-1252>Привет".encode("koi8-r")

    assert decode(data, encoding="KOI8-R").endswith("Привет")


@pytest.mark.parametrize("declared", ["utf-16", "UTF-16LE", "utf-32"])
def test_a_declared_encoding_that_cannot_be_true_is_not_believed(declared):
    """A page whose declaration can be read is not in UTF-16."""
    assert "windows-1252" in refusal(f"<meta charset={declared}>é".encode("latin-1"))


@pytest.mark.parametrize("declared", ["utf-8", "shift_jis"])
def test_a_declared_encoding_that_is_not_true_is_an_error(declared):
    """Nothing is replaced silently."""
    message = refusal(f"<meta charset={declared}>{'é'}\xff".encode("latin-1"))

    assert message == f"The text is not in the encoding {declared}; name another with --encoding."


@pytest.mark.parametrize(
    "name",
    [
        "klingon", "", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "utf-7", "rot13",
        "base64", "zip", "undefined", "a\0b", "x\nInjected: line", "é",
    ],
)  # fmt: skip
def test_what_is_no_encoding_of_text_is_refused(name):
    """Python has codecs that run for ever or read escapes: a page may not choose them."""
    assert "There is no encoding" in refusal(b"text", name)
    if name.isidentifier() and name.isascii():
        assert "There is no encoding" in refusal(f"<meta charset={name}>\xe9".encode("latin-1"))


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF file"),
        (b"PK\x03\x04\x14\0", "a ZIP or Office file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Office file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a PNG picture"),
        (b"\xff\xd8\xff\xe0", "a JPEG picture"),
        (b"GIF89a", "a GIF picture"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"{\\rtf1\\ansi", "an RTF file"),
    ],
)
def test_files_of_other_kinds_are_told_by_name(data, kind):
    """Whatever encoding is said of them."""
    for encoding in (None, "utf-8", "latin-1"):
        assert refusal(data, encoding) == f"This is {kind}; export the article as text or HTML."


@pytest.mark.parametrize(
    "data",
    [
        b"\0" * 100,
        b"text with a \0 in it",
        b"\x7fELF\x02\x01\x01\0\0\0",
        bytes(range(1, 32)) * 20,
        bytes(range(1, 256)) * 20,
        b"RIFF\x10\0\0\0WAVE",
    ],
)
def test_binary_data_is_no_text(data):
    """Zeros and control characters do not occur in an article."""
    assert refusal(data) == "This is a binary file; give the article as text or HTML."


def test_a_named_encoding_does_not_make_binary_data_text():
    """Every byte is a letter of Latin-1; it is no article for that."""
    assert "binary" in refusal(b"\x01\x02\x03\x04" * 50, "latin-1")
    assert "binary" in refusal(b"\x01\x02\x03\xff" * 50, "cp437")


def test_a_stray_control_character_is_no_reason_to_refuse():
    """One form feed or bell in a long text is an accident."""
    assert decode(b"a long text " * 20 + b"\x0c\x07") == "a long text " * 20 + "\x0c\x07"


@settings(deadline=None)
@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "utf-16", "latin-1", "gb18030"]))
def test_any_bytes_are_text_or_an_article_error(data, encoding):
    """No other error, and the message is one line."""
    try:
        assert isinstance(decode(data, encoding=encoding), str)
    except ArticleError as error:
        assert str(error).isprintable()  # noqa: PT017 - both outcomes are right


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_any_text_in_utf8_comes_back(text):
    """Nothing is guessed, so nothing is lost; only a mark at the start goes."""
    marks = ("%PDF", "GIF8", "{\\rtf", "PK")
    if not text.startswith(marks):
        assert decode(text.encode()) == text.removeprefix("\ufeff")
