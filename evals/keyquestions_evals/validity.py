"""How far the lexical measure can be trusted: found out on labels, where the truth is known.

Annotators gave each gold question paraphrases. A paraphrase asks what its question asks, and not
what the article's other questions ask; a fact is said by the sentence that its quote is in, and not
by the others.
"""

from collections.abc import Iterable, Iterator, Sequence

from keyquestions.analysis import Value
from keyquestions.article import sentences
from keyquestions_evals.fixtures import Annotated, locate
from keyquestions_evals.labels import GoldQuestion, Labels
from keyquestions_evals.matching import common_length
from keyquestions_evals.metrics import Measure
from keyquestions_evals.semantics import SAID_FROM, SAME_FROM, Lexical, Semantics


class Rates(Value):
    """What share of `n` pairs that are the same was found, and of `n_other` others mistaken so."""

    found: float | None
    n: int
    mistaken: float | None
    n_other: int


class Validity(Value):
    """The rates of questions, by their words alone, and of facts, over so many articles."""

    questions: Rates
    facts: Rates
    articles: int
    measure: Measure


Pairs = Iterable[tuple[bool, bool]]
"""Whether two texts are the same, and whether they are taken for it."""


def validity(articles: Sequence[Annotated]) -> Validity:
    """Judge the lexical measure by all annotations of some articles."""
    asked: list[tuple[bool, bool]] = []
    said: list[tuple[bool, bool]] = []
    for each in articles:
        semantics = Lexical(each.grounding.article)
        for labels in each.annotations.values():
            asked += _questions(labels, semantics)
            said += _facts(labels, each, semantics)
    return Validity(
        questions=_rates(asked), facts=_rates(said), articles=len(articles), measure=Lexical.measure
    )


def _questions(labels: Labels, semantics: Semantics) -> Iterator[tuple[bool, bool]]:
    for question in labels.questions:
        for text in question.paraphrases:
            for other in labels.questions:
                wordings = [wording for wording in _wordings(other) if wording != text]
                likeness = max(semantics.asked(text, wording) for wording in wordings)
                yield other is question, likeness >= SAME_FROM


def _wordings(question: GoldQuestion) -> tuple[str, ...]:
    return (question.text, *question.paraphrases)


def _facts(labels: Labels, article: Annotated, semantics: Semantics) -> Iterator[tuple[bool, bool]]:
    for fact in labels.facts:
        place = locate(article.grounding, fact.quote)
        for sentence in sentences(article.grounding.article):
            same = common_length((sentence.start, sentence.end), place) > 0
            yield same, semantics.stated(fact.text, sentence.text) >= SAID_FROM


def _rates(pairs: Pairs) -> Rates:
    taken: dict[bool, list[bool]] = {True: [], False: []}
    for is_same, is_taken in pairs:
        taken[is_same].append(is_taken)
    found, mistaken = (
        sum(taken[same]) / len(taken[same]) if taken[same] else None for same in (True, False)
    )
    return Rates(found=found, n=len(taken[True]), mistaken=mistaken, n_other=len(taken[False]))
