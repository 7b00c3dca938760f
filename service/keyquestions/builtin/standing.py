"""Whether a sentence of an article can be read alone, without those around it."""

from keyquestions.article import BlockKind
from keyquestions.builtin.clauses import FINITE, main_clause
from keyquestions.builtin.document import Document, Passage
from keyquestions.builtin.introduced import Introductions
from keyquestions.builtin.names import is_calendar
from keyquestions.builtin.stops import connectives, first_person, leaning
from keyquestions.builtin.tokens import Token, may_be_verb

_SINGULAR = frozenset({"NN", "NNP"})
_ONE = frozenset("it its he she him his her".split())
_SEVERAL = frozenset("they them their these those".split())
_GROUPS = frozenset(
    "team police staff couple family group crew board club union council people children men "
    "women committee company party government".split()
)
_BACK = frozenset("same latter former such other another previous following".split())
_FRAGMENT = 12
"""The most words of a fragment; a longer sentence has a verb, even if it is not recognised."""
_COUNTED = frozenset("first second third fourth fifth two three four others remaining".split())
_TIMES = frozenset("last next on in at by for when after before since during as early late".split())
_OPENERS = frozenset(
    "in at on after before by for with from as if when while although though despite under since "
    "to about once until unless because what how why who whether of".split()
)


def standing_alone(document: Document, passage: Passage) -> str | None:
    """The sentence as it can be read alone: whole, without a joining word in front, or None."""
    opened, language = passage.text, document.article.language
    if passage.kind is not BlockKind.PARAGRAPH or not _ends(opened):
        return None
    text = document.once(Introductions.of).opened(passage) if document.tagged else opened
    if text is None:
        return None
    told = text != opened
    text = without_connective(text, language)
    words = [word.strip("\"'“”‘’„«»,.;:()–-").lower() for word in text.split()]
    if not words or not words[0] or words[0] in leaning(language) or not text[0].isalnum():
        return None
    if language == "en" and (_points_back(words) or (not told and _dangles(document, passage))):
        return None
    if document.tagged and (_commands(passage) or not _states(passage)):
        return None
    outside = _outside_quotes(document, passage)
    return None if first_person(language) & outside else text


def _ends(text: str) -> bool:
    """Whether a sentence is finished and states something."""
    bare = text.rstrip("\"'”’»)“")
    return (
        bare.endswith((".", "!", "。"))
        and not bare.endswith(("...", "…"))
        and (
            text.count("“") == text.count("”") and text.count('"') % 2 == 0 and "?" not in bare[-2:]
        )
    )


def without_connective(text: str, language: str) -> str:
    """Drop "However, " and the like; what is left is still the article's own statement."""
    head, comma, rest = text.partition(",")
    rest = rest.strip()
    if comma and rest and head.lower() in connectives(language):
        return rest[0].upper() + rest[1:]
    first, _, rest = text.partition(" ")
    joins = {"but", "and", "pero", "mais", "aber", "doch", "und"}
    if first.lower() in joins & connectives(language) and rest:
        return rest[0].upper() + rest[1:]
    return text


def _points_back(words: list[str]) -> bool:
    """ "The same", "In this", "After that", "For its part" need the sentence before them."""
    if words[0] == "the" and words[1:2] and words[1] in _COUNTED:
        return True
    pronouns = {"it", "they", "he", "she", "this", "that", "these", "those", "them", "him"}
    if words[0] == "the" and len(words) > 1 and words[1] in _BACK:
        return True
    if {"he", "she", "his", "her", "their", "they"} & set(words[1:5]) and words[0] in _TIMES:
        return True
    early = words[1:3] if words[0] in _OPENERS else []
    return any(word in pronouns for word in early)


def _states(passage: Passage) -> bool:
    """Whether a sentence has a verb of its own: "A deputy secretary at the ministry." has none."""
    finite = any(token.tag in FINITE for token in passage.tokens)
    return (finite or len(passage.tokens) > _FRAGMENT) and (
        passage.tokens[0].lower != "if" or main_clause(passage) is not None
    )


def _commands(passage: Passage) -> bool:
    """Whether a sentence tells the reader to do something: "Spend a day behind the till"."""
    first = next((t for t in passage.tokens if t.text[0].isalnum()), None)
    if first is None or first.tag in {"NNP", "NNPS"} or not may_be_verb(first.lower):
        return False
    finite = {"VBZ", "VBP", "VBD", "MD"}
    return first.tag == "VB" or not any(token.tag in finite for token in passage.tokens)


def _outside_quotes(document: Document, passage: Passage) -> frozenset[str]:
    silent = [q for q in document.quotations if q[0] < passage.end and passage.start < q[1]]
    return frozenset(
        t.lower for t in passage.tokens if not any(a <= t.start < b for a, b in silent)
    )


def _dangles(document: Document, passage: Passage) -> bool:
    """Whether a pronoun outside of quotation marks has nothing before it that it can mean."""
    for at, token in enumerate(passage.tokens):
        if token.lower not in _ONE | _SEVERAL or document.quoted(token.start, token.end):
            continue
        earlier = passage.tokens[:at]
        several = token.lower in _SEVERAL
        if not any(_several(t) if several else t.tag in _SINGULAR for t in earlier):
            return True
    return False


def _several(token: Token) -> bool:
    team = token.tag == "NNP" and not is_calendar(token.text)
    return team or token.tag in {"NNS", "NNPS"} or token.lower in _GROUPS or token.lower == "and"


def introductions(document: Document, passage: Passage) -> frozenset[int]:
    """The earlier sentences that introduce "the memo" of this one as "a memo", by their index."""
    needed: set[int] = set()
    for chunk in passage.chunks:
        words = passage.tokens[chunk.first : chunk.last]
        if len(words) != 2 or words[0].lower != "the" or words[1].tag != "NN":
            continue
        first = next((p for p in document.body if _introduces(p, words[1].lower)), None)
        if first is not None and first.index < passage.index:
            needed.add(first.index)
    return frozenset(needed)


def _introduces(passage: Passage, noun: str) -> bool:
    for chunk in passage.chunks:
        opener, head = passage.tokens[chunk.first], passage.tokens[chunk.head]
        if head.lower == noun and opener.lower in {"a", "an"}:
            return True
    return False
