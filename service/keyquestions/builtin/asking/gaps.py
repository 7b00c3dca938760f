"""Open questions: what the article itself says is not known, not said or still to come."""

import re
from collections.abc import Iterator

from keyquestions.builtin.asking.checks import passes
from keyquestions.builtin.asking.material import PRONOUNS, Candidate, Material, clean_rest
from keyquestions.builtin.asking.topics import topic_of
from keyquestions.builtin.clauses import Clause, clause_at
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted

_HELD = (
    r"did not|didn[’']t|does not|has not|have not|had not|would not|declined to|refused to|"
    r"refuses to|yet to|failed to|will not|could not|cannot"
)
_BACK = (
    r"say|said|disclosed?|reveal(?:ed)?|explain(?:ed)?|specify|specified|announced?|decided?|"
    r"clarify|clarified|confirm(?:ed)?|comment(?:ed)? on|know"
)
_SILENT = re.compile(
    rf"\b(?:{_HELD})\s+(?:yet |publicly |immediately |also )?(?:{_BACK})\b"
    r"|\b(?:unclear|unknown|uncertain|not known|not clear|nobody knows|no one knows|not certain|"
    r"not yet clear)\b",
    re.IGNORECASE,
)
_INVESTIGATED = re.compile(
    r"\b(?:is|are|was|were) (?:still )?(?:being|under) (?:investigat\w+|review\w*|examined)\b"
)
_NO_REPLY = re.compile(
    r"\b(?:did not respond|did not reply|has not responded|have not responded|did not comment|"
    r"declined to comment|did not answer|could not be reached|declined an interview|"
    r"has not replied)\b",
    re.IGNORECASE,
)
_WH = frozenset({"how", "when", "where", "why", "what", "who", "which", "whether", "whose", "if"})


def gaps(material: Material) -> Iterator[Candidate]:
    """Questions whose openness the article states."""
    for order, passage in enumerate(material.passages):
        for match in _SILENT.finditer(passage.text):
            if material.document.quoted(passage.start + match.start(), passage.start + match.end()):
                continue
            text = _embedded(material, passage, passage.start + match.end()) or _leading(
                material, passage
            )
            if text is None:
                text = _noun(material, passage, passage.start + match.end())
            if text is not None:
                yield _open(text, passage, order, _why_silent(material, passage))
                break
        yield from _unanswered(material, passage, order)


def _why_silent(material: Material, passage: Passage) -> str:
    clause = material.main(passage)
    subject = material.subject(clause) if clause is not None else None
    if (
        subject
        and clause is not None
        and len(subject.split()) <= 6
        and clause.tokens[clause.head].tag.startswith("N")
        and clause.negated
    ):
        return f"The article reports that {subject} gave no answer, and those affected need one."
    return "The article itself says that this is not known, and what follows depends on it."


def _open(text: str, passage: Passage, order: int, why: str) -> Candidate:
    return Candidate(
        text=text,
        kind="consequence" if text.startswith("Will") else "elaboration",
        salience=4,
        why=why,
        quotes=(passage.text,),
        recipe="gap",
        place=order,
        weight=0.9,
    )


def _embedded(material: Material, passage: Passage, after: int) -> str | None:
    """ "did not say when the bridge would reopen": the indirect question made direct."""
    tokens = passage.tokens
    start = next((i for i, t in enumerate(tokens) if t.start >= after), None)
    if start is None:
        return None
    opened = False
    for at in range(start, len(tokens)):
        opened = opened or (at < start + 3 and tokens[at].lower in _WH)
        if opened and tokens[at].lower in _WH:
            text = _direct(material, passage, at)
            if text is not None and passes(text):
                return text
    return None


def _leading(material: Material, passage: Passage) -> str | None:
    """ "How the insects store the number is unknown"."""
    return (
        _direct(material, passage, 0)
        if passage.tokens and passage.tokens[0].lower in _WH - {"if"}
        else None
    )


def _direct(material: Material, passage: Passage, at: int) -> str | None:
    tokens = passage.tokens
    word = tokens[at].lower
    clause_from = at + 1
    phrase = "" if word in {"whether", "if"} else tokens[at].text.capitalize()
    if word in {"how", "which", "what", "whose"} and at + 1 < len(tokens):
        taken = _measure(passage, at)
        if taken > at + 1:
            phrase = (phrase + " " + passage.words(at + 1, taken)).strip()
            clause_from = taken
    if clause_from < len(tokens) and tokens[clause_from].tag in {"VBZ", "VBD", "VBP", "MD"}:
        return _subject_question(passage, clause_from, phrase)
    clause = clause_at(passage, clause_from)
    if clause is None or not agrees(clause):
        return None
    subject = material.subject(clause)
    if subject is None or not clean_rest(clause, clause.main + 1, clause.end):
        return None
    made = _forward(inverted(clause, subject, end=_without_unknown(clause)))
    return f"{phrase} {made}?" if phrase else f"{made[0].upper()}{made[1:]}?"


