"""Questions about facts: who did it, what was set, what something is and includes."""

from collections.abc import Iterator

from keyquestions.article import BlockKind
from keyquestions.builtin.asking.material import PRONOUNS, Candidate, Material, clean_rest
from keyquestions.builtin.chunks import Chunk
from keyquestions.builtin.clauses import SPEECH, Clause
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted, mid_sentence, predicate, sentence
from keyquestions.builtin.names import is_organisation

_CAUSING = frozenset(
    "cause destroy trigger prompt force delay threaten damage kill injure spark".split()
)
_ISSUED = frozenset(
    "issue propose recommend impose present list name set emphasize emphasise outline "
    "demand offer make".split()
)


def actors(material: Material) -> Iterator[Candidate]:
    """Who did the thing of the lead, and what caused something."""
    for order, passage in enumerate(material.passages):
        for clause in material.clauses(passage):
            made = _who(material, clause, order) if order == 0 else None
            made = made or _what(material, clause, order)
            if made is not None:
                yield made
                break


def _who(material: Material, clause: Clause, order: int) -> Candidate | None:
    whole, plain = clause.text(*clause.whole), clause.text(*clause.subject)
    opener = clause.tokens[clause.subject[0]]
    groups = {"delegation", "team", "group", "man", "woman", "teenager", "student", "driver"}
    group = clause.tokens[clause.head].lower in groups and whole != plain
    person = material.document.names.is_person(plain) and clause.verb not in SPEECH | {"be", "have"}
    fits = group or person
    if not fits or not agrees(clause) or opener.lower in PRONOUNS:
        return None
    if not clean_rest(clause, clause.main + 1, clause.end) or clause.end <= clause.main + 1:
        return None
    return Candidate(
        text=f"Who {predicate(clause)}?",
        kind="elaboration",
        salience=4,
        why=f"It names who is behind the central event: {mid_sentence(plain, opener)}.",
        answer=sentence(whole),
        quotes=(clause.passage.text,),
        recipe="who",
        place=order,
        weight=0.6,
    )


def _what(material: Material, clause: Clause, order: int) -> Candidate | None:
    opener = clause.tokens[clause.subject[0]]
    if (
        clause.verb not in _CAUSING
        or clause.passive
        or opener.lower in PRONOUNS
        or opener.tag == "PRP$"
    ):
        return None
    person = material.document.names.is_person(clause.text(*clause.subject))
    if person or not agrees(clause) or not clean_rest(clause, clause.main + 1, clause.end):
        return None
    if clause.end <= clause.main + 1 or clause.tokens[clause.finite].tag == "VBP":
        return None
    return Candidate(
        text=f"What {predicate(clause)}?",
        kind="cause",
        salience=4,
        why=f"It names {mid_sentence(clause.text(*clause.subject), opener)} as the cause.",
        answer=sentence(clause.text(*clause.subject)),
        quotes=(clause.passage.text,),
        recipe="cause",
        place=order,
        weight=0.6,
    )


def objects(material: Material) -> Iterator[Candidate]:
    """What demands, objectives or conditions somebody has set, with the list that follows."""
    for order, passage in enumerate(material.passages):
        clause = material.main(passage)
        if clause is None or clause.verb not in _ISSUED or clause.passive or clause.negated:
            continue
        chunk = next((c for c in passage.chunks if c.first == clause.main + 1), None)
        subject = material.subject(clause)
        if chunk is None or subject is None or passage.tokens[chunk.head].tag != "NNS":
            continue
        items = _items(material, passage)
        more = material.after(passage)
        lists = more is not None and any(t.lower in {"these", "they"} for t in more.tokens[:4])
        if not items and not lists:
            continue
        found = items or ([more] if more else [])
        yield _object(clause, chunk, subject, found, order)


def _object(
    clause: Clause, chunk: Chunk, subject: str, items: list[Passage], order: int
) -> Candidate:
    first, last = chunk.first, chunk.last
    while clause.tokens[first].tag in {"DT", "PRP$"}:
        first += 1
    head = clause.tokens[last - 1].text
    behind = clause.text(last, clause.end) if len(items) > 1 else ""
    ask = inverted(clause, subject, end=clause.main + 1)
    things = clause.text(first, last) if len(items) > 1 else head
    answer = " ".join(item.text for item in items)
    return Candidate(
        text=f"What {things} {ask} {behind}".strip() + "?",
        kind="elaboration",
        salience=5 if order < 5 else 4,
        why=f"They are the yardstick by which {subject} will measure the outcome.",
        answer=sentence(answer),
        quotes=(clause.passage.text, *(item.text for item in items)),
        recipe="object",
        place=order,
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


def definitions(material: Material) -> Iterator[Candidate]:
    """What an organisation or an agreement is that the article explains in passing."""
    for order, passage in enumerate(material.passages):
        clause = material.main(passage)
        if clause is None or clause.whole[1] <= clause.subject[1] + 2:
            continue
        first, last = clause.subject
        name, tokens = clause.text(first, last), clause.tokens
        opens = tokens[last + 1] if last + 1 < len(tokens) else None
        if tokens[last].lower != "," or opens is None or opens.lower not in {"a", "an"}:
            continue
        proper = tokens[clause.head].tag.startswith("NNP")
        if not proper or (
            material.document.names.is_person(name) and not is_organisation(name.split())
        ):
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
            place=order,
            weight=0.3,
        )


def contents(material: Material) -> Iterator[Candidate]:
    """What a plan, a deal or a document includes or requires."""
    for order, passage in enumerate(material.passages):
        for clause in material.clauses(passage):
            subject = material.subject(clause)
            if (
                clause.verb not in {"include", "require", "contain", "cover", "propose"}
                or subject is None
            ):
                continue
            opens = clause.tokens[clause.subject[0]].tag
            if clause.passive or clause.negated or opens == "PRP" or not agrees(clause):
                continue
            if clause.end <= clause.main + 2 or material.document.names.is_person(subject):
                continue
            yield Candidate(
                text=f"What {inverted(clause, subject, end=clause.main + 1)}?",
                kind="elaboration",
                salience=3,
                why=f"The details tell what {subject} would change.",
                answer=sentence(clause.text(clause.main + 1, clause.end)),
                quotes=(passage.text,),
                recipe="content",
                place=order,
                weight=0.5,
            )


def effects(material: Material) -> Iterator[Candidate]:
    """What something could do to somebody: "How could the findings help engineers?"."""
    for order, passage in enumerate(material.passages):
        for clause in material.clauses(passage):
            low = clause.tokens[clause.finite].lower
            if clause.verb not in {"help", "affect", "harm", "benefit", "hurt"} or low not in {
                "could",
                "may",
                "might",
                "will",
                "would",
            }:
                continue
            subject = material.subject(clause)
            chunk = next((c for c in passage.chunks if c.first == clause.main + 1), None)
            if subject is None or chunk is None or chunk.last >= clause.end:
                continue
            yield Candidate(
                text=f"How {inverted(clause, subject, end=chunk.last)}?",
                kind="consequence",
                salience=4,
                why=f"It says what {subject} mean in practice.",
                answer=sentence(passage.text),
                quotes=(passage.text,),
                recipe="effect",
                place=order,
                weight=0.6,
            )
