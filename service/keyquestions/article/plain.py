"""Plain text and Markdown to parts."""

import re

from keyquestions.article.blocks import BlockKind, Part
from keyquestions.article.characters import clean, unescaped

HEADING_WORDS = 14
HEADING_LENGTH = 100
TITLE_LENGTH = 160

BULLET = re.compile(r"\s*(?:[-*+•‣◦▪·]|[–—](?=\s+\w))\s+")
_NUMBERED = re.compile(r"\s*(\d{1,2})[.)]\s+(?=\S)")
_MARKDOWN_HEADING = re.compile(r"\s{0,3}#{1,6}\s+")
_QUOTED = re.compile(r"\s{0,3}>\s?")
_RULE = re.compile(r"\s*(?:[-*_=~#]\s*){3,}$")
_TERMINAL = re.compile(r"[.!?…:;,]['\"”’»)\]]*$")
_FINAL = re.compile(r"[.!?…:]['\"”’»)\]]*$")
_FRONT_MATTER = re.compile(r"\s*---[^\S\n]*\n((?:[^\n]*\n){1,60}?)---[^\S\n]*(?:\n|$)")
_KEY = re.compile(r"[\w-]+\s*:|\s|#|-|$")
_TITLE_KEY = re.compile(r"^title\s*:\s*(\S.*)$", re.IGNORECASE | re.MULTILINE)
_FENCE = re.compile(r"\s{0,3}(?:```|~~~)")
_REFERENCE = re.compile(r"\s{0,3}\[[^\]\n]{1,99}\]:\s+\S+")
# What is between two marks may not hold the first of them: else hostile text takes quadratic time.
_LINKS = re.compile(
    r"!\[[^\[\]\n]{0,300}\]\([^()\[\n]{0,500}(?:\([^()\[\n]{0,99}\)[^()\[\n]{0,99})?\)"
    r"|(?<!!)\[([^\[\]\n]{1,300})\](?:\([^()\[\n]{1,500}(?:\([^()\[\n]{0,99}\)[^()\[\n]{0,99})?\)"
    r"|\[[^\[\]\n]{0,99}\])"
)
_FOOTNOTE = re.compile(r"\[\^[\w-]{1,40}\]")
_STRONG = re.compile(r"(?<!\w)(\*\*|__)(?=\S)((?:(?!\1)[^\n])+)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*_])([*_])(?=[^\s*_])([^*_\n]{1,300})(?<=\S)\1(?![\w*_])")
_CODE = re.compile(r"(?<!`)`([^`\n]{1,300})`(?!`)")
_WRAPPED = range(40, 101)
_RAGGED = 20
"""Characters by which one typed line may be longer than the others."""
_LIST_FROM = 3

_Kinded = tuple[BlockKind, str, str]
"""What a line is, what it says, and the whole line."""


def plain_parts(text: str) -> list[Part]:
    """The parts of a text: paragraphs by blank lines, or one a line; hard-wrapped lines joined."""
    title, text = _front_matter(text)
    lines = [line.rstrip() for line in text.splitlines()]
    numbered = _numbered(lines)
    parts: list[Part] = [(BlockKind.HEADING, title)] if title else []
    chunk: list[_Kinded] = []
    for at, line in enumerate([*lines, ""]):
        if line and not _RULE.match(line) and not _FENCE.match(line):
            if not _REFERENCE.fullmatch(line):
                chunk.append((*_kind(line, numbered=at in numbered), line))
        elif chunk:
            parts += _chunk(chunk)
            chunk = []
    return _headed(parts)


def _front_matter(text: str) -> tuple[str, str]:
    """The title in a Markdown file's front matter, and the text after it."""
    found = _FRONT_MATTER.match(text)
    if not found or not all(map(_KEY.match, found[1].splitlines())):
        return "", text
    title = _TITLE_KEY.search(found[1])
    return clean(title[1].strip().strip("\"'")) if title else "", text[found.end() :]


def _numbered(lines: list[str]) -> set[int]:
    """The lines that are items of a list numbered 1, 2, 3 (or 1 each time): a date is none."""
    found: set[int] = set()
    first, last = 0, 0
    for at, line in enumerate(lines):
        match = _NUMBERED.match(line) if line else None
        number = int(match[1]) if match else 0
        if match and last and number in {last + 1, 1 if last == 1 else 0}:
            found |= {first, at}
            last = number
        elif match or (line and not line[0].isspace()):
            first, last = at, int(number == 1)
    return found


def _chunk(lines: list[_Kinded]) -> list[Part]:
    """The parts of lines without a blank one between them."""
    wrapped = _is_wrapped([line for _, _, line in lines])
    parts: list[tuple[BlockKind, list[str]]] = []
    for kind, rest, line in lines:
        before = parts[-1][0] if parts else None
        hangs = before is BlockKind.LIST_ITEM and line[:2].isspace()
        joins = kind is BlockKind.PARAGRAPH and before is not None and (wrapped or hangs)
        quotes = kind is BlockKind.QUOTE and before is kind
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
        (BlockKind.LIST_ITEM, BULLET),
    ):
        match = pattern.match(line)
        if match:
            return kind, line[match.end() :]
    match = _NUMBERED.match(line) if numbered else None
    return (BlockKind.LIST_ITEM, line[match.end() :]) if match else (BlockKind.PARAGRAPH, line)


def _is_wrapped(lines: list[str]) -> bool:
    """Whether line ends are a typist's, not the author's.

    All lines but the last are about equally long, most of them end in mid-sentence, and the last
    one, which has what was left over, is not longer.
    """
    inner = lines[:-1]
    if not inner or not all(len(line) in _WRAPPED for line in inner):
        return False
    broken = sum(not _FINAL.search(line) for line in inner)
    longest = max(map(len, inner))
    if len(lines[-1]) > longest + _RAGGED:
        return False
    return broken * 2 >= len(inner) and min(map(len, inner)) * 2 >= longest


def _inline(text: str) -> str:
    """The words of a line of Markdown."""
    text = _LINKS.sub(lambda match: match[1] or "", _FOOTNOTE.sub("", text))
    text = _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
    return clean(unescaped(_CODE.sub(r"\1", text)))


def _headed(parts: list[Part]) -> list[Part]:
    """Tell headings from paragraphs: short, no final stop, and content after them."""
    headed: list[Part] = []
    run = 0
    for at, (kind, text) in enumerate(parts):
        limit = TITLE_LENGTH if at == 0 else HEADING_LENGTH
        guessed = kind is BlockKind.PARAGRAPH and len(parts) > 1 and looks_like_heading(text, limit)
        headed.append((BlockKind.HEADING if guessed else kind, text))
        run = run + 1 if guessed else 0
        # Above an article many short lines may stand; within it, many are a list without bullets.
        if _LIST_FROM <= run <= at:
            since = at - 1 if run == _LIST_FROM else at
            headed[since:] = [(BlockKind.PARAGRAPH, text) for _, text in headed[since:]]
    return headed


def looks_like_heading(text: str, limit: int = HEADING_LENGTH) -> bool:
    """Whether a line stands over something rather than says it."""
    words = text.split()
    if len(text) > limit or (limit == HEADING_LENGTH and len(words) > HEADING_WORDS):
        return False
    if text.endswith("?"):
        return not text[0].islower() and not re.search(r"[.!?]\s", text)
    return not _TERMINAL.search(text) and not text[0].islower() and any(map(str.isalpha, text))
