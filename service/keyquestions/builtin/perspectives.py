"""Whose perspectives an article has: told, only named, or missing though the matter is theirs."""

from dataclasses import dataclass
from functools import cache

from keyquestions.analysis import PerspectiveStatus
from keyquestions.analyst import PerspectiveDraft
from keyquestions.article import BlockKind
from keyquestions.builtin.attribution import Attribution, in_prose
from keyquestions.builtin.parties import Party, parties
from keyquestions.builtin.partynames import is_body, untitled_text
from keyquestions.builtin.patterns import Phrases
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.wordlists import items, word_list
from keyquestions.builtin.words import Line

_MOST = 6
_HEARD, _ASKED = 6, 4
_MOST_ABSENT = 2
_LONG_ENOUGH = 120
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def find_perspectives(scan: Scan) -> tuple[PerspectiveDraft, ...]:
    """At most six parties, the most telling first; none in a language without rules."""
    if scan.article.language != "en":
        return ()
    unsure = _unsure(scan)
    everybody = [
        party
        for party in scan.once(parties)
        if _is_party(party)
        and not (
            _is_silent(party)
            and any(scan.lines[scan.line_at(at)].block in unsure for at in party.lines)
        )
    ]
    everybody.sort(key=_importance, reverse=True)
    absent = _absent(scan)
    named = [_drafted(scan, party) for party in everybody[: _MOST - len(absent)]]
    return (*named, *absent)


def _unsure(scan: Scan) -> frozenset[int]:
    """The paragraphs whose people may be the speakers of words that are nobody's for certain."""
    open_ = {a.block for a in scan.voices.attributions if a.source is None and not a.unnamed}
    return frozenset(open_ | {block - 1 for block in open_})


def _is_silent(party: Party) -> bool:
    return not (party.heard or party.asked)


def _is_party(party: Party) -> bool:
    if party.heard or party.asked:
        return True
    if party.voiced:
        return False
    if party.group or party.state:
        return party.acts > 0 and party.mentions > 1
    return party.acts > 1


def _importance(party: Party) -> float:
    return party.mentions + 2 * party.acts + 3 * min(3, len(party.told)) + _spoken(party)


def _spoken(party: Party) -> int:
    """Who is heard, or gave no answer, is not crowded out by who is only named."""
    if party.heard:
        return _HEARD
    return _ASKED if party.asked else 0


def _drafted(scan: Scan, party: Party) -> PerspectiveDraft:
    who = _shown(party)
    if party.told:
        return _told(scan, party, who)
    if party.asked is not None:
        why = "The article says that no comment was given."
        return _draft(who, PerspectiveStatus.MENTIONED_NOT_QUOTED, why, party.asked)
    why = (
        f"Named in {_sentences(len(party.lines))}, but the article gives no word of their own "
        "on the matter."
    )
    return _draft(who, PerspectiveStatus.MENTIONED_NOT_QUOTED, why, party.acting)


def _told(scan: Scan, party: Party, who: str) -> PerspectiveDraft:
    """A party that is heard, with the sentence that tells its case best."""
    told = {scan.line_at(attribution.start): attribution for attribution in party.told}
    best = max(told, key=lambda index: _weight(scan, told[index]))
    speaker = told[best].source or who
    last = speaker.lower().split()[-1:]
    named = untitled_text(speaker).lower().startswith(tuple(party.names))
    own = named or last in [name.split()[-1:] for name in party.names] or is_body(speaker)
    through = "" if own else f", through {in_prose(speaker)}"
    direct = any(attribution.direct for attribution in party.told)
    how = "Quoted" if direct else _reported(scan, party)
    why = f"{how} in {_sentences(len(told))}{through}."
    return _draft(who, PerspectiveStatus.PRESENT, why, scan.lines[best])


def _reported(scan: Scan, party: Party) -> str:
    """A quotation of an unsure speaker may be the party's: then nothing is said about quotes."""
    blocks = {scan.lines[scan.line_at(at)].block for at in party.lines}
    open_ = not blocks.isdisjoint(_unsure(scan))
    return "Reported" if open_ else "Reported without a direct quote"


def _weight(scan: Scan, attribution: Attribution) -> tuple[bool, int, int]:
    """Body before headings, longer before short, earlier before later."""
    line = scan.lines[scan.line_at(attribution.start)]
    length = min(attribution.end - attribution.start, 60)
    return line.kind is not BlockKind.HEADING, length, -line.start


def _sentences(count: int) -> str:
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{number} sentence" if count == 1 else f"{number} sentences"


def _draft(who: str, status: PerspectiveStatus, why: str, line: Line | None) -> PerspectiveDraft:
    quotes = (line.text,) if line is not None else ()
    return PerspectiveDraft(who=who, status=status.value, why=why, quotes=quotes)


def _shown(party: Party) -> str:
    """The party's name, with the names that stood for it."""
    if party.group:
        return party.who[:1].upper() + party.who[1:]
    if not party.state:
        longest = max(party.shown, key=len, default=party.who)
        body = f" ({party.stands_for})" if party.stands_for else ""
        return longest[:1].upper() + longest[1:] + body
    others = [
        name
        for name in party.shown
        if name != party.who and not any(name != other and name in other for other in party.shown)
    ]
    return f"{party.who} ({', '.join(others[:3])})" if others else party.who


@dataclass(frozen=True, slots=True)
class _Rule:
    who: str
    why: str
    least: int
    about: Phrases[None]
    heard: Phrases[None]


@cache
def _rules() -> tuple[_Rule, ...]:
    found = []
    for raw in word_list("en", "perspectives")["absent"]:
        about, heard = Phrases[None](), Phrases[None]()
        for term in items(raw["about"]):
            about.add(term, None)
        for term in items(raw["heard"]):
            heard.add(term, None)
        found.append(_Rule(raw["who"], raw["why"], raw["least"], about, heard))
    return tuple(found)


def _absent(scan: Scan) -> list[PerspectiveDraft]:
    """Groups that the matter touches and the article never has a word about."""
    if scan.article.words < _LONG_ENOUGH:
        return []
    lowers = [line.lowers for line in scan.lines]
    found: list[tuple[int, PerspectiveDraft]] = []
    for rule in _rules():
        hits = [(n, len(rule.about.find(words))) for n, words in enumerate(lowers)]
        count = sum(number for _, number in hits)
        if count < rule.least or any(rule.heard.find(words) for words in lowers):
            continue
        line = scan.lines[max(hits, key=lambda hit: hit[1])[0]]
        why = f"The article has no word from them, although {rule.why}."
        found.append((count, _draft(rule.who, PerspectiveStatus.ABSENT, why, line)))
    found.sort(key=lambda pair: -pair[0])
    return [draft for _, draft in found[:_MOST_ABSENT]]
