"""Check a statement about an article: its numbers, names, quoted words and what it turns around."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property

from keyquestions.analysis import Evidence
from keyquestions.article import Article, Sentence, sentences
from keyquestions.grounding.attributed import Reported, unattributed
from keyquestions.grounding.counting import Numbers
from keyquestions.grounding.exchanged import exchanged
from keyquestions.grounding.folding import folded_key
from keyquestions.grounding.misplaced import misplaced
from keyquestions.grounding.names import NOUNS_ARE_CAPITAL, Names
from keyquestions.grounding.places import PEOPLE
from keyquestions.grounding.polarity import turned
from keyquestions.grounding.readings import TOPIC_LENGTH, Reading
from keyquestions.grounding.relevance import beside_the_point
from keyquestions.grounding.slots import NAME
from keyquestions.grounding.turns import FUNCTION_WORDS

_TAKEN_FOR_GRANTED = 0.7
_CONDITIONAL = re.compile(r"\b(?:would|could|might|should|if|whether|may)\b", re.IGNORECASE)
"""A question with one of these asks for what is not so."""


class Statements:
    """What an article says, prepared for checking statements against it."""

    def __init__(self, article: Article) -> None:
        self._article = article

    @cached_property
    def _sentences(self) -> tuple[Sentence, ...]:
        return sentences(self._article)

    @cached_property
    def _blocks(self) -> tuple[Reading, ...]:
        return tuple(self._read(block.text) for block in self._article.blocks)

    @cached_property
    def _verbatim(self) -> frozenset[str]:
        texts = [s.text for s in self._sentences] + [b.text for b in self._article.blocks]
        return frozenset(map(folded_key, texts))

    @cached_property
    def _numbers(self) -> Numbers:
        return Numbers(self._article, self._blocks)

    @cached_property
    def _names(self) -> Names:
        return Names(self._article, self._blocks)

    def is_verbatim(self, statement: str) -> bool:
        """Tell whether a statement is a whole sentence or block of the article."""
        return folded_key(statement) in self._verbatim

    @cached_property
    def _readings(self) -> tuple[Reading, ...]:
        """One for each sentence; a block that is one sentence is not read again."""
        placed = [(sentence, self._blocks[sentence.block]) for sentence in self._sentences]
        return tuple(
            block if block.text == sentence.text else self._read(sentence.text)
            for sentence, block in placed
        )

    def _read(self, text: str) -> Reading:
        return Reading(text, self._language, lambda: self._names.proper)

    def objections(self, statement: str, evidence: Evidence, asked: str) -> tuple[str, ...]:
        """Collect what speaks against a statement, the quoted words left out."""
        said = self._read(statement)
        return (
            *self._numbers.objections(said, evidence),
            *self._names.objections(said),
            *self._against(said, evidence, asked),
        )

    def translated(self, statement: str, language: str, *, remark: bool = False) -> tuple[str, ...]:
        """Collect what speaks against a statement in another language than the article's.

        Numbers and the names of people are much the same in all languages; the names of places
        and offices, units, negations and the order of words are not, and are not judged.
        """
        return (
            *self._numbers.translated(statement, language, remark=remark),
            *self._names.translated(statement),
        )

    def inventions(self, remark: str, besides: str) -> tuple[str, ...]:
        """Collect the names and numbers of a remark that the article does not have."""
        said = self._read(remark)
        named = self._names.objections(said)
        if named and besides:
            allowed = self._names.objections(self._read(besides))
            named = tuple(each for each in named if each not in allowed)
        return (*self._numbers.inventions(said), *named)

    @cached_property
    def _contents(self) -> tuple[frozenset[str], ...]:
        """The content words of each sentence."""
        return tuple(reading.slots.content for reading in self._readings)

    @cached_property
    def _content(self) -> frozenset[str]:
        """The content words of all sentences."""
        return frozenset().union(*self._contents)

    @cached_property
    def _content_topics(self) -> frozenset[str]:
        return frozenset(word[:TOPIC_LENGTH] for word in self._content)

    def names_party(self, who: str) -> bool:
        """Tell whether the article has a party: all of its names, or else a word for it."""
        party = self._read(who)
        if self._names.objections(party):
            return False
        if self._names.has_any(party) or not party.topics.isdisjoint(self._content_topics):
            return True
        groups = {PEOPLE[word] for word in party.slots.content if word in PEOPLE}
        return any(PEOPLE.get(word) in groups for word in self._content) if groups else False

    def names_person(self, who: str) -> bool:
        """Tell whether a party is named by names alone and the article has them."""
        party = self._read(f"of {who}").slots
        return bool(party.items) and all(item.key == NAME for item in party.items)

    def _against(self, said: Reading, evidence: Evidence, asked: str) -> tuple[str, ...]:
        """Object once where the statement says something else than the sentences of its evidence.

        A statement that puts several sentences together is held against all of them: each has to
        be turned around, none to have the name or the number.
        """
        backing = self._backing(evidence) if evidence else self._nearest(said)
        if not backing:
            return ()
        there = [self._readings[at] for at in backing]
        found = [turned(said, each) for each in there]
        question = asked if evidence else said.text
        if all(found) and not _CONDITIONAL.search(question):
            return (found[0],)
        taken = set(backing)
        others = [each for at, each in enumerate(self._readings) if at not in taken]
        against = (
            (evidence and self._unrelated(said, backing))
            or misplaced(said, there, others)
            or self._exchanged(said, there, others)
            or (evidence and self._unattributed(said, there, others, asked))
        )
        return (against,) if against else ()

    @cached_property
    def _ends(self) -> list[int]:
        return [sentence.end for sentence in self._sentences]

    def _backing(self, evidence: Evidence) -> list[int]:
        """Return the sentences that the evidence is in, in order."""
        found: set[int] = set()
        for anchor in evidence:
            at = bisect_right(self._ends, anchor.start)
            while at < len(self._ends) and self._sentences[at].start < anchor.end:
                found.add(at)
                at += 1
        return sorted(found)

    def _nearest(self, said: Reading) -> list[int]:
        """Return the sentences that come nearest to what a question takes for granted."""
        content = said.slots.content
        shared = [len(content & there) for there in self._contents]
        most = max(shared, default=0)
        if not content or most / len(content) < _TAKEN_FOR_GRANTED:
            return []
        return [at for at, words in enumerate(shared) if words == most]

    @property
    def _language(self) -> str:
        return self._article.language

    def _unrelated(self, said: Reading, backing: Sequence[int]) -> str:
        if self._language not in FUNCTION_WORDS:
            return ""
        blocks = {self._sentences[at].block for at in backing}
        around = {block + step for block in blocks for step in (-1, 0, 1)}
        placed = list(zip((s.block for s in self._sentences), self._readings, strict=True))
        return beside_the_point(
            said,
            near=[reading for block, reading in placed if block in blocks],
            around=[reading for block, reading in placed if block in around],
            others=[reading for block, reading in placed if block not in blocks],
        )

    def _exchanged(self, said: Reading, there: Sequence[Reading], others: Sequence[Reading]) -> str:
        if self._language in NOUNS_ARE_CAPITAL:
            return ""
        return exchanged(
            said.slots, [each.slots for each in there], [each.slots for each in others]
        )

    def _unattributed(
        self, said: Reading, there: Sequence[Reading], others: Sequence[Reading], asked: str
    ) -> str:
        """Object to a claim without its source; the question may have named it."""
        if self._language != "en" or Reported(asked).is_open:
            return ""
        reported = [each.reported for each in others]
        return unattributed(said.reported, [each.reported for each in there], reported)
