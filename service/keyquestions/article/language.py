"""Which language a text is in."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector

UNKNOWN = "und"
SAMPLE = 2000
"""Characters that are looked at."""

_UNSURE = 0.05
_ENGLISH = frozenset(["the", "of", "and", "to", "that", "with", "for", "by", "from", "which"])
_PLAINLY = 0.15
"""The share of these words, which no other language has together."""

_CODES = (
    "EN", "DE", "FR", "ES", "IT", "PT", "NL", "SV", "DA", "NB", "FI", "PL", "CS", "HU", "RO", "TR",
    "RU", "UK", "EL", "AR", "HE", "HI", "JA", "KO", "ZH", "VI", "ID", "CA",
)  # fmt: skip


def detect_language(text: str) -> str:
    """The ISO 639-1 code of a text's language, or "und" where it cannot be told.

    Text that is plainly English is told by its function words: that spares most articles the
    loading of the detector's models (0.2 s).
    """
    words = text[:SAMPLE].lower().split()
    if words and sum(word in _ENGLISH for word in words) >= _PLAINLY * len(words):
        return "en"
    found = _detector().detect_language_of(text[:SAMPLE])
    return found.iso_code_639_1.name.lower() if found else UNKNOWN


@cache
def _detector() -> "LanguageDetector":
    from lingua import IsoCode639_1, LanguageDetectorBuilder  # noqa: PLC0415 - loads its models

    codes = [getattr(IsoCode639_1, code) for code in _CODES]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
    return builder.with_low_accuracy_mode().with_minimum_relative_distance(_UNSURE).build()
