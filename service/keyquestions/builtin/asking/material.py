"""What every kind of question is composed from."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from keyquestions.analysis import Framing
from keyquestions.builtin.asking.checks import content_words
from keyquestions.builtin.clauses import (
    SPEECH,
    Clause,
    clause_at,
    clauses,
    content_of,
    main_clause,
)
from keyquestions.builtin.document import Document, Passage
from keyquestions.builtin.genre import genre_of
from keyquestions.builtin.pronouns import PRONOUNS
from keyquestions.builtin.references import References, appended
from keyquestions.builtin.tokens import lemma

_LAST_WORDS = 14
_LONGEST_SPEAKER = 9


@dataclass(frozen=True)
class Statement:
    """A clause and who says it; without a speaker the article says it itself.

    `place` is the sentence (counted from 0).
    """

    clause: Clause
    place: int
    speaker: str | None = None

    def asked(self, text: str) -> str:
        """The question with the speaker named in it."""
        if self.speaker is None or self.speaker.split()[-1] in text.split():
            return f"{text}?"
        return f"{text}, according to {self.speaker}?"


@dataclass(frozen=True)
class Material:
    """An article with its clauses, and what its words stand for."""

    document: Document
    framing: Framing | None = None
    _clauses: dict[int, tuple[Clause, ...]] = field(default_factory=dict)

    @cached_property
    def references(self) -> References:
        """Whom pronouns and short names mean."""
        return References(self.document)

    @cached_property
    def genre(self) -> str:
        """The kind of text, as the framing analysis found it or would find it."""
        if self.framing is not None:
            return self.framing.genre
        return self.document.once(genre_of)

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """The sentences that questions may rest on."""
        return self.document.body

    @cached_property
    def matters(self) -> frozenset[str]:
        """The stems of the title's and the first sentence's words: what the article is about."""
        title = self.document.title
        lead = self.passages[:1]
        return content_words(" ".join(p.text for p in (*([title] if title else []), *lead)))

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

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Every clause that the article or a known speaker vouches for, in reading order."""
        return tuple(s for n, p in enumerate(self.passages) for s in self._stated(p, n))

    def _stated(self, passage: Passage, place: int) -> Iterator[Statement]:
        found = self.clauses(passage)
        main = self.main(passage)
        content = content_of(main) if main is not None and main.verb in SPEECH else None
        if main is not None and content is not None:
            who = None if main.negated else self.subject(main)
            if who is None or len(who.split()) > _LONGEST_SPEAKER:
                return
            after = [c for c in found if c.finite > main.finite]
            yield from (Statement(clause, place, who) for clause in after)
            return
        told = next((c for c in found if c.verb in SPEECH and content_of(c) is not None), None)
        said = None if told is None else self.subject(told)
        last = self._last_words(passage)
        for clause in found:
            reported = told is not None and clause.finite > told.finite
            known = told is not None and said is not None and not told.negated
            if clause.verb not in SPEECH and (known or not reported):
                yield Statement(clause, place, said if reported else last)

    def _last_words(self, passage: Passage) -> str | None:
        """Who is named at the end: "…, police said.", "…, according to a report."."""
        tokens = passage.tokens
        commas = [
            i for i, t in enumerate(tokens) if t.lower == "," and i > len(tokens) - _LAST_WORDS
        ]
        for comma in commas:
            following = [t.lower for t in tokens[comma + 1 : comma + 3]]
            if following == ["according", "to"]:
                inner = any(t.tag in {"WDT", "WRB", "WP"} for t in tokens[:comma])
                if inner and tokens[0].tag not in {"WRB", "WP"}:
                    return None
                chunk = passage.chunk_from(comma + 3)
                if chunk is not None:
                    opener = tokens[chunk.first]
                    return self.references.named(passage.words(chunk.first, chunk.last), opener)
            clause = clause_at(passage, comma + 1)
            if clause is not None and lemma(tokens[clause.main].lower) in SPEECH:
                return self.subject(clause) if clause.end >= len(tokens) - 2 else None
        return None

    def quoted(self, clause: Clause) -> bool:
        """Whether the verb of a clause stands in quotation marks."""
        token = clause.tokens[clause.finite]
        return self.document.quoted(token.start, token.end)

    def before(self, passage: Passage) -> Passage | None:
        """The sentence before in the same block."""
        found = self.document.passages[passage.index - 1] if passage.index else None
        return found if found is not None and found.block == passage.block else None

    def after(self, passage: Passage) -> Passage | None:
        """The next sentence of the same block."""
        at = passage.index + 1
        found = self.document.passages[at] if at < len(self.document.passages) else None
        return found if found is not None and found.block == passage.block else None

    def subject(self, clause: Clause) -> str | None:
        """The subject as a question can name it, None where it cannot be told who it is."""
        first, last = clause.subject
        opener = clause.tokens[first]
        name = appended(clause)
        if name is not None:
            return name
        if opener.lower in PRONOUNS and last == first + 1:
            return self.references.referent(clause.passage, clause.finite, opener.lower)
        if opener.tag == "PRP$":
            owner = self.references.owner(clause.passage, first, opener.lower)
            return f"{owner} {clause.text(first + 1, last)}" if owner else None
        text, whole = clause.text(first, last), clause.text(*clause.whole)
        short = "," not in whole and len(whole.split()) <= _LONGEST_SPEAKER
        if short and " who " not in whole:
            text = whole
        return self.references.named(text, opener)
