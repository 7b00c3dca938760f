"""What an analyst says of a text, verified as production verifies it."""

from collections.abc import Iterable
from functools import partial

from keyquestions.analysis import Framing, Stage, Summary
from keyquestions.article import Article, BlockKind
from keyquestions.errors import NothingVerified
from keyquestions.grounding import Grounding
from keyquestions.pipeline.framing import verify_framing
from keyquestions.pipeline.stages import Bench, Outcome
from keyquestions.pipeline.summaries import verify_summary
from keyquestions.pipeline.verdict import Part
from keyquestions.wiring import Service

ENGLISH = "en"


def sentence_of(text: str) -> Article:
    """A single sentence as an article, shorter than what the service takes from its users."""
    return paragraphs_of([text])


def paragraphs_of(texts: Iterable[str]) -> Article:
    """Texts as the paragraphs of an article, just as they are."""
    parts = [(BlockKind.PARAGRAPH, text) for text in texts]
    return Article.of(parts, title=None, language=ENGLISH)


def headline_of(text: str) -> Article:
    """A headline as an article that has nothing else."""
    return Article.of([], title=text, language=ENGLISH)


async def framing_of(article: Article, service: Service) -> Framing | None:
    """The verified framing alone; None where nothing was found that could be shown.

    Raises:
        AnalystError: the analyst failed.
    """
    analyst = service.analyst.begin(None)
    propose = partial(analyst.frame, article)
    return _shown(await _bench(article, service).run(Stage.FRAMING, propose, verify_framing))


async def summary_of(article: Article, service: Service) -> Summary | None:
    """The verified summary alone; None where no sentence was found that could be shown.

    Raises:
        AnalystError: the analyst failed.
    """
    analyst = service.analyst.begin(None)
    propose = partial(analyst.summarise, article)
    return _shown(await _bench(article, service).run(Stage.SUMMARY, propose, verify_summary))


def _bench(article: Article, service: Service) -> Bench:
    revises = service.analyst.revises
    return Bench(Grounding(article), service.codebook, revises=revises, verifier=service.verifier)


def _shown(outcome: Outcome[Part]) -> Part | None:
    if outcome.error is not None and not isinstance(outcome.error, NothingVerified):
        raise outcome.error
    return outcome.part
