"""A summary of whole sentences of the article that read as one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from keyquestions.analysis import Voice
from keyquestions.analyst import SentenceDraft, SummaryDraft
from keyquestions.builtin.centrality import Vector, centrality, likeness, vectors
from keyquestions.builtin.document import Document, Passage
from keyquestions.builtin.genre import genre_of
from keyquestions.builtin.introduced import Introductions
from keyquestions.builtin.opinions import PREFIX, Opinions
from keyquestions.builtin.signals import signals_of
from keyquestions.builtin.standing import introductions, standing_alone
from keyquestions.builtin.wordlists import LANGUAGES

LIMIT = 80
_SHARE = 0.45
_SHORTEST, _LONGEST = 6, 55
_ALIKE = 0.55
_LEANS = 0.25
"""What it costs a sentence to speak of "it" or "them", even of what it has named before."""
_POINTERS = frozenset("it he she they him them".split())
_JUDGES = 0.2
"""What an author's own judgement is worth in the summary of an opinion piece."""
_JUDGING = frozenset(
    "loaded_language labeling sensationalism subjective_intensifier opinion_as_fact mind_reading "
    "unsupported_claim".split()
)
_SLANT = 0.5
"""What it costs a sentence of a report that its author judges in it."""
_INTERVIEW = 3
"""How many blocks ask a question in an interview."""
_ABOUT = re.compile(r"^About (?:[A-Z]\S*|the)(?: \S+){0,5}$")
_BYLINE = re.compile(
    r"\b(?:writes (?:every|about|for)|(?:her|his|their) (?:own )?views|views are|"
    r"represents? the views?|(?:is|was) a (?:columnist|freelance|guest)|[Ww]ith files from|"
    r"[Rr]eporting by|[Ee]diting by)\b"
)
_FACTS = 5
_EMPTY = 0.35
"""What it costs a sentence to have neither a number nor a name."""
_SPREAD = 0.25
"""How much the words of a sentence weigh against it: 0 not at all, 1 each alike."""
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
    texts = _named_once(document, [c.text for c in ordered])
    if opinions is not None:
        texts = opinions.told([(c.passage, c.text) for c in ordered])
    return SummaryDraft(
        sentences=tuple(
            SentenceDraft(text=text, quotes=(c.passage.text,))
            for c, text in zip(ordered, texts, strict=True)
        )
    )


def _named_once(document: Document, texts: Sequence[str]) -> list[str]:
    """The sentences, with a person's office and full name only where the first one names them."""
    told: list[str] = []
    people = document.once(Introductions.of)
    for text in texts:
        told.append(people.shortened(text, " ".join(told)) if document.tagged else text)
    return told


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
    aside = _aside(document)
    slanted = document.once(_slanted)
    candidates = []
    for at, (passage, vector) in enumerate(zip(body, found, strict=True)):
        text = standing_alone(document, passage)
        words = len(text.split()) if text else 0
        if text is None or not _SHORTEST <= words <= _LONGEST or passage.block in aside:
            continue
        if document.tagged and not document.once(Introductions.of).known(passage):
            continue
        lead = _LEADS[at] if at < len(_LEADS) else 0.2 / (1 + at / 10)
        opens = 0.08 if passage.place == 0 else 0.0
        leans = _LEANS * any(token.lower in _POINTERS for token in passage.tokens)
        told = 0.05 * min(_FACTS, _facts(passage)) - _EMPTY * (_facts(passage) == 0)
        told -= _SLANT * (passage.index in slanted)
        score = lead + 0.8 * central[at] + 0.4 * likeness(vector, title) + opens - leans + told
        needs = introductions(document, passage)
        candidates.append(_Candidate(passage, text, words, score, vector, needs))
    return candidates


def _slanted(document: Document) -> frozenset[int]:
    """The sentences that the author slants, which a report's summary had better not repeat."""
    if document.article.language not in LANGUAGES or document.once(genre_of) == "opinion":
        return frozenset()
    found = [
        s.quote for s in document.once(signals_of) if s.voice == Voice.AUTHOR and s.kind in _JUDGING
    ]
    return frozenset(p.index for p in document.body if any(quote in p.text for quote in found))


def _aside(document: Document) -> frozenset[int]:
    """The blocks that tell of the author or the firm, and all that is asked and answered."""
    blocks = document.article.blocks
    about = next((n for n, b in enumerate(blocks) if n and _ABOUT.match(b.text)), len(blocks))
    asked = [n for n, b in enumerate(blocks) if n and b.text.rstrip().endswith("?")]
    answers = range(asked[0], len(blocks)) if len(asked) >= _INTERVIEW else range(0)
    last = [
        n for n in range(max(1, len(blocks) - 2), len(blocks)) if _BYLINE.search(blocks[n].text)
    ]
    return frozenset([*range(about, len(blocks)), *answers, *last])


def _facts(passage: Passage) -> int:
    """How many numbers and names a sentence has."""
    inside = passage.tokens[1:]
    figures = sum(token.tag == "CD" or token.text[0].isdigit() for token in inside)
    return figures + len({token.text for token in inside if token.text[0].isupper()})


def _title_stems(document: Document, found: Sequence[Vector], body: Sequence[Passage]) -> Vector:
    if document.title is None or document.title in body:
        return {}
    return vectors([document.title], document.article.language)[0] if found else {}


def _choose(candidates: Sequence[_Candidate], limit: int) -> list[_Candidate]:
    """The best first, then whatever fits and says something else."""
    chosen: list[_Candidate] = []
    left = limit
    most = 2 if limit < LIMIT // 2 + 10 else 5
    for candidate in sorted(candidates, key=lambda c: -c.score / c.words**_SPREAD):
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
