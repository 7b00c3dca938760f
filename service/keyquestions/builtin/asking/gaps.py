"""Open questions: what the article itself says is not known, not said or still to come."""

import re
from collections.abc import Iterator

from keyquestions.builtin.asking.checks import passes
from keyquestions.builtin.asking.material import PRONOUNS, Candidate, Material, clean_rest
from keyquestions.builtin.clauses import Clause, clause_at
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted, mid_sentence, predicate

_SILENT = re.compile(
    r"\b(?:did not|didn[’']t|does not|has not|have not|had not|would not|declined to|refused to|refuses to|"
    r"yet to|failed to|will not|could not|cannot)\s+(?:yet |publicly |immediately |also )?"
    r"(?:say|said|disclose|disclosed|reveal|revealed|explain|explained|specify|specified|announce|announced|"
    r"decide|decided|clarify|clarified|confirm|confirmed|comment on|commented on|know)\b"
    r"|\b(?:unclear|unknown|uncertain|not known|not clear|nobody knows|no one knows|not certain|not yet clear)\b",
    re.IGNORECASE,
)
_INVESTIGATED = re.compile(
    r"\b(?:is|are|was|were) (?:still )?(?:being|under) (?:investigat\w+|review\w*|examined)\b"
)
_NO_REPLY = re.compile(
    r"\b(?:did not respond|did not reply|has not responded|have not responded|declined to comment|did not answer|"
    r"could not be reached|did not comment|declined an interview|has not replied)\b",
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
        text,
        "consequence" if text.startswith("Will") else "elaboration",
        4,
        "open",
        why,
        None,
        (passage.text,),
        "gap",
        order,
        0.9,
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
            f"What is {subject}?" if subject.startswith("the cause") else f"What will the inquiry into {subject} find?",
            passage, order, f"The article says that {subject} is still being looked into.",
        )  # fmt: skip
    elif _NO_REPLY.search(passage.text):
        matter = _commented_on(clause) or material.topic
        if matter is None:
            return
        do = "do" if clause.tokens[clause.head].tag in {"NNS", "NNPS"} else "does"
        yield Candidate(
            f"What {do} {subject} say about {matter}?", "affected_parties", 4, "open",
            f"The side of {subject} is missing: the article reports that there was no comment.",
            None, (passage.text,), "reply", order, 0.8,
        )  # fmt: skip


def _commented_on(clause: Clause) -> str | None:
    tokens = clause.tokens
    for at in range(clause.main, len(tokens) - 1):
        if tokens[at].lower == "comment" and tokens[at + 1].lower in {"on", "about"}:
            words = clause.text(at + 2, clause.end)
            low = set(words.lower().split())
            return words if words and not low & PRONOUNS else None
    return None


def silent_parties(material: Material) -> Iterator[Candidate]:
    """Parties that the article names but does not let speak, as the framing analysis found them."""
    topic = material.topic
    if material.framing is None or topic is None:
        return
    for party in material.framing.perspectives:
        words = party.who.split()
        found = next((p for p in material.passages if party.who in p.text), None)
        if str(party.status) != "mentioned_not_quoted" or not 1 <= len(words) <= 6 or found is None:
            continue
        who = mid_sentence(party.who, None) if words[0].lower() in {"the", "a"} else party.who
        do = "do" if words[-1].endswith("s") and not words[-1][0].isupper() else "does"
        if words[-1].lower() in topic.lower():
            continue
        quotes = tuple(anchor.exact for anchor in party.evidence[:1]) or (found.text,)
        yield Candidate(
            f"What {do} {who} say about {topic}?", "affected_parties", 3, "open",
            f"The article speaks about {who} without giving their own account.", None,
            quotes, "silent", found.index, 0.1,
        )  # fmt: skip


_SOURCED = re.compile(
    r"\b(?:according to|said|says|told|figures|data|study|report|reported|survey|records|estimat\w+|statistics|"
    r"announced|heard|showed|shows|found|argued|claimed?|warn\w*|accused|voted)\b",
    re.IGNORECASE,
)
_TELLING = 3


def unsourced(material: Material) -> Iterator[Candidate]:
    """Where a figure comes from that the article states without a source."""
    for order, passage in enumerate(material.passages):
        if _SOURCED.search(passage.text) or material.document.quoted(passage.start, passage.end):
            continue
        for chunk in passage.chunks:
            tokens = passage.tokens[chunk.first : chunk.last]
            counted = tokens[0].text
            number = counted[0].isdigit() and len(counted) >= _TELLING and len(tokens) > 1
            plural = tokens[-1].tag == "NNS" and tokens[-1].lower not in {
                "years",
                "days",
                "hours",
                "minutes",
                "players",
            }
            if not number or not plural or any(t.tag.startswith("NNP") for t in tokens):
                continue
            last = chunk.last
            if last < len(passage.tokens) and passage.tokens[last].lower == "of":
                last = next((c.last for c in passage.chunks if c.first == last + 1), last)
            figure = passage.words(chunk.first, last)
            if set(figure.lower().split()) & (PRONOUNS | {"its", "his", "her", "their"}):
                continue
            yield Candidate(
                f"Where does the figure of {figure} come from?", "evidence", 2, "open",
                f"The article states {figure} without saying who counted or estimated them.",
                None, (passage.text,), "unsourced", order, 0.2,
            )  # fmt: skip
            break


def chances(material: Material) -> Iterator[Candidate]:
    """How likely it is what "could" or "may" happen."""
    for order, passage in enumerate(material.passages):
        for clause in material.clauses(passage):
            subject = material.subject(clause)
            if (
                clause.tokens[clause.finite].lower not in {"could", "may", "might"}
                or subject is None
            ):
                continue
            if clause.negated or not clean_rest(clause, clause.main + 1, clause.end):
                continue
            yield Candidate(
                f"How likely is it that {subject} {predicate(clause)}?", "consequence", 3, "open",
                f"The article raises the possibility without saying how likely it is for {subject}.",
                None, (passage.text,), "chance", order, 0.0,
            )  # fmt: skip
            break
