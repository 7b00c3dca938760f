"""Open questions about what is not decided yet: votes, rulings, inquiries, delays."""

import re
from collections.abc import Iterator
from dataclasses import replace

from keyquestions.builtin.asking.candidates import Candidate, clean_rest
from keyquestions.builtin.asking.gaps import direct
from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.clauses import Clause
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted, mid_sentence, possessive
from keyquestions.builtin.names import is_calendar
from keyquestions.builtin.pronouns import PRONOUNS

_DECIDING = {"decide": "on", "vote": "on", "rule": "on"}
_JUDGING = frozenset("decide rule determine examine investigate consider clarify".split())
_EXAMINING = {
    "examine": "examination of",
    "investigate": "investigation of",
    "review": "review of",
    "study": "study of",
    "assess": "assessment of",
}
_SHORT = 4
"""The most words of who examines something that a possessive can follow."""
_PRESENTING = frozenset("present publish unveil submit release".split())
_PAPERS = frozenset("plan proposal strategy report findings results concept".split())
_PENDING = frozenset(
    "delayed unresolved undecided unpublished unpaid stalled blocked postponed unsigned".split()
)
_TEST = frozenset("willingness readiness ability capacity commitment".split())
_UNDER_WAY = re.compile(
    r"\b(?:is|are) (?:still )?(?:being (?:investigated|reviewed|examined)|under (?:investigation|"
    r"review))\b"
)
_AT_LARGE = re.compile(
    r"\b[Nn]o arrests? (?:has|have) been made\b|\b[Nn]obody has been arrested\b|\bstill at large\b|"
    r"\b(?:has|have) not (?:yet )?been identified\b"
)


def decisions(material: Material) -> Iterator[Candidate]:
    """How a vote, a ruling or an inquiry that is still to come will end."""
    for statement in material.statements:
        clause = _coming(statement.clause)
        if clause is None or clause.negated or not agrees(clause):
            continue
        subject = material.subject(clause)
        text = _outcome(material, clause, subject) if subject is not None else None
        if text is None or subject is None:
            continue
        when = _when(clause)
        yield Candidate(
            text=text,
            kind="consequence",
            salience=4,
            why=f"The answer is due {when}; until then the matter is open."
            if when
            else f"The matter is in the hands of {subject}, and the article can only say so.",
            quotes=(clause.passage.text,),
            recipe="outcome",
            place=statement.place,
            weight=0.6,
        )


def _coming(clause: Clause) -> Clause | None:
    """The clause if it is about the future; "is expected to vote" becomes "will vote"."""
    tokens, at = clause.tokens, clause.main + 1
    if tokens[clause.finite].lower in {"will", "must"}:
        return clause
    planned = clause.verb in {"expect", "schedule", "set"} and tokens[clause.finite].tag != "VBD"
    if clause.verb == "be" and at < clause.end and tokens[at].lower == "due":
        planned, at = tokens[clause.finite].tag != "VBD", at + 1
    verb = at + 1 < clause.end and tokens[at].lower == "to" and tokens[at + 1].tag == "VB"
    return replace(clause, finite=at + 1, main=at + 1) if planned and verb else None


def _outcome(material: Material, clause: Clause, subject: str) -> str | None:
    tokens, at = clause.tokens, clause.main + 1
    if clause.passive:
        return _passive_outcome(clause, subject)
    whether = next((tail for tail in clause.tails if tail.marker == "whether"), None)
    if whether is not None and clause.verb in _JUDGING:
        return direct(material, clause.passage, whether.first)
    thing = _thing(material, clause, at + 1 if clause.verb in _DECIDING else at)
    if thing is None:
        return None
    if clause.verb in _DECIDING and tokens[at].lower == _DECIDING[clause.verb]:
        return f"How will {subject} {clause.verb} on {thing}?"
    if clause.verb == "approve":
        return f"Will {subject} approve {thing}?"
    if clause.verb == "debate":
        return f"What will {subject} decide about {thing}?"
    if clause.verb in _PRESENTING and thing.split()[-1] in _PAPERS:
        return f"What will the {thing.split()[-1]} of {subject} say?"
    if clause.verb in _EXAMINING:
        return _examined(clause.verb, subject, thing)
    if clause.verb == "hear" and tokens[clause.head].lower in {"court", "judge", "tribunal"}:
        return f"How will {subject} rule in {thing}?"
    return None


def _examined(verb: str, subject: str, thing: str) -> str:
    if len(subject.split()) > _SHORT:
        return f"What will {subject} find out about {thing}?"
    return f"What will {possessive(subject)} {_EXAMINING[verb]} {thing} find?"


def _passive_outcome(clause: Clause, subject: str) -> str | None:
    head = clause.tokens[clause.head].lower
    if clause.verb == "sentence":
        return f"What sentence will {subject} receive?"
    if clause.verb == "publish" and head in {"report", "findings", "results"}:
        return f"What will {subject} say?"
    if clause.verb == "hold" and head in {"vote", "election", "referendum", "ballot"}:
        return f"How will {subject} end?"
    return None


