"""A summary of whole sentences of the article that read as one."""

from collections.abc import Sequence
from dataclasses import dataclass

from keyquestions.analyst import SentenceDraft, SummaryDraft
from keyquestions.article import BlockKind
from keyquestions.builtin.centrality import Vector, centrality, likeness, vectors
from keyquestions.builtin.document import Document, Passage
from keyquestions.builtin.stops import connectives, first_person, leaning

LIMIT = 80
_SHARE = 0.45
_SHORTEST, _LONGEST = 6, 55
_ALIKE = 0.55
_LEADS = (1.0, 0.75, 0.6, 0.4, 0.3)


@dataclass(frozen=True)
class _Candidate:
    passage: Passage
    text: str
    words: int
    score: float
    vector: Vector


def summarise(document: Document) -> SummaryDraft:
    """Choose at most 80 words of whole sentences, in the article's order.

    An article none of whose sentences can stand alone gives the first sentence that fits, and one
    without any such sentence an empty draft.
    """
    candidates = _candidates(document)
    if not candidates:
        return SummaryDraft(sentences=_fallback(document))
    chosen = _choose(candidates, _limit(document))
    return SummaryDraft(
        sentences=tuple(
            SentenceDraft(text=c.text, quotes=(c.passage.text,))
            for c in sorted(chosen, key=lambda c: c.passage.index)
        )
    )


def _limit(document: Document) -> int:
    """Half of a brief at most: a summary that repeats the whole is none."""
    return min(LIMIT, max(30, int(document.article.words * _SHARE)))


def _candidates(document: Document) -> list[_Candidate]:
    body = document.body
    language = document.article.language
    found = vectors(body, language)
    central = centrality(found)
    title = _title_stems(document, found, body)
    candidates = []
    for at, (passage, vector) in enumerate(zip(body, found, strict=True)):
        text = standing_alone(document, passage)
        words = len(text.split()) if text else 0
        if text is None or not _SHORTEST <= words <= _LONGEST:
            continue
        lead = _LEADS[at] if at < len(_LEADS) else 0.2 / (1 + at / 10)
        opens = 0.08 if passage.place == 0 else 0.0
        score = lead + 0.8 * central[at] + 0.4 * likeness(vector, title) + opens
        candidates.append(_Candidate(passage, text, words, score, vector))
    return candidates


def _title_stems(document: Document, found: Sequence[Vector], body: Sequence[Passage]) -> Vector:
    if document.title is None or document.title in body:
        return {}
    return vectors([document.title], document.article.language)[0] if found else {}


def standing_alone(document: Document, passage: Passage) -> str | None:
    """The sentence as it can be read alone: whole, without a joining word in front, or None."""
    text, language = passage.text, document.article.language
    if passage.kind is not BlockKind.PARAGRAPH or not _ends(text):
        return None
    text = without_connective(text, language)
    words = [word.strip("\"'“”‘’„«»,.;:()–-").lower() for word in text.split()]
    if not words or not words[0] or words[0] in leaning(language) or not text[0].isalnum():
        return None
    if language == "en" and _points_back(words):
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


_BACK = frozenset("same latter former such other another previous following".split())


def _points_back(words: list[str]) -> bool:
    """ "The same", "In this", "After that", "For its part" need the sentence before them."""
    pronouns = {"it", "they", "he", "she", "this", "that", "these", "those", "them", "him"}
    if words[0] == "the" and len(words) > 1 and words[1] in _BACK:
        return True
    if {"he", "she", "his", "her", "their", "they"} & set(words[1:5]) and words[0] in _TIMES:
        return True
    early = words[1:3] if words[0] in _OPENERS else []
    return any(word in pronouns for word in early)


_TIMES = frozenset("last next on in at by for when after before since during as early late".split())
_OPENERS = frozenset(
    "in at on after before by for with from as if when while although though despite under since "
    "to about once until unless because what how why who whether of".split()
)


def _outside_quotes(document: Document, passage: Passage) -> frozenset[str]:
    silent = [q for q in document.quotations if q[0] < passage.end and passage.start < q[1]]
    return frozenset(
        t.lower for t in passage.tokens if not any(a <= t.start < b for a, b in silent)
    )


def _choose(candidates: Sequence[_Candidate], limit: int) -> list[_Candidate]:
    """The best first, then whatever fits and says something else."""
    chosen: list[_Candidate] = []
    left = limit
    most = 2 if limit < LIMIT // 2 + 10 else 5
    for candidate in sorted(candidates, key=lambda c: -c.score):
        fits = candidate.words <= (left if chosen else max(left, LIMIT))
        new = all(likeness(candidate.vector, c.vector) < _ALIKE for c in chosen)
        if fits and new and len(chosen) < most:
            chosen.append(candidate)
            left -= candidate.words
    return chosen


def _fallback(document: Document) -> tuple[SentenceDraft, ...]:
    for passage in document.body:
        if len(passage.text.split()) <= LIMIT:
            return (SentenceDraft(text=passage.text, quotes=(passage.text,)),)
    return ()
