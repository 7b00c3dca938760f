"""Clauses of a tagged sentence: whose (subject) did what (verb group) and the rest of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from keyquestions.builtin.chunks import ABOUT, Chunk, chunk_at
from keyquestions.builtin.document import Passage
from keyquestions.builtin.names import is_calendar
from keyquestions.builtin.subjects import ADVERBS, FINITE, SPANS, TODAY, WHEN, to_verb
from keyquestions.builtin.tails import Tail, enumerates, rest_and_tails
from keyquestions.builtin.tokens import Token, lemma

__all__ = [
    "BE",
    "DO",
    "FINITE",
    "HAVE",
    "SPEECH",
    "Clause",
    "Tail",
    "clause_at",
    "clauses",
    "content_of",
    "fronted_end",
    "listener",
    "main_clause",
]

BE = frozenset("is are was were am be been being 's 're 'm".split())
HAVE = frozenset("has have had 've".split())
DO = frozenset("do does did".split())

SPEECH = frozenset(
    "say warn argue claim tell add announce explain note insist stress suggest maintain believe "
    "predict estimate fear hope find show conclude reveal report complain confirm write admit "
    "acknowledge caution think suspect".split()
)
"""Verbs that report what somebody says, thinks or has found."""
_JOINS = frozenset("that because and but ; while although said says after as when".split())
_NOUNS = frozenset({"NN", "NNS", "CD"})
_FRONTS = frozenset({"IN", "TO", "VBG", "VBN", "WRB", "RB", "CC"})
_FRONT_WORDS = frozenset({"because", "further", "according", "following", "due"})
_DATELINE = 9
_FRONT_REACH = 30
_CONTENT_REACH = 9


@dataclass(frozen=True)
class Clause:
    """Token indices of one clause in its passage; each span excludes its end.

    `subject` is the plain subject with the phrases that belong to it, `whole` also has its
    apposition or relative clause; `verbs` runs from the finite verb to the main verb; the rest ends
    at `end`; `tails` are the subordinate parts behind it.
    """

    passage: Passage
    subject: tuple[int, int]
    head: int
    whole: tuple[int, int]
    finite: int
    main: int
    end: int
    tails: tuple[Tail, ...]

    @property
    def tokens(self) -> Sequence[Token]:
        """The words of the sentence."""
        return self.passage.tokens

    @property
    def verb(self) -> str:
        """The base form of the main verb."""
        return lemma(self.tokens[self.main].lower)

    @property
    def passive(self) -> bool:
        """Whether the main verb is a participle after a form of "be"."""
        before = (t.lower for t in self.tokens[self.finite : self.main])
        return self.tokens[self.main].tag == "VBN" and any(word in BE for word in before)

    @property
    def negated(self) -> bool:
        """Whether "not", "never" or "n't" stands in the verb group."""
        group = self.tokens[self.finite : self.main + 2]
        return any(t.lower in {"not", "n't", "never", "cannot"} for t in group)

    @property
    def object(self) -> Chunk | None:
        """The noun chunk right behind the verb."""
        return self.passage.chunk_from(self.main + 1)

    def text(self, first: int, last: int) -> str:
        """The article's words between two tokens."""
        return self.passage.words(first, last)


def clause_at(passage: Passage, first: int, last: int | None = None) -> Clause | None:
    """The clause whose subject begins at token `first`, None where no clause can be made out."""
    tokens = passage.tokens
    last = len(tokens) if last is None else last
    while first + 1 < last and _skipped(tokens, first):
        first += 1
    chunk = chunk_at(tokens, first)
    if chunk is None or chunk.last > last:
        return None
    plain, finite = to_verb(tokens, chunk, last)
    if finite is None:
        return None
    main = _main_verb(tokens, finite, last)
    if main is None:
        return None
    end, tails = rest_and_tails(tokens, main + 1, last)
    return Clause(
        passage=passage,
        subject=(first, plain),
        head=chunk.head,
        whole=(first, _trimmed(tokens, first, finite)),
        finite=finite,
        main=main,
        end=end,
        tails=tails,
    )


def _skipped(tokens: Sequence[Token], at: int) -> bool:
    """A comma or an adverb before the subject; "earlier work" begins with its adverb."""
    adverb = tokens[at].tag in ADVERBS and tokens[at + 1].tag not in {"NN", "NNS"}
    return adverb or tokens[at].lower == ","


def _trimmed(tokens: Sequence[Token], first: int, end: int) -> int:
    while end > first + 1 and (tokens[end - 1].tag in ADVERBS or tokens[end - 1].lower == ","):
        end -= 1
    return end


def _main_verb(tokens: Sequence[Token], finite: int, last: int) -> int | None:
    """The main verb of the group that begins at `finite`; a copula is its own main verb."""
    low, tag = tokens[finite].lower, tokens[finite].tag
    auxiliary = tag == "MD" or low in BE | HAVE | DO
    if not auxiliary:
        return finite
    at, main = finite + 1, finite
    while at < last:
        token = tokens[at]
        if token.tag in ADVERBS:
            at += 1
            continue
        verb = token.tag in {"VB", "VBN", "VBG"} or (token.tag == "VBD" and token.lower not in BE)
        if not verb or (token.tag == "VBG" and tokens[main].lower not in BE):
            break
        main = at
        if token.lower not in BE | HAVE:
            break
        at += 1
    if main == finite and (tag == "MD" or low in DO):
        return None
    return main


