"""Which of the composed questions are asked: the most salient, different ones."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from keyquestions.analysis import Framing, Voice
from keyquestions.analyst import QuestionDraft, QuestionsDraft
from keyquestions.builtin.asking import (
    appeals,
    causes,
    changes,
    claims,
    columns,
    facts,
    futures,
    gaps,
    grounds,
    happenings,
    leads,
    missing,
    numbers,
    outcomes,
    outlooks,
    people,
    sayings,
    stances,
    tolls,
    voices,
)
from keyquestions.builtin.asking.answers import PEOPLE, complete, stands
from keyquestions.builtin.asking.candidates import Candidate
from keyquestions.builtin.asking.checks import content_words, passes
from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.asking.polish import polished
from keyquestions.builtin.asking.salience import bearing
from keyquestions.builtin.document import Document

_RECIPES = (
    causes.reasons,
    stances.stances,
    causes.blamed,
    causes.failures,
    stances.penalties,
    grounds.punishments,
    grounds.trials,
    grounds.disasters,
    outlooks.choices,
    outlooks.margins,
    tolls.tolls,
    tolls.scores,
    changes.counts,
    changes.developments,
    voices.rebuttals,
    voices.provisions,
    leads.deeds,
    leads.actors,
    leads.appointments,
    facts.objects,
    facts.causes,
    facts.definitions,
    facts.contents,
    facts.effects,
    numbers.numbers,
    people.portraits,
    people.rivals,
    people.charges,
    people.makers,
    sayings.reports,
    sayings.studies,
    sayings.accusations,
    sayings.demands,
    sayings.verdicts,
    futures.conditions,
    futures.dates,
    futures.plans,
    futures.beginnings,
    gaps.gaps,
    gaps.raised,
    gaps.undecided,
    outcomes.decisions,
    outcomes.delays,
    outcomes.doubts,
    outcomes.inquiries,
    missing.unanswered,
    claims.evidence,
    claims.forecasts,
    claims.figures,
    happenings.sought,
    happenings.announcements,
    happenings.doings,
    happenings.wheres,
    happenings.pasts,
    happenings.roles,
    appeals.appeals,
    appeals.votes,
    appeals.shares,
    appeals.positions,
    columns.verdicts,
    columns.truths,
    columns.challenges,
    columns.proposals,
    columns.admissions,
    columns.prophecies,
)
_LENGTHS = ((150, 4), (240, 5), (400, 6), (650, 7))
_MOST = 8
_FEWEST = 5
_BRIEF = 150
_OF_ONE_RECIPE = {"reason": 2, "gap": 2, "object": 2, "stance": 2, "choice": 2}
_PROVED = frozenset({"gap", "reply", "choice"})
_PRESUMED = "mind_reading"
_LATE = 0.03
_ALIKE = 0.45
_WITHIN = 0.8
_LAST = 2
_ROUNDS = ((0, False, False), (1, True, False), (0, True, True), (1, True, True), (2, True, True))
"""Rounds of choosing: how much alikeness is allowed, whether only for the fewest, whether plain."""
_PLAIN = frozenset({"doing", "where", "role", "past"})
"""Recipes whose questions are asked only where the others leave too few."""
_MOST_OPEN = 2


def ask(document: Document, framing: Framing | None = None) -> QuestionsDraft:
    """Compose and choose the questions about an English article, most salient first."""
    material = Material(document, framing)
    found = [c for recipe in _RECIPES for c in _fit(recipe(material), material)]
    found = [_weighed(candidate, material) for candidate in found]
    chosen = _shown(_choose(_ranked(found), document.article.words), document)
    return QuestionsDraft(questions=tuple(_draft(candidate) for candidate in chosen))


def _fit(found: Iterable[Candidate], material: Material) -> Iterator[Candidate]:
    """The candidates that can be read without the article, in their last wording."""
    for candidate in found:
        passage = material.passages[candidate.place]
        text = polished(candidate.text, material, passage)
        if text is None or not passes(text):
            continue
        if candidate.answer is None or _answers(candidate.answer, text, material):
            yield replace(candidate, text=text)


def _answers(answer: str, text: str, material: Material) -> bool:
    """Whether an answer can be read behind its question: "he" only behind a person's name."""
    opener = answer.split(maxsplit=1)[0].lower() if answer else ""
    if not stands(answer, text) or not complete(answer):
        return False
    if opener not in {"he", "she", "his", "her"}:
        return True
    words = re.findall(r"[^\W_]+(?:[-'’.][^\W_]+)*", text)
    named = {word.removesuffix("'s").removesuffix("’s") for word in words}
    return bool(named & (material.document.names.full.keys() | PEOPLE))


