"""Questions for reasons: why somebody did something, and how."""

import re
from collections.abc import Iterator

from keyquestions.builtin.asking.answers import reach, whole
from keyquestions.builtin.asking.candidates import Candidate, clean_rest
from keyquestions.builtin.asking.material import Material, Statement
from keyquestions.builtin.clauses import FINITE, SPEECH, Clause, Tail
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted, possessive, sentence
from keyquestions.builtin.tokens import lemma

BECAUSE = frozenset({"because", "due", "citing", "amid", "following"})
SAYING = {"saying": "said", "arguing": "argued"}
STANCES = frozenset(
    "oppose reject dispute criticise criticize condemn defend welcome deny object back accuse "
    "praise".split()
)
_NEEDY = frozenset({"be", "refuse", "reject", "decline", "agree", "want"})
"""Verbs that ask nothing without what follows them."""
_SPANS = frozenset("second minute hour day week fortnight month year decade century".split())
_SOON = frozenset("shortly soon just long immediately only right straight".split())
_MISHAPS = frozenset(
    "collapse fail run die stop break fall burn explode sink crash flood derail".split()
)
_DEEDS = FINITE | {"VB", "VBN"}
_LONG = 10
"""How many words of what was done a question repeats before it stops at the first deed."""
_WINNING = frozenset("escape win beat avoid secure reach survive qualify clinch snatch".split())
"""What teams and players did in the way that "when" tells: "won when Okafor scored"."""
_DECISIONS = _MISHAPS | frozenset(
    "vote decide cut close cancel ban suspend withdraw reject approve postpone delay halt dismiss "
    "fire resign raise block avoid sue sell abandon scrap refuse restrict recall order apply move "
    "replace quit leave appeal evacuate arrest walk stay remain shut strike pause freeze scale "
    "drop lose recover free release expel ground empty".split()
)


def reasons(material: Material) -> Iterator[Candidate]:
    """Why-questions that the sentence itself answers, and how-questions ("by doing")."""
    for statement in material.statements:
        for tail in statement.clause.tails:
            made = _from_tail(material, statement, tail)
            if made is not None:
                yield made
                break
    for place, passage in enumerate(material.passages):
        made = _fronted(material, passage, place)
        if made is not None:
            yield made


def asked_about(material: Material, clause: Clause) -> tuple[str, int] | None:
    """The subject by its name, and where the part of the clause ends that a question repeats."""
    subject = material.subject(clause)
    bare = clause.verb in _NEEDY and clause.end == clause.main + 1 and not clause.passive
    if subject is None or bare or not agrees(clause):
        return None
    end = _first_deed(clause)
    if clean_rest(clause, clause.main + 1, end):
        return subject, end
    chunk = clause.object
    short = chunk is not None and clause.tokens[chunk.first].lower == "the"
    if chunk is not None and short and clean_rest(clause, chunk.first, chunk.last):
        return subject, chunk.last
    return None


def _first_deed(clause: Clause) -> int:
    """Where a long clause goes on with another deed: "will close 64 shops and cut 1,900 jobs"."""
    inside = range(clause.main + 2, clause.end - 1)
    tokens = clause.tokens
    if len(inside) < _LONG:
        return clause.end
    another = (i for i in inside if tokens[i].lower == "and" and tokens[i + 1].tag in _DEEDS)
    return next(another, clause.end)


def _from_tail(material: Material, statement: Statement, tail: Tail) -> Candidate | None:
    clause = statement.clause
    word = None if _of_another(clause, tail) else _question_word(clause, tail)
    own = material.genre == "opinion" and statement.speaker is None
    if own and tail.marker == "so" and clause.tokens[clause.finite].tag != "VBD":
        return None
    about = asked_about(material, clause) if word else None
    if word is None or about is None:
        return None
    subject, end = about
    lead = statement.place == 0
    asked = f"{word} {inverted(clause, subject, end=end)}"
    return Candidate(
        text=f"{asked}, in the author’s view?" if own else statement.asked(asked),
        kind="cause" if word == "Why" else "elaboration",
        salience=5 if lead else 4,
        why=_why(subject, statement.speaker, clause, lead=lead),
        answer=sentence(_reason(clause, tail, subject)),
        quotes=(clause.passage.text,),
        recipe="reason",
        place=statement.place,
        weight=1.0 if tail.marker == "because" else 0.6,
    )


def _reason(clause: Clause, tail: Tail, subject: str) -> str:
    """The words of the article that give the reason."""
    if clause.verb == "fail":
        return whole(clause.passage)
    if tail.marker in SAYING:
        return f"{subject} {SAYING[tail.marker]} {clause.text(tail.first + 1, tail.last)}"
    last = min(tail.last, reach(clause, tail.first + 1))
    stated = tail.marker in {"because", "when"} and clause.tokens[tail.first + 1].lower != "of"
    if stated and not any(t.tag in FINITE for t in clause.tokens[tail.first : last]):
        last = len(clause.tokens) - (clause.tokens[-1].lower == ".")
    reason = clause.text(tail.first + stated, last)
    return re.sub(r"\bthem\b", subject, reason, count=1) if tail.marker == "when" else reason


def _of_another(clause: Clause, tail: Tail) -> bool:
    """Whether another verb stands before a reason, which may then be the reason for that."""
    between = clause.tokens[clause.end : tail.first]
    return any(t.tag in FINITE and lemma(t.lower) not in SPEECH for t in between)


def _measured(clause: Clause, tail: Tail) -> bool:
    """Whether "after" only tells how much later it was: "four years after", "shortly after"."""
    before = clause.tokens[tail.first - 1]
    return lemma(before.lower, "NOUN") in _SPANS or before.lower in _SOON


