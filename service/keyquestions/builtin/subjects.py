"""From the beginning of a subject to its finite verb, past what stands between them."""

from collections.abc import Sequence

from keyquestions.builtin.chunks import Chunk, chunk_at
from keyquestions.builtin.tokens import Token

FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
ADVERBS = frozenset({"RB", "RBR"})
BREAKS = frozenset({";", ":", "-", "(", ")", '"', "...", "…"})
_ATTACH = frozenset("of in for at from on with between over about against near by".split())
TODAY = frozenset({"today", "yesterday", "tomorrow", "now", "then"})
WHEN = frozenset({"last", "this", "next", "earlier"})
SPANS = frozenset("year month week season summer autumn winter spring".split())
"""Spans of time that stand between subject and verb: "a survey last year found"."""
_REACH = 28


def to_verb(tokens: Sequence[Token], chunk: Chunk, last: int) -> tuple[int, int | None]:
    """How far the plain subject reaches, and where its finite verb is."""
    at = plain = chunk.last
    growing = True
    while at < min(last, chunk.first + _REACH):
        tag, low = tokens[at].tag, tokens[at].lower
        if tag in FINITE:
            return plain, at
        if tag in ADVERBS or (tag == "POS" and at == chunk.last):
            at += 1
            plain = at if tag == "POS" else plain
            continue
        if low in WHEN and at + 1 < last and tokens[at + 1].lower in SPANS:
            at += 2
            continue
        step = _attached(tokens, at, last)
        if step is not None:
            at = step
            plain = at if growing else plain
        elif low == "to" and growing and at + 1 < last and tokens[at + 1].tag == "VB":
            plain = at = _infinitive_end(tokens, at, last)
        elif low == "," or tag in {"WP", "WDT", "VBN", "VBG", "WP$"} or low == "that":
            growing = False
            jump = _beyond(tokens, at, last)
            if jump is None and tag == "VBN" and plain == at and _active(tokens, at):
                return plain, at
            return plain, jump
        else:
            return plain, None
    return plain, None


def _active(tokens: Sequence[Token], at: int) -> bool:
    """Whether what looks like a participle is the verb: "The operator cancelled all crossings"."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return after is not None and after.lower != "by" and after.tag != "VBN"


def _attached(tokens: Sequence[Token], at: int, last: int) -> int | None:
    """The end of "of the county" or "and the mayor" at `at`, None where there is none."""
    low = tokens[at].lower
    if low in _ATTACH or low in {"and", "&", "or", "to"}:
        chunk = chunk_at(tokens, at + 1)
        if chunk is not None and chunk.last <= last and tokens[chunk.first].tag != "PRP":
            return chunk.last
    return None


def _infinitive_end(tokens: Sequence[Token], at: int, last: int) -> int:
    at += 2
    while at < last and tokens[at].tag not in FINITE and tokens[at].lower not in BREAKS | {","}:
        at += 1
    return at


def _beyond(tokens: Sequence[Token], at: int, last: int) -> int | None:
    """The finite verb after an apposition, a relative clause or a participle phrase."""
    low = tokens[at].lower
    limit = min(last, at + _REACH)
    if low == ",":
        return _after_comma(tokens, at, limit)
    inner = tokens[at].tag in {"WP", "WDT", "WP$"} or low == "that"
    for index in range(at + 1, limit):
        if tokens[index].lower in BREAKS:
            return None
        if tokens[index].lower == ",":
            return _after_comma(tokens, index, limit)
        if tokens[index].tag in FINITE:
            if inner:
                inner = False
            elif tokens[index - 1].tag not in FINITE | {"TO"}:
                return index
    return None


def _between(token: Token) -> bool:
    """Whether a word may stand between an apposition and its verb: "…, today announced"."""
    return token.tag in ADVERBS or token.lower in TODAY


def _after_comma(tokens: Sequence[Token], at: int, limit: int) -> int | None:
    opener = tokens[at + 1] if at + 1 < limit else None
    if opener is None or opener.tag in {"CC", "PRP"} or opener.tag in FINITE:
        return None
    whose = opener.tag == "WP$"
    for index in range(at + 2, limit):
        if tokens[index].lower in BREAKS:
            return None
        if whose and tokens[index].tag in FINITE:
            whose = False
        if tokens[index].lower == "," and not whose:
            beyond = index + 1
            while beyond < limit and _between(tokens[beyond]):
                beyond += 1
            if beyond < limit and tokens[beyond].tag in FINITE:
                return beyond
            if beyond < limit and tokens[beyond].tag == "VBN" and _active(tokens, beyond):
                return beyond
    return None
