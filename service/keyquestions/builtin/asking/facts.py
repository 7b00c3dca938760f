"""Questions about facts: how many, how much, who, what something is, what it includes."""

from collections.abc import Iterator

from keyquestions.article import BlockKind
from keyquestions.builtin.asking.material import PRONOUNS, Candidate, Material, clean_rest
from keyquestions.builtin.clauses import SPEECH, Clause
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted, mid_sentence, predicate, sentence
from keyquestions.builtin.names import is_organisation

_ABOUT = frozenset(
    "about around some nearly almost roughly approximately at least more than over up to only fewer less".split()
)
_MONEY = frozenset("cost spend pay raise invest lose earn receive donate owe steal".split())
_CAUSING = frozenset(
    "cause destroy trigger prompt force delay threaten damage kill injure spark".split()
)
_ISSUED = frozenset(
    "issue propose recommend impose present list name set emphasize emphasise outline demand offer make".split()
)
_UNITS = frozenset(
    "percent per cent minutes hours days weeks months years metres meters kilometres miles degrees points".split()
)


def numbers(material: Material) -> Iterator[Candidate]:
    """How many or how much, where a number is the subject or the object of a sentence."""
    for order, passage in enumerate(material.passages):
        for clause in material.clauses(passage):
            made = _counted_subject(material, clause, order) or _counted_object(
                material, clause, order
            )
            if made is not None:
                yield made
                break


def _counted_subject(material: Material, clause: Clause, order: int) -> Candidate | None:
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
    if (
        not agrees(clause)
        or not clean_rest(clause, clause.main + 1, clause.end)
        or clause.end <= clause.main + 1
    ):
        return None
    things = clause.text(noun, last)
    return _number(
        f"How many {things} {predicate(clause)}?",
        clause.text(first, noun) + " " + things,
        clause,
        order,
        things,
    )


def _counted_object(material: Material, clause: Clause, order: int) -> Candidate | None:
    tokens, at = clause.tokens, clause.main + 1
    if clause.passive or clause.verb == "be" or at >= clause.end:
        return None
    subject = material.subject(clause)
    if subject is None or not agrees(clause) or clause.negated:
        return None
    while at < clause.end and tokens[at].lower in _ABOUT:
        at += 1
    if at >= clause.end:
        return None
    if tokens[at].tag == "$" or (clause.verb == "cost" and tokens[at].tag == "CD"):
        return _money(clause, subject, at, order)
    noun = at + 1
    if tokens[at].tag != "CD" or noun >= clause.end:
        return None
    chunk = next((c for c in clause.passage.chunks if c.first <= at < c.last), None)
    if chunk is None or tokens[chunk.head].tag != "NNS" or tokens[chunk.head].lower in _UNITS:
        return None
    while noun < chunk.last and tokens[noun].tag == "CD":
        noun += 1
    last = chunk.last
    if last < clause.end and tokens[last].lower == "of":
        last = next((c.last for c in clause.passage.chunks if c.first == last + 1), last)
    things = clause.text(noun, last)
    if {w.lower() for w in things.split()} & {"its", "his", "her", "their", "which"}:
        return None
    ask = inverted(clause, subject, end=clause.main + 1)
    behind = clause.text(last, clause.end)
    if behind and clause.tokens[last].tag not in {"IN", "TO"}:
        return None
    behind = behind if clean_rest(clause, last, clause.end) and len(behind.split()) <= 10 else ""
    return _number(
        f"How many {things} {ask} {behind}".strip() + "?",
        clause.text(clause.main + 1, last), clause, order, things,
    )  # fmt: skip


def _money(clause: Clause, subject: str, at: int, order: int) -> Candidate | None:
    if clause.verb not in _MONEY:
        return None
    tokens = clause.tokens
    last = at + 1
    while last < clause.end and tokens[last].tag in {"CD", "NNS", "NN"}:
        last += 1
    ask = inverted(clause, subject, end=clause.main + 1)
    behind = clause.text(last, clause.end)
    keep = (
        behind
        if clean_rest(clause, last, clause.end)
        and tokens[min(last, len(tokens) - 1)].tag in {"IN", "TO"}
        else ""
    )
    return _number(
        f"How much {ask} {keep}".strip() + "?", clause.text(at, last), clause, order, "money"
    )


def _number(text: str, answer: str, clause: Clause, order: int, things: str) -> Candidate:
    why = (
        f"The number of {things} shows the scale of what is reported."
        if things != "money"
        else ("The sum shows what is at stake for those who have to find the money.")
    )
    return Candidate(
        text,
        "elaboration",
        3 if order < 6 else 2,
        "answered",
        why,
        sentence(answer),
        (clause.passage.text,),
        "number",
        order,
        0.5,
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
        f"Who {predicate(clause)}?", "elaboration", 4, "answered",
        f"It names who is behind the central event: {mid_sentence(plain, opener)}.", sentence(whole),
        (clause.passage.text,), "who", order, 0.6,
    )  # fmt: skip


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
    if clause.end <= clause.main + 1 or clause.tokens[clause.finite].tag in {"VBP"}:
        return None
    return Candidate(
        f"What {predicate(clause)}?", "cause", 4, "answered",
        f"It names {mid_sentence(clause.text(*clause.subject), opener)} as the cause.",
        sentence(clause.text(*clause.subject)), (clause.passage.text,), "cause", order, 0.6,
    )  # fmt: skip


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
        yield _object(
            material,
            clause,
            chunk.first,
            chunk.last,
            subject,
            items or ([more] if more else []),
            order,
        )


def _object(
    material: Material,
    clause: Clause,
    first: int,
    last: int,
    subject: str,
    items: list[Passage],
    order: int,
) -> Candidate:
    while clause.tokens[first].tag in {"DT", "PRP$"}:
        first += 1
    head = clause.tokens[last - 1].text
    behind = clause.text(last, clause.end) if len(items) > 1 else ""
    ask = inverted(clause, subject, end=clause.main + 1)
    things = clause.text(first, last) if len(items) > 1 else head
    answer = " ".join(item.text for item in items)
    return Candidate(
        f"What {things} {ask} {behind}".strip() + "?", "elaboration", 5 if order < 5 else 4, "answered",
        f"They are the yardstick by which {subject} will measure the outcome.", sentence(answer),
        (clause.passage.text, *(item.text for item in items)), "object", order, 0.9,
    )  # fmt: skip


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
            f"What is {called}?", "definition", 2, "answered",
            f"Readers need to know what {called} is to weigh its part in the story.",
            sentence(clause.text(last + 1, clause.whole[1])), (passage.text,), "definition", order, 0.3,
        )  # fmt: skip


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
                f"What {inverted(clause, subject, end=clause.main + 1)}?", "elaboration", 3, "answered",
                f"The details tell what {subject} would change.",
                sentence(clause.text(clause.main + 1, clause.end)), (passage.text,), "content", order, 0.5,
            )  # fmt: skip


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
                f"How {inverted(clause, subject, end=chunk.last)}?", "consequence", 4, "answered",
                f"It says what {subject} mean in practice.", sentence(passage.text), (passage.text,), "effect", order, 0.6,
            )  # fmt: skip
