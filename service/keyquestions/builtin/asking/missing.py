"""Open questions about sides that the article does not tell."""

import re
from collections.abc import Iterator

from keyquestions.builtin.asking.answers import reach
from keyquestions.builtin.asking.candidates import Candidate
from keyquestions.builtin.asking.gaps import NO_REPLY
from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.asking.topics import topic_of
from keyquestions.builtin.clauses import Clause
from keyquestions.builtin.grammar import agrees, plural
from keyquestions.builtin.pronouns import PRONOUNS

_ASKED = re.compile(
    r"\bto comment\b|\bnot (?:yet )?comment|\breached\b|"
    r"\b(?:request|asked|questions?|inquir|enquir)"
)
"""What shows that it is the article that somebody gave no answer."""


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
        asked = _ASKED.search(passage.text) is not None
        matter = _commented_on(clause) or (topic_of(material, events=True) if asked else None)
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
