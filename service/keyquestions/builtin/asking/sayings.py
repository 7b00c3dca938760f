"""Questions about what people say, on what evidence, and who the unnamed ones are."""

from collections.abc import Iterator

from keyquestions.builtin.asking.material import PRONOUNS, Candidate, Material, clean_rest
from keyquestions.builtin.clauses import Clause, content_of
from keyquestions.builtin.grammar import agrees, inverted, plural, possessive, predicate, sentence
from keyquestions.builtin.names import is_calendar

_SPEECH = frozenset(
    "say warn argue claim tell add announce explain note insist stress suggest maintain "
    "believe predict estimate fear hope".split()
)
_FINDINGS = frozenset("find show conclude reveal suggest report".split())
_CLAIMS = {
    "claim": "claim",
    "argue": "argument",
    "warn": "warning",
    "insist": "claim",
    "predict": "prediction",
    "suggest": "suggestion",
    "maintain": "claim",
    "fear": "fear",
    "believe": "belief",
    "estimate": "estimate",
}
_PROOF = (
    "according to",
    "data",
    "figures",
    "study",
    "report",
    "survey",
    "statistics",
    "records",
    "because",
    "evidence",
)
_UNNAMED = frozenset(
    "observers analysts experts critics supporters opponents insiders sources officials "
    "campaigners economists commentators diplomats scientists researchers residents "
    "historians activists".split()
)


def reports(material: Material) -> Iterator[Candidate]:
    """What somebody said, warned or found about something."""
    for order, passage in enumerate(material.passages):
        clause = material.main(passage)
        if (
            clause is None
            or clause.negated
            or clause.passive
            or clause.verb not in _SPEECH | _FINDINGS
        ):
            continue
        content = content_of(clause)
        subject = material.subject(clause)
        if content is None or subject is None or not agrees(clause):
            continue
        made = None if _unnamed(clause) else _about(material, clause, content, subject, order)
        if made is not None:
            yield made
        proof = _evidence(material, clause, content, subject, order)
        if proof is not None:
            yield proof


def _about(
    material: Material, clause: Clause, content: Clause, subject: str, order: int
) -> Candidate | None:
    topic = _topic(material, content, subject)
    if topic is None:
        return None
    ask = inverted(clause, subject, end=clause.main + 1)
    told = content.text(content.subject[0], _sentence_end(content))
    if told.lower().split()[0] in PRONOUNS | {"its", "his", "her", "their"}:
        told = clause.passage.text
    study = clause.verb in _FINDINGS and not material.document.names.is_person(subject)
    return Candidate(
        text=f"What {ask} about {topic}?",
        kind="evidence" if study else "elaboration",
        salience=4 if study or order < 4 else 3,
        why=f"It is {possessive(subject)} account of {topic}, and has to be weighed as such.",
        answer=sentence(told),
        quotes=(clause.passage.text,),
        recipe="report",
        place=order,
        weight=0.4 + 0.3 * study,
    )


def _sentence_end(content: Clause) -> int:
    last = len(content.tokens)
    return last - 1 if content.tokens[last - 1].lower == "." else last


def _topic(material: Material, content: Clause, speaker: str) -> str | None:
    """What the reported clause is about: its subject, or else a solid object of it."""
    first, last = content.subject
    opener = content.tokens[first]
    if opener.tag == "PRP$" and material.document.names.is_person(speaker):
        return content.text(first, last)
    bare = content.tokens[content.head].lower in _HOLLOW or opener.tag == "CD"
    if not bare and opener.tag not in {"PRP", "EX", "PRP$"} and opener.lower not in PRONOUNS:
        text = material.named(content.text(first, last), opener)
        if text is not None and text != speaker and len(text.split()) <= 9:
            return text
    for chunk in content.passage.chunks:
        if chunk.first <= content.main or chunk.last > content.end:
            continue
        opener = content.tokens[chunk.first]
        text = material.named(content.text(chunk.first, chunk.last), opener)
        definite = opener.lower == "the" or opener.tag.startswith("NNP")
        if (
            text
            and definite
            and not is_calendar(opener.text)
            and content.tokens[chunk.head].tag != "CD"
        ):
            return text
    return None


_HOLLOW = frozenset(
    "government company group council team party county city town people years figure "
    "number case authorities officials office agency club firm administration others".split()
)
_STRONG = frozenset({"claim", "argue", "warn", "insist", "predict", "maintain", "estimate"})


def _evidence(
    material: Material, clause: Clause, content: Clause, subject: str, order: int
) -> Candidate | None:
    """What a claim rests on; a claim without a source is all that there is for an answer."""
    if clause.verb not in _STRONG or not agrees(content):
        return None
    whose = material.subject(content)
    if (
        whose is None
        or not clean_rest(content, content.main + 1, content.end)
        or content.end <= content.main + 1
    ):
        return None
    low = clause.passage.text.lower()
    if any(cue in low for cue in _PROOF):
        return None
    noun = _CLAIMS[clause.verb]
    said = f"{whose} {predicate(content)}"
    return Candidate(
        text=f"What evidence supports {possessive(subject)} {noun} that {said}?",
        kind="evidence",
        salience=3,
        partly=True,
        why=f"The article gives the {noun} about {whose} without figures or documents.",
        answer=sentence(clause.passage.text),
        quotes=(clause.passage.text,),
        recipe="evidence",
        place=order,
        weight=0.2,
    )