def _thing(material: Material, clause: Clause, first: int) -> str | None:
    """What is decided on, with the phrase that belongs to it."""
    chunk = clause.passage.chunk_from(first)
    if chunk is None or chunk.last > clause.end or not clean_rest(clause, first, chunk.last):
        return None
    text = clause.text(first, clause.passage.with_of(chunk.last))
    return material.references.named(text, clause.tokens[first])


def _when(clause: Clause) -> str:
    """ "on 22 October", "by June"; "" where the clause has no date."""
    tokens = clause.tokens
    for at in range(clause.main + 1, clause.end):
        near = tokens[at + 1 : at + 5]
        dated = any(is_calendar(t.text) and t.text[0].isupper() for t in near)
        if dated and tokens[at].lower in {"on", "in", "by"} and clause.end - at <= 7:
            return clause.text(at, clause.end)
    return ""


def delays(material: Material) -> Iterator[Candidate]:
    """Why something "remains delayed" where the article gives no reason."""
    for statement in material.statements:
        clause = statement.clause
        at = clause.main + 1
        state = clause.tokens[at].lower if at < len(clause.tokens) else ""
        if clause.verb not in {"remain", "be"} or state not in _PENDING or clause.negated:
            continue
        subject = material.subject(clause)
        told = "because" in clause.passage.text or "due to" in clause.passage.text
        if subject is None or told or not agrees(clause):
            continue
        yield Candidate(
            text=f"Why {inverted(clause, subject, end=at + 1)}?",
            kind="cause",
            salience=4,
            why=f"Without a stated reason readers cannot tell what the delay of {subject} means."
            if state == "delayed"
            else f"Without a stated reason readers cannot tell what holds up {subject}.",
            quotes=(clause.passage.text,),
            recipe="delay",
            place=statement.place,
            weight=0.5,
        )


def doubts(material: Material) -> Iterator[Candidate]:
    """How great a willingness or an ability is that the article says is in question."""
    for place, passage in enumerate(material.passages):
        at = re.search(r"\b(?:questions?|doubts?|skepticism|scepticism) about ", passage.text)
        if at is None:
            continue
        start = passage.start + at.end()
        chunk = next((c for c in passage.chunks if passage.tokens[c.first].start == start), None)
        if chunk is None or passage.tokens[chunk.head].lower not in _TEST:
            continue
        last = chunk.last
        while last < len(passage.tokens) and passage.tokens[last].lower not in {".", ","}:
            last += 1
        thing = passage.words(chunk.first, last)
        yield Candidate(
            text=f"How great is {thing}?",
            kind="evidence",
            salience=3,
            why="The article raises the doubt and leaves readers without a measure for it.",
            quotes=(passage.text,),
            recipe="doubt",
            place=place,
            weight=0.4,
        )


def inquiries(material: Material) -> Iterator[Candidate]:
    """What is "being investigated", and who did what nobody has been arrested for."""
    for place, passage in enumerate(material.passages):
        clause = material.main(passage)
        text = None
        if _UNDER_WAY.search(passage.text) and clause is not None:
            text = _looked_into(material, clause)
        elif _AT_LARGE.search(passage.text):
            text = _who_did_it(material)
        elif clause is not None and clause.verb == "investigate" and not clause.passive:
            text = _cause_of(material, clause)
        if text is not None:
            yield Candidate(
                text=text,
                kind="cause",
                salience=4,
                why="The inquiry is not over, so what the article can tell is provisional.",
                quotes=(passage.text,),
                recipe="gap",
                place=place,
                weight=0.8,
            )


def _looked_into(material: Material, clause: Clause) -> str | None:
    subject = material.subject(clause)
    if subject is None or not subject.startswith("the ") or not agrees(clause):
        return None
    if subject.startswith("the cause"):
        return f"What is {subject}?"
    return f"What will the inquiry into {subject} find?"


def _cause_of(material: Material, clause: Clause) -> str | None:
    """ "Police are investigating the cause of the accident"."""
    words = clause.text(clause.main + 1, clause.end)
    plain = words.startswith("the cause of ") and not set(words.lower().split()) & PRONOUNS
    return f"What is {words}?" if plain and not material.quoted(clause) else None


def _who_did_it(material: Material) -> str | None:
    lead: Passage = material.passages[0]
    clause = material.main(lead)
    if clause is None or clause.passive or clause.tokens[clause.head].tag != "NNS":
        return None
    clean = clean_rest(clause, clause.main + 1, clause.end)
    return (
        f"Who are {_the(clause)} who {clause.text(clause.finite, clause.end)}?" if clean else None
    )


def _the(clause: Clause) -> str:
    first, last = clause.subject
    while first < last - 1 and clause.tokens[first].tag in {"CD", "DT"}:
        first += 1
    return f"the {mid_sentence(clause.text(first, last), None)}"
