"""Bytes to text, without guessing: a wrong guess would change an article's words silently."""

import codecs
import re

from keyquestions.errors import ArticleUnreadable

_KINDS = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP or Office file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"{\\rtf", "an RTF file"),
)
_WIDE_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})", re.IGNORECASE)
_DECLARED_WITHIN = 4096
_SAMPLE = 4096


def decode(data: bytes, *, encoding: str | None = None) -> str:
    """The text in `data`: UTF-8, or what is named here or declared by an HTML page's meta element.

    Raises:
        ArticleUnreadable: it is no text, or its encoding would have to be guessed; the message
            says what it looks like and what to do.
    """
    for magic, kind in _KINDS:
        if data.startswith(magic):
            raise ArticleUnreadable(f"This is {kind}; export the article as text or HTML.")
    if encoding is not None:
        return _decoded(data, encoding)
    for mark, name in _WIDE_MARKS:
        if data.startswith(mark):
            raise _undeclared("UTF-16" if name == "utf-16" else "UTF-32", name)
    if b"\0" in data:
        raise _with_zeros(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _not_utf8(data)
    if _is_binary(data):
        raise ArticleUnreadable("This is not text; give the article as text or HTML.")
    return text


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError:
        raise ArticleUnreadable(
            f'There is no encoding "{encoding}"; name one such as utf-8, utf-16 or windows-1252.'
        ) from None
    except UnicodeError:
        raise ArticleUnreadable(
            f"The text is not in the encoding {encoding}; name another with --encoding."
        ) from None


def _with_zeros(data: bytes) -> ArticleUnreadable:
    """Zeros at every other place are Latin letters in UTF-16; others are no text."""
    sample = data[:_SAMPLE]
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = sample[offset::2].count(0)
        if zeros * 4 >= len(sample[offset::2]) * 3 and not sample[1 - offset :: 2].count(0):
            return _undeclared("UTF-16", name)
    return ArticleUnreadable("This is a binary file; give the article as text or HTML.")


def _not_utf8(data: bytes) -> str:
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    if declared:
        return _decoded(data, declared[1].decode("ascii"))
    if _is_binary(data):
        raise ArticleUnreadable("This is a binary file; give the article as text or HTML.")
    raise _undeclared("Latin-1 or Windows-1252", "windows-1252")


def _undeclared(looks_like: str, name: str) -> ArticleUnreadable:
    return ArticleUnreadable(
        f"The text is not UTF-8 (it looks like {looks_like}); convert it to UTF-8, or say "
        f"--encoding {name}."
    )


def _is_binary(data: bytes) -> bool:
    """More than one control character in 200 bytes does not happen in text."""
    sample = data[:_SAMPLE]
    return len(_CONTROLS.findall(sample)) * 200 > max(len(sample), 200)