def _unnamed(clause: Clause) -> bool:
    """Whether the subject is a bare crowd: "Observers", "International analysts"."""
    first, last = clause.subject
    tokens = clause.tokens[first:last]
    plain = all(t.tag in {"JJ", "NN", "NNS", "CD"} and t.lower[0].isalpha() for t in tokens)
    return plain and len(tokens) <= 2 and tokens[-1].lower in _UNNAMED


def crowds(material: Material) -> Iterator[Candidate]:
    """Who the experts are that the article lets speak without a name."""
    for order, passage in enumerate(material.passages):
        clause = material.main(passage)
        if clause is None or not _unnamed(clause) or not agrees(clause) or not plural(clause):
            continue
        content = content_of(clause)
        first = (content.main if content is not None else clause.main) + 1
        end = content.end if content is not None else clause.end
        if not clean_rest(clause, first, end) or not _speaks(clause):
            continue
        who = clause.text(*clause.subject)
        who = who[0].lower() + who[1:]
        said = clause.text(clause.finite, end)
        if content is not None and content.tokens[content.subject[0]].lower in PRONOUNS:
            whose = material.subject(content)
            if whose is None:
                continue
            said = f"{clause.text(clause.finite, content.subject[0])} {whose} {predicate(content)}"
        yield Candidate(
            text=f"Which {who} {said}?",
            kind="evidence",
            salience=3,
            why=f"It names none of these {who.split()[-1]}, so nobody can check what they know.",
            quotes=(passage.text,),
            recipe="crowd",
            place=order,
            weight=0.5,
        )


def _speaks(clause: Clause) -> bool:
    return clause.verb in _SPEECH | {
        "anticipate",
        "expect",
        "describe",
        "doubt",
        "remain",
        "think",
        "see",
        "question",
        "welcome",
    }


def accusations(material: Material) -> Iterator[Candidate]:
    """What somebody is accused of, and by whom."""
    for order, passage in enumerate(material.passages):
        for clause in material.clauses(passage):
            if clause.verb != "accuse" or clause.passive:
                continue
            subject = material.subject(clause)
            tokens = clause.tokens
            of = next(
                (i for i in range(clause.main + 1, len(tokens)) if tokens[i].lower == "of"), None
            )
            if subject is None or of is None or not clean_rest(clause, clause.main + 1, of):
                continue
            accused = clause.text(clause.main + 1, of)
            yield Candidate(
                text=f"What {inverted(clause, subject, end=of)} of?",
                kind="elaboration",
                salience=4,
                why=f"The charge is the core of the dispute between {subject} and {accused}.",
                answer=sentence(clause.text(of + 1, _sentence_end(clause))),
                quotes=(passage.text,),
                recipe="accusation",
                place=order,
                weight=0.8,
            )


def demands(material: Material) -> Iterator[Candidate]:
    """What somebody demands or proposes: "demanded that Vanterra publish its order book"."""
    for order, passage in enumerate(material.passages):
        clause = material.main(passage)
        if clause is None or clause.verb not in {"demand", "propose", "request", "recommend"}:
            continue
        subject = material.subject(clause)
        at = clause.main + 1
        if clause.passive or clause.negated or subject is None or at >= len(clause.tokens):
            continue
        if clause.tokens[at].lower != "that" or not agrees(clause):
            continue
        yield Candidate(
            text=f"What {inverted(clause, subject, end=at)}?",
            kind="elaboration",
            salience=3,
            why=f"What {subject} asks for can be held against what comes of it.",
            answer=sentence(clause.text(at, _sentence_end(clause))),
            quotes=(passage.text,),
            recipe="demand",
            place=order,
            weight=0.6,
        )


def verdicts(material: Material) -> Iterator[Candidate]:
    """What somebody calls something: "called the cuts a breach of a job guarantee"."""
    for order, passage in enumerate(material.passages):
        clause = material.main(passage)
        if clause is None or clause.verb != "call" or clause.passive or clause.negated:
            continue
        subject = material.subject(clause)
        chunks = [c for c in passage.chunks if c.first > clause.main]
        if subject is None or len(chunks) < 2 or chunks[0].first != clause.main + 1:
            continue
        thing = clause.tokens[chunks[0].first].lower
        if chunks[1].first != chunks[0].last or thing not in {"the", "a"} or not agrees(clause):
            continue
        yield Candidate(
            text=f"What {inverted(clause, subject, end=chunks[0].last)}?",
            kind="elaboration",
            salience=3,
            why=f"The word that {subject} chose shows how sharp the disagreement is.",
            answer=sentence(clause.text(chunks[1].first, clause.end)),
            quotes=(passage.text,),
            recipe="verdict",
            place=order,
            weight=0.5,
        )
