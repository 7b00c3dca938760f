"""ROUGE-1, ROUGE-2 and ROUGE-L (Lin 2004) as F1, without stemming and with all stop words."""

import re
from collections import Counter
from collections.abc import Sequence

_TOKEN = re.compile(r"[a-z0-9]+")
NAMES = ("ROUGE-1", "ROUGE-2", "ROUGE-L")


def rouge(text: str, reference: str) -> tuple[float, float, float]:
    """The F1 of single words, of pairs of words, and of the longest common subsequence.

    Words are runs of ASCII letters and digits in lower case, as in the usual implementations.
    """
    said, sought = (_TOKEN.findall(each.lower()) for each in (text, reference))
    grams = (_gram_f1(said, sought, 1), _gram_f1(said, sought, 2))
    return (*grams, _f1(_common_subsequence(said, sought), len(said), len(sought)))


def _gram_f1(said: Sequence[str], sought: Sequence[str], length: int) -> float:
    one, other = _grams(said, length), _grams(sought, length)
    return _f1((one & other).total(), one.total(), other.total())


def _grams(words: Sequence[str], length: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[at : at + length]) for at in range(len(words) - length + 1))


def _f1(common: int, one: int, other: int) -> float:
    return 2 * common / (one + other) if common else 0.0


def _common_subsequence(one: Sequence[str], other: Sequence[str]) -> int:
    lengths = [0] * (len(other) + 1)
    for word in one:
        before = 0
        for at, each in enumerate(other, 1):
            above = lengths[at]
            lengths[at] = before + 1 if word == each else max(above, lengths[at - 1])
            before = above
    return lengths[-1]
