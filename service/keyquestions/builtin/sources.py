"""Sources in one sentence: the speech verb, whose it is, and how far the source's words reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self

from keyquestions.builtin.patterns import Hit, Phrases, expand
from keyquestions.builtin.wordlists import items, word_list
from keyquestions.builtin.words import Line, Word

Spans = Sequence[tuple[int, int]]

_NAME_LINKS = frozenset("of for the de la von van der den du del and & da di al bin ibn".split())
_NAME_REACH = 8
_SHORT_REST = 8
_SHORT_CLAUSE = 3


@dataclass(frozen=True, slots=True)
class Cue:
    """A source with its verb, and the span of the words that are given as the source's."""

    source: str | None
    verb: str
    kind: str
    start: int
    end: int
    cue_start: int
    cue_end: int
    unnamed: bool


@dataclass(frozen=True, slots=True)
class _Subject:
    """The words `first` to `last` (exclusive) of a sentence that name a source."""

    first: int
    last: int
    unnamed: bool
    pronoun: bool = False
    collective: bool = False


class SourceFinder:
    """Finds speech verbs and their sources by the word lists of one language."""

    def __init__(self, language: str) -> None:
        lists = word_list(language, "attribution")
        self._verbs: Phrases[str] = Phrases()
        for kind, verbs in lists.get("speech", {}).items():
            for pattern in items(verbs):
                self._verbs.add(pattern, kind)
        self._according: Phrases[str] = Phrases()
        for pattern in items(lists.get("according")):
            self._according.add(pattern, "according")
        self._sources = _forms(lists.get("sources"))
        unnamed = lists.get("unnamed") or {}
        self._unnamed = frozenset().union(*(_forms(terms) for terms in unnamed.values()))
        self._pronouns = frozenset(items(lists.get("pronouns"))) or frozenset({"he", "she", "they"})
        self._authors = frozenset(items(lists.get("author")))
        self._that = frozenset(items(lists.get("complementiser")))
        self._auxiliaries = frozenset(items(lists.get("auxiliaries")))
        self._circumstances = frozenset(items(lists.get("circumstances")))
        self._settings = frozenset(items(lists.get("settings")))
        self._turns = frozenset(items(lists.get("turns")))
        self._all_nouns_capitalised = language == "de"

    @classmethod
    @cache
    def of(cls, language: str) -> Self:
        """The finder of a language; one without word lists finds nothing."""
        return cls(language)

    def cues(self, line: Line, inside: Spans, last: str | None) -> list[Cue]:
        """The sources of a sentence. `inside` is what is quoted, `last` who spoke before it."""
        lowers = line.lowers
        found = [
            cue
            for hit in self._verbs.find(lowers)
            if not _within(line.words[hit.first], inside)
            and (cue := self._spoken(line, hit, inside, last))
        ]
        found += [
            cue
            for hit in self._according.find(lowers)
            if not _within(line.words[hit.first], inside)
            and (cue := self._accorded(line, hit, last))
        ]
        found.sort(key=lambda cue: cue.cue_start)
        return _unlike(found)

    def _spoken(self, line: Line, hit: Hit[str], inside: Spans, last: str | None) -> Cue | None:
        words = line.words
        weak = hit.payload == "weak"
        if weak and not self._introduces(line, hit, inside):
            return None
        subject = self._before(words, hit.first)
        inverted = False
        if subject is None and _after_clause(words[hit.first]):
            subject = self._after(words, hit.last)
            inverted = subject is not None
        if subject is None or self._is_noun(words, hit, subject):
            return None
        if inverted:
            start, end = line.start, words[hit.first].start
        else:
            start, end = self._reach(line, hit, subject)
        head = min(words[subject.first].start, words[hit.first].start)
        tail = max(words[subject.last - 1].end, words[hit.last - 1].end)
        verb = " ".join(word.text for word in words[hit.first : hit.last])
        source = last if subject.pronoun and last else _named(words, subject)
        return Cue(source, verb, hit.payload, start, end, head, tail, subject.unnamed)

    def _introduces(self, line: Line, hit: Hit[str], inside: Spans) -> bool:
        """Whether "that" or a quotation stands beside the verb."""
        words = line.words
        if hit.last < len(words) and words[hit.last].lower in self._that:
            return True
        first, last = words[hit.first].start, words[hit.last - 1].end
        return any(0 <= start - last <= 3 or 0 <= first - end <= 3 for start, end in inside)

    def _is_noun(self, words: Sequence[Word], hit: Hit[str], subject: _Subject) -> bool:
        """Whether the "verb" is a noun: "Russia's demands", "the company report"."""
        if subject.last <= hit.first and words[subject.last - 1].possessive:
            return True
        if subject.collective:
            return False
        head, verb = words[subject.last - 1].lower, words[hit.first].lower
        bare = not verb.endswith(("ed", "s", "ing")) and verb in _AMBIGUOUS
        return bare and not head.endswith("s") and subject.last == hit.first

    def _before(self, words: Sequence[Word], verb: int) -> _Subject | None:
        """The source right before a verb, over auxiliaries, adverbs and an apposition."""
        at = verb - 1
        comma = "," in words[verb].before
        while at >= 0 and not comma and self._is_filler(words[at]):
            comma = "," in words[at].before
            at -= 1
        if comma:
            before = _apposition(words, at)
            if before >= 0 and at - before <= _NAME_REACH and words[at].capitalised:
                return self._ending(words, at)
            at = before
        return self._ending(words, at) if at >= 0 else None

    def _is_filler(self, word: Word) -> bool:
        return word.lower in self._auxiliaries or (
            word.lower.endswith("ly") and not word.capitalised
        )

    def _ending(self, words: Sequence[Word], at: int) -> _Subject | None:
        """The source whose last word is at `at`."""
        first = at
        while first > 0 and at - first < _NAME_REACH and _joins(words, first):
            first -= 1
        while first < at and words[first].lower in _NAME_LINKS:
            first += 1
        head = words[at]
        if head.lower in self._authors:
            return None
        if head.lower in self._pronouns:
            return _Subject(at, at + 1, unnamed=False, pronoun=True)
        proper = head.capitalised and (at > 0 or self._known(head))
        collective = self._collective(words, at)
        if collective is not None:
            concrete = _is_concrete(words, collective, at)
            return _Subject(collective, at + 1, unnamed=not concrete, collective=True)
        if proper or self._is_source(words, at):
            return _Subject(first, at + 1, unnamed=False)
        if first == 0 and at == 0 and head.capitalised and head.lower not in self._circumstances:
            return _Subject(0, 1, unnamed=False)
        return None

    def _known(self, word: Word) -> bool:
        return word.lower in self._sources

    def _is_source(self, words: Sequence[Word], at: int) -> bool:
        """Whether the noun phrase that ends here is a source by its noun."""
        if words[at].lower in self._sources:
            return True
        for back in range(at - 1, max(-1, at - _NAME_REACH), -1):
            if any(mark in words[back + 1].before for mark in ",;:"):
                return False
            if words[back].lower in self._sources and words[back + 1].lower in _NAME_LINKS | {
                "at",
                "in",
                "from",
                "by",
            }:
                return True
        return False

    def _collective(self, words: Sequence[Word], at: int) -> int | None:
        """Where an unnamed collective that ends at `at` (or is followed by "at ...") begins."""
        for back in range(at, max(-1, at - _NAME_REACH), -1):
            if words[back].lower in self._unnamed:
                return back
            if any(mark in words[back].before for mark in ",;:"):
                return None
        return None

    def _after(self, words: Sequence[Word], at: int) -> _Subject | None:
        """The source right after an inverted verb: "…, said the mayor of Elmford"."""
        if at >= len(words) or any(mark in words[at].before for mark in ",;:"):
            return None
        last = at
        while last < min(len(words), at + _NAME_REACH) and (
            last == at or (words[last].before == " " and not self._is_end(words[last]))
        ):
            last += 1
            if words[last - 1].lower in self._pronouns | self._unnamed:
                break
        span = words[at:last]
        if any(word.lower in self._unnamed for word in span[:3]):
            return _Subject(at, last, unnamed=not any(w.capitalised for w in span[1:]))
        if span[0].lower in self._pronouns:
            return _Subject(at, at + 1, unnamed=False, pronoun=True)
        if any(w.capitalised or w.lower in self._sources for w in span):
            return _Subject(at, last, unnamed=False)
        return None

    def _is_end(self, word: Word) -> bool:
        return word.lower in self._settings or word.lower in {"who", "that"}

    def _reach(self, line: Line, hit: Hit[str], subject: _Subject) -> tuple[int, int]:
        """How far the words of a source reach that stands before its verb."""
        words = line.words
        clause = words[subject.first].before.rstrip()[-1:] in {",", "”", '"', "’", "'", "—", "–"}
        head = words[0].lower not in self._circumstances and subject.first > _SHORT_CLAUSE
        rest = len(words) - hit.last
        setting = rest == 0 or words[hit.last].lower in self._settings
        if clause and head and subject.first and (rest <= _SHORT_REST and setting):
            return line.start, words[subject.first].start
        if rest == 0:
            return line.end, line.end
        begin = words[hit.last].start
        return begin, self._turn(line, hit.last)

    def _turn(self, line: Line, at: int) -> int:
        """Where the author takes over again, or the end of the sentence."""
        for word in line.words[at + 1 :]:
            if ";" in word.before or ("," in word.before and word.lower in self._turns):
                return word.start
        return line.end

    def _accorded(self, line: Line, hit: Hit[str], last: str | None) -> Cue | None:
        """ "According to X": the sentence is X's, but for the phrase itself."""
        words = line.words
        subject = self._after(words, hit.last)
        if subject is None:
            return None
        source = last if subject.pronoun and last else _named(words, subject)
        head, tail = words[hit.first].start, words[subject.last - 1].end
        if hit.first == 0:
            start, end = tail, self._turn(line, min(subject.last, len(words) - 1))
        else:
            start, end = line.start, head
        verb = " ".join(word.text for word in words[hit.first : hit.last])
        return Cue(source, verb, "according", start, end, head, tail, subject.unnamed)


