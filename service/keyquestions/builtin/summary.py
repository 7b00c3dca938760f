"""A summary of whole sentences of the article that read as one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from keyquestions.analyst import SentenceDraft, SummaryDraft
from keyquestions.builtin.centrality import Vector, centrality, likeness, vectors
from keyquestions.builtin.document import Document, Passage
from keyquestions.builtin.opinions import PREFIX, Opinions
from keyquestions.builtin.standing import introductions, standing_alone

LIMIT = 80
_SHARE = 0.45
_SHORTEST, _LONGEST = 6, 55
_ALIKE = 0.55
_LEANS = 0.25
"""What it costs a sentence to speak of "it" or "them", even of what it has named before."""
_POINTERS = frozenset("it he she they him them".split())
_JUDGES = 0.2
"""What an author's own judgement is worth in the summary of an opinion piece."""
_LEADS = (1.0, 0.75, 0.6, 0.4, 0.3)


@dataclass(frozen=True)
class _Candidate:
    passage: Passage
    text: str
    words: int
    score: float
    vector: Vector
    needs: frozenset[int]


def summarise(document: Document) -> SummaryDraft:
    """Choose at most 80 words of whole sentences, in the article's order.

    An article none of whose sentences can stand alone gives the first sentence that fits, and one
    without any such sentence an empty draft.
    """
    candidates = _candidates(document)
    if not candidates:
        return SummaryDraft(sentences=_fallback(document))
    opinions = Opinions.of(document)
    if opinions is not None:
        candidates = [_whose(candidate, opinions) for candidate in candidates]
    chosen = _choose(candidates, _limit(document) - (0 if opinions is None else PREFIX))
    ordered = sorted(chosen, key=lambda c: c.passage.index)
    texts = [c.text for c in ordered]
    if opinions is not None:
        texts = opinions.told([(c.passage, c.text) for c in ordered])
    return SummaryDraft(
        sentences=tuple(
            SentenceDraft(text=text, quotes=(c.passage.text,))
            for c, text in zip(ordered, texts, strict=True)
        )
    )


def _whose(candidate: _Candidate, opinions: Opinions) -> _Candidate:
    """A judgement of the author: worth more in an opinion piece, and longer by whose it is."""
    if not opinions.judges(candidate.passage):
        return candidate
    words, score = candidate.words + PREFIX, candidate.score + _JUDGES
    return replace(candidate, words=words, score=score)


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
        leans = _LEANS * any(token.lower in _POINTERS for token in passage.tokens)
        score = lead + 0.8 * central[at] + 0.4 * likeness(vector, title) + opens - leans
        needs = introductions(document, passage)
        candidates.append(_Candidate(passage, text, words, score, vector, needs))
    return candidates


def _title_stems(document: Document, found: Sequence[Vector], body: Sequence[Passage]) -> Vector:
    if document.title is None or document.title in body:
        return {}
    return vectors([document.title], document.article.language)[0] if found else {}


def _choose(candidates: Sequence[_Candidate], limit: int) -> list[_Candidate]:
    """The best first, then whatever fits and says something else."""
    chosen: list[_Candidate] = []
    left = limit
    most = 2 if limit < LIMIT // 2 + 10 else 5
    for candidate in sorted(candidates, key=lambda c: -c.score):
        fits = candidate.words <= (left if chosen else max(left, LIMIT))
        new = all(likeness(candidate.vector, c.vector) < _ALIKE for c in chosen)
        known = candidate.needs <= {c.passage.index for c in chosen}
        if fits and new and known and len(chosen) < most:
            chosen.append(candidate)
            left -= candidate.words
    return chosen


def _fallback(document: Document) -> tuple[SentenceDraft, ...]:
    for passage in document.body:
        if len(passage.text.split()) <= LIMIT:
            return (SentenceDraft(text=passage.text, quotes=(passage.text,)),)
    return ()
