"""Open questions: sides that are not told, figures without a source, chances without odds."""

import re
from collections.abc import Iterator

from keyquestions.builtin.asking.material import PRONOUNS, Candidate, Material, clean_rest
from keyquestions.builtin.asking.topics import topic_of
from keyquestions.builtin.grammar import mid_sentence, predicate


def silent_parties(material: Material) -> Iterator[Candidate]:
    """Parties that the article names but does not let speak, as the framing analysis found them."""
    topic = topic_of(material)
    if material.framing is None or topic is None:
        return
    for party in material.framing.perspectives:
        words = party.who.split()
        found = next((p for p in material.passages if party.who in p.text), None)
        if str(party.status) != "mentioned_not_quoted" or not 1 <= len(words) <= 6 or found is None:
            continue
        who = mid_sentence(party.who, None) if words[0].lower() in {"the", "a"} else party.who
        do = "do" if words[-1].endswith("s") and not words[-1][0].isupper() else "does"
        if words[-1].lower() in topic.lower():
            continue
        quotes = tuple(anchor.exact for anchor in party.evidence[:1]) or (found.text,)
        yield Candidate(
            text=f"What {do} {who} say about {topic}?",
            kind="affected_parties",
            salience=3,
            why=f"The article speaks about {who} without giving their own account.",
            quotes=quotes,
            recipe="silent",
            place=found.index,
            weight=0.1,
        )


_SOURCED = re.compile(
    r"\b(?:according to|said|says|told|figures|data|study|report|reported|survey|records|"
    r"estimat\w+|statistics|announced|heard|showed|shows|found|argued|claimed?|warn\w*|accused|"
    r"voted)\b",
    re.IGNORECASE,
)
_TELLING = 3
_TIMES = frozenset({"years", "days", "hours", "minutes", "players"})


def unsourced(material: Material) -> Iterator[Candidate]:
    """Where a figure comes from that the article states without a source."""
    for order, passage in enumerate(material.passages):
        if _SOURCED.search(passage.text) or material.document.quoted(passage.start, passage.end):
            continue
        for chunk in passage.chunks:
            tokens = passage.tokens[chunk.first : chunk.last]
            counted = tokens[0].text
            number = counted[0].isdigit() and len(counted) >= _TELLING and len(tokens) > 1
            plural = tokens[-1].tag == "NNS" and tokens[-1].lower not in _TIMES
            if not number or not plural or any(t.tag.startswith("NNP") for t in tokens):
                continue
            last = chunk.last
            if last < len(passage.tokens) and passage.tokens[last].lower == "of":
                last = next((c.last for c in passage.chunks if c.first == last + 1), last)
            figure = passage.words(chunk.first, last)
            if set(figure.lower().split()) & (PRONOUNS | {"its", "his", "her", "their"}):
                continue
            yield Candidate(
                text=f"Where does the figure of {figure} come from?",
                kind="evidence",
                salience=2,
                why=f"The article states {figure} without saying who counted or estimated them.",
                quotes=(passage.text,),
                recipe="unsourced",
                place=order,
                weight=0.2,
            )
            break


def chances(material: Material) -> Iterator[Candidate]:
    """How likely it is what "could" or "may" happen."""
    for order, passage in enumerate(material.passages):
        for clause in material.clauses(passage):
            subject = material.subject(clause)
            if (
                clause.tokens[clause.finite].lower not in {"could", "may", "might"}
                or subject is None
            ):
                continue
            if clause.negated or not clean_rest(clause, clause.main + 1, clause.end):
                continue
            yield Candidate(
                text=f"How likely is it that {subject} {predicate(clause)}?",
                kind="consequence",
                salience=3,
                why=f"It raises the possibility without saying how likely it is for {subject}.",
                quotes=(passage.text,),
                recipe="chance",
                place=order,
                weight=0.0,
            )
            break
