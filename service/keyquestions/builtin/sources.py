"""Sources in one sentence: the speech verb, whose it is, and how far the source's words reach."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Self

from keyquestions.article import BlockKind
from keyquestions.builtin.patterns import Hit, Phrases
from keyquestions.builtin.persons import Persons, Speakers, goes_on_about, stands_for
from keyquestions.builtin.speaking import Subject, SubjectFinder
from keyquestions.builtin.wordlists import items, word_list
from keyquestions.builtin.words import Line, Word

Spans = Sequence[tuple[int, int]]

_SHORT_REST = 8
_SHORT_CLAUSE = 3
_ADDRESSEE = 5
_INSERTED = 5
_CERTAIN = frozenset({"said", "says", "told", "tells"})
"""Verbs whose subject is a source, whatever noun it is."""
_NO_SPEECH = "none"
_BORDERS = frozenset(",”\"’'?!—–»“")
_NOT = frozenset({"not", "never", "didn't", "hasn't", "haven't", "wouldn't", "doesn't", "don't"})
_THOUGHT = ("believ", "think", "expect", "anticipat", "fear")
_PASSIVE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_AMBIGUOUS = frozenset(
    "report claim demand call charge attack rule order post comment answer estimate warn deny "
    "blame praise promise pledge hope fear question mention protest object state term label "
    "brand".split()
)


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
        self._behind = frozenset(items(lists.get("behind")))
        for pattern in self._behind:
            self._according.add(pattern, "according")
        self._subjects = SubjectFinder(language)
        self._that = frozenset(items(lists.get("complementiser")))
        self._circumstances = frozenset(items(lists.get("circumstances")))
        self._settings = frozenset(items(lists.get("settings")))
        self._turns = frozenset(items(lists.get("turns")))

    @classmethod
    @cache
    def of(cls, language: str) -> Self:
        """The finder of a language; one without word lists finds nothing."""
        return cls(language)

    def cues(self, line: Line, inside: Spans, before: Speakers, persons: Persons) -> list[Cue]:
        """The sources of a sentence. `inside` is quoted, `before` the last one's."""
        found: list[tuple[Cue, Subject]] = []
        for hit in self._verbs.find(line.lowers):
            if hit.payload != _NO_SPEECH and not _within(line.words[hit.first], inside):
                found += self._spoken(line, hit, inside)
        for hit in self._according.find(line.lowers):
            if not _within(line.words[hit.first], inside):
                found += self._accorded(line, hit)
        found.sort(key=lambda pair: pair[0].cue_start)
        cues = [
            replace(cue, source=stands_for(line, subject.first, inside, before, persons))
            if subject.pronoun
            else cue
            for cue, subject in found
        ]
        return _unlike(cues)

    def after(
        self, line: Line, inside: Spans, cues: Sequence[Cue], before: Speakers, persons: Persons
    ) -> Speakers:
        """What a sentence leaves behind; one that is quoted from end to end changes nothing."""
        if line.kind is BlockKind.HEADING:
            return Speakers()
        if all(_within(word, inside) for word in line.words):
            return before
        sources = {cue.source for cue in cues if not cue.unnamed}
        speaker = next(iter(sources)) if len(sources) == 1 else None
        named = persons.named(line, inside)
        person = persons.about(line, inside, speaker)
        if not named and sources <= {before.person.name if before.person else None}:
            person = before.person if goes_on_about(line, inside) else None
        body = speaker if not (named or (speaker and self._subjects.is_person(speaker))) else None
        return Speakers(speaker, body, person)

    def _spoken(self, line: Line, hit: Hit[str], inside: Spans) -> list[tuple[Cue, Subject]]:
        words = line.words
        if hit.payload == "weak" and not self._introduces(line, hit, inside):
            return []
        certain = words[hit.first].lower in _CERTAIN
        subject, inverted = self._subjects.before(words, hit.first, certain=certain), False
        if subject is None and self._is_behind_clause(words, hit.first):
            subject = self._subjects.after(words, hit.last)
            inverted = subject is not None
        if subject is None or _is_noun(words, hit, subject):
            return []
        if not inverted and _tells_nothing(words, subject.last, hit):
            return []
        start, end = (
            (line.start, words[hit.first].start) if inverted else self._reach(line, hit, subject)
        )
        head = min(words[subject.first].start, words[hit.first].start)
        tail = max(words[subject.last - 1].end, words[hit.last - 1].end)
        cue = Cue(
            source=subject.named(words),
            verb=_text(words, hit),
            kind=hit.payload,
            start=start,
            end=end,
            cue_start=head,
            cue_end=tail,
            unnamed=subject.unnamed,
        )
        return [(cue, subject)]

    def _is_behind_clause(self, words: Sequence[Word], at: int) -> bool:
        """Whether a verb, with its auxiliary, follows a comma or a quotation."""
        if at and words[at].before == " " and self._subjects.is_filler(words[at - 1]):
            at -= 1
        return words[at].before.rstrip()[-1:] in _BORDERS

    def _introduces(self, line: Line, hit: Hit[str], inside: Spans) -> bool:
        """Whether "that" or a quotation stands beside the verb."""
        words = line.words
        if hit.last < len(words) and words[hit.last].lower in self._that:
            return True
        first, last = words[hit.first].start, words[hit.last - 1].end
        return any(0 <= start - last <= 3 or 0 <= first - end <= 3 for start, end in inside)

    def _reach(self, line: Line, hit: Hit[str], subject: Subject) -> tuple[int, int]:
        """How far the words of a source reach that stands before its verb."""
        words = line.words
        clause = words[subject.first].before.rstrip()[-1:] in _BORDERS
        head = words[0].lower not in self._circumstances and subject.first > _SHORT_CLAUSE
        rest = len(words) - hit.last
        setting = rest == 0 or words[hit.last].lower in self._settings
        if clause and head and rest <= _SHORT_REST and setting:
            return line.start, words[subject.first].start
        if clause and rest and self._is_inserted(words, hit.last):
            return line.start, self._turn(line, hit.last)
        if rest == 0:
            return line.end, line.end
        return words[self._begin(words, hit.last)].start, self._turn(line, hit.last)

    def _is_inserted(self, words: Sequence[Word], at: int) -> bool:
        """Whether the source is an insertion: "..., she said on Monday, ..."."""
        if "," in words[at].before:
            return True
        following = words[at + 1 : at + _INSERTED]
        return words[at].lower in self._settings and any("," in word.before for word in following)

    def _begin(self, words: Sequence[Word], at: int) -> int:
        """Where the words themselves begin: behind "reporters on Monday that"."""
        for place in range(at, min(len(words) - 1, at + _ADDRESSEE)):
            if any(mark in words[place].before for mark in ',;:“"'):
                break
            if words[place].lower in self._that:
                return place + 1
        return at

    def _turn(self, line: Line, at: int) -> int:
        """Where the author takes over again, or the end of the sentence."""
        for word in line.words[at + 1 :]:
            if ";" in word.before or ("," in word.before and word.lower in self._turns):
                return word.start
        return line.end

    def _accorded(self, line: Line, hit: Hit[str]) -> list[tuple[Cue, Subject]]:
        """ "According to X": the sentence is X's, but for the phrase itself."""
        words = line.words
        if words[hit.first].lower in self._behind:
            subject = self._subjects.before(words, hit.first, certain=False)
        else:
            subject = self._subjects.after(words, hit.last)
        if subject is None:
            return []
        first, last = min(hit.first, subject.first), max(hit.last, subject.last)
        head, tail = words[first].start, words[last - 1].end
        start, end = line.start, head
        if first == 0:
            start, end = tail, self._turn(line, min(last, len(words) - 1))
        cue = Cue(
            source=subject.named(words),
            verb=_text(words, hit),
            kind="according",
            start=start,
            end=end,
            cue_start=head,
            cue_end=tail,
            unnamed=subject.unnamed,
        )
        return [(cue, subject)]


