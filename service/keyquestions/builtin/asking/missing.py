"""Open questions about what the article leaves out: sides, evidence, odds."""

import re
from collections.abc import Iterator

from keyquestions.analysis import Perspective, PerspectiveStatus
from keyquestions.builtin.asking.candidates import PRONOUNS, Candidate, clean_rest
from keyquestions.builtin.asking.facts import TOUCHES
from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.asking.numbers import SOURCED
from keyquestions.builtin.asking.topics import topic_of
from keyquestions.builtin.clauses import SPEECH, Clause, content_of
from keyquestions.builtin.grammar import agrees, plural, predicate, sentence
from keyquestions.builtin.names import is_organisation

_NO_REPLY = re.compile(
    r"\b(?:(?:did|has|have) not (?:respond|repl|comment|answer)\w*|declined (?:to comment|an "
    r"interview|to answer)|could not be reached)\b",
    re.IGNORECASE,
)
_CLAIMS = {
    "claim": "claim",
    "argue": "argument",
    "warn": "warning",
    "insist": "claim",
    "predict": "prediction",
    "suggest": "suggestion",
    "maintain": "claim",
    "believe": "belief",
    "estimate": "estimate",
    "say": "statement",
    "fear": "fear",
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
    "phone",
)
_UNNAMED = frozenset(
    "observers analysts experts critics supporters opponents insiders sources officials "
    "campaigners economists commentators diplomats scientists researchers historians "
    "activists".split()
)
_ODDS = frozenset({"could", "may", "might"})
_SPEECH_NOUNS = _CLAIMS.keys() - {"say", "fear"}


def unanswered(material: Material) -> Iterator[Candidate]:
    """Parties that gave no comment, nor are reported to have spoken elsewhere."""
    speakers = {s.speaker.split()[-1] for s in material.statements if s.speaker is not None}
    for place, passage in enumerate(material.passages):
        found = _NO_REPLY.search(passage.text)
        if found is None:
            continue
        at = passage.start + found.start()
        clause = _clause_over(material.clauses(passage), at)
        subject = material.subject(clause) if clause is not None and agrees(clause) else None
        if clause is None or subject is None or subject.split()[-1] in speakers:
            continue
        matter = _commented_on(clause) or topic_of(material)
        if matter is None or set(subject.lower().split()) & set(matter.lower().split()) - {"the"}:
            continue
        yield Candidate(
            text=f"What {'do' if plural(clause) else 'does'} {subject} say about {matter}?",
            kind="affected_parties",
            salience=4,
            why=f"On {matter} readers have only the word of others: {subject} gave no answer.",
            quotes=(passage.text,),
            recipe="reply",
            place=place,
            weight=0.8,
        )


def _clause_over(found: tuple[Clause, ...], at: int) -> Clause | None:
    """The clause whose verb begins at that place of the article."""
    return next((c for c in found if abs(c.tokens[c.finite].start - at) <= 1), None)


def _commented_on(clause: Clause) -> str | None:
    tokens = clause.tokens
    for at in range(clause.main + 1, len(tokens)):
        on = tokens[at].lower == "on" and tokens[at - 1].lower in {"comment", "commented"}
        if on or tokens[at].lower == "about":
            words = clause.text(at + 1, clause.end)
            return words if words and not set(words.lower().split()) & PRONOUNS else None
    return None


def silent_parties(material: Material) -> Iterator[Candidate]:
    """Parties that the framing analysis found named without a word, or missing."""
    topic = topic_of(material) if material.framing is not None else None
    if material.framing is None or topic is None:
        return
    for party in material.framing.perspectives:
        who = party.who.partition(" (")[0]
        known = {word.lower() for word in who.split()} & {word.lower() for word in topic.split()}
        if known - {"the", "of"} or len(who.split()) > 9 or material.document.names.is_person(who):
            continue
        if party.status is PerspectiveStatus.ABSENT:
            yield _absent(material, party, who, topic)
        elif party.status is PerspectiveStatus.MENTIONED_NOT_QUOTED and _has_one_voice(party):
            yield _unheard(material, party, who, topic)


def _absent(material: Material, party: Perspective, who: str, topic: str) -> Candidate:
    low = who[0].lower() + who[1:]
    verb = "do" if topic.endswith("s") and not topic.endswith("ss") else "does"
    return Candidate(
        text=f"What {verb} {topic} mean for {low}?",
        kind="affected_parties",
        salience=3,
        why=f"The matter touches {low}, and the article has no word from them.",
        quotes=tuple(anchor.exact for anchor in party.evidence[:1]),
        recipe="absent",
        place=len(material.passages) // 2,
        weight=0.3,
    )


def _has_one_voice(party: Perspective) -> bool:
    """Whether a party is a state or an organisation: "Russia (Moscow, Kremlin)", not "tenants"."""
    words = party.who.split()
    named = words[-1][0].isupper() and len(words) > 1
    return " (" in party.who or (named and is_organisation(words))


def _unheard(material: Material, party: Perspective, who: str, topic: str) -> Candidate:
    found = next((n for n, p in enumerate(material.passages) if who in p.text), 0)
    return Candidate(
        text=f"What does {who} say about {topic}?",
        kind="affected_parties",
        salience=3,
        why=f"The article tells what {who} did, but not how {who} would explain it.",
        quotes=tuple(anchor.exact for anchor in party.evidence[:1]),
        recipe="silent",
        place=found,
        weight=0.2,
    )


