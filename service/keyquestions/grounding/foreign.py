"""Tell a text that is in another language than the article."""

import re
from collections.abc import Sequence

from keyquestions.article.language import UNKNOWN, detect_language
from keyquestions.grounding.turns import FUNCTION_WORDS

_WORD = re.compile(r"[^\W\d_]+")
_QUOTED = re.compile(
    '["\u201c\u201e\u00ab][^"\u201c\u201d\u201e\u00ab\u00bb]*["\u201d\u201c\u00bb]'
)
_LEAST_WORDS = 5
_PLAINLY = 0.2
_SHARE = 0.1


def is_foreign(text: str, language: str) -> bool:
    """Tell whether a text is plainly not in a language; short ones and quoted words do not count.

    Args:
        text: a sentence or two.
        language: ISO 639-1 code, or "und", to which nothing is foreign.
    """
    words = [word.lower() for word in _WORD.findall(_QUOTED.sub(" ", text))]
    if language == UNKNOWN or len(words) < _LEAST_WORDS:
        return False
    own = _share(words, FUNCTION_WORDS.get(language, frozenset()))
    plainly = max(_PLAINLY, 2 * own)
    others = [little for known, little in FUNCTION_WORDS.items() if known != language]
    if any(_share(words, little) >= plainly for little in others):
        return True
    if own >= _SHARE:
        return False
    return language in FUNCTION_WORDS and own == 0 and _is_told(text, language)


def _share(words: Sequence[str], little: frozenset[str]) -> float:
    return sum(map(little.__contains__, words)) / len(words)


def _is_told(text: str, language: str) -> bool:
    found = detect_language(text)
    return found not in {language, UNKNOWN}
