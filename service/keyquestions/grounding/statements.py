"""Check a statement about an article: its numbers, names, quoted words and what it turns around."""

from functools import cached_property

from keyquestions.analysis import Evidence
from keyquestions.article import Article, Sentence, sentences
from keyquestions.grounding.attributed import Reported, unattributed
from keyquestions.grounding.counting import Numbers
from keyquestions.grounding.exchanged import exchanged
from keyquestions.grounding.folding import fold
from keyquestions.grounding.misplaced import Counted, misplaced
from keyquestions.grounding.names import NOUNS_ARE_CAPITAL, Names
from keyquestions.grounding.polarity import turned
from keyquestions.grounding.slots import slots_of


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

    @cached_property
    def _counted(self) -> dict[Sentence, Counted]:
        return {sentence: self._read(sentence.text) for sentence in self._sentences}

    def _read(self, text: str) -> Counted:
        language = self._article.language
        return Counted(text, slots_of(text, language, self._names.proper), language)

    def objections(self, statement: str, evidence: Evidence) -> tuple[str, ...]:
        """Collect what speaks against a statement, the quoted words left out."""
        return (
            *self._numbers.objections(statement, evidence),
            *self._names.objections(statement),
            *self._against(statement, evidence),
        )

    def _against(self, statement: str, evidence: Evidence) -> tuple[str, ...]:
        """Object once where the statement says something else than the sentences of its evidence.

        A statement that puts several sentences together is held against all of them: each has to
        be turned around, none to have the name or the number.
        """
        backing = [
            s
            for s in self._sentences
            if any(s.start < anchor.end and anchor.start < s.end for anchor in evidence)
        ]
        if not backing:
            return ()
        language = self._article.language
        found = [turned(statement, s.text, language) for s in backing]
        if all(found):
            return (found[0],)
        said, there = self._read(statement), [self._counted[s] for s in backing]
        everything = [self._counted[s] for s in self._sentences if s not in backing]
        against = misplaced(said, there, everything)
        if not against and language not in NOUNS_ARE_CAPITAL:
            slots = [each.slots for each in everything]
            against = exchanged(said.slots, [each.slots for each in there], slots)
        if not against and language == "en":
            all_said = [Reported(each.text) for each in everything]
            against = unattributed(
                Reported(statement), [Reported(each.text) for each in there], all_said
            )
        return (against,) if against else ()
