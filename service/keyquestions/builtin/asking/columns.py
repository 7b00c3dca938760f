"""Questions about what the author of an opinion piece argues, proposes and admits."""

import re
from collections.abc import Iterator

from keyquestions.builtin.asking.candidates import Candidate, clean_rest
from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.clauses import SPEECH, Clause, content_of
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, predicate, sentence
from keyquestions.builtin.pronouns import PRONOUNS
from keyquestions.builtin.standing import standing_alone

_VERDICT = re.compile(r"^(?:That|This|It) is (?P<what>(?:a|an) [\w -]+)\.$")
_TRUTH = re.compile(r"^The (?P<noun>truth|reality|problem|trouble) is that ")
_CHALLENGE = re.compile(r"\bchallenge (?:to|for) (?P<whom>[^.,;:]+)[.:]$")
_ADMITS = re.compile(
    r"^(?:But )?I (?:do not|don[’']t|cannot) (?P<verb>pretend|claim|deny|doubt) that "
    r"(?P<what>.+)$"
)
_DUTIES = frozenset({"should", "must"})
_POINTING = frozenset("it them this these those he she they him her".split())
_LONGEST = 40


def verdicts(material: Material) -> Iterator[Candidate]:
    """What the author calls a disgrace: the sentence before "That is a disgrace."."""
    for place, passage in _own(material):
        found = _VERDICT.match(passage.text)
        back = material.before(passage)
        told = None if back is None else standing_alone(material.document, back)
        if found is None or back is None or told is None:
            continue
        yield _candidate(
            text=f"What does the author call {found['what']}?",
            answer=told,
            why="The answer is a fact; the word for it is the author’s judgement.",
            quotes=(back.text, passage.text),
            place=place,
            recipe="judged",
        )


def truths(material: Material) -> Iterator[Candidate]:
    """What the author holds to be the truth or the problem."""
    for place, passage in _own(material):
        found = _TRUTH.match(passage.text)
        clause = material.main(passage)
        content = content_of(clause) if found is not None and clause is not None else None
        topic = None if content is None else material.subject(content)
        if found is None or content is None or topic is None or not agrees(content):
            continue
        if content.tokens[content.subject[0]].lower in PRONOUNS:
            continue
        noun = found["noun"]
        about = "with" if noun in {"problem", "trouble"} else "about"
        yield _candidate(
            text=f"What is the {noun} {about} {topic}, in the author’s view?",
            answer=sentence(passage.text[found.end() :]),
            why="The answer is what the author holds to be so; others may dispute it.",
            quotes=(passage.text,),
            place=place,
            recipe="truth",
        )


def challenges(material: Material) -> Iterator[Candidate]:
    """What the author challenges somebody to do: an imperative after "a challenge to …"."""
    for place, passage in _own(material):
        found = _CHALLENGE.search(passage.text)
        after = material.after(passage)
        if found is None or after is None or not _commands(after):
            continue
        if set(found["whom"].lower().split()) & PRONOUNS:
            continue
        yield _candidate(
            text=f"What does the author challenge {found['whom']} to do?",
            answer=sentence(after.text),
            why="The answer is the author’s own demand.",
            quotes=(passage.text, after.text),
            place=place,
            recipe="challenge",
        )


def proposals(material: Material) -> Iterator[Candidate]:
    """What the author says somebody should do; "we should" is a proposal to everybody."""
    for place, passage in _own(material):
        clause = material.main(passage)
        if clause is None or clause.tokens[clause.finite].lower not in _DUTIES:
            continue
        points = any(token.lower in _POINTING for token in passage.tokens)
        if clause.passive or len(passage.tokens) > _LONGEST or points:
            continue
        text = _duty(material, clause)
        if text is not None:
            yield _candidate(
                text=text,
                answer=sentence(passage.text),
                why="The answer is the author’s own proposal.",
                quotes=(passage.text,),
                place=place,
                recipe="proposal",
            )


def _duty(material: Material, clause: Clause) -> str | None:
    duty = clause.tokens[clause.finite].lower
    if clause.tokens[clause.subject[0]].lower == "we":
        return "What does the author propose to readers?"
    subject = material.subject(clause)
    if subject is None or clause.negated or not agrees(clause):
        return None
    return f"What {duty} {subject} do, in the author’s view?"


def admissions(material: Material) -> Iterator[Candidate]:
    """What the author admits: "I do not pretend that free parking would save every shop"."""
    for place, passage in _own(material):
        found = _ADMITS.match(passage.text)
        clause = material.main(passage)
        content = content_of(clause) if found is not None and clause is not None else None
        topic = None if content is None else material.subject(content)
        if found is None or topic is None:
            continue
        yield _candidate(
            text=f"What does the author admit about {topic}?",
            answer=sentence(f"The author does not {found['verb']} that {found['what']}"),
            why="The answer shows how far the author’s own claim goes.",
            quotes=(passage.text,),
            place=place,
            recipe="admission",
        )


def prophecies(material: Material) -> Iterator[Candidate]:
    """What the author foretells without showing what it rests on: "electric bills will double"."""
    if material.genre != "opinion":
        return
    for statement in material.statements:
        clause = statement.clause
        low = clause.tokens[clause.finite].lower
        opener = clause.tokens[clause.subject[0]]
        bare = clause.passive or clause.negated or statement.speaker is not None
        if low != "will" or bare or clause.verb in SPEECH or opener.tag == "PRP":
            continue
        subject = material.subject(clause)
        if subject is None or not agrees(clause) or "if" in clause.passage.text.lower().split():
            continue
        if not clean_rest(clause, clause.main + 1, clause.end):
            continue
        yield Candidate(
            text=f"What evidence does the author give that {subject} {predicate(clause)}?",
            kind="evidence",
            salience=3,
            why="The author foretells it; readers can ask what the forecast rests on.",
            quotes=(clause.passage.text,),
            recipe="prophecy",
            place=statement.place,
            weight=0.5,
        )


def _own(material: Material) -> Iterator[tuple[int, Passage]]:
    """The sentences of an opinion piece that hold no quotation."""
    if material.genre != "opinion":
        return
    for place, passage in enumerate(material.passages):
        if not material.document.quoted(passage.start, passage.end):
            yield place, passage


def _commands(passage: Passage) -> bool:
    return bool(passage.tokens) and passage.tokens[0].tag == "VB"


def _candidate(
    *, text: str, answer: str, why: str, quotes: tuple[str, ...], place: int, recipe: str
) -> Candidate:
    return Candidate(
        text=text,
        kind="elaboration",
        salience=4,
        why=why,
        answer=answer,
        quotes=quotes,
        recipe=recipe,
        place=place,
        weight=0.7,
    )
