"""What the article is about, as a noun phrase that a question can end with."""

from collections import Counter

from keyquestions.builtin.asking.material import PRONOUNS, Material
from keyquestions.builtin.document import Passage
from keyquestions.builtin.names import is_calendar
from keyquestions.builtin.tokens import lemma

_REACH = 4
_THIN = frozenset(
    "year month week day time people percent end number lot part way place case moment hour "
    "minute today person thing man woman".split()
)


def topic_of(material: Material) -> str | None:
    """The noun phrase of the first sentences whose head the article repeats most."""
    counts: Counter[str] = Counter()
    for passage in material.document.passages:
        for token in passage.tokens:
            if token.tag in {"NN", "NNS"}:
                counts[lemma(token.lower, "NOUN")] += 2 if passage is material.document.title else 1
    best: tuple[float, str] | None = None
    for order, passage in enumerate(material.passages[:_REACH]):
        for score, text in _offers(material, passage, counts):
            value = score - 0.6 * order
            if best is None or value > best[0]:
                best = (value, text)
    return best[1] if best is not None and best[0] >= 1 else None


def _offers(
    material: Material, passage: Passage, counts: Counter[str]
) -> list[tuple[float, str]]:
    found = []
    for chunk in passage.chunks:
        head, opener = passage.tokens[chunk.head], passage.tokens[chunk.first]
        if head.tag not in {"NN", "NNS"} or opener.tag in {"PRP$", "CD", "$"}:
            continue
        base = lemma(head.lower, "NOUN")
        if opener.tag.startswith("VB") or base in _THIN or is_calendar(head.text) or opener.lower in PRONOUNS:
            continue
        last = _with_of(passage, chunk.last)
        text = passage.words(chunk.first, last)
        named = material.named(text, opener)
        length = last - chunk.first
        if named is None or not 2 <= length <= 7 or material.document.quoted(head.start, head.end):
            continue
        definite = opener.lower == "the" or opener.tag.startswith("NNP")
        bonus = 0.8 * definite + (0.5 if length > 2 else 0)
        named = named if named.startswith("the ") or not (head.tag == "NN" and opener.tag == "NN") else f"the {named}"
        found.append((counts[base] - 1 + bonus, named))
    return found


def _with_of(passage: Passage, last: int) -> int:
    """The end of a phrase with its "of …" or "in …"."""
    tokens = passage.tokens
    if last < len(tokens) and tokens[last].lower in {"of", "in", "between"}:
        for chunk in passage.chunks:
            if chunk.first == last + 1 and not is_calendar(tokens[chunk.first].text):
                return chunk.last
    return last
