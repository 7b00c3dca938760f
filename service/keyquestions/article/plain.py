"""Plain text and Markdown to parts."""

import re

from keyquestions.article.blocks import BlockKind
from keyquestions.article.characters import clean
from keyquestions.article.furniture import Part

HEADING_WORDS = 14
HEADING_LENGTH = 100
TITLE_LENGTH = 160

_BULLET = re.compile(r"\s*(?:[-*+•‣◦▪·]|[–—](?=\s+\w))\s+")
_NUMBERED = re.compile(r"\s*(\d{1,2})[.)]\s+(?=\S)")
_MARKDOWN_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_QUOTED = re.compile(r"\s{0,3}>\s?")
_RULE = re.compile(r"\s*(?:[-*_=~#]\s*){3,}$")
_TERMINAL = re.compile(r"[.!?…:;,]['\"”’»)\]]*$")
_FINAL = re.compile(r"[.!?…:]['\"”’»)\]]*$")
_LINKS = re.compile(r"!\[[^\]\n]{0,300}\]\([^)\n]{0,500}\)|\[([^\]\n]{1,300})\]\([^)\n]{1,500}\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^\n]{1,500}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,300}?)(?<=\S)\*(?![\w*])")
_WRAPPED = range(40, 101)


def plain_parts(text: str) -> list[Part]:
    """The parts of a text: paragraphs by blank lines, or one a line; hard-wrapped lines joined."""
    lines = [line.rstrip() for line in re.split(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]", text)]
    parts: list[Part] = []
    chunk: list[str] = []
    for line in [*lines, ""]:
        if line.strip() and not _RULE.match(line):
            chunk.append(line)
        elif chunk:
            parts += _chunk(chunk)
            chunk = []
    return _headed(parts)


def _chunk(lines: list[str]) -> list[tuple[BlockKind, str]]:
    """The parts of lines without a blank one between them."""
    numbered = sum(bool(_NUMBERED.match(line)) for line in lines) > 1
    wrapped = _is_wrapped(lines)
    parts: list[tuple[BlockKind, list[str]]] = []
    for line in lines:
        kind, rest = _kind(line, numbered=numbered)
        joins = kind is BlockKind.PARAGRAPH and parts and wrapped
        quotes = kind is BlockKind.QUOTE and parts and parts[-1][0] is kind
        if joins or quotes:
            parts[-1][1].append(rest)
        else:
            parts.append((kind, [rest]))
    texts = ((kind, _inline(" ".join(pieces))) for kind, pieces in parts)
    return [(kind, text) for kind, text in texts if text]


def _kind(line: str, *, numbered: bool) -> tuple[BlockKind, str]:
    for kind, pattern in (
        (BlockKind.HEADING, _MARKDOWN_HEADING),
        (BlockKind.QUOTE, _QUOTED),
        (BlockKind.LIST_ITEM, _BULLET),
    ):
        match = pattern.match(line)
        if match:
            return kind, line[match.end() :]
    match = _NUMBERED.match(line) if numbered else None
    return (BlockKind.LIST_ITEM, line[match.end() :]) if match else (BlockKind.PARAGRAPH, line)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether line ends are a typist's, not the author's.

    All lines but the last are about equally long, and most of them end in mid-sentence.
    """
    inner = lines[:-1]
    if not inner or not all(len(line) in _WRAPPED for line in inner):
        return False
    broken = sum(not _FINAL.search(line) for line in inner)
    longest = max(map(len, inner))
    return broken * 2 >= len(inner) and min(map(len, inner)) * 2 >= longest


def _inline(text: str) -> str:
    """The words of a line of Markdown."""
    text = _LINKS.sub(lambda match: match[1] or "", text)
    text = _STRONG.sub(r"\2", text)
    return clean(_EMPHASIS.sub(r"\1", text).replace("`", ""))


def _headed(parts: list[Part]) -> list[Part]:
    """Tell headings from paragraphs: short, no final stop, and content after them."""
    headed = []
    for at, (kind, text) in enumerate(parts):
        limit = TITLE_LENGTH if at == 0 else HEADING_LENGTH
        if kind is BlockKind.PARAGRAPH and len(parts) > 1 and looks_like_heading(text, limit):
            kind = BlockKind.HEADING  # noqa: PLW2901 - the same part, seen better
        headed.append((kind, text))
    return headed


def looks_like_heading(text: str, limit: int = HEADING_LENGTH) -> bool:
    """Whether a line stands over something rather than says it."""
    words = text.split()
    if len(text) > limit or (limit == HEADING_LENGTH and len(words) > HEADING_WORDS):
        return False
    if text.endswith("?"):
        return not text[0].islower() and not re.search(r"[.!?]\s", text)
    return not _TERMINAL.search(text) and not text[0].islower() and any(map(str.isalpha, text))
