"""Clauses of a tagged sentence: whose (subject) did what (verb group) and the rest of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from keyquestions.builtin.chunks import Chunk, chunk_at
from keyquestions.builtin.document import Passage
from keyquestions.builtin.names import is_calendar
from keyquestions.builtin.tokens import Token, lemma

FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
BE = frozenset("is are was were am be been being 's 're 'm".split())
HAVE = frozenset("has have had 've".split())
DO = frozenset("do does did".split())

SPEECH = frozenset(
    "say warn argue claim tell add announce explain note insist stress suggest maintain believe "
    "predict estimate fear hope find show conclude reveal report".split()
)
"""Verbs that report what somebody says, thinks or has found."""
_JOINS = frozenset("that because and but ; while although said says after as when".split())
_NOUNS = frozenset({"NN", "NNS", "CD"})
_ATTACH = frozenset("of in for at from on with between over about against near".split())
_ADVERBS = frozenset({"RB", "RBR"})
_REACH = 28
_TAIL_WORDS = frozenset(
    "because after if unless while although though since until before when as despite so whereas "
    "following amid without once where whether by citing saying adding arguing".split()
)
_AT_ONCE = frozenset({"because", "when", "after", "if", "unless", "while", "before", "until", "by"})
_BREAKS = frozenset({";", ":", "-", "–", "—", "(", ")", '"', "“", "”", "...", "…"})


@dataclass(frozen=True)
class Tail:
    """What a clause adds behind a joining word: "because …", "by doing …"; the word is `marker`."""

    marker: str
    first: int
    last: int


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

    def text(self, first: int, last: int) -> str:
        """The article's words between two tokens."""
        return self.passage.words(first, last)

    @property
    def whole_text(self) -> str:
        """Subject, verb and rest as the article has them."""
        return self.text(self.subject[0], self.end)


def clause_at(passage: Passage, first: int, last: int | None = None) -> Clause | None:
    """The clause whose subject begins at token `first`, None where no clause can be made out."""
    tokens = passage.tokens
    last = len(tokens) if last is None else last
    while first < last and (tokens[first].tag in _ADVERBS or tokens[first].lower == ","):
        first += 1
    chunk = chunk_at(tokens, first)
    if chunk is None or chunk.last > last:
        return None
    plain, finite = _to_verb(tokens, chunk, last)
    if finite is None:
        return None
    main = _main_verb(tokens, finite, last)
    if main is None:
        return None
    end, tails = _rest(tokens, main + 1, last)
    return Clause(
        passage, (first, plain), chunk.head, (first, _trimmed(tokens, first, finite)),
        finite, main, end, tails,
    )  # fmt: skip


def _trimmed(tokens: Sequence[Token], first: int, end: int) -> int:
    while end > first + 1 and (tokens[end - 1].tag in _ADVERBS or tokens[end - 1].lower == ","):
        end -= 1
    return end


def _to_verb(tokens: Sequence[Token], chunk: Chunk, last: int) -> tuple[int, int | None]:
    """How far the plain subject reaches, and where its finite verb is."""
    at = plain = chunk.last
    growing = True
    while at < min(last, chunk.first + _REACH):
        tag, low = tokens[at].tag, tokens[at].lower
        if tag in FINITE:
            return plain, at
        if tag in _ADVERBS:
            at += 1
            continue
        step = _attached(tokens, at, last)
        if step is not None:
            at = step
            plain = at if growing else plain
        elif low == "to" and growing and at + 1 < last and tokens[at + 1].tag == "VB":
            plain = at = _infinitive_end(tokens, at, last)
        elif low == "," or tag in {"WP", "WDT", "VBN", "VBG", "WP$"} or low == "that":
            growing = False
            jump = _beyond(tokens, at, last)
            if jump is None and tag == "VBN" and plain == at and _active(tokens, at):
                return plain, at
            return plain, jump
        else:
            return plain, None
    return plain, None


