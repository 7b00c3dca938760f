"""Questions about how many were hurt or struck, and how a match ended."""

import re
from collections.abc import Iterator

from keyquestions.builtin.asking.candidates import Candidate
from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.clauses import Clause
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import inverted, sentence
from keyquestions.builtin.names import is_calendar

_COUNT = (
    r"(?P<count>(?:(?:[Aa]t least|more than|about|around|nearly|almost|up to|some) )?"
    r"(?:\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)) "
)
_WHO = (
    r"(?P<who>(?:other )?(?:people|soldiers|civilians|workers|children|passengers|residents|men|"
    r"women|pupils|patients|police officers|firefighters|protesters|students|families|animals))"
)
_DONE = (
    r"(?P<done>killed|injured|wounded|hurt|displaced|arrested|detained|evacuated|rescued|infected|"
    r"laid off|made redundant|taken to hospital)"
)
_WHERE = r"(?P<where> (?:in|on|at|near) (?:the )?[A-Z][\w’'-]+(?: (?:[A-Z][\w’'-]+|side|coast))*)?"
_SUFFERED = re.compile(rf"\b{_COUNT}{_WHO} (?:were|have been|had been|are) {_DONE}\b{_WHERE}")
_STRUCK = re.compile(
    rf"\b(?P<done>killed|injured|wounded|displaced|arrested|detained|evacuated|rescued|infected) "
    rf"{_COUNT}{_WHO}\b{_WHERE}",
)
_SCORE = re.compile(r"^\d{1,3}[-–]\d{1,3}$")
_WINS = frozenset({"beat", "defeat", "thrash", "edge"})


def tolls(material: Material) -> Iterator[Candidate]:
    """How many were killed or arrested: "have killed at least 64 people on the Ethiopian side"."""
    for place, passage in enumerate(material.passages):
        found = _SUFFERED.search(passage.text) or _STRUCK.search(passage.text)
        at = passage.start + found.start() if found is not None else 0
        if found is None or material.document.quoted(at, at + 1):
            continue
        where = found["where"] or ""
        known = where and not any(is_calendar(word) for word in where.split())
        happened = where if known else _happened(material)
        if not happened:
            continue
        yield Candidate(
            text=f"How many {found['who'].lower()} were {found['done'].lower()}{happened}?",
            kind="affected_parties",
            salience=5 if place == 0 else 4,
            why="The number tells the scale of what happened.",
            answer=sentence(f"{found['count']} {found['who']}"),
            quotes=(passage.text,),
            recipe="toll",
            place=place,
            weight=0.6,
        )
        return


def _happened(material: Material) -> str:
    """ "In the explosion": the event of the first sentence by its name, "" where it has none."""
    for passage in material.passages[:2]:
        for chunk in passage.chunks:
            head = passage.tokens[chunk.head].lower
            if head in _EVENTS and passage.tokens[chunk.first].lower in {"a", "an", "the"}:
                return f" in the {passage.words(chunk.first + 1, chunk.last)}"
    return ""


_EVENTS = frozenset(
    "explosion blast fire blaze crash collision collapse attack earthquake flood landslide storm "
    "shooting accident derailment stampede riot clash protest raid avalanche sinking".split()
)


def scores(material: Material) -> Iterator[Candidate]:
    """By what score a side won: "beat Port Alder 2-1"."""
    for place, passage in enumerate(material.passages):
        for clause in material.clauses(passage):
            made = _score(material, passage, clause, place)
            if made is not None:
                yield made
                return


def _score(material: Material, passage: Passage, clause: Clause, place: int) -> Candidate | None:
    chunk, tokens = clause.object, clause.tokens
    if clause.verb not in _WINS or chunk is None or clause.passive or clause.negated:
        return None
    inside = range(clause.main + 2, min(clause.end, clause.main + 8))
    at = next((i for i in inside if _SCORE.match(tokens[i].text)), None)
    subject = material.subject(clause)
    named = tokens[clause.main + 1].tag.startswith("NNP")
    if (
        at is None
        or subject is None
        or not named
        or any(t.lower == "," for t in tokens[at - 1 : at])
    ):
        return None
    return Candidate(
        text=f"By what score {inverted(clause, subject, end=at)}?",
        kind="elaboration",
        salience=4,
        why="It is the result that the article reports.",
        answer=sentence(tokens[at].text),
        quotes=(passage.text,),
        recipe="score",
        place=place,
        weight=0.8,
    )
