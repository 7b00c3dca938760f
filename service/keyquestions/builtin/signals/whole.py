"""Signals that only the whole article shows: whose side it hears, and how it treats the sides."""

from keyquestions.analysis import Voice
from keyquestions.builtin.attribution import Attribution
from keyquestions.builtin.parties import Party, parties
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.signals.candidates import Candidate
from keyquestions.builtin.signals.headline import headline

_LONG_ENOUGH = 180
_HEARD = 3
_NAMED = 3
_TRUSTING = frozenset(
    {
        "pointed out",
        "points out",
        "revealed",
        "reveals",
        "exposed",
        "proved",
        "demonstrated",
        "made clear",
    }
)


def whole(scan: Scan, genre: str) -> list[Candidate]:
    """Candidates for one-sided sourcing, unequal speech verbs and a headline that says too much."""
    if scan.article.language != "en":
        return []
    return headline(scan) + _one_sided(scan, genre) + _unequal_verbs(scan)


def _one_sided(scan: Scan, genre: str) -> list[Candidate]:
    """One side is heard again and again against another that never is."""
    if genre not in {"reporting", "feature", "analysis"} or scan.article.words < _LONG_ENOUGH:
        return []
    against = _unheard(scan)
    if against is None:
        return []
    attacks = [
        a for a in scan.voices.named() if a.kind == "conflict" and _mentions(scan, a, against)
    ]
    if not attacks:
        return []
    best = attacks[0]
    start, end = best.cue_start, best.end
    if end <= start:
        start, end = best.start, best.cue_end
    why = (
        f"{best.source or 'One side'} is quoted against {against.who}, "
        f"and the article never tells what {against.who} says to it."
    )
    index = next(n for n, line in enumerate(scan.lines) if line.start <= start < line.end)
    return [
        Candidate(
            "one_sided_sourcing", Voice.AUTHOR, start, end, 0.7, "one-sided", why, None, index
        )
    ]


def _unheard(scan: Scan) -> Party | None:
    """A party that is named often and attacked, while only others are heard."""
    everybody = parties(scan)
    heard = sum(party.heard for party in everybody)
    if heard < _HEARD:
        return None
    silent = [p for p in everybody if not p.heard and p.mentions >= _NAMED and not p.asked]
    return max(silent, key=lambda party: party.mentions, default=None)


def _mentions(scan: Scan, attribution: Attribution, party: Party) -> bool:
    said = scan.article.text[attribution.cue_end : attribution.end].lower()
    return any(name in said for name in party.names)


def _unequal_verbs(scan: Scan) -> list[Candidate]:
    """ "Claims" for one source where another "points out"."""
    named = scan.voices.named()
    doubted = [a for a in named if a.kind == "doubt" and a.verb.lower().startswith("claim")]
    trusted = [a for a in named if a.verb.lower() in _TRUSTING]
    found = []
    for doubt in doubted:
        other = next((a for a in trusted if a.source != doubt.source), None)
        if other is None or any(a.source == doubt.source for a in trusted):
            continue
        quote = scan.article.text[doubt.cue_start : doubt.cue_end]
        why = (
            f"{doubt.source} “{doubt.verb}” where {other.source} “{other.verb}”: "
            "the verbs believe one side and doubt the other."
        )
        index = next(
            n for n, line in enumerate(scan.lines) if line.start <= doubt.cue_start < line.end
        )
        found.append(
            Candidate(
                "doubt_or_certainty_verb",
                Voice.AUTHOR,
                doubt.cue_start,
                doubt.cue_end,
                0.6,
                doubt.verb.lower(),
                why,
                _said(quote, doubt.verb),
                index,
            )
        )
    return found[:1]


def _said(quote: str, verb: str) -> str | None:
    plain = {"claims": "says", "claimed": "said", "claim": "say"}.get(verb.lower())
    return quote.replace(verb, plain, 1) if plain else None