def _active(tokens: Sequence[Token], at: int) -> bool:
    """Whether what looks like a participle is the verb: "The operator cancelled all crossings"."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return after is not None and after.lower != "by" and after.tag != "VBN"


def _attached(tokens: Sequence[Token], at: int, last: int) -> int | None:
    """The end of "of the county" or "and the mayor" at `at`, None where there is none."""
    low = tokens[at].lower
    if low in _ATTACH or low in {"and", "&", "or", "to"}:
        chunk = chunk_at(tokens, at + 1)
        if chunk is not None and chunk.last <= last and tokens[chunk.first].tag != "PRP":
            return chunk.last
    return None


def _infinitive_end(tokens: Sequence[Token], at: int, last: int) -> int:
    at += 2
    while at < last and tokens[at].tag not in FINITE and tokens[at].lower not in _BREAKS | {","}:
        at += 1
    return at


def _beyond(tokens: Sequence[Token], at: int, last: int) -> int | None:
    """The finite verb after an apposition, a relative clause or a participle phrase."""
    low = tokens[at].lower
    limit = min(last, at + _REACH)
    if low == ",":
        return _after_comma(tokens, at, limit)
    inner = tokens[at].tag in {"WP", "WDT", "WP$"} or low == "that"
    for index in range(at + 1, limit):
        if tokens[index].lower in _BREAKS:
            return None
        if tokens[index].lower == ",":
            return _after_comma(tokens, index, limit)
        if tokens[index].tag in FINITE:
            if inner:
                inner = False
            elif tokens[index - 1].tag not in FINITE | {"TO"}:
                return index
    return None


def _after_comma(tokens: Sequence[Token], at: int, limit: int) -> int | None:
    opener = tokens[at + 1] if at + 1 < limit else None
    if opener is None or opener.tag in {"CC", "PRP"} or opener.tag in FINITE:
        return None
    for index in range(at + 2, limit):
        if tokens[index].lower in _BREAKS:
            return None
        if tokens[index].lower == ",":
            beyond = index + 1
            while beyond < limit and tokens[beyond].tag in _ADVERBS:
                beyond += 1
            if beyond < limit and tokens[beyond].tag in FINITE:
                return beyond
            if beyond < limit and tokens[beyond].tag == "VBN" and _active(tokens, beyond):
                return beyond
    return None


def _main_verb(tokens: Sequence[Token], finite: int, last: int) -> int | None:
    """The main verb of the group that begins at `finite`; a copula is its own main verb."""
    low, tag = tokens[finite].lower, tokens[finite].tag
    auxiliary = tag == "MD" or low in BE | HAVE | DO
    if not auxiliary:
        return finite
    at, main = finite + 1, finite
    while at < last:
        token = tokens[at]
        if token.tag in _ADVERBS:
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


def _rest(tokens: Sequence[Token], start: int, last: int) -> tuple[int, tuple[Tail, ...]]:
    """The end of what belongs to the verb, and the subordinate parts that follow it."""
    end = start
    while end < last and not _cuts(tokens, end, start):
        end += 1
    tails, at = [], end
    if end < last and tokens[end].lower in {"and", "but", "or", "yet"}:
        return end, ()
    while at < last:
        begin = at + 1 if tokens[at].lower == "," else at
        if begin < last and _tail_word(tokens, begin):
            stop = begin + 1
            while stop < last and tokens[stop].lower not in {";", ":", "–", "—", '"', "“", "."} and not (
                stop > begin + 2 and _tail_word(tokens, stop) and tokens[stop - 1].lower == ","
            ):
                stop += 1
            while stop > begin and tokens[stop - 1].lower in {",", "."}:
                stop -= 1
            tails.append(Tail(tokens[begin].lower, begin, stop))
            at = stop
        else:
            at += 1
    return end, tuple(tails)


def _tail_word(tokens: Sequence[Token], at: int) -> bool:
    low = tokens[at].lower
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if low == "by":
        return after is not None and after.tag == "VBG"
    if low in {"as", "since", "until", "before", "after", "following", "without", "so"}:
        return _clause_follows(tokens, at + 1) or low in {"following", "without"} or (
            after is not None and low in {"before", "after"} and after.tag == "VBG"
        )
    if low == "due":
        return after is not None and after.lower == "to"
    if low == "in":
        following = [t.lower for t in tokens[at + 1 : at + 3]]
        return following in (["order", "to"], ["protest", "at"], ["protest", "against"], ["response", "to"],
                             ["return", "for"], ["exchange", "for"])
    if low == "on":
        return [t.lower for t in tokens[at + 1 : at + 3]] == ["condition", "that"]
    return low in _TAIL_WORDS


def _clause_follows(tokens: Sequence[Token], at: int) -> bool:
    chunk = chunk_at(tokens, at)
    if chunk is None:
        return False
    _, finite = _to_verb(tokens, chunk, len(tokens))
    return finite is not None


def _cuts(tokens: Sequence[Token], at: int, start: int) -> bool:
    """Whether the clause ends before this token."""
    token = tokens[at]
    low = token.lower
    if low in _BREAKS or low in {"?", "!"} or (low == "." and at == len(tokens) - 1):
        return True
    if low == "." :
        return True
    if (at > start or low in _AT_ONCE) and _tail_word(tokens, at):
        return True
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if low == "," and after is not None:
        return not _enumerates(tokens, at)
    if low in {"and", "but", "or", "yet"} and after is not None:
        if after.tag in FINITE:
            return True
        return (after.tag != "VB" or low == "but") and _clause_follows(tokens, at + 1)
    if token.tag in {"WP", "WP$"} or (token.tag == "WDT" and at > start):
        return at > start
    return False


def _enumerates(tokens: Sequence[Token], at: int) -> bool:
    """Whether a comma stands inside a list of things, or a date."""
    if at + 1 < len(tokens) and tokens[at - 1].tag == "CD" and tokens[at + 1].tag == "CD":
        return True
    chunk = chunk_at(tokens, at + 1)
    if chunk is None or chunk.last >= len(tokens):
        return False
    after = tokens[chunk.last]
    return after.lower == "and" and chunk_at(tokens, chunk.last + 1) is not None and (
        not _clause_follows(tokens, chunk.last + 1) and tokens[at + 1].lower not in {"a", "an"}
    )


def main_clause(passage: Passage) -> Clause | None:
    """The main clause of a sentence; what stands before it is skipped."""
    tokens = passage.tokens
    first = _dateline(tokens)
    opener = tokens[first] if first < len(tokens) else None
    if opener is None:
        return None
    if opener.tag in {"IN", "TO", "VBG", "VBN", "WRB", "RB", "CC"} or opener.lower in {
        "because", "further", "according", "following", "due",
    }:  # fmt: skip
        begin = fronted_end(passage, first)
        return clause_at(passage, begin) if begin is not None else None
    return clause_at(passage, first)


def _dateline(tokens: Sequence[Token]) -> int:
    """Where the text begins after "HALVERTON, 4 April –"."""
    for at, token in enumerate(tokens[:9]):
        if token.lower in {"-", "–", "—"} and at and tokens[0].text.isupper():
            return at + 1
    return 0


def fronted_end(passage: Passage, first: int = 0) -> int | None:
    """The first token after a fronted phrase or clause and its comma, None where there is none."""
    tokens = passage.tokens
    commas = [i for i in range(first, min(len(tokens), first + 30)) if tokens[i].lower == ","]
    for comma in commas:
        found = clause_at(passage, comma + 1)
        if found is not None and not _enumerates(tokens, comma):
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
    return tuple(found[key] for key in sorted(found))


def content_of(clause: Clause) -> Clause | None:
    """The clause that somebody is reported to say: "warned that readers would lose …"."""
    at, tokens = clause.main + 1, clause.tokens
    limit = min(len(tokens), at + 9)
    for index in range(at, limit):
        if tokens[index].lower == "that":
            inner = tokens[index + 1].tag if index + 1 < len(tokens) else ""
            begin = fronted_end(clause.passage, index + 1) if inner == "IN" else index + 1
            return None if begin is None else clause_at(clause.passage, begin)
        if index == at or tokens[index - 1].tag == "CD" or is_calendar(tokens[index - 1].text):
            found = clause_at(clause.passage, index)
            if found is not None and found.subject[0] == index and tokens[index].tag != "CD":
                return found
    return None
