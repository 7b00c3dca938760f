"""Which language a text is in."""

import re
from functools import cache
from typing import TYPE_CHECKING

from keyquestions.errors import LanguageUnknown

if TYPE_CHECKING:
    from lingua import LanguageDetector

UNKNOWN = "und"
SAMPLE = 2000
"""Characters that are looked at."""

_UNSURE = 0.05
_SHORT = 120
"""Characters of text below which the detector is often wrong."""

_TWO = 2
_SHOWN = 40

_SAME = {"no": "nb", "iw": "he", "in": "id", "mul": None, "zxx": None}
_ENGLISH = frozenset(["the", "of", "and", "to", "that", "with", "for", "by", "from", "which"])
_PLAINLY = 0.15
"""The share of these words, which no other language has together."""

_CODES = (
    "EN", "DE", "FR", "ES", "IT", "PT", "NL", "SV", "DA", "NB", "FI", "PL", "CS", "HU", "RO", "TR",
    "RU", "UK", "EL", "AR", "HE", "HI", "JA", "KO", "ZH", "VI", "ID", "CA",
)  # fmt: skip

_ISO_639_1 = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da "
    "de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy "
    "hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg "
    "li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or "
    "os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta "
    "te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)


def detect_language(text: str, *, declared: str | None = None) -> str:
    """The ISO 639-1 code of a text's language, or "und" where it cannot be told.

    Text that is plainly English is told by its function words: that spares most articles the
    loading of the detector's models (0.2 s).

    Args:
        text: running text, without headings.
        declared: what the page says (`<html lang>`). Many pages say what their theme came with, so
            it decides only where the text is short, cannot be told, or would be in a language that
            the detector does not know.
    """
    code = language_code(declared)
    if code and code.upper() not in _CODES:
        return code
    sample = text[:SAMPLE]
    words = sample.lower().split()
    if words and sum(word in _ENGLISH for word in words) >= _PLAINLY * len(words):
        return "en"
    if code and len(sample) < _SHORT:
        return code
    found = _detector().detect_language_of(sample)
    return found.iso_code_639_1.name.lower() if found else code or UNKNOWN


def language_code(tag: str | None) -> str | None:
    """The language of a tag such as "de-AT" or "pt_BR"; None where it names none."""
    primary = re.split("[-_]", tag or "", maxsplit=1)[0].strip().lower()
    if primary == UNKNOWN or not re.fullmatch("[a-z]{2,3}", primary):
        return None
    return _SAME.get(primary, primary)


def given_language(tag: str) -> str:
    """The ISO 639-1 code of a language that somebody asks for ("de", "de-AT", "deu").

    Raises:
        LanguageUnknown: it names no language.
    """
    code = language_code(tag)
    short = code if code is None or len(code) == _TWO else _two_letters(code)
    if short not in _ISO_639_1:
        raise LanguageUnknown(
            f'"{tag[:_SHOWN]}" is no language code; give one of ISO 639-1, such as "en" or "de-AT".'
        )
    return short


def language_name(code: str) -> str:
    """The English name of a language, or its code where the detector does not know it."""
    from lingua import IsoCode639_1, Language  # noqa: PLC0415 - not everybody needs it

    known = getattr(IsoCode639_1, code.upper(), None)
    return Language.from_iso_code_639_1(known).name.capitalize() if known else code


def _two_letters(code: str) -> str | None:
    from lingua import IsoCode639_3, Language  # noqa: PLC0415 - not everybody needs it

    known = getattr(IsoCode639_3, code.upper(), None)
    return Language.from_iso_code_639_3(known).iso_code_639_1.name.lower() if known else None


@cache
def _detector() -> "LanguageDetector":
    from lingua import IsoCode639_1, LanguageDetectorBuilder  # noqa: PLC0415 - loads its models

    codes = [getattr(IsoCode639_1, code) for code in _CODES]
    builder = LanguageDetectorBuilder.from_iso_codes_639_1(*codes)
    return builder.with_low_accuracy_mode().with_minimum_relative_distance(_UNSURE).build()