_AMBIGUOUS = frozenset(
    "report claim demand call charge attack rule order post comment answer estimate warn deny "
    "blame praise promise pledge hope fear question mention protest object state term label "
    "brand".split()
)


def _forms(terms: str | None) -> frozenset[str]:
    return frozenset(" ".join(atoms) for pattern in items(terms) for atoms in expand(pattern))


def _within(word: Word, inside: Spans) -> bool:
    return any(start <= word.start < end for start, end in inside)


def _after_clause(word: Word) -> bool:
    return word.before.rstrip()[-1:] in {",", "”", '"', "’", "'", "?", "!", "—", "–", "»", "“"}


def _joins(words: Sequence[Word], at: int) -> bool:
    """Whether the word before `at` belongs to the same name."""
    word, left = words[at], words[at - 1]
    if word.before.strip() not in {"", ".", "&"} or left.possessive:
        return False
    if left.capitalised:
        return True
    return left.lower in _NAME_LINKS


def _apposition(words: Sequence[Word], at: int) -> int:
    """Over ", the mayor of Elmford," back to the name before it; -1 where there is none."""
    for back in range(at, max(-1, at - 18), -1):
        if "," in words[back].before:
            return back - 1
    return -1


def _is_concrete(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether a collective is tied to a name: "analysts at Northbank", "critics like Ms Bell"."""
    around = words[max(0, first - 1) : last + 1]
    return any(word.capitalised and word.start > words[0].start for word in around)


def _named(words: Sequence[Word], subject: _Subject) -> str | None:
    if subject.unnamed or subject.pronoun:
        return None
    span = words[subject.first : subject.last]
    return span[0].text + "".join(word.before + word.text for word in span[1:])


def _unlike(cues: list[Cue]) -> list[Cue]:
    """One cue for each verb: overlapping ones are the same one found twice."""
    found: list[Cue] = []
    for cue in cues:
        if not found or cue.cue_start >= found[-1].cue_end:
            found.append(cue)
    return found
