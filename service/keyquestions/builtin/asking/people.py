"""Questions about who somebody is, who faces whom, and who made or paid for something."""

from collections.abc import Iterator

from keyquestions.builtin.asking.material import PRONOUNS, Candidate, Material, clean_rest
from keyquestions.builtin.clauses import Clause
from keyquestions.builtin.grammar import agrees, inverted, sentence
from keyquestions.builtin.names import is_organisation

_FACING = frozenset("play face meet beat defeat succeed replace sue marry oppose".split())
_SIDES = frozenset("champions holders leaders rivals hosts neighbours neighbors visitors".split())
_CHARGED = {"sentence": "to", "charge": "with", "convict": "of", "accuse": "of"}
_PUNISHED = frozenset(
    "send fine jail arrest dismiss suspend criticise criticize sentence convict ban praise "
    "charge award sue investigate honour".split()
)


def portraits(material: Material) -> Iterator[Candidate]:
    """Who a person is that the article comes back to: "Vos, 71, is the last bell founder"."""
    for order, passage in enumerate(material.passages):
        clause = material.main(passage)
        if clause is None or clause.main != clause.finite or clause.verb != "be":
            continue
        subject = material.subject(clause)
        following = clause.tokens[clause.main + 1 : clause.main + 2]
        if subject is None or not following or following[0].lower not in {"the", "one"}:
            continue
        person = material.document.names.is_person(subject)
        named = clause.tokens[clause.head].tag.startswith("NNP")
        if not named or not person or clause.negated:
            continue
        yield Candidate(
            text=f"Who is {subject}?",
            kind="background",
            salience=3,
            why=f"{subject} is at the centre of the story.",
            answer=sentence(clause.text(clause.main + 1, _stop(clause))),
            quotes=(passage.text,),
            recipe="portrait",
            place=order,
            weight=0.4,
        )


def _stop(clause: Clause) -> int:
    last = len(clause.tokens)
    return last - 1 if clause.tokens[last - 1].lower == "." else last


def rivals(material: Material) -> Iterator[Candidate]:
    """Whom somebody plays, beats or replaces."""
    for order, passage in enumerate(material.passages):
        for clause in material.clauses(passage):
            if clause.verb not in _FACING or clause.passive or clause.negated:
                continue
            subject = material.subject(clause)
            chunk = next((c for c in passage.chunks if c.first == clause.main + 1), None)
            if subject is None or chunk is None or not agrees(clause):
                continue
            words = clause.tokens[chunk.first : chunk.last]
            if not any(t.tag.startswith("NNP") for t in words) and words[-1].lower not in _SIDES:
                continue
            behind, at = "", chunk.last
            while at < len(clause.tokens) and clause.tokens[at].tag != "IN":
                at += 1
            if at < clause.end and clean_rest(clause, at, clause.end):
                behind = " " + clause.text(at, clause.end)
            ask = inverted(clause, subject, end=clause.main + 1)
            yield Candidate(
                text=f"Who {ask}{behind}?",
                kind="elaboration",
                salience=3,
                why=f"It names the other side that {subject} has to reckon with.",
                answer=sentence(clause.text(chunk.first, max(chunk.last, min(at, clause.end)))),
                quotes=(passage.text,),
                recipe="rival",
                place=order,
                weight=0.4,
            )


def penalties(material: Material) -> Iterator[Candidate]:
    """Why somebody was sent off, fined or sentenced: "… for a second yellow card"."""
    for order, passage in enumerate(material.passages):
        for clause in material.clauses(passage):
            if clause.verb not in _PUNISHED or clause.negated:
                continue
            tokens = clause.tokens
            start = clause.main + 1
            at = next(
                (i for i in range(start, clause.end) if tokens[i].lower in {"for", "over"}), None
            )
            if at is None or (not clause.passive and at == start) or tokens[at + 1].tag == "CD":
                continue
            subject = material.subject(clause)
            if subject is None or not agrees(clause) or not clean_rest(clause, start, at):
                continue
            yield Candidate(
                text=f"Why {inverted(clause, subject, end=at)}?",
                kind="cause",
                salience=4,
                why=f"The ground decides whether what befell {subject} was fair."
                if clause.passive
                else f"The ground decides what the stance of {subject} is worth.",
                answer=sentence(clause.text(at, _stop(clause))),
                quotes=(passage.text,),
                recipe="penalty",
                place=order,
                weight=0.5,
            )