def _text(words: Sequence[Word], hit: Hit[str]) -> str:
    return " ".join(word.text for word in words[hit.first : hit.last])


def _is_noun(words: Sequence[Word], hit: Hit[str], subject: Subject) -> bool:
    """Whether the "verb" is a noun: "Russia's demands", "the company report"."""
    if subject.last <= hit.first and words[subject.last - 1].possessive:
        return True
    if subject.collective:
        return False
    head, verb = words[subject.last - 1].lower, words[hit.first].lower
    bare = not verb.endswith(("ed", "s", "ing")) and verb in _AMBIGUOUS
    return bare and not head.endswith("s") and subject.last == hit.first


def _tells_nothing(words: Sequence[Word], after: int, hit: Hit[str]) -> bool:
    """Whether the subject says nothing: "the minister was criticised", "she did not say"."""
    inserted = [at for at in range(after, hit.first + 1) if "," in words[at].before]
    between = {word.lower for word in words[max(inserted, default=after) : hit.first]}
    verb = words[hit.last - 1].lower
    if not between.isdisjoint(_PASSIVE) and not verb.endswith("ing"):
        return True
    return not between.isdisjoint(_NOT) and not verb.startswith(_THOUGHT)


def _within(word: Word, inside: Spans) -> bool:
    return any(start <= word.start < end for start, end in inside)


def _unlike(cues: list[Cue]) -> list[Cue]:
    """One cue for each verb: overlapping ones are the same one found twice."""
    found: list[Cue] = []
    for cue in cues:
        if not found or cue.cue_start >= found[-1].cue_end:
            found.append(cue)
    return found
