"""Open questions about claims: what they rest on, and how likely it is what may happen."""

from collections.abc import Iterator

from keyquestions.builtin.asking.candidates import Candidate, clean_rest
from keyquestions.builtin.asking.material import Material, Statement
from keyquestions.builtin.asking.numbers import SOURCED
from keyquestions.builtin.clauses import SPEECH, Clause, content_of
from keyquestions.builtin.grammar import agrees, plural, possessive, predicate, sentence
from keyquestions.builtin.names import is_calendar

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
_SCHEDULED = frozenset(
    "close open reopen shut begin start end pay hold meet remain stay run be last take "
    "donate give invest hire build launch offer".split()
)
"""Verbs of what is announced: it is set, not foretold."""
_TIMES = frozenset("between from at on until after before since".split())
_SPEECH_NOUNS = _CLAIMS.keys() - {"say", "fear"}


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
        if low not in {"will", "would"} or clause.passive or _shows_proof(clause):
            continue
        subject = material.subject(clause)
        own = subject == statement.speaker or clause.verb in _SCHEDULED
        if (
            not _foretold(clause)
            or own
            or clause.verb in SPEECH
            or subject is None
            or not agrees(clause)
        ):
            continue
        if not clean_rest(clause, clause.main + 1, clause.end):
            continue
        said = predicate(clause, end=_figure(clause))
        yield Candidate(
            text=f"What evidence {_given(statement)} that {subject} {said}?",
            kind="evidence",
            salience=3,
            why="The article gives the forecast as a fact and says nobody who made it."
            if statement.speaker is None
            else f"It gives {possessive(statement.speaker)} figure, not how it was reached.",
            quotes=(clause.passage.text,),
            recipe="forecast",
            place=statement.place,
            weight=0.4,
        )


def _foretold(clause: Clause) -> bool:
    """Whether a figure is foretold, not a time or a date that somebody sets."""
    for token in clause.tokens[clause.main + 1 : clause.main + 4]:
        if token.lower in _TIMES or is_calendar(token.text):
            return False
        if token.tag == "$" or (token.tag == "CD" and token.text[0].isdigit()):
            return token.tag == "$" or (len(token.text) > 1 and not token.lower.endswith("m"))
    return False


def _shows_proof(clause: Clause) -> bool:
    low = clause.passage.text.lower()
    return any(cue in low for cue in _PROOF)


def _given(statement: Statement) -> str:
    """ "Is there", or does somebody give: by the number of the speaker's last word."""
    who = statement.speaker
    if who is None:
        return "is there"
    many = who.split()[-1].islower() and who.endswith("s")
    return f"{'do' if many else 'does'} {who} give"


def _figure(clause: Clause) -> int:
    """Where the thing ends that the figure counts."""
    chunks = clause.passage.chunks
    end = next((c.last for c in chunks if c.first >= clause.main + 1), clause.end)
    end = clause.passage.with_of(end)
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
