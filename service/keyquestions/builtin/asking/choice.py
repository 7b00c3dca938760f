"""Which of the composed questions are asked: the most salient, different ones."""

from collections import Counter
from collections.abc import Iterable

from keyquestions.analysis import Framing
from keyquestions.analyst import QuestionDraft, QuestionsDraft
from keyquestions.builtin.asking import (
    causes,
    facts,
    futures,
    gaps,
    missing,
    numbers,
    people,
    sayings,
)
from keyquestions.builtin.asking.checks import content_words, passes
from keyquestions.builtin.asking.material import Candidate, Material
from keyquestions.builtin.document import Document

_RECIPES = (
    causes.reasons,
    causes.stances,
    causes.main_event,
    sayings.reports,
    sayings.crowds,
    sayings.accusations,
    gaps.gaps,
    missing.silent_parties,
    futures.conditions,
    futures.dates,
    futures.plans,
    numbers.numbers,
    facts.actors,
    facts.objects,
    facts.definitions,
    facts.effects,
    people.portraits,
    people.rivals,
    people.penalties,
    people.makers,
    people.charges,
    people.means,
    facts.contents,
    causes.failures,
    sayings.demands,
    sayings.verdicts,
    missing.unsourced,
    missing.chances,
)
_LENGTHS = ((120, 4), (220, 5), (340, 6), (600, 7))
_MOST = 8
_OF_ONE_RECIPE = {"report": 2, "reason": 3, "gap": 2, "number": 2, "condition": 2, "object": 2}
_OPEN_SHARE = 3
_PROVED = frozenset({"gap", "reply"})
_ENOUGH = 5
_ALIKE = 0.45
_WITHIN = 0.8


def ask(document: Document, framing: Framing | None = None) -> QuestionsDraft:
    """Compose and choose the questions about an English article, most salient first."""
    material = Material(document, framing)
    found = [c for recipe in _RECIPES for c in recipe(material) if passes(c.text)]
    chosen = _choose(_ranked(found), _wanted(document.article.words))
    return QuestionsDraft(questions=tuple(_draft(candidate) for candidate in chosen))


def _wanted(words: int) -> int:
    return next((count for limit, count in _LENGTHS if words < limit), _MOST)


def _ranked(found: Iterable[Candidate]) -> list[Candidate]:
    return sorted(found, key=lambda c: (-(c.salience + c.weight) + 0.03 * c.place, c.place))


def _choose(ranked: list[Candidate], wanted: int) -> list[Candidate]:
    """Greedily the best, one of them open; no two on one thing, few out of one recipe."""
    chosen: list[Candidate] = []
    opened = [c for c in ranked if c.status == "open"]
    first_open = next((c for c in opened if c.recipe in _PROVED), next(iter(opened), None))
    if first_open is not None:
        chosen.append(first_open)
    most_open = max(1, wanted // _OPEN_SHARE)
    for extra in (0, 1):
        for candidate in ranked:
            if len(chosen) >= (wanted if extra == 0 else min(wanted, _ENOUGH)):
                break
            opens = sum(c.status == "open" for c in chosen)
            if candidate.status == "open" and opens >= most_open:
                continue
            if candidate not in chosen and _fresh(candidate, chosen, extra):
                chosen.append(candidate)
    return sorted(chosen, key=lambda c: (-c.salience, c.status == "open", -c.weight, c.place))


def _fresh(candidate: Candidate, chosen: list[Candidate], extra: int) -> bool:
    recipes = Counter(c.recipe for c in chosen)
    places = Counter(c.place for c in chosen)
    if recipes[candidate.recipe] >= _OF_ONE_RECIPE.get(candidate.recipe, 1) + extra or (
        places[candidate.place] > extra and candidate.recipe != "evidence"
    ):
        return False
    words = content_words(candidate.text)
    for other in chosen:
        theirs = content_words(other.text)
        shared = len(words & theirs)
        if shared > _ALIKE * len(words | theirs) or shared > _WITHIN * min(len(words), len(theirs)):
            return False
        if candidate.answer is not None and candidate.answer == other.answer:
            return False
    return True


def _draft(candidate: Candidate) -> QuestionDraft:
    return QuestionDraft(
        text=candidate.text,
        kind=candidate.kind,
        salience=candidate.salience,
        status=candidate.status,
        why=candidate.why,
        answer=candidate.answer,
        quotes=candidate.quotes,
    )
