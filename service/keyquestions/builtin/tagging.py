"""Penn tags of English sentences: what the tagger says, mended by what news is like."""

import re
from collections.abc import Iterable, Sequence

from keyquestions.builtin.tokens import Token, is_only_verb, lemma, may_be_verb, plain
from keyquestions.english import known_tag, usual_tags

NUMBER_WORDS = frozenset(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred "
    "thousand million billion trillion dozen".split()
)
_WORDS_BY_TAG = {
    "IN": (
        "that because if unless while although though until whether of with without per "
        "despite amid via versus toward towards like during"
    ),
    "TO": "to",
    "WP": "who whom what",
    "WDT": "which",
    "WRB": "when where why how",
    "WP$": "whose",
    "PRP$": "their its his my our your",
    "PRP": "he she it they we i you them him us me herself himself itself themselves",
    "DT": "the a an this these those every each some both",
    "CC": "and but or nor",
    "RB": "not n't also however",
    "MD": "will would could should may might must can cannot ca wo shall",
    "VBZ": "is has does says remains",
    "VBP": "are have",
    "VBD": "was were had did said",
    "VB": "be",
    "VBN": "been",
    "VBG": "being including according",
    "EX": "there",
    "JJR": "more less",
    "JJ": "own",
    "JJS": "least",
}
_ALWAYS = {word: tag for tag, words in _WORDS_BY_TAG.items() for word in words.split()}
"""Words whose tag is one thing in nearly every sentence, whatever the tagger thinks."""


_DIGITS = re.compile(r"\d")
_COMPOUND = re.compile(r"\d[\d.,]*[-‐‑](?=.*[^\W\d_]{2})")


def tag_all(sentences: Sequence[Sequence[tuple[str, int, int]]]) -> list[tuple[Token, ...]]:
    """Tag the words of English sentences."""
    return [_tagged(words) for words in sentences]


def _tagged(words: Sequence[tuple[str, int, int]]) -> tuple[Token, ...]:
    simple = [plain(word) for word, _, _ in words]
    lowers = [word.lower() for word in simple]
    tags = _repaired([word for word, _, _ in words], lowers, usual_tags(simple))
    return tuple(
        Token(word, low, tag, start, end)
        for (word, start, end), low, tag in zip(words, lowers, tags, strict=True)
    )


def untagged(words: Iterable[tuple[str, int, int]]) -> tuple[Token, ...]:
    """Tokens of a sentence in a language that is not tagged."""
    return tuple(Token(word, plain(word).lower(), "", start, end) for word, start, end in words)


def _repaired(words: list[str], lowers: list[str], raw: list[str]) -> list[str]:
    """Mend what the tagger typically gets wrong: numbers, names, verbs after auxiliaries."""
    tags = list(raw)
    for at, (word, low) in enumerate(zip(words, lowers, strict=True)):
        tags[at] = _by_itself(word, low, raw[at], first=_opens(lowers, at))
    if len(tags) > 1 and tags[0] == "JJ" and tags[1] in _FINITE and words[0].istitle():
        tags[0] = "NNP"
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
    if low in _ALWAYS and (word not in {"US", "May"} or first):
        return _ALWAYS[low]
    if low in NUMBER_WORDS:
        return "CD"
    if "-" in low and tag == "JJ" and low.endswith("s") and not low.endswith("ss"):
        return "NNS"
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
    if first and usual is None and low.endswith("s") and known_tag(lemma(low, "NOUN")) is not None:
        return "NNS"
    return "NNP"


_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_MANY = frozenset({"these", "those", "both", "some"})
_BE = frozenset("is are was were be been being 's 're 'm".split())
_HAVE = frozenset("has have had having 've".split())
_DO = frozenset({"do", "does", "did"})
_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_OPENING = frozenset({"to", "that", "the", "a", "an", "its", "their", "his", "her"})
_OBJECTS = frozenset({"DT", "PRP$", "CD", "$", "JJR"})
_PARTICLES = frozenset("down up out off away".split())
_CURRENCY = frozenset("$€£¥")
_COMPARING = frozenset({"later", "earlier", "only"})
_MISTAKEN = frozenset({"NN", "NNS", "VBP", "VBD"})
_BEFORE_NOUNS = frozenset({"DT", "PRP$", "POS", "JJ"})
_SUBJECTS = _NOUNS | {"PRP", "WP", "WDT"}
_LAST_WORDS = frozenset("estimates reports claims fears hopes predicts warns believes".split())
"""Verbs that end a sentence after whoever says it: "…, the Space Office estimates."."""
_OBJECT_OPENS = frozenset({"DT", "PRP$", "PRP", "CD", "TO", "WP", "WRB", "$"})


