"""Questions about what one side answers the other, and what a plan provides for."""

import re
from collections.abc import Iterator

from keyquestions.builtin.asking.answers import whole
from keyquestions.builtin.asking.candidates import Candidate
from keyquestions.builtin.asking.checks import content_words
from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.clauses import SPEECH, Clause
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted
from keyquestions.builtin.pronouns import PRONOUNS

_UNDER = re.compile(
    r"^Under (?P<what>(?:the|its|a|an) (?:[a-z-]+ ){0,2}(?:plan|deal|agreement|scheme|rules|law|"
    r"proposal|proposals|bill|programme|program|reform|changes|settlement|contract)), "
)
_REJECTS = frozenset("reject deny dismiss dispute".split())
_POINTS = frozenset({"that", "this", "it", "those"})


def rebuttals(material: Material) -> Iterator[Candidate]:
    """How somebody answers what was said of them in the sentence before: "Herk rejected that"."""
    for place, passage in enumerate(material.passages):
        clause = material.main(passage)
        if clause is None or clause.verb not in _REJECTS or clause.passive or clause.negated:
            continue
        at = clause.main + 1
        points = at < len(clause.tokens) and clause.tokens[at].lower in _POINTS
        back = material.before(passage)
        said = material.main(back) if back is not None else None
        if not points or back is None or said is None or said.verb not in SPEECH | {"accuse"}:
            continue
        yield from _rebuttal(material, passage, clause, (back, said), place)


def _rebuttal(
    material: Material, passage: Passage, clause: Clause, before: tuple[Passage, Clause], place: int
) -> Iterator[Candidate]:
    subject, other = material.subject(clause), material.subject(before[1])
    if subject is None or other is None or subject == other or not agrees(clause):
        return
    verb = inverted(clause, subject, end=clause.main).split(" ", 1)[0]
    yield Candidate(
        text=f"How {verb} {subject} respond to what {other} {before[1].text(*_verbs(before[1]))}?",
        kind="elaboration",
        salience=4,
        why=f"Readers should hear what {subject} has to say to it.",
        answer=whole(passage),
        quotes=(before[0].text, passage.text),
        recipe="rebuttal",
        place=place,
        weight=0.6,
    )


def _verbs(clause: Clause) -> tuple[int, int]:
    return clause.finite, clause.main + 1


def provisions(material: Material) -> Iterator[Candidate]:
    """What a plan or a deal provides for: "Under the plan, lenders will write off …"."""
    for place, passage in enumerate(material.passages):
        found = _UNDER.match(passage.text)
        if found is None or material.document.quoted(passage.start, passage.end):
            continue
        what = found["what"]
        noun = what.rsplit(" ", 1)[-1]
        rich = material.references.fuller(f"the {noun}", passage.start + 1)
        thing = rich if what == f"the {noun}" else f"the {what.partition(' ')[2]}"
        bare = thing == f"the {noun}"
        known = bool(content_words(noun) & material.matters)
        if (bare and not known) or set(thing.split()) & PRONOUNS:
            continue
        does = "do" if noun.endswith("s") else "does"
        yield Candidate(
            text=f"What {does} {thing} provide for?",
            kind="elaboration",
            salience=4,
            why="The terms tell who gains and who has to give something up.",
            answer=whole(passage),
            quotes=(passage.text,),
            recipe="provision",
            place=place,
            weight=0.7,
        )
