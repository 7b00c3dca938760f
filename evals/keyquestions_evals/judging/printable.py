"""Whether questions could be printed as they are, by a judge's verdicts."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from keyquestions.analysis import Analysis, Question, QuestionStatus, Stage, Value
from keyquestions.article import Article
from keyquestions.model_analyst.fence import fence
from keyquestions_evals.judging.judge import Judge, Rubric, numbering
from keyquestions_evals.metrics import Better, Detail, Measure, Measured, Metric

QUALITIES = ("printable", "grammatical", "specific", "answered")


def _metric(name: str, title: str, about: str) -> Metric:
    return Metric(
        name=f"questions.{name}", title=title, part="questions", better=Better.HIGHER,
        meaning=True, failed=0.0, about=f"Share of the questions {about}, by a judge.",
    )  # fmt: skip


METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        each.name: each
        for each in (
            _metric("printable", "printable", "that an editor would print as they are"),
            _metric("grammatical", "grammatical", "in which there is nothing to correct"),
            _metric("specific", "specific", "that are this article's own and of interest"),
            _metric("answered", "status right", "whose status and answer are right"),
        )
    }
)
"""What only a judge can tell; without one these columns do not exist."""


class Posed(Value):
    """What a judge is shown of a question."""

    text: str
    status: QuestionStatus
    answer: str | None

    @classmethod
    def of(cls, question: Question) -> "Posed":
        """Without salience, kind and quotes: they say nothing of whether it can be printed."""
        return cls(text=question.text, status=question.status, answer=question.answer)


class PrintVerdict(Value):
    """What a judge says of the question with that number."""

    number: int
    reason: str
    grammatical: bool
    specific: bool
    answered: bool
    printable: bool


class PrintReply(Value):
    """A verdict for each question."""

    verdicts: tuple[PrintVerdict, ...]


async def judge_questions(
    judge: Judge, article: Article, questions: Sequence[Posed]
) -> tuple[PrintVerdict, ...]:
    """A verdict for each question, in their order.

    Raises:
        ModelError: the judge gave none.
    """
    if not questions:
        return ()

    def faults(reply: PrintReply) -> Iterable[str]:
        yield from numbering([each.number for each in reply.verdicts], len(questions))
        for each in reply.verdicts:
            if each.printable and not (each.grammatical and each.specific and each.answered):
                yield f"number {each.number} is printable in spite of a fault"

    told = [
        each.model_dump(mode="json") | {"text": " ".join(each.text.split())} for each in questions
    ]
    reply = await judge.ask(
        Rubric.QUESTION, article, PrintReply, faults, questions=told, fence=fence(str(told))
    )
    return tuple(sorted(reply.verdicts, key=lambda each: each.number))


async def measure_questions(
    judge: Judge, analysis: Analysis | None, article: Article
) -> Mapping[str, Measured]:
    """Every metric of METRICS for one analysis; what is missing is booked as a failure.

    Raises:
        ModelError: the judge gave no verdicts.
    """
    failed = analysis is None or any(each.stage is Stage.QUESTIONS for each in analysis.failures)
    posed = [] if analysis is None else [Posed.of(each) for each in analysis.questions]
    found = await judge_questions(judge, article, posed)
    measured = {}
    for quality in QUALITIES:
        good = sum(getattr(each, quality) for each in found)
        details = tuple(
            Detail(verdict=f"not {quality}", text=posed[each.number - 1].text, remark=each.reason)
            for each in found
            if not getattr(each, quality)
        )
        value = good / len(found) if found else (0.0 if failed else None)
        measured[f"questions.{quality}"] = Measured(
            value=value, n=len(found), measure=Measure.JUDGE, details=details
        )
    return measured
