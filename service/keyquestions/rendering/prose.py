"""Text that is safe to print, with the article's own words told apart from those about it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Terminal escapes, direction overrides and invisible characters could make a page say something
# else than it does.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_LEAST_WORDS = 3
_MARKS = '“”„«»"'
_PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", '"': '"'}
_SINGLE = str.maketrans("“”„«»", "‘’‚‹›")
_OPENING = re.compile(r"(?:^|(?<=[\s(\[/–—-]))\"(?=\S)")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text; `quoted` ones are the article's own words, to be shown as a quote."""

    text: str
    quoted: bool = False


Prose = tuple[Run, ...]


def safe(text: str) -> str:
    """One line without control, direction and invisible characters."""
    line = " ".join(text.split())  # first, so that what separates words leaves a space
    return " ".join(_UNSAFE.sub("", line).split())


def prose(text: str, quotes: Sequence[str]) -> Prose:
    """The text, with those of the quotes that it contains told apart.

    A quote of one or two words counts only where the text has it in quotation marks: plain words
    may be the same by chance.
    """
    return tuple(_runs(safe(text), quotes))


def nested(quote: str) -> str:
    """A quote as it stands within quotation marks: those in it are single, and none is around it.

    A passage that is all one utterance needs no second pair of marks.
    """
    inner = quote[1:-1]
    if quote[:1] in _PAIRS and quote[-1] in _PAIRS[quote[0]] and not set(inner) & set(_MARKS):
        return inner or quote
    return _OPENING.sub("‘", quote).replace('"', "’").translate(_SINGLE)


def opening_words(quote: str, count: int) -> str:
    """The first words of a quote, without a mark that would not be closed."""
    return " ".join(quote.lstrip(_MARKS).split()[:count])


def besides(quotes: Sequence[str], *shown: Prose) -> tuple[str, ...]:
    """The quotes that none of these texts contains already, each once."""
    seen = {run.text for text in shown for run in text if run.quoted}
    return tuple(quote for quote in dict.fromkeys(quotes) if quote not in seen)


def _runs(text: str, quotes: Sequence[str]) -> Iterator[Run]:
    alternatives = [pattern for quote in quotes for pattern in _patterns(quote)]
    if not alternatives:
        yield Run(text)
        return
    # The longest first: one quote may be a part of another.
    alternatives.sort(key=len, reverse=True)
    done = 0
    for match in re.finditer("|".join(alternatives), text):
        if match.start() > done:
            yield Run(text[done : match.start()])
        # Marks that stand around it in the text are not the quote's.
        yield Run(match[0] if match[0] in quotes else match[0][1:-1], quoted=True)
        done = match.end()
    if done < len(text):
        yield Run(text[done:])


def _patterns(quote: str) -> Iterator[str]:
    if not quote:
        return
    yield rf'[“„«»"]{re.escape(quote)}[”“«»"]'
    if len(quote.split()) >= _LEAST_WORDS:
        yield rf"(?<!\w){re.escape(quote)}(?!\w)"
