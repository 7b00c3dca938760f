"""Questions about stances: why somebody opposes or welcomes something, or punishes somebody."""

from collections.abc import Iterator

from keyquestions.builtin.asking.answers import reach, whole
from keyquestions.builtin.asking.candidates import Candidate, clean_rest
from keyquestions.builtin.asking.causes import BECAUSE, SAYING, STANCES, asked_about
from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.clauses import SPEECH, Clause
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted, sentence

_PUNISHED = frozenset(
    "send fine jail arrest dismiss suspend sentence convict ban charge sue award honour "
    "criticise criticize praise investigate".split()
)


def stances(material: Material) -> Iterator[Candidate]:
    """Why somebody opposes, disputes or welcomes something, where the next sentence tells."""
    for place, passage in enumerate(material.passages):
        clause = material.main(passage)
        if clause is None or clause.negated or clause.verb not in STANCES - {"accuse"}:
            continue
        added = _adds(material, clause)
        after = passage if added else material.after(passage)
        if after is None:
            continue
        told = any(tail.marker in BECAUSE or tail.marker in SAYING for tail in clause.tails)
        speaks = added or _speaks(material, after, clause)
        about = asked_about(material, clause)
        if clause.passive or told or not speaks or about is None or about[1] == clause.main + 1:
            continue
        subject, end = about
        yield Candidate(
            text=f"Why {inverted(clause, subject, end=end)}?",
            kind="cause",
            salience=4,
            why=f"The argument of {subject} tells readers what the other side has to answer.",
            answer=whole(after),
            quotes=tuple(dict.fromkeys((passage.text, after.text))),
            recipe="stance",
            place=place,
            weight=0.7,
        )


def _adds(material: Material, clause: Clause) -> bool:
    """Whether the sentence goes on with what the same party says: "rejected it and said that"."""
    others = (c for c in material.clauses(clause.passage) if c is not clause)
    return any(c.subject == clause.subject and c.verb in SPEECH for c in others)


def _speaks(material: Material, passage: Passage, before: Clause) -> bool:
    """Whether the next sentence lets the same party speak: "its chairman said", "they said"."""
    clause = material.main(passage)
    if clause is None or clause.verb not in SPEECH:
        return False
    words = {t.text for t in clause.tokens[slice(*clause.subject)] if t.tag.startswith("NNP")}
    same = words & {t.text for t in before.tokens[slice(*before.subject)]}
    return bool(same) or clause.tokens[clause.subject[0]].tag in {"PRP", "PRP$"}


def penalties(material: Material) -> Iterator[Candidate]:
    """Why somebody was sent off, fined or sentenced: "… for a second yellow card"."""
    for statement in material.statements:
        clause = statement.clause
        if clause.verb not in _PUNISHED or clause.negated:
            continue
        tokens, start = clause.tokens, clause.main + 1
        at = next((i for i in range(start, clause.end - 1) if tokens[i].lower == "for"), None)
        if at is None or (not clause.passive and at == start) or tokens[at + 1].tag == "CD":
            continue
        subject = material.subject(clause)
        if subject is None or not agrees(clause) or not clean_rest(clause, start, at):
            continue
        yield Candidate(
            text=statement.asked(f"Why {inverted(clause, subject, end=at)}"),
            kind="cause",
            salience=4,
            why=f"The ground decides whether readers find it fair to {subject}."
            if clause.passive
            else f"The ground tells what the stance of {subject} is worth.",
            answer=sentence(clause.text(at, reach(clause, at + 1))),
            quotes=(clause.passage.text,),
            recipe="penalty",
            place=statement.place,
            weight=0.5,
        )
