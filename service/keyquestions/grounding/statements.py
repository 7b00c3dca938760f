"""Check a statement about an article: its numbers, names, quoted words and what it turns around."""

from functools import cached_property

from keyquestions.analysis import Evidence
from keyquestions.article import Article, Sentence, sentences
from keyquestions.grounding.counting import Numbers
from keyquestions.grounding.folding import fold
from keyquestions.grounding.names import Names
from keyquestions.grounding.polarity import turned


class Statements:
    """What an article says, prepared for checking statements against it."""

    def __init__(self, article: Article) -> None:
        self._article = article

    @cached_property
    def _sentences(self) -> tuple[Sentence, ...]:
        return sentences(self._article)

    @cached_property
    def _verbatim(self) -> frozenset[str]:
        texts = [s.text for s in self._sentences] + [b.text for b in self._article.blocks]
        return frozenset(fold(text).key for text in texts)

    @cached_property
    def _numbers(self) -> Numbers:
        return Numbers(self._article)

    @cached_property
    def _names(self) -> Names:
        return Names(self._article)

    def is_verbatim(self, statement: str) -> bool:
        """Tell whether a statement is a whole sentence or block of the article."""
        return fold(statement).key in self._verbatim

    def objections(self, statement: str, evidence: Evidence) -> tuple[str, ...]:
        """Collect what speaks against a statement, the quoted words left out."""
        return (
            *self._numbers.objections(statement, evidence),
            *self._names.objections(statement),
            *self._turned(statement, evidence),
        )

    def _turned(self, statement: str, evidence: Evidence) -> tuple[str, ...]:
        """Object once where the statement turns a sentence of its evidence around."""
        backing = [
            s
            for s in self._sentences
            if any(s.start < anchor.end and anchor.start < s.end for anchor in evidence)
        ]
        found = [turned(statement, s.text, self._article.language) for s in backing]
        return tuple(dict.fromkeys(filter(None, found)))[:1] if found and all(found) else ()
