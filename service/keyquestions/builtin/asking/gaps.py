"""Open questions that the article itself names: not said, not known, asked by somebody in it."""

import re
from collections.abc import Iterator

from keyquestions.builtin.asking.candidates import Candidate, clean_rest
from keyquestions.builtin.asking.checks import passes
from keyquestions.builtin.asking.material import Material
from keyquestions.builtin.chunks import Chunk
from keyquestions.builtin.clauses import FINITE, Clause, clause_at
from keyquestions.builtin.document import Passage
from keyquestions.builtin.grammar import agrees, inverted, possessive
from keyquestions.builtin.pronouns import PRONOUNS
from keyquestions.builtin.tagging import NUMBER_WORDS

_NOT = (
    r"(?:(?:did|does|do|has|have|had|would|will|could|can)\s*(?:not|n[’']t|never)|cannot|"
    r"declined to|refused to|refuses to|yet to|failed to|declines to|"
    r"(?:nobody|no one)(?: has| had)?)"
)
_TOLD = (
    r"(?:say|said|disclosed?|reveal(?:ed)?|explain(?:ed)?|specify|specified|announced?|decided?|"
    r"clarify|clarified|confirm(?:ed)?|comment(?:ed)? on|know|name|calculated?|established?|"
    r"determined?|published?|checked?|asked?|measured?|estimated?|worked out)"
)
_UNKNOWN = (
    r"unclear|unknown|uncertain|not known|not clear|nobody knows|no one knows|not certain|"
    r"not yet clear|an open question"
)
_RAISED = (
    r"(?:demand(?:ed|s)?|want(?:s|ed)?|ask(?:ed|s)?) to know|(?:asked|asks|wondered)(?= (?:why|how|"
    r"what|who|when|whether))|(?:question|doubt)(?:ed|s)?(?= whether)"
)
_SILENT = re.compile(
    rf"\b{_NOT}\s+(?:yet |publicly |immediately |also |been able to )?{_TOLD}\b|\b(?:{_UNKNOWN})\b",
    re.IGNORECASE,
)
_ASKED = re.compile(rf"\b(?:{_RAISED}|(?:on|over|about|into)(?= whether))\b", re.IGNORECASE)
_UNKNOWN_NEXT = re.compile(rf"(?:is|was|remains) (?:still )?(?:{_UNKNOWN})\b")
NO_REPLY = re.compile(
    r"\b(?:(?:did|has|have|had) not (?:yet )?(?:respond|repl|comment|answer)\w*|"
    r"declined (?:to comment|an interview|to answer)|could not be reached)\b",
    re.IGNORECASE,
)
"""What says that somebody gave no answer."""
_WH = frozenset({"how", "when", "where", "why", "what", "who", "which", "whether", "whose", "if"})
_STOPS = frozenset({",", ".", ";", "-", "or", "but", '"'})
_AMOUNTS = frozenset({"many", "much", "long", "far", "often", "soon"})


def gaps(material: Material) -> Iterator[Candidate]:
    """Questions whose openness the article states."""
    for place, passage in enumerate(material.passages):
        for match in _SILENT.finditer(passage.text):
            at = passage.start + match.end()
            if material.document.quoted(passage.start + match.start(), at):
                continue
            text = (
                _embedded(material, passage, at)
                or _leading(material, passage)
                or _noun(material, passage, at)
            )
            if text is not None:
                yield _open(text, passage, place, _why_silent(material, passage, text))
                break


def undecided(material: Material) -> Iterator[Candidate]:
    """ "Whether the pack will stay depends on the winter"."""
    for place, passage in enumerate(material.passages):
        opener = passage.tokens[0] if passage.tokens else None
        if opener is None or opener.lower != "whether" or _SILENT.search(passage.text):
            continue
        text = _leading(material, passage)
        if text is not None:
            why = "The article says what it depends on, but not how it will turn out."
            yield _open(text, passage, place, why)


def raised(material: Material) -> Iterator[Candidate]:
    """What somebody in the article asks: "demanded to know why …"."""
    for place, passage in enumerate(material.passages):
        for match in _ASKED.finditer(passage.text):
            at = passage.start + match.end()
            if material.document.quoted(passage.start + match.start(), at):
                continue
            text = _embedded(material, passage, at)
            why = _why_raised(material, passage, passage.start + match.start())
            if text is not None and why is not None:
                yield _open(text, passage, place, why)
                break


