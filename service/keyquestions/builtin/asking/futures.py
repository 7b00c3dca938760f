"""Questions about what comes next: conditions, dates, plans."""

from collections.abc import Iterator

from keyquestions.builtin.asking.answers import reach
from keyquestions.builtin.asking.candidates import Candidate, clean_rest
from keyquestions.builtin.asking.material import Material, Statement
from keyquestions.builtin.clauses import Clause, clause_at
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted, predicate, sentence
from keyquestions.builtin.names import is_calendar
from keyquestions.builtin.pronouns import PRONOUNS

_INTENT = frozenset(
    "plan intend want hope aim pledge threaten seek promise agree decide vow".split()
)
_SET = frozenset({"schedule", "expect", "plan", "set"})
_DATED = frozenset({"on", "in", "for", "by", "from", "at", "until", "starting", "beginning"})
_MODALS = frozenset("will would could must may can 'll won't cannot might".split())
_LEAST = 3
_BARE_STEPS = frozenset("decide meet report vote rule".split())
"""Verbs that tell nothing without what it is about."""
_BEFORE_IF = frozenset({"as", "even", "whether", "only"})


def conditions(material: Material) -> Iterator[Candidate]:
    """What happens if or unless something happens."""
    if material.genre == "opinion":
        return
    for place, passage in enumerate(material.passages):
        for at, token in enumerate(passage.tokens):
            if token.lower not in {"if", "unless"}:
                continue
            quoted = material.document.quoted(token.start, token.end)
            if quoted or (at and passage.tokens[at - 1].lower in _BEFORE_IF):
                continue
            made = _condition(material, passage, at, place)
            if made is not None:
                yield made
                break


def _condition(material: Material, passage: Passage, at: int, place: int) -> Candidate | None:
    clause = clause_at(passage, at + 1)
    if clause is None or not agrees(clause) or not clean_rest(clause, clause.main + 1, clause.end):
        return None
    subject = material.subject(clause) or _later_person(material, passage, clause)
    result = _result(material, passage, at, clause)
    if subject is None or result is None or not _comes(result):
        return None
    will = "would" if clause.tokens[clause.finite].tag == "VBD" else "will"
    word = passage.tokens[at].lower
    return Candidate(
        text=_attributed(
            f"What {will} happen {word} {subject} {predicate(clause)}",
            material,
            place,
            at,
        ),
        kind="consequence",
        salience=4,
        why="The answer tells what is at stake if nothing comes of it."
        if subject.startswith("no ")
        else "The answer tells what is at stake, and readers can check it when the time comes.",
        answer=sentence(_named_result(material, passage, result)),
        quotes=(passage.text,),
        recipe="condition",
        place=place,
        weight=0.7,
    )


def _comes(result: str) -> bool:
    """Whether something is to follow, rather than to be expected or to be so."""
    words = result.lower().split()
    return bool(_MODALS & set(words)) and "expected" not in words


def _later_person(material: Material, passage: Passage, clause: Clause) -> str | None:
    """ "If he loses, …" after a sentence about one man; None where two are about."""
    opener = clause.tokens[clause.subject[0]].lower
    if opener not in {"he", "she", "it"}:
        return None
    return material.references.referent(passage, 0, opener)


def _attributed(text: str, material: Material, place: int, at: int) -> str:
    """The question with who says what will happen, where the clause before is reported."""
    governing = _governing(material, place, at)
    return governing.asked(text) if governing is not None and at else f"{text}?"


def _governing(material: Material, place: int, at: int) -> Statement | None:
    """The last clause that begins before the condition, with who says it."""
    before = [s for s in material.statements if s.place == place and s.clause.finite < at]
    return max(before, key=lambda s: s.clause.finite, default=None)


def _result(material: Material, passage: Passage, at: int, clause: Clause) -> str | None:
    tokens = passage.tokens
    if at == 0:
        comma = next((i for i in range(clause.end, len(tokens)) if tokens[i].lower == ","), None)
        return None if comma is None else passage.words(comma + 1, len(tokens))
    before = [c for c in material.clauses(passage) if c.finite < at]
    if at < _LEAST or not before:
        return None
    first = before[-1].subject[0]
    alone = len(before) == 1 or first <= before[0].subject[0]
    return passage.words(0 if alone and _one_sentence(passage, at) else first, at)


def _one_sentence(passage: Passage, at: int) -> bool:
    """Whether no full stop stands before the condition: a sentence may have been missed."""
    return all(token.lower != "." for token in passage.tokens[:at])


def _named_result(material: Material, passage: Passage, result: str) -> str:
    """ "it will be buried" with what it is, where that can be told."""
    first, _, rest = result.partition(" ")
    named = material.references.referent(passage, 0, first.lower())
    return f"{named} {rest}" if named is not None else result


def dates(material: Material) -> Iterator[Candidate]:
    """When something that is still to come will happen."""
    for statement in material.statements:
        made = _date(material, statement)
        if made is not None:
            yield made


