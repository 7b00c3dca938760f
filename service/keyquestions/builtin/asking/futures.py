"""Questions about what comes next: conditions, dates, plans."""

from collections.abc import Iterator

from keyquestions.builtin.asking.material import PRONOUNS, Candidate, Material, clean_rest
from keyquestions.builtin.clauses import Clause, clause_at
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted, predicate, sentence
from keyquestions.builtin.names import is_calendar

_INTENT = frozenset("plan intend want hope aim promise pledge threaten seek".split())


def conditions(material: Material) -> Iterator[Candidate]:
    """What happens if or unless something happens."""
    for order, passage in enumerate(material.passages):
        for at, token in enumerate(passage.tokens):
            if token.lower not in {"if", "unless"} or material.document.quoted(
                token.start, token.end
            ):
                continue
            if at and passage.tokens[at - 1].lower in {"as", "even", "whether", "only"}:
                continue
            made = _condition(material, passage, at, order)
            if made is not None:
                yield made
                break


def _condition(material: Material, passage: Passage, at: int, order: int) -> Candidate | None:
    clause = clause_at(passage, at + 1)
    if clause is None or not agrees(clause) or not clean_rest(clause, clause.main + 1, clause.end):
        return None
    subject = material.subject(clause) or _later_person(material, passage, clause)
    result = _result(passage, at, clause)
    if subject is None or result is None:
        return None
    past = clause.tokens[clause.finite].tag == "VBD"
    will = "would" if past else "will"
    word = passage.tokens[at].lower
    result = _named_result(material, passage, result)
    text = f"What {will} happen {word} {subject} {predicate(clause)}?"
    return Candidate(
        text=text,
        kind="consequence",
        salience=4,
        why=f"It tells readers what depends on {subject}.",
        answer=sentence(result),
        quotes=(passage.text,),
        recipe="condition",
        place=order,
        weight=0.7,
    )


def _later_person(material: Material, passage: Passage, clause: Clause) -> str | None:
    """ "If he loses, …" after a sentence about one man; None where two are about."""
    opener = clause.tokens[clause.subject[0]].lower
    return material.referent(passage, 0, opener) if opener in {"he", "she", "it"} else None


def _result(passage: Passage, at: int, clause: Clause) -> str | None:
    tokens = passage.tokens
    if at == 0:
        comma = next((i for i in range(clause.end, len(tokens)) if tokens[i].lower == ","), None)
        return None if comma is None else passage.words(comma + 1, len(tokens))
    if at < 3:
        return None
    return passage.words(0, at)


def _named_result(material: Material, passage: Passage, result: str) -> str:
    """ "it will be buried" with what it is, where that can be told."""
    first, _, rest = result.partition(" ")
    named = material.referent(passage, 0, first.lower())
    return f"{named} {rest}" if named is not None else result


def dates(material: Material) -> Iterator[Candidate]:
    """When something that is still to come will happen."""
    for order, passage in enumerate(material.passages):
        for clause in material.clauses(passage):
            made = _date(material, clause, order)
            if made is not None:
                yield made
                break


def _date(material: Material, clause: Clause, order: int) -> Candidate | None:
    tokens = clause.tokens
    set_for = (
        clause.passive
        and clause.verb in {"schedule", "expect", "plan", "set"}
        and tokens[clause.finite].tag in {"VBZ", "VBP"}
    )
    if not (set_for or tokens[clause.finite].lower == "will") or clause.negated:
        return None
    at = next((i for i in range(clause.main + 1, clause.end) if _dated(clause, i)), None)
    subject = material.subject(clause)
    if (
        at is None
        or subject is None
        or not agrees(clause)
        or not clean_rest(clause, clause.main + 1, at)
    ):
        return None
    if clause.end - at > 6 or (
        at == clause.main + 1 and not set_for and clause.verb in {"be", "have"}
    ):
        return None
    when = clause.text(at, clause.end)
    return Candidate(
        text=f"When {inverted(clause, subject, end=at)}?",
        kind="elaboration",
        salience=3,
        why=f"The date tells readers when {subject} will matter to them next."
        if not set_for
        else f"Until {subject} nothing is final.",
        answer=sentence(when),
        quotes=(clause.passage.text,),
        recipe="date",
        place=order,
        weight=0.6,
    )


def _dated(clause: Clause, at: int) -> bool:
    tokens = clause.tokens
    if tokens[at].lower not in {"on", "in", "for", "by", "from", "at", "until"}:
        return False
    near = tokens[at + 1 : min(at + 5, clause.end)]
    return any(is_calendar(t.text) and t.text[0].isupper() for t in near) and not any(
        t.tag in {"NN", "NNS"} for t in near[:1]
    )


def plans(material: Material) -> Iterator[Candidate]:
    """What somebody wants or intends to do."""
    for order, passage in enumerate(material.passages):
        for clause in material.clauses(passage):
            made = _plan(material, clause, order)
            if made is not None:
                yield made
                break


def _plan(material: Material, clause: Clause, order: int) -> Candidate | None:
    tokens = clause.tokens
    at = clause.main + 1
    if clause.verb not in _INTENT or clause.passive or at + 1 >= len(tokens) or clause.negated:
        return None
    if tokens[at].lower != "to" or tokens[at + 1].tag != "VB":
        return None
    subject = material.subject(clause)
    if (
        subject is None
        or not agrees(clause)
        or (len(subject.split()) < 2 and not subject[0].isupper())
    ):
        return None
    goal = clause.text(at, clause.end)
    if len(goal.split()) < 4 or {w.lower() for w in goal.split()} & PRONOUNS:
        return None
    asked = _asked_goal(clause, at)
    if asked is None:
        return None
    word, goal_left, answer = asked
    return Candidate(
        text=f"{word} {inverted(clause, subject, end=at)} {goal_left}?",
        kind="consequence",
        salience=3,
        why=f"The plans of {subject} decide how the matter goes on.",
        answer=sentence(answer),
        quotes=(clause.passage.text,),
        recipe="plan",
        place=order,
        weight=0.5,
    )


def _asked_goal(clause: Clause, at: int) -> tuple[str, str, str] | None:
    """Question word, what is left of "to open farms in Antwerp", and what is asked for."""
    tokens = clause.tokens
    chunk = next((c for c in clause.passage.chunks if c.first == at + 2), None)
    if chunk is None:
        step = at + 2 < clause.end and tokens[at + 2].tag == "IN"
        return ("What", clause.text(at, at + 3), clause.text(at + 3, clause.end)) if step else None
    place = next((i for i in range(chunk.last, clause.end - 1) if tokens[i].lower == "in"), None)
    if (
        place is not None
        and tokens[place + 1].tag == "NNP"
        and not is_calendar(tokens[place + 1].text)
    ):
        return "Where", clause.text(at, place), clause.text(place, clause.end)
    if chunk.last < clause.end and tokens[chunk.last].lower == "of":
        return None
    left = f"{clause.text(at, at + 2)} {clause.text(chunk.last, clause.end)}".strip()
    return "What", left, clause.text(chunk.first, chunk.last)
