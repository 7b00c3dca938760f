"""Questions about the main event: who does what, when and where."""

from collections.abc import Iterator

from keyquestions.builtin.asking.answers import reach
from keyquestions.builtin.asking.candidates import Candidate, clean_rest
from keyquestions.builtin.asking.facts import TOUCHES
from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.clauses import SPEECH, Clause
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted, predicate, sentence
from keyquestions.builtin.names import is_calendar
from keyquestions.builtin.pronouns import PRONOUNS

_GROUPS = frozenset(
    "delegation team group man woman teenager student driver captain pupil couple jury crew".split()
)
LIGHT = frozenset("have be do get make take give go come see keep put let become".split())
_VOICES = frozenset("accuse call criticise criticize blame be have demand refuse".split())
"""Verbs whose questions ask what was said, not who said it."""
_PLANNED = frozenset({"scheduled", "set", "due", "expected", "planned"})
_ACTS = frozenset("agree apply vote decide promise offer threaten plan vow pledge".split())


def deeds(material: Material) -> Iterator[Candidate]:
    """What somebody did, agreed or decided in the lead: "What has Altmark agreed to do?"."""
    for statement in material.statements:
        clause = statement.clause
        main = material.main(clause.passage)
        own = main is not None and clause.subject == main.subject
        if statement.place > 1 or not own or clause.passive or clause.negated:
            continue
        subject = material.subject(clause)
        asked = _asked(clause) if subject is not None and agrees(clause) else None
        if subject is None or asked is None:
            continue
        end, left, first = asked
        answer = clause.text(first, reach(clause, first))
        if len(answer.split()) < 3:
            continue
        yield Candidate(
            text=statement.asked(f"What {inverted(clause, subject, end=end)}{left}"),
            kind="elaboration",
            salience=5 if statement.place == 0 else 4,
            why=f"The answer is the event that the article opens with, a step of {subject}."
            if statement.place == 0
            else f"The answer names a step of {subject} right after the main event.",
            answer=sentence(answer),
            quotes=(clause.passage.text,),
            recipe="deed",
            place=statement.place,
            weight=0.4,
        )


def _asked(clause: Clause) -> tuple[int, str, int] | None:
    """Where the question cuts the clause, what it adds, and where the answer begins."""
    tokens, at = clause.tokens, clause.main + 1
    if at + 1 >= clause.end:
        return None
    if tokens[at].lower == "to" and tokens[at + 1].tag == "VB" and clause.verb in _ACTS:
        return at, " to do", at
    must = clause.verb == "have" and tokens[at].lower == "to" and tokens[at + 1].tag == "VB"
    if must:
        at += 2
    elif clause.verb in LIGHT | SPEECH | TOUCHES:
        return None
    chunk = clause.passage.chunk_from(at)
    if chunk is None or chunk.last > clause.end:
        return None
    opener, head = tokens[chunk.first], tokens[chunk.head]
    new = opener.lower in {"a", "an", "all"}
    many = head.tag == "NNS" and opener.tag in {"JJ", "NN", "NNS"}
    return (at, "", at) if new or many else None


def actors(material: Material) -> Iterator[Candidate]:
    """Who did the thing of the lead, where the sentence says more of them than a name."""
    for statement in material.statements:
        clause = statement.clause
        opener = clause.tokens[clause.subject[0]]
        if statement.place or clause.verb in SPEECH | _VOICES or opener.lower in PRONOUNS:
            continue
        whole, plain = clause.text(*clause.whole), clause.text(*clause.subject)
        group = clause.tokens[clause.head].lower in _GROUPS and whole != plain
        bare = clause.end <= clause.main + 1
        if not group or not agrees(clause) or bare:
            continue
        if not clean_rest(clause, clause.main + 1, clause.end):
            continue
        yield Candidate(
            text=f"Who {predicate(clause)}?",
            kind="elaboration",
            salience=5,
            why="Readers judge the weight of the event by who stands for it.",
            answer=sentence(whole),
            quotes=(clause.passage.text,),
            recipe="who",
            place=0,
            weight=0.5,
        )


def appointments(material: Material) -> Iterator[Candidate]:
    """When and where something is to take place: "talks, scheduled to take place in Oslo on …"."""
    for place, passage in enumerate(material.passages[:6]):
        tokens = passage.tokens
        for at, token in enumerate(tokens[:-3]):
            planned = token.lower in _PLANNED and tokens[at + 1].lower == "to"
            if not planned or tokens[at + 2].tag != "VB":
                continue
            made = _appointment(material, passage, at, place)
            if made is not None:
                yield made
                break


def _appointment(material: Material, passage: Passage, at: int, place: int) -> Candidate | None:
    tokens = passage.tokens
    event = _event_before(material, passage, at)
    first = next(
        (i for i in range(at + 3, len(tokens)) if tokens[i].lower in {"in", "on", "at"}), None
    )
    if event is None or first is None or material.document.quoted(tokens[at].start, tokens[at].end):
        return None
    thing, many = event
    answer = passage.words(first, _flat_end(passage, first))
    where = any(t.tag == "NNP" and not is_calendar(t.text) for t in tokens[first : first + 3])
    when = any(is_calendar(word.strip(",.")) for word in answer.split())
    if not when:
        return None
    verb = "are" if many else "is"
    return Candidate(
        text=f"{'When and where' if where else 'When'} {verb} {thing} {tokens[at].text} "
        f"{passage.words(at + 1, first)}?",
        kind="background",
        salience=5 if place < 2 else 4,
        why=f"Readers who follow {thing} have to know when to look for news.",
        answer=sentence(answer),
        quotes=(passage.text,),
        recipe="date",
        place=place,
        weight=0.6,
    )


def _flat_end(passage: Passage, first: int) -> int:
    """The end of "in Istanbul on June 2, 2025"."""
    tokens, last = passage.tokens, first
    while last < len(tokens) and tokens[last].lower not in {".", ";", "-", "after", "as"}:
        another = tokens[last].lower == "," and tokens[last - 1].tag != "CD"
        if another:
            break
        last += 1
    return last


def _event_before(material: Material, passage: Passage, at: int) -> tuple[str, bool] | None:
    """The thing that is planned, by its name, and whether it is plural."""
    last = at - 1 if passage.tokens[at - 1].lower == "," else at
    found = [c for c in passage.chunks if c.last <= last]
    if not found or found[-1].last != last:
        return None
    chunk = found[-1]
    between = passage.tokens[found[-2].last : chunk.first] if len(found) > 1 else ()
    if [t.lower for t in between] in (["with"], ["of"], ["between"], ["on"], ["over"]):
        chunk = found[-2]
    head, opener = passage.tokens[chunk.head], passage.tokens[chunk.first]
    text = material.references.named(passage.words(chunk.first, last), opener)
    if text is None or head.tag not in {"NN", "NNS"}:
        return None
    bare = opener.lower not in {"the", "a", "an"} and not opener.tag.startswith("NNP")
    return (f"the {text}" if bare else text), head.tag == "NNS"
