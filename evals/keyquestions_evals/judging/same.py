"""Whether texts say, ask or name the same, by a judge's verdicts.

Scorers ask one pair at a time and do not wait. So they are run twice: once with `Wanting`, which
only notes what they want to know; then the judge is asked, one request for each relation; then with
`Verdicts`, which knows it all.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from itertools import pairwise
from typing import Self

from keyquestions.analysis import Analysis, Value
from keyquestions.article import Article
from keyquestions.codebook import Codebook
from keyquestions.model_analyst.fence import fence
from keyquestions_evals.fixtures import Fixture
from keyquestions_evals.judging.judge import Judge, Rubric, numbering
from keyquestions_evals.labels import Labels
from keyquestions_evals.metrics import Measure
from keyquestions_evals.scorers import score


class Relation(StrEnum):
    """What two texts may have in common: the one states the other, or both ask or name the same."""

    STATED = "stated"
    ASKED = "asked"
    ALIKE = "alike"


Pair = tuple[Relation, str, str]
"""A relation, a text, and the one that it is held against."""


class Alias:
    """Which texts need no verdict of their own.

    Paraphrases of a gold question go by the question, other names of a party by the first; of two
    sentences in a row the judge names both if they say something together only.
    """

    def __init__(self, labels: Labels, analysis: Analysis | None) -> None:
        self._names = {
            name: each.text for each in labels.questions for name in each.paraphrases
        } | {name: each.who for each in labels.perspectives for name in each.also}
        summary = analysis.summary if analysis else None
        texts = [each.text for each in summary.sentences] if summary else []
        self._joined = {f"{one} {other}" for one, other in pairwise(texts)} - set(texts)

    def pair(self, relation: Relation, one: str, other: str) -> Pair | None:
        """The pair that has the verdict; None where no verdict is needed."""
        if other in self._joined:
            return None
        return relation, self._names.get(one, one), self._names.get(other, other)


class Verdicts:
    """A judge's verdicts as the scorers ask for them: 1.0 or 0.0.

    A pair that was not judged is a KeyError: what a scorer wants to know was noted beforehand.
    """

    measure = Measure.JUDGE

    def __init__(self, alias: Alias, known: Mapping[Pair, bool]) -> None:
        self._alias = alias
        self._known = known

    def stated(self, claim: str, text: str) -> float:
        """Whether `text` states the claim."""
        return self._verdict(Relation.STATED, claim, text)

    def made(self, claim: str, text: str) -> float:
        """Whether `text` makes the forbidden claim: whether it states it."""
        return self._verdict(Relation.STATED, claim, text)

    def rather(self, text: str, claim: str, others: Iterable[str]) -> bool:  # noqa: ARG002 - as the port has it
        """True: a judge's verdict of the claim needs no comparison with what is true."""
        return True

    def alike(self, one: str, other: str) -> float:
        """Whether two names mean the same party."""
        return self._verdict(Relation.ALIKE, one, other)

    def asked(self, one: str, other: str) -> float:
        """Whether two questions ask the same."""
        return self._verdict(Relation.ASKED, one, other)

    def _verdict(self, relation: Relation, one: str, other: str) -> float:
        pair = self._alias.pair(relation, one, other)
        if pair is None:
            return 0.0
        return 1.0 if pair[1] == pair[2] else float(self._known[pair])


class Wanting(Verdicts):
    """Notes what is asked, and answers no."""

    def __init__(self, alias: Alias) -> None:
        super().__init__(alias, {})
        self.pairs: dict[Pair, None] = {}

    def _verdict(self, relation: Relation, one: str, other: str) -> float:
        pair = self._alias.pair(relation, one, other)
        if pair is not None and pair[1] != pair[2]:
            self.pairs[pair] = None
        return 0.0


class SameVerdict(Value):
    """What one text of the first list has in common with those of the second, by their numbers."""

    number: int
    reason: str
    same: tuple[int, ...]


class SameReply(Value):
    """A verdict for each text of the first list."""

    verdicts: tuple[SameVerdict, ...]


async def gather(
    judge: Judge, analysis: Analysis | None, fixture: Fixture, codebook: Codebook
) -> Verdicts:
    """All verdicts that scoring this analysis will need.

    Raises:
        ModelError: the judge gave none.
    """
    alias = Alias(fixture.labels, analysis)
    wanting = Wanting(alias)
    score(analysis, fixture, codebook, wanting)
    return Verdicts(alias, await judged(judge, fixture.article, tuple(wanting.pairs)))


async def judged(judge: Judge, article: Article, pairs: Sequence[Pair]) -> dict[Pair, bool]:
    """The judge's verdict for each pair: one request for each relation that occurs."""
    known: dict[Pair, bool] = {}
    for relation in Relation:
        wanted = [pair for pair in pairs if pair[0] is relation]
        if wanted:
            lists = _Lists.of(wanted)
            same = await lists.ask(judge, article, relation)
            known |= {pair: (pair[1], pair[2]) in same for pair in wanted}
    return known


class _Lists(Value):
    """Two lists of texts, of which each of the first is held against all of the second."""

    lefts: tuple[str, ...]
    rights: tuple[str, ...]

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> Self:
        """The texts of pairs, once each.

        The second list is in an order that means nothing: it does not show which texts are labels.
        """
        rights = {other for _, _, other in pairs}
        return cls(
            lefts=tuple(dict.fromkeys(one for _, one, _ in pairs)),
            rights=tuple(sorted(rights, key=lambda text: sha256(text.encode()).hexdigest())),
        )

    async def ask(self, judge: Judge, article: Article, relation: Relation) -> set[tuple[str, str]]:
        """The pairs that are the same."""
        told = [" ".join(text.split()) for text in (*self.lefts, *self.rights)]
        reply = await judge.ask(
            Rubric.SAME,
            article,
            SameReply,
            self._faults,
            relation=relation.value,
            lefts=told[: len(self.lefts)],
            rights=told[len(self.lefts) :],
            fence=fence("\n".join(told)),
        )
        return {
            (self.lefts[each.number - 1], self.rights[number - 1])
            for each in reply.verdicts
            for number in each.same
        }

    def _faults(self, reply: SameReply) -> Iterable[str]:
        yield from numbering([each.number for each in reply.verdicts], len(self.lefts))
        named = {number for each in reply.verdicts for number in each.same}
        if not named <= set(range(1, len(self.rights) + 1)):
            yield f"the second list has only the numbers 1 to {len(self.rights)}"
