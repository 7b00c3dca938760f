"""Texts as the words by which they are compared: stems, numbers, negation, what is asked for."""

import re
from functools import cache, lru_cache

from keyquestions.builtin.stops import stops
from keyquestions.grounding.quantities import quantities
from keyquestions.grounding.turns import FUNCTION_WORDS, NEGATORS
from keyquestions.grounding.words import MOST_REMEMBERED, lemmas, plain

NOT = "¬"
"""Stands for every negator, so that a claim and its contrary differ."""

_WORD = re.compile(r"[^\W\d_]+")
_STEM = {"de": 6}
_USUAL_STEM = 5

_ASKED = {
    "en": "?why: why reason reasons cause causes caused motive motives led prompted justify"
    " ?when: when date ?where: where ?who: who whom whose ?number: many much cost",
    "de": "?why: warum weshalb wieso weswegen grund gründe gründen ursache ursachen führte"
    " ?when: wann ?where: wo woher wohin ?who: wer wen wem wessen ?number: viel viele hoch",
    "es": "?why: motivo motivos razón razones causa causas"
    " ?when: cuándo ?where: dónde adónde ?who: quién quiénes"
    " ?number: cuánto cuánta cuántos cuántas",
    "fr": "?why: pourquoi raison raisons cause causes motif motifs"
    " ?when: quand ?where: où ?who: qui ?number: combien",
}
_OPENING = 6
"""Among so many words it stands what is asked for; later, "who" and "when" only join clauses."""
_POR_QUE = re.compile(r"\bpor\s+qué\b", re.IGNORECASE)


def stems(text: str, language: str) -> frozenset[str]:
    """The words of a text that carry what it says.

    Words are cut to a stem, numbers are their values ("1.9 million" is "#1900000"), all negators
    are one, and words that carry no content are left out.
    """
    numbers = quantities(text, language)
    spelled = {word for each in numbers for word in _WORD.findall(each.written.lower())}
    said = {f"#{value:g}" for each in numbers for value in each.values}
    for word in _words(text):
        if word in NEGATORS and word not in {"only", "sin", "sans", "ohne", "without"}:
            said.add(NOT)
        elif word not in spelled and word not in _little(language) and len(word) > 1:
            said.add(stem(word, language))
    return frozenset(said)


def asked_for(question: str, language: str) -> frozenset[str]:
    """What a question asks for: "?why", "?when", "?where", "?who", "?number"; none for the rest."""
    table = _asked(language)
    words = _words(question)[:_OPENING]
    found = {table[word] for word in words if word in table}
    if language == "es" and _POR_QUE.search(question):
        found.add("?why")
    return frozenset(found)


@lru_cache(MOST_REMEMBERED)
def stem(word: str, language: str) -> str:
    """The stem of a lower-case word: the beginning of its base form, without accents."""
    forms = lemmas(word) if language == "en" else frozenset[str]()
    base = min(forms, key=lambda form: (len(form), form), default=word)
    return plain(base)[: _STEM.get(language, _USUAL_STEM)]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


@cache
def _little(language: str) -> frozenset[str]:
    questions = _asked(language)
    return frozenset([*stops(language), *FUNCTION_WORDS.get(language, ()), *questions])


@cache
def _asked(language: str) -> dict[str, str]:
    """The table of `_ASKED` for a language: word to what it asks for."""
    table, asked = {}, ""
    for word in _ASKED.get(language, "").split():
        if word.startswith("?"):
            asked = word.rstrip(":")
        else:
            table[word] = asked
    return table
