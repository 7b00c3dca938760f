"""Names of a statement against the names of an article."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from rapidfuzz import fuzz, process

from keyquestions.article import Article
from keyquestions.grounding.dates import Dates
from keyquestions.grounding.numerals import numerals
from keyquestions.grounding.places import FAMILIES, MONTHS, TITLES, WEEKDAYS
from keyquestions.grounding.readings import Reading
from keyquestions.grounding.turns import FUNCTION_WORDS, OPENERS
from keyquestions.grounding.words import Word, lemmas, plain, stem_of, words

_STEM = 3
_LIKE = 70
_INITIALS = 3
"""Initials of two letters stand for too many names."""
_PART_END = re.compile(r"[-'\u2019]")
_PERIOD = re.compile(r"[qh][1-4]")
_NOUN = re.compile(r"(?:ung|heit|keit|schaft|tion|ität|ismus|igte[nr]?|nisse?n?|tum)(?:en|s)?$")
"""The endings of German nouns that no name has."""
NOUNS_ARE_CAPITAL = frozenset(["de", "lb"])
_CAPITALS = 0.6
_HEADLINE_WORDS = 4
_LITTLE = frozenset(["of", "the", "and", "for", "de", "del", "la", "der", "des", "du", "et", "y"])
_NO_NAMES = OPENERS | FUNCTION_WORDS["en"] | {"i", "i'm", "i've", "i'd", "i'll"}


class Names:
    """The names of an article, and everything that a shorter form of them may be."""

    def __init__(self, article: Article, blocks: Sequence[Reading]) -> None:
        self._article = article
        self._words = tuple(block.words for block in blocks)

    @cached_property
    def _dates(self) -> Dates:
        return Dates(self._article.text, self._known)

    @cached_property
    def _known(self) -> frozenset[str]:
        found: set[str] = set()
        for word in {word.text for block in self._words for word in block}:
            found.add(plain(word))
            if _PART_END.search(word):
                found.update(plain(part) for part in _PART_END.split(word))
        return frozenset(found - {""})

    @cached_property
    def _acronyms(self) -> frozenset[str]:
        written = {word.text for block in self._words for word in block}
        return frozenset(plain(w) for w in written if len(plain(w)) > 1 and w.isupper())

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(stem for word in self._known if len(stem := stem_of(word)) >= _STEM)

    @cached_property
    def _families(self) -> frozenset[int]:
        joined = self._article.text.lower().replace(" ", "-")
        return frozenset(
            number
            for word, number in FAMILIES.items()
            if (word in joined if "-" in word else plain(word) in self._known)
        )

    @cached_property
    def _first_names(self) -> dict[str, set[str]]:
        """What stands directly before each capitalised word of the article, as names do."""
        before: dict[str, set[str]] = defaultdict(set)
        for index, block in enumerate(self._words):
            text = self._article.blocks[index].text
            for first, last in pairwise(block):
                if _are_joined(text, first, last):
                    before[plain(last.text)].add(first.text)
        return before

    @cached_property
    def proper(self) -> frozenset[str]:
        """The words (plain) that only begin with a capital, also within sentences."""
        running = [w for block in self._words if not _is_headline(block) for w in block]
        lower = {plain(w.text) for block in self._words for w in block if not w.is_capital}
        named = {plain(w.text) for w in running if w.is_capital and not w.opens}
        if self._article.language == "en":
            first = {w.lower for w in running if w.is_capital and w.opens}
            named |= {plain(word) for word in first - _NO_NAMES if not lemmas(word)}
        return frozenset(named - lower - {""})

    @cached_property
    def _initials(self) -> frozenset[str]:
        """The initials of the article's names of several words ("WHO")."""
        found = set()
        for index, block in enumerate(self._words):
            text = self._article.blocks[index].text
            for at in (at for at, word in enumerate(block) if word.is_capital):
                name = _name_from(text, block, at)
                found |= {"".join(w[0] for w in name[:n]).lower() for n in range(2, len(name) + 1)}
        return frozenset(found)

    def objections(self, statement: Reading) -> tuple[str, ...]:
        """Name the names, days and dates of a statement that the article does not have."""
        found = [*self._dates.objections(statement)]
        said = statement.words
        for at, word in enumerate(said):
            if not word.is_capital:
                continue
            if self._is_known(word.text):
                changed = self._first_name(statement.text, said[at - 1], word) if at else ""
                found += [changed] if changed else []
            elif self._is_name(word, statement, at):
                found.append(f'name "{word.text}" is not in the article')
        return tuple(dict.fromkeys(found))

    def translated(self, statement: str) -> tuple[str, ...]:
        """Name the people of a statement in another language that the article does not have.

        A capitalised word after a title is a person in every language; of other capitalised words
        nobody knows (German nouns, translated names of places and offices). A name that is spelled
        much like a word of the article is that word. Articles in other scripts are not judged.
        """
        if not any(word.isascii() for word in self._known if word.isalpha()):
            return ()
        said = tuple(words(statement))
        return tuple(
            f'name "{word.text}" is not in the article'
            for before, word in pairwise(said)
            if before.text.lower().rstrip(".") in TITLES
            and word.is_capital
            and word.text.lower() not in TITLES
            and not self._is_known(word.text)
            and not self._is_much_like(plain(word.text))
        )

    def _is_much_like(self, folded: str) -> bool:
        return (
            process.extractOne(folded, self._known, scorer=fuzz.ratio, score_cutoff=_LIKE)
            is not None
        )

    def _is_joined(self, statement: Reading, at: int) -> bool:
        """Tell whether a word is one name with the word before or after it."""
        pairs = pairwise(statement.words[max(0, at - 1) : at + 2])
        return any(self._are_one_name(statement.text, *pair) for pair in pairs)

    def _are_one_name(self, text: str, first: Word, last: Word) -> bool:
        """Tell whether two capitals stand together and the first is no little word ("Im …")."""
        lower = first.lower
        little = lower in OPENERS or lower in FUNCTION_WORDS.get(self._article.language, ())
        return not little and _are_joined(text, first, last)

    def has_any(self, who: Reading) -> bool:
        """Tell whether a name in a text is the article's, in full, in part or as initials."""
        said = who.words
        return any(
            word.is_capital
            and word.lower not in TITLES
            and (self._is_known(word.text) or self._is_part_of_initials(said, at))
            for at, word in enumerate(said)
        )

    def _is_known(self, word: str) -> bool:
        folded = plain(word)
        if folded in self._known or plain(word.replace(".", "")) in self._known:
            return True
        parts = [part for part in _PART_END.split(word) if part]
        if len(parts) > 1 and all(len(p) <= 2 or self._is_known(p) for p in parts):  # noqa: PLR2004
            return True
        family = FAMILIES.get(word.lower().rstrip("."), FAMILIES.get(folded))
        if family is not None:
            return family in self._families
        stem = stem_of(folded)
        if len(stem) >= _STEM and stem in self._stems:
            return True
        return len(folded) > 1 and word.isupper() and folded in self._initials

    def _is_name(self, word: Word, statement: Reading, at: int) -> bool:
        """Tell whether a capitalised word that the article lacks can only be a name."""
        said, lower, language = statement.words, word.lower, self._article.language
        if lower in TITLES or lower in MONTHS or lower in _NO_NAMES or _PERIOD.fullmatch(lower):
            return False
        if word.opens and lower in numerals(language):
            return False
        headline, joined = _is_headline(said), self._is_joined(statement, at)
        acronym = word.text.isupper() and len(word.text) > 1 and not headline
        if acronym or lower in WEEKDAYS or lower in FAMILIES:
            return True
        if language in NOUNS_ARE_CAPITAL:
            titled = at > 0 and said[at - 1].lower in TITLES
            joined = joined and not self._are_nouns(said, at)
            return joined and (titled or not word.opens) and not self._is_compound(lower)
        if self._is_part_of_initials(said, at):
            return False
        if word.opens or headline:
            long = joined or len(word.text) > _STEM
            if language != "en":
                return joined and self._is_given(said, at)
            return long and not lemmas(lower)
        return True

    def _are_nouns(self, said: tuple[Word, ...], at: int) -> bool:
        """Tell whether a word or one beside it is a noun ("Weg Beschäftigter", "Orrs Plan")."""
        if any(_NOUN.search(word.lower) for word in said[max(0, at - 1) : at + 2]):
            return True
        before = plain(said[at - 1].text) if at else ""
        return before.endswith("s") and before[:-1] in self._known

    def _is_given(self, said: tuple[Word, ...], at: int) -> bool:
        """Tell whether a word stands where the article has another first name."""
        surname = plain(said[at + 1].text) if at + 1 < len(said) else ""
        return any(plain(name) in self._given for name in self._first_names.get(surname, ()))

    def _is_compound(self, lower: str) -> bool:
        return any(len(stem) > _STEM and stem in lower for stem in self._stems)

    def _is_part_of_initials(self, said: tuple[Word, ...], at: int) -> bool:
        """Tell whether a name is spelled out that the article has as initials only."""
        for first in (at - 1, at):
            name = "-".join(word.lower for word in said[max(0, first) : first + 2])
            if FAMILIES.get(name) in self._families:
                return True
        for first in range(max(0, at - 5), at + 1):
            run = said[first : at + 6]
            initials = ""
            for offset, word in enumerate(run):
                if word.is_capital:
                    initials += plain(word.text)[:1]
                elif word.lower not in _LITTLE:
                    break
                if (
                    len(initials) >= _INITIALS
                    and first + offset >= at
                    and initials in self._acronyms
                ):
                    return True
        return False

    def _first_name(self, statement: str, before: Word, word: Word) -> str:
        """Return an objection where the article knows the surname with other first names only."""
        if not _are_joined(statement, before, word) or not self._is_known(before.text):
            return ""
        first, known = plain(before.text), self._first_names.get(plain(word.text), set())
        others = sorted(
            name for name in known if plain(name) in self._given and name.lower() not in TITLES
        )
        # "Fraktionschef Henrik Pape" and "Fraktionschef Pape" are one.
        titled = {
            plain(name) for other in others for name in self._first_names.get(plain(other), ())
        }
        fits = first in titled or any(plain(name) == first for name in known)
        if fits or not others or first not in self._given or before.lower in TITLES:
            return ""
        return f'the article says "{others[0]} {word.text}", not "{before.text} {word.text}"'

    @cached_property
    def _given(self) -> frozenset[str]:
        """Words of the article that stand before a surname and are no ordinary words."""
        lower = {w.text for block in self._words for w in block if not w.is_capital}
        return frozenset(
            plain(first)
            for firsts in self._first_names.values()
            for first in firsts
            if first.lower() not in lower
            and first.lower() not in TITLES
            and FAMILIES.get(first.lower()) is None
            and first.lower() not in MONTHS
        )


def _are_joined(text: str, first: Word, last: Word) -> bool:
    between = text[first.end : last.start]
    return first.is_capital and last.is_capital and between in {" ", "\u00a0", ". "}


def _name_from(text: str, block: tuple[Word, ...], at: int) -> list[str]:
    """Return the capitalised words of a name that begins at a word, little words left out."""
    name: list[str] = []
    for before, word in zip((None, *block[at:]), block[at : at + 8], strict=False):
        if before is not None and text[before.end : word.start].strip():
            break
        if word.is_capital:
            name.append(plain(word.text) or "-")
        elif not name or word.lower not in _LITTLE:
            break
    return name


def _is_headline(said: tuple[Word, ...]) -> bool:
    capital = sum(word.is_capital for word in said)
    return len(said) >= _HEADLINE_WORDS and capital >= _CAPITALS * len(said)
