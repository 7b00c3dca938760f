"""The names in an article: who has a title, and which short form stands for whom."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from keyquestions.builtin.tokens import Token

_TITLES = frozenset(
    "miss cllr cllr. dame mp baroness supt pc "
    "mr mrs ms dr mr. mrs. ms. dr. sir lady lord professor prof prof. president chancellor premier "
    "minister secretary senator sen. rep. representative congressman congresswoman governor gov. "
    "mayor councillor councilman councilwoman commissioner judge justice general gen. colonel "
    "captain sergeant sgt. lieutenant detective inspector superintendent chief sheriff officer "
    "king queen prince princess pope bishop archbishop cardinal imam rabbi reverend rev. father "
    "sister brother coach manager director chairman chairwoman chair ambassador attorney "
    "prosecutor coroner spokesman spokeswoman spokesperson analyst economist defender midfielder "
    "striker goalkeeper captain headteacher principal dean leader".split()
)
_ORGANISATIONS = frozenset(
    "council ministry department agency university college school hospital company group corp inc "
    "ltd plc gmbh bank union party association authority commission committee court parliament "
    "senate congress foundation institute club fc united city police force service services board "
    "trust society federation airlines motors energy press office kremlin government staff "
    "laboratory fund charity church museum network alliance centre center co. inc. ltd.".split()
)
_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december christmas easter".split()
)
_LINKS = frozenset("of the de la von van der den del di da al bin ibn for and".split())
_SPEECH = re.compile(r"(?:said|says|told|added|asked|argued|warned|explained|wrote)\b")


@dataclass(frozen=True)
class Names:
    """Full names by their short forms, and the people among them."""

    full: dict[str, str]
    people: frozenset[str]
    counts: Counter[str]

    @classmethod
    def of(cls, sentences: Iterable[tuple[str, Sequence[Token]]]) -> Self:
        """Collect the names of the sentences of one article."""
        counts: Counter[str] = Counter()
        people: set[str] = set()
        speakers: set[str] = set()
        for _, tokens in sentences:
            for first, last in runs(tokens):
                name = " ".join(token.text for token in tokens[first:last])
                bare = _bare(tokens[first:last])
                counts[bare or name] += 1
                if bare and " " not in bare and _speaks(tokens, first, last):
                    speakers.add(bare)
                if bare and _is_person(tokens, first, last):
                    people.add(bare)
        people |= {name for name in counts if _speaks_shortly(name, speakers)}
        full: dict[str, str] = {}
        for name in sorted(people, key=len, reverse=True):
            full.setdefault(name.split()[-1], name)
        people |= {name for name in counts if name in full}
        return cls(full, frozenset(people), counts)

    def is_person(self, name: str) -> bool:
        """Whether a name, full or short, with or without title, is a person's."""
        words = [word for word in name.split() if word.lower() not in _TITLES]
        return " ".join(words) in self.people or (bool(words) and words[-1] in self.full)


def runs(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """The runs of capitalised name words in a sentence, dates left out."""
    found, at = [], 0
    while at < len(tokens):
        if not _names(tokens[at]):
            at += 1
            continue
        last = at + 1
        while last < len(tokens) and _names(tokens[last]):
            last += 1
        found.append((at, last))
        at = last
    return found


def is_title(word: str) -> bool:
    """Whether a word is a person's title or office."""
    return word.lower() in _TITLES


def is_organisation(words: Sequence[str]) -> bool:
    """Whether the words of a name say that it is an organisation."""
    return any(word.lower() in _ORGANISATIONS for word in words)


def is_calendar(word: str) -> bool:
    """Whether a word is a day or a month."""
    return word.lower().removesuffix("s") in _CALENDAR or word.lower() in _CALENDAR


def _names(token: Token) -> bool:
    return token.tag in {"NNP", "NNPS"} and token.lower not in _CALENDAR


def _bare(tokens: Sequence[Token]) -> str:
    """A name without the titles before it."""
    words = [token.text for token in tokens]
    last = max((at for at, word in enumerate(words[:-1]) if word.lower() in _TITLES), default=-1)
    return " ".join(words[last + 1 :])


def _speaks_shortly(name: str, speakers: set[str]) -> bool:
    """Whether a full name's last word alone is said to speak: "Danny Okonkwo", "said Okonkwo"."""
    first, _, last = name.rpartition(" ")
    return bool(first) and last in speakers and not is_organisation(name.split())


def _speaks(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a speech verb, an age or "who" stands beside the name."""
    around = [*tokens[last : last + 1], *tokens[max(0, first - 1) : first]]
    if tokens[last : last + 1] and tokens[last].lower == ",":
        after = tokens[last + 1 : last + 3]
        aged = len(after) > 1 and after[0].tag == "CD" and after[1].lower == ","
        if aged or (after and after[0].lower in {"who", "whose"}):
            return True
        around += after[:1]
    return any(_SPEECH.match(token.lower) for token in around)


def _is_person(tokens: Sequence[Token], first: int, last: int) -> bool:
    """A title before the name, or two to three words that speak or are of some age."""
    run = tokens[first:last]
    plain = _bare(run).split()
    if not plain or is_organisation([token.text for token in run]) or len(plain) > 3:
        return False
    before = [token.lower for token in tokens[max(0, first - 2) : first]]
    called = before[-1:] == [","] and before[0] in _TITLES
    if len(plain) < len(run) or called or (before and before[-1] in _TITLES):
        return True
    if len(plain) == 1:
        return False
    after = tokens[last : last + 3]
    if len(after) > 1 and after[0].lower == "," and after[1].tag == "CD":
        return True
    if _speaks(tokens, first, last):
        return True
    return (
        len(after) > 1
        and after[0].lower == ","
        and (after[1].lower in {"a", "an", "the", "who", "whose"})
    )