def _without_unknown(clause: Clause) -> int:
    for at in range(clause.main + 1, clause.end):
        if clause.tokens[at].lower in {"is", "remains", "are"}:
            return at
    return clause.end


def _measure(passage: Passage, at: int) -> int:
    """The end of "many workers" or "sites" after "how" or "which"."""
    tokens = passage.tokens
    last = at + 1
    if tokens[at].lower == "how" and tokens[last].lower not in {
        "many",
        "much",
        "long",
        "far",
        "often",
        "soon",
    }:
        return at + 1
    while last < len(tokens) and tokens[last].tag in {"JJ", "NN", "NNS", "RB"}:
        last += 1
    return last


def _subject_question(passage: Passage, at: int, phrase: str) -> str | None:
    tokens = passage.tokens
    last = at
    while last < len(tokens) and tokens[last].lower not in {
        ",",
        ".",
        ";",
        "–",
        "—",
        "or",
        "but",
        '"',
        "“",
    }:
        last += 1
    words = tokens[at:last]
    if any(t.lower in PRONOUNS or t.tag == "PRP$" for t in words) or not phrase:
        return None
    return f"{_forward(phrase + ' ' + passage.words(at, last))}?"


def _forward(text: str) -> str:
    """Out of reported speech: "would reopen" is asked as "will reopen"."""
    return re.sub(r"\bwould\b(?! have)", "will", text, count=1)


def _noun(material: Material, passage: Passage, after: int) -> str | None:
    """ "has not disclosed the nature of her injury": asked for by its name."""
    for chunk in passage.chunks:
        first = passage.tokens[chunk.first]
        if first.start < after or first.start > after + 2 or first.lower != "the":
            continue
        last, tokens = chunk.last, passage.tokens
        if last < len(tokens) and tokens[last].lower == "of":
            inner = next((c for c in passage.chunks if c.first == last + 1), None)
            if inner is None:
                return None
            what = passage.words(inner.first, inner.last)
            if tokens[inner.first].tag == "PRP$":
                owner = _owner_before(material, passage, tokens[inner.first].lower)
                if owner is None:
                    return None
                what = f"{owner} {passage.words(inner.first + 1, inner.last)}"
            verb = "are" if tokens[chunk.head].tag == "NNS" else "is"
            return f"What {verb} {passage.words(chunk.first, last)} of {what}?"
    return None


def _owner_before(material: Material, passage: Passage, pronoun: str) -> str | None:
    back = material.before(passage)
    clause = material.main(back) if back is not None and back.block == passage.block else None
    if clause is None or pronoun not in {"his", "her"}:
        return None
    name = clause.text(*clause.subject)
    return f"{name}’s" if material.document.names.is_person(name) or len(name.split()) > 1 else None


def _unanswered(material: Material, passage: Passage, order: int) -> Iterator[Candidate]:
    """Parties that gave no comment, and matters under investigation."""
    clause = material.main(passage)
    if clause is None or not agrees(clause):
        return
    subject = material.subject(clause)
    if subject is None:
        return
    if _INVESTIGATED.search(passage.text) and subject.startswith("the "):
        yield _open(
            f"What is {subject}?"
            if subject.startswith("the cause")
            else f"What will the inquiry into {subject} find?",
            passage,
            order,
            f"The article says that {subject} is still being looked into.",
        )
    elif _NO_REPLY.search(passage.text):
        matter = _commented_on(clause) or topic_of(material)
        if matter is None:
            return
        do = "do" if clause.tokens[clause.head].tag in {"NNS", "NNPS"} else "does"
        yield Candidate(
            text=f"What {do} {subject} say about {matter}?",
            kind="affected_parties",
            salience=4,
            why=f"The side of {subject} is missing: the article reports that there was no comment.",
            quotes=(passage.text,),
            recipe="reply",
            place=order,
            weight=0.8,
        )


def _commented_on(clause: Clause) -> str | None:
    tokens = clause.tokens
    for at in range(clause.main, len(tokens) - 1):
        if tokens[at].lower == "comment" and tokens[at + 1].lower in {"on", "about"}:
            words = clause.text(at + 2, clause.end)
            low = set(words.lower().split())
            return words if words and not low & PRONOUNS else None
    return None
