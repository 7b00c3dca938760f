"""Questions about numbers: how many, how much, by how much."""

import re
from collections.abc import Iterator

from keyquestions.builtin.asking.candidates import Candidate, clean_rest
from keyquestions.builtin.asking.changes import comparison
from keyquestions.builtin.asking.material import Material, Statement
from keyquestions.builtin.chunks import Chunk
from keyquestions.builtin.clauses import Clause
from keyquestions.builtin.grammar import agrees, inverted, predicate, sentence
from keyquestions.builtin.tokens import lemma

_ABOUT = frozenset(
    "about around some nearly almost roughly approximately at least more than over only fewer "
    "less".split()
)
_ESTIMATED = frozenset({"a", "an", "average", "of", "estimated", "total", "further"})
_MONEY = frozenset("cost spend pay raise invest lose earn receive donate owe steal save".split())
_MOVING = frozenset(
    "rise fall grow drop increase decrease decline shrink climb jump slip widen double".split()
)
_UNITS = frozenset(
    "percent per cent minutes hours days weeks months years metres meters kilometres miles "
    "degrees points times people".split()
)
_SPANS = frozenset("minutes hours days weeks months years decades".split())
_CURRENCIES = frozenset("euros dollars pounds crowns kroner francs yen pesos cents".split())
_POINTING = frozenset({"its", "his", "her", "their", "which"})
_LONGEST_END = 10
SOURCED = re.compile(
    r"\b(?:according to|said|says|told|figures|data|study|reports?|survey|records|estimates?|"
    r"statistics|announced|found)\b",
    re.IGNORECASE,
)
"""What shows that a sentence names where its number comes from."""


def numbers(material: Material) -> Iterator[Candidate]:
    """How many, how much or by how much, where a number is the matter of a sentence."""
    for statement in material.statements:
        made = (
            _moved(material, statement)
            or _counted_subject(statement)
            or _counted_object(material, statement)
        )
        if made is not None:
            yield made


def _moved(material: Material, statement: Statement) -> Candidate | None:
    """ "Sales fell 17 percent to $1.1 billion": by how much they fell."""
    clause = statement.clause
    tokens, at = clause.tokens, clause.main + 1
    if clause.verb not in _MOVING or clause.passive or clause.negated or not agrees(clause):
        return None
    if at < clause.end and tokens[at].lower == "by":
        at += 1
    first = at
    while at < clause.end and tokens[at].lower in _ABOUT | {"a"}:
        at += 1
    measured = at + 1 < clause.end and tokens[at + 1].lower in {"percent", "%", "per"}
    part = at < clause.end and tokens[at].lower in {"third", "quarter", "half", "fifth", "tenth"}
    subject = material.subject(clause)
    if not (measured or part) or subject is None:
        return None
    last = at + 1 if part else at + (3 if tokens[at + 1].lower == "per" else 2)
    end = next((i for i in range(last, clause.end) if tokens[i].lower == "as"), clause.end)
    if last < end and tokens[last].tag in {"JJR", "RBR", "JJ", "NN"}:
        return None
    behind = clause.text(last, end)
    if not clean_rest(clause, last, end) or "$" in behind or behind[:3] in {"to ", "for"}:
        behind = ""
    ask = inverted(clause, subject, end=clause.main + 1)
    return Candidate(
        text=statement.asked(f"By how much {ask} {behind}".strip()),
        kind="elaboration",
        salience=4 if statement.place < 6 else 3,
        why=_count_stands(statement),
        answer=sentence("By " + clause.text(first, last) + comparison(clause.passage, clause.end)),
        quotes=(clause.passage.text,),
        recipe="number",
        place=statement.place,
        weight=0.5,
    )


