"""Questions about what comes next: choices that are still to be made, votes that were close."""

import re
from collections.abc import Iterator

from keyquestions.builtin.asking.candidates import Candidate
from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.clauses import Clause
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted, sentence
from keyquestions.builtin.names import is_calendar
from keyquestions.builtin.pronouns import PRONOUNS

_STEPS = {
    "an appeal": "appeal",
    "legal action": "take legal action",
    "a legal challenge": "bring a legal challenge",
    "a judicial review": "seek a judicial review",
    "a complaint": "file a complaint",
    "a strike": "go on strike",
}
"""What somebody who considers it may do."""
_STOPS = frozenset({",", ".", ";", ":", "-", '"', "(", "and", "but", "because", "after", "when"})
_PASSED = frozenset("pass approve reject adopt carry defeat back".split())
_VOTES = re.compile(r"by (?P<votes>[\w,]+(?: votes)? to [\w,]+(?: votes)?)\b")
_ANYBODY = frozenset({"members", "officials", "people", "directors", "readers"})
"""Subjects that do not tell whose choice it is."""
_FEWEST = 2


def choices(material: Material) -> Iterator[Candidate]:
    """What somebody has yet to decide: "will decide in March whether to bring charges"."""
    for place, passage in enumerate(material.passages):
        for at in range(1, len(passage.tokens) - 2):
            tokens = passage.tokens
            inner = [token.lower for token in tokens[at : at + 2]] == ["whether", "to"]
            if not inner or material.document.quoted(tokens[at].start, tokens[at].end):
                continue
            clause = _deciding(material, passage, at)
            step = _step(material, passage, at + 2)
            if clause is not None and step is not None:
                yield from _choice(material, clause, step, place)
                break
        for clause in material.clauses(passage):
            step = _considered(clause)
            if step is not None:
                yield from _choice(material, clause, step, place)
                break


def _deciding(material: Material, passage: Passage, at: int) -> Clause | None:
    """The clause that says who decides, where the decision is still to come."""
    before = [clause for clause in material.clauses(passage) if clause.finite < at]
    if not before:
        return None
    clause = before[-1]
    finite = passage.tokens[clause.finite]
    coming = finite.tag in {"MD", "VBP", "VBZ"} and finite.lower not in {"has", "have"}
    return clause if coming and not clause.negated else None


def _considered(clause: Clause) -> str | None:
    """ "Is considering an appeal": the step as a verb."""
    chunk = clause.object
    if clause.verb != "consider" or chunk is None or clause.passive or clause.negated:
        return None
    going = clause.tokens[clause.main].tag == "VBG"
    return _STEPS.get(clause.text(chunk.first, chunk.last).lower()) if going else None


def _step(material: Material, passage: Passage, first: int) -> str | None:
    """What may be done; "hold one" with what "one" is, where the sentence before says it."""
    tokens, last = passage.tokens, first
    if tokens[first].tag not in {"VB", "VBP", "NN"}:
        return None
    while last < len(tokens) and tokens[last].lower not in _STOPS:
        last += 1
    words = passage.words(first, last)
    if tokens[last - 1].lower == "one":
        thing = _last_new(material.before(passage))
        return None if thing is None else f"{passage.words(first, last - 1)} {thing}"
    pointing = {token.lower for token in tokens[first:last]} & PRONOUNS
    return None if pointing or last - first < _FEWEST else words


def _last_new(passage: Passage | None) -> str | None:
    """The last thing that a sentence introduces: "an independent inquiry"."""
    if passage is None:
        return None
    new = [c for c in passage.chunks if passage.tokens[c.first].lower in {"a", "an"}]
    return passage.words(new[-1].first, new[-1].last) if new else None


def _choice(material: Material, clause: Clause, step: str, place: int) -> Iterator[Candidate]:
    subject = material.subject(clause)
    if subject is None or subject in _ANYBODY or not agrees(clause):
        return
    when = _when(clause.passage)
    yield Candidate(
        text=f"Will {subject} {step}?",
        kind="consequence",
        salience=4,
        why=f"The decision is due {when}; until then it can go either way."
        if when
        else f"The choice is up to {subject}, and the article can only say that it is open.",
        quotes=(clause.passage.text,),
        recipe="choice",
        place=place,
        weight=0.9,
    )


def _when(passage: Passage) -> str:
    """ "On 9 December" or "by the end of March"; "" where the sentence has no date."""
    tokens = passage.tokens
    for at, token in enumerate(tokens[:-1]):
        if token.lower not in {"on", "in", "by"}:
            continue
        last = at + 1
        while last < len(tokens) and (
            tokens[last].tag == "CD"
            or tokens[last].lower in {"the", "end", "of", "start", "next", "early", "late"}
            or (is_calendar(tokens[last].text) and tokens[last].text[0].isupper())
        ):
            last += 1
        if any(is_calendar(t.text) and t.text[0].isupper() for t in tokens[at + 1 : last]):
            return passage.words(at, last)
    return ""


def margins(material: Material) -> Iterator[Candidate]:
    """How close a vote was: "was passed by 16 votes to 11", "voted six to three to wait"."""
    for statement in material.statements:
        clause = statement.clause
        subject = material.subject(clause)
        if subject is None or clause.negated or not agrees(clause):
            continue
        made = _passed(clause, subject) or _voted(clause, subject)
        if made is None:
            continue
        text, votes = made
        yield Candidate(
            text=statement.asked(text),
            kind="elaboration",
            salience=4,
            why="The margin tells how firm the majority behind the decision is.",
            answer=sentence(votes),
            quotes=(clause.passage.text,),
            recipe="vote",
            place=statement.place,
            weight=0.5,
        )


def _passed(clause: Clause, subject: str) -> tuple[str, str] | None:
    if clause.verb not in _PASSED or not clause.passive:
        return None
    behind = clause.text(clause.main + 1, clause.end)
    found = _VOTES.match(behind)
    if found is None:
        return None
    return f"By how many votes {inverted(clause, subject, end=clause.main + 1)}", found["votes"]


def _voted(clause: Clause, subject: str) -> tuple[str, str] | None:
    tokens, at = clause.tokens, clause.main + 1
    if clause.verb != "vote" or at + 2 >= clause.end or tokens[at].tag != "CD":
        return None
    single = "-" in tokens[at].text or "–" in tokens[at].text
    last = at + 1 if single else at + 3
    if not single and tokens[at + 1].lower != "to":
        return None
    inside = range(last, clause.end - 1)
    to = next((i for i in inside if tokens[i].lower == "to" and tokens[i + 1].tag == "VB"), None)
    if to is None or {t.lower for t in tokens[to : clause.end]} & PRONOUNS:
        return None
    asked = inverted(clause, subject, end=at)
    return f"By what margin {asked} {clause.text(to, clause.end)}", clause.text(at, last)
