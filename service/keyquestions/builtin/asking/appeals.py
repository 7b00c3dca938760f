"""Questions about what others are asked to do, how a body voted and where a group stands."""

import re
from collections.abc import Iterator

from keyquestions.builtin.asking.answers import reach
from keyquestions.builtin.asking.candidates import Candidate, clean_rest
from keyquestions.builtin.asking.claims import is_crowd
from keyquestions.builtin.asking.material import Material, Statement
from keyquestions.builtin.clauses import Clause, content_of
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted, plural, sentence

_APPEALS = frozenset("ask urge order tell advise invite instruct encourage challenge beg".split())
_MEANT = frozenset("mean intend design".split())
_SAYING = frozenset("say argue insist maintain complain claim".split())
_FOR = frozenset({"for", "against", "of"})
_SHARE = re.compile(
    r"^Of (?:the |its |their )?(?P<all>\d[\d,]* [^,]+), (?P<part>\d[\d,]*|[a-z]+) "
    r"(?:(?:now|already|still|currently) )?"
    r"(?P<rest>(?:are|were|stand|lie|have|had|remain) [^,.;…]+)"
)
_SHORTEST_GROUP = 3


def appeals(material: Material) -> Iterator[Candidate]:
    """What somebody asked others to do, or what something is meant to do."""
    for statement in material.statements:
        clause = statement.clause
        to = _infinitive(clause)
        subject = material.subject(clause)
        if to is None or subject is None or clause.negated or not agrees(clause):
            continue
        wanted = _MEANT | _APPEALS if clause.passive else _APPEALS
        bare = to == clause.main + 1
        if clause.verb not in wanted or bare is not clause.passive:
            continue
        points = {t.lower for t in clause.tokens[to:]} & {"it", "them", "this", "so"}
        whom = clause.object
        between = clause.tokens[whom.last : to] if whom is not None else ()
        far = not clause.passive and (
            whom is None or any(t.tag in {"VBN", "CC"} or t.lower == "for" for t in between)
        )
        if points or far or not clean_rest(clause, clause.main + 1, to):
            continue
        yield _appeal(statement, subject, to)


def _appeal(statement: Statement, subject: str, to: int) -> Candidate:
    clause = statement.clause
    meant = clause.verb in _MEANT
    return Candidate(
        text=statement.asked(f"What {inverted(clause, subject, end=to)} to do"),
        kind="elaboration",
        salience=3,
        why=f"The answer is the purpose of {subject} as the article gives it."
        if meant
        else "The answer is what others are asked to do.",
        answer=sentence(clause.text(to, reach(clause, to + 1))),
        quotes=(clause.passage.text,),
        recipe="purpose" if meant else "appeal",
        place=statement.place,
        weight=0.5,
    )


def _infinitive(clause: Clause) -> int | None:
    """Where "to call" begins behind whoever is asked."""
    tokens = clause.tokens
    inside = range(clause.main + 1, clause.end - 1)
    return next((i for i in inside if tokens[i].lower == "to" and tokens[i + 1].tag == "VB"), None)


def votes(material: Material) -> Iterator[Candidate]:
    """How a body voted: "voted 21 to 14 in favour of the plan"."""
    for statement in material.statements:
        clause = statement.clause
        tokens, at = clause.tokens, clause.main + 1
        if clause.verb != "vote" or at + 3 >= clause.end or tokens[at].tag != "CD":
            continue
        subject = material.subject(clause)
        on = next((i for i in range(at, clause.end - 1) if tokens[i].lower in _FOR), None)
        chunk = None if on is None else clause.passage.chunk_from(on + 1)
        if subject is None or chunk is None or tokens[chunk.first].lower != "the":
            continue
        matter = material.references.named(
            clause.text(chunk.first, chunk.last), tokens[chunk.first]
        )
        if matter is None or not agrees(clause):
            continue
        yield Candidate(
            text=statement.asked(f"How {inverted(clause, subject, end=at)} on {matter}"),
            kind="elaboration",
            salience=4,
            why="The answer gives the votes on either side.",
            answer=sentence(clause.text(at, chunk.last)),
            quotes=(clause.passage.text,),
            recipe="vote",
            place=statement.place,
            weight=0.6,
        )


def shares(material: Material) -> Iterator[Candidate]:
    """How many of a number: "Of the 142 units in the town centre, 31 now stand empty"."""
    for place, passage in enumerate(material.passages):
        found = _SHARE.match(passage.text)
        if found is None or material.document.quoted(passage.start, passage.end):
            continue
        whole = f"of the {found['all']}"
        yield Candidate(
            text=f"How many {whole} {found['rest']}?",
            kind="elaboration",
            salience=3,
            why="The answer is the share, in numbers that readers can put in relation.",
            answer=sentence(f"{found['part']} {whole}"),
            quotes=(passage.text,),
            recipe="number",
            place=place,
            weight=0.4,
        )


def positions(material: Material) -> Iterator[Candidate]:
    """Where a group stands that says something of itself: "say that they were not consulted"."""
    for place, passage in enumerate(material.passages):
        clause = material.main(passage)
        content = content_of(clause) if clause is not None else None
        if clause is None or content is None or clause.negated or is_crowd(clause):
            continue
        subject = material.subject(clause)
        of_themselves = content.tokens[content.subject[0]].lower == "they"
        if clause.verb not in _SAYING or subject is None or not of_themselves:
            continue
        if not plural(clause) or len(subject.split()) < _SHORTEST_GROUP or not agrees(clause):
            continue
        yield _position(passage, subject, place)


def _position(passage: Passage, subject: str, place: int) -> Candidate:
    return Candidate(
        text=f"What is the position of {subject}?",
        kind="affected_parties",
        salience=3,
        why=f"The answer is how {subject} see the matter, in the article’s words.",
        answer=sentence(passage.text),
        quotes=(passage.text,),
        recipe="position",
        place=place,
        weight=0.6,
    )
