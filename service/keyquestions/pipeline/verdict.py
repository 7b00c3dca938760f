"""What verification makes of one stage's proposal."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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
    """Collects, for one stage, what could not be proved; the one place that drops a finding."""

    stage: Stage
    grounding: Grounding
    codebook: Codebook
    dropped: list[Dropped] = field(default_factory=list)

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

    def proved(self, quotes: Sequence[str], item: str) -> Evidence:
        """As `prove`, and the item itself is dropped where no quote is left."""
        evidence = self.prove(quotes, item)
        if not evidence:
            reason = "none of its quotes is in the article" if quotes else "it came without a quote"
            self.drop(item, reason)
        return evidence

    def stands(self, statement: str, evidence: Evidence, item: str) -> bool:
        """Whether nothing in the article speaks against a statement; else the item is dropped."""
        objections = self.grounding.objections(statement, evidence)
        if objections:
            self.drop(item, "; ".join(objections))
        return not objections

    def words_are_real(self, remark: str | None, item: str) -> bool:
        """Whether all that a remark puts in quotation marks is in the article; else drop the item.

        Remarks (explanations, reasons, rewordings) are the analyst's own words: only what they
        present as the article's words is held against it.
        """
        invented = self.grounding.invented_quotations(remark or "")
        if invented:
            self.drop(item, f'its explanation quotes "{shorten(invented[0])}": not in the article')
        return not invented


def fault_sentences(dropped: Iterable[Dropped]) -> tuple[str, ...]:
    """What was dropped, one sentence each, as it is told to the analyst."""
    return tuple(f"{each.item}: {each.reason}." for each in dropped)
