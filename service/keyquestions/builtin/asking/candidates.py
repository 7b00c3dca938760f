"""A question that was composed, and what may stand in one."""

from dataclasses import dataclass

from keyquestions.builtin.clauses import FINITE, Clause
from keyquestions.builtin.pronouns import PRONOUNS
from keyquestions.builtin.subjects import SPANS

_HARMLESS = frozenset({"that", "one", "both", "some", "such", "there"})
_MARKS = frozenset({'"', "(", ")", ":", ";"})
_QUOTES = frozenset({'"', "'"})


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A composed question; without an answer it is open, with a mere claim `partly` answered.

    `recipe` names how it was made, `place` is the sentence (counted from 0) that it rests on, and
    `weight` (0 to 1) orders candidates of equal salience.
    """

    text: str
    kind: str
    salience: int
    why: str
    answer: str | None = None
    partly: bool = False
    quotes: tuple[str, ...]
    recipe: str
    place: int
    weight: float = 0.0

    @property
    def status(self) -> str:
        """The codebook's label for how far the article answers it."""
        if self.answer is None:
            return "open"
        return "partly_answered" if self.partly else "answered"


def _dates(clause: Clause, at: int) -> bool:
    """Whether "this" only says when: "this year"."""
    following = clause.tokens[at + 1].lower if at + 1 < len(clause.tokens) else ""
    return clause.tokens[at].lower == "this" and following in SPANS


def clean_rest(clause: Clause, first: int, last: int) -> bool:
    """Whether the words can stand in a question: nothing that points out of it, nothing open."""
    tokens = clause.tokens[first:last]
    for at, token in enumerate(tokens[:-1]):
        pointing = token.lower == "that" and tokens[at + 1].tag in {"NN", "JJ", "NNS"}
        if pointing and not any(t.tag in FINITE for t in tokens[at + 2 :]):
            return False
    if last < len(clause.tokens) and clause.tokens[last].lower in _QUOTES:
        return False
    words = {token.lower for at, token in enumerate(tokens) if not _dates(clause, first + at)}
    return not words & (PRONOUNS - _HARMLESS) and not words & _MARKS
