"""Questions about what people say, call, demand and accuse each other of."""

import re
from collections.abc import Iterator

from keyquestions.builtin.asking.answers import reach, stands
from keyquestions.builtin.asking.candidates import Candidate, clean_rest
from keyquestions.builtin.asking.checks import content_words
from keyquestions.builtin.asking.claims import is_crowd
from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.clauses import SPEECH, Clause, content_of, listener, main_clause
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted, possessive, sentence
from keyquestions.builtin.names import is_calendar
from keyquestions.builtin.pronouns import PRONOUNS

_FINDINGS = frozenset("find show conclude reveal suggest report".split())
_PAPERS = frozenset(
    "study report survey memo analysis figures data records documents paper review".split()
)
_HOLLOW = frozenset(
    "government company group council team party county city town people years figure number case "
    "authorities officials office agency club firm administration others way thing".split()
)
_ABOUT = frozenset(
    "say warn write find show conclude reveal report suggest claim complain think believe "
    "fear argue".split()
)
"""Verbs of speech that "about" can follow in a question."""
_WITNESSING = frozenset("see hear learn know".split())
_MEASURES = frozenset(
    "number share words total level rate average count majority rest part".split()
)
"""Heads of subjects that measure what the saying is about."""
_LONGEST_TOPIC = 10
_PART = re.compile(
    r"^(?:(?:one|two|three)[- ](?:thirds?|quarters?|fifths?|halves)|half|most|many|some|"
    r"\d+ (?:per ?cent|percent)) of (?=the |[a-z])",
    re.IGNORECASE,
)
_LONGEST_SAID = 45
_POSSESSIVES = frozenset({"its", "his", "her", "their"})


def reports(material: Material) -> Iterator[Candidate]:
    """What somebody said, warned or found about something."""
    for place, passage in enumerate(material.passages):
        clause = material.main(passage)
        if clause is None or clause.negated or clause.passive or clause.verb not in SPEECH:
            continue
        content = content_of(clause)
        subject = material.subject(clause)
        if subject is None or not agrees(clause) or is_crowd(clause):
            continue
        if content is None:
            made = _found(material, clause, subject, place)
        else:
            made = _about(material, clause, content, subject, place)
        if made is not None:
            yield made


def _found(material: Material, clause: Clause, subject: str, place: int) -> Candidate | None:
    """What a study found, where the sentence says so in a clause that is hard to read."""
    heard = listener(clause)
    at = clause.main + 1 if heard is None else heard.last
    that = at < len(clause.tokens) and clause.tokens[at].lower == "that"
    if that and heard is not None:
        return _told(material, clause, subject, at, place)
    if clause.verb not in _FINDINGS or not that or material.document.names.is_person(subject):
        return None
    told = clause.text(at + 1, _end(clause))
    if not stands(told, ""):
        return None
    return Candidate(
        text=f"What {inverted(clause, subject, end=at)}?",
        kind="evidence",
        salience=4,
        why="It is the evidence in the story, and readers can ask how it was gathered.",
        answer=sentence(told),
        quotes=(clause.passage.text,),
        recipe="report",
        place=place,
        weight=0.5,
    )


def _told(
    material: Material, clause: Clause, subject: str, that: int, place: int
) -> Candidate | None:
    """What somebody told others in a clause that is hard to read."""
    asked = _spoken(material, clause, subject, about=False)
    if asked is None:
        return None
    return Candidate(
        text=f"What {asked}?",
        kind="elaboration",
        salience=3,
        why=f"The answer is what {subject} says, not what the article has found.",
        answer=sentence(clause.text(that + 1, _end(clause))),
        quotes=(clause.passage.text,),
        recipe="told",
        place=place,
        weight=0.2,
    )


def _end(clause: Clause) -> int:
    """The end of the sentence: all that a study found belongs to the answer."""
    last = len(clause.tokens)
    return last - 1 if clause.tokens[last - 1].lower == "." else last


def _about(
    material: Material, clause: Clause, content: Clause, subject: str, place: int
) -> Candidate | None:
    study = clause.verb in _FINDINGS and not material.document.names.is_person(subject)
    topic = _topic(material, content, subject)
    asked = _spoken(material, clause, subject, about=topic is not None)
    if asked is None or (topic is None and not study and listener(clause) is None):
        return None
    if topic is not None and not (study or _telling(material, topic, content)):
        return None
    first = _beginning(clause, content)
    told = content.text(first, _end(content))
    if len(told.split()) > _LONGEST_SAID:
        told = content.text(first, reach(content))
    if told.lower().split()[0] in (PRONOUNS - {"one"}) | _POSSESSIVES:
        told = clause.passage.text
    if study and not stands(told, ""):
        return None
    about = "" if topic is None else f" about {topic}"
    bare = topic is not None and len(topic.split()) == 1 and topic[0].islower() and topic[-1] == "s"
    return Candidate(
        text=f"What {asked}{about}?",
        kind="evidence" if study else "elaboration",
        salience=4 if study else 3,
        why="It is the evidence in the story, and readers can ask how it was gathered."
        if study
        else f"The answer is what {subject} says, not what the article has found.",
        answer=sentence(told),
        quotes=(clause.passage.text,),
        recipe="report",
        place=place,
        weight=0.5 if study else -0.5 if bare else 0.0,
    )


