"""A passage that may be a bias signal, before the best ones are chosen."""

from dataclasses import dataclass

from keyquestions.analysis import Voice


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible signal; `score` says how sure it is, 0 to 1.

    `explanations` say the same in several ways, to take turns where a kind is found again.
    `start` and `end` are code points in the canonical text; `trigger` is the word or phrase that
    gave it away, in lower case; `mild` ones count only in company.
    """

    kind: str
    voice: Voice
    start: int
    end: int
    score: float
    trigger: str
    explanations: tuple[str, ...]
    neutral: str | None
    line: int
    mild: bool = False
