"""Statements that make a fact of what the article only reports as a claim or as possible."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from keyquestions.grounding.lists import listed
from keyquestions.grounding.sentence_words import lemma_of
from keyquestions.grounding.turns import FUNCTION_WORDS, PLAIN_NEGATORS

_CLAIMING = listed(
    """
    accuse allege argue claim suspect warn contend insist speculate believe fear predict forecast
    suggest assert maintain describe label brand dub denounce condemn criticise criticize
    """
)
"""Verbs (base forms) whose content is a claim, whoever makes it."""

_SAYING = listed("say tell add write testify according")
_PARTISAN = listed(
    """
    prosecutor prosecution lawyer attorney barrister defence defense critic opponent supporter
    analyst expert observer activist campaigner rival insider plaintiff protester accuser sceptic
    skeptic advocate lobbyist commentator pundit whistleblower suspect defendant
    """
)
"""Nouns (base forms) whose sayings are claims: they are parties or forecast."""

_SUMMONED = listed(
    "for on off up out strike election meeting vote referendum inquiry conference police ambulance"
)
"""What is called for, off or together, not called something."""

_INTENDING = listed("plan intend want hope aim seek propose threaten expect wish vow promise")
"""Verbs (base forms) whose "to" leads to what has not been done."""

_OBLIGING = frozenset(["must", "should"])
_MODAL = frozenset(["may", "might", "could"])
_HEDGES = listed(
    "likely probably possibly perhaps allegedly reportedly apparently supposedly purportedly"
)
_OPEN = (
    _CLAIMING
    | _SAYING
    | _MODAL
    | _HEDGES
    | listed(
        """
        call describe see think consider deny reject criticise criticize condemn blame
        demand want urge announce report speak quote cite voice express mention explain admit
        acknowledge concede confirm declare estimate object complain doubt question ask wonder agree
        account view opinion argument warning belief prediction accusation allegation
        assumption theory reported stated estimated
        would can should if whether unless risk threat threaten danger chance possible possibility
        potential potentially presumably alleged seem appear unlikely uncertain unclear plead
        """
    )
)
"""Words that leave a statement a claim, a possibility or somebody's."""

_MONTH = re.compile(r"(?<=\w[ \u00a0])May\b")
"""The month, which is no doubt."""

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_ADDED = re.compile(r",\s+(?:which|who|whose|where)\b[^,.;]*")
_CLAUSE = re.compile(
    r";|,\s+and\b|\s(?:[\u2013\u2014]|--?)\s|\b(?:but|while|whereas|although|though|yet)\b"
)
_LITTLE = FUNCTION_WORDS["en"] | PLAIN_NEGATORS
_QUOTED = re.compile('["\u201c\u201d\u201e\u00ab\u00bb]')
_LIKE = 0.6
_MOSTLY = 0.7
_CORE = 0.4
_LEAST = 2
_LEAST_CORE = 3
_BESIDE = 6
_TAIL = 3


@dataclass(frozen=True)
class Reported:
    """The words of an English sentence in their order, as base forms."""

    text: str

    @cached_property
    def lemmas(self) -> tuple[str, ...]:
        """Base forms; function words as they are."""
        return _lemmas(self.text)

    @cached_property
    def content(self) -> frozenset[str]:
        """The base forms that are no function words."""
        return _content(self.lemmas)

    @cached_property
    def is_open(self) -> bool:
        """Whether it says by some word that it is a claim, or only possible."""
        told = (*self.lemmas, *_words(self.text))
        intended = any(_is_intended(self.lemmas, at) for at in range(len(self.lemmas)))
        return intended or bool(_QUOTED.search(self.text)) or not _OPEN.isdisjoint(told)

    @cached_property
    def done(self) -> frozenset[str]:
        """The base forms of the verbs that it has in a past form ("sued")."""
        forms = zip(_words(self.text), self.lemmas, strict=True)
        return frozenset(
            lemma for word, lemma in forms if word != lemma and not word.endswith(("s", "ing"))
        )

    @cached_property
    def added(self) -> frozenset[str]:
        """The content of what the author adds about somebody or something (", which …")."""
        return _content(_lemmas(" ".join(_ADDED.findall(self.text))))

    @cached_property
    def claim(self) -> frozenset[str]:
        """The content of what a party claims in it, what is added left out; empty without one."""
        clauses = _CLAUSE.split(_ADDED.sub(" ", self.text))
        return frozenset().union(*(_claimed(_lemmas(clause)) for clause in clauses))

    def hedges(self) -> dict[str, str]:
        """Return the hedge before each content word that one weakens; "could not" weakens none."""
        found: dict[str, str] = {}
        for at, lemma in enumerate(self.lemmas):
            after = self.lemmas[at + 1 :]
            is_hedge = lemma in _MODAL | _HEDGES | _OBLIGING or _is_intended(self.lemmas, at)
            if not is_hedge:
                continue
            if after[:1] and after[0] in PLAIN_NEGATORS:
                continue
            weakened = next((w for w in after if w in self.content and not w.endswith("ly")), "")
            found[weakened] = lemma
        return found


