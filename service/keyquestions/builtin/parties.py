"""The parties of an article: who is named, by which names, and whether anybody speaks for them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from keyquestions.article import BlockKind
from keyquestions.builtin.attribution import Attribution
from keyquestions.builtin.patterns import Phrases
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.wordlists import items, word_list
from keyquestions.builtin.words import STOPS, Line, Word

_LINKS = frozenset("of de la von van der den du del and for the".split())
_EARLY = 3
_DETERMINERS = frozenset({"the", "a", "an"})
_PLACE = frozenset("in at near from to outside around across into inside near of through".split())


@dataclass(slots=True)
class Party:
    """A party while it is collected; `names` are lower-case, `shown` as the article has them."""

    who: str
    names: set[str] = field(default_factory=set)
    shown: list[str] = field(default_factory=list)
    mentions: int = 0
    lines: set[int] = field(default_factory=set)
    acts: int = 0
    first: int = 0
    group: bool = False
    state: bool = False
    told: list[Attribution] = field(default_factory=list)
    acting: Line | None = None
    where: int = 0
    asked: Line | None = None

    @property
    def heard(self) -> bool:
        """Whether anybody speaks for it."""
        return bool(self.told)


@dataclass(frozen=True, slots=True)
class _States:
    """States by the names that stand for them."""

    by_name: dict[str, str]
    demonyms: dict[str, str]
    officials: frozenset[str]


@cache
def _states() -> _States:
    by_name: dict[str, str] = {}
    demonyms: dict[str, str] = {}
    raw = word_list(".", "places")
    for row in raw["states"].splitlines():
        state, _, rest = row.partition(":")
        adjectives, _, seats = rest.partition("|")
        by_name[state.lower()] = state
        by_name |= {seat.lower().rstrip("."): state for seat in items(seats)}
        demonyms |= {word.lower().rstrip("."): state for word in items(adjectives)}
    return _States(by_name, demonyms, frozenset(raw["officials"].split()))


@cache
def _groups() -> Phrases[str]:
    phrases: Phrases[str] = Phrases()
    for who, terms in word_list("en", "perspectives")["groups"].items():
        for term in items(terms):
            phrases.add(term, who)
    return phrases


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(word_list("en", "perspectives")[key].split())


def parties(scan: Scan) -> list[Party]:
    """All parties, in the order in which they are first named."""
    collected = _Collector(scan)
    for line in scan.lines:
        collected.read(line)
    collected.hear()
    return sorted(collected.found.values(), key=lambda party: party.first)


@dataclass(frozen=True, slots=True)
class _Named:
    """The words `first` to `last` (exclusive) of a sentence that name a party as `text`."""

    line: Line
    first: int
    last: int
    text: str


class _Collector:
    """Gathers parties sentence by sentence, merging the names of one and the same."""

    def __init__(self, scan: Scan) -> None:
        self.scan = scan
        self.found: dict[str, Party] = {}
        self.alias: dict[str, str] = {}
        self.small = {
            word.lower for line in scan.lines for word in line.words if not word.capitalised
        }

    def read(self, line: Line) -> None:
        """Collect the names and groups of one sentence."""
        if line.kind is not BlockKind.HEADING:
            for first, last in _runs(line, self.small):
                self._name(line, first, last)
        for hit in _groups().find(line.lowers):
            if hit.first and line.words[hit.first].capitalised:
                continue
            party = self._party(hit.payload, line)
            party.group = True
            self._mention(party, _Named(line, hit.first, hit.last, hit.payload))

    def _name(self, line: Line, first: int, last: int) -> None:
        words = line.words[first:last]
        state = _state_of(words)
        own = _untitled(words)
        text = own[0].text + "".join(word.before + word.text for word in own[1:])
        if text.endswith(("'s", "’s")):
            text = text[:-2]
        key = text.lower()
        if not text or key in _words("not_parties") or key.isdigit():
            return
        if state is not None:
            party = self._party(state, line)
            party.state = True
            self._mention(party, _Named(line, first, last, text))
            if text.lower() not in _states().demonyms:
                self.alias[key.split()[-1]] = state
            return
        who = self.alias.get(key) or self.alias.get(key.split()[-1])
        if who is None:
            who = text
            self.alias[key.split()[-1] if len(key.split()) > 1 else key] = who
        self.alias[key] = who
        self._mention(self._party(who, line), _Named(line, first, last, text))

    def _party(self, who: str, line: Line) -> Party:
        return self.found.setdefault(who, Party(who, first=line.start))

    def _mention(self, party: Party, named: _Named) -> None:
        line, first, last, text = named.line, named.first, named.last, named.text
        party.mentions += 1
        party.lines.add(line.start)
        party.names.add(_lower(line, first, last) if party.group else text.lower())
        if text not in party.shown and text.lower() not in _states().demonyms:
            party.shown.append(text)
        if line.kind is not BlockKind.HEADING and _acts(line, first, last):
            party.acts += 1
            if party.acting is None or (first < _EARLY <= party.where):
                party.acting, party.where = line, first
        if party.asked is None and _gave_no_answer(line, last):
            party.asked = line

    def hear(self) -> None:
        """Give each party the words of its sources."""
        for attribution in self.scan.voices.named():
            source = attribution.source or ""
            party = self._speaker(source)
            if party is not None:
                party.told.append(attribution)
                if source.lower().endswith(f" {party.who.lower()}"):
                    party.shown.append(_untitled_text(source))

    def _speaker(self, source: str) -> Party | None:
        """The party that a source speaks for: not the place that it comes from."""
        words = source.lower().replace("’", "'").split()
        if not words:
            return None
        for party in self.found.values():
            if any(_speaks_for(words, name.split()) for name in party.names):
                return party
        return self.found.get(self.alias.get(words[-1].removesuffix("'s"), ""))


def _speaks_for(words: list[str], name: list[str]) -> bool:
    """Whether a name stands in a source's words, and not as the place that it comes from."""
    for at in range(len(words) - len(name) + 1):
        if [word.removesuffix("'s") for word in words[at : at + len(name)]] == name:
            return not at or words[at - 1] not in _PLACE
    return False


