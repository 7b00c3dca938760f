"""Plain questions about what happened: who is sought, what was done, where and when."""

import re
from collections.abc import Iterator

from keyquestions.builtin.asking.answers import PEOPLE, reach
from keyquestions.builtin.asking.candidates import Candidate, clean_rest
from keyquestions.builtin.asking.leads import LIGHT
from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.clauses import FINITE, SPEECH, Clause
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted, plural, sentence
from keyquestions.builtin.names import is_calendar
from keyquestions.builtin.pronouns import PRONOUNS
from keyquestions.builtin.tokens import lemma

_SOUGHT = re.compile(
    r"\b(?:is|are|remains?) (?:still )?(?:being (?:sought|hunted)|at large|on the run)\b"
)
_SEEKING = frozenset({"look", "search", "hunt"})
_DONE = frozenset(
    "take steal seize sign open build buy sell launch table submit file introduce publish award "
    "plant donate install hire recruit raise create breed receive produce cancel draft "
    "commission employ found restore rescue treat test borrow import export deliver".split()
)
"""Verbs whose object tells what was done, so that it can be asked for."""
_HOLLOW = frozenset("turn place part step look lead time action care".split())
"""What "take" takes without taking anything."""
_NEW = frozenset({"CD", "NN", "NNS", "JJ", "$"})
_PLACED = frozenset("in at near outside".split())
_LYING = frozenset("die live crash meet stand happen collide sink gather arrive land".split())
_GOING = frozenset({"travel", "go", "move", "drive", "return"})
_PAST_DATES = frozenset({"in", "on"})
_LONGEST_DATE = 5
_YEAR = 4
_EARLY = 5
"""The sentence from which on a date tells of something else than the main event."""
_TELLING = 3
"""The fewest words of an answer that tells something."""


def sought(material: Material) -> Iterator[Candidate]:
    """Who the people are that are still at large."""
    for place, passage in enumerate(material.passages):
        clause = material.main(passage)
        if clause is None or not agrees(clause) or clause.negated:
            continue
        text = None
        if _SOUGHT.search(passage.text):
            text = _at_large(material, clause)
        elif clause.verb in _SEEKING:
            text = _looked_for(clause, material)
        if text is not None:
            yield Candidate(
                text=text,
                kind="elaboration",
                salience=4,
                why="The article says that the search goes on, and gives no name.",
                quotes=(passage.text,),
                recipe="gap",
                place=place,
                weight=0.9,
            )


def _at_large(material: Material, clause: Clause) -> str | None:
    subject = material.subject(clause)
    unnamed = clause.tokens[clause.head].tag in {"NN", "NNS"}
    if subject is None or not unnamed or clause.tokens[clause.head].lower in {"police", "search"}:
        return None
    if not clean_rest(clause, clause.main + 1, clause.end):
        return None
    verb = "are" if plural(clause) else "is"
    return f"Who {verb} {_counted(subject)} who {clause.text(clause.finite, clause.end)}?"


def _looked_for(clause: Clause, material: Material) -> str | None:
    """ "Police are looking for a second man": who he is."""
    at = clause.main + 1
    subject = material.subject(clause)
    chunk = clause.passage.chunk_from(at + 1)
    if subject is None or chunk is None or clause.tokens[at].lower != "for":
        return None
    head = clause.tokens[chunk.head]
    many = head.tag == "NNS" and head.lower in {"men", "women", "people", "suspects", "witnesses"}
    if head.lower not in PEOPLE and not many:
        return None
    words = clause.text(chunk.first, chunk.last)
    article, _, rest = words.partition(" ")
    whom = f"the {rest}" if article.lower() in {"a", "an"} else _counted(words)
    return f"Who {'are' if many else 'is'} {whom} that {subject} {_looking(clause)}?"


def _looking(clause: Clause) -> str:
    return clause.text(clause.finite, clause.main + 2)


def _counted(subject: str) -> str:
    """ "Two men" as "the two men"."""
    first = subject.split(maxsplit=1)[0]
    counts = first.islower() and first in {"two", "three", "four", "five", "six", "several"}
    return f"the {subject}" if counts else subject


def doings(material: Material) -> Iterator[Candidate]:
    """What somebody took, tabled, opened or lost, anywhere in the article."""
    for statement in material.statements:
        clause = statement.clause
        chunk = clause.object
        subject = material.subject(clause)
        if subject is None or chunk is None or clause.passive or clause.negated:
            continue
        if clause.verb not in _DONE or not agrees(clause) or chunk.last > clause.end:
            continue
        opener, head = clause.tokens[chunk.first], clause.tokens[chunk.head]
        new = opener.lower in {"a", "an"} or opener.tag in _NEW
        answer = clause.text(chunk.first, _list_end(clause, chunk.first))
        hollow = head.lower in _HOLLOW
        dated = hollow or any(is_calendar(t.text) for t in clause.tokens[chunk.first : chunk.last])
        if not new or opener.lower in PRONOUNS or head.tag not in {"NN", "NNS"} or dated:
            continue
        if len(answer.split()) < _TELLING:
            continue
        yield Candidate(
            text=statement.asked(
                f"What {inverted(clause, _counted(subject), end=clause.main + 1)}"
            ),
            kind="elaboration",
            salience=2,
            why=f"The answer is a plain fact about {_counted(subject)}.",
            answer=sentence(answer),
            quotes=(clause.passage.text,),
            recipe="doing",
            place=statement.place,
            weight=0.3,
        )


