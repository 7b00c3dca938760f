"""Scores of the key questions by themselves: their form, and what they repeat or presuppose."""

import re
from collections.abc import Callable

from keyquestions.analysis import Dropped, Question, Stage, Voice
from keyquestions_evals.labels import RejectedQuestion
from keyquestions_evals.matching import HALF, overlap
from keyquestions_evals.metrics import Better, Detail, Measured, Metric
from keyquestions_evals.scorers.case import Case, Scores, kept_share, share, spans
from keyquestions_evals.scorers.questions import SAME_ANSWER, Asked
from keyquestions_evals.semantics import SAME_FROM
from keyquestions_evals.wording import NOT, stems

LONGEST = 25
SAME_TWICE = 0.65
"""From this likeness on, two questions of one analysis ask the same: stricter than for gold.

Good questions about one article are alike, and share passages.
"""
FEWEST_OWN = 2
"""Words of the article that a question needs to be of this article."""

METRICS = (
    Metric(
        name="questions.redundancy", title="redundant", part="questions", better=Better.LOWER,
        meaning=True,
        about="Share of the questions that ask the same as one before them.",
    ),
    Metric(
        name="questions.specificity", title="specific", part="questions", better=Better.HIGHER,
        failed=0.0,
        about="Share of the questions of whose content words most, and two, are the article's.",
    ),
    Metric(
        name="questions.presupposition", title="presupposing", part="questions",
        better=Better.LOWER,
        about="Share of the questions that repeat the words of a labelled signal of the author's, "
        "or to which production's grounding objects.",
    ),
    Metric(
        name="questions.form", title="well-formed", part="questions", better=Better.HIGHER,
        failed=0.0,
        about="Share of the questions that are one, of at most 25 words, with a question word in "
        "the first four, and that do not point outside of themselves (he, it, they).",
    ),
    Metric(
        name="questions.rejected", title="rejected asked", part="questions", better=Better.LOWER,
        meaning=True,
        about="Share of the labelled bad questions that were asked.",
    ),
    Metric(
        name="questions.kept", title="survived", part="questions", better=Better.HIGHER, failed=0.0,
        about="Share of the questions and quotes proposed that verification did not drop.",
    ),
    Metric(
        name="questions.count", title="questions", part="questions", better=Better.NEITHER,
        unit=" questions", about="How many questions are asked.",
    ),
)  # fmt: skip

_OPENERS = {
    "en": "why how what who whom whose which when where",
    "de": "warum weshalb wieso wie was wer wen wem wessen welche welcher welches welchen welchem "
    "wann wo woher wohin wozu wofür womit wovon worauf woran worin worüber wodurch wogegen",
    "es": "qué cómo quién quiénes cuál cuáles cuándo dónde adónde cuánto cuánta cuántos cuántas",
    "fr": "pourquoi comment que qu quoi qui quel quelle quels quelles quand où combien lequel "
    "laquelle lesquels lesquelles",
}
_POINTING = {
    "en": "he she it they him them this these those",
    "de": "er sie ihn ihm ihnen",
    "es": "él ella ellos ellas esto eso",
    "fr": "elle elles ceci cela",
}
_AMONG_FIRST = 4
"""A question word is among the first four words: "By how much", "¿De qué modo", "À quel prix"."""
_WORD = re.compile(r"[^\W\d_]+")


def score_asking(asked: Asked, dropped: tuple[Dropped, ...]) -> Scores:
    """The metrics of questions that there are."""
    case = asked.case
    lost = [
        Detail(verdict="dropped", text=each.item, remark=each.reason)
        for each in dropped
        if each.stage is Stage.QUESTIONS
    ]
    language = case.fixture.article.language
    return {
        "questions.redundancy": _redundancy(asked),
        "questions.specificity": _counted(asked, _is_specific(case), "specific", bad=False),
        "questions.presupposition": _counted(asked, _presupposes(case), "presupposing", bad=True),
        "questions.form": _counted(
            asked, lambda each: is_well_formed(each.text, language), "well-formed", bad=False
        ),
        "questions.rejected": _rejected(asked),
        "questions.kept": kept_share(len(asked.questions), lost),
        "questions.count": Measured(value=len(asked.questions), n=1),
    }


