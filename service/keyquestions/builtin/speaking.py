"""The noun phrase beside a speech verb that names a source."""

from collections.abc import Sequence
from dataclasses import dataclass

from keyquestions.builtin.names import is_calendar, is_organisation
from keyquestions.builtin.patterns import expand
from keyquestions.builtin.wordlists import items, word_list
from keyquestions.builtin.words import Word

NAME_LINKS = frozenset("of for the de la von van der den du del and & da di al bin ibn".split())
_PLACE_LINKS = NAME_LINKS | {"at", "in", "from", "by"}
_REACH = 8
_APPOSITION = 18
_KINDS = 3
_PHRASE = ("DT", "JJ", "NN", "PRP$")


@dataclass(frozen=True, slots=True)
class Subject:
    """The words `first` to `last` (exclusive) of a sentence that name a source."""

    first: int
    last: int
    unnamed: bool = False
    pronoun: bool = False
    collective: bool = False

    def named(self, words: Sequence[Word]) -> str | None:
        """The source as the article writes it; None where it has no name."""
        if self.unnamed or self.pronoun:
            return None
        span = words[self.first : self.last]
        return span[0].text + "".join(word.before + word.text for word in span[1:])


class SubjectFinder:
    """Finds the sources of one language before or after a verb."""

    def __init__(self, language: str) -> None:
        lists = word_list(language, "attribution")
        self._sources = _forms(lists.get("sources"))
        unnamed = lists.get("unnamed") or {}
        self._unnamed = frozenset().union(*(_forms(terms) for terms in unnamed.values()))
        self._pronouns = frozenset(items(lists.get("pronouns")))
        self._authors = frozenset(items(lists.get("author")))
        self._auxiliaries = frozenset(items(lists.get("auxiliaries")))
        self._circumstances = frozenset(items(lists.get("circumstances")))
        self._days = frozenset(items(lists.get("days")))
        self._settings = frozenset(items(lists.get("settings"))) | {"who", "that"}

    def before(self, words: Sequence[Word], verb: int, *, certain: bool) -> Subject | None:
        """The source right before a verb, over auxiliaries, adverbs and an apposition.

        A `certain` verb makes a source of any noun.
        """
        at = verb - 1
        comma = "," in words[verb].before
        while at >= 0 and not comma and self.is_filler(words[at]):
            comma = "," in words[at].before
            at -= 1
        if comma:
            at = _name_before(words, at)
        return self._ending(words, at, certain=certain) if at >= 0 else None

    def after(self, words: Sequence[Word], at: int) -> Subject | None:
        """The source right after an inverted verb: "..., said the mayor of Elmford"."""
        at += at < len(words) and words[at].lower in self._days
        if at >= len(words) or any(mark in words[at].before for mark in ",;:"):
            return None
        if words[at].lower in self._settings:
            return None
        last = self._end(words, at)
        span = words[at:last]
        if any(word.lower in self._unnamed for word in span[:3]):
            return Subject(at, last, unnamed=not any(w.capitalised for w in span[1:]))
        if span[0].lower in self._pronouns:
            goes_on = at + 1 < len(words) and words[at + 1].tag.startswith(("VB", "MD"))
            return None if goes_on else Subject(at, at + 1, pronoun=True)
        if any(w.capitalised or w.lower in self._sources for w in span):
            return Subject(at, last)
        return None

    def is_person(self, source: str) -> bool:
        """Whether a source has a name of its own, and not only a capital at the beginning."""
        return any(
            word[:1].isupper() and word.lower() not in self._sources | self._unnamed
            for word in source.split()
        )

    def _end(self, words: Sequence[Word], at: int) -> int:
        """Where the noun phrase that begins at `at` ends."""
        last = at + 1
        while last < min(len(words), at + _REACH):
            if words[last - 1].lower in self._pronouns | self._unnamed:
                break
            if words[last].before not in {" ", ". "} or words[last].lower in self._settings:
                break
            if words[last].tag.startswith("VB") or self._is_beyond(words, at, last):
                break
            last += 1
        while last > at + 1 and words[last - 1].lower in NAME_LINKS:
            last -= 1
        return last

    def _is_beyond(self, words: Sequence[Word], at: int, last: int) -> bool:
        """Whether a word without a tag stands behind a source that is whole already."""
        word = words[last]
        if word.tag or word.capitalised or word.lower in NAME_LINKS:
            return False
        return any(w.capitalised or w.lower in self._sources for w in words[at:last])

    def is_filler(self, word: Word) -> bool:
        """Whether a word may stand between a source and its verb."""
        adverb = word.lower.endswith("ly") and not word.capitalised
        return adverb or word.lower in self._auxiliaries

    def _ending(self, words: Sequence[Word], at: int, *, certain: bool) -> Subject | None:
        """The source whose last word is at `at`."""
        head = words[at]
        if head.lower in self._authors or head.tag == "CC":
            return None
        if head.lower in self._pronouns:
            return Subject(at, at + 1, pronoun=True)
        collective = self._collective(words, at)
        if collective is not None:
            concrete = _is_concrete(words, collective, at)
            return Subject(collective, at + 1, unnamed=not concrete, collective=True)
        proper = head.capitalised and (at > 0 or head.lower not in self._circumstances)
        if proper or (certain and head.tag.startswith("NN")) or self._is_source(words, at):
            return Subject(self._whole(words, _first(words, at)), at + 1)
        return None

    def _whole(self, words: Sequence[Word], first: int) -> int:
        """ "Trawler owners in Tessaly" begins at the owners, "Bell's spokesman" at Bell."""
        owner = first
        while owner > 0 and first - owner < _KINDS and not words[owner - 1].possessive:
            if words[owner - 1].capitalised or words[owner].before != " ":
                break
            owner -= 1
        if owner > 0 and words[owner - 1].possessive and words[owner - 1].capitalised:
            return _first(words, owner - 1)
        link = first - 1 if words[first].before == " " else 0
        while link > 0 and words[link].before == " " and words[link].tag.startswith(_PHRASE):
            link -= 1
        if link < 1 or words[link].lower not in _PLACE_LINKS - NAME_LINKS:
            return first
        head = link - 1 - (words[link - 1].tag == "VBN")
        if head < 0 or words[link].before != " " or words[head].tag[:2] != "NN":
            return first
        kind = head > 0 and words[head].before == " " and words[head - 1].tag[:2] == "NN"
        return head - kind

    def _is_source(self, words: Sequence[Word], at: int) -> bool:
        """Whether the noun phrase that ends here is a source by its noun."""
        if words[at].lower in self._sources:
            return True
        for back in range(at - 1, max(-1, at - _REACH), -1):
            if any(mark in words[back + 1].before for mark in ",;:"):
                return False
            if words[back].lower in self._sources and words[back + 1].lower in _PLACE_LINKS:
                return True
        return False

    def _collective(self, words: Sequence[Word], at: int) -> int | None:
        """Where an unnamed collective that ends at `at` (or is followed by "at ...") begins."""
        for back in range(at, max(-1, at - _REACH), -1):
            if words[back].lower in self._unnamed:
                return back
            if any(mark in words[back].before for mark in ",;:"):
                return None
        return None


