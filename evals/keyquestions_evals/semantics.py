"""Whether two texts say, or ask, the same: by their words here, by a judge model elsewhere."""

import math
from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from keyquestions.article import Article, sentences
from keyquestions_evals.metrics import Measure
from keyquestions_evals.wording import asked_for, stems

SAID_FROM = 0.45
"""From this share of a claim's words on, a text is taken to say it."""
SAME_FROM = 0.5
"""From this likeness on, two questions, or two claims, are taken for the same."""
CLOSER = 0.05
"""By so much a text has to be nearer to a forbidden claim than to what the article says."""


class Semantics(Protocol):
    """Judges pairs of texts about one article; all values are from 0 to 1.

    A judge model's verdicts, asked for beforehand, can stand behind it as well as a count of words.
    """

    @property
    def measure(self) -> Measure:
        """How it judges; it is told with every value that rests on it."""
        ...

    def stated(self, claim: str, text: str) -> float:
        """How far `text` says what `claim` says; it may say more. `SAID_FROM` makes it said."""
        ...

    def made(self, claim: str, text: str) -> float:
        """How far `text` makes a claim that would be wrong. See `SAME_FROM`, and `rather`."""
        ...

    def rather(self, text: str, claim: str, others: Iterable[str]) -> bool:
        """Whether `text` says rather the claim than any of the others, which are true."""
        ...

    def alike(self, one: str, other: str) -> float:
        """How far two statements, or names, say the same, no more and no less. See `SAME_FROM`."""
        ...

    def asked(self, one: str, other: str) -> float:
        """How far two questions ask the same. See `SAME_FROM`."""
        ...


class Lexical:
    """Compares texts by the words that carry content, the rarer in the article the heavier.

    A word weighs `log(1 + N / (1 + n))`, where n of the article's N sentences have it; a word
    that the article lacks weighs half of the heaviest, because it is most often another
    wording. Statements are compared by the share of the claim's weight that the text has
    (`stated`) or by twice the common weight over both (`alike`); questions by the latter,
    where what is asked for (why, when, where, who, how many) counts like one heavy word, and two
    that ask for different things are half as alike.
    """

    measure = Measure.LEXICAL

    def __init__(self, article: Article) -> None:
        self._language = article.language
        found = [stems(each.text, article.language) for each in sentences(article)]
        counts = Counter(word for each in found for word in each)
        total = len(found)
        self._weights = {word: math.log(1 + total / (1 + n)) for word, n in counts.items()}
        self._heaviest = math.log(1 + total / 2)

    def stated(self, claim: str, text: str) -> float:
        """The share of the claim's words, by weight, that the text has."""
        sought = stems(claim, self._language)
        whole = self._weigh(sought)
        return self._weigh(sought & stems(text, self._language)) / whole if whole else 0.0

    def made(self, claim: str, text: str) -> float:
        """As `alike`."""
        return self.alike(text, claim)

    def rather(self, text: str, claim: str, others: Iterable[str]) -> bool:
        """Whether it is nearer to the claim than to any of the others, by `CLOSER`."""
        score = self.alike(text, claim)
        return all(score >= self.alike(text, each) + CLOSER for each in others)

    def alike(self, one: str, other: str) -> float:
        """Twice the weight of the words in common over the weight of both."""
        return self._common(stems(one, self._language), stems(other, self._language))

    def asked(self, one: str, other: str) -> float:
        """As `alike`, with what is asked for."""
        sought = [asked_for(text, self._language) for text in (one, other)]
        first, second = (
            stems(text, self._language) | asked
            for text, asked in zip((one, other), sought, strict=True)
        )
        likeness = self._common(first, second)
        return likeness / 2 if all(sought) and not sought[0] & sought[1] else likeness

    def _common(self, one: frozenset[str], other: frozenset[str]) -> float:
        both = self._weigh(one) + self._weigh(other)
        return 2 * self._weigh(one & other) / both if both else 0.0

    def _weigh(self, words: Iterable[str]) -> float:
        return math.fsum(self._weight(word) for word in words)

    def _weight(self, word: str) -> float:
        if word.startswith("?"):
            return self._heaviest
        return self._weights.get(word, self._heaviest / 2)
