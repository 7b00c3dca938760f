"""Hold labels against their article and the codebook: what production refuses is no label."""

from collections.abc import Iterable
from dataclasses import dataclass

from keyquestions.analysis import Anchor, Evidence, PerspectiveStatus, QuestionStatus, Voice
from keyquestions.codebook import Codebook, Group
from keyquestions.grounding import Grounding, Missing, is_foreign
from keyquestions.grounding.names import NOUNS_ARE_CAPITAL
from keyquestions_evals.labels.documents import Document, Place
from keyquestions_evals.labels.model import (
    GoldQuestion,
    LabelledPerspective,
    LabelledSignal,
    Labels,
    Slices,
)

NEEDS_TITLE = "headline_body_mismatch"
MOST_ABSENT = 3
QUESTION_MARKS = ("?", "\uff1f", "\u061f", "\u037e")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Checker:
    """Finds what is wrong with one file of labels and notes it there."""

    document: Document[Labels]
    grounding: Grounding
    codebook: Codebook

    def check(self) -> None:
        """Note every fault of labels whose form is right."""
        labels = self.document.value
        if labels is None:
            return
        self._known("genres", labels.genre, ("genre",))
        self._facts(labels)
        self._frames(labels)
        self._passages(labels)
        for at, party in enumerate(labels.perspectives):
            self._perspective(party, at)
        absent = [p for p in labels.perspectives if p.status is PerspectiveStatus.ABSENT]
        if len(absent) > MOST_ABSENT:
            self.document.fault(("perspectives",), f"more than {MOST_ABSENT} are absent")
        for at, question in enumerate(labels.questions):
            self._question(question, at)
        self._questions_differ(labels)

    def _known(self, group: Group, label: str, place: Place) -> None:
        if not self.codebook.has(group, label):
            what = group.replace("_", " ")
            self.document.fault(place, f'"{label}" is not in the codebook\'s {what}')

    def _quote(self, quote: str, place: Place, *, only: bool = False) -> Evidence:
        """The anchors of a quote; a fault where there are none, or several places for it."""
        found = self.grounding.locate_all(quote)
        if isinstance(found, Missing):
            self.document.fault(place, f"the quote is not in the article: {found.reason}")
            return ()
        times = self.grounding.article.text.count(found[0].exact)
        if only and times > 1:
            self.document.fault(place, f"the quote is in the article {times} times; quote more")
        return found

    def _sound(self, text: str, place: Place) -> None:
        """Note a text that is in another language than the article, or brings something in."""
        language = self.grounding.article.language
        if is_foreign(text, language):
            self.document.fault(place, "it is not in the language of the article")
        # Where all nouns are capital, another word than the article's is no invented name.
        other = language if language in NOUNS_ARE_CAPITAL else None
        for invented in self.grounding.inventions(text, language=other):
            self.document.fault(place, invented)

    def _facts(self, labels: Labels) -> None:
        for at, fact in enumerate(labels.facts):
            self._sound(fact.text, ("facts", at, "text"))
            self._quote(fact.quote, ("facts", at, "quote"))
        for at, claim in enumerate(labels.forbidden):
            if claim.quote is not None:
                self._quote(claim.quote, ("forbidden", at, "quote"))

    def _frames(self, labels: Labels) -> None:
        seen: set[str] = set()
        for name in ("required", "acceptable"):
            for at, label in enumerate(getattr(labels.frames, name)):
                place = ("frames", name, at)
                self._known("frames", label, place)
                if label in seen:
                    self.document.fault(place, f'"{label}" is named twice')
                seen.add(label)

    def _passages(self, labels: Labels) -> None:
        """Check signals and clean passages, which must not overlap."""
        taken: list[Span] = []
        for at, signal in enumerate(labels.signals):
            anchors = self._signal(signal, at)
            taken += [(anchor.start, anchor.end) for anchor in anchors]
        for at, clean in enumerate(labels.clean):
            place = ("clean", at, "quote")
            anchors = self._quote(clean.quote, place, only=True)
            if any(_overlap(anchor, span) for anchor in anchors for span in taken):
                self.document.fault(place, "a signal is in this passage")

    def _signal(self, signal: LabelledSignal, at: int) -> Evidence:
        place = ("signals", at, "quote")
        self._known("signals", signal.kind, ("signals", at, "kind"))
        anchors = self._quote(signal.quote, place, only=True)
        if signal.kind == NEEDS_TITLE and self.grounding.article.title is None:
            self.document.fault(("signals", at, "kind"), "the article has no headline")
        if signal.voice is Voice.AUTHOR and any(map(self.grounding.is_spoken, anchors)):
            self.document.fault(place, "it is direct speech, not the author's voice")
        return anchors

    def _perspective(self, party: LabelledPerspective, at: int) -> None:
        if party.status is PerspectiveStatus.ABSENT:
            if self.grounding.names_person(party.who):
                self.document.fault(
                    ("perspectives", at, "who"), "it is absent, but the article names it"
                )
        elif not any(map(self.grounding.names_party, (party.who, *party.also))):
            self.document.fault(
                ("perspectives", at, "who"), "the article does not name this party so"
            )

    def _question(self, question: GoldQuestion, at: int) -> None:
        place: Place = ("questions", at)
        self._known("question_kinds", question.kind, (*place, "kind"))
        for name, text in _wordings(question):
            if not text.endswith(QUESTION_MARKS):
                self.document.fault((*place, *name), "it does not end with a question mark")
            self._sound(text, (*place, *name))
        for index, quote in enumerate(question.quotes):
            self._quote(quote, (*place, "quotes", index))
        if question.gap is not None:
            self._quote(question.gap, (*place, "gap"))
        if question.status is QuestionStatus.OPEN:
            if question.answer is not None or question.quotes:
                self.document.fault((*place, "status"), "an open question has no answer or quotes")
        elif question.answer is None or not question.quotes:
            self.document.fault((*place, "status"), f"{question.status} wants answer and quotes")
        else:
            self._sound(question.answer, (*place, "answer"))

    def _questions_differ(self, labels: Labels) -> None:
        asked = [
            (("questions", at, *name), text)
            for at, question in enumerate(labels.questions)
            for name, text in _wordings(question)
        ]
        asked += [(("rejected", at, "text"), each.text) for at, each in enumerate(labels.rejected)]
        seen: set[str] = set()
        for place, text in asked:
            if text.casefold() in seen:
                self.document.fault(place, "this question stands here twice")
            seen.add(text.casefold())


def check_slices(document: Document[Slices], grounding: Grounding, codebook: Codebook) -> None:
    """Note what slices say of an article that is not so."""
    slices = document.value
    if slices is None:
        return
    if not codebook.has("genres", slices.genre):
        document.fault(("genre",), f'"{slices.genre}" is not in the codebook\'s genres')
    found = grounding.article.language
    if slices.language != found:
        document.fault(("language",), f'the article is read as "{found}"')


def _wordings(question: GoldQuestion) -> Iterable[tuple[tuple[int | str, ...], str]]:
    yield ("text",), question.text
    for at, text in enumerate(question.paraphrases):
        yield ("paraphrases", at), text


def _overlap(anchor: Anchor, span: Span) -> bool:
    return anchor.start < span[1] and span[0] < anchor.end
