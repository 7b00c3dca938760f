"""Whose perspectives an article has: told, only named, or missing though the matter is theirs."""

from dataclasses import dataclass
from functools import cache

from keyquestions.analysis import PerspectiveStatus
from keyquestions.analyst import PerspectiveDraft
from keyquestions.builtin.parties import Party, parties
from keyquestions.builtin.patterns import Phrases
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.wordlists import items, word_list

_MOST = 6
_MOST_ABSENT = 2
_LONG_ENOUGH = 120
_CLIP = 24


def find_perspectives(scan: Scan) -> tuple[PerspectiveDraft, ...]:
    """At most six parties, the most telling first; none in a language without rules."""
    if scan.article.language != "en":
        return ()
    everybody = [party for party in parties(scan) if _is_party(party)]
    everybody.sort(key=_importance, reverse=True)
    absent = _absent(scan)
    named = [_told(scan, p) if p.heard else _named(p) for p in everybody[: _MOST - len(absent)]]
    return (*named, *absent)


def _is_party(party: Party) -> bool:
    if party.heard or party.asked:
        return True
    if party.group or party.state:
        return party.acts > 0 and party.mentions > 1
    return party.acts > 1


def _importance(party: Party) -> float:
    return party.mentions + 2 * party.acts + 3 * min(3, len(party.told)) + (4 if party.asked else 0)


def _told(scan: Scan, party: Party) -> PerspectiveDraft:
    best = max(party.told, key=lambda a: (a.direct, min(a.end - a.start, 200)))
    quote = scan.article.text[best.start : best.end].strip()
    times = "once" if len(party.told) == 1 else f"{len(party.told)} times"
    why = f"Its case is told {times}, here by {best.source}: “{_clip(quote)}”"
    return _draft(_shown(party), PerspectiveStatus.PRESENT, why, quote)


def _named(party: Party) -> PerspectiveDraft:
    if party.asked is not None:
        why = f"It is reported to have given no answer: “{_clip(party.asked.text)}”"
        return _draft(_shown(party), PerspectiveStatus.MENTIONED_NOT_QUOTED, why, party.asked.text)
    line = party.acting
    quote = line.text if line else ""
    why = (
        f"The article names it {party.mentions} times and tells what it does (“{_clip(quote)}”), "
        "but gives no word of its own on the matter."
    )
    return _draft(_shown(party), PerspectiveStatus.MENTIONED_NOT_QUOTED, why, quote)


def _draft(who: str, status: PerspectiveStatus, why: str, quote: str) -> PerspectiveDraft:
    return PerspectiveDraft(who=who, status=status.value, why=why, quotes=(quote,) if quote else ())


def _shown(party: Party) -> str:
    """The party's name, with the names that stood for it."""
    if party.group:
        return party.who[:1].upper() + party.who[1:]
    if not party.state:
        return max(party.shown, key=len, default=party.who)
    others = [name for name in party.shown if name != party.who][:3]
    return f"{party.who} ({', '.join(others)})" if others else party.who


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
        why = f"Nobody speaks for them, and {rule.why}: “{_clip(line.text)}”"
        found.append((count, _draft(rule.who, PerspectiveStatus.ABSENT, why, line.text)))
    found.sort(key=lambda pair: -pair[0])
    return [draft for _, draft in found[:_MOST_ABSENT]]


def _clip(text: str) -> str:
    words = text.split()
    return text if len(words) <= _CLIP else " ".join(words[:_CLIP]) + " …"
