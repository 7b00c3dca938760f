"""Open questions about sides that the article does not tell."""

import re
from collections.abc import Iterator

from keyquestions.analysis import Perspective, PerspectiveStatus
from keyquestions.builtin.asking.answers import reach
from keyquestions.builtin.asking.candidates import PRONOUNS, Candidate
from keyquestions.builtin.asking.gaps import NO_REPLY
from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.asking.topics import topic_of
from keyquestions.builtin.clauses import Clause
from keyquestions.builtin.grammar import agrees, plural
from keyquestions.builtin.names import is_organisation


def unanswered(material: Material) -> Iterator[Candidate]:
    """Parties that gave no comment, nor are reported to have spoken elsewhere."""
    speakers = {s.speaker.split()[-1] for s in material.statements if s.speaker is not None}
    for place, passage in enumerate(material.passages):
        found = NO_REPLY.search(passage.text)
        if found is None:
            continue
        at = passage.start + found.start()
        clause = _clause_over(material.clauses(passage), at)
        subject = material.subject(clause) if clause is not None and agrees(clause) else None
        if clause is None or subject is None or subject.split()[-1] in speakers:
            continue
        matter = _commented_on(clause) or topic_of(material)
        if matter is None or set(subject.lower().split()) & set(matter.lower().split()) - {"the"}:
            continue
        yield Candidate(
            text=f"What {'do' if plural(clause) else 'does'} {subject} say about {matter}?",
            kind="affected_parties",
            salience=4,
            why=f"On {matter} readers have only the word of others: {subject} gave no answer.",
            quotes=(passage.text,),
            recipe="reply",
            place=place,
            weight=0.8,
        )


def _clause_over(found: tuple[Clause, ...], at: int) -> Clause | None:
    """The clause whose verb begins at that place of the article."""
    return next((c for c in found if abs(c.tokens[c.finite].start - at) <= 1), None)


def _commented_on(clause: Clause) -> str | None:
    tokens = clause.tokens
    for at in range(clause.main + 1, len(tokens)):
        on = tokens[at].lower == "on" and tokens[at - 1].lower in {"comment", "commented"}
        if on or tokens[at].lower == "about":
            words = clause.text(at + 1, reach(clause, at + 1))
            pointing = set(words.lower().split()) & (PRONOUNS - {"that"})
            return words if words and not pointing else None
    return None


def silent_parties(material: Material) -> Iterator[Candidate]:
    """Parties that the framing analysis found named without a word, or missing."""
    topic = topic_of(material) if material.framing is not None else None
    event = topic_of(material, events=True)
    if material.framing is None or topic is None:
        return
    for party in material.framing.perspectives:
        who = party.who.partition(" (")[0]
        known = {word.lower() for word in who.split()} & {word.lower() for word in topic.split()}
        if known - {"the", "of"} or len(who.split()) > 9 or material.document.names.is_person(who):
            continue
        if party.status is PerspectiveStatus.ABSENT and event is not None:
            yield _absent(material, party, who, event)
        elif party.status is PerspectiveStatus.MENTIONED_NOT_QUOTED and _has_one_voice(party):
            yield _unheard(material, party, who, topic)


def _absent(material: Material, party: Perspective, who: str, topic: str) -> Candidate:
    low = who[0].lower() + who[1:]
    head = re.split(r" (?:of|in|between|over|with) ", topic)[0]
    verb = "do" if head.endswith("s") and not head.endswith("ss") else "does"
    return Candidate(
        text=f"What {verb} {topic} mean for {low}?",
        kind="affected_parties",
        salience=3,
        why=f"The matter touches {low}, and the article has no word from them.",
        quotes=tuple(anchor.exact for anchor in party.evidence[:1]),
        recipe="absent",
        place=len(material.passages) // 2,
        weight=0.3,
    )


def _has_one_voice(party: Perspective) -> bool:
    """Whether a party is a state or an organisation: "Russia (Moscow, Kremlin)", not "tenants"."""
    words = party.who.split()
    named = words[-1][0].isupper() and len(words) > 1
    return " (" in party.who or (named and is_organisation(words))


def _unheard(material: Material, party: Perspective, who: str, topic: str) -> Candidate:
    found = next((n for n, p in enumerate(material.passages) if who in p.text), 0)
    return Candidate(
        text=f"What does {who} say about {topic}?",
        kind="affected_parties",
        salience=3,
        why=f"The article tells what {who} did, but not how {who} would explain it.",
        quotes=tuple(anchor.exact for anchor in party.evidence[:1]),
        recipe="silent",
        place=found,
        weight=0.2,
    )
