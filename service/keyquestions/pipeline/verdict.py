"""What verification makes of one stage's proposal."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from keyquestions.analysis import (
    Anchor,
    Dropped,
    Evidence,
    Framing,
    Question,
    Stage,
    Summary,
    shorten,
)
from keyquestions.codebook import Codebook, Group
from keyquestions.grounding import Grounding, Missing
from keyquestions.pipeline.texts import MOST_WORDS, fault_of, is_sentence

REMARKS_IN = "en"
"""The language of the labels, in which their explanations are given where no other is known."""

MOST_FAULTS = 30
"""How many faults an analyst is told in words; the rest is counted."""

Part = TypeVar("Part", Summary, Framing, tuple[Question, ...])


@dataclass(frozen=True, slots=True)
class Verdict(Generic[Part]):
    """A verified part, how many findings it keeps and what was dropped.

    Where that is too little, `faults` says why in words that the analyst can act on; `void` says
    that nothing is left which could be shown.
    """

    part: Part
    kept: int
    void: bool
    dropped: tuple[Dropped, ...]
    faults: tuple[str, ...]


@dataclass(slots=True)
class Docket:
    """Collects, for one stage, what could not be proved; the one place that drops a finding.

    `language` is another one than the article's that findings have to be written in.
    """

    stage: Stage
    grounding: Grounding
    codebook: Codebook
    dropped: list[Dropped] = field(default_factory=list)
    language: str | None = None

    def drop(self, item: str, reason: str) -> None:
        """List a finding that is not shown."""
        self.dropped.append(Dropped.of(self.stage, item, reason))

    def knows(self, group: Group, label: str, item: str) -> bool:
        """Whether the codebook has the label; else the item is dropped."""
        if self.codebook.has(group, label):
            return True
        what = group.replace("_", " ")
        self.drop(item, f'"{shorten(label)}" is not in the codebook\'s {what}')
        return False

    def prove(self, quotes: Iterable[str], item: str) -> Evidence:
        """The anchors of the quotes that the article has; each of the others is listed."""
        found: list[Anchor] = []
        for quote in quotes:
            located = self.grounding.locate_all(quote)
            if isinstance(located, Missing):
                self.drop(f"{shorten(item)} — quote: {quote}", located.reason)
            else:
                found += (anchor for anchor in located if anchor not in found)
        return tuple(found)

    def proved(self, quotes: Sequence[str], item: str, *, words: int = 1) -> Evidence:
        """As `prove`, and the item itself is dropped where no quote is left, or too little.

        Of fewer than `words` words only a name or a number proves anything.
        """
        evidence = self.prove(quotes, item)
        if not evidence:
            reason = "none of its quotes is in the article" if quotes else "it came without a quote"
            self.drop(item, reason)
        elif _is_scant(evidence, words):
            self.drop(item, f'the word "{evidence[0].exact}" alone does not prove it')
            return ()
        return evidence

    def legible(
        self,
        text: str,
        item: str,
        *,
        what: str = "it",
        most: int = MOST_WORDS,
        languages: Collection[str] | None = None,
    ) -> bool:
        """Whether a text can be shown at all, whatever it says; else the item is dropped.

        It has to be in the language that was asked for, or else the article's, where no others are
        given.
        """
        article = self.grounding.article
        own = self.language or article.language
        allowed = (own,) if languages is None else languages
        fault = fault_of(text, article, allowed, most=most)
        if fault:
            self.drop(item, f"{what} {fault}")
        return not fault

    def stands(self, statement: str, evidence: Evidence, item: str, *, asked: str = "") -> bool:
        """Whether nothing in the article speaks against a statement; else the item is dropped.

        A statement that answers a question may leave it to the question to say whose claim it is.
        """
        if not self.legible(statement, item, what="its answer" if asked else "it"):
            return False
        objections = self.grounding.objections(
            statement, evidence, asked=asked, language=self.language
        )
        if objections:
            self.drop(item, "; ".join(objections))
        return not objections

    def is_rewording(self, wording: str, item: str) -> bool:
        """Whether a rewording of the article, in its language, brings in nothing that it lacks."""
        own = replace(self, language=None)  # the list of what is dropped is the same
        return own.is_sound(wording, item)

    def explains(self, remark: str, item: str, *, besides: str = "") -> bool:
        """Whether a remark is a sentence, and sound; else the item is dropped."""
        if not self.is_sound(remark, item, besides=besides):
            return False
        if not is_sentence(remark):
            self.drop(item, "its explanation is no sentence")
            return False
        return True

    def is_sound(self, remark: str, item: str, *, besides: str = "") -> bool:
        """Whether a remark brings in nothing that the article lacks; else the item is dropped.

        Remarks (explanations, reasons, rewordings) are the analyst's own words about the article.
        Names that are in `besides` are allowed. They may be in English about any article, unless a
        language was asked for.
        """
        own = self.grounding.article.language
        languages = (self.language,) if self.language else (own, REMARKS_IN)
        if not self.legible(remark, item, what="its explanation", languages=languages):
            return False
        invented = self.grounding.inventions(remark, besides=besides, language=self.language)
        if invented:
            self.drop(item, f"in its explanation, {'; '.join(invented)}")
        return not invented


def _is_scant(evidence: Evidence, words: int) -> bool:
    said = [word for anchor in evidence for word in anchor.exact.split()]
    return len(said) < words and all(word.isascii() and word.islower() for word in said)


def fault_sentences(dropped: Iterable[Dropped]) -> tuple[str, ...]:
    """What was dropped, one sentence each, as it is told to the analyst."""
    told = [f"{each.item}: {each.reason}." for each in dropped]
    more = len(told) - MOST_FAULTS
    return tuple(told[:MOST_FAULTS]) + (
        (f"And {more} more faults like these.",) if more > 0 else ()
    )
