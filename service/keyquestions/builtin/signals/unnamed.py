"""Collectives without a name or a number that are handed an opinion: "observers expect"."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from keyquestions.builtin.patterns import Phrases, expand
from keyquestions.builtin.wordlists import items, word_list
from keyquestions.builtin.words import Line, Word

_TIES = frozenset("at from with of for including like such by whose".split())
_DEFINITE = frozenset(
    "the these those both two three four five six his her its their our my and or by to of".split()
)
_GENERAL = ("critic", "observer", "sceptic", "skeptic", "opponent", "supporter")
_GAP = 12
_TAIL = 2


@dataclass(frozen=True, slots=True)
class Collective:
    """The passage `start` to `end` (code points), and the collective `who` in it.

    `group` is the kind of collective, as the word lists have it.
    """

    start: int
    end: int
    who: str
    group: str


class Collectives:
    """Finds the unnamed collectives of one language."""

    def __init__(self, language: str) -> None:
        lists = word_list(language, "attribution")
        self._heads: Phrases[str] = Phrases()
        for group, terms in lists["unnamed"].items():
            for pattern in items(terms):
                self._heads.add(pattern, group)
        self._verbs: Phrases[None] = Phrases()
        for pattern in items(lists["opinion_verbs"]):
            self._verbs.add(pattern, None)
        self._adjectives = frozenset(
            atoms[0] for term in items(lists["collective_adjectives"]) for atoms in expand(term)
        )
        self._fillers = frozenset(items(lists["fillers"]))

    def find(self, line: Line, text: Sequence[Line]) -> list[Collective]:
        """The collectives of a sentence of `text` that have an opinion verb and no name."""
        lowers = line.lowers
        heads = self._heads.find(lowers)
        if not heads:
            return []
        verbs = {hit.first: hit.last for hit in self._verbs.find(lowers)}
        found: list[Collective] = []
        for hit in heads:
            verb = self._verb(line.words, hit.last, verbs)
            if verb is None or not self._stands_alone(line.words, hit.first, hit.last, verb[0]):
                continue
            first = self._begin(line.words, hit.first)
            if hit.payload == "professions" and _introduced(text, line.words[hit.first].lower):
                continue
            span = self._span(line.words, first, hit.last, verb)
            if not found or span[0] >= found[-1].end:
                head = line.words[hit.first : hit.last]
                who = " ".join(word.text if word.tag == "" else word.lower for word in head)
                found.append(Collective(*span, who, hit.payload))
        return found

    def _verb(
        self, words: Sequence[Word], at: int, verbs: dict[int, int]
    ) -> tuple[int, int] | None:
        """The opinion verb that belongs to the collective, over fillers and a short insertion."""
        inserted = at < len(words) and "," in words[at].before
        for place in range(at, min(len(words), at + _GAP)):
            if place in verbs and (
                not inserted or "," in words[place].before or self._closes(words, place)
            ):
                return place, verbs[place]
            if inserted:
                continue
            if words[place].before != " " or not self._is_filler(words[place]):
                return None
        return None

    def _closes(self, words: Sequence[Word], place: int) -> bool:
        """Whether only fillers stand between the comma that ends an insertion and the verb."""
        while place > 0 and "," not in words[place].before:
            place -= 1
            if not self._is_filler(words[place]):
                return False
        return True

    def _is_filler(self, word: Word) -> bool:
        return word.lower in self._fillers or word.lower.endswith("ly")

    def _stands_alone(self, words: Sequence[Word], first: int, last: int, verb: int) -> bool:
        """Whether no name is tied to the collective before its verb."""
        if first and (
            words[first - 1].possessive
            or (
                words[first - 1].before.strip(" ") == ""
                and words[first - 1].capitalised
                and first - 1 > 0
            )
        ):
            return False
        return not any(word.capitalised for word in words[last:verb])

    def _begin(self, words: Sequence[Word], first: int) -> int:
        while (
            first > 0 and words[first].before == " " and words[first - 1].lower in self._adjectives
        ):
            first -= 1
        return first

    def _span(
        self, words: Sequence[Word], first: int, last: int, verb: tuple[int, int]
    ) -> tuple[int, int]:
        """From the collective to its verb; without the insertion where that is long."""
        end = verb[1] if verb[1] - first <= _GAP else last
        return words[first].start, words[end - 1].end


def _introduced(text: Sequence[Line], head: str) -> bool:
    """Whether the article says somewhere whose researchers or doctors it means."""
    single = head.removesuffix("s")
    for line in text:
        for word, after in zip(line.words, line.words[1:], strict=False):
            if word.lower == single and after.capitalised:
                return True
            if word.lower == head and after.lower in _TIES:
                return True
    return False


@cache
def collectives(language: str) -> Collectives:
    """The finder of a language that has word lists."""
    return Collectives(language)
