"""Who the people of an article are: how it introduces them where it names them first."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from keyquestions.builtin.chunks import Chunk
from keyquestions.builtin.clauses import SPEECH, main_clause
from keyquestions.builtin.document import Document, Passage
from keyquestions.builtin.names import is_title
from keyquestions.builtin.references import References
from keyquestions.builtin.subjects import FINITE

_LONGEST = 11
"""The most words of what is said of a person behind the name."""
_POLITE = re.compile(r"^(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.? ")
_PRONOUNS = frozenset({"he", "she", "it", "they"})


@dataclass(frozen=True)
class Introductions:
    """The persons of one article by their last names, as it first tells who they are."""

    document: Document

    @classmethod
    def of(cls, document: Document) -> Self:
        """The introductions of an article, found when they are first asked for."""
        return cls(document)

    @cached_property
    def _references(self) -> References:
        return References(self.document)

    @cached_property
    def _described(self) -> dict[str, tuple[int, str]]:
        """By last name: the sentence of the first mention, and the words used there."""
        full = self.document.names.full
        found: dict[str, tuple[int, str]] = {}
        for passage in self.document.body:
            for chunk in passage.chunks:
                last = passage.tokens[chunk.last - 1].text
                if last in found or last not in full or " " not in full[last]:
                    continue
                words = passage.words(chunk.first, chunk.last)
                if full[last] in words:
                    found[last] = (passage.index, _with_role(passage, chunk, words))
        return found

    def opened(self, passage: Passage) -> str | None:
        """A sentence that says who opens it: "He said" as "Mayor Ed Roe said".

        None where the sentence opens with a pronoun that cannot be told.
        """
        text, opener = passage.text, passage.tokens[0] if passage.tokens else None
        if opener is None or not text.startswith(opener.text):
            return text
        if opener.lower in _PRONOUNS:
            name = self._references.referent(passage, 0, opener.lower)
            if name is None:
                return None
            text = f"{name[:1].upper()}{name[1:]}{text[len(opener.text) :]}"
        return self._named(text, passage.index)

    def _named(self, text: str, index: int) -> str:
        """The first words with the person's name and office for a mere last name."""
        polite = _POLITE.match(text)
        rest = text[polite.end() :] if polite is not None else text
        name = re.match(r"[^\W\d_][\w’'-]*[^\W\d_](?= )", rest)
        short = name.group().removesuffix("'s").removesuffix("’s") if name is not None else ""
        full = self.document.names.full.get(short, "")
        first, described = self._described.get(short, (index, ""))
        if name is not None and short == name.group() and described and first < index:
            return f"{described[:1].upper()}{described[1:]}{rest[name.end() :]}"
        if full and polite is None and text.startswith(f"{full} ") and first < index:
            return f"{described[:1].upper()}{described[1:]}{text[len(full) :]}"
        return text

    def known(self, passage: Passage) -> bool:
        """Whether readers of one sentence learn who it is that is reported to say something."""
        clause = main_clause(passage)
        if clause is None or clause.verb not in SPEECH:
            return True
        who = clause.text(*clause.subject)
        if not self.document.names.is_person(who):
            return True
        role = clause.text(*clause.whole) + self._described.get(who.split()[-1], (0, ""))[1]
        told = re.sub(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof)\b", "", role)
        office = any(is_title(word) for word in told.split())
        return office or any(word[:1].islower() for word in told.split())

    def shortened(self, text: str, before: str) -> str:
        """A sentence of a summary whose first person was named in full `before`: "Roe said"."""
        for last, (_, described) in self._described.items():
            if text.startswith(described) and self.document.names.full[last] in before:
                return f"{last}{text[len(described) :]}"
        return text


def _with_role(passage: Passage, chunk: Chunk, words: str) -> str:
    """ "Mayor Ed Roe", or "Ed Roe, a baker in Larne," with what stands behind the name."""
    tokens = passage.tokens
    opener = tokens[chunk.first]
    if opener.tag in {"DT", "PRP$", "CD"}:
        words = words.split(" ", 1)[1] if opener.tag == "DT" else words
    plain = opener.tag.startswith("NNP") and not is_title(opener.text)
    last = chunk.last
    if not plain or last + 2 >= len(tokens) or tokens[last].lower != ",":
        return words
    end = last + 1
    while end < len(tokens) and tokens[end].lower not in {",", ".", ";", "-", '"'}:
        end += 1
    role = tokens[last + 1 : end]
    is_role = role and role[0].lower in {"a", "an", "the"} and len(role) <= _LONGEST
    if not is_role or any(token.tag in FINITE for token in role) or tokens[end].lower == ".":
        return words
    return f"{words}, {passage.words(last + 1, end)},"