def _why_raised(material: Material, passage: Passage, at: int) -> str | None:
    """Who asks or was asked; None where an asked party may have answered, or it is nobody known."""
    asking = _clause_of_verb(material, passage, at)
    clause = asking or material.main(passage)
    who = material.subject(clause) if clause is not None else None
    if clause is None or who is None or clause.negated:
        return None
    if asking is None:
        return "The article names the question and reports no answer to it."
    if not asking.passive:
        return f"It is what {who} asks, and the article reports no answer."
    after = material.after(passage)
    silent = any(p is not None and NO_REPLY.search(p.text) for p in (passage, after))
    return f"{who[:1].upper()}{who[1:]} was asked this and had not answered." if silent else None


def _clause_of_verb(material: Material, passage: Passage, at: int) -> Clause | None:
    """The clause whose main verb begins at that place of the article."""
    return next((c for c in material.clauses(passage) if c.tokens[c.main].start == at), None)


def _why_silent(material: Material, passage: Passage, text: str) -> str:
    """Who would have to say it, or what it means that nobody can."""
    clause = material.main(passage)
    subject = material.subject(clause) if clause is not None else None
    if clause is not None and subject is not None and len(subject.split()) <= 6:
        if clause.verb in {"refuse", "decline"}:
            return f"{subject[:1].upper()}{subject[1:]} chose not to say, and readers may ask why."
        if clause.negated and clause.verb != "be":
            return f"It would be for {subject} to say, and the article reports that no answer came."
    if text.split(maxsplit=1)[0] in {"Will", "Does", "Do", "Can", "Could", "Is", "Are"}:
        return "The article says outright that it is open, so it can still go either way."
    return "The article says outright that this is unknown; who assumes an answer goes too far."


def _open(text: str, passage: Passage, place: int, why: str) -> Candidate:
    return Candidate(
        text=text,
        kind="consequence" if text.startswith("Will") else "elaboration",
        salience=4,
        why=why,
        quotes=(passage.text,),
        recipe="gap",
        place=place,
        weight=0.9,
    )


def _embedded(material: Material, passage: Passage, after: int) -> str | None:
    """ "did not say when the bridge would reopen": the indirect question made direct."""
    tokens = passage.tokens
    start = next((i for i, t in enumerate(tokens) if t.start >= after), None)
    if start is None:
        return None
    opened = False
    for at in range(start, len(tokens)):
        opened = opened or (at < start + 3 and tokens[at].lower in _WH)
        if opened and tokens[at].lower in _WH:
            text = direct(material, passage, at)
            if text is not None and passes(text):
                return text
    return None


def _leading(material: Material, passage: Passage) -> str | None:
    """ "How the insects store the number is unknown"."""
    tokens = passage.tokens
    if not tokens or tokens[0].lower not in _WH - {"if", "when"}:
        return None
    if tokens[0].lower == "who":
        return _subject_question(material, passage, 1, "Who")
    return direct(material, passage, 0)


def direct(material: Material, passage: Passage, at: int) -> str | None:
    """The question that stands in a sentence from its question word on."""
    tokens = passage.tokens
    word, begin = tokens[at].lower, at + 1
    phrase = "" if word in {"whether", "if"} else tokens[at].text.capitalize()
    if word in {"how", "which", "what", "whose"} and begin < len(tokens):
        begin = _measure(passage, at)
        phrase = f"{phrase} {passage.words(at + 1, begin)}".strip()
    if begin < len(tokens) and tokens[begin].tag in {"VBZ", "VBD", "VBP", "MD"}:
        return _subject_question(material, passage, begin, phrase)
    clause = clause_at(passage, begin)
    if clause is None or not agrees(clause):
        return None
    subject = material.subject(clause)
    if subject is None or not clean_rest(clause, clause.main + 1, clause.end):
        return None
    opener = tokens[clause.subject[0]]
    if opener.lower in {"a", "an"}:
        subject = f"{opener.lower} {clause.text(clause.subject[0] + 1, clause.subject[1])}"
    counted = opener.tag == "PRP" and subject.split(maxsplit=1)[0].lower() in NUMBER_WORDS
    subject = f"the {subject}" if counted else subject
    made = _forward(inverted(clause, subject, end=_without_unknown(clause)))
    return f"{phrase} {made}?" if phrase else f"{made[0].upper()}{made[1:]}?"