def _date(material: Material, statement: Statement) -> Candidate | None:
    clause = statement.clause
    tokens = clause.tokens
    now = tokens[clause.finite].tag in {"VBZ", "VBP"}
    set_for = clause.passive and clause.verb in _SET and now
    coming = tokens[clause.finite].lower in {"will", "would"}
    if not (set_for or coming) or clause.negated or not agrees(clause):
        return None
    at = next((i for i in range(clause.main + 1, clause.end) if _dated(clause, i)), None)
    subject = material.subject(clause)
    if at is None or subject is None or not clean_rest(clause, clause.main + 1, at):
        return None
    plain = at == clause.main + 1 and not set_for and clause.verb in {"be", "have"}
    if clause.end - at > 6 or plain:
        return None
    inside = range(at + 1, clause.end)
    last = next((i for i in inside if tokens[i].lower == "to"), clause.end)
    when = clause.text(at, last)
    asked = inverted(clause, subject, end=at)
    asked = asked.replace("would ", "will ", 1) if statement.speaker is not None else asked
    if clause.verb in _BARE_STEPS and at == clause.main + 1:
        return None
    return Candidate(
        text=statement.asked(f"{_when(tokens[at].lower)} {asked}"),
        kind="elaboration",
        salience=3,
        why="The answer is the date on which readers can look for news."
        if clause.passive
        else "The date is the next point at which readers can check the story.",
        answer=sentence(when),
        quotes=(clause.passage.text,),
        recipe="date",
        place=statement.place,
        weight=0.4,
    )


def _when(preposition: str) -> str:
    """The question word for a date: "until Thursday" does not answer "when"."""
    return {"until": "Until when", "from": "From when"}.get(preposition, "When")


def _dated(clause: Clause, at: int) -> bool:
    tokens = clause.tokens
    if tokens[at].lower not in _DATED:
        return False
    near = tokens[at + 1 : min(at + 6, clause.end)]
    if [t.lower for t in near[:3]] == ["the", "end", "of"]:
        return True
    for token in near:
        if is_calendar(token.text) and token.text[0].isupper():
            return True
        if token.tag not in {"CD", "DT", "JJ"}:
            return False
    return False


def beginnings(material: Material) -> Iterator[Candidate]:
    """Since when something has been so: "has been planned since 2014"."""
    for statement in material.statements:
        clause = statement.clause
        tokens = clause.tokens
        perfect = tokens[clause.finite].lower in {"has", "have"} and clause.passive
        inside = range(clause.main + 1, clause.end - 1)
        at = next((i for i in inside if tokens[i].lower == "since"), None)
        subject = material.subject(clause)
        if not perfect or at is None or subject is None or not agrees(clause):
            continue
        if clause.negated or clause.end - at > 3 or not clean_rest(clause, clause.main + 1, at):
            continue
        yield Candidate(
            text=statement.asked(f"Since when {inverted(clause, subject, end=at)}"),
            kind="background",
            salience=2,
            why=f"It tells how long {subject} has been under discussion."
            if clause.verb in {"plan", "discuss", "propose", "debate"}
            else "It tells how long the matter has been going on.",
            answer=sentence(clause.text(at, clause.end)),
            quotes=(clause.passage.text,),
            recipe="since",
            place=statement.place,
            weight=0.3,
        )


def plans(material: Material) -> Iterator[Candidate]:
    """What somebody wants or intends to do."""
    for statement in material.statements if material.genre != "opinion" else ():
        made = _plan(material, statement)
        if made is not None:
            yield made


def _plan(material: Material, statement: Statement) -> Candidate | None:
    clause = statement.clause
    tokens, at = clause.tokens, clause.main + 1
    if clause.verb not in _INTENT or clause.passive or at + 1 >= len(tokens) or clause.negated:
        return None
    if tokens[at].lower != "to" or tokens[at + 1].tag != "VB" or not agrees(clause):
        return None
    subject = material.subject(clause)
    goal = clause.text(at, clause.end).lower().split()
    if subject is None or len(goal) < 4 or set(goal) & (PRONOUNS - {"this"}):
        return None
    word, left, answer = _asked_goal(clause, at)
    return Candidate(
        text=f"{word} {inverted(clause, subject, end=at)} {left}?",
        kind="consequence",
        salience=3,
        why=f"It tells what to expect of {subject} next.",
        answer=sentence(answer),
        quotes=(clause.passage.text,),
        recipe="plan",
        place=statement.place,
        weight=0.6,
    )


def _asked_goal(clause: Clause, at: int) -> tuple[str, str, str]:
    """Question word, what is left of "to open farms in Antwerp", and what is asked for."""
    tokens = clause.tokens
    chunk = clause.passage.chunk_from(at + 2)
    last = chunk.last if chunk is not None else at + 2
    place = next((i for i in range(last, clause.end - 1) if tokens[i].lower == "in"), None)
    if chunk is not None and place is not None:
        name = tokens[place + 1]
        if name.tag == "NNP" and not is_calendar(name.text):
            return "Where", clause.text(at, place), clause.text(place, clause.end)
    return "What", "to do", clause.text(at, reach(clause))
