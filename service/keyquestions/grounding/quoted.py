"""The words that a statement puts in quotation marks."""

import re

_PAIRS = (
    re.compile("\u201c([^\u201c\u201d\u201e]+)[\u201d\u201c]"),
    re.compile("\u201e([^\u201c\u201d\u201e]+)[\u201d\u201c]"),
    re.compile("\u00ab\\s*([^\u00ab\u00bb]+?)\\s*\u00bb"),
    re.compile("\u00bb([^\u00ab\u00bb]+)\u00ab"),
    re.compile(r'(?<!\w)"([^"]+)"(?!\w)'),
    re.compile("(?<!\\w)\u2018([^\u2018]+?)\u2019(?!\\w)"),
    re.compile(r"(?<!\w)'([^']+)'(?!\w)"),
)
_ANY = re.compile("[\"'\u2018\u201c\u201e\u00ab\u00bb]")


def quoted_words(statement: str) -> tuple[str, ...]:
    """Return what stands in quotation marks in a statement, in order, without the marks."""
    if not _ANY.search(statement):
        return ()
    found: dict[int, str] = {}
    for pair in _PAIRS:
        for match in pair.finditer(statement):
            inside = any(start <= match.start() < start + len(w) for start, w in found.items())
            if not inside:
                found[match.start(1)] = match.group(1).strip()
    return tuple(found[at] for at in sorted(found))
