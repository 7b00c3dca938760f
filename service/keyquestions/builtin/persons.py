"""Whom "he" and "she" mean, where that is certain: the person whom the sentence before is about.

One person's words must never be given to another. So a pronoun has a meaning only where the
sentence before it (or its own beginning) has exactly one person, as its subject, whose gender
does not contradict it. Everything else is left open.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from keyquestions.article import BlockKind
from keyquestions.builtin.names import Names, is_organisation, is_title
from keyquestions.builtin.partynames import name_words, runs, states, untitled
from keyquestions.builtin.words import Line, Word

Spans = Sequence[tuple[int, int]]

_FEMALE = frozenset(
    "mrs ms miss lady dame queen princess baroness duchess actress mother wife widow daughter "
    "sister aunt grandmother girl woman".split()
)
_MALE = frozenset(
    "mr sir lord king prince baron duke actor father husband widower son brother uncle "
    "grandfather boy man".split()
)
_PRONOUNS = {"he": "m", "she": "f"}
_LONGEST = 4
_BESIDE = 3
_INTO = frozenset({"IN", "TO"})
_PHRASE = ("NN", "JJ", "DT", "PRP$", "CD", "POS")
_PLACED = frozenset("in at near from to outside around across into through".split())


@dataclass(frozen=True, slots=True)
class Named:
    """A person whom a sentence names at the words `first` to `last` (exclusive).

    `key` is the surname in lower case, `name` the whole name without its titles; `sure` is False
    where the words may be a person's name as well as something else's.
    """

    key: str
    name: str
    first: int
    last: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Speakers:
    """What a sentence leaves behind for the next one; None where it is not certain.

    `speaker` is its only source, `body` the same where that is no person, `person` the one whom
    the sentence is about: whom "he" or "she" may mean.
    """

    speaker: str | None = None
    body: str | None = None
    person: Named | None = None


class Persons:
    """The persons of an article and what is known of their gender; nobody where words have no tags.

    `text` are the sentences, `names` the names that the article's body has.
    """

    def __init__(self, text: Sequence[Line], names: Names) -> None:
        self._names = names
        self._small = {word.lower for line in text for word in line.words if not word.capitalised}
        self._gender: dict[str, set[str]] = {}
        self._in_line: dict[int, tuple[Named, ...]] = {}
        for line in text:
            for person in self._all(line):
                found = self._gender.setdefault(person.key, set())
                found |= _genders(line.words, person)

    def named(self, line: Line, inside: Spans) -> list[Named]:
        """Everybody whom a sentence names outside of its quotations (`inside`)."""
        return [
            person for person in self._all(line) if not _within(line.words[person.first], inside)
        ]

    def about(self, line: Line, inside: Spans, speaker: str | None) -> Named | None:
        """The only person whom a sentence names, where it is the sentence's subject.

        `speaker` is the source of what the sentence reports, as the article writes it.
        """
        return self._only(line, self.named(line, inside), inside, speaker)

    def meant(self, line: Line, at: int, inside: Spans) -> tuple[bool, Named | None]:
        """Whether the sentence names anybody before the pronoun at `at`, and whom that means."""
        earlier = [person for person in self.named(line, inside) if person.last <= at]
        person = self._only(line, earlier, inside, None)
        return bool(earlier), person if person and self.agrees(person, line.lowers[at]) else None

    def agrees(self, person: Named, pronoun: str) -> bool:
        """Whether nothing in the article speaks against "he" or "she" for a person."""
        return self._gender.get(person.key, set()) <= {_PRONOUNS.get(pronoun, "")}

    def _only(
        self, line: Line, named: Iterable[Named], inside: Spans, speaker: str | None
    ) -> Named | None:
        people = list(named)
        if not people or len({person.key for person in people}) > 1:
            return None
        sure = [person for person in people if person.sure]
        spoke = (speaker or "").lower().split()[-1:]
        for person in sure:
            if spoke == [person.key] or _is_subject(line.words, person, inside):
                return max(sure, key=lambda other: len(other.name))
        return None

    def _all(self, line: Line) -> tuple[Named, ...]:
        """Everybody whom a sentence names, found once."""
        if line.start not in self._in_line:
            self._in_line[line.start] = tuple(self._found(line))
        return self._in_line[line.start]

    def _found(self, line: Line) -> Iterator[Named]:
        if line.kind is BlockKind.HEADING or not (line.words and line.words[0].tag):
            return
        for first, last in runs(line, self._small):
            words = line.words[first:last]
            name = untitled(words)
            plain = name.split()
            if _is_something_else(words, plain):
                continue
            sure = self._is_person(line.words, first, last, name)
            if sure or (len(plain) > 1 and not _is_placed(line.words, first)):
                yield Named(plain[-1].lower(), name, first, last, sure)

    def _is_person(self, words: Sequence[Word], first: int, last: int, name: str) -> bool:
        if is_title(words[first].text) and last - first > 1:
            return True
        if first and is_title(words[first - 1].text) and words[first].before in {" ", ", "}:
            return True
        return self._names.is_person(name) and not _is_placed(words, first)


def stands_for(
    line: Line, at: int, inside: Spans, before: Speakers, persons: Persons
) -> str | None:
    """The source that a pronoun stands for, None where that is not certain."""
    anybody, person = persons.meant(line, at, inside)
    if line.lowers[at] == "they":
        named = any(word.capitalised for word in line.words[1:at] if not _within(word, inside))
        return None if anybody or named else before.body
    if not anybody and before.person and persons.agrees(before.person, line.lowers[at]):
        person = before.person
    return person.name if person else None


def goes_on_about(line: Line, inside: Spans) -> bool:
    """Whether "he" or "she", but not both, is what a sentence is about."""
    outside = [word for word in line.words if not _within(word, inside)]
    single = [at for at, word in enumerate(outside) if word.lower in _PRONOUNS]
    if len({outside[at].lower for at in single}) != 1:
        return False
    verbs = [at for at, word in enumerate(outside) if word.tag.startswith(("VB", "MD"))]
    inverted = verbs[:1] == [0] and single[0] == 1
    return inverted or not verbs or single[0] < verbs[0]


def _is_something_else(words: Sequence[Word], plain: Sequence[str]) -> bool:
    """Whether the words of a name say that it is a body, a place, a state or a day."""
    if is_organisation(plain) or len(plain) > _LONGEST or not plain[-1][:1].isupper():
        return True
    known = name_words("addresses") | name_words("not_parties") | states().demonyms.keys()
    last = plain[-1].lower()
    return last in known or " ".join(plain).lower() in states().by_name or words[-1].tag == "CD"


def _is_placed(words: Sequence[Word], first: int) -> bool:
    """Whether "in", "at" or "the" stands before a name, as before a place's or a thing's."""
    return first > 0 and words[first - 1].lower in _PLACED | {"the"} and words[first].before == " "


def _is_subject(words: Sequence[Word], person: Named, inside: Spans) -> bool:
    """Whether no verb stands before a name, and no preposition before its noun phrase."""
    if words[person.last - 1].possessive:
        return False
    before = [word for word in words[: person.first] if not _within(word, inside)]
    if any(word.tag.startswith(("VB", "MD")) for word in before):
        return False
    at = person.first
    while at > 0 and words[at].before == " ":
        at -= 1
        if words[at].tag in _INTO:
            return False
        if not words[at].tag.startswith(_PHRASE):
            break
    return True


def _genders(words: Sequence[Word], person: Named) -> set[str]:
    """What the words beside a name say: "Mrs", "the spokeswoman", ", a father of two"."""
    near = words[person.first : person.last - len(person.name.split())]
    for word in reversed(words[max(0, person.first - _BESIDE) : person.first]):
        if word.possessive or word.tag in _INTO:
            break
        near = (word, *near)
    after = words[person.last : person.last + _BESIDE]
    if after and after[0].before.startswith(","):
        near = (*near, *_apposed(after))
    return {gender for word in near if (gender := _gender(word.lower.rstrip("."))) is not None}


def _apposed(after: Sequence[Word]) -> Iterator[Word]:
    """ ", a mother of two": the words up to the noun; none behind "who" or "whose"."""
    for word in after:
        if not word.tag.startswith(_PHRASE) or word.possessive:
            return
        yield word


def _gender(word: str) -> str | None:
    if word in _FEMALE or (word.endswith("woman") and len(word) > len("woman")):
        return "f"
    if word in _MALE or (word.endswith("man") and len(word) > len("human")):
        return "m"
    return None


def _within(word: Word, inside: Spans) -> bool:
    return any(start <= word.start < end for start, end in inside)