def _without_unknown(clause: Clause) -> int:
    """Where another verb says what is unknown or what it depends on."""
    inside = range(clause.main + 1, clause.end)
    return next((at for at in inside if clause.tokens[at].tag in FINITE), clause.end)


def _measure(passage: Passage, at: int) -> int:
    """The end of "many workers", "thick" or "sites" after "how" or "which"."""
    tokens, last = passage.tokens, at + 1
    if tokens[at].lower == "how" and tokens[last].lower not in _AMOUNTS:
        return last + 1 if tokens[last].tag == "JJ" else last
    while last < len(tokens) and tokens[last].tag in {"JJ", "NN", "NNS", "RB"}:
        last += 1
    return last


def _subject_question(material: Material, passage: Passage, at: int, phrase: str) -> str | None:
    """ "Which sites would be affected": the question word is the subject."""
    tokens, last = passage.tokens, at
    while last < len(tokens) and tokens[last].lower not in _STOPS:
        if _UNKNOWN_NEXT.match(passage.text[tokens[last].start - passage.start :]):
            break
        last += 1
    if not phrase or any(t.lower in PRONOUNS for t in tokens[at:last]):
        return None
    owned = next((i for i in range(at, last) if tokens[i].tag == "PRP$"), None)
    if owned is None:
        return f"{_forward(phrase + ' ' + passage.words(at, last))}?"
    owner = material.references.owner(passage, owned, tokens[owned].lower)
    if owner is None:
        return None
    before, after = passage.words(at, owned), passage.words(owned + 1, last)
    return f"{_forward(f'{phrase} {before} {owner} {after}')}?"


def _forward(text: str) -> str:
    """Out of reported speech: "would reopen" is asked as "will reopen"."""
    return re.sub(r"\bwould\b(?! have)", "will", text, count=1)


def _noun(material: Material, passage: Passage, after: int) -> str | None:
    """ "has not disclosed the nature of her injury", "did not name the sites"."""
    tokens = passage.tokens
    for chunk in passage.chunks:
        first = tokens[chunk.first]
        if not after <= first.start <= after + 2 or first.lower != "the":
            continue
        thing = passage.words(chunk.first, chunk.last)
        plural = tokens[chunk.head].tag == "NNS"
        if chunk.last < len(tokens) and tokens[chunk.last].lower == "of":
            what = _of_what(material, passage, chunk)
            return None if what is None else f"What {'are' if plural else 'is'} {thing} of {what}?"
        silent_on = any(t.lower in {"name", "named"} for t in tokens[chunk.first - 1 : chunk.first])
        return _unnamed(material, passage, chunk) if plural and silent_on else None
    return None


def _unnamed(material: Material, passage: Passage, chunk: Chunk) -> str | None:
    """ "Did not name the sites that would be closed": which sites will be."""
    tokens, last = passage.tokens, chunk.last
    thing = passage.words(chunk.first, last)
    if last + 1 < len(tokens) and tokens[last].lower in {"that", "which"}:
        return _subject_question(material, passage, last + 1, f"Which {thing.partition(' ')[2]}")
    rich = material.references.fuller(thing, tokens[chunk.first].start)
    return None if rich == thing else f"Which are {rich}?"


def _of_what(material: Material, passage: Passage, chunk: Chunk) -> str | None:
    inner = passage.chunk_from(chunk.last + 1)
    if inner is None:
        return None
    if passage.tokens[inner.first].tag != "PRP$":
        return passage.words(inner.first, inner.last)
    owner = _owner_before(material, passage, passage.tokens[inner.first].lower)
    return None if owner is None else f"{owner} {passage.words(inner.first + 1, inner.last)}"


def _owner_before(material: Material, passage: Passage, pronoun: str) -> str | None:
    back = material.before(passage)
    clause = material.main(back) if back is not None else None
    if clause is None or pronoun not in {"his", "her"}:
        return None
    name = material.references.named(clause.text(*clause.subject), clause.tokens[clause.subject[0]])
    return None if name is None else possessive(name)
