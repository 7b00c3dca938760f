"""The parties of an article: who is named, by which names, and whether anybody speaks for them."""

from dataclasses import dataclass, field
from functools import cache

from keyquestions.article import BlockKind
from keyquestions.builtin.attribution import Attribution
from keyquestions.builtin.partyacts import acts, gave_no_answer, head_of, lower
from keyquestions.builtin.partynames import (
    is_body,
    name_words,
    runs,
    state_of,
    states,
    untitled,
    untitled_text,
)
from keyquestions.builtin.patterns import Phrases
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.wordlists import items, word_list
from keyquestions.builtin.words import Line

_EARLY = 3
_BESIDE = 40
_PAPERS = frozenset("report survey study poll review audit letter document memo statement".split())


@dataclass(slots=True)
class Party:
    """A party while it is collected; `names` are lower-case, `shown` as the article has them.

    `told` is what it says itself; it is `voiced` where somebody else speaks for it, and
    `stands_for` is the body that the article says a person speaks for.
    """

    who: str
    names: set[str] = field(default_factory=set)
    shown: list[str] = field(default_factory=list)
    mentions: int = 0
    lines: set[int] = field(default_factory=set)
    acts: int = 0
    first: int = 0
    group: bool = False
    state: bool = False
    titled: bool = False
    told: list[Attribution] = field(default_factory=list)
    voiced: bool = False
    stands_for: str | None = None
    acting: Line | None = None
    where: int = 0
    asked: Line | None = None

    @property
    def is_person(self) -> bool:
        """Whether it has a title, or is also called by the last word of its name alone."""
        if self.titled:
            return True
        surnames = {name.split()[-1] for name in self.names if " " in name}
        return not surnames.isdisjoint(self.names)

    @property
    def heard(self) -> bool:
        """Whether anybody speaks for it."""
        return bool(self.told)