def evidence(material: Material) -> Iterator[Candidate]:
    """What a claim or a warning rests on that is reported without any figure or document."""
    for place, passage in enumerate(material.passages):
        clause = material.main(passage)
        content = content_of(clause) if clause is not None else None
        if clause is None or content is None or clause.negated or clause.passive:
            continue
        crowd = is_crowd(clause)
        told = any(cue in passage.text.lower() for cue in _PROOF)
        if told or clause.verb not in (_CLAIMS if crowd else _SPEECH_NOUNS) or not agrees(content):
            continue
        subject, whose = material.subject(clause), material.subject(content)
        bare = content.end <= content.main + 1
        own = subject is not None and whose is not None and subject in whose
        if subject is None or whose is None or bare or own:
            continue
        if not clean_rest(content, content.main + 1, content.end):
            continue
        yield _proof(clause, content, subject, whose, place)


def _proof(clause: Clause, content: Clause, subject: str, whose: str, place: int) -> Candidate:
    noun, crowd = _CLAIMS[clause.verb], is_crowd(clause)
    who, do = f"the {subject}", "do" if plural(clause) else "does"
    return Candidate(
        text=f"What evidence {do} {subject} give for the {noun} that {whose} {predicate(content)}?",
        kind="evidence",
        salience=3,
        why=f"None of {who} is named and no evidence is shown, so the {noun} cannot be checked."
        if crowd
        else f"The {noun} comes without figures or documents, so it is only as good as its source.",
        answer=None if crowd else sentence(clause.passage.text),
        partly=True,
        quotes=(clause.passage.text,),
        recipe="evidence",
        place=place,
        weight=0.5 if crowd else 0.1,
    )


def is_crowd(clause: Clause) -> bool:
    """Whether the subject is a bare crowd: "Observers", "International analysts"."""
    tokens = clause.tokens[slice(*clause.subject)]
    plain = all(t.tag in {"JJ", "NN", "NNS", "CD"} and t.lower[0].isalpha() for t in tokens)
    return plain and len(tokens) <= 2 and tokens[-1].lower in _UNNAMED


def forecasts(material: Material) -> Iterator[Candidate]:
    """What the article bases a figure about the future on: "would carry 50,000 people a day"."""
    for statement in material.statements:
        clause = statement.clause
        low = clause.tokens[clause.finite].lower
        if statement.speaker is not None or low not in {"will", "would"} or clause.passive:
            continue
        number = any(
            t.tag == "CD" and t.text[0].isdigit() and len(t.text) > 2
            for t in clause.tokens[clause.main + 1 : clause.main + 3]
        )
        subject = material.subject(clause)
        if not number or clause.verb in SPEECH or subject is None or not agrees(clause):
            continue
        if not clean_rest(clause, clause.main + 1, clause.end):
            continue
        yield Candidate(
            text=f"What evidence is there that {subject} {predicate(clause, end=_figure(clause))}?",
            kind="evidence",
            salience=3,
            why="The article gives the forecast as a fact and says nobody who made it.",
            quotes=(clause.passage.text,),
            recipe="forecast",
            place=statement.place,
            weight=0.4,
        )


def _figure(clause: Clause) -> int:
    """Where the thing ends that the figure counts."""
    chunks = clause.passage.chunks
    end = next((c.last for c in chunks if c.first >= clause.main + 1), clause.end)
    if end < clause.end and clause.tokens[end].lower == "of":
        end = next((c.last for c in chunks if c.first == end + 1), end)
    following = clause.tokens[end].lower if end < clause.end else ""
    return clause.end if following not in {"and", ","} else end


def figures(material: Material) -> Iterator[Candidate]:
    """What a large count rests on that the article gives without a source."""
    for statement in material.statements:
        clause = statement.clause
        tokens = clause.tokens[slice(*clause.subject)]
        large = bool(tokens) and tokens[0].tag == "CD" and "," in tokens[0].text
        sourced = statement.speaker is not None or SOURCED.search(clause.passage.text)
        if not large or sourced or clause.tokens[clause.head].tag != "NNS":
            continue
        figure = clause.text(*clause.subject)
        yield Candidate(
            text=f"What is the figure of {figure} based on?",
            kind="evidence",
            salience=2,
            why=f"The article counts {figure} without saying who did the counting.",
            quotes=(clause.passage.text,),
            recipe="figure",
            place=statement.place,
            weight=0.1,
        )


def chances(material: Material) -> Iterator[Candidate]:
    """How likely it is what "could" or "may" happen."""
    for statement in material.statements:
        clause = statement.clause
        subject = material.subject(clause)
        odds = clause.tokens[clause.finite].lower in _ODDS and clause.verb not in TOUCHES
        if not odds or clause.negated or subject is None or not agrees(clause):
            continue
        if not clean_rest(clause, clause.main + 1, clause.end) or clause.end <= clause.main + 1:
            continue
        rest = clause.text(clause.finite + 1, clause.end)
        helped = rest.split()[0] in {"be", "have"} and clause.verb not in {"be", "have"}
        if helped or clause.tokens[clause.finite + 1].tag in {"RB", "RBR"}:
            continue
        yield Candidate(
            text=f"How likely {'are' if plural(clause) else 'is'} {subject} to {rest}?",
            kind="consequence",
            salience=3,
            why=f"{'It' if statement.speaker is None else statement.speaker} "
            "raises the possibility without odds, so readers cannot tell a risk from a certainty.",
            quotes=(clause.passage.text,),
            recipe="chance",
            place=statement.place,
            weight=0.1,
        )