def main_clause(passage: Passage) -> Clause | None:
    """The main clause of a sentence; what stands before it is skipped."""
    return passage.once(_main_clause)


def _main_clause(passage: Passage) -> Clause | None:
    tokens = passage.tokens
    first = _after_time(tokens, _dateline(tokens))
    opener = tokens[first] if first < len(tokens) else None
    if opener is None:
        return None
    counted = first + 1 < len(tokens) and tokens[first + 1].tag == "CD" and opener.lower in ABOUT
    if (opener.tag in _FRONTS and not counted) or opener.lower in _FRONT_WORDS:
        begin = fronted_end(passage, first)
        return clause_at(passage, begin) if begin is not None else None
    return clause_at(passage, first)


def _dateline(tokens: Sequence[Token]) -> int:
    """Where the text begins after "HALVERTON, 4 April –"."""
    for at, token in enumerate(tokens[:_DATELINE]):
        if token.lower == "-" and at and tokens[0].text.isupper():
            return at + 1
    return 0


def _after_time(tokens: Sequence[Token], first: int) -> int:
    """Where the clause begins after "Last month" or "Today" without a comma."""
    near = [token.lower for token in tokens[first : first + 3]]
    if near[:1] and near[0] in TODAY and near[1:2] != [","]:
        return first + 1
    if len(near) == 3 and near[0] == "for" and near[2].removesuffix("s") in SPANS:
        return first + 3
    spans = len(near) == 3 and near[0] in WHEN and (near[1] in SPANS or is_calendar(near[1]))
    return first + 2 if spans and near[2] != "," else first


def fronted_end(passage: Passage, first: int = 0) -> int | None:
    """The first token after a fronted phrase or clause and its comma, None where there is none."""
    tokens = passage.tokens
    commas = [
        i for i in range(first, min(len(tokens), first + _FRONT_REACH)) if tokens[i].lower == ","
    ]
    for comma in commas:
        found = clause_at(passage, comma + 1)
        if found is not None and not enumerates(tokens, comma):
            return found.subject[0]
    if not commas and tokens[first].tag in {"IN", "RB", "CC"}:
        for at in range(first + 1, min(len(tokens), first + 6)):
            if tokens[at].tag in {"DT", "NNP", "PRP"} and tokens[first].tag != "IN":
                return at
    return None


def clauses(passage: Passage) -> tuple[Clause, ...]:
    """All clauses that can be made out: the main one, those after "that", coordinated ones."""
    found: dict[int, Clause] = {}
    main = main_clause(passage)
    if main is not None:
        found[main.finite] = main
    tokens = passage.tokens
    for at, token in enumerate(tokens[:-1]):
        if token.lower == "that" and at and tokens[at - 1].tag in _NOUNS:
            continue
        if token.lower in _JOINS:
            clause = clause_at(passage, at + 1)
            if clause is not None:
                found.setdefault(clause.finite, clause)
    if main is not None and main.verb in SPEECH:
        content = content_of(main)
        if content is not None:
            found.setdefault(content.finite, content)
    for clause in sorted(found.values(), key=lambda clause: -clause.finite):
        for another in _coordinated(clause):
            found.setdefault(another.finite, another)
    return tuple(found[key] for key in sorted(found))


def _coordinated(clause: Clause) -> Iterator[Clause]:
    """What else the subject did: "dismissed the coach", "and appointed Maya Lindholm"."""
    tokens, last = clause.tokens, len(clause.tokens)
    tag = tokens[clause.finite].tag
    while clause.end < last and tokens[clause.end].lower in {",", "and", "but"}:
        at = clause.end + 1
        while at < last and (tokens[at].tag in ADVERBS or tokens[at].lower in {"and", "but"}):
            at += 1
        fits = tokens[at].tag in {tag, "MD"} if at < last else False
        same = fits and tag in {"VBD", "VBZ", "VBP", "MD"}
        main = _main_verb(tokens, at, last) if same else None
        if main is None:
            return
        end, tails = rest_and_tails(tokens, main + 1, last)
        clause = replace(clause, finite=at, main=main, end=end, tails=tails)
        yield clause


def listener(clause: Clause) -> Chunk | None:
    """Whom somebody tells something: "told the meeting that …"."""
    return clause.object if clause.verb == "tell" and not clause.passive else None


def content_of(clause: Clause) -> Clause | None:
    """The clause that somebody is reported to say: "warned that readers would lose …"."""
    at, tokens = clause.main + 1, clause.tokens
    limit = min(len(tokens), at + _CONTENT_REACH)
    told = listener(clause)
    for index in range(at if told is None else told.last, limit):
        if tokens[index].lower == "that":
            inner = tokens[index + 1].tag if index + 1 < len(tokens) else ""
            begin = fronted_end(clause.passage, index + 1) if inner == "IN" else index + 1
            return None if begin is None else clause_at(clause.passage, begin)
        first = at if told is None else told.last
        if index == first or tokens[index - 1].tag == "CD" or is_calendar(tokens[index - 1].text):
            found = clause_at(clause.passage, index)
            counts = tokens[index].tag == "CD" and index != first
            if found is not None and found.subject[0] == index and not counts:
                return found
    return None
