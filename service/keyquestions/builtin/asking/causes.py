"""Questions for reasons: why somebody did something, and how."""

from collections.abc import Iterator

from keyquestions.builtin.asking.material import Candidate, Material, clean_rest
from keyquestions.builtin.clauses import SPEECH, Clause, Tail, content_of
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted, sentence

_BECAUSE = frozenset({"because", "due", "citing", "amid", "following"})
_SAYING = frozenset({"saying", "arguing"})
_STANCES = frozenset(
    "oppose reject dispute criticise criticize condemn defend welcome deny object support "
    "back refuse call accuse blame question praise".split()
)
_DECISIONS = frozenset(
    "vote decide cut close cancel ban suspend withdraw reject approve postpone delay halt "
    "dismiss fire resign raise block avoid sue sell abandon scrap refuse restrict recall "
    "order apply move replace quit leave appeal".split()
)
_REFUSALS = frozenset("refuse reject postpone avoid".split())
_REASONS = (
    "because",
    "blame",
    "reason",
    "due to",
    "caused by",
    "as a result",
    "result of",
    "so that",
    "prompted by",
    "in response to",
    "citing",
    "thanks to",
    "explained",
    "owing to",
)


def reasons(material: Material) -> Iterator[Candidate]:
    """Why-questions that the sentence itself answers, and how-questions ("by doing")."""
    for order, passage in enumerate(material.passages):
        seen = False
        for clause in material.clauses(passage):
            if clause.verb in SPEECH and content_of(clause) is not None:
                continue
            for tail in clause.tails:
                made = _from_tail(material, clause, tail, order)
                if made is not None and not seen:
                    seen = True
                    yield made
        made = None if seen else _fronted(material, passage, order)
        if made is not None:
            yield made


def _usable(material: Material, clause: Clause) -> str | None:
    subject = material.subject(clause)
    if subject is None or not agrees(clause) or not clean_rest(clause, clause.main + 1, clause.end):
        return None
    return subject


def _from_tail(material: Material, clause: Clause, tail: Tail, order: int) -> Candidate | None:
    wh = _question_word(clause, tail)
    subject = _usable(material, clause) if wh else None
    if wh is None or subject is None:
        return None
    reason = clause.text(tail.first, tail.last)
    if tail.marker in _SAYING:
        verb = "said" if tail.marker == "saying" else "argued"
        reason = f"{subject} {verb} {clause.text(tail.first + 1, tail.last)}"
    kind = "cause" if wh == "Why" else "elaboration"
    return Candidate(
        text=f"{wh} {inverted(clause, subject)}?",
        kind=kind,
        salience=5 if order == 0 else 4,
        why=_why_reason(subject, order),
        answer=sentence(reason),
        quotes=(clause.passage.text,),
        recipe="reason",
        place=order,
        weight=1.0 if tail.marker == "because" else 0.6,
    )


def _why_reason(subject: str, order: int) -> str:
    if order == 0:
        return f"Without the reason for the central event the role of {subject} cannot be judged."
    return f"Readers can only judge what is said about {subject} if they know the reason."


def _question_word(clause: Clause, tail: Tail) -> str | None:
    """Why or how: what a subordinate part answers, None where it is neither."""
    tokens = clause.tokens
    if tail.marker == "by":
        return "How" if not clause.passive and clause.main + 1 < clause.end else None
    if tail.marker in _BECAUSE:
        return "Why"
    if tail.marker == "in" and tail.first + 1 < tail.last:
        return "Why"
    if tail.marker in _SAYING and clause.verb in _STANCES:
        return "Why"
    if tail.marker == "after" and tail.first + 1 < len(tokens):
        negative = clause.verb in _DECISIONS | {
            "collapse",
            "fail",
            "run",
            "die",
            "stop",
            "break",
            "fall",
        }
        return "Why" if negative and tokens[tail.first + 1].tag != "CD" else None
    return None


def _fronted(material: Material, passage: Passage, order: int) -> Candidate | None:
    """ "Because of the losses, the hospice had to close two beds"; "By making …, Putin …"."""
    clause = material.main(passage)
    tokens = passage.tokens
    if clause is None or clause.subject[0] < 3 or material.quoted(clause):
        return None
    opener, second = tokens[0].lower, tokens[1]
    wh = (
        "Why"
        if opener in {"because", "due"}
        else "How"
        if opener == "by" and second.tag == "VBG"
        else None
    )
    subject = _usable(material, clause) if wh else None
    if wh is None or subject is None:
        return None
    phrase = passage.words(0, clause.subject[0]).rstrip(" ,")
    kind = "cause" if wh == "Why" else "elaboration"
    return Candidate(
        text=f"{wh} {inverted(clause, subject)}?",
        kind=kind,
        salience=4,
        why=_why_reason(subject, 1),
        answer=sentence(phrase),
        quotes=(passage.text,),
        recipe="reason",
        place=order,
        weight=0.9,
    )