def _counted(asked: Asked, test: Callable[[Question], bool], name: str, *, bad: bool) -> Measured:
    """The share of questions for which a test holds; the details name the bad ones."""
    holds = [test(each) for each in asked.ranked]
    details = [
        Detail(verdict=name if bad else f"not {name}", text=each.text)
        for each, is_so in zip(asked.ranked, holds, strict=True)
        if is_so is bad
    ]
    return share(sum(holds), len(holds), details)


def _redundancy(asked: Asked) -> Measured:
    details = []
    for at, each in enumerate(asked.ranked):
        likeness = [(_twins(each, other, asked.case), other) for other in asked.ranked[:at]]
        score, twin = max(likeness, key=lambda pair: pair[0], default=(0.0, None))
        if twin is not None and score >= SAME_TWICE:
            details.append(
                Detail(verdict="redundant", text=each.text, remark=twin.text, score=score)
            )
    return share(len(details), len(asked.ranked), details)


def _twins(one: Question, other: Question, case: Case) -> float:
    """How alike two questions of one analysis are, in words and in the passage that answers."""
    likeness = case.semantics.asked(one.text, other.text)
    found = spans(other.evidence)
    same = any(overlap(span, place) >= HALF for span in spans(one.evidence) for place in found)
    return min(1.0, likeness + SAME_ANSWER * same)


def _is_specific(case: Case) -> Callable[[Question], bool]:
    language = case.fixture.article.language
    there = stems(case.fixture.article.text, language)

    def is_specific(question: Question) -> bool:
        said = stems(question.text, language) - {NOT}
        own = said & there
        return len(own) >= FEWEST_OWN and 2 * len(own) >= len(said)

    return is_specific


def _presupposes(case: Case) -> Callable[[Question], bool]:
    language = case.fixture.article.language
    loaded = [
        stems(each.quote, language)
        for each in case.fixture.labels.signals
        if each.voice is Voice.AUTHOR
    ]

    def presupposes(question: Question) -> bool:
        said = stems(question.text, language)
        repeats = any(words and words <= said for words in loaded)
        return repeats or bool(case.fixture.grounding.objections(question.text, ()))

    return presupposes


def is_well_formed(text: str, language: str) -> bool:
    """Whether a question is one, short, open, and stands on its own.

    Of a language without a list of question words, only length and mark are judged.
    """
    words = _WORD.findall(text.lower())
    if text.count("?") != 1 or not text.endswith("?") or len(text.split()) > LONGEST:
        return False
    openers = _OPENERS.get(language, "").split()
    if not openers:
        return True
    pointing = _POINTING[language].split()
    opens = any(word in openers for word in words[:_AMONG_FIRST])
    return opens and not any(word in pointing for word in words)


def _rejected(asked: Asked) -> Measured:
    details = [_asked_at_all(each, asked) for each in asked.case.fixture.labels.rejected]
    wrong = sum(detail.verdict == "asked" for detail in details)
    return share(wrong, len(details), details)


def _asked_at_all(rejected: RejectedQuestion, asked: Asked) -> Detail:
    """Whether a question asks what is rejected, and no gold question more than that."""
    found, best = None, SAME_FROM
    for at, question in enumerate(asked.ranked):
        likeness = asked.case.semantics.asked(question.text, rejected.text)
        if likeness >= best and likeness > max(asked.likeness[at], default=0.0):
            found, best = question.text, likeness
    return Detail(
        verdict="asked" if found else "not asked",
        text=found,
        gold=rejected.text,
        score=best if found else None,
        remark=rejected.reason,
    )
