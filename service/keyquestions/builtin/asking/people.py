"""Questions about persons: who somebody is, whom they face, what they are charged with."""

from collections.abc import Iterator

from keyquestions.builtin.asking.answers import reach, without_day
from keyquestions.builtin.asking.candidates import Candidate, clean_rest
from keyquestions.builtin.asking.material import Material, Statement
from keyquestions.builtin.chunks import Chunk
from keyquestions.builtin.clauses import Clause
from keyquestions.builtin.grammar import agrees, inverted, sentence
from keyquestions.builtin.names import is_organisation
from keyquestions.builtin.pronouns import PRONOUNS
from keyquestions.builtin.tokens import lemma

_FACING = frozenset("play face meet beat defeat succeed replace sue marry appoint".split())
_SIDES = frozenset("champions holders leaders rivals hosts neighbours neighbors visitors".split())
_CHARGED = {"sentence": "to", "charge": "with", "convict": "of", "accuse": "of", "clear": "of"}


def rivals(material: Material) -> Iterator[Candidate]:
    """Whom somebody plays, beats or replaces."""
    for statement in material.statements:
        clause = statement.clause
        if clause.verb not in _FACING or clause.passive or clause.negated or not agrees(clause):
            continue
        subject = material.subject(clause)
        chunk = clause.object
        if subject is None or chunk is None:
            continue
        words = clause.tokens[chunk.first : chunk.last]
        beyond = chunk.last + 1
        named = clause.passage.chunk_from(beyond) if beyond < len(clause.tokens) else None
        called = clause.tokens[chunk.last].lower == "," if beyond < len(clause.tokens) else False
        name = any(t.tag.startswith("NNP") for t in words)
        if called and named is not None and clause.tokens[named.head].tag == "NNP":
            chunk, name = Chunk(chunk.first, named.last, chunk.head), True
        if not name and words[-1].lower not in _SIDES:
            continue
        behind, last = _behind(clause, chunk.last)
        yield Candidate(
            text=f"Who {inverted(clause, subject, end=clause.main + 1)}{behind}?",
            kind="elaboration",
            salience=3,
            why=f"It names the other side that {subject} has to reckon with.",
            answer=sentence(clause.text(chunk.first, last)),
            quotes=(clause.passage.text,),
            recipe="rival",
            place=statement.place,
            weight=0.4,
        )


def _behind(clause: Clause, at: int) -> tuple[str, int]:
    """The phrase after the rival that a question repeats, and where the answer ends."""
    last = at
    while at < clause.end and clause.tokens[at].tag != "IN":
        at += 1
    if at >= clause.end or not clean_rest(clause, at, clause.end):
        return "", last
    return " " + clause.text(at, clause.end), at


def portraits(material: Material) -> Iterator[Candidate]:
    """Who a person is that the article comes back to: "Vos, 71, is the last bell founder"."""
    for place, passage in enumerate(material.passages):
        clause = material.main(passage)
        if clause is None or clause.main != clause.finite or clause.verb != "be":
            continue
        subject = material.subject(clause)
        following = clause.tokens[clause.main + 1 : clause.main + 2]
        if subject is None or not following or following[0].lower not in {"the", "one"}:
            continue
        named = clause.tokens[clause.head].tag.startswith("NNP")
        if not named or not material.document.names.is_person(subject) or clause.negated:
            continue
        yield Candidate(
            text=f"Who is {subject}?",
            kind="background",
            salience=4 if place < 4 else 3,
            why=f"Without this readers cannot tell why the article turns to {subject}.",
            answer=sentence(clause.text(clause.main + 1, reach(clause))),
            quotes=(passage.text,),
            recipe="portrait",
            place=place,
            weight=0.6,
        )


def charges(material: Material) -> Iterator[Candidate]:
    """What somebody was sentenced to, charged with or cleared of."""
    for statement in material.statements:
        clause = statement.clause
        at = clause.main + 1
        word = _CHARGED.get(clause.verb)
        if word is None or not clause.passive or clause.negated or at >= clause.end:
            continue
        subject = material.subject(clause)
        step = next((i for i in range(at, clause.end) if clause.tokens[i].lower == word), None)
        if subject is None or step is None or not agrees(clause):
            continue
        yield Candidate(
            text=f"What {inverted(clause, subject, end=step + 1)}?",
            kind="elaboration",
            salience=5 if statement.place == 0 else 4,
            why=f"It is what {subject} no longer has to answer for."
            if clause.verb == "clear"
            else f"It is what {subject} has to answer for, in the law’s terms.",
            answer=sentence(without_day(clause.text(step + 1, reach(clause, step + 1)))),
            quotes=(clause.passage.text,),
            recipe="charge",
            place=statement.place,
            weight=0.6,
        )


def makers(material: Material) -> Iterator[Candidate]:
    """Who did what the article tells in the passive: "was financed by the Delta Green Fund"."""
    for statement in material.statements:
        made = _maker(material, statement)
        if made is not None:
            yield made


def _maker(material: Material, statement: Statement) -> Candidate | None:
    clause = statement.clause
    tokens, at = clause.tokens, clause.main + 1
    while at < clause.end and tokens[at].tag in {"RB", "IN"} and tokens[at].lower != "by":
        at += 1
    if not clause.passive or clause.negated or at >= len(tokens) or tokens[at].lower != "by":
        return None
    subject = material.subject(clause)
    agent = clause.passage.chunk_from(at + 1)
    if subject is None or agent is None or tokens[agent.first].lower in PRONOUNS:
        return None
    words = [t.text for t in tokens[agent.first : agent.last]]
    if len(words) == 1 and tokens[agent.first].tag == "NN":
        return _means(statement, subject) if agent.last == clause.end else None
    done = _active(clause) if at == clause.main + 1 else None
    if done is None or tokens[agent.first].tag == "CD":
        return None
    who = material.document.names.is_person(" ".join(words)) or is_organisation(words)
    return Candidate(
        text=statement.asked(f"{'Who' if who else 'What'} {done} {subject}"),
        kind="background",
        salience=3,
        why=f"It shows whose work or interest stands behind {subject}."
        if who
        else f"It tells what becomes of {subject}."
        if clause.tokens[clause.finite].tag == "MD"
        else f"It shows what stands behind {subject}.",
        answer=sentence(clause.text(agent.first, reach(clause, agent.first))),
        quotes=(clause.passage.text,),
        recipe="maker",
        place=statement.place,
        weight=0.6,
    )


def _means(statement: Statement, subject: str) -> Candidate | None:
    """How something was done: "were taken ashore by lifeboat"."""
    clause = statement.clause
    at = clause.end - 2
    now = clause.tokens[clause.finite].tag != "VBD"
    if now or not agrees(clause) or not clean_rest(clause, clause.main, at):
        return None
    return Candidate(
        text=statement.asked(f"How {inverted(clause, subject, end=at)}"),
        kind="elaboration",
        salience=3,
        why=f"It tells how {subject} fared.",
        answer=sentence(clause.text(at, clause.end)),
        quotes=(clause.passage.text,),
        recipe="means",
        place=statement.place,
        weight=0.3,
    )


def _active(clause: Clause) -> str | None:
    """The verb as its doer has it: "was financed" is "financed"."""
    finite, main = clause.tokens[clause.finite], clause.tokens[clause.main]
    if finite.tag == "MD" and clause.main == clause.finite + 2:
        return f"{finite.lower} {lemma(main.lower)}"
    plain = main.lower.endswith("ed") and clause.main <= clause.finite + 1
    return main.text if plain and finite.lower in {"was", "were"} else None
