"""Questions about grounds: for what somebody is punished or tried, what caused a disaster."""

import re
from collections.abc import Iterator

from keyquestions.builtin.asking.candidates import Candidate
from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.chunks import Chunk
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import sentence
from keyquestions.builtin.names import is_calendar
from keyquestions.builtin.pronouns import PRONOUNS

_PUNISHED = re.compile(
    r"^(?:[A-Z][A-Z .]+ [–—-] )?(?:A|An|The) (?P<who>[^,;:]{3,60}?) who (?P<did>[^,;:]{8,140}?) "
    r"(?P<be>was|were|has been|have been) (?P<what>(?:struck off|jailed|sentenced|fined|banned|"
    r"suspended|convicted|sacked|dismissed|disqualified|expelled|deported|evicted|honoured|"
    r"honored|awarded)\b[^,;:.]*)"
)
_DAY = re.compile(r" (?:on|last) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b.*$")
_TRIAL = re.compile(
    r"\b(?:is|are) on trial\b[^.;]*? (?P<why>(?:over|accused of|charged with)\b[^;]+?)\.?$"
)
_NO_CAUSE = re.compile(
    r"\b[Cc]auses? (?:of [^.,;]{3,60} )?(?:was|is|were|are|remains?|remained) "
    r"(?:not (?:yet |immediately )?(?:clear|known)|(?:still |yet )?(?:unclear|unknown|being "
    r"investigated|under investigation|to be determined))\b"
)
_DISASTERS = frozenset(
    "explosion blast fire blaze crash collision collapse derailment leak spill outage blackout "
    "landslide avalanche flood sinking outbreak accident shooting breach failure".split()
)
_NEAR = frozenset({"in", "at", "near", "off", "on", "outside"})
_TOWNS = frozenset("town city village port suburb district island province county".split())
_REACH = 2


def punishments(material: Material) -> Iterator[Candidate]:
    """Why somebody was jailed, where the lead says it of them: "A surgeon who … was struck off"."""
    for place, passage in enumerate(material.passages[:_REACH]):
        found = _PUNISHED.match(passage.text)
        if found is None or material.document.quoted(passage.start, passage.end):
            continue
        who, what = found["who"], _DAY.sub("", found["what"])
        verb, _, rest = found["be"].partition(" ")
        yield Candidate(
            text=f"Why {verb} the {who} {f'{rest} {what}'.strip()}?",
            kind="cause",
            salience=5,
            why="Readers can only weigh the penalty by what it is for.",
            answer=sentence(f"The {who} {found['did']}"),
            quotes=(passage.text,),
            recipe="ground",
            place=place,
            weight=0.9,
        )


def trials(material: Material) -> Iterator[Candidate]:
    """Why somebody is on trial."""
    for place, passage in enumerate(material.passages):
        found = _TRIAL.search(passage.text)
        clause = material.main(passage) if found is not None else None
        subject = material.subject(clause) if clause is not None else None
        if found is None or clause is None or subject is None or clause.verb != "be":
            continue
        be = clause.tokens[clause.finite].lower
        yield Candidate(
            text=f"Why {be} {subject} on trial?",
            kind="cause",
            salience=5,
            why=f"It is the charge that the court has to decide on; {subject} is not convicted.",
            answer=sentence(found["why"]),
            quotes=(passage.text,),
            recipe="ground",
            place=place,
            weight=0.8,
        )


def disasters(material: Material) -> Iterator[Candidate]:
    """What caused the event of the lead, where the article says that it is not known."""
    for place, passage in enumerate(material.passages):
        found = _NO_CAUSE.search(passage.text)
        at = passage.start + found.start() if found is not None else 0
        if found is None or material.document.quoted(at, at + 1):
            continue
        event = _event(material)
        if event is None:
            return
        yield Candidate(
            text=f"What caused {event}?",
            kind="cause",
            salience=5,
            why="The article says outright that the cause is not known yet.",
            quotes=(passage.text,),
            recipe="gap",
            place=place,
            weight=0.9,
        )
        return


def _event(material: Material) -> str | None:
    """The disaster of the first sentences, with where it happened."""
    for passage in material.passages[:_REACH]:
        for chunk in passage.chunks:
            head = passage.tokens[chunk.head]
            opener = passage.tokens[chunk.first]
            if head.lower not in _DISASTERS or opener.tag in {"PRP$", "CD"}:
                continue
            thing = passage.words(chunk.first + (opener.tag == "DT"), chunk.last)
            where = _where(passage, chunk)
            if {word.lower() for word in thing.split()} & PRONOUNS:
                continue
            return f"the {thing} {where}".strip() if where or " " in thing else None
    return None


def _where(passage: Passage, event: Chunk) -> str:
    """ "In Port Vasil": the last place by its name behind the event."""
    tokens, found = passage.tokens, ""
    for chunk in passage.chunks:
        before = tokens[chunk.first - 1].lower if chunk.first else ""
        name = tokens[chunk.head]
        if chunk.first < event.last or name.tag != "NNP" or is_calendar(name.text):
            continue
        if before in _NEAR:
            found = passage.words(chunk.first - 1, chunk.last)
        elif before == "of" and tokens[chunk.first - 2].lower in _TOWNS:
            found = f"in {passage.words(chunk.first, chunk.last)}"
    return found