def _words(text: str) -> list[str]:
    text = _MONTH.sub("", text)
    return [word.lower().replace("\u2019", "'") for word in _WORD.findall(text)]


def _lemmas(text: str) -> tuple[str, ...]:
    return tuple(
        word if word in _LITTLE else lemma_of(word.removesuffix("'s"), "en")
        for word in _words(text)
    )


def _is_intended(lemmas: Sequence[str], at: int) -> bool:
    """Tell whether a word says that something is planned ("plan to sue")."""
    return lemmas[at] in _INTENDING and "to" in lemmas[at + 1 : at + 2]


def _content(lemmas: Sequence[str]) -> frozenset[str]:
    return frozenset(lemma for lemma in lemmas if lemma not in _LITTLE)


def _claimed(lemmas: Sequence[str]) -> frozenset[str]:
    """Return the content of what a clause reports: what follows its verb, or else comes before."""
    for at, lemma in enumerate(lemmas):
        near = lemmas[max(0, at - _BESIDE) : at + _BESIDE]
        after = _content(lemmas[at + 1 :])
        if lemma == "call" and not _SUMMONED.intersection(lemmas[at + 1 : at + _BESIDE]):
            return after
        if lemma in _CLAIMING or (lemma in _SAYING and _PARTISAN.intersection(near)):
            return after if len(after) > _TAIL else after | _content(lemmas[:at])
    return frozenset()


def unattributed(said: Reported, backing: Sequence[Reported], others: Sequence[Reported]) -> str:
    """Say what a statement leaves out that makes its evidence a claim; "" where nothing.

    Args:
        said: the statement.
        backing: the sentences of its evidence.
        others: the other sentences of the article; one that says the same as a fact suffices.
    """
    if said.is_open or len(said.content) < _LEAST:
        return ""
    found = [_left_out(said, there) for there in backing if _like(said, there) >= _LIKE]
    if not found or not all(found):
        return ""
    likeness = max(_like(said, there) for there in backing)
    plain = any(_like(said, o) >= likeness and not _left_out(said, o) for o in others)
    return "" if plain else found[0]


def _like(said: Reported, there: Reported) -> float:
    return len(said.content & there.content) / len(said.content)


def _left_out(said: Reported, there: Reported) -> str:
    core = said.content & there.content - there.added
    is_core = not there.added or len(core) >= max(_LEAST_CORE, _CORE * len(said.content))
    if there.claim and is_core and len(core & there.claim) >= _MOSTLY * len(core):
        return "the article reports this as a claim and does not say it itself"
    for weakened, hedge in there.hedges().items():
        is_doubt = bool(there.claim) or hedge in _HEDGES | {"may", "might"}
        if hedge == "could":  # else it may be what somebody was able to do
            is_doubt |= "will" in said.lemmas
        if hedge in _INTENDING | _OBLIGING:
            is_doubt = weakened in said.done
        if weakened in said.content and is_doubt:
            return f'the article says "{hedge}" here, not that it is so'
    return ""
