"""Whose view the sentences of an opinion piece are, so that its summary can say it."""

from collections.abc import Sequence
from dataclasses import dataclass

from keyquestions.analysis import Voice
from keyquestions.builtin.clauses import SPEECH, main_clause
from keyquestions.builtin.document import Document, Passage
from keyquestions.builtin.genre import genre_of
from keyquestions.builtin.grammar import mid_sentence
from keyquestions.builtin.signals import signals_of

_ARGUES = "The author argues that"
_AGAIN = "In the author’s view,"
_WRITES = "The author writes that"
PREFIX = 4
"""How many words it takes to say that a view is the author's."""
_DUTIES = frozenset({"should", "must", "ought"})


@dataclass(frozen=True)
class Opinions:
    """The sentences of one opinion piece in which its author judges or demands, by their index."""

    document: Document
    judgements: frozenset[int]

    @classmethod
    def of(cls, document: Document) -> "Opinions | None":
        """None for a text that is no opinion piece, or in a language whose words have no tags."""
        if not document.tagged:
            return None
        if document.once(genre_of) != "opinion":
            return None
        signals = document.once(signals_of)
        quotes = [s.quote for s in signals if s.voice == Voice.AUTHOR]
        found = (p for p in document.body if _judges(document, p, quotes))
        return cls(document, frozenset(p.index for p in found))

    def judges(self, passage: Passage) -> bool:
        """Whether the author judges or demands something in a sentence."""
        return passage.index in self.judgements

    def told(self, chosen: Sequence[tuple[Passage, str]]) -> list[str]:
        """The texts of a summary; judgements, or else the first sentence, are the author's."""
        texts: list[str] = []
        none = not any(self.judges(passage) for passage, _ in chosen)
        said = False
        for at, (passage, text) in enumerate(chosen):
            lead = _WRITES if none and at == 0 else ""
            if self.judges(passage):
                lead = _AGAIN if said else _ARGUES
                said = True
            texts.append(_led(lead, passage, text) if lead else text)
        return texts


def _led(lead: str, passage: Passage, text: str) -> str:
    opener = next((t for t in passage.tokens if text.startswith(t.text)), None)
    return f"{lead} {mid_sentence(text, opener, definite=False)}"


def _judges(document: Document, passage: Passage, quotes: Sequence[str]) -> bool:
    """Loaded words or a duty in the author's own voice, not in what others say."""
    clause = main_clause(passage)
    told = clause is not None and clause.verb in SPEECH
    if told or document.quoted(passage.start, passage.end):
        return False
    duty = clause is not None and clause.tokens[clause.finite].lower in _DUTIES
    return duty or any(quote in passage.text for quote in quotes)
