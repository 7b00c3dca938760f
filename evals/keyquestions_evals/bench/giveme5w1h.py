"""Giveme5W1H: which of who, what, when, where, why and how an article answers, and with what."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from keyquestions.analysis import Question, QuestionStatus
from keyquestions.article import read_article
from keyquestions.wiring import Service
from keyquestions_evals.bench.benchmark import Benchmark, Record
from keyquestions_evals.bench.figures import Numbers, Row, balanced, ratio, verdict
from keyquestions_evals.bench.saying import ENGLISH
from keyquestions_evals.matching import token_f1

WORDS = ("who", "what", "when", "where", "why", "how")
_NOBODY_FOUND_ONE = 2
"""So many annotators who found no answer make a question open."""

_OPENING = r"^(?:(?:\w+ ){0,2})"
_ASKS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (word, re.compile(_OPENING + rf"(?:{pattern})\b"))
    for word, pattern in (
        ("what", r"how (?:many|much|long|often|old|far|big|large|high|fast)"),
        (
            "why",
            r"why|(?:what|which) (?:\w+ ){0,3}(?:reasons?|causes?|caused|motives?|led|prompted)",
        ),
        ("when", r"when|(?:what|which) (?:time|day|date|month|year)"),
        ("where", r"where|(?:what|which) (?:place|town|city|village|country|region|street)"),
        ("who", r"who|whom|whose|(?:what|which) (?:person|people)"),
        ("how", r"how"),
        ("what", r"what|which"),
    )
)
"""What a question asks for, by how it begins; the first that fits counts."""


@dataclass(frozen=True, slots=True)
class Reported:
    """An article; for each word the answers that people marked, () where it is left open."""

    name: str
    title: str
    text: str
    answers: Mapping[str, tuple[str, ...]]


class Giveme5W1H(Benchmark[Reported]):
    """Our questions on the article, by their word, against what people found in it."""

    name: ClassVar = "giveme5w1h"
    file: ClassVar = "dev.jsonl"
    columns: ClassVar = (
        balanced("accuracy", "all: answered or open, balanced accuracy"),
        balanced("accuracy asked", "all: the same where something was asked"),
        ratio("abstained", "all: nothing was asked"),
        ratio("f1", "all: token-F1 of the quotes"),
        ratio("f1 answer", "all: token-F1 of the answers"),
        *(balanced(f"{word} accuracy", f"{word}: balanced accuracy") for word in WORDS),
        *(ratio(f"{word} abstained", f"{word}: nothing was asked") for word in WORDS),
        *(ratio(f"{word} f1", f"{word}: token-F1 of the quotes") for word in WORDS),
    )

    def read(self, records: Sequence[Record]) -> Iterator[Reported]:
        """The articles; a word for which nobody marked anything, and few said so, is left out."""
        for each in records:
            answers = {}
            for word in WORDS:
                gold = each["gold"][word]
                marked = tuple(answer["text"] for answer in gold["answers"])
                if gold["coders_saying_none"] >= _NOBODY_FOUND_ONE:
                    answers[word] = ()
                elif marked:
                    answers[word] = marked
            yield Reported(each["id"], each["title"], each["text"], answers)

    def group(self, item: Reported) -> str:
        """Each article stands alone."""
        return item.name

    async def measure(self, item: Reported, service: Service) -> Row:
        """Its questions, the most salient first, against what people marked."""
        article = read_article(item.text, title=item.title, language=ENGLISH)
        return _row(item, (await service.analyze(article)).questions)

    def failed(self, item: Reported) -> Row:
        """As if nothing had been asked."""
        return _row(item, ())


def asks(question: str) -> str | None:
    """Which of `WORDS` a question asks for, by how it begins; None for those that ask for none."""
    low = question.lower()
    return next((word for word, pattern in _ASKS if pattern.search(low)), None)


def _row(item: Reported, questions: Sequence[Question]) -> Row:
    row: dict[str, Numbers] = {}
    for word, gold in item.answers.items():
        asked = [each for each in questions if asks(each.text) == word]
        for name, numbers in _of_word(asked, gold).items():
            row[f"{word} {name}"] = numbers
            row[name] = _added(row.get(name), numbers)
    return row


def _of_word(asked: Sequence[Question], gold: Sequence[str]) -> dict[str, Numbers]:
    """What the questions with one word give: one that is answered is enough for an answer."""
    told = next((each for each in asked if each.status is not QuestionStatus.OPEN), None)
    right = verdict(said=told is not None if asked else None, gold=bool(gold))
    found: dict[str, Numbers] = {"accuracy": right, "abstained": (float(not asked), 1.0)}
    if asked:
        found["accuracy asked"] = right
    if gold:
        quotes = [each.exact for each in told.evidence] if told is not None else []
        answer = [told.answer or ""] if told is not None else []
        found["f1"] = (_best(quotes, gold), 1.0)
        found["f1 answer"] = (_best(answer, gold), 1.0)
    return found


def _best(said: Sequence[str], gold: Sequence[str]) -> float:
    return max(token_f1(said, [answer]) for answer in gold)


def _added(one: Numbers | None, other: Numbers) -> Numbers:
    return other if one is None else tuple(a + b for a, b in zip(one, other, strict=True))
