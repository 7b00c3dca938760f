"""Bytes to text, without guessing: a wrong guess would change an article's words silently.

UTF-8 is certain, because hardly anything else is valid UTF-8; everything else has to be named: by
the caller, by the server or by the page itself. UTF-16, with or without a mark, is an error that
says so.
"""

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
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,40})"
    rb"|^\s*<\?xml[^>]{0,80}?encoding\s*=\s*[\"']([\w:.-]{2,40})",
    re.IGNORECASE,
)
_ENCODINGS = re.compile(
    r"utf-(?:8|8-sig|16|16-le|16-be|32|32-le|32-be)|cp\d+|iso8859-\d+|ascii|koi8-[rtu]|mac-\w+"
    r"|tis-620|gb2312|gbk|gb18030|hz|big5(?:hkscs)?|euc_\w+|shift_jis\w*|iso2022_\w+|johab"
)
"""Encodings of text, by Python's names; it has others, such as unicode_escape, that are none."""

_WINDOWS = frozenset(["iso8859-1", "ascii", "cp1252"])
"""What is called so is Windows-1252 on the web, curly quotation marks included."""
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
    return _no_binary(text)


def _decoded(data: bytes, encoding: str) -> str:
    name = _python_name(encoding)
    if name in _WINDOWS:
        # A server's "ISO-8859-1" is often a default that nobody has looked at.
        try:
            return _no_binary(data.decode("utf-8-sig"))
        except UnicodeDecodeError:
            name = "cp1252"
    try:
        text = data.decode(name)
    except UnicodeError:
        raise ArticleUnreadable(
            f"The text is not in the encoding {encoding}; name another with --encoding."
        ) from None
    return _no_binary(text.removeprefix("\ufeff"))


def _python_name(encoding: str) -> str:
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        name = ""
    if not _ENCODINGS.fullmatch(name):
        shown = "".join(filter(str.isprintable, encoding))[:40]
        raise ArticleUnreadable(
            f'There is no encoding "{shown}"; name one such as utf-8, utf-16 or windows-1252.'
        )
    return name


def _with_zeros(data: bytes) -> ArticleUnreadable:
    """Zeros at every other place are Latin letters in UTF-16; others are no text."""
    sample = data[:_SAMPLE]
    for offset, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = sample[offset::2].count(0)
        if zeros * 4 >= len(sample[offset::2]) * 3 and not sample[1 - offset :: 2].count(0):
            return _undeclared("UTF-16", name)
    return ArticleUnreadable("This is a binary file; give the article as text or HTML.")


def _not_utf8(data: bytes) -> str:
    _no_binary(data[:_SAMPLE].decode("latin-1"))
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    declared = (found[1] or found[2]).decode("ascii") if found else None
    # A page that could be searched for its declaration is in no encoding of wide characters.
    if declared and not declared.lower().startswith(("utf-16", "utf-32", "utf16", "utf32")):
        return _decoded(data, declared)
    raise _undeclared("Latin-1 or Windows-1252", "windows-1252")


def _undeclared(looks_like: str, name: str) -> ArticleUnreadable:
    return ArticleUnreadable(
        f"The text is not UTF-8 (it looks like {looks_like}); convert it to UTF-8, or say "
        f"--encoding {name}."
    )


def _no_binary(text: str) -> str:
    """The text; more than one control character in 200 does not happen in one."""
    sample = text[:_SAMPLE]
    if len(_CONTROLS.findall(sample)) * 200 > max(len(sample), 200):
        raise ArticleUnreadable("This is a binary file; give the article as text or HTML.")
    return text