def _spoken(material: Material, clause: Clause, subject: str, *, about: bool) -> str | None:
    """ "did X tell the meeting", "has X warned": in words that "about" or nothing can follow."""
    heard = listener(clause)
    if heard is not None:
        whom = material.references.named(
            clause.text(heard.first, heard.last), clause.tokens[heard.first]
        )
        told = inverted(clause, subject, end=clause.main + 1)
        return None if whom is None else f"{told} {whom}"
    if not about or clause.verb in _ABOUT:
        return inverted(clause, subject, end=clause.main + 1)
    helper = "did" if clause.tokens[clause.finite].tag != "VBP" else "do"
    helper = "does" if clause.tokens[clause.finite].tag == "VBZ" else helper
    return f"{helper} {subject} say"


def _beginning(clause: Clause, content: Clause) -> int:
    """Where what is said begins: with "19 of the 72" before the positions that it tells of."""
    heard = listener(clause)
    at = clause.main + 1 if heard is None else heard.last
    at += clause.tokens[at].lower == "that"
    counted = any(token.tag == "CD" for token in clause.tokens[at : content.subject[0]])
    return at if counted else content.subject[0]


def _telling(material: Material, topic: str, content: Clause) -> bool:
    """Whether a topic tells what the saying is about: a name, a matter of the article, no jury.

    "The jury would see a message" is about the message.
    """
    if content.verb in _WITNESSING or content.tokens[content.head].lower in _MEASURES:
        return False
    words = [word for word in topic.split() if word.lower() not in {"the", "a", "an", "his", "her"}]
    named = any(word[:1].isupper() for word in words)
    return named or len(words) > 1 or bool(content_words(topic) & material.matters)


def _topic(material: Material, content: Clause, speaker: str) -> str | None:
    """What the reported clause is about: its subject, or else a solid object of it."""
    first, last = content.subject
    while first < last - 1 and (
        content.tokens[first].tag == "CD" or content.tokens[first].lower == "of"
    ):
        first += 1
    opener = content.tokens[first]
    if opener.tag == "PRP$" and material.document.names.is_person(speaker):
        return content.text(first, last)
    hollow = content.tokens[content.head].lower in _HOLLOW and last - first <= 2
    bare = hollow or opener.tag in {
        "CD",
        "PRP",
        "EX",
        "PRP$",
    }
    if not bare and opener.lower not in PRONOUNS:
        text = material.references.named(content.text(first, last), opener)
        plain = text is not None and not text.startswith("no ") and len(text.split()) <= 9
        if plain and text != speaker:
            return text
    for chunk in content.passage.chunks:
        opener = content.tokens[chunk.first]
        inside = chunk.first == content.main + 1 and chunk.last <= content.end
        definite = opener.lower == "the" or opener.tag.startswith("NNP")
        if inside and definite and not is_calendar(opener.text):
            text = material.references.named(content.text(chunk.first, chunk.last), opener)
            if text is not None and content.tokens[chunk.head].tag != "CD":
                return text
    return None


def studies(material: Material) -> Iterator[Candidate]:
    """What a study or a document finds that a sentence names at its end."""
    for place, passage in enumerate(material.passages):
        at = passage.text.find(", according to ")
        clause = main_clause(passage) if at > 0 else None
        comma = passage.start + at
        if clause is None or clause.tokens[clause.finite].start > comma or material.quoted(clause):
            continue
        source = _source(passage, comma)
        subject = material.subject(clause) or _plainly(material, clause)
        counted = clause.tokens[clause.subject[0]].tag == "CD"
        if source is None or subject is None or counted or not agrees(clause):
            continue
        last = next(i for i, t in enumerate(passage.tokens) if t.start >= comma)
        whole = _fewer(clause.text(clause.whole[0], clause.finite)).rstrip(", ")
        if len(whole.split()) <= _LONGEST_TOPIC and not set(whole.lower().split()) & PRONOUNS:
            subject = material.references.named(whole, clause.tokens[clause.subject[0]]) or subject
        yield Candidate(
            text=f"What does {source} say about {_fewer(subject)}?",
            kind="evidence",
            salience=5 if place == 0 else 4,
            why=f"What is reported about {subject} stands or falls with this one source.",
            answer=sentence(passage.words(clause.subject[0], last)),
            quotes=(passage.text,),
            recipe="study",
            place=place,
            weight=0.5,
        )


