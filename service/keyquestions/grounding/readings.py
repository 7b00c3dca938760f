"""A sentence, read once in all the ways in which statements are held against it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from keyquestions.grounding.attributed import Reported
from keyquestions.grounding.places import MONTHS, WEEKDAYS
from keyquestions.grounding.quantities import Quantity, quantities
from keyquestions.grounding.ranges import ranged
from keyquestions.grounding.sentence_words import SentenceWords, lemma_of, sentence_words
from keyquestions.grounding.slots import Slots, forms
from keyquestions.grounding.turns import FUNCTION_WORDS
from keyquestions.grounding.words import Word, words

TOPIC_LENGTH = 5
"""How much of a word tells what it is about, in letters."""

_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Reading:
    """A sentence of the article, a statement or a remark; what is not asked for is not read."""

    text: str
    language: str
    proper: Callable[[], frozenset[str]]
    """Gives the words (plain) that are names in the article."""

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words, in order."""
        return words(self.text)

    @cached_property
    def slots(self) -> Slots:
        """The content words, with slots for names and numbers."""
        return Slots(self.text, self.words, self.language, self.proper())

    @cached_property
    def turning(self) -> SentenceWords:
        """The content words with what turns them around."""
        return sentence_words(self.text, self.language)

    @cached_property
    def numbers(self) -> tuple[Quantity, ...]:
        """The quantities as each of them stands, in order."""
        return quantities(self.text, self.language)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """The quantities, in order; those of a range have one unit."""
        return ranged(self.text, self.numbers)

    @cached_property
    def topics(self) -> frozenset[str]:
        """What it is about: the beginnings of its words, its names, its numbers."""
        names = forms(self.slots.names)
        numbers = {f"{value:g}" for quantity in self.quantities for value in quantity.values}
        return frozenset(word[:TOPIC_LENGTH] for word in self.slots.content | names) | numbers

    @cached_property
    def reported(self) -> Reported:
        """What it says is a claim, or possible; for English."""
        return Reported(self.text)

    @cached_property
    def days(self) -> frozenset[str]:
        """The months (by number) and days of the week that it names."""
        named = [w.group() for w in _WORD.finditer(self.text)]
        upper = self.language in {"en", "de"}
        lower = [word.lower() for word in named if not upper or word[0].isupper()]
        months = {f"month {MONTHS[word]}" for word in lower if word in MONTHS}
        return frozenset(months | (WEEKDAYS & set(lower)))

    def place(self, quantity: Quantity) -> tuple[str, str]:
        """Return the last content word before a quantity (base form), and the word right before."""
        little = FUNCTION_WORDS.get(self.language, frozenset())
        found = [w.lower() for w in _WORD.findall(self.text[: quantity.start])]
        content = [word for word in found if word not in little]
        beside = found[-1] if found and found[-1] in little else ""
        return (lemma_of(content[-1], self.language) if content else "", beside)

    def has(self, quantity: Quantity) -> bool:
        """Tell whether a quantity of the same value is in the sentence."""
        return any(quantity.values & mine.values for mine in self.quantities)
