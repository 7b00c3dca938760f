"""Questions about facts: what was asked for, what something is, includes and brings about."""

from collections.abc import Iterator

from keyquestions.article import BlockKind
from keyquestions.builtin.asking.answers import reach, whole
from keyquestions.builtin.asking.candidates import Candidate, clean_rest
from keyquestions.builtin.asking.material import Material, Statement
from keyquestions.builtin.chunks import Chunk
from keyquestions.builtin.clauses import Clause
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted, mid_sentence, sentence
from keyquestions.builtin.names import is_organisation
from keyquestions.builtin.pronouns import PRONOUNS

_CAUSING = frozenset(
    "cause destroy trigger prompt force delay threaten damage kill injure spark".split()
)
_ISSUED = frozenset(
    "issue propose recommend impose present list name set emphasize emphasise outline demand offer "
    "make".split()
)
_HOLDS = frozenset("include require contain cover".split())
_ASKS = frozenset("propose demand recommend request order announce face suggest want".split())
TOUCHES = frozenset("help affect harm benefit hurt".split())
"""Verbs of what something does to somebody."""
_MAY = frozenset("could may might will would".split())


def objects(material: Material) -> Iterator[Candidate]:
    """What demands, objectives or conditions somebody has set, with the list that follows."""
    for place, passage in enumerate(material.passages):
        clause = material.main(passage)
        if clause is None or clause.verb not in _ISSUED or clause.passive or clause.negated:
            continue
        chunk = clause.object
        subject = material.subject(clause)
        if chunk is None or subject is None or passage.tokens[chunk.head].tag != "NNS":
            continue
        items = _items(material, passage)
        more = material.after(passage)
        lists = more is not None and any(t.lower in {"these", "they"} for t in more.tokens[:4])
        if not items and lists and more is not None:
            items = [more]
        if items:
            yield _object(clause, chunk, subject, items, place)


def _object(
    clause: Clause, chunk: Chunk, subject: str, items: list[Passage], place: int
) -> Candidate:
    first, last = chunk.first, chunk.last
    while clause.tokens[first].tag in {"DT", "PRP$"}:
        first += 1
    listed = len(items) > 1
    last = clause.passage.with_of(last)
    behind = clause.text(last, clause.end) if listed else ""
    ask = inverted(clause, subject, end=clause.main + 1)
    things = clause.text(first, last) if listed else clause.tokens[chunk.head].text
    closed = all(item.text.endswith((".", ";")) for item in items)
    answer = (" " if closed else "; ").join(item.text for item in items)
    if not listed:
        answer = whole(items[0])
    return Candidate(
        text=f"What {things} {ask} {behind}".strip() + "?",
        kind="elaboration",
        salience=5 if place < 5 else 4,
        why=f"Any outcome can be held against these {clause.tokens[chunk.head].text} of {subject}.",
        answer=sentence(answer),
        quotes=(clause.passage.text, *(item.text for item in items)),
        recipe="object",
        place=place,
        weight=0.9,
    )


def _items(material: Material, passage: Passage) -> list[Passage]:
    if not passage.text.endswith(":"):
        return []
    found = []
    for item in material.document.passages[passage.index + 1 :]:
        if item.kind is not BlockKind.LIST_ITEM:
            break
        found.append(item)
    return found


def causes(material: Material) -> Iterator[Candidate]:
    """What caused something: "a cold-storage failure destroyed 6,500 doses"."""
    for statement in material.statements:
        clause = statement.clause
        opener, head = clause.tokens[clause.subject[0]], clause.tokens[clause.head]
        if clause.verb not in _CAUSING or clause.passive or clause.negated or not agrees(clause):
            continue
        named = head.tag.startswith("NNP") or opener.tag in {"PRP$", "PRP", "NNP"}
        thing = mid_sentence(clause.text(*clause.subject), opener)
        bare = clause.end <= clause.main + 1 or len(thing.split()) < 3
        if named or bare or opener.lower in PRONOUNS or thing.split()[0] == "that":
            continue
        if not clean_rest(clause, clause.main + 1, clause.end):
            continue
        yield Candidate(
            text=statement.asked(f"What {clause.text(clause.finite, clause.end)}"),
            kind="cause",
            salience=4,
            why=f"The article points to {thing} as the root of the matter.",
            answer=sentence(clause.text(*clause.subject)),
            quotes=(clause.passage.text,),
            recipe="cause",
            place=statement.place,
            weight=0.3,
        )


def definitions(material: Material) -> Iterator[Candidate]:
    """What an organisation or an agreement is that the article explains in passing."""
    for place, passage in enumerate(material.passages):
        clause = material.main(passage)
        if clause is None or clause.whole[1] <= clause.subject[1] + 2:
            continue
        first, last = clause.subject
        name, tokens = clause.text(first, last), clause.tokens
        opens = tokens[last + 1].lower if last + 1 < len(tokens) else ""
        proper = tokens[clause.head].tag.startswith("NNP")
        if tokens[last].lower != "," or opens not in {"a", "an"} or not proper:
            continue
        if material.document.names.is_person(name) and not is_organisation(name.split()):
            continue
        called = mid_sentence(name, tokens[first], definite=False)
        yield Candidate(
            text=f"What is {called}?",
            kind="definition",
            salience=2,
            why=f"Readers need to know what {called} is to weigh its part in the story.",
            answer=sentence(clause.text(last + 1, clause.whole[1])),
            quotes=(passage.text,),
            recipe="definition",
            place=place,
            weight=0.3,
        )


def contents(material: Material) -> Iterator[Candidate]:
    """What a plan or a document includes, and what somebody proposes, demands or faces."""
    for statement in material.statements:
        clause = statement.clause
        if clause.verb not in _HOLDS | _ASKS or clause.passive or clause.negated:
            continue
        subject = material.subject(clause)
        if subject is None or not agrees(clause) or clause.end <= clause.main + 2:
            continue
        person = material.document.names.is_person(subject)
        if clause.verb in _HOLDS and person:
            continue
        answer = clause.text(clause.main + 1, reach(clause))
        if clause.tokens[clause.main + 1].lower in (PRONOUNS | {"the", "to"}) - {"that"}:
            continue
        yield _content(statement, subject, answer)


def _content(statement: Statement, subject: str, answer: str) -> Candidate:
    clause = statement.clause
    return Candidate(
        text=statement.asked(f"What {inverted(clause, subject, end=clause.main + 1)}"),
        kind="elaboration",
        salience=4 if clause.verb in _ASKS else 3,
        why=f"The details tell what {subject} would change."
        if clause.verb in _HOLDS
        else f"Readers can measure by it how far {subject} will get.",
        answer=sentence(answer),
        quotes=(clause.passage.text,),
        recipe="content",
        place=statement.place,
        weight=0.5,
    )


def effects(material: Material) -> Iterator[Candidate]:
    """What something could do to somebody: "How could the findings help engineers?"."""
    for statement in material.statements:
        clause = statement.clause
        if clause.verb not in TOUCHES or clause.tokens[clause.finite].lower not in _MAY:
            continue
        subject = material.subject(clause)
        chunk = clause.object
        if subject is None or chunk is None or chunk.last >= clause.end:
            continue
        yield Candidate(
            text=statement.asked(f"How {inverted(clause, subject, end=chunk.last)}"),
            kind="consequence",
            salience=4,
            why=f"It tells what use {subject} would be outside of this story.",
            answer=sentence(clause.text(clause.subject[0], reach(clause))),
            quotes=(clause.passage.text,),
            recipe="effect",
            place=statement.place,
            weight=0.6,
        )