def _fewer(text: str) -> str:
    """ "Two-thirds of the corals" is about the corals."""
    parted = _PART.sub("", text)
    return parted or text


def _plainly(material: Material, clause: Clause) -> str | None:
    """The subject without what is said of it: "corals that survive marine heatwaves"."""
    opener = clause.tokens[clause.subject[0]]
    return material.references.named(clause.text(*clause.subject), opener)


def _source(passage: Passage, comma: int) -> str | None:
    """ "According to a study published …": "the study"."""
    tokens = passage.tokens
    for chunk in passage.chunks:
        head = tokens[chunk.head]
        if head.start > comma and head.lower in _PAPERS and head.tag == "NN":
            words = tokens[chunk.first : chunk.last]
            if words[0].lower in {"a", "an", "the"}:
                words = words[1:]
            rest = " ".join(t.text for t in words)
            return f"the {rest}" if not any(t.tag in {"CD", "POS", "PRP$"} for t in words) else None
    return None


def accusations(material: Material) -> Iterator[Candidate]:
    """What somebody is accused of, and by whom."""
    for statement in material.statements:
        clause = statement.clause
        if clause.verb != "accuse" or clause.passive:
            continue
        subject, tokens = material.subject(clause), clause.tokens
        inside = range(clause.main + 1, len(tokens))
        of = next((i for i in inside if tokens[i].lower == "of"), None)
        if subject is None or of is None or not clean_rest(clause, clause.main + 1, of):
            continue
        accused = clause.text(clause.main + 1, of)
        yield Candidate(
            text=f"What {inverted(clause, subject, end=of)} of?",
            kind="elaboration",
            salience=4,
            why=f"It is the charge that {accused} would have to answer, as {subject} puts it.",
            answer=sentence(clause.text(of + 1, reach(clause, of + 1))),
            quotes=(clause.passage.text,),
            recipe="accusation",
            place=statement.place,
            weight=0.8,
        )


def demands(material: Material) -> Iterator[Candidate]:
    """What somebody demands or proposes: "demanded that Vanterra publish its order book"."""
    for place, passage in enumerate(material.passages):
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
            why=f"Whether {subject} gets it tells who prevails.",
            answer=sentence(clause.text(at, reach(clause))),
            quotes=(clause.passage.text,),
            recipe="demand",
            place=place,
            weight=0.6,
        )


def verdicts(material: Material) -> Iterator[Candidate]:
    """What somebody calls something: "called the cuts a breach of a job guarantee"."""
    for place, passage in enumerate(material.passages):
        clause = material.main(passage)
        if clause is None or clause.verb not in {"call", "describe"} or clause.passive:
            continue
        subject, thing = material.subject(clause), clause.object
        if subject is None or thing is None or clause.negated or not agrees(clause):
            continue
        opener = clause.tokens[thing.first]
        verdict = _verdict(clause, thing.last)
        named = material.references.named(clause.text(thing.first, thing.last), opener)
        if verdict is None or named is None or opener.lower not in {"the", "a"}:
            continue
        noun = verdict.lstrip("\"“'").split(maxsplit=1)[0].lower() in {"a", "an", "the"}
        asked = inverted(clause, subject, end=clause.main + 1).rpartition(" ")[0]
        yield Candidate(
            text=f"What {asked} call {named}?" if noun else f"How {asked} describe {named}?",
            kind="elaboration",
            salience=3,
            why=f"The word is {possessive(subject)} own and shows how sharp the dispute is.",
            answer=sentence(verdict if noun else f"As {verdict}"),
            quotes=(passage.text,),
            recipe="verdict",
            place=place,
            weight=0.6,
        )


def _verdict(clause: Clause, first: int) -> str | None:
    """What follows the thing: quoted words up to their end, or a noun phrase with its own."""
    tokens = clause.tokens
    at = first + (first < len(tokens) and tokens[first].lower == "as")
    if at < len(tokens) and tokens[at].lower == '"':
        inside = range(at + 1, len(tokens))
        last = next((i for i in inside if tokens[i].lower == '"'), None)
        return None if last is None else clause.text(at, last + 1)
    chunk = clause.passage.chunk_from(at)
    return None if chunk is None or at != first else clause.text(chunk.first, clause.end)