def _after(low: str, tag: str, lowers: list[str], tags: list[str], at: int) -> str:
    """The tag in the light of its neighbours: "has announced", "will cut", "plans to"."""
    back = at - 1
    while back > 0 and tags[back] == "RB":
        back -= 1
    before, before_tag = lowers[back], tags[back]
    helped = _helped(low, tag, before, before_tag)
    if helped is not None:
        return helped
    following = lowers[at + 1] if at + 1 < len(lowers) else ""
    ahead = tags[at + 1] if at + 1 < len(tags) else ""
    if low in _COMPARING and tags[at - 1] == "DT":
        return "JJ"
    if tag == "NNS" and before_tag == "NN" and following in _CURRENCY and may_be_verb(low):
        return "VBZ"
    if back != at - 1:
        free = tag in {"NN", "VB"} and before_tag not in {"TO", "MD"} and before not in _DO
        return "VBP" if free and following in _OPENING and may_be_verb(low) else tag
    if before == "to" and tag in {"NN", "VBP", "VBD", "JJ", "IN"}:
        opens = ahead in _OBJECT_OPENS | {"IN", "JJ", "NNS", "NNP"}
        opens = opens or (tag == "JJ" and at > 1 and tags[at - 2].startswith("VB"))
        return "VB" if may_be_verb(low) and (opens or tag == "VBP") else tag
    if before_tag in _BEFORE_NOUNS and before != "that":
        return _nominal(low, tag, before, ahead)
    earlier = tags[at - 2] if at > 1 else ""
    if tag in {"NNS", "NN"}:
        return _finite(low, tag, (earlier, before_tag), following)
    if tag == "VBN" and before_tag in _NOUNS and following in _PARTICLES:
        return "VBD"
    return _verbal(tag, before_tag if before != "that" else earlier, earlier, ahead)


def _helped(low: str, tag: str, before: str, before_tag: str) -> str | None:
    """The tag behind "have", "will" or "do", None behind any other word."""
    if tag == "VBD" and low not in _BE and (before in _HAVE or before in _BE):
        return "VBN"
    if before_tag == "MD" and tag == "NN" and before not in {"can", "will", "may", "might"}:
        return "VB"
    if before_tag == "MD" and tag in _MISTAKEN | {"VBN", "JJ", "IN", "NNP"}:
        return "VB" if may_be_verb(low) else tag
    if tag in _MISTAKEN and before in _DO:
        return "VB" if may_be_verb(low) else tag
    return None


def _verbal(tag: str, before_tag: str, earlier: str, ahead: str) -> str:
    """A verb form after a noun or a pronoun: past, present, or no verb at all."""
    if tag == "VBN" and before_tag in _SUBJECTS | {",", "CC"} and ahead in _OBJECTS:
        return "VBD"
    if tag == "VB" and before_tag == "NN" and earlier in {"DT", "JJ", "PRP$"}:
        return "NN"
    if tag == "VB" and before_tag in {"NNS", "PRP", "WDT", "WP"}:
        return "VBP"
    if tag == "VB" and before_tag == "NNP" and ahead in _OBJECTS:
        return "VBP"
    return tag


def _nominal(low: str, tag: str, before: str, ahead: str) -> str:
    """The tag after a determiner or an adjective: a noun, if it can be one."""
    if tag == "MD":
        return "NN" if low == "will" and before in {"the", "his", "her"} else tag
    if tag in {"VB", "VBP"}:
        return "NN" if before != "both" else tag
    if tag == "RBR":
        return "JJR"
    if (
        tag == "JJ"
        and ahead in {"MD", "CC", "VBZ", "VBD"}
        and before in {"the", "a", "no", "'s", "its"}
    ):
        return "NN"
    if tag == "VBZ" and low not in _BE | _HAVE and low != "does":
        return "NNS"
    return tag


def _finite(low: str, tag: str, back: tuple[str, str], following: str) -> str:
    """A noun that must be a verb because an infinitive or an object follows it."""
    earlier, before = back
    if not may_be_verb(low):
        return tag
    if before == "," and tag == "NNS":
        return "VBZ" if following in {"to", "that"} else tag
    if before == "NNP" and following == "." and low in _LAST_WORDS:
        return "VBZ"
    if before == "NNP" and tag == "NN" and following == "to":
        return tag if earlier == "DT" else "VBP"
    if before == "NNS" and is_only_verb(low):
        return "VBP"
    if following in _OPENING and tag == "NNS" and before in {"NN", "NNP", "PRP", "WP", "WDT"}:
        return "VBZ"
    if following in _OPENING and tag == "NN" and before in {"NNS", "NNPS", "PRP"}:
        return "VBP"
    return tag
