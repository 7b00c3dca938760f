"""Words of a sentence with their places and, in English, their Penn tags."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from keyquestions.english import base_form, base_forms, known_tag, usual_tags

_TOKEN = re.compile(
    r"""
      [$€£¥]
    | \d+(?:[.,]\d+)*(?:[-‐‑][^\W_]+(?:,\d+)*)+                          # 30-day, 1,000-for-1,000
    | \d+(?:[.,:/–-]\d+)*(?:st|nd|rd|th|bn|km|kg|pm|am|[smk])?(?![^\W_])%?    # 1,000, 6-3, 40%
    | (?:[^\W\d_]\.){2,}                                                # U.S.
    | (?:Mr|Mrs|Ms|Dr|St|Prof|Gen|Sen|Rep|Gov|Lt|Sgt|Capt|Col|Rev|Hon|Jr|Sr|No|vs|Inc|Ltd|Co)\.(?=\s)
    | [^\W_]+(?:[-‐‑'’&./][^\W_]+)*                                     # words, don't, 30-day, AT&T
    | \.\.\.|…
    | \S
    """,
    re.VERBOSE,
)
_CONTRACTION = re.compile(r"(?:n['’]t|['’](?:s|re|ve|ll|d|m))$", re.IGNORECASE)
_COMPOUND = re.compile(r"\d[\d.,]*[-‐‑](?=.*[^\W\d_]{2})")
_DIGITS = re.compile(r"\d")
_MARKS = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "–": "-", "—": "-"}

NUMBER_WORDS = frozenset(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred "
    "thousand million billion trillion dozen".split()
)
_ALWAYS = {
    "that": "IN", "to": "TO", "because": "IN", "if": "IN", "unless": "IN", "while": "IN",
    "although": "IN", "though": "IN", "until": "IN", "whether": "IN", "who": "WP", "whom": "WP",
    "what": "WP", "which": "WDT", "when": "WRB", "where": "WRB", "why": "WRB", "how": "WRB",
    "whose": "WP$", "their": "PRP$", "its": "PRP$", "his": "PRP$", "my": "PRP$", "our": "PRP$",
    "your": "PRP$", "he": "PRP", "she": "PRP", "it": "PRP", "they": "PRP", "we": "PRP", "i": "PRP",
    "you": "PRP", "them": "PRP", "him": "PRP", "us": "PRP", "me": "PRP", "the": "DT", "a": "DT",
    "an": "DT", "this": "DT", "these": "DT", "those": "DT", "every": "DT", "each": "DT",
    "some": "DT", "and": "CC", "but": "CC", "or": "CC", "nor": "CC", "not": "RB", "n't": "RB",
    "will": "MD", "would": "MD", "could": "MD", "should": "MD", "may": "MD", "might": "MD",
    "must": "MD", "can": "MD", "cannot": "MD", "ca": "MD", "wo": "MD", "shall": "MD",
    "is": "VBZ", "are": "VBP", "was": "VBD", "were": "VBD", "be": "VB", "been": "VBN",
    "being": "VBG", "has": "VBZ", "have": "VBP", "had": "VBD", "does": "VBZ", "did": "VBD",
    "said": "VBD", "says": "VBZ", "of": "IN", "with": "IN", "without": "IN", "there": "EX",
    "more": "JJR", "less": "JJR", "also": "RB", "own": "JJ", "per": "IN", "despite": "IN",
    "amid": "IN", "via": "IN", "versus": "IN", "toward": "IN", "towards": "IN", "like": "IN",
    "including": "VBG", "according": "VBG", "both": "DT", "however": "RB", "least": "JJS",
    "herself": "PRP", "himself": "PRP", "itself": "PRP", "themselves": "PRP", "during": "IN",
}  # fmt: skip
"""Words whose tag is one thing in nearly every sentence, whatever the tagger thinks."""


class Token(NamedTuple):
    """One word or mark; `start` and `end` are code points in the canonical text.

    `lower` is in lower case with straight quotes; `tag` is its Penn tag, "" where the language has
    no tagger here.
    """

    text: str
    lower: str
    tag: str
    start: int
    end: int


def tokenise(text: str, offset: int) -> list[tuple[str, int, int]]:
    """Words and marks of `text` with their places, counted from `offset`."""
    found = []
    for match in _TOKEN.finditer(text):
        word, at = match[0], offset + match.start()
        cut = _CONTRACTION.search(word) if "'" in word or "’" in word else None
        if cut is not None and cut.start() > 0:
            middle = at + cut.start()
            found.append((word[: cut.start()], at, middle))
            found.append((word[cut.start() :], middle, at + len(word)))
        else:
            found.append((word, at, at + len(word)))
    return found


def tag_all(sentences: Sequence[Sequence[tuple[str, int, int]]]) -> list[tuple[Token, ...]]:
    """Tag the words of English sentences, in one go because the tagger works per text."""
    found = []
    for words in sentences:
        plain = [_plain(word) for word, _, _ in words]
        raw = usual_tags(plain) if plain else []
        tags = _repaired([word for word, _, _ in words], [w.lower() for w in plain], raw)
        found.append(
            tuple(
                Token(word, low.lower(), tag, start, end)
                for (word, start, end), low, tag in zip(words, plain, tags, strict=True)
            )
        )
    return found


def untagged(words: Iterable[tuple[str, int, int]]) -> tuple[Token, ...]:
    """Tokens of a sentence in a language that is not tagged."""
    return tuple(Token(word, _plain(word).lower(), "", start, end) for word, start, end in words)


def _plain(word: str) -> str:
    if word in _MARKS:
        return _MARKS[word]
    return word.replace("’", "'") if "’" in word else word


def _repaired(words: list[str], lowers: list[str], raw: list[str]) -> list[str]:
    """Mend what the tagger typically gets wrong: numbers, names, verbs after auxiliaries."""
    tags = list(raw)
    for at, (word, low) in enumerate(zip(words, lowers, strict=True)):
        tags[at] = _by_itself(word, low, raw[at], first=_opens(lowers, at))
    for at, low in enumerate(lowers):
        if at:
            tags[at] = _after(low, tags[at], lowers, tags, at)
    if lowers and lowers[-1] in {".", '"', "!", "?"} and not _FINITE & set(tags):
        _give_finite(lowers, tags)
    return tags


def _give_finite(lowers: list[str], tags: list[str]) -> None:
    """Make a verb of the likeliest word in a sentence that has none."""
    for at in range(1, len(tags)):
        before = tags[at - 1]
        if before not in _NOUNS | {"PRP", "WDT", "RB", "DT"} or not may_be_verb(lowers[at]):
            continue
        following = lowers[at + 1] if at + 1 < len(lowers) else ""
        if tags[at] == "VBN" and following != "by":
            tags[at] = "VBD"
        elif tags[at] == "NNS" and before in {"NN", "NNP"}:
            tags[at] = "VBZ"
        elif tags[at] in {"NN", "VB"} and (before in {"NNS", "PRP"} or lowers[at - 1] in _MANY):
            tags[at] = "VBP"
        else:
            continue
        return


def _opens(lowers: list[str], at: int) -> bool:
    return at == 0 or (at == 1 and not lowers[0][0].isalnum()) or lowers[at - 1] in {'"', ":", "'"}


def _by_itself(word: str, low: str, tag: str, *, first: bool) -> str:
    if not word[0].isalnum():
        if low in {"'s", "'"}:
            return "POS"
        return _ALWAYS.get(low, tag if low in {"'re", "'ve", "'ll", "'d", "'m"} else _mark(low))
    if _DIGITS.search(word):
        return "JJ" if _COMPOUND.match(word) else "CD"
    if low in _ALWAYS and ((word != "US" and word != "May") or first):
        return _ALWAYS[low]
    if low in NUMBER_WORDS:
        return "CD"
    if word[0].isupper():
        return _capitalised(word, low, tag, first=first)
    if tag in {"NNP", "NNPS"}:
        return "NNS" if low.endswith("s") and not low.endswith("ss") else "NN"
    return tag if tag[0].isalpha() else "NN"


def _mark(low: str) -> str:
    return {"$": "$", "€": "$", "£": "$", "¥": "$", "%": "NN", "n't": "RB"}.get(low, low)


def _capitalised(word: str, low: str, tag: str, *, first: bool) -> str:
    usual = known_tag(low)
    if (
        first
        and usual not in {None, "FW"}
        and not str(usual).startswith("NNP")
        and not word.isupper()
    ):
        return str(usual)
    if tag == "JJ" and (known_tag(word) == "JJ"):
        return "JJ"
    if first and usual is None and low.endswith(("ed", "ing", "ly")) and tag != "NNP":
        return tag
    return "NNP"


_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_MANY = frozenset({"these", "those", "both", "some"})
_BE = frozenset("is are was were be been being 's 're 'm".split())
_HAVE = frozenset("has have had having 've".split())
_DO = frozenset({"do", "does", "did"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_OBJECT_OPENS = frozenset({"DT", "PRP$", "PRP", "CD", "TO", "WP", "WRB", "$"})


def _after(low: str, tag: str, lowers: list[str], tags: list[str], at: int) -> str:
    """The tag in the light of its neighbours: "has announced", "will cut", "plans to"."""
    back = at - 1
    while back > 0 and tags[back] == "RB":
        back -= 1
    before, before_tag = lowers[back], tags[back]
    if tag == "VBD" and low not in _BE and (before in _HAVE or before in _BE):
        return "VBN"
    if before_tag == "MD" and tag in {"NN", "VBP", "VBD", "VBN", "JJ", "NNS", "IN", "NNP"}:
        return "VB" if may_be_verb(low) else tag
    if before in _DO and tag in {"NN", "VBP", "VBD", "NNS"}:
        return "VB" if may_be_verb(low) else tag
    if back != at - 1:
        return tag
    following = lowers[at + 1] if at + 1 < len(lowers) else ""
    if before == "to" and tag in {"NN", "VBP", "VBD", "JJ", "IN"}:
        opens = at + 1 < len(tags) and tags[at + 1] in _OBJECT_OPENS | {"IN", "JJ", "NNS", "NNP"}
        return "VB" if may_be_verb(low) and (opens or tag == "VBP") else tag
    if before_tag in {"DT", "PRP$", "POS", "JJ"} and before != "that":
        return _nominal(low, tag, before)
    if tag in {"NNS", "NN"} and before_tag in _NOUNS | {"PRP", "WP", "WDT"}:
        return _finite(low, tag, before_tag, following)
    if tag == "VB" and before_tag in {"NNS", "PRP", "WDT", "WP"}:
        return "VBP"
    return tag


def _nominal(low: str, tag: str, before: str) -> str:
    if tag in {"VB", "VBP", "MD"}:
        return "NN" if before != "both" else tag
    if tag == "VBZ" and low not in _BE | _HAVE and low != "does":
        return "NNS"
    return tag


def _finite(low: str, tag: str, before_tag: str, following: str) -> str:
    """A noun that must be a verb because an infinitive or an object follows it."""
    opens = following in {"to", "that", "the", "a", "an", "its", "their", "his", "her"}
    if not opens or not may_be_verb(low):
        return tag
    if tag == "NNS" and before_tag in {"NN", "NNP", "PRP", "WP", "WDT"}:
        return "VBZ"
    if tag == "NN" and before_tag in {"NNS", "NNPS", "PRP"}:
        return "VBP"
    return tag


@cache
def may_be_verb(word: str) -> bool:
    """Whether an English word form can be a form of a verb."""
    return "VERB" in base_forms(word)


@cache
def may_be_common(word: str) -> bool:
    """Whether a word in small letters is a common noun or an adjective of English."""
    return known_tag(word) is not None or bool(base_forms(word))


@cache
def lemma(word: str, category: str = "VERB") -> str:
    """The base form of an English word form as a "VERB" or a "NOUN", in lower case."""
    fixed = {"'s": "be", "'re": "be", "'m": "be", "'ve": "have", "'ll": "will"}
    if word in fixed:
        return fixed[word]
    known = _BASES.get(word) if category == "VERB" else None
    return known or base_form(word, category) or word


_BASES = {"found": "find", "lay": "lie", "left": "leave", "felt": "feel", "saw": "see"}
"""Forms of two verbs, read as news uses them."""