@cache
def _groups() -> Phrases[str]:
    phrases: Phrases[str] = Phrases()
    for who, terms in word_list("en", "perspectives")["groups"].items():
        for term in items(terms):
            phrases.add(term, who)
    return phrases


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
        self.named: dict[int, list[Party]] = {}
        self.small = {
            word.lower for line in scan.lines for word in line.words if not word.capitalised
        }

    def read(self, line: Line) -> None:
        """Collect the names and groups of one sentence."""
        if line.kind is not BlockKind.HEADING:
            for first, last in runs(line, self.small):
                self._name(line, first, last)
        for hit in _groups().find(line.lowers):
            word = line.words[hit.first]
            if (hit.first and word.capitalised) or self.scan.voices.is_quoted(word.start):
                continue
            party = self._party(hit.payload, line)
            party.group = True
            self._mention(party, _Named(line, hit.first, hit.last, hit.payload))

    def _name(self, line: Line, first: int, last: int) -> None:
        words = line.words[first:last]
        state, text = state_of(words), untitled(words)
        key = text.lower()
        if key in name_words("not_parties") or key.isdigit():
            return
        if state is not None:
            party = self._party(state, line)
            party.state = True
            self._mention(party, _Named(line, first, last, text))
            if text.lower() not in states().demonyms:
                self.alias[key.split()[-1]] = state
            return
        who = self.alias.get(key) or self._by_last_word(key)
        if who is None:
            who = text
            self.alias.setdefault(key.split()[-1], who)
        self.alias[key] = who
        party = self._party(who, line)
        party.titled |= not line.text[words[0].start - line.start :].startswith(text)
        self.named.setdefault(line.start, []).append(party)
        self._mention(party, _Named(line, first, last, text))

    def _by_last_word(self, key: str) -> str | None:
        """Whom the last word of a name already names: not the Ann Bell of another first name."""
        who = self.alias.get(key.rsplit(maxsplit=1)[-1])
        known = self.found.get(who or "")
        if known is None or " " not in key:
            return who
        firsts = {name.split()[0] for name in known.names if " " in name}
        return who if not firsts or key.split(maxsplit=1)[0] in firsts or known.state else None

    def _party(self, who: str, line: Line) -> Party:
        return self.found.setdefault(who, Party(who, first=line.start))

    def _mention(self, party: Party, named: _Named) -> None:
        line, first, last, text = named.line, named.first, named.last, named.text
        party.mentions += 1
        party.lines.add(line.start)
        party.names.add(lower(line, first, last) if party.group else text.lower())
        if text not in party.shown and text.lower() not in states().demonyms:
            party.shown.append(text)
        if line.kind is not BlockKind.HEADING and acts(line, first, last):
            party.acts += 1
            if party.acting is None or (first < _EARLY <= party.where):
                party.acting, party.where = line, first
        if party.asked is None and gave_no_answer(line, last):
            party.asked = line

    def hear(self) -> None:
        """Give each party the words of its sources."""
        spoken: set[int] = set()
        for attribution in self.scan.voices.named():
            source = attribution.source or ""
            index = self.scan.line_at(attribution.cue_start)
            body = None if index in spoken else self._body(attribution.cue_start, source)
            spoken.add(index)
            speaker = body if body is not None and is_body(source) else self._speaker(source)
            if speaker is None and body is not None:
                speaker = body
            if speaker is None:
                continue
            speaker.told.append(attribution)
            if source.lower().endswith(f" {speaker.who.lower()}") and " " not in speaker.who:
                speaker.shown.append(untitled_text(source))
            self._speaks_for_body(speaker, body, attribution)

    def _speaks_for_body(self, speaker: Party, body: Party | None, told: Attribution) -> None:
        """Note the body that a person speaks for: it is not one that nobody speaks for."""
        line = self.scan.lines[self.scan.line_at(told.cue_start)]
        if body is not None and body is not speaker:
            speaker.titled = body.voiced = True
            speaker.stands_for = body.who
        for group in _groups_of(line, told):
            if group in self.found and self.found[group] is not speaker:
                self.found[group].voiced = True
        for other in self.named.get(line.start, ()):
            if other is not speaker and not told.start <= _place(line, other) < told.end:
                other.voiced = True

    def _body(self, at: int, source: str) -> Party | None:
        """The body that "the company" is, or that "its director, Joanna Pell" speaks for.

        It has to be named in the sentence before.
        """
        index = self.scan.line_at(at)
        if not index or not _PAPERS.isdisjoint(source.lower().split()):
            return None
        if not (is_body(source) or self.scan.lines[index].lowers[:1] == ["its"]):
            return None
        before = self.scan.lines[index - 1].start
        bodies = [p for p in self.named.get(before, ()) if not (p.state or p.is_person)]
        return max(bodies, key=lambda body: body.acts, default=None)

    def _speaker(self, source: str) -> Party | None:
        """The party that a source is: not the place that it comes from or a part of its name."""
        words = [word.removesuffix("'s") for word in source.lower().replace("’", "'").split()]
        own = untitled_text(source).lower()
        if own in self.alias and self.alias[own] in self.found:
            return self.found[self.alias[own]]
        head = head_of(words)
        matches = [
            (len(name.split()), party)
            for party in self.found.values()
            for name in party.names
            if _stands_for(head, name.split(), party)
        ]
        if matches:
            return max(matches, key=lambda match: match[0])[1]
        named = any(word[:1].isupper() for word in source.split()[1:])
        if not named or not _PAPERS.isdisjoint(head):
            return None
        who = untitled_text(source)
        return self.found.setdefault(
            who, Party(who, {who.lower()}, first=len(self.scan.article.text))
        )


def _groups_of(line: Line, told: Attribution) -> set[str]:
    """The groups that a speaker belongs to by what stands beside the name: "Dr", "the trader"."""
    near = [word for word in line.words if told.cue_start - _BESIDE <= word.start < told.cue_end]
    lowers = [word.lower for word in near]
    found = {hit.payload for hit in _groups().find(lowers)}
    titled = word_list("en", "perspectives")["titled"]
    for group, titles in titled.items():
        if not {word.rstrip(".") for word in lowers}.isdisjoint(titles.split()):
            found.add(group)
    return found


def _place(line: Line, party: Party) -> int:
    """Where a sentence first names a party."""
    at = line.text.lower().find(min(party.names, key=len))
    return line.start + at


def _stands_for(words: list[str], name: list[str], party: Party) -> bool:
    """Whether a source's words end in a name, or begin with it and go on with a plain noun."""
    if words[-len(name) :] == name:
        return True
    return (party.group or not party.is_person) and words[: len(name)] == name
