"""Quotes found in an article, and statements checked against it."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from keyquestions.analysis import Anchor, Evidence, Value
from keyquestions.article import Article
from keyquestions.article.quotations import quotations
from keyquestions.grounding.anchors import make_anchor
from keyquestions.grounding.finding import Finder, Span
from keyquestions.grounding.nearest import Nearest
from keyquestions.grounding.quoted import quoted_words
from keyquestions.grounding.spellings import elided, has_substance, is_filler, needle, spellings
from keyquestions.grounding.statements import Statements

_CLOSING = dict(zip('\u201c\u2018\u00ab\u201e"', '\u201d\u2019\u00bb\u201c"', strict=True))
_ROOM, _MARKUP = 2, 1000
"""How much longer than the article a quote may be: markup and entities take room."""
_SPEECH = 5
"""Words in quotation marks, at least, that are somebody's speech and no borrowed expression."""
_QUOTES = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb\u201e"


class Missing(Value):
    """A quote that is not in the article; `reason` is one plain phrase."""

    reason: str


class Grounding:
    """One article, prepared for finding many quotes in it.

    What it returns is always what the article says, never what was asked for; a passage that only
    resembles a quote is never returned.
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self._finder = Finder(article)
        self._statements = Statements(article)
        self._nearest = Nearest(article.text)

    def locate(self, quote: str, *, near: int | None = None) -> Anchor | Missing:
        """Find a quote within one block.

        Args:
            quote: what is said to be in the article.
            near: a place in the canonical text; of several matches the nearest is taken, without
                it the first.
        """
        stripped = quote.strip()
        if reason := self._unusable(stripped):
            return Missing(reason=reason)
        span = self._place(stripped, near, in_one_block=True)
        return self.anchor(*span) if span else Missing(reason=self._nearest.reason(stripped))

    def locate_all(self, quote: str, *, near: int | None = None) -> Evidence | Missing:
        """Find a quote that may run over the ends of blocks: one anchor per block, or none."""
        stripped = quote.strip()
        found = self.locate(stripped, near=near)
        if isinstance(found, Anchor):
            return (found,)
        span = None if self._unusable(stripped) else self._place(stripped, near)
        return tuple(self.anchor(*part) for part in self._by_block(span)) if span else found

    def anchor(self, start: int, end: int) -> Anchor:
        """Describe a known place, without the white space at its ends.

        Raises:
            ValueError: the place is empty or not within one block.
        """
        text = self.article.text[start:end]
        start += len(text) - len(text.lstrip())
        end = start + len(text.strip())
        block = self._finder.block(start, end)
        if not text.strip() or block is None:
            raise ValueError(f"{start} to {end} is not a place within one block")
        return make_anchor(self.article.text, start, end, block)

    def is_spoken(self, anchor: Anchor) -> bool:
        """Tell whether a passage stands within direct speech, so that it is not the author's."""
        return any(start <= anchor.start and anchor.end <= end for start, end in self._speech)

    @cached_property
    def _speech(self) -> tuple[Span, ...]:
        text = self.article.text
        spans = ((each.start, each.end) for each in quotations(self.article))
        return tuple(span for span in spans if len(text[slice(*span)].split()) >= _SPEECH)

    def objections(
        self,
        statement: str,
        evidence: Evidence,
        *,
        asked: str = "",
        language: str | None = None,
    ) -> tuple[str, ...]:
        """Say why the article does not support a statement; () where nothing speaks against it.

        Args:
            statement: a sentence about the article.
            evidence: the places that are said to prove it; none for a question.
            asked: the question that the statement answers; it may name whose claim that is.
            language: the statement's, where it is another than the article's. Then only what does
                not change with the language is checked: numbers, people's names, quoted words.
        """
        if self._statements.is_verbatim(statement):
            return ()
        if language is not None:
            return (*self._invented(statement), *self._statements.translated(statement, language))
        return (
            *self._invented(statement),
            *self._statements.objections(statement, evidence, asked),
        )

    def inventions(
        self, remark: str, *, besides: str = "", language: str | None = None
    ) -> tuple[str, ...]:
        """Say what a remark has that the article lacks: quoted words, names, numbers.

        A remark says something about the article in words of its own, so that it is not held
        against a passage, and may count to twelve.

        Args:
            remark: an explanation, a reason, a rewording.
            besides: what it may name although the article does not.
            language: the remark's, where it is another than the article's; see `objections`.
        """
        if language is not None:
            told = self._statements.translated(remark, language, remark=True)
            return (*self._invented(remark), *told)
        return (*self._invented(remark), *self._statements.inventions(remark, besides))

    def names_party(self, who: str) -> bool:
        """Tell whether the article has a party: all of its names, or else a word for it."""
        return self._place(who, None) is not None or self._statements.names_party(who)

    def names_person(self, who: str) -> bool:
        """Tell whether a party is named by names alone and the article has them."""
        return self._statements.names_person(who)

    def _invented(self, statement: str) -> tuple[str, ...]:
        return tuple(
            f'the quoted words "{words}" are not in the article'
            for words in self.invented_quotations(statement)
        )

    def invented_quotations(self, remark: str) -> tuple[str, ...]:
        """What a remark puts in quotation marks as the article's words and the article lacks."""
        return tuple(
            words
            for words in quoted_words(remark)
            if has_substance(words) and self._place(words, None) is None
        )

    def _unusable(self, quote: str) -> str:
        """Say why a quote could not prove anything wherever it stood; "" where it could."""
        if not has_substance(quote):
            return "too short to be found in one place"
        if len(quote) > _ROOM * len(self.article.text) + _MARKUP:
            return "longer than the article"
        if is_filler(quote, self.article.language):
            return "no word in it that could prove anything"
        return ""

    def _place(self, quote: str, near: int | None, *, in_one_block: bool = False) -> Span | None:
        """Return where a quote stands, in the most literal reading that has a place."""
        for spans in self._readings(quote):
            inside = (s for s in spans if not in_one_block or self._finder.block(*s) is not None)
            span = _choose(inside, near)
            if span is not None:
                return span
        return None

    def _readings(self, quote: str) -> Iterator[Iterable[Span]]:
        """Yield the places of the quote in each way of reading it, the most literal first."""
        yield self._finder.literal(quote)
        for spelling in spellings(quote):
            sought = needle(spelling)
            if sought is not None:
                yield (self._as_quoted(span, spelling) for span in self._finder.occurrences(sought))
        for spelling in spellings(quote):
            parts = elided(spelling)
            if parts:
                yield self._finder.elided(parts)

    def _as_quoted(self, span: Span, quote: str) -> Span:
        """Take in the final punctuation and the quotation marks that belong to the passage."""
        text, (start, end) = self.article.text, span
        last = quote.rstrip(_QUOTES + " ")[-1:]
        if last in {".", "!", "?", "\u2026"} and text[end : end + 1] == last:
            end += 1
        closing = _CLOSING.get(text[start - 1 : start])
        if closing and text[end : end + 1] == closing and quote[:1] in _QUOTES:
            return start - 1, end + 1
        return start, end

    def _by_block(self, span: Span) -> Iterator[Span]:
        for block in self.article.blocks:
            start, end = max(block.start, span[0]), min(block.end, span[1])
            if start < end:
                yield start, end


def _choose(spans: Iterable[Span], near: int | None) -> Span | None:
    if near is None:
        return next(iter(spans), None)
    return min(spans, key=lambda span: abs(span[0] - near), default=None)
