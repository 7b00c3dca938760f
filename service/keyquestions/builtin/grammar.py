"""English grammar of questions: inversion, do-support, possessives, capitals."""

from collections.abc import Sequence

from keyquestions.builtin.clauses import BE, DO, HAVE, Clause
from keyquestions.builtin.names import is_title
from keyquestions.builtin.tokens import Token, lemma

_FULL = {"ca": "can", "wo": "will", "'ll": "will", "'re": "are", "'ve": "have", "'m": "am"}
_UNCHANGED = frozenset("beat put set cut hit let cost hurt quit read spread shut split".split())
_PLURALS = frozenset("people police women men children staff parents councillors both many".split())


def plural(clause: Clause) -> bool:
    """Whether the subject takes a plural verb."""
    head = clause.tokens[clause.head]
    inside = clause.tokens[clause.subject[0] : clause.subject[1]]
    joined = any(t.lower == "and" for t in inside) and head.tag.startswith("NNP")
    return head.tag in {"NNS", "NNPS"} or head.lower in _PLURALS or joined or head.lower == "they"


def agrees(clause: Clause) -> bool:
    """Whether subject and verb fit: where they do not, the tagger was wrong about one of them."""
    finite, head = clause.tokens[clause.finite], clause.tokens[clause.head]
    if (
        _is_past(clause)
        or head.tag == "NNP"
        or head.lower in {"it", "they", "who"}
        or finite.tag == "MD"
    ):
        return True
    if finite.tag == "VBZ" or finite.lower == "was":
        return not plural(clause) or head.lower in {"staff", "police"} or head.tag == "CD"
    if finite.tag == "VBP" or finite.lower == "were":
        return plural(clause) or head.tag == "CD" or _joined(clause)
    return True


def _is_past(clause: Clause) -> bool:
    """Whether a form that looks like the present is the past: "Calloway beat Asanov"."""
    finite, head = clause.tokens[clause.finite], clause.tokens[clause.head]
    alike = finite.tag in {"VBP", "VB"} and finite.lower in _UNCHANGED
    return alike and head.tag in {"NN", "NNP"} and not _joined(clause)


def _joined(clause: Clause) -> bool:
    return any(t.lower == "and" for t in clause.tokens[clause.subject[0] : clause.subject[1]])


def inverted(clause: Clause, subject: str, *, end: int | None = None) -> str:
    """ "did SUBJECT close the library": the clause as it follows a question word.

    `end` is where the rest of the clause is cut (a token index).
    """
    end = clause.end if end is None else end
    finite = clause.tokens[clause.finite]
    rest = clause.text(clause.main + 1, end)
    if _is_auxiliary(clause):
        middle = _middle(clause.tokens[clause.finite + 1 : clause.main + 1])
        parts = [_spelled(clause, finite), subject, middle, rest]
    else:
        helper = {"VBD": "did", "VBN": "did", "VBZ": "does"}.get(finite.tag, "do")
        helper = "did" if _is_past(clause) else helper
        parts = [helper, subject, lemma(finite.lower), rest]
    return " ".join(part for part in parts if part)


def predicate(clause: Clause, *, end: int | None = None) -> str:
    """ "closed the library": the verb group and the rest, for a question about the subject."""
    return clause.text(clause.finite, clause.end if end is None else end)


def _is_auxiliary(clause: Clause) -> bool:
    finite = clause.tokens[clause.finite]
    if finite.tag == "MD" or finite.lower in BE:
        return True
    return finite.lower in HAVE | DO and clause.main != clause.finite


def _middle(tokens: Sequence[Token]) -> str:
    words = ["not" if t.lower == "n't" else t.text for t in tokens]
    return " ".join(words)


def _spelled(clause: Clause, finite: Token) -> str:
    if finite.lower == "'s":
        return "has" if clause.tokens[clause.main].tag == "VBN" else "is"
    if finite.lower == "'d":
        return "would"
    if finite.lower == "cannot":
        return "can"
    return _FULL.get(finite.lower, finite.lower)


def mid_sentence(text: str, opener: Token | None, *, definite: bool = True) -> str:
    """A noun phrase as it stands inside a question: "A fire" becomes "the fire"."""
    first, space, rest = text.partition(" ")
    low = first.lower()
    if is_title(first) and rest[:1].isupper():
        return text
    if low in {"a", "an"} and definite:
        return f"the{space}{rest}"
    name = opener is not None and opener.tag in {"NNP", "NNPS"}
    if (
        name
        or (first.isupper() and len(first) > 1)
        or not first[:1].isupper()
        or (opener is not None and opener.tag == "JJ" and _nationality(first))
    ):
        return text
    return low + space + rest if first[1:].islower() or len(first) == 1 else text


def _nationality(word: str) -> bool:
    return (
        word.endswith(("ian", "ish", "ese", "can", "ean", "ench", "eek", "utch")) and len(word) > 4
    )


def possessive(text: str) -> str:
    """ "the union's", "the residents'", "James's"."""
    plural_like = text.endswith("s") and text.rsplit(maxsplit=1)[-1][:1].islower()
    return text + ("’" if plural_like else "’s")


def sentence(text: str) -> str:
    """A piece of the article as a sentence: a capital in front, a full stop behind."""
    text = text.strip(" ,;:–—-")
    if not text:
        return ""
    if not text.endswith((".", "!", "?", '."', ".”", "!”", "?”")):
        text += "."
    return text[0].upper() + text[1:]
