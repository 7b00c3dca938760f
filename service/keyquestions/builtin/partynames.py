"""Names in running text: where they are, whose they are, and the states that they stand for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from keyquestions.builtin.names import is_calendar, is_organisation
from keyquestions.builtin.wordlists import items, word_list
from keyquestions.builtin.words import STOPS, Line, Word

_DETERMINERS = frozenset({"the", "a", "an"})
_INNER = frozenset({"of", "de", "la", "von", "van", "der"})
_JOINED = frozenset({" ", ". ", " & ", "' ", "’ "})
_OPENS = frozenset('“"‘«„:–—')
_INITIAL = 3


@dataclass(frozen=True, slots=True)
class States:
    """States by the names that stand for them."""

    by_name: dict[str, str]
    demonyms: dict[str, str]
    officials: frozenset[str]


@cache
def states() -> States:
    """The states that the word list knows."""
    by_name: dict[str, str] = {}
    demonyms: dict[str, str] = {}
    raw = word_list(".", "places")
    for row in raw["states"].splitlines():
        state, _, rest = row.partition(":")
        adjectives, _, seats = rest.partition("|")
        by_name[state.lower()] = state
        by_name |= {seat.lower().rstrip("."): state for seat in items(seats)}
        demonyms |= {word.lower().rstrip("."): state for word in items(adjectives)}
    return States(by_name, demonyms, frozenset(raw["officials"].split()))


@cache
def name_words(key: str) -> frozenset[str]:
    """A set of words out of the lists: `titles`, `bodies` or `not_parties`."""
    return frozenset(word_list("en", "perspectives")[key].split())


def is_body(source: str) -> bool:
    """Whether a source is "the company" and the like: a body whose name stands elsewhere."""
    return source.lower().removeprefix("the ").removeprefix("a ") in name_words("bodies")


def runs(line: Line, small: set[str]) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words that are names."""
    words, at = line.words, 0
    while at < len(words):
        if not words[at].capitalised or _only_a_beginning(words[at], at, small):
            at += 1
            continue
        last = at + 1
        while last < len(words) and _goes_on(words, last):
            last += 1
        while last > at + 1 and not words[last - 1].capitalised:
            last -= 1
        yield at, last
        at = last


def _only_a_beginning(word: Word, at: int, small: set[str]) -> bool:
    """A capital that only begins a sentence or a quotation."""
    begins = at == 0 or word.before.rstrip()[-1:] in _OPENS
    common = begins and bool(word.tag) and not word.tag.startswith("NNP")
    common = common and word.lower not in states().demonyms
    return word.lower in STOPS or common or (begins and word.lower in small)


def _goes_on(words: tuple[Word, ...], at: int) -> bool:
    if words[at - 1].possessive or words[at].before not in _JOINED:
        return False
    left = words[at - 1]
    if words[at].before == ". " and (len(left.text) > _INITIAL or is_calendar(left.lower)):
        return False
    if words[at].capitalised:
        return True
    return words[at].lower in _INNER and at + 1 < len(words) and words[at + 1].capitalised


def state_of(words: tuple[Word, ...]) -> str | None:
    """The state that a name stands for: itself, its capital, its president."""
    known = states()
    key = " ".join(word.lower for word in words).removeprefix("the ").rstrip(".")
    if key in known.by_name or key in known.demonyms:
        return known.by_name.get(key) or known.demonyms[key]
    head = words[0].lower.rstrip(".")
    state = known.demonyms.get(head) or known.by_name.get(head)
    return state if len(words) > 1 and words[1].lower in known.officials else None


def untitled(words: Sequence[Word]) -> str:
    """A name without "President" or "Dr" before it and without a possessive ending."""
    titles = name_words("titles") | states().demonyms.keys()
    at = len(words) if is_organisation([words[-1].lower]) else 0
    while at < len(words) - 1 and words[at].lower.rstrip(".") in titles:
        at += 1
    at = at if at < len(words) else 0
    text = words[at].text + "".join(word.before + word.text for word in words[at + 1 :])
    return text.removesuffix("'s").removesuffix("’s")


def untitled_text(source: str) -> str:
    """The same for a source that is only text."""
    words = source.split()
    while len(words) > 1 and words[0].lower().rstrip(".") in name_words("titles") | _DETERMINERS:
        del words[0]
    return " ".join(words)
