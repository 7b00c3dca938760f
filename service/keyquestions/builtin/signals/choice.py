"""Which candidates are shown: one for each passage, the sure ones, the best first."""

from dataclasses import replace

from keyquestions.analysis import Voice
from keyquestions.builtin.signals.candidates import Candidate

_ENOUGH = 0.5
_ENOUGH_ALONE = 0.38
_FEW, _SHORT = 2, 60
_COMPANY = 0.1
_MOST = 12
_WORN = 0.08
_SAME = 0.15
_MOST_QUOTED = 3
_WORDS_A_SIGNAL = 25

_SPECIFIC = {
    "headline_body_mismatch": 9,
    "one_sided_sourcing": 9,
    "vague_attribution": 8,
    "mind_reading": 7,
    "unsupported_claim": 6,
    "presupposition": 6,
    "tangential_information": 6,
    "labeling": 5,
    "opinion_as_fact": 4,
    "doubt_or_certainty_verb": 4,
    "sensationalism": 4,
    "loaded_language": 3,
    "subjective_intensifier": 2,
}


def choose(candidates: list[Candidate], words: int, sentences: int) -> list[Candidate]:
    """The signals to show out of an article of so many words and sentences, best first.

    A mild candidate counts where a second one stands in the same sentence, or where there are no
    other sentences to speak of; of overlapping ones the
    most specific stays; what a source says comes after what the author says.
    """
    enough = _ENOUGH_ALONE if sentences <= _FEW and words <= _SHORT else _ENOUGH
    sure = [c for c in _in_company(candidates) if c.score >= enough]
    single = _apart(sure)
    author = [c for c in single if c.voice is Voice.AUTHOR]
    quoted = [
        c for c in single if c.voice is Voice.QUOTED_SOURCE and (not c.mild or enough < _ENOUGH)
    ]
    most = max(4, min(_MOST, words // _WORDS_A_SIGNAL + 3))
    best = _varied(author)[:most]
    return (
        best
        + sorted(quoted, key=lambda c: (-c.score, c.start))[: min(_MOST_QUOTED, _MOST - len(best))]
    )


def _in_company(candidates: list[Candidate]) -> list[Candidate]:
    """Raise mild candidates that have others, of other words, beside them in the sentence."""
    triggers: dict[tuple[int, Voice], list[frozenset[str]]] = {}
    for candidate in candidates:
        beside = triggers.setdefault((candidate.line, candidate.voice), [])
        beside.append(frozenset(candidate.trigger.split()))
    return [
        replace(c, score=c.score + _COMPANY * min(2, _others(c, triggers[c.line, c.voice])))
        if c.mild
        else c
        for c in candidates
    ]


def _others(candidate: Candidate, beside: list[frozenset[str]]) -> int:
    """How many different triggers have no word in common with this candidate's."""
    return len({words for words in beside if words.isdisjoint(candidate.trigger.split())})


def _apart(candidates: list[Candidate]) -> list[Candidate]:
    """Of candidates that overlap, the most specific, then the surest; each word but once."""
    ranked = sorted(candidates, key=lambda c: (-_SPECIFIC[c.kind], -c.score, c.start))
    kept: list[Candidate] = []
    taken: dict[int, list[Candidate]] = {}
    for candidate in ranked:
        beside = taken.setdefault(candidate.line, [])
        if all(c.end <= candidate.start or c.start >= candidate.end for c in beside):
            beside.append(candidate)
            kept.append(candidate)
    return kept


def _varied(candidates: list[Candidate]) -> list[Candidate]:
    """Best first; each further one of a kind, and of the same word, comes later."""
    kinds: dict[str, int] = {}
    triggers: dict[str, int] = {}
    ranked: list[tuple[float, int, Candidate]] = []
    for c in sorted(candidates, key=lambda c: (-c.score, c.start)):
        worn = kinds.get(c.kind, 0) * _WORN + triggers.get(c.trigger, 0) * _SAME
        ranked.append((worn - c.score, c.start, c))
        kinds[c.kind] = kinds.get(c.kind, 0) + 1
        triggers[c.trigger] = triggers.get(c.trigger, 0) + 1
    return [c for *_, c in sorted(ranked, key=lambda entry: entry[:2])]