def _forms(terms: str | None) -> frozenset[str]:
    return frozenset(" ".join(atoms) for pattern in items(terms) for atoms in expand(pattern))


def _first(words: Sequence[Word], at: int) -> int:
    """Where the name begins that ends at `at`."""
    first = at
    while first > 0 and at - first < _REACH and _joins(words, first):
        first -= 1
    while first < at and words[first].lower in NAME_LINKS:
        first += 1
    return first


def _joins(words: Sequence[Word], at: int) -> bool:
    """Whether the word before `at` belongs to the same name."""
    word, left = words[at], words[at - 1]
    if word.before.strip() not in {"", ".", "&", "'", "’"} or left.possessive:
        return False
    if "." in word.before and is_calendar(left.lower):
        return False
    return left.capitalised or left.lower in NAME_LINKS


def _name_before(words: Sequence[Word], at: int) -> int:
    """The end of the name before ", the mayor of Elmford,"; the insertion's where it is the name.

    "Ann Bell, 71, whose shop in Mill Lane was flooded, said": insertions with a place in them are
    passed over until the name that they belong to. -1 where there is none.
    """
    before = _apposition(words, at)
    if before < 0 or _is_name(words, before, at):
        return at if before >= 0 else -1
    while before > 0 and (words[before].text.isdigit() or _explains_a_name(words, before)):
        before = _apposition(words, before)
    return before


def _apposition(words: Sequence[Word], at: int) -> int:
    """Over ", the mayor of Elmford," to the word before it; -1 where there is none."""
    for back in range(at, max(-1, at - _APPOSITION), -1):
        if "," in words[back].before:
            return back - 1
    return -1


def _is_name(words: Sequence[Word], before: int, at: int) -> bool:
    """Whether a name stands between two commas, not the body of the name before."""
    span = words[before + 1 : at + 1]
    if at - before > _REACH or not (span[0].capitalised and span[-1].capitalised):
        return False
    if any(not word.capitalised and word.lower not in NAME_LINKS for word in span):
        return False
    return not (_is_full_name(words, before) and is_organisation([word.text for word in span]))


def _is_full_name(words: Sequence[Word], last: int) -> bool:
    """Whether first name and surname end at `last`."""
    pair = words[max(0, last - 1) : last + 1]
    joined = len(pair) > 1 and pair[1].before == " " and not pair[0].possessive
    return joined and all(word.capitalised and word.tag not in {"IN", "DT"} for word in pair)


def _explains_a_name(words: Sequence[Word], at: int) -> bool:
    """Whether what ends at `at` is "a trader from Elm Green" behind somebody's full name."""
    before = _apposition(words, at)
    return before > 0 and words[before + 1].tag == "DT" and _is_full_name(words, before)


def _is_concrete(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether a collective is tied to a name: "analysts at Northbank", "critics like Ms Bell"."""
    around = words[max(0, first - 1) : last + 1]
    return any(word.capitalised and word.start > words[0].start for word in around)
