"""What is known of English word forms, usual tags and base forms; loaded when first asked for.

TextBlob's tagger and lemminflect's dictionary do the work. Both are loaded in a way of our own,
because a short run would notice the usual one: the packages import NLTK and numpy, which neither
tagger nor dictionary use, and parse tables of 80,000 lines of which an article needs hundreds. A
test holds the answers against the libraries' own.
"""

import gzip
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from types import ModuleType
from typing import Any


def known_tag(word: str) -> str | None:
    """The most usual Penn tag of a word form, None where the tagger's lexicon lacks it."""
    tag: str | None = _parser().lexicon.get(word)
    return tag


def usual_tags(words: Sequence[str]) -> list[str]:
    """What the tagger makes of the words of one sentence, given in plain quotes and dashes."""
    # A pair as it is: these are Penn tags already.
    return [tag for _, tag, *_ in _parser().find_tags(list(words), map=lambda *pair: pair)]


def base_forms(word: str) -> dict[str, tuple[str, ...]]:
    """The base forms of a word form by part of speech ("VERB", "NOUN", "ADJ", "ADV", "AUX").

    Empty where the dictionary lacks the word. All forms are in lower case.
    """
    return _dictionary().base_forms(word.lower())


def base_form(word: str, category: str) -> str | None:
    """The base form of a word form as that part of speech, by rules where the dictionary lacks it.

    None where there is no such form.
    """
    forms = base_forms(word).get(category)
    if forms:
        return forms[0]
    # The rules are a small network, which takes numpy; few words come this far.
    from lemminflect import getAllLemmasOOV

    guessed: dict[str, tuple[str, ...]] = getAllLemmasOOV(word.lower(), category)
    return next(iter(guessed[category]), None) if category in guessed else None


@cache
def _parser() -> Any:  # noqa: ANN401 - the library publishes no types
    """TextBlob's tagger for English, put together as `textblob.en` does it."""
    folder = _folder("textblob")
    library: Any = ModuleType(f"{__name__}.tagger")
    SourceFileLoader(library.__name__, str(folder / "_text.py")).exec_module(library)
    lexicon = library.Lexicon(
        morphology=_table(folder, "morphology"),
        context=_table(folder, "context"),
        entities=_table(folder, "entities"),
        language="en",
    )
    # It would load itself while it is empty, three times as slowly.
    dict.update(lexicon, _usual_tags(_table(folder, "lexicon").getvalue()))
    return library.Parser(lexicon=lexicon, default=("NN", "NNP", "CD"), language="en")


def _table(folder: Path, name: str) -> StringIO:
    """A table's text: the library would take its path, and leave the file open."""
    return StringIO((folder / "en" / f"en-{name}.txt").read_text(encoding="utf-8"))


def _usual_tags(text: str) -> dict[str, str]:
    entries = (line for line in text.splitlines() if line and not line.startswith(";;;"))
    return dict(entry.split(" ", 2)[:2] for entry in entries)


@cache
def _dictionary() -> "_BaseForms":
    return _BaseForms(_folder("lemminflect") / "resources")


class _BaseForms:
    """Lemminflect's table, whose lines `word,category,form/form` are parsed when a word is met."""

    def __init__(self, folder: Path) -> None:
        with gzip.open(folder / "lemma_lu.csv.gz", "rt", encoding="utf-8") as file:
            self._lines = sorted(file.read().splitlines())
        overrides = (folder / "lemma_overrides.csv").read_text(encoding="utf-8").splitlines()
        self._overrides: dict[str, list[str]] = {}
        for line in overrides:
            if line and not line.startswith("#"):
                self._overrides.setdefault(line.partition(",")[0], []).append(line)

    def base_forms(self, word: str) -> dict[str, tuple[str, ...]]:
        """The base forms of a word in lower case by part of speech."""
        opening = f"{word},"
        lines = []
        for at in range(bisect_left(self._lines, opening), len(self._lines)):
            if not self._lines[at].startswith(opening):
                break
            lines.append(self._lines[at])
        lines += self._overrides.get(word, ())
        split = (line.split(",") for line in lines)
        return {
            _category(category): tuple(forms.lower().split("/")) for _, category, forms in split
        }


def _category(name: str) -> str:
    return "AUX" if name == "modal" else name.upper()


def _folder(package: str) -> Path:
    """Where a library lies, without importing it."""
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed")
    return Path(found.origin).parent
