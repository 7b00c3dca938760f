"""What every kind of question is composed from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from keyquestions.analysis import Framing
from keyquestions.builtin.clauses import FINITE, Clause, clauses, main_clause
from keyquestions.builtin.document import Document, Passage
from keyquestions.builtin.grammar import mid_sentence
from keyquestions.builtin.tokens import Token, may_be_common

PRONOUNS = frozenset(
    "it he she they them him us we i you me this that these those one himself herself "
    "itself themselves some both others such either neither nobody nothing everybody "
    "everyone somebody someone anybody something none my our your here there".split()
)


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A composed question; without an answer it is open, with a mere claim `partly` answered.

    `recipe` names how it was made, `place` is the sentence (counted from 0) that it rests on, and
    `weight` (0 to 1) orders candidates of equal salience.
    """

    text: str
    kind: str
    salience: int
    why: str
    answer: str | None = None
    partly: bool = False
    quotes: tuple[str, ...]
    recipe: str
    place: int
    weight: float = 0.0

    @property
    def status(self) -> str:
        """The codebook's label for how far the article answers it."""
        if self.answer is None:
            return "open"
        return "partly_answered" if self.partly else "answered"


@dataclass(frozen=True)
class Material:
    """An article with its clauses, and the people its pronouns stand for."""

    document: Document
    framing: Framing | None = None
    _clauses: dict[int, tuple[Clause, ...]] = field(default_factory=dict)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The sentences that questions may rest on."""
        return self.document.body

    def clauses(self, passage: Passage) -> tuple[Clause, ...]:
        """The clauses of a sentence outside of quotation marks, found once."""
        if passage.index not in self._clauses:
            found = [c for c in clauses(passage) if not self.quoted(c)]
            self._clauses[passage.index] = tuple(found)
        return self._clauses[passage.index]

    def main(self, passage: Passage) -> Clause | None:
        """The main clause of a sentence, unless it stands in quotation marks."""
        found = main_clause(passage)
        return None if found is None or self.quoted(found) else found

    def all_clauses(self) -> Iterator[Clause]:
        """Every clause of the article, in reading order."""
        for passage in self.passages:
            yield from self.clauses(passage)

    def quoted(self, clause: Clause) -> bool:
        """Whether the verb of a clause stands in quotation marks."""
        token = clause.tokens[clause.finite]
        return self.document.quoted(token.start, token.end)

    def before(self, passage: Passage) -> Passage | None:
        """The sentence before, in the same block or the block before."""
        at = passage.index - 1
        return self.document.passages[at] if at >= 0 else None

    def after(self, passage: Passage) -> Passage | None:
        """The next sentence of the same block."""
        at = passage.index + 1
        found = self.document.passages[at] if at < len(self.document.passages) else None
        return found if found is not None and found.block == passage.block else None

    def subject(self, clause: Clause) -> str | None:
        """The subject as a question can name it, None where it cannot be told who it is."""
        first, last = clause.subject
        opener = clause.tokens[first]
        text = clause.text(first, last)
        whole = clause.text(*clause.whole)
        name = self._appended(clause)
        if name is not None:
            return name
        if whole != text and "," not in whole and len(whole.split()) <= 9 and " who " not in whole:
            text = whole
        if opener.lower in PRONOUNS:
            return self.referent(clause.passage, clause.finite, opener.lower)
        if opener.tag == "PRP$":
            owner = self.owner(clause.passage, first, opener.lower)
            return f"{owner} {clause.text(first + 1, last)}" if owner else None
        return self.named(text, opener)

    def _appended(self, clause: Clause) -> str | None:
        """The name at the end of "Its director, Joanna Pell" or "the operator, Nordlys Lines"."""
        tokens, last = clause.tokens, clause.whole[1]
        at = last
        while at > clause.subject[1] and tokens[at - 1].tag in {"NNP", "NNPS"}:
            at -= 1
        unnamed = clause.tokens[clause.head].tag != "NNP"
        if not unnamed or at in {0, last} or tokens[at - 1].lower != ",":
            return None
        return clause.text(at, last)

    def named(self, text: str, opener: Token | None) -> str | None:
        """A noun phrase inside a question; None where it holds a word that points elsewhere."""
        words = {word.lower() for word in re.findall(r"[^\W_]+", text)}
        if words & PRONOUNS or any(mark in text for mark in '"“”()[]:;'):
            return None
        text = self._spelled(text, opener)
        full = self.document.names.full.get(text)
        return full if full is not None else text

    def _spelled(self, text: str, opener: Token | None) -> str:
        """A noun phrase inside a sentence: small letters but for names and titles with names."""
        first, _, rest = text.partition(" ")
        low = first.lower()
        if low in {"the", "a", "an"}:
            return mid_sentence(text, opener)
        if first in self._capitalised or (rest[:1].isupper() and low not in {"the", "a", "an"}):
            return text
        if (
            first[:1].isupper()
            and first[1:].islower()
            and (low in self._small or may_be_common(low))
        ):
            return mid_sentence(f"{low} {rest}".strip(), None)
        return mid_sentence(text, opener)

    @cached_property
    def _capitalised(self) -> frozenset[str]:
        """Words that the article writes with a capital inside its sentences."""
        return frozenset(
            t.text for p in self.passages for t in p.tokens[2:] if t.text[:1].isupper()
        )

    @cached_property
    def _small(self) -> frozenset[str]:
        """Words that the article writes in small letters."""
        return frozenset(t.text for p in self.passages for t in p.tokens if t.text.islower())

    def referent(self, passage: Passage, finite: int, pronoun: str) -> str | None:
        """Whom "she" or "it" means: the subject before it, where that can only be one."""
        if pronoun not in {"he", "she", "it"}:
            return None
        person = pronoun != "it"
        main = main_clause(passage)
        if (
            main is not None
            and main.finite < finite
            and main.tokens[main.subject[0]].lower not in PRONOUNS
        ):
            found = self._fitting(main, person=person)
            if found is not None or main.tokens[main.head].tag not in {"NNS", "NNPS"}:
                return found
        back = self.before(passage)
        if back is None or back.block != passage.block:
            return None
        earlier = self.main(back)
        if earlier is None or earlier.tokens[earlier.subject[0]].lower in PRONOUNS:
            return None
        return self._fitting(earlier, person=person)

    def _fitting(self, clause: Clause, *, person: bool) -> str | None:
        text = clause.text(*clause.subject)
        is_person = self.document.names.is_person(text)
        head = clause.tokens[clause.head]
        if is_person is not person or head.tag in {"NNS", "NNPS"}:
            return None
        if clause.tokens[clause.subject[0]].tag == "PRP$":
            return None
        return self.named(text, clause.tokens[clause.subject[0]])

    def owner(self, passage: Passage, at: int, pronoun: str) -> str | None:
        """Whose "its" or "her" is, as a possessive, where the subject before can be told."""
        word = {"his": "he", "her": "she", "its": "it"}.get(pronoun)
        if word is None:
            return None
        found = self.referent(passage, at, word)
        if found is None:
            return None
        return found + ("’" if found.endswith("s") and found.split()[-1].islower() else "’s")


def clean_rest(clause: Clause, first: int, last: int) -> bool:
    """Whether the words can stand in a question: nothing that points out of it, nothing open."""
    tokens = clause.tokens[first:last]
    for at, token in enumerate(tokens[:-1]):
        pointing = token.lower == "that" and tokens[at + 1].tag in {"NN", "JJ", "NNS"}
        if pointing and not any(t.tag in FINITE for t in tokens[at + 2 :]):
            return False
    if last < len(clause.tokens) and clause.tokens[last].lower in {'"', "“", "‘", "'"}:
        return False
    return not any(
        t.lower in PRONOUNS - {"that", "one", "both", "some", "such", "there"} for t in tokens
    ) and (not any(t.lower in {'"', "“", "”", "(", ")", ":", ";"} for t in tokens))
