"""A headline against its article: a number that differs, a certainty that the body takes back."""

import re
from collections.abc import Iterator

from keyquestions.analysis import Voice
from keyquestions.builtin.scan import Scan
from keyquestions.builtin.signals.candidates import Candidate
from keyquestions.builtin.tokens import may_be_common, may_be_verb
from keyquestions.builtin.words import STOPS, Line, Word

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_SPELLED = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty".split(),
        range(1, 21),
        strict=True,
    )
)
_ABOUT = 0.12
_CERTAIN = frozenset(
    "cure cures cured prove proves proven proved cause causes prevents prevent eliminates ends "
    "confirmed confirms blame".split()
)
_HEDGES = frozenset(
    "may might could possibly preliminary suggest suggests suggested suggesting unclear unproven "
    "correlation association associated".split()
)
_DENIALS = (
    "not prove",
    "no evidence",
    "not show that",
    "does not mean",
    "not yet known",
    "cannot say",
    "too early to",
    "not been confirmed",
    "not confirmed",
    "cannot prove",
    "in mice",
    "not established",
    "not aware of any evidence",
    "too few to draw conclusions",
    "no causal link",
    "not been shown",
    "cannot be attributed",
)
_LOUD = 4
"""The fewest letters of a word that shouts; shorter ones in capitals are mostly acronyms."""
_SHARED = 1


def headline(scan: Scan) -> list[Candidate]:
    """What is wrong with the title: a word that shouts, and where the body plainly disagrees."""
    titles = [(index, line) for index, line in enumerate(scan.lines) if scan.is_title(line)]
    body = [line for line in scan.lines if not scan.is_title(line)]
    if not titles or not body:
        return []
    shouts = [found for index, line in titles for found in _shouted(scan, index, line)]
    for index, line in titles:
        found = _number(scan, index, line, body) or _certainty(scan, index, line, body)
        if found is not None:
            return [found, *shouts]
    return shouts


def _shouted(scan: Scan, index: int, title: Line) -> Iterator[Candidate]:
    """Words in capitals in a title that is not all in capitals: "crashes SOAR"; no acronyms."""
    loud = [word for word in title.words if word.text.isupper() and len(word.text) >= _LOUD]
    quiet = sum(word.text.islower() and len(word.text) >= _LOUD for word in title.words)
    for word in loud if len(loud) <= quiet else ():
        labels = word.end < title.end and scan.article.text[word.end] == ":"
        if labels or not (may_be_verb(word.lower) or may_be_common(word.lower)):
            continue
        yield Candidate(
            kind="sensationalism",
            voice=Voice.AUTHOR,
            start=word.start,
            end=word.end,
            score=0.7,
            trigger=word.lower,
            explanations=(f"Capitals make the headline shout “{word.text}” at readers.",),
            neutral=word.lower,
            line=index,
        )


def _number(scan: Scan, index: int, title: Line, body: list[Line]) -> Candidate | None:
    """A number with its noun in the title that the body never gives, but another one for it."""
    told = {value for line in body for value in map(_value, line.words) if value is not None}
    for at, word in enumerate(title.words[:-1]):
        value, noun = _value(word), title.words[at + 1]
        if value is None or value < 3 or noun.lower in STOPS or _value(noun) is not None:
            continue
        if any(abs(other - value) <= _ABOUT * value for other in told) or _scaled(noun):
            continue
        others = _counts(body, noun.lower)
        if len(others) == 1:
            other = others[0]
            quote = scan.article.text[word.start : noun.end]
            why = (
                f"The headline says “{quote}”, the article “{other}”; "
                "it gives the headline's number nowhere."
            )
            return _mismatch(scan, index, word.start, noun.end, why, other)
    return None


def _scaled(noun: Word) -> bool:
    return noun.lower in {
        "percent",
        "per",
        "million",
        "billion",
        "trillion",
        "thousand",
        "years",
        "year",
        "days",
        "hours",
        "m",
        "bn",
        "pm",
        "am",
    }


def _counts(body: list[Line], noun: str) -> list[str]:
    """The different counts of a noun in the body, as they are written."""
    found: dict[float, str] = {}
    for line in body:
        for word, after in zip(line.words, line.words[1:], strict=False):
            value = _value(word)
            if value is not None and after.lower == noun:
                found.setdefault(value, f"{word.text} {after.text}")
    return list(found.values())


def _value(word: Word) -> float | None:
    if _NUMBER.fullmatch(word.text):
        return float(word.text.replace(",", ""))
    return _SPELLED.get(word.lower)


def _certainty(scan: Scan, index: int, title: Line, body: list[Line]) -> Candidate | None:
    """A title that is certain of what the body only thinks possible."""
    verbs = [
        at
        for at, word in enumerate(title.words)
        if word.lower in _CERTAIN and (word.lower != "blame" or title.lowers[at - 1] == "to")
    ]
    if not verbs or "?" in title.text or not _HEDGES.isdisjoint(title.lowers):
        return None
    if (
        scan.voices.voice_at(title.words[verbs[0]].start, title.words[verbs[0]].end)
        is not Voice.AUTHOR
    ):
        return None
    topic = {
        _stem(w.lower) for w in title.words if w.lower not in STOPS and w.lower not in _CERTAIN
    }
    for line in body:
        lowered = line.text.lower()
        denied = next((cue for cue in _DENIALS if cue in lowered), None)
        if denied is None or len(topic & {_stem(word.lower) for word in line.words}) < _SHARED:
            continue
        first = max(0, verbs[0] - 1)
        last = min(len(title.words), verbs[0] + 3)
        start, end = title.words[first].start, title.words[last - 1].end
        certain = title.words[verbs[0]].text
        why = (
            f"The headline is certain (“{certain}”); the article itself says: “{_clip(line.text)}”"
        )
        return _mismatch(scan, index, start, end, why, None)
    return None


def _mismatch(
    scan: Scan, index: int, start: int, end: int, why: str, neutral: str | None
) -> Candidate:
    return Candidate(
        kind="headline_body_mismatch",
        voice=Voice.AUTHOR,
        start=start,
        end=end,
        score=0.9,
        trigger=scan.article.text[start:end].lower(),
        explanations=(why,),
        neutral=neutral,
        line=index,
    )


def _stem(word: str) -> str:
    return word[:6].rstrip("s")


def _clip(text: str) -> str:
    words = text.split()
    return text if len(words) <= 30 else " ".join(words[:30]) + " …"