def _counted_subject(statement: Statement) -> Candidate | None:
    """ "Three librarians will be offered jobs": how many librarians will be."""
    clause = statement.clause
    first, last = clause.subject
    tokens = clause.tokens
    number = next((i for i in range(first, min(first + 4, last)) if tokens[i].tag == "CD"), None)
    if number is None or any(t.lower not in _ABOUT for t in tokens[first:number]):
        return None
    noun = number + 1
    while noun < last and tokens[noun].tag == "CD":
        noun += 1
    few = (number == first and len(tokens[number].text) < 2) or not tokens[number].text[0].isdigit()
    if (
        few
        or noun >= last
        or tokens[clause.head].tag != "NNS"
        or tokens[noun].lower in (_UNITS - {"people"}) | {"of"}
    ):
        return None
    bare = clause.end <= clause.main + 1
    if bare or not agrees(clause) or not clean_rest(clause, clause.main + 1, clause.end):
        return None
    things = clause.text(noun, last)
    answer = f"{clause.text(first, noun)} {things}"
    return _number(f"How many {things} {predicate(clause)}", answer, statement)


def _counted_object(material: Material, statement: Statement) -> Candidate | None:
    """ "has recorded 87 cases of measles": how many cases it has recorded."""
    clause = statement.clause
    tokens, at = clause.tokens, clause.main + 1
    if clause.negated or clause.verb in {"be", "count"}:
        return None
    if clause.passive:
        return _expected(material, statement)
    whom = clause.object if clause.verb == "cost" else None
    if whom is not None and tokens[whom.first].tag not in {"CD", "$"}:
        at = clause.passage.with_of(whom.last) if tokens[whom.first].lower not in _ABOUT else at
    priced = at
    while at < clause.end and tokens[at].lower in _ABOUT | _ESTIMATED:
        at += 1
    subject = material.subject(clause)
    if at >= clause.end or subject is None or not agrees(clause):
        return None
    if tokens[at].tag == "$" or _currency(clause, at):
        return _money(statement, subject, at, priced)
    if clause.verb in {"take", "last"} and tokens[at].tag == "CD":
        return _how_long(statement, subject, at)
    chunk = _counted(clause, at)
    return None if chunk is None else _how_many(statement, subject, chunk, at)


def _expected(material: Material, statement: Statement) -> Candidate | None:
    """ "Is expected to cost €24.6 million": how much it is expected to cost."""
    clause = statement.clause
    tokens, at = clause.tokens, clause.main + 1
    if clause.verb not in {"expect", "estimate", "project"} or at + 2 >= clause.end:
        return None
    subject = material.subject(clause)
    costs = tokens[at].lower == "to" and lemma(tokens[at + 1].lower) == "cost"
    first = at + 2
    while first < clause.end and tokens[first].lower in _ABOUT:
        first += 1
    sum_follows = first < clause.end and (tokens[first].tag == "$" or tokens[first].tag == "CD")
    if not costs or not sum_follows or subject is None or not agrees(clause):
        return None
    return Candidate(
        text=statement.asked(f"How much {inverted(clause, subject, end=at + 2)}"),
        kind="elaboration",
        salience=4,
        why=f"The answer gives the price of {subject}.",
        answer=sentence(clause.text(at + 2, clause.end) + comparison(clause.passage, clause.end)),
        quotes=(clause.passage.text,),
        recipe="money",
        place=statement.place,
        weight=0.4,
    )


def _currency(clause: Clause, at: int) -> bool:
    """Whether a number counts money: "two million euros", or what something costs."""
    near = [token.lower for token in clause.tokens[at + 1 : min(at + 4, clause.end)]]
    counts = clause.tokens[at].tag == "CD"
    return counts and (clause.verb == "cost" or any(word in _CURRENCIES for word in near))


def _how_long(statement: Statement, subject: str, at: int) -> Candidate | None:
    """ "Would take two years": how long it would take."""
    clause = statement.clause
    tokens = clause.tokens
    unit = tokens[at + 1].lower if at + 1 < clause.end else ""
    if unit not in _SPANS:
        return None
    unit_end, behind = clause.end, ""
    if at + 2 < clause.end and tokens[at + 2].lower == "to":
        unit_end, behind = at + 2, clause.text(at + 2, clause.end)
        if not clean_rest(clause, at + 2, clause.end):
            return None
    asked = f"How long {inverted(clause, subject, end=clause.main + 1)} {behind}".strip()
    return Candidate(
        text=statement.asked(asked),
        kind="elaboration",
        salience=3,
        why=_count_stands(statement),
        answer=sentence(
            clause.text(clause.main + 1, unit_end) + comparison(clause.passage, clause.end)
        ),
        quotes=(clause.passage.text,),
        recipe="number",
        place=statement.place,
        weight=0.4,
    )


