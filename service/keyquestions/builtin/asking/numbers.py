"""Questions about numbers: how many, how much."""

from collections.abc import Iterator

from keyquestions.builtin.asking.material import Candidate, Material, clean_rest
from keyquestions.builtin.chunks import Chunk
from keyquestions.builtin.clauses import Clause
from keyquestions.builtin.grammar import agrees, inverted, predicate, sentence

_ABOUT = frozenset(
    "about around some nearly almost roughly approximately at least more than over up to only "
    "fewer less".split()
)
_MONEY = frozenset("cost spend pay raise invest lose earn receive donate owe steal".split())
_UNITS = frozenset(
    "percent per cent minutes hours days weeks months years metres meters kilometres miles "
    "degrees points".split()
)
_POINTING = frozenset({"its", "his", "her", "their", "which"})
_LONGEST_END = 10


def numbers(material: Material) -> Iterator[Candidate]:
    """How many or how much, where a number is the subject or the object of a sentence."""
    for order, passage in enumerate(material.passages):
        for clause in material.clauses(passage):
            made = _counted_subject(clause, order) or _counted_object(material, clause, order)
            if made is not None:
                yield made
                break


def _counted_subject(clause: Clause, order: int) -> Candidate | None:
    """ "Three librarians will be offered jobs": how many librarians will be."""
    first, last = clause.subject
    tokens = clause.tokens
    number = next((i for i in range(first, min(first + 4, last)) if tokens[i].tag == "CD"), None)
    if number is None or any(t.lower not in _ABOUT for t in tokens[first:number]):
        return None
    noun = number + 1
    while noun < last and tokens[noun].tag == "CD":
        noun += 1
    if noun >= last or tokens[clause.head].tag != "NNS" or tokens[noun].lower in _UNITS | {"of"}:
        return None
    bare = clause.end <= clause.main + 1
    if bare or not agrees(clause) or not clean_rest(clause, clause.main + 1, clause.end):
        return None
    things = clause.text(noun, last)
    answer = f"{clause.text(first, noun)} {things}"
    return _number(f"How many {things} {predicate(clause)}?", answer, clause, order, things)


def _counted_object(material: Material, clause: Clause, order: int) -> Candidate | None:
    """ "has recorded 87 cases of measles": how many cases it has recorded."""
    tokens, at = clause.tokens, clause.main + 1
    subject = material.subject(clause)
    if clause.passive or clause.negated or clause.verb == "be":
        return None
    while at < clause.end and tokens[at].lower in _ABOUT:
        at += 1
    if at >= clause.end or subject is None or not agrees(clause):
        return None
    if tokens[at].tag == "$" or (clause.verb == "cost" and tokens[at].tag == "CD"):
        return _money(clause, subject, at, order)
    chunk = _counted(clause, at)
    return None if chunk is None else _how_many(clause, subject, chunk, at, order)


def _counted(clause: Clause, at: int) -> Chunk | None:
    """The things that a number at `at` counts; None where it measures or stands alone."""
    tokens = clause.tokens
    if tokens[at].tag != "CD" or at + 1 >= clause.end:
        return None
    chunk = next((c for c in clause.passage.chunks if c.first <= at < c.last), None)
    if chunk is None or tokens[chunk.head].tag != "NNS" or tokens[chunk.head].lower in _UNITS:
        return None
    return chunk


def _how_many(
    clause: Clause, subject: str, chunk: Chunk, number: int, order: int
) -> Candidate | None:
    tokens, noun, last = clause.tokens, number + 1, chunk.last
    while noun < last and tokens[noun].tag == "CD":
        noun += 1
    if last < clause.end and tokens[last].lower == "of":
        last = next((c.last for c in clause.passage.chunks if c.first == last + 1), last)
    things = clause.text(noun, last)
    if {word.lower() for word in things.split()} & _POINTING:
        return None
    behind = clause.text(last, clause.end)
    if behind and tokens[last].tag not in {"IN", "TO"}:
        return None
    if not clean_rest(clause, last, clause.end) or len(behind.split()) > _LONGEST_END:
        behind = ""
    ask = inverted(clause, subject, end=clause.main + 1)
    answer = clause.text(clause.main + 1, last)
    return _number(f"How many {things} {ask} {behind}".strip() + "?", answer, clause, order, things)


def _money(clause: Clause, subject: str, at: int, order: int) -> Candidate | None:
    if clause.verb not in _MONEY:
        return None
    tokens, last = clause.tokens, at + 1
    while last < clause.end and tokens[last].tag in {"CD", "NNS", "NN"}:
        last += 1
    ask = inverted(clause, subject, end=clause.main + 1)
    goes_on = last < clause.end and tokens[last].tag in {"IN", "TO"}
    behind = clause.text(last, clause.end) if goes_on else ""
    if not clean_rest(clause, last, clause.end):
        behind = ""
    text = f"How much {ask} {behind}".strip() + "?"
    return _number(text, clause.text(at, last), clause, order, "money")


def _number(text: str, answer: str, clause: Clause, order: int, things: str) -> Candidate:
    why = f"The number of {things} shows the scale of what is reported."
    if things == "money":
        why = "The sum shows what is at stake for those who have to find the money."
    return Candidate(
        text=text,
        kind="elaboration",
        salience=3 if order < 6 else 2,
        why=why,
        answer=sentence(answer),
        quotes=(clause.passage.text,),
        recipe="number",
        place=order,
        weight=0.5,
    )
