"""Signals that only the whole article shows: whose side it hears, and how it treats the sides."""

from keyquestions.analysis import Voice
from keyquestions.builtin.attribution import Attribution, in_prose
from keyquestions.builtin.parties import Party, parties
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.signals.candidates import Candidate
from keyquestions.builtin.signals.headline import headline

_LONG_ENOUGH = 180
_HEARD = 3
_NAMED = 3
_OBJECT = 5
_PLAIN = {"claims": "says", "claimed": "said", "claim": "say"}
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
    attack = next((a for a in scan.voices.named() if _is_attack(scan, a, against)), None)
    if attack is None:
        return []
    why = (
        f"The article reports what {in_prose(attack.source or 'somebody')} holds against "
        f"{against.who}, and never what {against.who} says to it."
    )
    return [
        Candidate(
            kind="one_sided_sourcing",
            voice=Voice.AUTHOR,
            start=attack.cue_start,
            end=attack.end,
            score=0.7,
            trigger="one-sided",
            explanations=(why,),
            neutral=None,
            line=scan.line_at(attack.cue_start),
        )
    ]


def _unheard(scan: Scan) -> Party | None:
    """A party that is named often and attacked, while only others are heard."""
    everybody = scan.once(parties)
    heard = sum(party.heard for party in everybody)
    if heard < _HEARD:
        return None
    silent = [
        p for p in everybody if not (p.heard or p.group) and p.mentions >= _NAMED and not p.asked
    ]
    return max(silent, key=lambda party: party.mentions, default=None)


def _is_attack(scan: Scan, attribution: Attribution, party: Party) -> bool:
    """Whether a source accuses, blames or condemns the party, right behind the verb."""
    if attribution.kind != "attack" or attribution.end <= attribution.cue_end:
        return False
    blamed = scan.article.text[attribution.cue_end : attribution.end].lower().split()
    beginning = " ".join(blamed[:_OBJECT])
    return any(name in beginning for name in party.names)


def _unequal_verbs(scan: Scan) -> list[Candidate]:
    """ "Claims" for one source where another "points out"."""
    named = scan.voices.named()
    trusted = [a for a in named if a.verb.lower() in _TRUSTING]
    for doubt in named:
        plain = _PLAIN.get(doubt.verb.lower())
        other = next((a for a in trusted if a.source != doubt.source), None)
        if plain is None or other is None or any(a.source == doubt.source for a in trusted):
            continue
        quote = scan.article.text[doubt.cue_start : doubt.cue_end]
        why = (
            f"“{doubt.verb}” doubts one side, where “{other.verb}” believes "
            f"{in_prose(other.source or '')}."
        )
        return [
            Candidate(
                kind="doubt_or_certainty_verb",
                voice=Voice.AUTHOR,
                start=doubt.cue_start,
                end=doubt.cue_end,
                score=0.6,
                trigger=doubt.verb.lower(),
                explanations=(why,),
                neutral=quote.replace(doubt.verb, plain, 1),
                line=scan.line_at(doubt.cue_start),
            )
        ]
    return []
