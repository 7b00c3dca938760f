"""What an extraction lost of an article, put back where it stood.

An extractor keeps the elements that look like an article's. Text that lies loose between them, as
damaged markup leaves it, a heading over such text or a list of a rare kind is passed over silently.
"""

import re
from dataclasses import dataclass
from itertools import pairwise, takewhile, zip_longest

from lxml.html import HtmlElement

from keyquestions.article.alignment import Extraction, Run, anchors, body_of, runs_of, says
from keyquestions.article.blocks import BlockKind, Part
from keyquestions.article.characters import count_words
from keyquestions.article.furniture import is_furniture, is_prose
from keyquestions.article.links import linked_blocks
from keyquestions.article.markup import BLOCKS, parts_without

_LONGEST_HEADING = 25
"""Words; what is longer is text in a heading that nobody closed."""

_SENTENCE_END = re.compile(r"\S*[.!?…。！？]\S*")


@dataclass(frozen=True, slots=True)
class _Gap:
    """What was lost, and the index of the extracted word that it follows."""

    after: int
    parts: list[Part]


def restored(root: HtmlElement, parts: list[Part]) -> list[Part]:
    """The parts of an extraction with what it lost of the article.

    Between two parts that were kept, that is prose and lists, but no boxes of links. Before the
    first and after the last, it is the prose that lies loose in the element that holds the others.

    Args:
        root: the page that they were extracted from.
        parts: what was extracted, in reading order.
    """
    extraction = Extraction(parts)
    body = body_of(root, extraction)
    page = _page(body)
    found = anchors(page, extraction)
    if not found:
        return parts
    first, last = found[0], found[-1]
    loose = set(parts_without(body, lambda element: element.tag in BLOCKS))
    lead = _loose(page[: first.part], loose, extraction)
    gaps = [
        _Gap(left.word, _content(_lost(page[left.part + 1 : right.part], extraction)))
        for left, right in pairwise(found)
    ]
    gaps.append(_Gap(last.word, _loose(page[last.part + 1 :], loose, extraction)))
    repeats = _repeats([*lead, *(part for gap in gaps for part in gap.parts)])
    whole = _filled(parts, extraction, [_Gap(gap.after, _but(repeats, gap.parts)) for gap in gaps])
    top = extraction.words[first.word].part
    return whole[:top] + _but(repeats, lead) + whole[top:]


def _page(body: HtmlElement) -> list[Part]:
    """All parts of an element but links alone, and headings over such."""
    linked = linked_blocks(body)
    unlinked = set(parts_without(body, lambda element: element in linked))
    every = parts_without(body, lambda _: False)
    return [
        part
        for part, following in zip_longest(every, every[1:])
        if part in unlinked
        and (part[0] is not BlockKind.HEADING or following is None or following in unlinked)
    ]


def _lost(page: list[Part], extraction: Extraction) -> list[Part]:
    """What of the page was not extracted; a heading as long as a paragraph is none."""
    return [
        (BlockKind.PARAGRAPH if kind is BlockKind.HEADING and _is_long(text) else kind, text)
        for kind, text in page
        if not extraction.says(text) and not is_furniture((kind, text))
    ]


def _loose(page: list[Part], loose: set[Part], extraction: Extraction) -> list[Part]:
    """The prose of the page that was not extracted and lies between its elements."""
    return [part for part in _lost(page, extraction) if part in loose and is_prose(part[1])]


def _content(gap: list[Part]) -> list[Part]:
    """All of a gap in which there is prose or a list; else the headings of what follows it."""
    if any(
        kind in {BlockKind.LIST_ITEM, BlockKind.QUOTE}
        or (kind is BlockKind.PARAGRAPH and is_prose(text))
        for kind, text in gap
    ):
        return gap
    heads = takewhile(lambda part: part[0] is BlockKind.HEADING, reversed(gap))
    return list(heads)[::-1]


def _repeats(lost: list[Part]) -> set[str]:
    """The texts that say again what a longer one says: pull quotes of what was lost, too."""
    said: set[Run] = set()
    repeats = set()
    for text in sorted({text for _, text in lost}, key=len, reverse=True):
        if says(said, text):
            repeats.add(text)
        said.update(runs_of(text))
    return repeats


def _but(repeats: set[str], parts: list[Part]) -> list[Part]:
    return [part for part in parts if part[1] not in repeats]


def _filled(parts: list[Part], extraction: Extraction, gaps: list[_Gap]) -> list[Part]:
    """The parts with what was lost behind the sentence, or else the part, that it follows."""
    whole: list[Part] = []
    at = start = 0
    for gap in filter(lambda gap: gap.parts, gaps):
        word = extraction.words[gap.after]
        if word.part > at:
            whole += [_cut(parts[at], start), *parts[at + 1 : word.part]]
            at, start = word.part, 0
        end = max(start, _end(parts[at][1], extraction, gap.after))
        whole += [_cut(parts[at], start, end), *gap.parts]
        start = end
    whole += [_cut(parts[at], start), *parts[at + 1 :]]
    return [part for part in whole if part[1]]


def _cut(part: Part, start: int, end: int | None = None) -> Part:
    return part[0], part[1][start:end].strip()


def _end(text: str, extraction: Extraction, at: int) -> int:
    """Where a part can be cut behind a word: at the end of the sentence, or of the part."""
    following = extraction.words[at + 1 : at + 2]
    is_last = not following or following[0].part != extraction.words[at].part
    sentence = None if is_last else _SENTENCE_END.match(text, extraction.words[at].end)
    return sentence.end() if sentence else len(text)


def _is_long(text: str) -> bool:
    return count_words(text) > _LONGEST_HEADING
