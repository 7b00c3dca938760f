"""What names, pronouns and bare nouns of an article stand for, so that a question can say it."""

import re
from dataclasses import dataclass
from functools import cached_property

from keyquestions.builtin.chunks import Chunk
from keyquestions.builtin.clauses import SPEECH, Clause, content_of, main_clause
from keyquestions.builtin.document import Document, Passage
from keyquestions.builtin.grammar import mid_sentence, possessive
from keyquestions.builtin.names import is_calendar, is_organisation, is_title, runs
from keyquestions.builtin.pronouns import PRONOUNS
from keyquestions.builtin.tokens import Token, may_be_common

_PLURAL = frozenset({"NNS", "NNPS"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_ARTICLES = frozenset({"the", "a", "an"})
_SHORT_BOTH = frozenset("parties sides countries governments companies teams clubs islands".split())
_POINTERS = frozenset(
    "other such same new first second third last next more final another previous own latest "
    "early recent several many few".split()
)
_FIRMS = frozenset("company firm chain retailer airline carrier manufacturer".split())
_REFUSING = frozenset({"refuse", "decline", "promise", "demand", "want", "plan"})
"""What only somebody can do, not something: "it declined to say"."""
_AGENTS = ("or", "er", "ist", "man", "woman", "ian")
"""How nouns end that "he" or "she" can mean: "the auditor"."""
_FORMAL = frozenset(
    "mr mrs ms dr president minister premier prince princess king queen pope mayor judge senator "
    "governor general professor sir lady lord the a an".split()
)
_PAIR = 2
_MARKS = '"“”()[]:;'


@dataclass(frozen=True)
class References:
    """The persons and things of one article by the words that point to them."""

    document: Document

    def named(self, text: str, opener: Token | None) -> str | None:
        """A noun phrase inside a question; None where it holds a word that points elsewhere."""
        words = [word.lower() for word in re.findall(r"[^\W_]+", text)]
        pair = len(words) == 2 and words[0] == "both" and words[1] in _SHORT_BOTH
        pair = pair or (len(words) > 1 and words[0] == "some" and not {*words[1:]} & PRONOUNS)
        if (set(words) & PRONOUNS and not pair) or any(mark in text for mark in _MARKS):
            return None
        full = self.document.names.full.get(text)
        if full is not None:
            return full
        text = self._spelled(text, opener)
        known = opener is not None and opener.lower not in {"a", "an"}
        return self.fuller(text, opener.start) if known and opener is not None else text

    def fuller(self, text: str, before: int) -> str:
        """ "the light" as it was introduced before that place: "the warning light"."""
        article, _, noun = text.partition(" ")
        if article != "the" or not noun.isalpha() or not noun.islower():
            return text
        found = [rich for start, rich in self._introduced.get(noun, ()) if start < before]
        if found:
            return found[-1]
        return self._firm or text if noun in _FIRMS else text

    def body(self, noun: str, before: int) -> str | None:
        """ "The group" by the name or the words that it was introduced with before that place."""
        named = [name for start, name in self._called.get(noun, ()) if start < before]
        if named:
            return named[-1]
        rich = self.fuller(f"the {noun}", before)
        return None if rich == f"the {noun}" else rich

    @cached_property
    def _called(self) -> dict[str, list[tuple[int, str]]]:
        """Names behind the noun that says what they are: "the patients' group Safe Theatres"."""
        found: dict[str, list[tuple[int, str]]] = {}
        for passage in self.document.body:
            for at, token in enumerate(passage.tokens[:-1]):
                if token.tag != "NN" or passage.tokens[at + 1].tag != "NNP":
                    continue
                last = at + 1
                while last < len(passage.tokens) and passage.tokens[last].tag in {"NNP", "NNPS"}:
                    last += 1
                name = passage.words(at + 1, last)
                found.setdefault(token.lower, []).append((token.start, name))
        return found

    @cached_property
    def _firm(self) -> str | None:
        """The firm that the first sentence is about, where the article tells of only one."""
        lead = self.document.body[0] if self.document.body else None
        clause = main_clause(lead) if lead is not None else None
        if clause is None or clause.tokens[clause.head].tag != "NNP" or self._is_person(clause):
            return None
        if "companies" in self._small or "rival" in self._small:
            return None
        opener = clause.tokens[clause.subject[0]]
        return None if opener.tag == "DT" else self.named(clause.text(*clause.subject), opener)

    @cached_property
    def _introduced(self) -> dict[str, list[tuple[int, str]]]:
        """Noun phrases with something before their noun, by the noun in small letters."""
        found: dict[str, list[tuple[int, str]]] = {}
        for passage in self.document.body:
            for chunk in passage.chunks:
                rich = _introduction(passage, chunk)
                start = passage.tokens[chunk.first].start
                if rich is not None and not self.document.quoted(start, start + 1):
                    head = passage.tokens[chunk.head]
                    found.setdefault(head.lower, []).append((head.start, rich))
        return found

    def _spelled(self, text: str, opener: Token | None) -> str:
        """A noun phrase inside a sentence: small letters but for names and titles with names."""
        first, _, rest = text.partition(" ")
        low = first.lower()
        if low in _ARTICLES:
            return mid_sentence(text, opener)
        small = low in self._small or (opener is not None and opener.tag == "JJ" and "-" in low)
        titled = is_title(rest.partition(" ")[0]) and rest[:2] not in {"Dr", "Mr", "Ms"}
        called = rest.startswith(("Dr ", "Mr ", "Mrs ", "Ms ", "Prof "))
        if called and first[1:].islower() and first not in self._capitalised:
            return f"{low} {rest}"
        if rest[:1].isupper() and small and low not in _FORMAL and not titled:
            return f"{low} {rest}"
        if first in self._capitalised or rest[:1].isupper():
            return text
        common = low in self._small or may_be_common(low)
        if first[:1].isupper() and first[1:].islower() and common:
            return mid_sentence(f"{low} {rest}".strip(), None)
        return mid_sentence(text, opener)

    @cached_property
    def _capitalised(self) -> frozenset[str]:
        """Words that the article writes with a capital inside its sentences."""
        body = self.document.body
        return frozenset(t.text for p in body for t in p.tokens[2:] if t.text[:1].isupper())

    @cached_property
    def _small(self) -> frozenset[str]:
        """Words that the article writes in small letters."""
        return frozenset(t.text for p in self.document.body for t in p.tokens if t.text.islower())

    def referent(self, passage: Passage, finite: int, pronoun: str) -> str | None:
        """Whom "she", "it" or "they" means: the subject before, where it can only be that."""
        if pronoun not in {"he", "she", "it", "they"}:
            return None
        main = main_clause(passage)
        if main is not None and main.finite < finite and not _points(main):
            if pronoun == "it" and not self._is_person(main) and _introduces(main):
                return None
            found = self._fitting(main, pronoun) or self._object_of(main, pronoun)
            others = pronoun == "they" and self._is_person(main)
            if found is not None or not (others or main.tokens[main.head].tag in _PLURAL):
                return found
        back = self.document.passages[passage.index - 1] if passage.index else None
        if back is None or back.block != passage.block:
            return None
        earlier = main_clause(back)
        if earlier is None or _points(earlier) or self._in_quotes(earlier):
            return None
        speaks = main is not None and main.verb in SPEECH | _REFUSING
        if pronoun == "it" and not speaks and _has_thing_as_object(earlier):
            return None
        if pronoun == "they" and earlier.verb in SPEECH:
            told = content_of(earlier)
            return None if told is None else self._fitting(told, pronoun)
        if pronoun in {"he", "she"} and self._tells_of_another(earlier):
            return None
        return self._fitting(earlier, pronoun)

    def _tells_of_another(self, clause: Clause) -> bool:
        """Whether somebody else's name stands in what is said: "Marsh argued that Prewett …"."""
        own = {token.text for token in clause.tokens[: clause.main]}
        said = {token.text for token in clause.tokens[clause.main :]} - own
        for first, last in runs(clause.tokens):
            placed = clause.tokens[first - 1].tag in {"IN", "TO", "DT"} if first else True
            body = is_organisation([token.text for token in clause.tokens[first:last]])
            if first > clause.main and last - first > 1 and not (placed or body):
                return True
        content = content_of(clause)
        named = content is not None and content.tokens[content.head].tag == "NNP"
        return named or bool(said & self.document.names.full.keys())

    def _in_quotes(self, clause: Clause) -> bool:
        token = clause.tokens[clause.finite]
        return self.document.quoted(token.start, token.end)

    def _object_of(self, clause: Clause, pronoun: str) -> str | None:
        """ "Oduya promised a fund for crews but has not said how large it will be": the fund."""
        chunk = clause.object
        if pronoun != "it" or chunk is None or not self._is_person(clause):
            return None
        if clause.tokens[chunk.head].tag != "NN":
            return None
        return self.named(clause.text(chunk.first, chunk.last), clause.tokens[chunk.first])

    def _is_person(self, clause: Clause) -> bool:
        return self.document.names.is_person(clause.text(*clause.subject))

    def _fitting(self, clause: Clause, pronoun: str) -> str | None:
        """The subject of a clause, if the pronoun fits it."""
        text = clause.text(*clause.subject)
        agent = clause.tokens[clause.head].lower.endswith(_AGENTS) and pronoun in {"he", "she"}
        is_person = agent or self.document.names.is_person(appended(clause) or text)
        opener = clause.tokens[clause.subject[0]]
        head, finite = clause.tokens[clause.head], clause.tokens[clause.finite]
        is_plural = head.tag in _PLURAL or finite.tag == "VBP" or finite.lower == "were"
        fits = is_plural if pronoun == "they" else is_person is (pronoun != "it") and not is_plural
        if not fits:
            return None
        name = appended(clause)
        if name is not None or opener.tag == "PRP$":
            return name
        return self.named(text, opener)

    def owner(self, passage: Passage, at: int, pronoun: str) -> str | None:
        """Whose "its" or "her" is, as a possessive, where the subject before can be told."""
        word = {"his": "he", "her": "she", "its": "it", "their": "they"}.get(pronoun)
        found = self.referent(passage, at, word) if word is not None else None
        return possessive(found) if found is not None else None


def appended(clause: Clause) -> str | None:
    """The name at the end of "Its director, Joanna Pell" or "the operator, Nordlys Lines"."""
    tokens, last = clause.tokens, clause.whole[1]
    at = last
    while at > clause.subject[1] and tokens[at - 1].tag in {"NNP", "NNPS"}:
        at -= 1
    unnamed = tokens[clause.head].tag != "NNP"
    if not unnamed or at in {0, last} or tokens[at - 1].lower != ",":
        return None
    return clause.text(at, last)


def _introduces(clause: Clause) -> bool:
    """Whether the object is a new thing, which "it" may mean as well as the subject."""
    first = clause.tokens[clause.main + 1] if clause.main + 1 < len(clause.tokens) else None
    return first is not None and first.lower in {"a", "an"} and clause.verb not in SPEECH


def _points(clause: Clause) -> bool:
    return clause.tokens[clause.subject[0]].lower in PRONOUNS


def _has_thing_as_object(clause: Clause) -> bool:
    """Whether "it" in the next sentence may as well mean the object of this clause."""
    chunk = clause.object
    silent = clause.verb == "be" or clause.verb in SPEECH
    return chunk is not None and clause.tokens[chunk.head].tag == "NN" and not silent


def _of_name(passage: Passage, chunk: Chunk) -> str | None:
    """ "of the Veldmark Museum" behind a noun: the name."""
    if chunk.last >= len(passage.tokens) or passage.tokens[chunk.last].lower != "of":
        return None
    inner = passage.chunk_from(chunk.last + 1)
    if inner is None or passage.tokens[inner.head].tag != "NNP":
        return None
    return passage.words(inner.first, inner.last)


def _introduction(passage: Passage, chunk: Chunk) -> str | None:
    """ "A warning light" as "the warning light"; None where nothing tells it from others."""
    tokens = list(passage.tokens[chunk.first : chunk.last])
    if _of_name(passage, chunk) is not None and len(tokens) == 2 and tokens[0].lower in _ARTICLES:
        return f"the {tokens[1].text} of {_of_name(passage, chunk)}"
    article = tokens[0].lower in _ARTICLES
    tokens = tokens[1:] if article else tokens
    while tokens and (tokens[0].tag == "CD" or tokens[0].lower in _POINTERS):
        tokens = tokens[1:]
    compared = len(tokens) == _PAIR and tokens[0].tag == "JJR"
    if len(tokens) < _PAIR or compared or tokens[-1].tag not in _NOUNS - {"NNPS"}:
        return None
    if any(t.tag in {"PRP$", "DT", "$", "CD", "CC", "JJS"} or is_calendar(t.text) for t in tokens):
        return None
    words = passage.text[tokens[0].start - passage.start : tokens[-1].end - passage.start]
    if any(mark in words for mark in _MARKS + ","):
        return None
    name = _of_name(passage, chunk) if tokens[-1].tag == "NNP" else None
    words = f"{words} of {name}" if name is not None else words
    return words if not article and tokens[-1].tag == "NNP" else f"the {words}"