def _why(subject: str, speaker: str | None, clause: Clause, *, lead: bool) -> str:
    """What the reason is worth to a reader: whose it is, and what it decides."""
    if speaker is not None:
        return f"The reason is {possessive(speaker)} own, and others may see it differently."
    if clause.verb in STANCES:
        return f"The argument of {subject} tells readers what the other side has to answer."
    after = clause.tokens[clause.main + 1].lower if clause.main + 1 < clause.end else ""
    if clause.verb == "have" and after == "to":
        return f"It tells what left {subject} no other way."
    if clause.negated or clause.verb == "have":
        return f"It tells what stands in the way of {subject}."
    if clause.passive:
        return f"The answer is what led to it, as far as the article says; it concerns {subject}."
    if clause.verb in _MISHAPS or clause.verb == "be":
        return "Who asks how it could come to this has to begin here."
    if lead:
        return f"How readers judge {subject} in this story turns on the reason."
    if clause.verb in _DECISIONS:
        return f"It tells whether {subject} could have done otherwise."
    return f"Without the reason readers would know what {subject} did, but not why."


def _question_word(clause: Clause, tail: Tail) -> str | None:
    """Why or how: what a subordinate part answers, None where it is neither."""
    after = clause.tokens[tail.first + 1] if tail.first + 1 < tail.last else None
    if after is None:
        return None
    if tail.marker == "by":
        return "How" if not clause.passive and clause.main + 1 < clause.end else None
    if tail.marker == "when":
        past = clause.tokens[clause.finite].tag == "VBD"
        return "How" if past and clause.verb in _WINNING and not clause.negated else None
    if tail.marker == "so":
        return "Why" if after.lower == "that" else None
    if tail.marker in BECAUSE or tail.marker == "in":
        return "Why"
    if tail.marker in SAYING and clause.verb in STANCES:
        return "Why"
    dated = after.tag == "CD" or tail.marker != "after" or _measured(clause, tail)
    lacks = any(token.lower == "without" for token in clause.tokens[clause.main : clause.end])
    return "Why" if (clause.verb in _DECISIONS or lacks) and not dated else None


def _fronted(material: Material, passage: Passage, place: int) -> Candidate | None:
    """ "Because of the losses, the hospice had to close two beds"; "By making …, Putin …"."""
    clause = material.main(passage)
    if clause is None or clause.subject[0] < 3:
        return None
    opener, second = passage.tokens[0].lower, passage.tokens[1]
    doing = opener == "by" and second.tag == "VBG"
    about = asked_about(material, clause) if doing or opener in {"because", "due"} else None
    if about is None:
        return None
    subject, end = about
    return Candidate(
        text=f"{'How' if doing else 'Why'} {inverted(clause, subject, end=end)}?",
        kind="elaboration" if doing else "cause",
        salience=4,
        why=_why(subject, None, clause, lead=False)
        if not doing
        else f"It shows the means that {subject} is said to use.",
        answer=sentence(passage.words(0, clause.subject[0]).rstrip(" ,")),
        quotes=(passage.text,),
        recipe="reason",
        place=place,
        weight=0.9,
    )


def blamed(material: Material) -> Iterator[Candidate]:
    """Why the event of the lead happened, where one of the next sentences puts the blame."""
    for statement in material.statements:
        clause = statement.clause
        if statement.place > 0 or clause.verb not in _DECISIONS or clause.negated:
            continue
        about = asked_about(material, clause)
        cause = next((p for p in material.passages[1:4] if _blames(material, p)), None)
        told = any(_question_word(clause, tail) for tail in clause.tails)
        if about is None or cause is None or told or about[1] <= clause.main + 1:
            continue
        text = f"Why {inverted(clause, about[0], end=about[1])}?"
        inner = clause is not material.main(clause.passage)
        yield Candidate(
            text=text.replace("Why would ", "Why will ") if inner else text,
            kind="cause",
            salience=5,
            why=f"It is the reason that {about[0]} gives; readers can hold it against the figures.",
            answer=whole(cause),
            quotes=(clause.passage.text, cause.text),
            recipe="reason",
            place=0,
            weight=0.8,
        )
        return


def _blames(material: Material, passage: Passage) -> bool:
    clause = material.main(passage)
    return clause is not None and clause.verb in {"blame", "cite"} and not clause.negated


def failures(material: Material) -> Iterator[Candidate]:
    """Why something failed: what the sentence adds with "with …" is only a part of the answer."""
    for place, passage in enumerate(material.passages):
        clause = material.main(passage)
        if clause is None or clause.verb != "fail" or clause.main + 1 >= len(clause.tokens):
            continue
        about = asked_about(material, clause)
        told = any(_question_word(clause, tail) for tail in clause.tails)
        if clause.tokens[clause.main + 1].lower != "to" or about is None or told:
            continue
        subject, end = about
        answer = _with(clause)
        yield Candidate(
            text=f"Why {inverted(clause, subject, end=end)}?",
            kind="cause",
            salience=4,
            why=f"Without the whole reason nobody can say whether {subject} will fail again.",
            answer=answer,
            partly=True,
            quotes=(passage.text,),
            recipe="failure",
            place=place,
            weight=0.5,
        )


def _with(clause: Clause) -> str | None:
    """ "…, with Russia remaining resistant to Ukraine's proposals"."""
    tokens = clause.tokens
    for at in range(clause.end, len(tokens) - 1):
        if tokens[at].lower == "," and tokens[at + 1].lower == "with":
            return sentence(clause.text(at + 2, reach(clause, at + 2)))
    return None
