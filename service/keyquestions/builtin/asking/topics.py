"""What the article is about, as a noun phrase that a question can end with."""

from collections import Counter

from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.chunks import Chunk
from keyquestions.builtin.document import Passage
from keyquestions.builtin.names import is_calendar
from keyquestions.builtin.pronouns import PRONOUNS
from keyquestions.builtin.tokens import Token, lemma

_REACH = 4
_LEAST = 3
_EVENTS = frozenset(
    "agreement ban bill budget ceasefire closure collapse collision conflict crash crisis cut deal "
    "delay dispute election eviction expansion failure fire flood inquiry law merger negotiation "
    "outbreak plan project protest reform review ruling sale scheme shortage strike study takeover "
    "explosion blast accident landslide outage leak spill derailment shooting sinking blaze "
    "talk theft treaty trial verdict vote war".split()
)
_THIN = frozenset(
    "year month week day time people percent end number lot part way place case moment hour minute "
    "today person thing man woman delegation official".split()
)


def topic_of(material: Material, *, events: bool = False) -> str | None:
    """The matter of the first sentences that the article comes back to, None where none stands out.

    An event or a plan comes before anything else; with `events` nothing else will do.
    """
    counts: Counter[str] = Counter()
    for passage in material.document.passages:
        for token in passage.tokens:
            if token.tag in {"NN", "NNS"}:
                counts[lemma(token.lower, "NOUN")] += 2 if passage is material.document.title else 1
    best: tuple[float, str] | None = None
    for order, passage in enumerate(material.passages[:_REACH]):
        for chunk in passage.chunks:
            text = _offer(material, passage, chunk)
            base = lemma(passage.tokens[chunk.head].lower, "NOUN")
            score = counts[base] + 2 * (base in _EVENTS) - 0.6 * order
            known = base in _EVENTS or (counts[base] > _LEAST and not events)
            if text is not None and known and (best is None or score > best[0]):
                best = (score, text)
    return best[1] if best is not None else None


def _offer(material: Material, passage: Passage, chunk: Chunk) -> str | None:
    """A noun phrase as the topic, None where it is no thing or event of its own."""
    head, opener = passage.tokens[chunk.head], passage.tokens[chunk.first]
    if head.tag not in {"NN", "NNS"} or opener.tag in {"PRP$", "CD", "$"}:
        return None
    verb_before = chunk.first and passage.tokens[chunk.first - 1].lower in {"has", "have", "had"}
    apposition = chunk.first and passage.tokens[chunk.first - 1].lower == ","
    if opener.tag.startswith("VB") or verb_before or apposition or _thin(head, opener):
        return None
    last = _with_of(passage, chunk.last)
    text = material.references.named(passage.words(chunk.first, last), opener)
    quoted = material.document.quoted(head.start, head.end)
    if text is None or not 2 <= last - chunk.first <= 7 or quoted:
        return None
    bare = not text.startswith("the ") and opener.tag in {"NN", "JJ"}
    return f"the {text}" if bare and head.tag == "NN" else text


def _thin(head: Token, opener: Token) -> bool:
    base = lemma(head.lower, "NOUN")
    return base in _THIN or is_calendar(head.text) or opener.lower in PRONOUNS


def _with_of(passage: Passage, last: int) -> int:
    """The end of a phrase with its "of …" or "in …"."""
    tokens = passage.tokens
    if last < len(tokens) and tokens[last].lower in {"of", "in", "between", "over", "with"}:
        for chunk in passage.chunks:
            plain = chunk.first == last + 1 and not is_calendar(tokens[chunk.first].text)
            if plain and tokens[chunk.first].tag not in {"PRP$", "CD", "PRP"}:
                return chunk.last
    return last