def _gave_no_answer(line: Line, last: int) -> bool:
    """Whether the name that ends at `last` is the one that "declined to comment"."""
    cues = _asked().find(line.lowers)
    named = [at for at in range(last, len(line.words)) if line.words[at].capitalised]
    return any(hit.first >= last and not (named and named[0] < hit.first) for hit in cues)


@cache
def _asked() -> Phrases[None]:
    phrases: Phrases[None] = Phrases()
    for term in items(word_list("en", "perspectives")["asked"]):
        phrases.add(term, None)
    return phrases


def _lower(line: Line, first: int, last: int) -> str:
    return " ".join(line.lowers[first:last])


def _runs(line: Line, small: set[str]) -> Iterator[tuple[int, int]]:
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
    begins = at == 0 or word.before.rstrip()[-1:] in {"“", '"', "‘", "«", "„", ":", "–", "—"}
    common = begins and bool(word.tag) and not word.tag.startswith("NNP")
    common = common and word.lower not in _states().demonyms
    return word.lower in STOPS or common or (begins and word.lower in small)


def _goes_on(words: tuple[Word, ...], at: int) -> bool:
    if words[at - 1].possessive or words[at].before not in {" ", ". ", " & ", "' ", "’ "}:
        return False
    if words[at].before == ". " and len(words[at - 1].text) > 3:
        return False
    if words[at].capitalised:
        return True
    return (
        words[at].lower in {"of", "de", "la", "von", "van", "der"}
        and at + 1 < len(words)
        and words[at + 1].capitalised
    )


def _state_of(words: tuple[Word, ...]) -> str | None:
    """The state that a name stands for: itself, its capital, its president."""
    states = _states()
    key = " ".join(word.lower for word in words).removeprefix("the ").rstrip(".")
    if key in states.by_name:
        return states.by_name[key]
    if key in states.demonyms:
        return states.demonyms[key]
    head = words[0].lower.rstrip(".")
    state = states.demonyms.get(head) or states.by_name.get(head)
    if state and len(words) > 1 and words[1].lower in states.officials:
        return state
    return None


def _untitled(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """A name without "President" or "Dr" before it."""
    at = 0
    while at < len(words) - 1 and (
        words[at].lower.rstrip(".") in _words("titles") | _states().demonyms.keys()
    ):
        at += 1
    return words[at:]


def _untitled_text(source: str) -> str:
    """The same for a source that is only text."""
    words = source.split()
    while len(words) > 1 and words[0].lower().rstrip(".") in _words("titles") | _DETERMINERS:
        del words[0]
    return " ".join(words)


def _acts(line: Line, first: int, last: int) -> bool:
    """Whether the name stands where a subject stands: not after "in", and before a verb."""
    words = line.words
    if first and words[first - 1].lower in _PLACE and " " in words[first].before:
        return False
    if words[last - 1].possessive or last >= len(words):
        return False
    after = words[last]
    if after.tag == "RB" and last + 1 < len(words):
        after = words[last + 1]
    return after.before == " " and after.tag in _FINITE


_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