def announcements(material: Material) -> Iterator[Candidate]:
    """What somebody announced, where it is a thing: "announced the launch of a hearing aid"."""
    for place, passage in enumerate(material.passages):
        clause = material.main(passage)
        chunk = clause.object if clause is not None and clause.verb == "announce" else None
        if clause is None or chunk is None or clause.passive or clause.negated:
            continue
        subject = material.subject(clause)
        answer = clause.text(chunk.first, reach(clause, chunk.first))
        known = clause.tokens[chunk.first].lower == "the"
        least = _TELLING + 2 * known
        if subject is None or not agrees(clause) or len(answer.split()) < least:
            continue
        yield Candidate(
            text=f"What {inverted(clause, subject, end=clause.main + 1)}?",
            kind="elaboration",
            salience=4 if place == 0 else 3,
            why=f"The answer is the announcement as {subject} made it.",
            answer=sentence(answer),
            quotes=(passage.text,),
            recipe="announcement",
            place=place,
            weight=0.4,
        )


def _list_end(clause: Clause, first: int) -> int:
    """Where the answer ends: before "…, hired a consultant" as well."""
    last = reach(clause, first)
    tokens = clause.tokens
    verbs = FINITE | {"VBN"}
    inside = range(first, last - 1)
    return next((i for i in inside if tokens[i].lower == "," and tokens[i + 1].tag in verbs), last)


def wheres(material: Material) -> Iterator[Candidate]:
    """Where something was done or somebody died: "was detained in Brinley"."""
    for statement in material.statements:
        clause = statement.clause
        at = _place_word(clause)
        if at is None or clause.negated or not agrees(clause):
            continue
        chunk = clause.passage.chunk_from(at + 1)
        subject = material.subject(clause)
        if chunk is None or subject is None:
            continue
        head = clause.tokens[chunk.head]
        if head.tag != "NNP" or is_calendar(head.text) or chunk.last > clause.end:
            continue
        yield Candidate(
            text=statement.asked(f"Where {inverted(clause, _counted(subject), end=at)}"),
            kind="elaboration",
            salience=2,
            why="The answer names the place.",
            answer=sentence(clause.text(at, chunk.last)),
            quotes=(clause.passage.text,),
            recipe="where",
            place=statement.place,
            weight=0.4,
        )


def _place_word(clause: Clause) -> int | None:
    """The "in" or "to" that a place follows: "was held in Larne", "have to travel to Larne"."""
    tokens, at = clause.tokens, clause.main + 1
    if clause.verb == "have" and at + 2 < clause.end and tokens[at].lower == "to":
        going = lemma(tokens[at + 1].lower) in _GOING and tokens[at + 2].lower == "to"
        return at + 2 if going else None
    lies = (clause.passive or clause.verb in _LYING) and at + 1 < clause.end
    return at if lies and tokens[at].lower in _PLACED else None


def pasts(material: Material) -> Iterator[Candidate]:
    """When something of the first sentences happened, where they give a month or a year."""
    for statement in material.statements:
        clause, tokens = statement.clause, statement.clause.tokens
        if statement.place > _EARLY or clause.negated or clause.verb in LIGHT | SPEECH:
            continue
        past = tokens[clause.finite].tag == "VBD" or tokens[clause.finite].lower == "was"
        subject = material.subject(clause)
        at = next((i for i in range(clause.main + 1, clause.end) if _month(clause, i)), None)
        if not past or subject is None or at is None or not agrees(clause):
            continue
        if clause.end - at > _LONGEST_DATE or not clean_rest(clause, clause.main + 1, at):
            continue
        yield Candidate(
            text=statement.asked(f"When {inverted(clause, _counted(subject), end=at)}"),
            kind="background",
            salience=2,
            why="The answer is a date that places the story in time.",
            answer=sentence(clause.text(at, clause.end)),
            quotes=(clause.passage.text,),
            recipe="past",
            place=statement.place,
            weight=0.2,
        )


def _month(clause: Clause, at: int) -> bool:
    """Whether "in May", "on 3 June" or "in 2019" begins here; a weekday alone is no date."""
    tokens = clause.tokens
    near = tokens[at + 1 : min(at + 3, clause.end)]
    if tokens[at].lower not in _PAST_DATES or not near:
        return False
    year = near[0].text.isdigit() and len(near[0].text) == _YEAR
    months = any(is_calendar(t.text) and not t.lower.rstrip("s").endswith("day") for t in near)
    return year or (months and near[0].text[:1].isalnum())


def roles(material: Material) -> Iterator[Candidate]:
    """Who a person is that a sentence explains: "Ada Finch, the member for harbours, told"."""
    for place, passage in enumerate(material.passages if material.genre != "opinion" else ()):
        clause = material.main(passage)
        made = _role(material, passage, clause, place) if clause is not None else None
        if made is not None:
            yield made


def _role(material: Material, passage: Passage, clause: Clause, place: int) -> Candidate | None:
    first, last = clause.subject
    tokens = clause.tokens
    name = clause.text(first, last)
    if last + 2 >= len(tokens) or tokens[last].lower != "," or len(name.split()) < 2:
        return None
    role = passage.chunk_from(last + 1)
    if (
        role is None
        or not material.document.names.is_person(name)
        or not tokens[first].text[0].isupper()
    ):
        return None
    if tokens[role.first].tag == "CD" or tokens[role.head].tag not in {"NN", "NNS"}:
        return None
    end = clause.whole[1]
    return Candidate(
        text=f"Who is {name}?",
        kind="background",
        salience=2,
        why=f"The answer tells from where {name} speaks.",
        answer=sentence(clause.text(last + 1, end)),
        quotes=(passage.text,),
        recipe="role",
        place=place,
        weight=0.1,
    )