def charges(material: Material) -> Iterator[Candidate]:
    """What somebody was sentenced to, charged with or accused of."""
    for order, passage in enumerate(material.passages):
        for clause in material.clauses(passage):
            word = _CHARGED.get(clause.verb)
            at = clause.main + 1
            subject = material.subject(clause)
            if (
                word is None
                or not clause.passive
                or clause.negated
                or subject is None
                or at >= clause.end
            ):
                continue
            if clause.tokens[at].lower != word or not agrees(clause):
                continue
            yield Candidate(
                text=f"What {inverted(clause, subject, end=at + 1)}?",
                kind="elaboration",
                salience=4,
                why=f"It is what {subject} has to answer for.",
                answer=sentence(clause.text(at + 1, clause.end)),
                quotes=(passage.text,),
                recipe="charge",
                place=order,
                weight=0.6,
            )


def means(material: Material) -> Iterator[Candidate]:
    """How something was done: "were taken ashore by lifeboat"."""
    for order, passage in enumerate(material.passages):
        for clause in material.clauses(passage):
            tokens = clause.tokens
            at = next(
                (i for i in range(clause.main + 1, clause.end) if tokens[i].lower == "by"), None
            )
            subject = material.subject(clause)
            if at is None or subject is None or not clause.passive or clause.end != at + 2:
                continue
            if (
                tokens[at + 1].tag != "NN"
                or not agrees(clause)
                or not clean_rest(clause, clause.main, at)
            ):
                continue
            yield Candidate(
                text=f"How {inverted(clause, subject, end=at)}?",
                kind="elaboration",
                salience=3,
                why=f"It tells what was done with {subject}.",
                answer=sentence(clause.text(at, clause.end)),
                quotes=(passage.text,),
                recipe="means",
                place=order,
                weight=0.3,
            )


def makers(material: Material) -> Iterator[Candidate]:
    """Who did what the article tells in the passive: "was financed by the Delta Green Fund"."""
    for order, passage in enumerate(material.passages):
        for clause in material.clauses(passage):
            made = _maker(material, clause, order)
            if made is not None:
                yield made
                break


def _maker(material: Material, clause: Clause, order: int) -> Candidate | None:
    tokens, at = clause.tokens, clause.main + 1
    done = tokens[clause.main].text
    if not clause.passive or clause.negated or not done.endswith("ed") or at >= len(tokens):
        return None
    if (
        tokens[at].lower != "by"
        or tokens[clause.finite].tag == "MD"
        or clause.main > clause.finite + 2
    ):
        return None
    subject = material.subject(clause)
    agent = next((c for c in clause.passage.chunks if c.first == at + 1), None)
    if subject is None or agent is None or tokens[agent.first].lower in PRONOUNS:
        return None
    words = [t.text for t in tokens[agent.first : agent.last]]
    if len(words) == 1 and tokens[agent.first].tag == "NN" and agent.last == clause.end:
        return None
    who = material.document.names.is_person(" ".join(words)) or is_organisation(words)
    return Candidate(
        text=f"{'Who' if who else 'What'} {done} {subject}?",
        kind="background",
        salience=3,
        why=f"It shows whose work or interest stands behind {subject}.",
        answer=sentence(clause.text(agent.first, clause.end)),
        quotes=(clause.passage.text,),
        recipe="maker",
        place=order,
        weight=0.4,
    )