def stances(material: Material) -> Iterator[Candidate]:
    """Why somebody opposes, disputes or welcomes something, where the next sentence tells."""
    for order, passage in enumerate(material.passages):
        clause = material.main(passage)
        if clause is None or clause.verb not in _STANCES or clause.passive:
            continue
        if any(tail.marker in _SAYING | _BECAUSE for tail in clause.tails):
            continue
        subject = _usable(material, clause)
        after = material.after(passage)
        if (
            subject is None
            or clause.end == clause.main + 1
            or (" of " in clause.text(clause.main, clause.end) and clause.verb == "accuse")
        ):
            continue
        if clause.verb in {"call", "blame", "refuse", "support", "question"}:
            continue
        speaks = after is not None and any(
            t.lower in {"said", "says", "argued", "added", "because", "argue"} for t in after.tokens
        )
        if after is None or not speaks:
            continue
        yield Candidate(
            text=f"Why {inverted(clause, subject)}?",
            kind="cause",
            salience=4,
            why=f"The objections or support of {subject} show what is at stake.",
            answer=sentence(after.text),
            quotes=(passage.text, after.text),
            recipe="stance",
            place=order,
            weight=0.5,
        )


def main_event(material: Material) -> Iterator[Candidate]:
    """Why the event of the lead happened, where another sentence tells or no sentence does."""
    for order, passage in enumerate(material.passages):
        wanted = _DECISIONS if order < 1 else _REFUSALS
        for clause in material.clauses(passage):
            if clause.verb not in wanted or clause.negated or clause.subject[0] > 12:
                continue
            if any(_question_word(clause, tail) == "Why" for tail in clause.tails):
                break
            if any(cue in passage.text.lower() for cue in _REASONS):
                break
            subject = _usable(material, clause)
            if subject is None or clause.end <= clause.main + 1:
                continue
            yield _event_question(material, clause, subject, order)
            break


def _event_question(material: Material, clause: Clause, subject: str, order: int) -> Candidate:
    text = f"Why {inverted(clause, subject)}?"
    if clause is not material.main(clause.passage):
        text = text.replace("Why would ", "Why will ")
    reason = _reason_near(material, order)
    if reason is not None:
        return Candidate(
            text=text,
            kind="cause",
            salience=5,
            why=f"It is the first thing to ask about the decision that involves {subject}.",
            answer=sentence(reason.text),
            quotes=(clause.passage.text, reason.text),
            recipe="event",
            place=order,
            weight=0.8,
        )
    return Candidate(
        text=text,
        kind="cause",
        salience=4 if order < 2 else 3,
        why=f"It gives no reason for the step, so readers cannot tell what moved {subject}.",
        quotes=(clause.passage.text,),
        recipe="event",
        place=order,
        weight=0.3,
    )


def _reason_near(material: Material, order: int) -> Passage | None:
    event = _stems(material.passages[order])
    for step, passage in enumerate(material.passages[order + 1 : order + (4 if order == 0 else 2)]):
        low = passage.text.lower()
        if low.startswith(('"', "“")) or not any(cue in low for cue in _REASONS):
            continue
        if "blame" in low or step == 0 or event & _stems(passage):
            return passage
    return None


def _stems(passage: Passage) -> frozenset[str]:
    return frozenset(t.lower[:6] for t in passage.tokens if t.tag in {"NN", "NNS", "NNP"})


def failures(material: Material) -> Iterator[Candidate]:
    """Why something failed: what the sentence adds with "with …" is only a part of the answer."""
    for order, passage in enumerate(material.passages):
        clause = material.main(passage)
        if (
            clause is None
            or clause.verb != "fail"
            or clause.tokens[min(clause.main + 1, len(clause.tokens) - 1)].lower != "to"
        ):
            continue
        subject = _usable(material, clause)
        if subject is None or any(_question_word(clause, tail) for tail in clause.tails):
            continue
        tokens = clause.tokens
        at = next(
            (
                i
                for i in range(clause.end, len(tokens) - 1)
                if tokens[i].lower == "," and tokens[i + 1].lower == "with"
            ),
            None,
        )
        answer = None if at is None else sentence(clause.text(at + 1, len(tokens)))
        yield Candidate(
            text=f"Why {inverted(clause, subject)}?",
            kind="cause",
            salience=4,
            why=f"Without it nobody can say whether a new attempt of {subject} would end better.",
            answer=answer,
            partly=True,
            quotes=(passage.text,),
            recipe="failure",
            place=order,
            weight=0.5,
        )
