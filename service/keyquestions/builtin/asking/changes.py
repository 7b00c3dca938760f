"""Questions about numbers against earlier ones: how many there were, how something changed."""

import re
from collections.abc import Iterator

from keyquestions.builtin.asking.candidates import Candidate, clean_rest
from keyquestions.builtin.asking.material import Material, Statement
from keyquestions.builtin.clauses import Clause
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted, sentence

_MOVING = frozenset(
    "rise fall grow drop increase decrease decline shrink climb jump slip widen narrow soar plunge "
    "slump double triple halve go".split()
)
_MORE = r"(?:[^.;,“”\"]|[.,](?=\d))*"
_COMPARED = re.compile(
    rf"^,? ?(?:compared (?:with|to)|against|(?:up|down) from) {_MORE}|^,? ?from {_MORE}\d{_MORE}"
)
_THERE = re.compile(
    r"^(?P<fronted>[A-Z][^,.;]{2,40}, )?[Tt]here (?P<be>were|are|have been) "
    r"(?P<count>(?:about |around |nearly |almost |more than |at least |only )?\d[\d,.]*) "
    r"(?P<things>[^,;:.“”\"]{4,90}?)(?P<when> (?:in|since) \d{4}| last year| this year)?"
    r"(?P<against>, (?:up|down) from [^,;.“”\"]+|, compared with [^,;.“”\"]+)?(?=[,.;]| and )"
)
_FROM_TO = re.compile(r"\b(?:from [^,;]*\d[^,;]* to [^,;]*\d|to [^,;]*\d[^,;]* from [^,;]*\d)")
_LONGEST_THINGS = 11


def comparison(passage: Passage, end: int) -> str:
    """What a number is compared with behind the token `end`: ", up from 412 the year before"."""
    tokens = passage.tokens
    if end >= len(tokens):
        return ""
    behind = passage.text[tokens[end].start - passage.start :]
    found = _COMPARED.match(behind)
    return found.group().rstrip() if found is not None else ""


def counts(material: Material) -> Iterator[Candidate]:
    """How many there were: "There were 441 collisions in 2024, up from 412 the year before"."""
    for place, passage in enumerate(material.passages):
        found = _THERE.match(passage.text)
        if found is None or material.document.quoted(passage.start, passage.end):
            continue
        things, when = found["things"], found["when"] or ""
        if len(things.split()) > _LONGEST_THINGS or things.startswith(("of ", "per ")):
            continue
        first, _, rest = found["be"].partition(" ")
        asked = f"{first} there {rest}".strip()
        against = found["against"] or ""
        yield Candidate(
            text=f"How many {things} {asked}{when}?",
            kind="elaboration",
            salience=4 if against else 3,
            why="The number and what it is compared with tell how much has changed."
            if against
            else "The answer is the number that the article goes by.",
            answer=sentence(f"{found['count']}{against}"),
            quotes=(passage.text,),
            recipe="count",
            place=place,
            weight=0.5,
        )


def developments(material: Material) -> Iterator[Candidate]:
    """How a number changed: "The number of people killed fell from 19 to 17"."""
    for statement in material.statements:
        made = _development(material, statement)
        if made is not None:
            yield made


def _development(material: Material, statement: Statement) -> Candidate | None:
    clause = statement.clause
    if clause.verb not in _MOVING or clause.passive or clause.negated or not agrees(clause):
        return None
    subject = material.subject(clause)
    last = _flat_end(clause)
    if subject is None or not _FROM_TO.search(clause.text(clause.main + 1, last)):
        return None
    if not clean_rest(clause, clause.main + 1, last) or len(subject.split()) < _WORDS:
        return None
    asked = inverted(clause, subject, end=clause.main + 1).rsplit(" ", 1)[0]
    form = "changed" if clause.main != clause.finite else "change"
    return Candidate(
        text=statement.asked(f"How {asked} {form}"),
        kind="elaboration",
        salience=4,
        why=f"It tells by figures how {subject} developed.",
        answer=sentence(clause.text(clause.subject[0], last)),
        quotes=(clause.passage.text,),
        recipe="count",
        place=statement.place,
        weight=0.5,
    )


_WORDS = 2
"""The fewest words of a subject whose development can be asked for: "its loss", not "it"."""


def _flat_end(clause: Clause) -> int:
    """The end of the movement: before the next comma or clause."""
    last = clause.main + 1
    tokens = clause.tokens
    stops = {",", ".", ";", "while", "and", "after", "as", "-"}
    while last < len(tokens) and tokens[last].lower not in stops:
        last += 1
    return last