def _weighed(candidate: Candidate, material: Material) -> Candidate:
    """Less salient where the question takes a motive for granted that the author only supposes."""
    passage = material.passages[candidate.place]
    signals = material.framing.signals if material.framing is not None else ()
    doubtful = any(
        passage.start <= anchor.start < passage.end
        for signal in signals
        for anchor in signal.evidence
        if signal.voice is Voice.AUTHOR and signal.kind == _PRESUMED
    )
    if not doubtful or candidate.answer is None:
        return candidate
    return replace(candidate, salience=max(1, candidate.salience - 2))


def _ranked(found: Iterable[Candidate]) -> list[Candidate]:
    return sorted(found, key=lambda c: (-(c.salience + c.weight) + _LATE * c.place, c.place))


def _choose(ranked: list[Candidate], words: int) -> list[Candidate]:
    """Greedily the best, one of them open; no two on one thing, few out of one recipe."""
    wanted = next((count for limit, count in _LENGTHS if words < limit), _MOST)
    fewest = min(wanted, _FEWEST)
    opened = [c for c in ranked if c.answer is None]
    proved = [c for c in opened if c.recipe in _PROVED]
    chosen = (proved or opened)[:1]
    for slack, enough, plain in _ROUNDS:
        for candidate in ranked:
            if len(chosen) >= (fewest if enough else wanted):
                break
            if candidate.recipe in _PLAIN and not plain:
                continue
            most_open = _MOST_OPEN + slack
            full = candidate.answer is None and _open(chosen) >= most_open
            if candidate not in chosen and not full and _fresh(candidate, chosen, slack):
                chosen.append(candidate)
    return chosen


def _shown(chosen: list[Candidate], document: Document) -> list[Candidate]:
    """The most salient first; of equal ones, those that are more about the article's matter."""

    def order(candidate: Candidate) -> tuple[int, bool, int, int, float]:
        matter = -bearing(candidate.text, document)
        opened = candidate.answer is None
        return -candidate.salience, opened, matter, candidate.place, -candidate.weight

    return sorted(chosen, key=order)


def _open(chosen: Iterable[Candidate]) -> int:
    return sum(candidate.answer is None for candidate in chosen)


def _fresh(candidate: Candidate, chosen: list[Candidate], slack: int) -> bool:
    """Whether a candidate asks something else than those that are chosen; `slack` allows more."""
    recipes = Counter(c.recipe for c in chosen)
    places = Counter(c.place for c in chosen)
    if recipes[candidate.recipe] >= _OF_ONE_RECIPE.get(candidate.recipe, 1) + slack:
        return False
    if places[candidate.place] > slack + (candidate.place == 0):
        return False
    words = content_words(candidate.text)
    for other in chosen:
        theirs = content_words(other.text)
        shared = len(words & theirs)
        if shared > _ALIKE * len(words | theirs) or shared > _WITHIN * min(len(words), len(theirs)):
            return False
        if candidate.answer is not None and candidate.answer == other.answer:
            return False
        if candidate.place != other.place and slack < _LAST and _one_source(candidate, other):
            return False
    return True


def _one_source(candidate: Candidate, other: Candidate) -> bool:
    """Whether two answers rest on the same sentence, so that the second tells little news."""
    answered = candidate.answer is not None and other.answer is not None
    return answered and bool(set(candidate.quotes) & set(other.quotes))


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