def _counted(clause: Clause, at: int) -> Chunk | None:
    """The things that a number at `at` counts; None where it measures or stands alone."""
    tokens = clause.tokens
    large = tokens[at].tag == "CD" and len(tokens[at].text) > 1 and tokens[at].text[0].isdigit()
    if not large or at + 1 >= clause.end:
        return None
    chunk = next((c for c in clause.passage.chunks if c.first <= at < c.last), None)
    if chunk is None or tokens[chunk.head].tag != "NNS" or tokens[chunk.head].lower in _UNITS:
        return None
    return chunk


def _how_many(statement: Statement, subject: str, chunk: Chunk, number: int) -> Candidate | None:
    clause = statement.clause
    tokens, noun, last = clause.tokens, number + 1, chunk.last
    while noun < last and tokens[noun].tag == "CD":
        noun += 1
    last = clause.passage.with_of(last)
    things = clause.text(noun, last)
    if {word.lower() for word in things.split()} & _POINTING:
        return None
    behind = clause.text(last, clause.end)
    listed = behind and tokens[last].tag == "CC"
    if behind and not listed and tokens[last].tag not in {"IN", "TO"}:
        return None
    if listed or not clean_rest(clause, last, clause.end) or len(behind.split()) > _LONGEST_END:
        behind = ""
    ask = inverted(clause, subject, end=clause.main + 1)
    answer = clause.text(clause.main + 1, last)
    return _number(f"How many {things} {ask} {behind}".strip(), answer, statement)


def _number(text: str, answer: str, statement: Statement) -> Candidate:
    return Candidate(
        text=statement.asked(text),
        kind="elaboration",
        salience=2,
        why=_count_stands(statement),
        answer=sentence(answer),
        quotes=(statement.clause.passage.text,),
        recipe="number",
        place=statement.place,
        weight=0.2,
    )


def _count_stands(statement: Statement) -> str:
    """Whose count it is: what a reader has to know of a number."""
    if statement.speaker is not None:
        return f"The figure comes from {statement.speaker}, and readers can ask how it was found."
    if SOURCED.search(statement.clause.passage.text):
        return "The answer is a number, and the sentence names where it comes from."
    return "The article gives the number without saying who counted."


def _money(statement: Statement, subject: str, at: int, first: int) -> Candidate | None:
    """ "would cost (the town) £1.9 million": how much; the sum begins at `first`."""
    clause = statement.clause
    if clause.verb not in _MONEY:
        return None
    tokens, last = clause.tokens, at + 1
    while last < clause.end and tokens[last].tag in {"CD", "NNS", "NN"}:
        last += 1
    opener = tokens[clause.subject[0]].lower
    if clause.verb == "cost" and opener in {"a", "an"}:
        subject = f"{opener} {subject.partition(' ')[2]}"
    ask = inverted(clause, subject, end=first)
    against = comparison(clause.passage, clause.end)
    goes_on = last < clause.end and tokens[last].tag in {"IN", "TO"}
    behind = clause.text(last, clause.end) if goes_on else ""
    if not clean_rest(clause, last, clause.end):
        behind = ""
    return Candidate(
        text=statement.asked(f"How much {ask} {behind}".strip()),
        kind="elaboration",
        salience=4,
        why=f"The answer gives the price of {subject}."
        if clause.verb == "cost"
        else "The answer gives the sum in the article’s words.",
        answer=sentence(clause.text(first, last if behind else clause.end) + against),
        quotes=(clause.passage.text,),
        recipe="money",
        place=statement.place,
        weight=0.3,
    )
