"""The word lists of bias signals, compiled once a language."""

from dataclasses import dataclass
from functools import cache

from keyquestions.builtin.patterns import Phrases, verb_forms
from keyquestions.builtin.wordlists import items, variants, word_list


@dataclass(frozen=True, slots=True)
class Group:
    """Words that work alike; see the head of signals.yaml for what the fields mean."""

    kind: str
    weight: float
    shape: str
    whys: tuple[str, ...]
    drops: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A term of a group; `swap` is the plain word for it, None where there is none."""

    group: Group
    mild: bool
    swap: str | None


@dataclass(frozen=True, slots=True)
class Literal:
    """Words beside which a term means just what it says."""

    next: frozenset[str]
    prev: frozenset[str]
    near: frozenset[str]


@cache
def signal_phrases(language: str) -> Phrases[Entry]:
    """All terms of `signals.yaml` with what the list says of each."""
    phrases: Phrases[Entry] = Phrases()
    for kind, groups in word_list(language, "signals").items():
        for raw in groups.values():
            group = Group(
                kind, raw["weight"], raw["shape"], variants(raw["why"]), raw["neutral"] == "drop"
            )
            for terms, mild in ((raw.get("terms"), False), (raw.get("mild"), True)):
                for term in items(terms):
                    _add(phrases, term, group, mild=mild)
    return phrases


@cache
def literal_uses(language: str) -> dict[str, Literal]:
    """Where a word is no signal, by the word."""
    return {
        word: Literal(*(frozenset(where.get(key, "").split()) for key in ("next", "prev", "near")))
        for word, where in word_list(language, "literal").items()
    }


def _add(phrases: Phrases[Entry], term: str, group: Group, *, mild: bool) -> None:
    pattern, _, plain = (part.strip() for part in term.partition("="))
    head, _, rest = pattern.partition(" ")
    if plain and head.endswith("+v"):
        verb, _, tail = plain.partition(" ")
        for form, other in zip(verb_forms(head[:-2]), verb_forms(verb), strict=True):
            phrases.add(f"{form} {rest}".strip(), Entry(group, mild, f"{other} {tail}".strip()))
    elif plain and head.endswith("+n"):
        phrases.add(head[:-2], Entry(group, mild, plain))
        phrases.add(head[:-2] + "s", Entry(group, mild, _plural(plain)))
    else:
        phrases.add(pattern, Entry(group, mild, plain or None))


def _plural(noun: str) -> str:
    return noun if noun.endswith("s") else noun + "s"
